"""Undo: the last change of a person is taken back by its opposite, through the same handlers and rules."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from okr.client.local import LocalBackend
from okr.contract.base import Request
from okr.contract.check_ins import ListCheckIns, RecordCheckIn, RecordCheckIns
from okr.contract.goals import (
    EditGoal,
    GoalView,
    LinkGoal,
    SetGoalState,
    SetOverride,
    ShowGoal,
    UnlinkGoal,
)
from okr.contract.key_results import CreateKeyResult, EditKeyResult, ShowKeyResult
from okr.contract.operations import operations
from okr.contract.people import EditPerson, ShowPerson
from okr.contract.undo import MINUTES, NOT_UNDONE, ShowLastChange, UndoLast
from okr.contract.units import EditUnit, ShowUnit
from okr.contract.verification import Verify
from okr.domain.errors import Conflict, RuleViolation
from okr.domain.vocabulary import GoalState, LinkKind, Status
from tests.application.companies import Company
from tests.application.goal_company import make_goal, make_top, reply_time

WITH_OPPOSITE = {
    "check-ins.record", "check-ins.record-many", "focus-areas.edit", "goals.create", "goals.edit", "goals.end-override",
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
