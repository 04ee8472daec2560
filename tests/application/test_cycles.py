"""Cycles: made and changed by administrators, one inside the other, and what their pace factors do."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.cycles import CreateCycle, CycleView, EditCycle, ListCycles, ShowCycle
from okr.contract.goals import CreateGoal, ShowGoal
from okr.contract.key_results import NewKeyResult, ShowKeyResult
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import CycleKind, CycleState, Metric, Status
from tests.application.companies import Company

NEXT = CreateCycle(key="2027", kind=CycleKind.YEAR, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
FIRST_QUARTER = CreateCycle(
    key="2027-Q1", kind=CycleKind.QUARTER, parent="2027", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31)
)


def make_goal(company: Company) -> str:
    """An active goal of this quarter with one key result that stands at 40 of 100; answers its key."""
    goal = company.call(
        CreateGoal(
            title="Raise the share of callers helped at once",
            unit="HELP",
            owner="emil",
            why="Customers who are helped at once stay with us.",
            focus_area="trust",
            key_results=(
                NewKeyResult(
                    title="Raise first-call help from 0 % to 100 %",
                    metric=Metric.INCREASE,
                    baseline=Decimal(0),
                    target=Decimal(100),
                    unit_of_measure="%",
                    starts_on=date(2026, 10, 1),
                ),
            ),
            activate=True,
        )
    )
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(40)))
    return goal.key


def keys(cycles: tuple[CycleView, ...]) -> list[str]:
    return [cycle.key for cycle in cycles]


def test_cycles_come_the_newest_first_in_pages_that_join(company: Company):
    company.call(NEXT)
    company.call(FIRST_QUARTER)
    whole = company.call(ListCycles()).items
    walked: list[str] = []
    cursor = None
    while True:
        page = company.call(ListCycles(limit=1, cursor=cursor))
        walked += keys(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert walked == keys(whole) == ["2027-Q1", "2027", "2026-Q4", "2026"]
    assert [cycle.is_current for cycle in whole] == [False, False, True, False]


@pytest.mark.parametrize("handle", ["dan", "tess", "emil", "sven"])
def test_only_administrators_make_and_change_cycles(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="Only an administrator may edit cycles"):
        company.call(NEXT, by=handle)
    with pytest.raises(NotAllowed):
        company.call(EditCycle(key="2026-Q4", state=CycleState.CLOSED), by=handle)

    assert keys(company.call(ListCycles(), by=handle).items) == ["2026-Q4", "2026"]


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"key": "2026"}, RuleViolation, "Another cycle has the key 2026 already"),
        ({"key": "x" * 41}, InvalidInput, "at most 40"),
        ({"ends_on": date(2027, 1, 1)}, InvalidInput, "ends after it starts"),
        ({"parent": "2026"}, RuleViolation, "is not inside 2026, 2026-01-01 to 2026-12-31"),
        ({"parent": "nothing"}, NotFound, "There is no cycle"),
        ({"on_track_percent": 60}, InvalidInput, "At risk begins below on track"),
    ],
)
def test_what_makes_no_sense_is_refused(company: Company, fields, error, words):
    with pytest.raises(error, match=words):
        company.call(NEXT.model_copy(update=fields))

    assert keys(company.call(ListCycles()).items) == ["2026-Q4", "2026"]


def test_a_cycle_is_changed_and_keeps_what_is_left_out(company: Company):
    changed = company.call(EditCycle(key="2026-Q4", state=CycleState.GRADING, version=1))

    assert (changed.state, changed.parent, changed.on_track_percent, changed.version) == (
        CycleState.GRADING,
        "2026",
        90,
        2,
    )
    assert company.call(EditCycle(key="2026-Q4", parent=None)).parent is None


def test_a_stale_version_is_refused(company: Company):
    company.call(EditCycle(key="2026-Q4", state=CycleState.GRADING, version=1))

    with pytest.raises(Conflict, match="2026-Q4 was changed by Olivia Owner since"):
        company.call(EditCycle(key="2026-Q4", state=CycleState.CLOSED, version=1))


def test_the_same_key_gives_the_same_answer_once(company: Company):
    assert company.call(NEXT, key="k") == company.call(NEXT, key="k")


def test_a_cycle_stays_around_what_is_inside_it(company: Company):
    with pytest.raises(RuleViolation, match="2026-Q4, 2026-10-01 to 2026-12-31, would not be inside 2026 any more"):
        company.call(EditCycle(key="2026", ends_on=date(2026, 11, 30)))
    with pytest.raises(RuleViolation, match="is not inside 2026"):
        company.call(EditCycle(key="2026-Q4", ends_on=date(2027, 1, 31)))

    key = make_goal(company)
    with pytest.raises(RuleViolation, match=f"1 goal of 2026-Q4, such as {key}, would lie outside"):
        company.call(EditCycle(key="2026-Q4", ends_on=date(2026, 12, 15)))
    assert company.call(ShowCycle(key="2026-Q4")).goals == 1


def test_a_cycle_cannot_stand_above_itself(company: Company):
    company.call(EditCycle(key="2026-Q4", starts_on=date(2026, 1, 1)))

    with pytest.raises(RuleViolation, match="That would close a cycle: 2026 > 2026-Q4 > 2026"):
        company.call(EditCycle(key="2026", parent="2026-Q4"))


@pytest.mark.parametrize("fields", [{"starts_on": None}, {"state": None}, {"on_track_percent": None}])
def test_what_a_cycle_needs_is_not_cleared(company: Company, fields):
    with pytest.raises(InvalidInput, match="cannot be empty"):
        company.call(EditCycle(key="2026", **fields))


def test_other_pace_factors_give_goals_another_status_at_once(company: Company):
    key = make_goal(company)
    before = company.call(ShowGoal(key=key)).status, company.call(ShowKeyResult(key=f"{key}.1")).status

    company.call(EditCycle(key="2026-Q4", on_track_percent=50, at_risk_percent=40))

    assert before == (Status.AT_RISK, Status.AT_RISK)
    assert company.call(ShowGoal(key=key)).status is Status.ON_TRACK
    assert company.call(ShowKeyResult(key=f"{key}.1")).status is Status.ON_TRACK
