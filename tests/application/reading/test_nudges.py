"""Nudges: who may send them, whom they reach, what they say, and how often."""

import pytest
from sqlalchemy import update

from okr.contract.goals import EditGoal
from okr.contract.notices import ListNotices, ReadNotices
from okr.contract.nudges import Nudge, TakeNudgeBack
from okr.contract.people import EditPerson
from okr.contract.undo import UndoLast
from okr.contract.verification import Verify
from okr.domain.errors import InvalidInput, NotAllowed, NotFound, RuleViolation
from storage.schema import goals
from tests.application.companies import Company


def told(company: Company, person: str) -> list[tuple[str, str]]:
    return [(one.key, one.text) for one in company.call(ListNotices(), by=person).items]


def test_whoever_answers_is_told_what_is_late(cascade: Company) -> None:
    sent = cascade.call(Nudge(about="SALES-1", message="The board meets on Friday"), by="sara")
    assert (sent.key, sent.told.handle) == ("SALES-1", "sven")
    ((key, text),) = told(cascade, "sven")
    assert key == "SALES-1"
    assert text.startswith("Sara")
    assert text.endswith(": 1 check-in is late: The board meets on Friday")


def test_a_key_result_reaches_its_owner_and_a_person_all_that_is_theirs(cascade: Company) -> None:
    cascade.call(Nudge(about="HELP-1.1"), by="dan")
    cascade.call(Nudge(person="sven"), by="sara")
    assert [key for key, _ in told(cascade, "emil")] == ["HELP-1.1"]
    ((key, text),) = told(cascade, "sven")
    assert key == "sven"
    assert text.endswith(" nudges you: 1 check-in of yours is late")


def test_the_same_is_said_once_a_day(cascade: Company) -> None:
    cascade.call(Nudge(about="SALES-1"), by="sara")
    with pytest.raises(RuleViolation, match="today already"):
        cascade.call(Nudge(about="SALES-1"), by="sara")
    cascade.call(Nudge(about="SALES-1"), by="olivia")
    cascade.call(Nudge(about="SALES-1.1"), by="sara")
    assert [key for key, _ in told(cascade, "sven")].count("SALES-1") == 2


def test_once_a_day_holds_whatever_the_notice_says(cascade: Company) -> None:
    cascade.call(Nudge(about="SALES-1"), by="sara")
    cascade.call(EditPerson(handle="sara", name="Sarah Sales"), by="olivia")
    with pytest.raises(RuleViolation, match="today already"):
        cascade.call(Nudge(about="SALES-1"), by="sara")


def test_a_nudge_is_taken_back_until_it_is_read(cascade: Company) -> None:
    before = told(cascade, "sven")
    cascade.call(Nudge(about="SALES-1", message="Now"), by="sara")
    assert cascade.call(UndoLast(), by="sara").words == (
        "Sven Stranger is not nudged about SALES-1, unless they have read it",
    )
    assert told(cascade, "sven") == before

    cascade.call(Nudge(person="sven"), by="sara")
    assert cascade.call(UndoLast(), by="sara").words == ("Sven Stranger is not nudged, unless they have read it",)

    cascade.call(Nudge(person="sven"), by="sara")
    cascade.call(TakeNudgeBack(person="sven"), by="sara")
    with pytest.raises(RuleViolation, match="not nudged"):
        cascade.call(TakeNudgeBack(person="sven"), by="sara")
    cascade.call(Nudge(person="sven"), by="sara")
    with pytest.raises(RuleViolation, match="not nudged"):
        cascade.call(TakeNudgeBack(person="sven"), by="olivia")
    cascade.call(ReadNotices(), by="sven")
    with pytest.raises(RuleViolation, match="has read it"):
        cascade.call(UndoLast(), by="sara")


def test_reading_notices_and_being_nudged_stand_in_nobodys_way_to_undo(cascade: Company) -> None:
    cascade.call(EditGoal(key="SALES-1", why="They wait for us"), by="sven")
    cascade.call(Nudge(about="SALES-1"), by="sara")
    cascade.call(ReadNotices(), by="sven")
    assert cascade.call(UndoLast(), by="sven").operation == "goals.edit"


def test_who_has_nothing_to_do_with_it_is_refused_with_who_may(cascade: Company) -> None:
    with pytest.raises(NotAllowed, match="nudge whoever answers for this"):
        cascade.call(Nudge(about="SALES-1"), by="emil")
    with pytest.raises(NotAllowed, match="a manager above"):
        cascade.call(Nudge(person="dan"), by="emil")
    with pytest.raises(NotFound):
        cascade.call(Nudge(about="HELP-2"), by="sara")  # not even that it is there


def test_nobody_nudges_themselves_nobody_or_two_at_once(cascade: Company) -> None:
    with pytest.raises(RuleViolation, match="yourself"):
        cascade.call(Nudge(about="HELP-1"), by="emil")
    with pytest.raises(RuleViolation, match="That is you yourself"):
        cascade.call(Nudge(person="olivia"), by="olivia")
    with pytest.raises(InvalidInput, match="one of both"):
        cascade.call(Nudge(about="HELP-1", person="emil"))
    with pytest.raises(InvalidInput, match="one of both"):
        cascade.call(Nudge())
    # Only imports bring goals that nobody owns.
    ownerless = update(goals).where(goals.c.key == "SALES-2").values(owner_id=None, imported=True)
    cascade.acting().store.write(lambda work: work.connection.execute(ownerless))
    with pytest.raises(RuleViolation, match="Nobody answers"):
        cascade.call(Nudge(about="SALES-2"))
    assert cascade.call(Verify()).difference_count == 0
