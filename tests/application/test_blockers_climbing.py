"""A blocker that nobody answers climbs to the managers, day by day or at once, and to nobody who may not see it."""

from datetime import date

from okr.contract.blockers import AnswerBlocker, AssignBlocker
from okr.contract.goals import SetGoalState
from okr.contract.notices import ListNotices
from okr.contract.verification import TurnDay
from okr.domain.vocabulary import GoalState, Visibility
from tests.application.blocked_company import (
    MONDAY,
    TUESDAY,
    active,
    blocked,
    listed,
    one,
    told,
    who,
)
from tests.application.companies import Company


def test_a_blocker_that_nobody_answers_climbs_to_the_manager_when_the_day_is_over(company: Company):
    key = blocked(company, active(company))
    company.call(TurnDay(), on=MONDAY)
    assert who(one(company, key, on=MONDAY).owner) == "tess"

    company.call(TurnDay(), on=TUESDAY)
    climbed = one(company, key, on=TUESDAY)
    assert (who(climbed.owner), climbed.climbed_on, climbed.answer_due_on) == ("dan", TUESDAY, date(2026, 11, 27))
    assert "Nobody answered what blocks HELP-1.1" in told(company, "dan")[0]
    assert "has climbed to whoever is above you" in told(company, "tess")[0]


def test_what_waits_for_an_answer_to_a_blocker_counts_as_read_once_it_is_given(company: Company):
    key = blocked(company, active(company))
    company.call(TurnDay(), on=TUESDAY)  # it climbs from tess to dan
    company.call(AnswerBlocker(key=key, answer="They come on Friday"), by="dan")
    notices = company.call(ListNotices(unread=True), by="dan").items
    assert [one.text for one in notices if one.key == key] == []


def test_climbing_is_the_same_whether_the_day_turns_daily_or_once(company: Company):
    key = blocked(company, active(company))
    other = blocked(company, active(company, title="Answer every letter within five days", owner="dan"), by="dan")
    company.call(TurnDay(), on=date(2026, 12, 20))
    at_once = [one(company, each, on=date(2026, 12, 20)) for each in (key, other)]

    assert [who(row.owner) for row in at_once] == ["olivia", "olivia"]
    assert at_once[0].climbed_on == date(2026, 11, 28)
    assert at_once[0].days_late == (date(2026, 12, 20) - at_once[0].answer_due_on).days > 0
    notices = told(company, "olivia")
    company.call(TurnDay(), on=date(2026, 12, 20))
    assert [one(company, each, on=date(2026, 12, 20)) for each in (key, other)] == at_once
    assert told(company, "olivia") == notices


def test_what_climbs_day_by_day_ends_where_it_ends_at_once(company: Company):
    key = blocked(company, active(company))
    for day in range(19, 31):
        company.call(TurnDay(), on=date(2026, 11, day))

    found = one(company, key, on=date(2026, 11, 30))
    assert (who(found.owner), found.climbed_on) == ("olivia", date(2026, 11, 28))


def test_nothing_climbs_to_who_may_not_see_the_goal(company: Company):
    key = blocked(company, active(company, visibility=Visibility.NAMED, owner="tess", readers=("sven",)), by="tess")
    assert who(one(company, key).owner) == "dan"
    company.call(AssignBlocker(key=key, owner="sven"), by="tess")
    company.call(TurnDay(), on=TUESDAY)

    assert who(one(company, key, on=TUESDAY).owner) == "olivia"  # not sara, who manages sven
    assert told(company, "sara") == []


def test_what_is_closed_or_paused_waits_for_nobody(company: Company):
    key = active(company)
    raised = blocked(company, key)
    company.call(SetGoalState(key=key.partition(".")[0], state=GoalState.PAUSED, reason="Later"), by="emil")
    company.call(TurnDay(), on=TUESDAY)

    assert listed(company, on=TUESDAY) == []
    assert who(one(company, raised, on=TUESDAY).owner) == "tess"
