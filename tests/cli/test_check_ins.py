"""`okr checkin`: values as people write them, one or many, and what is refused."""

import json
from datetime import date
from decimal import Decimal

import pytest

from okr.contract.base import Page
from okr.contract.blockers import BlockerView, ListBlockers
from okr.contract.check_ins import (
    CheckInFault,
    CheckInFaults,
    CheckInPreview,
    CheckInsResult,
    CheckInView,
    DueItem,
    FindFaults,
    ListCheckIns,
    ListDue,
    PreviewCheckIn,
    RecordCheckIn,
    RecordCheckIns,
)
from okr.contract.contributions import ContributionRow, ListContributions
from okr.contract.initiatives import InitiativeView, ListInitiatives
from okr.contract.key_results import ShowKeyResult
from okr.domain.errors import NotFound
from okr.domain.vocabulary import Metric, Status
from tests.cli.conftest import FakeBackend, Run
from tests.cli.samples import FIGURES, check_in, check_in_result, key_result


@pytest.fixture(autouse=True)
def _answers(backend: FakeBackend) -> None:
    backend.answers[RecordCheckIn] = check_in_result()
    backend.answers[RecordCheckIns] = CheckInsResult(recorded=(check_in(), check_in(number=5)), moved=())
    backend.answers[FindFaults] = CheckInFaults(faults=())


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("85", "%", "85"),
        ("85%", "%", "85"),
        ("85 %", "%", "85"),
        ("1,234.5", "hours", "1234.5"),
        ("12k", "EUR", "12000"),
        ("12 hours", "hours", "12"),
        ("-5", "°C", "-5"),
        ("-5.25", "°C", "-5.25"),
        ("-5%", "%", "-5"),
        ("-.5", "", "-0.5"),
        ("(12)", "EUR", "-12"),
        ("=", "hours", "11.6"),
    ],
)
def test_values_are_read_as_people_write_them(
    run: Run, backend: FakeBackend, typed: str, unit: str, value: str
) -> None:
    backend.answers[ShowKeyResult] = key_result(unit_of_measure=unit)
    ran = run("checkin", "CARE-7.2", typed)
    assert ran.code == 0, ran.err
    assert backend.asked[-1] == RecordCheckIn(key="CARE-7.2", value=Decimal(value))


def test_a_plain_number_needs_no_look_at_the_key_result(run: Run, backend: FakeBackend) -> None:
    assert run("checkin", "CARE-7.2", "-1,234.5").code == 0
    assert len(backend.asked) == 1


@pytest.mark.parametrize(("word", "value"), [("yes", 1), ("No", 0), ("done", 1), ("not yet", 0)])
def test_yes_and_no_are_values_of_a_yes_or_no_result(run: Run, backend: FakeBackend, word: str, value: int) -> None:
    backend.answers[ShowKeyResult] = key_result(metric=Metric.YES_NO, unit_of_measure=None)
    assert run("checkin", "CARE-7.2", word).code == 0
    assert backend.asked[-1] == RecordCheckIn(key="CARE-7.2", value=Decimal(value))


@pytest.mark.parametrize("typed", ["abc", "nan", "NaN", "inf", "-inf", "1e30", "-1e30", "1" + "0" * 30, "1.0000000001", "", " ", "1.234,5", "9" * 5000, "-infinity"])  # fmt: skip
def test_what_is_no_number_ends_with_2_and_one_sentence(run: Run, backend: FakeBackend, typed: str) -> None:
    backend.answers[ShowKeyResult] = key_result()
    ran = run("checkin", "CARE-7.2", typed)
    assert ran.code == 2
    assert ran.err.startswith("okr: value: ")
    assert not any(isinstance(request, RecordCheckIn) for request in backend.asked)


def test_yes_is_no_value_of_a_number(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowKeyResult] = key_result()
    assert run("checkin", "CARE-7.2", "yes").code == 2


