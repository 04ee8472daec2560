"""Lists of a whole company, or of a large part of it: walked through in their order instead of sorted."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from okr.contract.check_ins import ListDue
from okr.contract.goals import EditGoal, SetGoalState
from okr.contract.homes import ShowHome
from okr.domain.vocabulary import GoalState
from storage import due, homes
from storage.schema import key_results
from storage.unit_of_work import WriteWork
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


@pytest.mark.parametrize("crowd", [0, 1, 2])
@pytest.mark.parametrize("by", ["olivia", "dan", "sara"])
def test_what_a_large_team_owes_is_paged_as_any_other(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, crowd: int, by: str
) -> None:
    whole = _pages(cascade, by, limit=100, scope="team")
    assert len(whole) >= (4 if by == "olivia" else 2)
    monkeypatch.setattr(due, "LARGE_TEAM", 0)
    monkeypatch.setattr(due, "CROWD", crowd)
    assert _pages(cascade, by, limit=1, scope="team") == _pages(cascade, by, limit=3, scope="team") == whole


@pytest.mark.parametrize("crowd", [0, 1, 2])
def test_what_somebody_owes_who_owns_much_is_paged_as_any_other(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, crowd: int
) -> None:
    for number, whose in enumerate(("dan", "tess", None)):
        made = make(
            cascade,
            f"Visit customers of region {number}",
            "CARE",
            "dan",
            result(f"Visits {number}", 0, 10, owner=whose),
            result(f"Letters {number}", 0, 10),
            focus_area="trust",
        )
        cascade.call(EditGoal(key=made, delegate="emil"))
        cascade.acting().store.write(partial(_nobody_owns, key=f"{made}.2"))
    everybody = {by: _pages(cascade, by, limit=100, scope="mine") for by in ("olivia", "dan", "emil", "sara", "sven")}
    assert {by: len(whole) for by, whole in everybody.items()} == {
        "olivia": 1,
        "dan": 6,
        "emil": 4,
        "sara": 1,
        "sven": 1,
    }
    monkeypatch.setattr(due, "LARGE_SHARE", 0)
    monkeypatch.setattr(due, "CROWD", crowd)
    for by, whole in everybody.items():
        assert _pages(cascade, by, limit=1, scope="mine") == _pages(cascade, by, limit=3, scope="mine") == whole
        assert _pages(cascade, "olivia", limit=2, person=by) == whole


@pytest.mark.parametrize("crowd", [0, 1, 100])
@pytest.mark.parametrize("by", ["olivia", "dan", "sara"])
def test_the_worst_goals_of_a_large_team_are_those_of_any_other(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, crowd: int, by: str
) -> None:
    worst = _worst(cascade, by)
    monkeypatch.setattr(due, "LARGE_TEAM", 0)
    monkeypatch.setattr(homes, "CROWD", crowd)
    assert _worst(cascade, by) == worst
    assert (
        worst
        == {
            "olivia": ["HELP-2", "SALES-1", "ACME-1", "CARE-1", "HELP-1", "SALES-2"],
            "dan": ["HELP-2", "CARE-1", "HELP-1"],
            "sara": ["SALES-1", "SALES-2"],
        }[by]
    )


def _nobody_owns(work: WriteWork, key: str) -> None:
    """As an import leaves it: a key result without an owner of its own."""
    work.connection.execute(update(key_results).where(key_results.c.key == key).values(owner_id=None))


def _worst(company: Company, by: str) -> list[str]:
    home = company.call(ShowHome(role="lead"), by=by).lead
    assert home is not None
    return [goal.key for goal in home.goals]


def _pages(
    company: Company, by: str, *, limit: int, scope: str = "all", person: str | None = None
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    cursor: str | None = None
    while True:
        asked = {"scope": scope, "person": person, "within_days": 60, "limit": limit, "cursor": cursor}
        page = company.call(ListDue.model_validate(asked), by=by)
        found.extend((item.due_on.isoformat(), item.key_result.key) for item in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found
