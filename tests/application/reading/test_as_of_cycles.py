"""R16: the life of a cycle and what a person was told, as of a day, are what they were on that day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from okr.application import past_cycles
from okr.contract.base import Query
from okr.contract.cycles import CreateCycle, EditCycle, ListCycles, MoveCycle, ShowCycle, ShowMissing
from okr.contract.goals import EditGoal, LinkGoal, SetGoalState
from okr.contract.grading import GradeGoal, ListGrades
from okr.contract.key_results import CreateKeyResult, EditKeyResult
from okr.contract.notices import ListNotices, ReadNotices
from okr.contract.people import EditPerson
from okr.contract.retrospectives import ListRetrospectives, WriteRetrospective
from okr.contract.reviews import ListWaiting, ReviewGoal
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import CycleKind, CycleState, GapKind, GoalState, ReviewVerdict
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import check_in, make, result

QUARTER = "2026-Q4"
NEXT = "2027-Q1"
PLANNED = TODAY
GRADING = TODAY + timedelta(days=5)
LATER = TODAY + timedelta(days=9)
PEOPLE = ("olivia", "dan", "tess", "emil", "sara", "sven")
ASKING = ("olivia", "tess", "emil", "sven")
"""An administrator, a lead, an employee and a stranger."""


def _propose(company: Company, title: str, *, state: GoalState = GoalState.PROPOSED, **fields: object) -> str:
    key = make(company, title, "HELP", "emil", result("Hours", 100, 60), activate=False, **fields)
    if state is not GoalState.DRAFT:
        company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    return key


def _approve(company: Company, key: str, *, on: date = PLANNED) -> None:
    company.call(ReviewGoal(key=key, verdict=ReviewVerdict.APPROVED, remark="Do it"), by="tess", on=on)


def _plan(company: Company) -> dict[str, str]:
    """Goals before they begin: as each of them may stand with those who approve."""
    company.call(EditCycle(key=QUARTER, needs_approval=True))
    names = ("approved", "changed", "more results", "changed later", "proposed", "draft", "returned")
    keys = {
        name: _propose(
            company,
            f"Help customers: {name}",
            state=GoalState.DRAFT if name == "draft" else GoalState.PROPOSED,
            parent="CARE-1" if name == "approved" else None,
        )
        for name in names
    }
    for name in ("approved", "changed", "more results", "changed later"):
        _approve(company, keys[name])
    company.call(EditGoal(key=keys["changed"], why="Another reason"), by="emil")
    company.call(CreateKeyResult(goal=keys["more results"], key_result=result("More", 0, 5)), by="emil")
    returned = ReviewGoal(key=keys["returned"], verdict=ReviewVerdict.RETURNED, remark="By when?")
    company.call(returned, by="tess")
    return keys


def _begin_grading(company: Company) -> None:
    company.call(MoveCycle(key=QUARTER, state=CycleState.GRADING), on=GRADING)
    company.call(GradeGoal(key="HELP-1", post_mortem="Too few of us"), by="emil", on=GRADING)
    company.call(GradeGoal(key="SALES-2", post_mortem="Too late"), by="sara", on=GRADING)
    written = WriteRetrospective(cycle=QUARTER, unit="HELP", worked="One queue", to_change="Fewer goals")
    company.call(written, by="tess", on=GRADING)
    company.call(WriteRetrospective(cycle=QUARTER, unit="SALES", next="Call sooner"), by="sara", on=GRADING)


def _go_on(company: Company, keys: dict[str, str]) -> None:
    """Everything that was said is said otherwise, and the cycle is closed and opened again."""
    own = GradeGoal(key="HELP-1", score=900_000, reason="I know more", post_mortem="We were ill")
    company.call(own, by="emil", on=LATER)
    company.call(GradeGoal(key="CARE-1", post_mortem="Too much at once"), by="dan", on=LATER)
    company.call(WriteRetrospective(cycle=QUARTER, unit="HELP", worked=None, next="Mail"), by="dan", on=LATER)
    company.call(WriteRetrospective(cycle=QUARTER, unit="CARE", worked="Talking"), by="dan", on=LATER)
    forced = MoveCycle(key=QUARTER, state=CycleState.CLOSED, force=True, reason="It is over")
    company.call(forced, on=LATER)
    company.call(MoveCycle(key=QUARTER, state=CycleState.GRADING, reason="Two are wrong"), on=LATER)
    company.call(MoveCycle(key=QUARTER, state=CycleState.ACTIVE, reason="Not over yet"), on=LATER)
    company.call(EditCycle(key=QUARTER, needs_approval=False), on=LATER)
    company.call(EditGoal(key=keys["changed later"], why="Yet another reason"), by="emil", on=LATER)
    _approve(company, keys["proposed"], on=LATER)
    company.call(LinkGoal(child=keys["draft"], parent="ACME-1"), on=LATER)
    company.call(EditGoal(key=keys["changed"], owner="tess"), on=LATER)
    company.call(EditPerson(handle="emil", manager="sara"), on=LATER)
    company.call(SetGoalState(key=keys["approved"], state=GoalState.ACTIVE), by="emil", on=LATER)
    company.call(EditKeyResult(key="ACME-1.1", target=Decimal(99), reason="More is possible"), on=LATER)
    check_in(company, "ACME-1.1", 88, on=LATER)
    make(company, "Call back within the hour", "HELP", "emil", result("Calls", 0, 10), on=LATER, focus_area="trust")
    company.call(ReadNotices(), by="tess", on=LATER)
    company.call(ReadNotices(), by="emil", on=LATER)
    planned = CreateCycle(
        key="2027-Q2",
        kind=CycleKind.QUARTER,
        starts_on=date(2027, 4, 1),
        ends_on=date(2027, 6, 30),
        state=CycleState.PLANNING,
    )
    company.call(planned, on=LATER)


QUERIES: tuple[Query[Any], ...] = (
    ShowMissing(key=QUARTER),
    ShowMissing(key=NEXT),
    ShowCycle(key=QUARTER),
    ShowCycle(key=NEXT),
    ListWaiting(),
    ListWaiting(of_everybody=True),
    ListGrades(cycle=QUARTER),
    ListGrades(cycle=QUARTER, waiting=True),
    ListGrades(cycle=QUARTER, unit="CARE", limit=1),
    ListRetrospectives(cycle=QUARTER),
    ListRetrospectives(cycle=QUARTER, unit="CARE"),
    ListNotices(),
    ListNotices(unread=False, limit=3),
)

Said = dict[tuple[str, str], object]


def _asked(company: Company, *, on: date, as_of: date | None = None) -> Said:
    return {
        (by, repr(query)): _said(company.call(query.model_copy(update={"as_of": as_of}), by=by, on=on))
        for by in ASKING
        for query in QUERIES
    }


@pytest.fixture
def keys(cascade: Company) -> dict[str, str]:
    given = CreateCycle(
        key=NEXT,
        kind=CycleKind.QUARTER,
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 3, 31),
        state=CycleState.PLANNING,
    )
    cascade.call(given)
    return _plan(cascade)


def test_a_cycle_and_its_notices_say_of_a_past_day_what_they_said_on_that_day(
    cascade: Company, keys: dict[str, str]
) -> None:
    planned = _asked(cascade, on=PLANNED)
    _begin_grading(cascade)
    graded = _asked(cascade, on=GRADING)
    _go_on(cascade, keys)
    for day, then in ((PLANNED, planned), (GRADING, graded)):
        found = _asked(cascade, on=LATER, as_of=day)
        for asked, expected in then.items():
            assert found[asked] == expected, (day, asked)


def test_an_approval_holds_until_the_day_on_which_the_goal_was_changed(cascade: Company, keys: dict[str, str]) -> None:
    cascade.call(EditGoal(key=keys["changed later"], why="Yet another reason"), by="emil", on=LATER)

    def waiting(day: date | None) -> list[str]:
        query = ListWaiting(of_everybody=True, as_of=day)
        return [one.goal.key for one in cascade.call(query, by="tess", on=LATER).items]

    before = [keys[name] for name in ("changed", "more results", "proposed")]
    assert waiting(PLANNED) == sorted(before, key=lambda key: int(key.partition("-")[2]))
    assert set(waiting(None)) == {*before, keys["changed later"]}


def test_nothing_of_a_past_day_is_offered_for_review_or_grading(cascade: Company, keys: dict[str, str]) -> None:
    _begin_grading(cascade)
    for by in PEOPLE:
        waiting = cascade.call(ListWaiting(as_of=PLANNED, of_everybody=True), by=by, on=LATER).items
        grades = cascade.call(ListGrades(cycle=QUARTER, as_of=GRADING), by=by, on=LATER).items
        assert not any(one.may_review for one in waiting)
        assert not any(one.may_grade or one.may_score for one in grades)
    assert any(one.may_grade for one in cascade.call(ListGrades(cycle=QUARTER), by="emil", on=LATER).items), keys


def test_the_cycles_of_a_day_have_their_states_and_the_one_that_it_lay_in_is_current(cascade: Company) -> None:
    cascade.call(MoveCycle(key=QUARTER, state=CycleState.GRADING), on=GRADING)
    found = cascade.call(ListCycles(as_of=PLANNED), on=LATER).items
    assert {one.key: (one.state, one.is_current) for one in found} == {
        "2026": (CycleState.ACTIVE, False),
        QUARTER: (CycleState.ACTIVE, True),
    }
    now = cascade.call(ListCycles(), on=LATER).items
    assert {one.state for one in now if one.key == QUARTER} == {CycleState.GRADING}


def test_names_of_what_was_missing_are_those_that_one_may_see_today(cascade: Company) -> None:
    """HELP-2 is named, and tied to CARE-1: sara, who does not see it, is not told of it; tess, who leads the unit, is."""
    cascade.call(MoveCycle(key=QUARTER, state=CycleState.GRADING), on=GRADING)
    cascade.call(MoveCycle(key=QUARTER, state=CycleState.CLOSED, force=True, reason="Over"), on=LATER)

    def ungraded(by: str) -> list[str]:
        plan = cascade.call(ShowMissing(key=QUARTER, as_of=GRADING), by=by, on=LATER)
        return [gap.key for gaps in plan.gaps if gaps.kind is GapKind.UNGRADED for gap in gaps.items]

    assert "HELP-2" in ungraded("tess")
    assert "HELP-2" not in ungraded("sara")
    assert "SALES-2" in ungraded("sara")


def test_a_day_in_the_future_is_refused(cascade: Company, keys: dict[str, str]) -> None:
    assert keys
    for query in QUERIES:
        with pytest.raises(InvalidInput, match="is in the future"):
            cascade.call(query.model_copy(update={"as_of": LATER}))


def test_a_cycle_of_more_goals_than_one_answer_takes_is_worked_out_with_the_whole_company(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ShowMissing(key=QUARTER, as_of=TODAY - timedelta(days=1))
    expected = cascade.call(asked)
    monkeypatch.setattr(past_cycles, "MOST_GOALS", 3)
    assert cascade.call(asked) == expected
    assert cascade.acting().store.keeps_days


def _said(answer: BaseModel) -> object:
    """What an answer says of the day; not who may do what now, nor how often a thing was written since."""
    return _without(answer.model_dump(mode="json"), {"version", "may_review", "may_grade", "may_score", "next_cursor"})


def _without(value: object, names: set[str]) -> object:
    if isinstance(value, dict):
        return {name: _without(item, names) for name, item in value.items() if name not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value
