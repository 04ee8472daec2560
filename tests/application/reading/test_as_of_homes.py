"""R16: homes, accountability, what is due and alignment as of a day say what they said on that day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from okr.contract.accountability import ShowAccountability
from okr.contract.alignment import ListOrphans, ShowAlignment
from okr.contract.base import Query
from okr.contract.blockers import AnswerBlocker
from okr.contract.check_ins import AcknowledgeCheckIn, ListCheckIns, ListDue, RecordCheckIn
from okr.contract.comments import AddComment, ListComments
from okr.contract.contributions import (
    AskContributions,
    CounterContribution,
    ListContributions,
    NewReceiver,
    ShowSubscription,
)
from okr.contract.goals import CheckSmart, EditGoal, GoalRow, LinkGoal, SetGoalState, SetOverride, UnlinkGoal
from okr.contract.homes import Home, ShowHome
from okr.contract.key_results import EditKeyResult
from okr.contract.ledger import ListLedger
from okr.contract.people import EditPerson, ListPeople
from okr.contract.portraits import ShowPortrait
from okr.contract.trail import ShowTrail
from okr.contract.units import EditUnit, ListBelow, ShowUnit
from okr.contract.verification import TurnDay
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import GoalState, ShareMode, Status, Visibility
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import QUARTER, check_in, make, result

LATER = TODAY + timedelta(days=9)
PEOPLE = ("olivia", "dan", "tess", "emil", "sara", "sven")
ROLES = ("employee", "lead", "executive")


def home(company: Company, by: str, role: str, *, on: date, as_of: date | None = None) -> Home:
    return company.call(ShowHome.model_validate({"role": role, "as_of": as_of}), by=by, on=on)


def _before(company: Company) -> None:
    """Things that stand on the day that is looked at, beside those of the cascade."""
    check_in(company, "HELP-1.1", 78, by="emil", blocker="Nobody answers")
    check_in(company, "HELP-2.1", 105, by="tess")
    company.call(AcknowledgeCheckIn(key="HELP-1.1", number=3, note="Well done"), by="tess")
    asked = AskContributions(
        parent="CARE-1", receivers=(NewReceiver(unit="HELP"), NewReceiver(person="sven")), shares=ShareMode.EQUAL
    )
    company.call(asked, by="dan")
    company.call(SetOverride(key="HELP-1", status=Status.AT_RISK, reason="I know more"), by="tess")
    company.call(EditKeyResult(key="SALES-2.1", target=Decimal(120), reason="More is possible"))
    company.call(TurnDay())


def _after(company: Company) -> None:
    """What happened since: numbers, owners, links, states, people, units, contracts and answers are other ones."""
    make(company, "Call back within the hour", "HELP", "emil", result("Calls", 0, 10), parent="CARE-1", on=LATER)
    for key, value, by in (("HELP-1.1", 60, "emil"), ("CARE-1.1", 90, "dan"), ("SALES-1.1", 80, "sven")):
        check_in(company, key, value, by=by, on=LATER)
    company.call(EditKeyResult(key="CARE-1.1", target=Decimal(99), reason="More is possible"), on=LATER)
    company.call(EditGoal(key="HELP-1", owner="tess", reason="Emil has gone"), on=LATER)
    company.call(EditGoal(key="ACME-1", focus_area=None, reason="For all"), on=LATER)
    company.call(UnlinkGoal(child="HELP-1", parent="CARE-1"), on=LATER)
    company.call(LinkGoal(child="SALES-1", parent="SALES-2"), on=LATER)
    company.call(SetGoalState(key="SALES-2", state=GoalState.PAUSED, reason="Later"), on=LATER)
    company.call(AnswerBlocker(key="HELP-1.1#3", answer="Somebody will"), by="tess", on=LATER)
    company.call(CounterContribution(key="CARE-1+1", share=Decimal(10), reason="Not so much"), by="tess", on=LATER)
    company.call(EditPerson(handle="emil", manager="sara", unit="SALES"), on=LATER)
    company.call(EditPerson(handle="sven", employed_to=LATER), on=LATER)
    company.call(EditUnit(key="HELP", parent="ACME", lead="dan"), on=LATER)
    company.call(TurnDay(), on=LATER)


@pytest.fixture
def lived(cascade: Company) -> Company:
    _before(cascade)
    return cascade


def test_every_home_of_a_past_day_is_the_home_of_that_day(lived: Company) -> None:
    then = {(by, role): home(lived, by, role, on=TODAY) for by in PEOPLE for role in ROLES}
    _after(lived)
    for (by, role), expected in then.items():
        found = home(lived, by, role, on=LATER, as_of=TODAY)
        assert _said(found) == _said(expected), (by, role)


def test_accountability_of_a_past_day_is_that_of_that_day(lived: Company) -> None:
    asked = [(unit, by) for unit in (None, "CARE", "HELP", "SALES") for by in ("olivia", "sara")]
    then = {one: lived.call(ShowAccountability(unit=one[0]), by=one[1]) for one in asked}
    _after(lived)
    for (unit, by), expected in then.items():
        found = lived.call(ShowAccountability(unit=unit, as_of=TODAY), by=by, on=LATER)
        assert _said(found) == _said(expected), (unit, by)


def test_what_was_due_on_a_past_day_is_what_was_due_then(lived: Company) -> None:
    queries = [(scope, by) for scope in ("mine", "team", "all") for by in PEOPLE]
    then = {one: lived.call(ListDue(scope=one[0]), by=one[1]) for one in queries}  # type: ignore[arg-type]  # words
    _after(lived)
    for (scope, by), expected in then.items():
        found = lived.call(ListDue(scope=scope, as_of=TODAY), by=by, on=LATER)  # type: ignore[arg-type]  # words
        assert _said(found) == _said(expected), (scope, by)
        assert not any(item.may_check_in for item in found.items)


def test_alignment_of_a_past_day_is_that_of_that_day(lived: Company) -> None:
    then = lived.call(ShowAlignment()), lived.call(ListOrphans())
    _after(lived)
    assert _said(lived.call(ShowAlignment(as_of=TODAY), on=LATER)) == _said(then[0])
    assert _said(lived.call(ListOrphans(as_of=TODAY), on=LATER)) == _said(then[1])


def test_what_else_screens_ask_is_answered_as_on_the_day(lived: Company) -> None:
    queries: list[tuple[Query[Any], str]] = [
        (ListBelow(with_figures=True), "olivia"),
        *((ListBelow(unit=unit, with_figures=True), "dan") for unit in ("ACME", "CARE", "HELP")),
        (ListPeople(unit="HELP"), "dan"),
        (ShowUnit(key="HELP"), "sven"),
        *((ShowPortrait(handle=handle), "olivia") for handle in ("tess", "emil", "sven")),
        (ListContributions(), "tess"),
        (ListContributions(waiting=True), "tess"),
        (ListContributions(parent="CARE-1"), "dan"),
        (ShowSubscription(key="CARE-1"), "dan"),
        (ListLedger(), "olivia"),
        (ShowTrail(key="HELP-1"), "olivia"),
        (ListComments(on="HELP-1"), "emil"),
        (CheckSmart(key="HELP-1"), "emil"),
    ]
    lived.call(AddComment(on="HELP-1", text="How did you do that?"), by="tess")
    then = [lived.call(query, by=by) for query, by in queries]
    _after(lived)
    lived.call(AddComment(on="HELP-1", text="Slowly"), by="emil", on=LATER)
    for (query, by), expected in zip(queries, then, strict=True):
        found = lived.call(query.model_copy(update={"as_of": TODAY}), by=by, on=LATER)
        assert _said(found) == _said(expected), query


def test_the_numbers_of_a_day_are_worked_out_for_that_day(cascade: Company) -> None:
    """On 29 October only HELP-1.1 had been read: (2 * 0 + 1 * 0.25 + 1 * 0) / 4 and so on; SALES-1 was not written down yet, but held."""
    found = cascade.call(ShowHome(role="executive", as_of=QUARTER)).executive
    assert found is not None
    assert [(row.key, row.progress, row.expected) for row in found.tops] == [("ACME-1", 46_875, 250_000)]
    assert sum(found.counts.values()) == 6
    mine = cascade.call(ShowHome(role="employee", as_of=QUARTER), by="emil")
    assert mine.today == QUARTER
    assert mine.employee is not None
    assert [(one.goal.key, one.goal.progress) for one in mine.employee.goals] == [("HELP-1", 250_000)]


def test_rights_are_those_of_today(cascade: Company) -> None:
    """HELP-2 is named; whoever led it on the day and has nothing to do with it any more does not see it there either."""
    assert [row.key for row in _lead(cascade, "tess", on=TODAY)] == ["HELP-2", "HELP-1"]
    cascade.call(EditGoal(key="HELP-2", owner="olivia", reason="Taken over"), on=LATER)
    cascade.call(EditUnit(key="HELP", lead="emil"), on=LATER)
    cascade.call(EditPerson(handle="tess", unit="SALES"), on=LATER)
    assert [row.key for row in _lead(cascade, "tess", on=LATER, as_of=TODAY)] == ["HELP-1"]
    cascade.call(EditPerson(handle="emil", manager="dan"), on=LATER)
    cascade.call(EditGoal(key="HELP-1", visibility=Visibility.NAMED), on=LATER)
    assert _lead(cascade, "tess", on=LATER, as_of=TODAY) == []


def _lead(company: Company, by: str, *, on: date, as_of: date | None = None) -> list[GoalRow]:
    found = home(company, by, "lead", on=on, as_of=as_of).lead
    assert found is not None
    return list(found.goals)


def test_known_at_leaves_out_what_was_written_later(lived: Company) -> None:
    before = lived.call(ShowHome(role="executive")).executive
    assert before is not None
    lived.call(RecordCheckIn(key="HELP-1.1", value=Decimal(60), effective_on=QUARTER + timedelta(days=1)), on=LATER)
    day = QUARTER + timedelta(days=2)
    evening = lived.call(ListCheckIns(key="HELP-1.1", limit=1)).items[0].recorded_at - timedelta(days=1)
    known = {
        at: lived.call(ShowHome(role="employee", as_of=day, known_at=at), by="emil", on=LATER).employee
        for at in (None, evening)
    }
    assert [one and one.goals[0].goal.progress for one in known.values()] == [1_000_000, 250_000]


def test_check_ins_of_a_day_are_those_effective_by_then(lived: Company) -> None:
    assert [one.number for one in lived.call(ListCheckIns(key="HELP-1.1", as_of=QUARTER)).items] == [1]
    assert [one.number for one in lived.call(ListCheckIns(key="HELP-1.1")).items] == [3, 2, 1]


def test_the_future_is_refused(cascade: Company) -> None:
    for request in (ShowHome(as_of=LATER), ShowAccountability(as_of=LATER), ListDue(as_of=LATER)):
        with pytest.raises(InvalidInput, match="is in the future"):
            cascade.call(request)  # type: ignore[misc]  # requests of several kinds have no one answer


def _said(answer: BaseModel) -> object:
    """What an answer says of the day; not who may do what now, what they have not read, nor how often a thing was written since."""
    now = {"version", "last_check_in", "roles", "may", "may_check_in", "may_edit", "loaded_at", "news", "unread"}
    return _without(answer.model_dump(mode="json"), now)


def _without(value: object, names: set[str]) -> object:
    if isinstance(value, dict):
        return {name: _without(item, names) for name, item in value.items() if name not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value
