"""Lists of goals in other orders, by ambition and due day; and how the progress of goals went. Numbers are those of `cascade`."""

from datetime import date, timedelta

import pytest

from okr.application.goal_trends import sampled
from okr.contract.goal_rows import GoalOrder, ListGoals, ShowTrends
from okr.contract.goals import EditGoal
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import Ambition
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import DUE_ON, QUARTER


def keys(company: Company, **given: object) -> list[str]:
    return [row.key for row in company.call(ListGoals.model_validate(given)).items]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("behind", ["HELP-2", "SALES-1", "CARE-1", "ACME-1", "HELP-1", "SALES-2"]),
        ("progress", ["HELP-2", "SALES-1", "CARE-1", "ACME-1", "HELP-1", "SALES-2"]),
        ("last-word", ["SALES-1", "ACME-1", "CARE-1", "HELP-1", "HELP-2", "SALES-2"]),
        ("due", ["ACME-1", "CARE-1", "HELP-1", "HELP-2", "SALES-1", "SALES-2"]),
    ],
)
def test_a_list_in_another_order_goes_on_page_by_page(cascade: Company, order: GoalOrder, expected: list[str]) -> None:
    assert keys(cascade, sort=order) == expected
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = cascade.call(ListGoals(sort=order, limit=2, cursor=cursor))
        seen += [row.key for row in page.items]
        cursor = page.next_cursor
    assert seen == expected
    assert cursor is None


def test_a_list_by_title_looks_at_no_capitals(cascade: Company) -> None:
    titles = [row.title.casefold() for row in cascade.call(ListGoals(sort="title")).items]
    assert titles == sorted(titles)


def test_hidden_goals_stay_hidden_in_every_order(cascade: Company) -> None:
    page = cascade.call(ListGoals(sort="behind"), by="sara")
    assert "HELP-2" not in [row.key for row in page.items]
    assert page.hidden == 1


def test_a_cursor_of_another_order_is_refused(cascade: Company) -> None:
    cursor = cascade.call(ListGoals(sort="due", limit=1)).next_cursor
    with pytest.raises(InvalidInput, match="no cursor of this list"):
        cascade.call(ListGoals(sort="behind", cursor=cursor))


def test_lists_of_the_past_are_by_key_alone(cascade: Company) -> None:
    with pytest.raises(InvalidInput, match="lists of the past are by key"):
        cascade.call(ListGoals(sort="due", as_of=QUARTER))


def test_goals_by_ambition_and_due_day(cascade: Company) -> None:
    cascade.call(EditGoal(key="CARE-1", ambition=Ambition.ASPIRATIONAL, reason="A stretch"))
    assert keys(cascade, ambition=Ambition.ASPIRATIONAL) == ["CARE-1"]
    assert keys(cascade, ambition=Ambition.ASPIRATIONAL, as_of=TODAY) == ["CARE-1"]
    everything = keys(cascade)
    due = {row.due for row in cascade.call(ListGoals()).items}
    first, last = min(due), max(due)
    assert keys(cascade, due_from=first, due_until=last) == everything
    assert keys(cascade, due_until=first - timedelta(days=1)) == []
    assert keys(cascade, due_from=last + timedelta(days=1), as_of=TODAY) == []


def test_a_trend_goes_from_the_start_to_today(cascade: Company) -> None:
    trends = {item.key: item.progress for item in cascade.call(ShowTrends(keys=("help-1", "SALES-1", "NOPE-1"))).items}
    assert set(trends) == {"HELP-1", "SALES-1"}
    assert trends["HELP-1"][-1] == 500_000
    assert 250_000 in trends["HELP-1"]
    assert trends["HELP-1"][0] in {None, 0}


def test_a_trend_of_a_past_day_ends_there(cascade: Company) -> None:
    (trend,) = cascade.call(ShowTrends(keys=("HELP-1",), as_of=QUARTER)).items
    assert trend.progress[-1] == 250_000


def test_trends_of_what_one_may_not_see_are_not_there(cascade: Company) -> None:
    assert cascade.call(ShowTrends(keys=("HELP-2",)), by="sara").items == ()


def test_too_many_trends_at_a_time_are_refused(cascade: Company) -> None:
    with pytest.raises(InvalidInput, match="at most 200 goals"):
        cascade.call(ShowTrends(keys=tuple(f"ACME-{number}" for number in range(201))))


def test_points_stand_in_equal_distances_and_are_none_before_the_first_day() -> None:
    start = date(2026, 10, 1)
    days = [(date(2026, 10, 5), 100), (date(2026, 10, 9), 300)]
    assert sampled(days, start=start, end=date(2026, 10, 11), points=6) == (None, None, 100, 100, 300, 300)
    assert sampled(days, start=DUE_ON, end=start, points=6) == ()
    assert sampled(days, start=start, end=start, points=6) == (None,)
