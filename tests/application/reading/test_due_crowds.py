"""A list of what is due that nothing narrows: days on which a whole company reports, walked through instead of sorted."""

from typing import Any

import pytest

from okr.contract.check_ins import ListDue
from okr.contract.goals import SetGoalState
from okr.domain.vocabulary import GoalState
from storage import due
from tests.application.companies import Company
from tests.application.reading.cascade import make, result


@pytest.mark.parametrize("crowd", [1, 2, 3])
@pytest.mark.parametrize("by", ["olivia", "sven"])
def test_a_crowded_day_is_paged_as_any_other(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, crowd: int, by: str
) -> None:
    again: dict[str, Any] = {"starts_on": None, "due_on": None, "cadence": "monthly"}
    make(cascade, "Report on it once a month", "SALES", "sven", result("Monthly", 0, 100, **again), focus_area="trust")
    cascade.call(SetGoalState(key="SALES-1", state=GoalState.PAUSED, reason="No time"), by="sara")
    whole = _pages(cascade, by, limit=100)
    assert len(whole) > 4
    assert whole == sorted(whole)
    monkeypatch.setattr(due, "CROWD", crowd)
    assert _pages(cascade, by, limit=1) == _pages(cascade, by, limit=3) == whole


def _pages(company: Company, by: str, *, limit: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    cursor: str | None = None
    while True:
        page = company.call(ListDue(scope="all", within_days=60, limit=limit, cursor=cursor), by=by)
        found.extend((item.due_on.isoformat(), item.key_result.key) for item in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found
