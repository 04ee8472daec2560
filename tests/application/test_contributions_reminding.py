"""Whoever lets an answer wait is reminded, once, and reads it among their notices."""

from datetime import date
from decimal import Decimal

from okr.contract.contributions import (
    AcceptContribution,
    CounterContribution,
    DeclineContribution,
    ListContributions,
    ShowContribution,
    TakeBackStep,
    WithdrawContribution,
)
from okr.contract.notices import ListNotices, ReadNotices
from okr.contract.organisation import EditOrganisation
from okr.contract.people import EditPerson
from okr.contract.units import CreateUnit
from okr.contract.verification import TurnDay
from okr.domain.vocabulary import (
    UnitKind,
)
from tests.application.companies import Company
from tests.application.contribution_company import ask, top
from tests.application.goal_company import make_goal

D = Decimal


def test_an_answer_is_reminded_of_after_three_working_days_unless_set(company: Company):
    parent = top(company)
    first = ask(company, parent.key, "HELP").asked[0]
    assert first.answer_due_on == date(2026, 11, 23)  # today is a Wednesday
    key = first.key
    for day, reminded in ((date(2026, 11, 22), False), (date(2026, 11, 23), True)):
        [waiting] = company.call(ListContributions(waiting=True), by="tess", on=day).items
        assert (waiting.key, waiting.reminded) == (key, reminded)
    company.call(EditOrganisation(reminder_days=1))
    countered = company.call(CounterContribution(key=key, share=D(5), reason="Little time"), by="tess")
    assert countered.answer_due_on == date(2026, 11, 19)


def reminders(company: Company, by: str, key: str) -> list[str]:
    notices = company.call(ListNotices(), by=by).items
    return [one.text for one in notices if one.key == key and "waits for your answer" in one.text]


def test_who_lets_the_day_pass_is_reminded_once_when_the_day_turns(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "HELP").asked[0].key
    company.call(TurnDay(), on=date(2026, 11, 22))
    assert reminders(company, "tess", key) == []

    for day in (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 25)):
        company.call(TurnDay(), on=day)

    [text] = reminders(company, "tess", key)
    assert text.startswith(f"{key} waits for your answer since 2026-11-23: Olivia Owner asks for")
    assert reminders(company, "olivia", key) == []


def test_a_counter_that_waits_reminds_the_asker_and_an_answer_ends_it(company: Company):
    parent = top(company)
    first, second = (one.key for one in ask(company, parent.key, "HELP", "SALES").asked)
    company.call(CounterContribution(key=first, share=D(5), reason="Little time"), by="tess")
    company.call(DeclineContribution(key=second, reason="Not ours"), by="sara")

    company.call(TurnDay(), on=date(2026, 11, 23))

    [text] = reminders(company, "olivia", first)
    assert text.endswith(f"Help Desk counters with '{parent.title}' for {parent.key}")
    assert reminders(company, "tess", first) == reminders(company, "sara", second) == []


def test_a_unit_without_a_lead_reminds_the_lead_above(company: Company):
    parent = top(company)
    company.call(CreateUnit(key="FIELD", name="Field Service", kind=UnitKind.TEAM, parent="CARE"))
    key = ask(company, parent.key, "FIELD").asked[0].key
    company.call(TurnDay(), on=date(2026, 11, 23))
    assert len(reminders(company, "dan", key)) == 1


def test_where_a_lead_has_left_the_lead_above_answers_and_is_reminded(company: Company):
    parent = top(company)
    [asked] = ask(company, parent.key, "HELP").asked
    company.call(EditPerson(handle="tess", employed_to=date(2026, 11, 19)))
    day = date(2026, 11, 23)

    [waiting] = company.call(ListContributions(waiting=True), by="dan", on=day).items
    assert (waiting.key, waiting.waits_for and waiting.waits_for.handle) == (asked.key, "dan")
    company.call(TurnDay(), on=day)
    assert len(reminders(company, "dan", asked.key)) == 1
    assert "decline" in company.call(ShowContribution(key=asked.key), by="dan", on=day).may


def test_who_asked_the_unit_that_they_lead_is_reminded_themselves(company: Company):
    [asked] = ask(company, make_goal(company, unit="CARE", owner="dan", by="dan").key, "CARE", by="dan").asked
    company.call(TurnDay(), on=date(2026, 11, 23))
    assert len(reminders(company, "dan", asked.key)) == 1
    assert reminders(company, "olivia", asked.key) == []


def test_notices_are_read_by_whom_they_concern(company: Company):
    parent = top(company)
    ask(company, parent.key, "HELP", "@emil")
    company.call(DeclineContribution(key=f"{parent.key}+2", reason="I am away"), by="emil")
    [notice] = company.call(ListNotices(), by="olivia").items
    assert (notice.key, notice.by.handle if notice.by else None) == (f"{parent.key}+2", "emil")
    assert "I am away" in notice.text
    assert company.call(ReadNotices(), by="olivia").message == "1 notice marked as read"
    assert not company.call(ListNotices(), by="olivia").items
    [kept] = company.call(ListNotices(unread=False), by="olivia").items
    assert kept.is_read
    assert len(company.call(ListNotices(), by="tess").items) == 1


def unread(company: Company, by: str, key: str) -> list[str]:
    return [one.text for one in company.call(ListNotices(unread=True), by=by).items if one.key == key]


def test_what_waits_for_an_answer_counts_as_read_once_the_answer_is_given(company: Company):
    parent = top(company)
    first, second, third, other = (one.key for one in ask(company, parent.key, "HELP", "SALES", "@emil", "@sven").asked)
    company.call(TurnDay(), on=date(2026, 11, 23))
    assert [len(unread(company, by, key)) for by, key in (("tess", first), ("sara", second), ("emil", third))] == [
        2
    ] * 3

    company.call(AcceptContribution(key=first), by="tess")
    company.call(DeclineContribution(key=second, reason="Not ours"), by="sara")
    company.call(CounterContribution(key=third, share=D(5), reason="Little time"), by="emil")

    assert unread(company, "tess", first) == unread(company, "sara", second) == unread(company, "emil", third) == []
    assert len(unread(company, "sven", other)) == 2  # what waits still
    assert len(unread(company, "olivia", first)) == 1  # what the answer told


def test_an_answer_that_is_taken_back_waits_unread_again(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "HELP").asked[0].key
    company.call(TurnDay(), on=date(2026, 11, 23))
    waiting = unread(company, "tess", key)
    company.call(DeclineContribution(key=key, reason="Not ours"), by="tess")
    company.call(TakeBackStep(key=key), by="tess")
    assert unread(company, "tess", key) == waiting


def test_the_words_of_a_request_stand_again_when_the_answer_is_taken_back(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "HELP", message="You meet them every day").asked[0].key
    company.call(DeclineContribution(key=key, reason="Not ours"), by="tess")
    company.call(TakeBackStep(key=key), by="tess")
    said = company.call(ShowContribution(key=key), by="olivia").steps[-1].text
    assert said is not None
    assert said.startswith("You meet them every day (as before: ")


def test_a_request_that_is_taken_back_leaves_no_reminder_unread(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "HELP").asked[0].key
    company.call(TurnDay(), on=date(2026, 11, 23))
    company.call(WithdrawContribution(key=key), by="olivia")
    assert [text for text in unread(company, "tess", key) if "waits for your answer" in text] == []
