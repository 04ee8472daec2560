"""The SMART check of a goal as it is stored: its letters, and what earlier readings say about its targets."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import CheckSmart, SmartReport
from okr.domain.errors import NotFound
from okr.domain.vocabulary import Metric, SmartLetter, Verdict, Visibility
from tests.application.companies import Company
from tests.application.goal_company import make_goal, make_top, reply_time


def achievable(report: SmartReport) -> list[str]:
    return [one.reason for one in report.findings if one.letter is SmartLetter.ACHIEVABLE]


def test_a_sound_goal_may_be_activated_and_its_warning_is_advice(company: Company):
    goal = make_goal(company)

    report = company.call(CheckSmart(key=goal.key), by="sven")

    assert (report.key, report.letters, report.may_be_activated) == (goal.key, "SMaRT", True)
    assert achievable(report) == [f"no earlier reading shows what is possible ({goal.key}.1)"]


def test_a_bare_goal_fails_with_what_to_write(company: Company):
    goal = make_goal(company, why=None, focus_area=None, key_results=())

    report = company.call(CheckSmart(key=goal.key))

    assert (report.letters, report.may_be_activated) == ("S-A-T", False)
    assert all(one.proposal for one in report.findings if one.verdict is Verdict.FAIL)


def test_a_parent_makes_a_goal_relevant(company: Company):
    top = make_top(company)
    goal = make_goal(company, focus_area=None, parent=top.key)

    assert company.call(CheckSmart(key=goal.key)).letters[3] == "R"


def test_the_due_days_of_key_results_are_looked_at(company: Company):
    goal = make_goal(company, due_on=date(2026, 12, 1), key_results=(reply_time(due_on=date(2026, 12, 18)),))

    report = company.call(CheckSmart(key=goal.key))

    assert report.letters == "SMaRt"


def test_earlier_readings_under_the_same_name_show_what_is_possible(company: Company):
    company_year = {"cycle": "2026", "starts_on": date(2026, 1, 1), "effective_on": date(2026, 1, 1), "activate": True}
    earlier = make_goal(company, key_results=(reply_time(due_on=date(2026, 9, 30)),), **company_year)
    for day, value in ((date(2026, 3, 30), "10"), (date(2026, 6, 29), "9"), (date(2026, 9, 28), "9.5")):
        company.call(RecordCheckIn(key=f"{earlier.key}.1", value=Decimal(value), effective_on=day), by="emil")

    bold = make_goal(company, "Answer customers in four hours", cycle="2026-Q4")
    modest = make_goal(company, "Answer in seven hours", cycle="2026-Q4", key_results=(reply_time(target=Decimal(7)),))

    assert achievable(company.call(CheckSmart(key=bold.key))) == [
        f"{bold.key}.1 asks for -5 hours, best quarter so far was -1"
    ]
    assert achievable(company.call(CheckSmart(key=modest.key))) == ["nothing speaks against it"]


def test_a_reading_under_another_name_or_in_another_measure_shows_nothing(company: Company):
    earlier = make_goal(
        company, activate=True, key_results=(reply_time(title="Other hours"), reply_time(unit_of_measure="days"))
    )
    for number in (1, 2):
        company.call(RecordCheckIn(key=f"{earlier.key}.{number}", value=Decimal(8)), by="emil")
    goal = make_goal(company, "Answer customers in four hours")

    assert achievable(company.call(CheckSmart(key=goal.key))) == [
        f"no earlier reading shows what is possible ({goal.key}.1)"
    ]


def test_what_is_only_tracked_does_not_measure_a_goal(company: Company):
    tracked = reply_time(metric=Metric.TRACKED, baseline=None, target=None)
    goal = make_goal(company, key_results=(tracked,))

    report = company.call(CheckSmart(key=goal.key))

    assert "its key results are only tracked: none has a target" in [one.reason for one in report.findings]


def test_the_letters_of_a_goal_that_one_may_not_see_do_not_exist(company: Company):
    goal = make_goal(company, visibility=Visibility.NAMED)

    with pytest.raises(NotFound):
        company.call(CheckSmart(key=goal.key), by="sven")