def test_a_percentage_of_hours_is_refused(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowKeyResult] = key_result(unit_of_measure="hours")
    ran = run("checkin", "CARE-7.2", "85%")
    assert ran.code == 2
    assert "measured in hours" in ran.err


def test_everything_about_a_reading_reaches_the_backend(run: Run, backend: FakeBackend) -> None:
    ran = run(
        "checkin", "CARE-7.2", "12", "--date", "yesterday", "--today", "2026-05-15", "--confidence", "70%", "--status", "at-risk",
        "--note", "- two clinics were closed", "--blocker", "no staff", "--answers", "40", "--corrects", "3", "--key", "abc",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert backend.asked == [
        RecordCheckIn(
            key="CARE-7.2",
            value=Decimal(12),
            effective_on=date(2026, 5, 14),
            confidence=70,
            status=Status.AT_RISK,
            note="- two clinics were closed",
            blocker="no staff",
            answers=40,
            corrects=3,
        )
    ]
    assert backend.keys == ["abc"]


@pytest.mark.parametrize("confidence", ["101", "-1", "50.5", "high"])
def test_a_confidence_that_is_no_percentage_is_refused(run: Run, confidence: str) -> None:
    ran = run("checkin", "CARE-7.2", "12", "--confidence", confidence)
    assert ran.code == 2
    assert "confidence" in ran.err


def test_a_check_in_is_voided_without_a_value(run: Run, backend: FakeBackend) -> None:
    assert run("checkin", "CARE-7.2", "--voids", "3").code == 0
    assert backend.asked == [RecordCheckIn(key="CARE-7.2", voids=3)]
    assert run("checkin", "CARE-7.2", "5", "--voids", "3").code == 2


def test_what_moved_is_printed_up_to_the_top(run: Run) -> None:
    out = run("checkin", "CARE-7.2", "11.6").out
    assert "check-in 4: 11.6 hours" in out
    assert "50.0 % → 62.0 %" in out
    assert "at risk → ● on track" in out


def test_a_dry_run_writes_nothing(run: Run, backend: FakeBackend) -> None:
    figures = FIGURES
    backend.answers[PreviewCheckIn] = CheckInPreview.model_validate(
        {
            "before": figures,
            "after": figures | {"progress": 700_000},
            "goal_before": figures,
            "goal_after": figures,
            "warnings": ("it falls",),
        }
    )
    out = run("checkin", "CARE-7.2", "11", "--dry-run").out
    assert "62.0 % → 70.0 %" in out
    assert "nothing was written" in out
    assert "it falls" in out
    assert [type(request) for request in backend.asked] == [PreviewCheckIn]


def test_the_check_ins_of_a_key_result_are_listed_both_ways(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListCheckIns] = Page[CheckInView](
        items=(check_in(note="fine", corrects=3), check_in(number=3, corrected_by=4))
    )
    first = run("checkins", "CARE-7.2")
    assert "corrects 3; fine" in first.out
    assert "corrected by 4" in first.out
    assert run("checkin", "--list", "CARE-7.2").out == first.out


# ------------------------------------------------------------------------------------------------------- many at once


def sent(backend: FakeBackend) -> list[dict[str, object]]:
    asked = backend.asked[-1]
    assert isinstance(asked, RecordCheckIns)
    return [entry.model_dump(exclude_unset=True) for entry in asked.check_ins]


def test_many_are_read_from_csv(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowKeyResult] = key_result(unit_of_measure="%")
    text = 'Key,Value,Date,Confidence,Note\nCARE-7.2,"1,234.5",2026-05-01,70,"one, two"\n\nCARE-7.3,85%,,,\n'
    ran = run("checkin", "-", "--key", "batch-1", stdin="\ufeff" + text)
    assert ran.code == 0, ran.err
    assert "2 check-ins recorded" in ran.out
    assert sent(backend) == [
        {
            "key": "CARE-7.2",
            "value": Decimal("1234.5"),
            "effective_on": date(2026, 5, 1),
            "confidence": 70,
            "note": "one, two",
        },
        {"key": "CARE-7.3", "value": Decimal(85)},
    ]
    assert backend.keys[-1] == "batch-1"


def test_many_are_read_from_json_lines(run: Run, backend: FakeBackend) -> None:
    text = '{"key": "CARE-7.2", "value": 0.1, "effective_on": "2026-05-01"}\n{"key": "CARE-7.3", "value": "12", "status": "at risk"}\n'
    assert run("checkin", "-", stdin=text).code == 0
    assert sent(backend) == [
        {"key": "CARE-7.2", "value": Decimal("0.1"), "effective_on": date(2026, 5, 1)},
        {"key": "CARE-7.3", "value": Decimal(12), "status": Status.AT_RISK},
    ]


def test_semicolons_and_tabs_separate_too(run: Run, backend: FakeBackend) -> None:
    for separator in (";", "\t"):
        assert run("checkin", "-", stdin=f"key{separator}value\nCARE-7.2{separator}5\n").code == 0
        assert sent(backend) == [{"key": "CARE-7.2", "value": Decimal(5)}]


def test_every_wrong_row_is_named_and_nothing_is_recorded(run: Run, backend: FakeBackend) -> None:
    text = "key,value,confidence,status\nCARE-7.2,abc,,\nCARE-7.2,5,,\nCARE-7.3,5,101,\n,5,,\nCARE-7.4,,,\nCARE-7.5,5,,green\n"
    ran = run("checkin", "-", stdin=text)
    assert ran.code == 2
    assert "5 rows are wrong, and nothing was recorded" in ran.err
    for row, said in ((1, '"abc"'), (3, "over 100"), (4, "key: is empty"), (5, "value: is empty"), (6, "statuses")):
        assert any(f"row {row}: " in line and said in line for line in ran.err.splitlines()), ran.err
    assert "row 2:" not in ran.err
    assert not any(isinstance(request, RecordCheckIns) for request in backend.asked)


def test_rows_that_would_be_refused_are_named_beside_those_that_cannot_be_read(run: Run, backend: FakeBackend) -> None:
    backend.answers[FindFaults] = CheckInFaults(faults=(CheckInFault(row=2, message="CARE-9.9 is closed."),))
    text = '{"key": "CARE-7.2", "value": 5}\n{"key": "CARE-7.3", "value": "abc"}\n\n{"key": "CARE-9.9", "value": 5}\n'
    ran = run("checkin", "-", stdin=text)
    assert ran.code == 2
    told = [line.strip() for line in ran.err.splitlines()]
    assert told[0].endswith("2 rows are wrong, and nothing was recorded")
    assert [line.partition(":")[0] for line in told[1:]] == ["row 2", "row 3"]
    assert told[2] == "row 3: CARE-9.9 is closed."
    assert [type(request) for request in backend.asked] == [FindFaults]


def test_a_key_result_that_is_not_there_is_named_with_its_row(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowKeyResult] = NotFound("There is no key result CARE-9.9.", hint="Did you mean CARE-7.2?")
    ran = run("checkin", "-", stdin="key,value\nCARE-9.9,85%\n")
    assert ran.code == 3
    assert "row 1: There is no key result CARE-9.9." in ran.err


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        (b"", "standard input: is empty"),
        (b" \n\n", "standard input: is empty"),
        (b"key,value\n", "has a header and no rows"),
        (b"key,valeu\nA-1.1,5\n", "did you mean value?"),
        (b"key,value,value\nA-1.1,5,6\n", "value: stands twice"),
        (b"key,value\nA-1.1,5,6\n", "row 1: has 3 cells, the header has 2"),
        (b'key,value\n"A-1.1,5\n', "is not CSV"),
        (b"key,value\nA-1.1,\xff\n", "line 2 is not UTF-8"),
        (b'{"key": "A-1.1"\n', "line 1: is not JSON"),
        (b"[1, 2]\n", "line 1: is not a JSON object"),
        (b'{"key": "A-1.1", "value": [1]}\n', "neither a text nor a number"),
        (b'{"key": "A-1.1", "value": NaN}\n', "only finite numbers"),
        (b'{"key": "A-1.1", "value": 1e400}\n', "value:"),
        (b'{"key": "A-1.1", "val": 1}\n', "did you mean value?"),
        (b"[" * 100_000, "line 1: is not JSON"),
    ],
)
def test_input_that_cannot_be_read_is_refused_with_the_place(
    run: Run, backend: FakeBackend, stdin: bytes, said: str
) -> None:
    ran = run("checkin", "-", stdin=stdin)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert backend.asked == []


