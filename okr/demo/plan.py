"""All goals of the quarter together, and what is looked up in them."""

from collections.abc import Mapping

from okr.demo.goals import COMPANY, DEPARTMENTS, DIVISIONS
from okr.demo.shapes import Goal, Result
from okr.demo.team_goals import PERSONAL, TEAMS

GOALS: tuple[Goal, ...] = (*COMPANY, *DIVISIONS, *DEPARTMENTS, *TEAMS, *PERSONAL)
"""Every goal, parents first."""

RESULTS: Mapping[tuple[str, int], Result] = {
    (goal.slug, number): result for goal in GOALS for number, result in enumerate(goal.results, start=1)
}
"""Every key result by the slug of its goal and its number."""

OWNERS: Mapping[str, str] = {goal.slug: goal.owner for goal in GOALS}
"""Who answers for each goal."""
