"""Undo: the last change of a person is taken back by its opposite, through the same handlers and rules."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from okr.client.local import LocalBackend
from okr.contract.base import Request
from okr.contract.blockers import AnswerBlocker, AssignBlocker, ListBlockers, ReopenBlocker
from okr.contract.check_ins import ListCheckIns, RecordCheckIn, RecordCheckIns
from okr.contract.comments import AddComment, ListComments
from okr.contract.dependencies import DependOn, EndDependency
from okr.contract.focus_areas import CreateFocusArea
from okr.contract.goals import (
    EditGoal,
    GoalView,
    LinkGoal,
    SetGoalState,
    SetOverride,
    ShowGoal,
    UnlinkGoal,
)
from okr.contract.initiatives import CreateInitiative, EditInitiative, ListInitiatives, RemoveInitiative
from okr.contract.key_results import CreateKeyResult, EditKeyResult, ShowKeyResult
from okr.contract.operations import operations
from okr.contract.people import EditPerson, ShowPerson
from okr.contract.undo import MINUTES, NOT_UNDONE, ShowLastChange, UndoLast
from okr.contract.units import EditUnit, ShowUnit
from okr.contract.verification import Verify
from okr.domain.errors import Conflict, NotAllowed, RuleViolation
from okr.domain.undoing import DONE, done_words
from okr.domain.vocabulary import BlockerState, DependencyKind, GoalState, LinkKind, Status
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal, make_top, reply_time

WITH_OPPOSITE = {
    "blockers.answer", "blockers.assign", "blockers.reopen", "comments.add", "comments.restore", "comments.withdraw",
    "contributions.accept", "contributions.ask", "contributions.ask-again", "contributions.counter", "contributions.decline",
    "contributions.offer", "contributions.withdraw", "cycles.edit", "nudges.send", "organisation.edit", "dependencies.add", "dependencies.end",
    "initiatives.create", "initiatives.edit", "initiatives.remove", "check-ins.record", "check-ins.record-many", "focus-areas.edit", "goals.create", "goals.edit", "goals.end-override",
    "goals.link", "goals.move", "goals.set-override", "goals.set-state", "goals.unlink", "key-results.create",
    "key-results.edit", "key-results.feed", "key-results.unfeed", "people.edit", "units.edit",
}  # fmt: skip


def _told(view: GoalView) -> dict[str, Any]:
    """A goal as it is seen, but for its version and days of writing."""
    seen = view.model_dump(exclude={"version", "days", "ledger", "history"})
    for result in seen.get("results", ()):
        result.pop("version", None)
    return seen


@pytest.mark.parametrize(
    "change",
    [
        lambda key: EditGoal(key=key, title="Answer every customer within a day", sponsor="sara", why="They said so"),
        lambda key: EditGoal(key=key, contributors=("tess",), due_on=date(2026, 12, 20), reason="Holidays"),
        lambda key: SetOverride(key=key, status=Status.AT_RISK, reason="The supplier is late"),
        lambda key: SetGoalState(key=key, state=GoalState.PAUSED, reason="Budget"),
        lambda key: EditKeyResult(key=f"{key}.1", target=Decimal(3), weight=Decimal(2), reason="We can do more"),
    ],
    ids=["words", "people and dates", "override", "pause", "target"],
)
def test_what_was_changed_is_as_before(company: Company, change: Callable[[str], Request[Any]]) -> None:
    goal = make_goal(company, activate=True)
    before = _told(company.call(ShowGoal(key=goal.key)))
    company.call(change(goal.key), by="emil")
    assert _told(company.call(ShowGoal(key=goal.key))) != before

    done = company.call(UndoLast(), by="emil")

    assert done.possible
    assert goal.key in done.keys[0]
    after = _told(company.call(ShowGoal(key=goal.key)))
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}
    assert company.call(Verify(), by="olivia").difference_count == 0


def test_a_link_comes_back_with_its_weight_and_goes_again(company: Company) -> None:
    top, goal = make_top(company), make_goal(company, activate=True)
    company.call(LinkGoal(child=goal.key, parent=top.key, weight=Decimal(3)), by="olivia")
    company.call(UnlinkGoal(child=goal.key, parent=top.key), by="olivia")

    company.call(UndoLast(), by="olivia")
    (parent,) = company.call(ShowGoal(key=goal.key)).parents
    assert (parent.key, parent.kind, parent.weight) == (top.key, LinkKind.CONTRIBUTES, Decimal(3))

    company.call(UndoLast(), by="olivia")
    assert company.call(ShowGoal(key=goal.key)).parents == ()
    assert company.call(Verify(), by="olivia").difference_count == 0


def test_a_check_in_is_voided_and_the_value_before_it_holds(company: Company) -> None:
    goal = make_goal(company, activate=True)
    key = f"{goal.key}.1"
    company.call(RecordCheckIn(key=key, value=Decimal(7)), by="emil")
    company.call(RecordCheckIn(key=key, value=Decimal(5)), by="emil")

    done = company.call(UndoLast(), by="emil")

    assert done.words == (f"{key}: check-in 2 is voided",)
    assert company.call(ShowKeyResult(key=key)).current == Decimal(7)
    assert [one.number for one in company.call(ListCheckIns(key=key)).items if one.voided_by is None] == [3, 1]


def test_a_correction_is_corrected_back(company: Company) -> None:
    goal = make_goal(company, activate=True)
    key = f"{goal.key}.1"
    company.call(RecordCheckIn(key=key, value=Decimal(7)), by="emil")
    company.call(RecordCheckIn(key=key, value=Decimal(5), corrects=1), by="emil")
    company.call(UndoLast(), by="emil")
    assert company.call(ShowKeyResult(key=key)).current == Decimal(7)


def test_many_check_ins_of_one_command_are_taken_back_together(company: Company) -> None:
    goal = make_goal(company, activate=True, key_results=(reply_time(), reply_time(title="Hours to a second reply")))
    batch = tuple(RecordCheckIn(key=f"{goal.key}.{number}", value=Decimal(6)) for number in (1, 2))
    company.call(RecordCheckIns(check_ins=batch), by="emil")
    company.call(UndoLast(), by="emil")
    assert [company.call(ShowKeyResult(key=f"{goal.key}.{number}")).last_reading_on for number in (1, 2)] == [
        None,
        None,
    ]


def test_a_new_goal_and_a_new_result_are_cancelled_not_deleted(company: Company) -> None:
    goal = make_goal(company, by="emil", activate=True)
    company.call(CreateKeyResult(goal=goal.key, key_result=reply_time(title="Hours to a last reply")), by="emil")
    company.call(UndoLast(), by="emil")
    company.call(UndoLast(), by="emil")
    seen = company.call(ShowGoal(key=goal.key))
    assert seen.state is GoalState.CANCELLED
    assert company.call(Verify(), by="olivia").difference_count == 0


def test_units_and_people_get_back_what_they_were(company: Company) -> None:
    unit, person = company.call(ShowUnit(key="HELP"), by="olivia"), company.call(ShowPerson(handle="emil"), by="olivia")
    company.call(EditUnit(key="HELP", name="Help at any hour"), by="olivia")
    company.call(EditPerson(handle="emil", title="Poet", manager="sara"), by="olivia")
    company.call(UndoLast(), by="olivia")
    company.call(UndoLast(), by="olivia")
    assert company.call(ShowUnit(key="HELP"), by="olivia").name == unit.name
    again = company.call(ShowPerson(handle="emil"), by="olivia")
    assert (again.title, again.manager) == (person.title, person.manager)


def test_nobody_takes_back_what_another_person_did(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(EditGoal(key=goal.key, title="Answer every customer within a day"), by="emil")
    with pytest.raises(RuleViolation, match="changed nothing in the last"):
        company.call(UndoLast(), by="sara")


def test_what_somebody_changed_since_is_left_alone(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(EditGoal(key=goal.key, title="Answer every customer within a day"), by="emil")
    company.call(EditGoal(key=goal.key, title="Answer every customer within an hour"), by="tess")
    with pytest.raises(Conflict, match="was changed since"):
        company.call(UndoLast(), by="emil")
    assert company.call(ShowGoal(key=goal.key)).title == "Answer every customer within an hour"


def test_after_some_minutes_a_change_stays(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(EditGoal(key=goal.key, title="Answer every customer within a day"), by="emil")
    changed_at = company.call(ShowLastChange(), by="emil").step
    assert changed_at is not None
    later = changed_at.recorded_at + timedelta(minutes=MINUTES, seconds=1)
    backend = LocalBackend(company.url, acting_as="emil", today=company.today, clock=lambda: later)
    try:
        assert backend.call(ShowLastChange()).step is None
        with pytest.raises(RuleViolation, match="in the last"):
            backend.call(UndoLast())
    finally:
        backend.close()


def test_what_cannot_be_undone_says_so_before_and_when_it_is_tried(company: Company) -> None:
    make_goal(company, activate=True)
    company.call(EditGoal(key=make_goal(company).key, why="More"), by="tess")
    seen = company.call(ShowLastChange(), by="tess").step
    assert seen is not None
    assert seen.possible
    assert seen.words
    writing = {declared.name for declared in operations().values() if declared.writes}
    assert sorted(writing - WITH_OPPOSITE - NOT_UNDONE.keys()) == []
    assert sorted(NOT_UNDONE.keys() - writing) == []
    assert WITH_OPPOSITE.isdisjoint(NOT_UNDONE)


def test_every_change_is_named_by_what_was_done_and_not_by_its_operation() -> None:
    writing = {declared.name for declared in operations().values() if declared.writes}
    assert sorted(writing ^ DONE.keys()) == []
    assert done_words("goals.set-state", ("CARE-1",)) == "goal taken to another state (CARE-1)"
    assert done_words("check-ins.record-many", ("A-1", "A-2", "A-3", "A-4", "A-5")) == (
        "check-ins recorded (A-1, A-2, A-3 and 2 more)"
    )


def test_what_stays_is_named_with_what_to_do_instead(company: Company) -> None:
    company.call(CreateFocusArea(name="Speed", customers="All"), by="olivia")
    seen = company.call(ShowLastChange(), by="olivia").step
    assert seen is not None
    assert not seen.possible
    assert seen.words == ("Focus area made (speed). This cannot be undone: archive the focus area instead.",)


def _blocked(company: Company) -> str:
    goal = make_goal(company, activate=True)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(8), blocker="Two desks are empty"), by="emil")
    return f"{goal.key}.1#1"


def _blocker(company: Company, key: str) -> tuple[BlockerState, str | None, str | None]:
    (found,) = company.call(ListBlockers(scope="all", key=key.partition("#")[0])).items
    return found.state, found.answer, None if found.owner is None else found.owner.handle


def test_an_answer_is_taken_back_and_comes_back(company: Company) -> None:
    key = _blocked(company)
    assert _blocker(company, key) == (BlockerState.OPEN, None, "tess")
    company.call(AnswerBlocker(key=key, answer="Two come on Monday"), by="tess")
    assert company.call(UndoLast(), by="tess").words == (f"{key} waits for an answer again",)
    assert _blocker(company, key) == (BlockerState.OPEN, None, "tess")

    company.call(AnswerBlocker(key=key, answer="Two come on Monday"), by="tess")
    company.call(ReopenBlocker(key=key), by="tess")
    company.call(UndoLast(), by="tess")
    assert _blocker(company, key) == (BlockerState.ANSWERED, "Two come on Monday", "tess")


def test_a_blocker_goes_back_to_who_had_to_answer_it(company: Company) -> None:
    key = _blocked(company)
    company.call(AssignBlocker(key=key, owner="dan"), by="tess")
    company.call(UndoLast(), by="tess")
    assert _blocker(company, key)[2] == "tess"


def test_work_that_was_written_or_changed_is_as_before(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    key = company.call(CreateInitiative(of=f"{goal}.1", title="Hire two agents", owner="tess"), by="emil").key
    company.call(EditInitiative(key=key, title="Hire three", done_on=TODAY, owner="emil", key_result=None), by="emil")
    company.call(UndoLast(), by="emil")
    (found,) = company.call(ListInitiatives(key=goal)).items
    assert found.owner is not None
    assert (found.title, found.done_on, found.owner.handle, found.key_result) == (
        "Hire two agents",
        None,
        "tess",
        f"{goal}.1",
    )

    company.call(UndoLast(), by="emil")
    assert company.call(ListInitiatives(key=goal)).items == ()


def test_work_that_was_taken_away_comes_back(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    key = company.call(CreateInitiative(of=goal, title="Hire two agents", due_on=TODAY), by="emil").key
    with pytest.raises(NotAllowed):
        company.call(RemoveInitiative(key=key), by="sven")
    company.call(RemoveInitiative(key=key), by="emil")
    assert company.call(ListInitiatives(key=goal)).items == ()
    company.call(UndoLast(), by="emil")
    (found,) = company.call(ListInitiatives(key=goal)).items
    assert (found.key, found.title, found.due_on) == (key, "Hire two agents", TODAY)


def test_a_dependency_is_as_before(company: Company) -> None:
    goal, other = make_goal(company, activate=True).key, make_top(company).key

    def stands() -> list[tuple[str, DependencyKind, str | None]]:
        # What is there stays; changing nothing of it answers it.
        return [(one.key, one.kind, one.note) for one in company.call(ShowGoal(key=goal)).depends_on]

    company.call(DependOn(key=goal, on=other, note="The data"), by="emil")
    company.call(DependOn(key=goal, on=other, kind=DependencyKind.BLOCKED_BY), by="emil")
    company.call(UndoLast(), by="emil")
    assert stands() == [(other, DependencyKind.NEEDS, "The data")]
    company.call(EndDependency(key=goal, on=other), by="emil")
    company.call(UndoLast(), by="emil")
    assert stands() == [(other, DependencyKind.NEEDS, "The data")]


def test_a_new_dependency_ends(company: Company) -> None:
    goal, other = make_goal(company, activate=True).key, make_top(company).key
    company.call(DependOn(key=goal, on=other), by="emil")
    company.call(UndoLast(), by="emil")
    assert company.call(ShowGoal(key=goal)).depends_on == ()


def test_a_comment_is_withdrawn(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    company.call(AddComment(on=goal, text="Well done"), by="emil")
    company.call(UndoLast(), by="emil")
    (found,) = company.call(ListComments(on=goal)).items
    assert found.withdrawn
