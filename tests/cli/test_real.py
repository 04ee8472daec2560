"""The commands on a real company file: the tour of a newcomer, and what bad surroundings get."""

import io
import json
import sqlite3
import sys
from pathlib import Path

import pytest

from okr.settings import config_file
from tests.cli.conftest import Okr


def test_the_tour_of_a_newcomer(acme: Okr) -> None:
    ran = acme("checkin", "CARE-1.1", "18", "--as", "dana.cho", "--note", "a new shift")
    assert ran.code == 0, ran.err
    assert "ACME-1" in ran.out
    top = json.loads(acme("goal", "show", "ACME-1", "--json").out)
    assert top["progress"] == "0.25"
    tree = acme("goal", "tree").out
    assert "└─ CARE-1" in tree
    sight = json.loads(acme("goal", "tree", "CARE-1", "--up", "--json").out)
    assert sight["upwards"] is True
    assert acme("checkins", "CARE-1").out.count("CARE-1.1") == 1
    assert "S" in json.loads(acme("smart", "CARE-1", "--json").out)["letters"]


def test_an_unknown_key_ends_with_3_and_the_nearest_keys(acme: Okr) -> None:
    ran = acme("goal", "show", "CARE-2")
    assert ran.code == 3
    assert "CARE-1" in ran.err


def test_who_may_not_is_refused_with_4(acme: Okr) -> None:
    ran = acme("goal", "edit", "ACME-1", "--title", "Mine now", "--as", "dana.cho")
    assert ran.code == 4
    assert len(ran.err.splitlines()) <= 2


def test_a_stale_version_ends_with_5(acme: Okr) -> None:
    assert acme("goal", "edit", "CARE-1", "--title", "Halve the time to a reply", "--version", "9").code == 5


def test_a_link_that_closes_a_cycle_is_refused_and_named(acme: Okr) -> None:
    ran = acme("goal", "link", "ACME-1", "CARE-1")
    assert ran.code == 1
    assert "CARE-1" in ran.err


