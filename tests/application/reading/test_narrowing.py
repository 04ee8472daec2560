"""A list holds the same goals whether what a filter leaves is found beforehand or while a page is looked for."""

from datetime import timedelta

import pytest

from okr.application import goal_listing
from okr.contract.base import Page
from okr.contract.goal_rows import GoalRow, ListGoals
from okr.contract.goals import EditGoal
from okr.domain.vocabulary import Ambition, GoalState, Status
from storage import goal_narrowing, goal_sorting
from tests.application.companies import TODAY, Company

FILTERS: tuple[dict[str, object], ...] = (
    {},
    {"status": Status.OFF_TRACK},
    {"status": Status.AT_RISK, "stale": False},
    {"stale": True},
    {"stale": False, "due_until": TODAY + timedelta(days=90)},
    {"due_from": TODAY, "state": GoalState.ACTIVE},
    {"ambition": Ambition.ASPIRATIONAL},
    {"ambition": Ambition.COMMITTED, "matching": "e"},
    {"matching": "e", "status": Status.ON_TRACK},
    {"unit": "HELP", "stale": False},
    {"without_owner": True},
)


def pages(
    company: Company, given: dict[str, object], sort: str, *, by: str | None
) -> list[tuple[list[str], int | None]]:
    """The keys of each page of two goals, and what is hidden."""
    found: list[tuple[list[str], int | None]] = []
    cursor = None
    while not found or cursor is not None:
        query = ListGoals.model_validate({**given, "sort": sort, "limit": 2, "cursor": cursor})
        page: Page[GoalRow] = company.call(query, by=by) if by else company.call(query)
        found.append(([row.key for row in page.items], page.hidden))
        cursor = page.next_cursor
    return found


@pytest.mark.parametrize("sort", ["key", "title", "behind", "progress", "due", "last-word"])
@pytest.mark.parametrize("by", [None, "sara"])
def test_what_is_few_is_named_and_what_is_many_is_not(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, sort: str, by: str | None
) -> None:
    cascade.call(EditGoal(key="CARE-1", ambition=Ambition.ASPIRATIONAL, reason="A stretch"))
    for given in FILTERS:
        monkeypatch.setattr(goal_listing, "narrowed", lambda case, wanted: wanted)
        monkeypatch.setattr(goal_sorting, "is_wide", lambda *_, **__: False)
        expected = pages(cascade, given, sort, by=by)
        monkeypatch.undo()
        for few, crowd in ((0, 0), (0, 1_000), (1, 0), (3, 2), (1_000, 1_000)):
            monkeypatch.setattr(goal_narrowing, "FEW", few)
            monkeypatch.setattr(goal_sorting, "CROWD", crowd)
            assert pages(cascade, given, sort, by=by) == expected, (given, few, crowd)
            monkeypatch.undo()
