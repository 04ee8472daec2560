"""Undo puts back what took one's own right away, and every step of a goal's life; nobody undoes more than their own last minutes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okr.contract.base import Request
from okr.contract.blockers import AnswerBlocker, AssignBlocker, ListBlockers, ReopenBlocker
from okr.contract.check_ins import ListCheckIns, RecordCheckIn
from okr.contract.cycles import EditCycle, ShowCycle
from okr.contract.goals import EditGoal, GoalView, MoveGoal, SetGoalState, ShowGoal
from okr.contract.initiatives import CreateInitiative, EditInitiative, ListInitiatives, RemoveInitiative
from okr.contract.key_results import ShowKeyResult
from okr.contract.organisation import EditOrganisation, ShowOrganisation
from okr.contract.people import EditPerson, ShowPerson
from okr.contract.undo import ShowLastChange, UndoLast
from okr.contract.units import EditUnit, ShowUnit
from okr.contract.verification import TurnDay, Verify
from okr.domain.errors import Conflict, OkrError, RuleViolation
from okr.domain.vocabulary import GoalState, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal, make_top, reply_time

D = Decimal


def _as_it_is(view: GoalView) -> dict[str, Any]:
    seen = view.model_dump(exclude={"version", "days", "ledger", "history"})
    for result in seen.get("results", ()):
        result.pop("version", None)
    return seen


@pytest.mark.parametrize(
    ("by", "change"),
    [
        ("emil", lambda key: EditGoal(key=key, owner="sven", reason="He knows them")),
        (
            "tess",
            lambda key: EditGoal(
                key=key, owner="sven", visibility=Visibility.NAMED, readers=("sven",), reason="He knows"
            ),
        ),
        ("dan", lambda key: MoveGoal(key=key, unit="CARE")),
        ("emil", lambda key: SetGoalState(key=key, state=GoalState.CANCELLED, reason="Not needed")),
        ("emil", lambda key: SetGoalState(key=key, state=GoalState.ACHIEVED)),
        ("emil", lambda key: SetGoalState(key=key, state=GoalState.MISSED, reason="Too late")),
        ("emil", lambda key: SetGoalState(key=key, state=GoalState.PAUSED, reason="Budget")),
    ],
    ids=["owner", "owner and readers", "unit", "cancelled", "achieved", "missed", "paused"],
)
def test_who_may_make_a_change_may_take_it_back(
    company: Company, by: str, change: Callable[[str], Request[Any]]
) -> None:
    key = make_goal(company, activate=True).key
    company.call(EditGoal(key=key, reason="Now", why="They wait too long"), by="tess")
    before = _as_it_is(company.call(ShowGoal(key=key)))
    company.call(change(key), by=by)

    company.call(UndoLast(), by=by)

    after = _as_it_is(company.call(ShowGoal(key=key)))
    differs = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert differs.keys() <= {"may"}, differs
    assert company.call(Verify()).difference_count == 0


@pytest.mark.parametrize("paused", [False, True])
def test_a_closing_is_taken_back_to_where_the_goal_was(company: Company, paused: bool) -> None:
    key = make_goal(company, activate=True).key
    if paused:
        company.call(SetGoalState(key=key, state=GoalState.PAUSED, reason="Budget"), by="emil")
    before = company.call(ShowGoal(key=key)).state
    company.call(SetGoalState(key=key, state=GoalState.CANCELLED, reason="Not needed"), by="emil")
    company.call(UndoLast(), by="emil")
    assert company.call(ShowGoal(key=key)).state is before
    company.call(SetGoalState(key=key, state=GoalState.ACTIVE if paused else GoalState.PAUSED, reason="On"), by="emil")


def test_a_goal_that_has_begun_is_a_draft_again_with_its_own_start(company: Company) -> None:
    key = make_goal(company).key
    before = company.call(ShowGoal(key=key))
    company.call(SetGoalState(key=key, state=GoalState.ACTIVE), by="emil")
    step = company.call(ShowLastChange(), by="emil").step
    assert step is not None
    assert step.possible

    company.call(UndoLast(), by="emil")

    after = company.call(ShowGoal(key=key))
    assert (after.state, after.starts, after.results[0].starts) == (
        GoalState.DRAFT,
        before.starts,
        before.results[0].starts,
    )
    assert company.call(Verify()).difference_count == 0
    company.call(SetGoalState(key=key, state=GoalState.ACTIVE), by="emil")


def test_a_goal_with_check_ins_is_no_draft_again(company: Company) -> None:
    key = make_goal(company).key
    company.call(SetGoalState(key=key, state=GoalState.ACTIVE), by="emil")
    company.call(RecordCheckIn(key=f"{key}.1", value=D(7)), by="tess")
    step = company.call(ShowLastChange(), by="emil").step
    assert step is not None
    assert not step.possible
    with pytest.raises((Conflict, RuleViolation), match=r"has check-ins already|was changed since"):
        company.call(UndoLast(), by="emil")


def test_undo_gives_no_right_beyond_ones_own_change(company: Company) -> None:
    key = make_goal(company, activate=True).key
    company.call(EditGoal(key=key, owner="sven", reason="He knows them"), by="emil")
    company.call(UndoLast(), by="emil")
    with pytest.raises(OkrError):
        company.call(EditGoal(key=key, owner="sven", reason="Again"), by="sven")
    with pytest.raises(RuleViolation, match="changed nothing"):
        company.call(UndoLast(), by="sven")


def test_a_voided_check_in_holds_again(company: Company) -> None:
    key = f"{make_goal(company, activate=True).key}.1"
    company.call(RecordCheckIn(key=key, value=D(7), confidence=80, note="Good week"), by="emil")
    company.call(RecordCheckIn(key=key, voids=1), by="emil")
    done = company.call(UndoLast(), by="emil")
    assert done.words == (f"{key}: the value of {TODAY} is 7 again",)
    assert company.call(ShowKeyResult(key=key)).current == D(7)
    newest = company.call(ListCheckIns(key=key)).items[0]
    assert (newest.value, newest.confidence, newest.note) == (D(7), 80, "Good week")


def test_what_lies_with_somebody_else_comes_back_to_who_passed_it_on(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=D(8), blocker="Empty desks", blocker_owner="sara"), by="emil")
    key = f"{goal.key}.1#1"
    company.call(AssignBlocker(key=key, owner="dan"), by="sara")
    company.call(UndoLast(), by="sara")
    [found] = company.call(ListBlockers(scope="all", key=goal.key)).items
    assert found.owner is not None
    assert found.owner.handle == "sara"


def test_a_blocker_is_as_before_with_its_days_and_with_who_answered(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=D(8), blocker="Empty desks"), by="emil")
    key, day = f"{goal.key}.1#1", date(2026, 11, 24)
    company.call(TurnDay(), on=day)

    def seen() -> dict[str, Any]:
        [found] = company.call(ListBlockers(scope="all", key=goal.key), on=day).items
        return found.model_dump(exclude={"version"})

    climbed = seen()
    assert climbed["climbed_on"] == day
    company.acting("dan", on=day).call(AssignBlocker(key=key, owner="sara"))
    company.acting("dan", on=day).call(UndoLast())
    assert seen() == climbed

    company.acting("dan", on=day).call(AnswerBlocker(key=key, answer="They come on Monday"))
    answered = seen()
    company.acting("emil", on=day).call(ReopenBlocker(key=key))
    company.acting("emil", on=day).call(UndoLast())
    assert seen() == answered
    company.acting("emil", on=day).call(ReopenBlocker(key=key))
    company.acting("emil", on=day).call(AnswerBlocker(key=key, answer="They came"))
    company.acting("emil", on=day).call(UndoLast())
    assert seen()["answer"] is None


def test_work_that_one_has_to_do_is_handed_on_taken_away_and_both_taken_back(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    work = company.call(CreateInitiative(of=f"{goal}.1", title="Hire two", owner="sven", due_on=TODAY), by="emil").key
    company.call(EditInitiative(key=work, owner="dan"), by="sven")
    company.call(UndoLast(), by="sven")
    company.call(EditInitiative(key=work, done_on=TODAY), by="sven")
    company.call(RemoveInitiative(key=work), by="sven")
    company.call(UndoLast(), by="sven")
    [found] = company.call(ListInitiatives(key=goal)).items
    assert found.owner is not None
    assert (found.owner.handle, found.title, found.due_on, found.done_on, found.key_result) == (
        "sven",
        "Hire two",
        TODAY,
        TODAY,
        f"{goal}.1",
    )


def test_who_hands_their_people_and_units_on_takes_them_back(company: Company) -> None:
    company.call(EditPerson(handle="emil", manager="sara"), by="tess")
    company.call(UndoLast(), by="tess")
    manager = company.call(ShowPerson(handle="emil")).manager
    assert manager is not None
    assert manager.handle == "tess"
    company.call(EditUnit(key="CARE", lead="sara"), by="dan")
    company.call(UndoLast(), by="dan")
    lead = company.call(ShowUnit(key="CARE")).lead
    assert lead is not None
    assert lead.handle == "dan"


def test_settings_of_the_company_and_of_a_cycle_are_as_before(company: Company) -> None:
    before = company.call(ShowOrganisation()).model_dump(exclude={"version"})
    company.call(EditOrganisation(reminder_days=5, vision="Nobody waits", cadence="weekly", grace_days=4))
    company.call(UndoLast())
    assert company.call(ShowOrganisation()).model_dump(exclude={"version"}) == before
    company.call(EditCycle(key="2026-Q4", needs_approval=True, on_track_percent=80, ends_on=date(2026, 12, 30)))
    company.call(UndoLast())
    cycle = company.call(ShowCycle(key="2026-Q4"))
    assert (cycle.needs_approval, cycle.on_track_percent, cycle.ends_on) == (False, 90, date(2026, 12, 31))


def test_a_goal_that_one_wrote_for_another_is_cancelled(company: Company) -> None:
    top = make_top(company)
    goal = make_goal(company, by="emil", owner="tess", key_results=(reply_time(),))
    company.call(UndoLast(), by="emil")
    assert company.call(ShowGoal(key=goal.key)).state is GoalState.CANCELLED
    assert company.call(ShowGoal(key=top.key)).state is GoalState.ACTIVE
