"""What people tell each other around a goal, as the goal shows it: work, dependencies, blockers, how many comments."""

from uuid import UUID

from okr.application.blockers import blocker_views
from okr.application.case import ReadCase
from okr.application.dependencies import circle_of, dependency_view
from okr.application.initiatives import initiative_views
from storage import blockers, comments, dependencies, initiatives
from storage.tables.goals import goals

BLOCKERS_SHOWN = 50
"""Waiting blockers that a goal shows, the longest due first."""


def conversation_of(case: ReadCase, goal_id: UUID) -> dict[str, object]:
    """The fields of `GoalView` that tell of the talk around a goal, by name."""
    depends_on, needed_by = dependencies.around(case.work, case.actor, goal_id)
    connected = depends_on or needed_by or dependencies.count(case.work, goal_id)
    waiting = blockers.page(case.work, goals.c.id == goal_id, blockers.WAITS, limit=BLOCKERS_SHOWN)
    return {
        "initiatives": initiative_views(case, initiatives.of_goal(case.work, goal_id)),
        "depends_on": tuple(map(dependency_view, depends_on)),
        "needed_by": tuple(map(dependency_view, needed_by)),
        "dependency_circle": circle_of(case, goal_id) if connected else (),
        "blockers": blocker_views(case, waiting),
        "comments": comments.count(case.work, goal_id),
    }
