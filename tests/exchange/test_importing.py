"""What rows become: records with their place, merged where they agree, refused by row where they do not."""

from datetime import date
from decimal import Decimal

import pytest

from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import GoalState, LinkKind, Metric
from okr.exchange.importing import ReadingProgress, read_bundle, read_single
from okr.exchange.limits import Limits, limits_from
from tests.exchange.reading import bundle, refused

CHECK_INS = """
[[check_ins]]
file = "c.csv"
[check_ins.fields]
key_result = "kr"
effective_on = "day"
value = "value"
note = "note"
"""

KEY_RESULTS = """
[[key_results]]
file = "k.csv"
[key_results.fields]
external_id = "id"
goal = { constant = "G" }
title = "id"
metric = "metric"
baseline = "from"
target = "to"
"""


def test_a_row_becomes_a_record_with_its_place(tmp_path):
    records = bundle(
        tmp_path, CHECK_INS, {"c.csv": 'kr,day,value,note\nA.1,2026-01-31,"1,234.50",first\nA.1,2026-02-28,12%,\n'}
    )
    first, second = records.check_ins
    assert (first.place.file, first.place.row, first.key_result) == ("c.csv", 1, "A.1")
    assert (first.value, first.effective_on, first.note) == (Decimal("1234.5"), date(2026, 1, 31), "first")
    assert (second.place.row, second.value, second.note) == (2, Decimal(12), None)
    assert records.findings == ()


def test_equal_rows_merge_and_a_blank_loses_to_a_value(tmp_path):
    text = "kr,day,value,note\nA.1,2026-01-31,5,\nA.1,2026-01-31,5,why\nA.1,2026-01-31,5,\n"
    records = bundle(tmp_path, CHECK_INS, {"c.csv": text})
    assert [(str(reading.value), reading.note, reading.place.row) for reading in records.check_ins] == [("5", "why", 1)]
    assert records.merged == {"check_ins": 2}
    assert refused(records) == []


def test_two_different_values_are_refused_by_row_and_name_both_rows(tmp_path):
    text = "kr,day,value,note\nA.1,2026-01-31,5,\nA.2,2026-01-31,1,\nA.1,2026-01-31,6,\n"
    records = bundle(tmp_path, CHECK_INS, {"c.csv": text})
    (finding,) = refused(records)
    assert (finding.place.row, finding.kind, finding.field, finding.value) == (3, "check_ins", "value", "6")
    assert "row 3" in finding.message
    assert 'than row 1, "5"' in finding.message
    assert [reading.value for reading in records.check_ins] == [5, 1]


@pytest.mark.parametrize(("policy", "value"), [("first", 5), ("last", 6), ("ignore", 5)])
def test_the_mapping_may_say_which_value_stands(tmp_path, policy, value):
    text = "kr,day,value,note\nA.1,2026-01-31,5,\nA.1,2026-01-31,6,late\n"
    records = bundle(tmp_path, CHECK_INS.replace('"c.csv"', f'"c.csv"\non_conflict = "{policy}"'), {"c.csv": text})
    (reading,) = records.check_ins
    assert reading.value == value
    assert reading.note == (None if policy == "ignore" else "late")
    assert refused(records) == []


def test_rows_without_a_value_make_no_reading_and_are_counted(tmp_path):
    records = bundle(tmp_path, CHECK_INS, {"c.csv": "kr,day,value,note\nA.1,2026-01-31,,\nA.1,2026-02-28,,x\n"})
    assert records.check_ins == ()
    assert [finding.message for finding in records.findings] == ["2 rows without a value: no check-in is made of them"]


def test_bad_cells_are_each_named_with_file_row_column_value_and_what_is_right(tmp_path):
    text = "kr,day,value,note\nA.1,31.12.2026,twelve,\nA.1,2026-02-28,1,\n,2026-02-28,1,\n"
    records = bundle(tmp_path, CHECK_INS, {"c.csv": text})
    found = [(finding.place.row, finding.field, finding.value) for finding in refused(records)]
    assert found == [(1, "effective_on", "31.12.2026"), (1, "value", "twelve"), (3, "key_result", "")]
    assert 'column "day"' in refused(records)[0].message
    assert "write it like 2026-03-31" in refused(records)[0].message
    assert len(records.check_ins) == 1


