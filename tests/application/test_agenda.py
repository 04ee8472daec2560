"""The agenda of a talk: what changed, what is due, what is in the way, what is asked; only what one may see."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.agenda import Agenda, ShowAgenda
from okr.contract.blockers import AnswerBlocker
from okr.contract.check_ins import AcknowledgeCheckIn, RecordCheckIn
from okr.contract.contributions import AskContributions, NewReceiver
from okr.contract.goals import SetGoalState
from okr.contract.initiatives import CreateInitiative
from okr.contract.key_results import EditKeyResult
from okr.contract.verification import TurnDay
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.vocabulary import GoalState, Visibility
from okr.exchange.agenda import agenda_markdown
from tests.application.companies import Company
from tests.application.goal_company import make_goal

LATER = date(2026, 12, 2)


def agenda(
    company: Company, person: str = "emil", *, by: str = "tess", on: date | None = None, days: int = 14
) -> Agenda:
    return company.call(ShowAgenda(person=person, days=days), by=by, on=on)


def test_an_agenda_holds_what_two_people_have_to_talk_about(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    blocked = RecordCheckIn(key=f"{goal}.1", value=Decimal(8), note="Slow start", blocker="No spare parts")
    company.call(blocked, by="emil")
    company.call(EditKeyResult(key=f"{goal}.1", target=Decimal(5), reason="Too bold"), by="tess")
    company.call(CreateInitiative(of=goal, title="Hire two agents", due_on=date(2026, 11, 20)), by="emil")
    company.call(AskContributions(parent=goal, receivers=(NewReceiver(person="tess"),)), by="emil")
    found = agenda(company)

    assert (found.person.handle, found.with_person.handle, found.since) == ("emil", "tess", date(2026, 11, 4))
    (changed,) = found.changed
    assert (changed.key, changed.began, changed.last_note) == (goal, True, "Slow start")
    (moved,) = found.moved_targets
    assert (moved.key, moved.field, moved.before, moved.after, moved.reason) == (
        f"{goal}.1",
        "target",
        "4",
        "5",
        "Too bold",
    )
    assert [one.key_result.key for one in agenda(company, on=LATER).due] == [f"{goal}.1"]
    assert [one.title for one in found.initiatives] == ["Hire two agents"]
    assert [(one.key, one.text) for one in found.blockers] == [(f"{goal}.1#1", "No spare parts")]
    assert [one.key for one in found.asks] == [f"{goal}+1"]
    assert found.hidden == 0


def test_what_changed_is_measured_since_the_day_that_is_looked_back_to(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    company.call(RecordCheckIn(key=f"{goal}.1", value=Decimal(8)), by="emil")
    company.call(TurnDay(), on=LATER)
    company.call(RecordCheckIn(key=f"{goal}.1", value=Decimal(5)), by="emil", on=LATER)

    (changed,) = agenda(company, on=LATER).changed
    assert (changed.progress_before, changed.progress_after) == (200_000, 800_000)
    assert not changed.began
    quiet = agenda(company, on=date(2026, 12, 23), days=1).changed
    assert quiet == ()


def test_a_goal_that_is_over_is_told_by_what_became_of_it(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    company.call(SetGoalState(key=goal, state=GoalState.MISSED, reason="Two left"), by="emil")
    text = agenda_markdown(agenda(company))
    assert f"**{goal}**" in text
    assert ", missed, began" in text
    assert "pending" not in text


def test_an_agenda_shows_only_what_the_acting_person_may_see(company: Company) -> None:
    goal = make_goal(company, activate=True, visibility=Visibility.UNIT).key
    company.call(RecordCheckIn(key=f"{goal}.1", value=Decimal(8), blocker="No spare parts"), by="emil")
    company.call(CreateInitiative(of=goal, title="Hire two agents", due_on=date(2026, 11, 20)), by="emil")
    company.call(AskContributions(parent=goal, receivers=(NewReceiver(person="tess"),)), by="emil")
    found = agenda(company, by="sven")

    assert (found.changed, found.due, found.initiatives, found.blockers, found.asks) == ((), (), (), (), ())
    assert found.hidden == 1


def test_what_was_answered_since_is_told_with_its_answer(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    company.call(RecordCheckIn(key=f"{goal}.1", value=Decimal(8), blocker="No spare parts"), by="emil")
    company.call(AnswerBlocker(key=f"{goal}.1#1", answer="They come on Monday"), by="tess")
    found = agenda(company)
    assert found.blockers == ()
    assert [(one.key, one.answer, one.answered_by and one.answered_by.handle) for one in found.answered] == [
        (f"{goal}.1#1", "They come on Monday", "tess")
    ]
    text = agenda_markdown(found)
    assert "## Answered lately" in text
    assert "No spare parts. Tess Team: They come on Monday" in text
    assert agenda(company, on=LATER, days=7).answered == ()
    assert agenda(company, by="sven").answered != ()


def test_an_agenda_with_nobody_or_over_no_days_is_refused(company: Company) -> None:
    with pytest.raises(NotFound, match="Nobody here"):
        agenda(company, "nobody")
    for days in (0, 367):
        with pytest.raises(InvalidInput, match="days: from 1 to 366"):
            agenda(company, days=days)


def test_what_others_said_to_check_ins_is_recognition(company: Company) -> None:
    key = make_goal(company, activate=True, starts_on=date(2026, 10, 1)).key
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(7)), by="emil")
    company.call(AcknowledgeCheckIn(key=f"{key}.1", number=1, note="Two hours less, thank you"), by="dan")

    found = agenda(company, "emil", by="dan")

    assert [(one.key, one.number, one.by.handle, one.note) for one in found.recognition] == [
        (f"{key}.1", 1, "dan", "Two hours less, thank you")
    ]
    assert "## Recognition" in agenda_markdown(found)
    assert "Two hours less, thank you" in agenda_markdown(found)
