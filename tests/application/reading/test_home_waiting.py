"""What waits for a person stands on their home, whatever role they look in: blockers, work, what they were told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.contract.blockers import AnswerBlocker
from okr.contract.check_ins import RecordCheckIn
from okr.contract.comments import AddComment
from okr.contract.dependencies import DependOn
from okr.contract.homes import Home, ShowHome
from okr.contract.initiatives import CreateInitiative, EditInitiative
from okr.contract.notices import ReadNotices
from okr.contract.verification import TurnDay
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal, make_top


def home(company: Company, by: str, *, role: str | None = None, on: date | None = None) -> Home:
    return company.call(ShowHome.model_validate({"role": role}), by=by, on=on)


@pytest.mark.parametrize(("who", "role"), [("emil", "employee"), ("tess", "lead"), ("olivia", "executive")])
def test_a_blocker_stands_on_the_home_of_who_has_to_answer_it(company: Company, who: str, role: str) -> None:
    goal = make_goal(company, activate=True, owner="sven" if who == "emil" else "emil")
    asking = "sven" if who == "emil" else "emil"
    company.call(
        RecordCheckIn(key=f"{goal.key}.1", value=Decimal(8), blocker="Two desks are empty", blocker_owner=who),
        by=asking,
    )

    waiting = home(company, who)
    assert waiting.role == role
    assert [(one.key, one.text) for one in waiting.blockers] == [(f"{goal.key}.1#1", "Two desks are empty")]
    assert home(company, asking).blockers == ()

    company.call(AnswerBlocker(key=f"{goal.key}.1#1", answer="They come on Monday"), by=who)
    assert home(company, who).blockers == ()


def test_a_blocker_that_climbs_leaves_one_home_for_the_next_on_the_fourth_working_day(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(8), blocker="Two desks are empty"), by="emil")

    def at(day: date) -> dict[str, int]:
        company.call(TurnDay(), on=day)
        return {who: len(home(company, who, on=day).blockers) for who in ("tess", "dan")}

    # Wednesday, 18 November: due on Monday, over the weekend, and with the next one from Tuesday on.
    assert at(TODAY) == {"tess": 1, "dan": 0}
    assert at(date(2026, 11, 23)) == {"tess": 1, "dan": 0}
    assert at(date(2026, 11, 24)) == {"tess": 0, "dan": 1}


def test_work_that_is_due_stands_on_the_home_of_who_has_it(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    for title, due in (("Late", -1), ("Soon", 7), ("Later", 8)):
        company.call(
            CreateInitiative(of=f"{goal}.1", title=title, owner="sven", due_on=TODAY + timedelta(days=due)), by="emil"
        )
    company.call(EditInitiative(key=f"{goal}~1", done_on=None, title="Late already"), by="emil")
    assert [one.title for one in home(company, "sven").work] == ["Late already", "Soon"]
    company.call(EditInitiative(key=f"{goal}~1", done_on=TODAY), by="sven")
    assert [one.title for one in home(company, "sven").work] == ["Soon"]


def test_both_owners_find_a_dependency_and_who_is_mentioned_finds_that_on_their_home(company: Company) -> None:
    goal, other = make_goal(company, activate=True).key, make_top(company).key
    company.call(DependOn(key=goal, on=other, note="The data"), by="tess")
    for owner in ("emil", "olivia"):
        assert any("The data" in one.text for one in home(company, owner).news), owner
    company.call(AddComment(on=goal, text="Look, @sven"), by="tess")
    told = home(company, "sven")
    assert told.unread == len(told.news) == 1
    assert "mentions you" in told.news[0].text
    company.call(ReadNotices(), by="sven")
    assert home(company, "sven").unread == 0


def test_a_home_of_the_past_tells_nothing_that_waits_today(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(
        RecordCheckIn(key=f"{goal.key}.1", value=Decimal(8), blocker="Empty desks", blocker_owner="tess"), by="emil"
    )
    past = company.call(ShowHome(as_of=TODAY), by="tess", on=TODAY + timedelta(days=1))
    assert past.today == TODAY