def test_lost_characters_and_folded_lines_are_said_once_for_a_value(tmp_path):
    mapping = (
        CHECK_INS + '[[goals]]\nfile = "c.csv"\ndistinct = true\n[goals.fields]\nexternal_id = "kr"\ntitle = "note"\n'
    )
    text = 'kr,day,value,note\nA.1,2026-01-31,1,"caf\ufffd\nnoir"\nA.1,2026-02-28,1,"caf\ufffd\nnoir"\n'
    records = bundle(tmp_path, mapping, {"c.csv": text})
    told = [(finding.level, finding.kind, finding.field) for finding in records.findings]
    assert told == [("note", "goals", "title"), ("warning", "goals", "title"), ("warning", "check_ins", "note")]
    assert records.goals[0].title == "caf\ufffd noir"


def test_control_characters_and_direction_marks_do_not_come_in(tmp_path):
    records = bundle(tmp_path, CHECK_INS, {"c.csv": "kr,day,value,note\nA.1,2026-01-31,1,\x1b[31mred\u202e[/b]\n"})
    assert records.check_ins[0].note == "[31mred[/b]"
    assert "2 control characters removed" in [finding.message for finding in records.findings]


def test_a_column_for_each_year_becomes_a_reading_for_each_year(tmp_path):
    mapping = """
null = ["-"]
[[check_ins]]
file = "w.csv"
unpivot = { from = "2022", to = "2024", name = "year", value = "amount" }
[check_ins.fields]
key_result = "id"
effective_on = ["year", { period_end = "year" }]
value = "amount"
"""
    records = bundle(tmp_path, mapping, {"w.csv": "id,2022,2023,2024,owner\nA,1,-,3,x\nB,,5,,x\n"})
    made = [
        (reading.key_result, reading.effective_on.year, int(reading.value), reading.place.row)
        for reading in records.check_ins
    ]
    assert made == [("A", 2022, 1, 1), ("A", 2024, 3, 1), ("B", 2023, 5, 2)]


def test_a_cell_that_lists_people_makes_each_of_them_once(tmp_path):
    mapping = """
[[people]]
file = "g.csv"
distinct = true
each = { column = "leaders", split = ",", as = "leader" }
[people.fields]
external_id = ["leader", { after = "-" }]
name = ["leader", { before = "-" }]
[[goals]]
file = "g.csv"
[goals.fields]
external_id = "id"
title = "id"
owner = ["leaders", { split = ",", item = 1 }, { after = "-" }]
contributors = ["leaders", { split = "," }, { after = "-" }]
"""
    records = bundle(tmp_path, mapping, {"g.csv": 'id,leaders\nG1,"Ada-1,Kai-2"\nG2,Kai-2\nG3,\n'})
    assert [(person.external_id, person.name) for person in records.people] == [("1", "Ada"), ("2", "Kai")]
    assert [(goal.owner, goal.contributors) for goal in records.goals] == [("1", ("2",)), ("2", ()), (None, ())]
    assert records.merged == {}


def test_parents_may_come_later_and_of_several_kinds(tmp_path):
    mapping = """
[[goals]]
file = "g.csv"
[goals.fields]
external_id = "id"
title = "id"
state = ["state", { map = { Live = "active", Done = "achieved" } }]
[[goals.parents]]
parent = "parent"
weight = "weight"
[[goals.parents]]
parent = ["serves", { split = ";" }]
kind = { constant = "supports" }
"""
    text = "id,state,parent,weight,serves\nG2,live,G1,2.5,P1;P2\nG1,Done,,,\nG3,Live,G3,,\n"
    records = bundle(tmp_path, mapping, {"g.csv": text})
    child, parent, alone = records.goals
    assert [(link.parent, link.kind, link.weight) for link in child.parents] == [
        ("G1", LinkKind.CONTRIBUTES, Decimal("2.5")),
        ("P1", LinkKind.SUPPORTS, None),
        ("P2", LinkKind.SUPPORTS, None),
    ]
    assert (child.state, parent.state) == (GoalState.ACTIVE, GoalState.ACHIEVED)
    assert alone.parents == ()
    assert any("its own parent" in finding.message for finding in records.findings)


