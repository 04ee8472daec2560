"""What an on-time rate is counted from (R14): the same numbers as accountability shows, with the key results behind them."""

from datetime import date

import pytest

from okr.contract.accountability import ShowAccountability
from okr.contract.key_results import EditKeyResult
from okr.contract.portraits import ShowPortrait
from okr.contract.timeliness import ShowTimeliness, TimelinessReport
from okr.contract.why import Explain, Explanation
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.vocabulary import Timeliness
from tests.application.companies import Company
from tests.application.reading.cascade import check_in


def report(company: Company, by: str | None = None, **asked: object) -> TimelinessReport:
    return company.call(ShowTimeliness.model_validate(asked), by=by)


@pytest.mark.parametrize("unit", ["ACME", "CARE", "HELP", "SALES"])
def test_a_rate_is_explained_by_what_accountability_counts(cascade: Company, unit: str) -> None:
    shown = cascade.call(ShowAccountability(unit=unit)).unit
    found = report(cascade, unit=unit)

    assert found.unit == shown.unit
    assert (found.goals, found.key_results) == (shown.goals, shown.key_results)
    assert (found.on_time, found.late, found.missed) == (shown.on_time, shown.late, shown.missed)
    assert found.on_time_rate == shown.on_time_rate
    assert sum(one.on_time for one in found.results) == found.on_time
    assert sum(one.missed for one in found.results) == found.missed
    assert (found.more, found.hidden) == (0, 0)


def test_the_whole_is_meant_where_nothing_is_named_and_the_worst_kept_stand_first(cascade: Company) -> None:
    found = report(cascade)

    assert found.sentence == "Of 29 decided check-in periods 6 were on time, 0 late, 23 missed: on-time rate 21 %."
    missed = [one.missed for one in found.results]
    assert missed == sorted(missed, reverse=True)
    assert len(found.results) == 6
    assert {one.key: (one.on_time, one.missed) for one in found.results}["HELP-1.1"] == (2, 3)


def test_a_person_answers_for_results_that_they_report_on(cascade: Company) -> None:
    cascade.call(EditKeyResult(key="HELP-2.1", owner="emil", reason="He does the work"))
    account = cascade.call(ShowPortrait(handle="emil")).account
    found = report(cascade, person="emil")

    assert found.person == account.person
    assert {one.key for one in found.results} == {"HELP-1.1", "HELP-2.1"}
    assert (found.goals, found.key_results) == (account.goals, account.key_results) == (1, 2)
    assert (found.on_time, found.missed, found.on_time_rate) == (
        account.on_time,
        account.missed,
        account.on_time_rate,
    )
    idle = report(cascade, person="tess")
    assert (idle.on_time_rate, idle.results) == (None, ())
    assert idle.sentence.endswith("on-time rate none.")


def test_more_than_are_named_are_counted(cascade: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okr.application.timeliness.SHOWN", 2)
    found = report(cascade)

    assert (len(found.results), found.more) == (2, 4)


def test_what_may_not_be_seen_is_counted_and_not_named(cascade: Company) -> None:
    found = report(cascade, "sven")

    assert (found.on_time, found.missed) == (6, 23)
    assert (found.hidden, found.more) == (1, 1)
    assert "HELP-2.1" not in {one.key for one in found.results}


def test_as_of_a_day_it_is_what_accountability_showed_then(cascade: Company) -> None:
    day = date(2026, 10, 30)
    shown = cascade.call(ShowAccountability(as_of=day)).unit
    found = report(cascade, as_of=day)

    assert (found.on_time, found.late, found.missed) == (shown.on_time, shown.late, shown.missed)
    assert 0 < found.on_time + found.missed < 29
    assert report(cascade, person="emil", as_of=day).person == report(cascade, person="emil").person


def test_unknown_units_and_two_questions_at_once_are_refused(cascade: Company) -> None:
    with pytest.raises(NotFound, match="There is no unit"):
        report(cascade, unit="NONE")
    with pytest.raises(InvalidInput, match="not of both"):
        report(cascade, unit="CARE", person="emil")


def explained(company: Company, key: str, **asked: object) -> Explanation:
    return company.call(Explain.model_validate({"key": key, **asked}))


def test_why_names_each_period_and_the_check_in_that_decided_it(cascade: Company) -> None:
    found = explained(cascade, "HELP-1.1")

    kept = [one.kept for one in found.periods]
    assert kept.count(Timeliness.ON_TIME) == 2
    assert kept.count(Timeliness.MISSED) == 3
    assert [one.due_on for one in found.periods] == sorted(one.due_on for one in found.periods)
    for one in found.periods:
        assert (one.number is None) == (one.recorded_on is None)
        assert one.kept is not Timeliness.ON_TIME or one.number is not None
    before = explained(cascade, "HELP-1.1", as_of=date(2026, 10, 30)).periods
    assert 0 < len(before) < len(found.periods)
    assert explained(cascade, "HELP-1").periods == ()


def test_a_reading_given_late_is_named_with_its_day(cascade: Company) -> None:
    last = explained(cascade, "SALES-1.1").periods[-1]
    check_in(cascade, "SALES-1.1", 5, effective_on=last.due_on)

    (decided,) = (one for one in explained(cascade, "SALES-1.1").periods if one.due_on == last.due_on)
    assert decided.number == 1
    assert decided.recorded_on == date(2026, 11, 18)
    assert decided.kept in {Timeliness.ON_TIME, Timeliness.LATE}
