"""R16: the rows of goals and of what feeds key results, as a company of a past day holds them."""

from collections.abc import Collection, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from okr.application.as_of import Past
from okr.application.past_figures import Counted
from okr.domain.graph import levels
from okr.domain.rollup import SUM_NAMES
from okr.domain.vocabulary import GoalState, LinkKind, Visibility
from storage.as_of import Columns, When
from storage.derived import AnyRow


def goal_row(goal_id: UUID, goal: Columns, found: Counted, *, day: When) -> dict[str, Any]:
    """The derived row of a goal."""
    figures = found.figures
    return {
        "goal_id": goal_id,
        "computed_for": day.day,
        **{name: getattr(found.sums, name) for name in SUM_NAMES},
        "progress_ppm": figures.progress_ppm,
        "expected_ppm": figures.expected_ppm,
        "coverage_ppm": figures.coverage_ppm,
        "status": figures.status,
        "shown": found.shown,
        "weakest": figures.weakest,
        "stale": figures.stale and goal["state"] is GoalState.ACTIVE,
    }


def goals_on_their_levels(
    goals: Mapping[UUID, Columns], links: Iterable[Columns], visible: Collection[UUID]
) -> list[dict[str, Any]]:
    """The rows of goals, on the levels that follow from the links of the day.

    Whoever asks sees there what they may see today: everything of it, or nothing.
    """
    contributing = ((link["parent_id"], link["child_id"]) for link in links if link["kind"] is LinkKind.CONTRIBUTES)
    level = levels((), contributing)
    return [
        {
            **goal,
            "level": level.get(one, 0),
            "visibility": Visibility.ORGANISATION if one in visible else Visibility.NAMED,
        }
        for one, goal in goals.items()
    ]


def feeding_row(past: Past, feed: Columns) -> AnyRow:
    """What feeds a key result, as the roll-up takes it (R3)."""
    child = past.evaluation.key_results[feed["child_id"]]
    figures = child.figures
    return cast(
        AnyRow,
        SimpleNamespace(
            baseline=child.fact.definition.baseline,
            current=figures.current,
            has_reading=figures.has_reading,
            last_reading_on=figures.last_reading_on,
            weight_units=feed["weight_units"],
        ),
    )