@pytest.mark.parametrize(
    ("row", "metric", "numbers", "level"),
    [
        ("K,increase,1,5", Metric.INCREASE, (1, 5, None, None), None),
        ("K,increase,5,1", Metric.DECREASE, (5, 1, None, None), "warning"),
        ("K,decrease,1,5", Metric.INCREASE, (1, 5, None, None), "warning"),
        ("K,increase,,5", Metric.TRACKED, (None, None, None, None), "warning"),
        ("K,increase,5,5", Metric.TRACKED, (5, None, None, None), "warning"),
        ("K,at least,1,5", Metric.AT_LEAST, (1, None, 5, None), None),
        ("K,at_most,1,5", Metric.AT_MOST, (1, None, None, 5), None),
        ("K,at most,1,", Metric.TRACKED, (1, None, None, None), "warning"),
        ("K,tracked,1,5", Metric.TRACKED, (1, None, None, None), "note"),
    ],
)
def test_metrics_follow_the_numbers_and_say_so(tmp_path, row, metric, numbers, level):
    records = bundle(tmp_path, KEY_RESULTS, {"k.csv": f"id,metric,from,to\n{row}\n"})
    (made,) = records.key_results
    assert made.metric is metric
    assert (made.baseline, made.target, made.lower, made.upper) == numbers
    assert [finding.level for finding in records.findings] == ([level] if level else [])


def test_who_reports_to_themselves_is_a_top_with_a_warning(tmp_path):
    mapping = '[[people]]\nfile = "p.csv"\n[people.fields]\nexternal_id = "id"\nname = "id"\nmanager = "boss"\n'
    records = bundle(tmp_path, mapping, {"p.csv": "id,boss\nA,\nB,A\nC,C\n"})
    assert [person.manager for person in records.people] == [None, "A", None]
    assert [(finding.level, finding.place.row) for finding in records.findings] == [("warning", 3), ("note", 3)]
    assert '"A" (row 1), "C" (row 3)' in records.findings[1].message


def test_one_kind_from_one_file_takes_the_tables_that_are_meant_for_it(tmp_path):
    (tmp_path / "m.toml").write_text(CHECK_INS + CHECK_INS.replace("c.csv", "d.csv").replace('"value"', '"other"'))
    (tmp_path / "c.csv").write_text("kr,day,value,note\nA.1,2026-01-31,5,\n")
    (tmp_path / "x.csv").write_text("kr,day,value,note\nA.1,2026-01-31,5,\n")
    assert len(read_single("check-ins", tmp_path / "c.csv", tmp_path / "m.toml").check_ins) == 1
    with pytest.raises(InvalidInput) as refusal:
        read_single("check-ins", tmp_path / "x.csv", tmp_path / "m.toml")
    assert "c.csv, d.csv" in (refusal.value.hint or "")
    with pytest.raises(InvalidInput, match="makes no goals"):
        read_single("goals", tmp_path / "c.csv", tmp_path / "m.toml")
    with pytest.raises(InvalidInput, match="no kind of record"):
        read_single("gaols", tmp_path / "c.csv", tmp_path / "m.toml")


def test_one_table_takes_a_file_of_any_name(tmp_path):
    (tmp_path / "m.toml").write_text(CHECK_INS)
    (tmp_path / "march.csv").write_text("kr,day,value,note\nA.1,2026-01-31,5,\n")
    assert read_single("check_ins", tmp_path / "march.csv", tmp_path / "m.toml").check_ins[0].place.file == "march.csv"