def test_with_many_no_option_may_say_what_stands_in_the_rows(run: Run) -> None:
    assert run("checkin", "-", "--note", "x", stdin="key,value\nA-1.1,5\n").code == 2


# ---------------------------------------------------------------------------------------------------------------- due


def test_due_says_of_what_was_left_open_in_an_earlier_cycle_when_it_ended(run: Run, backend: FakeBackend) -> None:
    left = key_result(due=date(2023, 9, 30))
    backend.answers[ListDue] = Page[DueItem](
        items=(DueItem(key_result=left, due_on=date(2021, 4, 1), days_late=1787, may_check_in=True, over=True),)
    )
    backend.answers[ListContributions] = Page[ContributionRow](items=())
    backend.answers[ListInitiatives] = Page[InitiativeView](items=())
    backend.answers[ListBlockers] = Page[BlockerView](items=())
    said = run("due").out
    assert "ended 2023-09-30" in said
    assert "1787" not in said


def test_what_is_due_is_listed_with_how_late_it_is(run: Run, backend: FakeBackend) -> None:
    item = DueItem(key_result=key_result(), due_on=date(2026, 5, 8), days_late=7, may_check_in=True)
    backend.answers[ListDue] = Page[DueItem](items=(item,))
    backend.answers[ListContributions] = Page[ContributionRow](items=())
    backend.answers[ListInitiatives] = Page[InitiativeView](items=())
    backend.answers[ListBlockers] = Page[BlockerView](items=())
    out = run("due").out
    assert "CARE-7.2" in out
    assert "7 days" in out
    assert json.loads(run("due", "--json").out)["items"][0]["days_late"] == 7