@pytest.mark.parametrize("unreadable", ["", "CARE-1.1,abc,\n"])
def test_of_many_check_ins_every_wrong_row_is_named_and_none_is_recorded(
    acme: Okr, unreadable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = f"CARE-1.1,18,\n{unreadable}CARE-1.9,3,\nCARE-1.1,17,2026-05-16\nNOPE-1.1,3,\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"key,value,date\n{rows}".encode())))
    ran = acme("checkin", "-")
    assert ran.code in {2, 3}
    first = 2 + bool(unreadable)
    for row, said in (
        (first, "no key result CARE-1.9. (Did you mean CARE-1.1?)"),
        (first + 1, "future"),
        (first + 2, "NOPE-1.1"),
    ):
        assert any(f"row {row}: " in line and said in line for line in ran.err.splitlines()), ran.err
    assert ("abc" in ran.err) is bool(unreadable)
    assert json.loads(acme("checkins", "CARE-1.1", "--json").out)["items"] == []


def test_the_same_key_writes_once(acme: Okr) -> None:
    for _ in range(2):
        assert acme("checkin", "CARE-1.1", "18", "--key", "one").code == 0
    assert len(json.loads(acme("checkins", "CARE-1.1", "--json").out)["items"]) == 1
    assert acme("checkin", "CARE-1.1", "17", "--key", "one").code == 5


@pytest.mark.parametrize("day", ["2026-05-16", "2025-01-01"])
def test_a_day_outside_or_ahead_is_refused(acme: Okr, day: str) -> None:
    ran = acme("checkin", "CARE-1.1", "18", "--date", day)
    assert ran.code in {1, 2}
    assert "Traceback" not in ran.err


def test_a_refused_company_leaves_no_file(okr: Okr, tmp_path: Path) -> None:
    assert okr("init", "Acme", "--owner", "Ada", "--time-zone", "Mars/Base").code == 2
    assert list(tmp_path.glob("acme.sqlite*")) == []


def test_a_second_company_in_one_place_is_refused_and_the_first_stays(acme: Okr) -> None:
    ran = acme("init", "Other", "--owner", "Bo")
    assert ran.code != 0
    assert json.loads(acme("org", "show", "--json").out)["name"] == "Acme"


def test_without_a_company_the_way_to_one_is_named(okr: Okr) -> None:
    ran = okr("goal", "list")
    assert ran.code == 3
    assert "okr init" in ran.err


def test_without_any_place_the_way_to_a_company_is_named(okr: Okr, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKR_URL")
    ran = okr("goal", "list")
    assert ran.code == 3
    assert "okr init NAME" in ran.err
    assert okr("init", "Acme", "--owner", "Ada").code == 0
    assert okr("goal", "list").code == 0


def test_a_file_that_is_no_database_is_said_to_be_none(okr: Okr, tmp_path: Path) -> None:
    (tmp_path / "acme.sqlite").write_text("no database " * 200)
    ran = okr("goal", "list")
    assert ran.code == 6
    assert len(ran.err.splitlines()) <= 2


def test_a_database_of_a_newer_version_is_left_alone(acme: Okr, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "acme.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    ran = acme("goal", "list")
    assert ran.code == 6
    assert "newer" in ran.err


def test_an_address_that_is_none_ends_with_2(okr: Okr) -> None:
    assert okr("goal", "list", "--url", "mysql://host/okr").code == 2


def test_doctor_is_content_with_a_sound_company_and_not_without(okr: Okr) -> None:
    assert okr("doctor").code == 1
    assert okr("init", "Acme", "--owner", "Ada").code == 0
    ran = okr("doctor", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["sound"] is True


def test_doctor_names_everything_that_the_interface_cannot_take_from_the_config_file(acme: Okr) -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text('[interface]\ntheme = "pink"\n[keys]\n"app.copy" = "banana"\n', encoding="utf-8")
    ran = acme("doctor", "--json")
    assert ran.code == 1
    [fault] = [fact["fault"] for fact in json.loads(ran.out)["facts"] if fact["name"] == "keys and theme"]
    assert "theme must be" in fault
    assert '"banana" is no key' in fault


def test_backup_writes_a_company_that_opens(acme: Okr, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    ran = acme("db", "backup", str(target), "--json")
    assert json.loads(ran.out) == {"backup": str(target), "bytes": target.stat().st_size}
    assert json.loads(acme("goal", "show", "CARE-1", "--json", "--url", str(target)).out)["key"] == "CARE-1"
    assert acme("db", "upgrade").code == 0


def test_paths_hide_the_password(okr: Okr) -> None:
    ran = okr("paths", "--url", "postgresql://okr:secret@db.example/okr", "--json")
    assert ran.code == 0
    assert "secret" not in ran.out


def test_each_home_says_what_needs_one_now(acme: Okr) -> None:
    employee = acme("home", "--as", "dana.cho", "--role", "employee")
    assert employee.code == 0, employee.err
    assert "CARE-1.1" in employee.out
    executive = json.loads(acme("home", "--role", "executive", "--json").out)
    assert (executive["role"], executive["employee"]) == ("executive", None)
    assert [top["key"] for top in executive["executive"]["tops"]] == ["ACME-1"]
    words = acme("home", "--role", "executive").out
    assert "Worst first" in words
    assert "Moved in the last 7 days" in words
    lead = acme("home", "--role", "lead")
    assert "Due and late" in lead.out


def test_whoever_answers_is_nudged_and_finds_a_notice(acme: Okr) -> None:
    sent = acme("nudge", "CARE-1.1", "--message", "a word before Friday")
    assert sent.code == 0, sent.err
    assert "told Dana Cho" in sent.out
    assert "a word before Friday" in acme("notices", "list", "--as", "dana.cho").out
    again = acme("nudge", "CARE-1.1")
    assert again.code == 1
    assert "today already" in again.err


def test_where_the_current_cycle_has_no_goals_it_is_said_which_one_has(acme: Okr) -> None:
    """As after an import of past years, or on the first day of a new quarter."""
    (past,) = {goal["cycle"] for goal in json.loads(acme("goal", "list", "--json").out)["items"]}
    assert acme("cycle", "new", "2026-Q3", "--starts", "2026-07-01", "--ends", "2026-09-30").code == 0
    ran = acme("goal", "tree", "--today", "2026-07-02")
    assert ran.code == 0
    assert f"no goals of 2026-Q3 here; {past} has 2: okr goal tree --cycle {past} shows them" in ran.out
    assert "CARE-1" in acme("goal", "tree", "--cycle", past, "--today", "2026-07-02").out


PEOPLE = """
[[people]]
[people.fields]
external_id = "Id"
name = "Who"
unit = "Team"
manager = { first_of = ["Boss", "Boss before"] }
"""
GOALS = """
[[goals]]
[goals.fields]
external_id = "Id"
title = "What"
unit = { constant = "CARE" }
[[goals.parents]]
parent = "Serves"
"""


@pytest.mark.parametrize(
    ("kind", "mapping", "row", "said"),
    [
        ("people", PEOPLE, "1,Ann,CARR,,", 'column "Team": there is no unit "CARR"'),
        ("people", PEOPLE, "1,Ann,CARE,77,", 'columns "Boss", "Boss before": there is no person "77"'),
        ("goals", GOALS, "1,Answer,CARE-9", 'column "Serves": there is no goal "CARE-9"'),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused_with_its_column(
    acme: Okr, tmp_path: Path, kind: str, mapping: str, row: str, said: str
) -> None:
    header = "Id,Who,Team,Boss,Boss before" if kind == "people" else "Id,What,Serves"
    (tmp_path / "rows.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
    ran = acme("import", kind, str(tmp_path / "rows.csv"), "--mapping", str(tmp_path / "map.toml"), "--json")
    assert ran.code == 1
    (finding,) = json.loads(ran.out)["findings"]
    assert finding["place"] == {"file": "rows.csv", "row": 1}
    assert finding["message"].startswith(said)


def test_a_result_that_aims_at_something_is_not_taken_for_one_without_a_target(acme: Okr, tmp_path: Path) -> None:
    mapping = '[[key_results]]\n[key_results.fields]\nexternal_id = "Id"\ngoal = "Goal"\ntitle = "What"\nmetric = "How"\nbaseline = "From"\ntarget = "To"\n'
    (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
    command = ("import", "key-results", str(tmp_path / "rows.csv"), "--mapping", str(tmp_path / "map.toml"))
    for target, code in ((10, 0), (5, 1)):
        rows = f"Id,Goal,What,How,From,To\nK1,CARE-1,Calls answered,increase,5,{target}\n"
        (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
        ran = acme(*command, "--reason", "the new export")
        assert ran.code == code, ran.out
    assert 'column "To": CARE-1.2 aims at 10, and the row gives nothing to aim at.' in ran.out
    assert json.loads(acme("kr", "show", "CARE-1.2", "--json").out)["target"] == "10"


def test_a_parent_that_is_not_there_is_not_mistaken_for_the_goal_that_is_being_written(acme: Okr) -> None:
    ran = acme("goal", "new", "Answer at the weekend too", "--unit", "CARE", "--parent", "CARE-9")
    assert (ran.code, ran.err.splitlines()[1].strip()) == (3, "Did you mean CARE-1?")


@pytest.mark.parametrize(
    "words", [("verify", "--repair"), ("org", "edit", "--vision", "More"), ("calibration", "ada.berg")]
)
def test_what_only_an_administrator_may_do_is_refused_with_who_that_is(acme: Okr, words: tuple[str, ...]) -> None:
    ran = acme(*words, "--as", "dana.cho")
    assert ran.code == 4
    assert "Ask Ada Berg (ada.berg), " in ran.err


def test_reopening_is_refused_with_who_may(acme: Okr) -> None:
    assert acme("goal", "cancel", "CARE-1", "--reason", "no longer needed").code == 0
    ran = acme("goal", "activate", "CARE-1", "--reason", "again", "--as", "dana.cho")
    assert ran.code == 4
    assert "Ask Ada Berg (ada.berg), an administrator." in ran.err


def test_a_check_in_that_is_not_there_is_answered_with_where_they_are_listed(acme: Okr) -> None:
    ran = acme("checkin", "CARE-1.1", "18", "--corrects", "9")
    assert ran.code == 3
    assert "okr checkins CARE-1.1 lists them." in ran.err


def test_a_word_where_a_whole_number_belongs_is_a_sentence(acme: Okr) -> None:
    ran = acme("checkin", "CARE-1.1", "18", "--corrects", "two")
    assert ran.code == 2
    assert "invalid value for '--corrects': \"two\" is not a whole number\n" in ran.err