def test_a_lookup_whose_rows_disagree_is_refused_or_takes_the_first(tmp_path):
    mapping = """
[lookups.units]
file = "u.csv"
key = "code"
[[goals]]
file = "g.csv"
[goals.fields]
external_id = "id"
title = "id"
unit = ["unit", { lookup_in = "units", value = "name" }]
"""
    files = {"u.csv": "code,name\n1,Care\n1,Sales\n", "g.csv": "id,unit\nG1,1\nG2,2\n"}
    with pytest.raises(InvalidInput, match='rows 1 and 2 give "1" different values'):
        bundle(tmp_path, mapping, files)
    records = bundle(tmp_path, mapping.replace('"code"', '"code"\non_conflict = "first"'), files)
    assert [goal.unit for goal in records.goals] == ["Care"]
    assert 'no row for "2"' in refused(records)[0].message


def test_progress_is_told_on_long_files(tmp_path):
    (tmp_path / "m.toml").write_text(CHECK_INS)
    rows = "\n".join(f"A.{number},2026-01-31,5," for number in range(12_000))
    (tmp_path / "c.csv").write_text(f"kr,day,value,note\n{rows}\n")
    told: list[ReadingProgress] = []
    read_bundle(tmp_path / "m.toml", tmp_path, progress=told.append)
    assert [(report.file, report.kind, report.rows) for report in told] == [
        ("c.csv", "check_ins", 5_000),
        ("c.csv", "check_ins", 10_000),
        ("c.csv", "check_ins", 12_000),
    ]


def test_findings_beyond_the_limit_are_counted(tmp_path):
    text = "kr,day,value,note\n" + "A.1,never,1,\n" * 25
    records = bundle(tmp_path, CHECK_INS, {"c.csv": text}, limits=Limits(findings=10))
    assert len(records.findings) == 11
    assert records.findings[-1].message.startswith("15 more of these")
    assert records.findings[-1].level == "refused"


def test_ids_of_two_files_meet_in_spite_of_blanks_and_compositions(tmp_path):
    mapping = '[[goals]]\nfile = "g.csv"\ndistinct = true\n[goals.fields]\nexternal_id = "id"\ntitle = "id"\n'
    records = bundle(tmp_path, mapping, {"g.csv": "id\nCafe\u0301 \nCaf\u00e9\n Caf\u00e9\n"})
    assert [goal.external_id for goal in records.goals] == ["Caf\u00e9"]


def test_an_id_that_is_a_novel_is_refused_with_what_to_do(tmp_path):
    mapping = '[[goals]]\nfile = "g.csv"\n[goals.fields]\nexternal_id = "id"\ntitle = { constant = "x" }\n'
    records = bundle(tmp_path, mapping, {"g.csv": "id\n" + "x" * 501 + "\n" + "x" * 500 + "\n"})
    assert len(records.goals) == 1
    assert "digest" in refused(records)[0].message


def test_every_limit_can_be_set_by_the_environment():
    assert limits_from({}) == Limits()
    assert limits_from({"OKR_IMPORT_ROWS": " 50 ", "OKR_IMPORT_JSON_DEPTH": "3"}) == Limits(rows=50, json_depth=3)
    for wrong in ("0", "-1", "many", "1" * 19, "1.5"):
        with pytest.raises(InvalidInput, match="OKR_IMPORT_ROWS"):
            limits_from({"OKR_IMPORT_ROWS": wrong})


def test_the_limits_of_the_environment_hold(tmp_path, monkeypatch):
    monkeypatch.setenv("OKR_IMPORT_ROWS", "1")
    with pytest.raises(InvalidInput, match="more than 1 rows"):
        bundle(tmp_path, CHECK_INS, {"c.csv": "kr,day,value,note\nA.1,2026-01-31,5,\nA.1,2026-02-28,5,\n"})