@pytest.mark.parametrize(
    ("words", "scope"), [((), "mine"), (("--team",), "team"), (("--all",), "all"), (("--person", "kim"), "all")]
)
def test_due_asks_for_the_scope_that_was_said(
    run: Run, backend: FakeBackend, words: tuple[str, ...], scope: str
) -> None:
    backend.answers[ListDue] = Page[DueItem](items=())
    backend.answers[ListContributions] = Page[ContributionRow](items=())
    backend.answers[ListInitiatives] = Page[InitiativeView](items=())
    backend.answers[ListBlockers] = Page[BlockerView](items=())
    assert run("due", *words).code == 0
    asked = next(request for request in backend.asked if isinstance(request, ListDue))
    assert asked.scope == scope


def test_due_for_team_and_all_at_once_is_refused(run: Run) -> None:
    assert run("due", "--team", "--all").code == 2


def test_due_as_of_a_day_leaves_out_what_no_past_day_is_kept_of(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListDue] = Page[DueItem](items=())
    backend.answers[ListBlockers] = Page[BlockerView](items=())
    assert run("due", "--as-of", "2026-05-01").code == 0
    assert [(type(asked), asked.as_of) for asked in backend.asked if hasattr(asked, "as_of")] == [
        (ListBlockers, date(2026, 5, 1)),
        (ListDue, date(2026, 5, 1)),
    ]
    assert not any(isinstance(asked, (ListInitiatives, ListContributions)) for asked in backend.asked)
