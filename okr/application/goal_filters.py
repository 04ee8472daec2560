"""What a list of goals is limited to: as conditions for the database, and as a predicate for goals of the past."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase
from okr.application.finding import find_area, find_cycle, find_person, find_unit
from okr.contract.goal_rows import GoalFilter
from okr.domain.policy import Action, GoalFacts
from storage import goal_narrowing, goal_reading
from storage.rows import AnyRow
from storage.tables.goals import goals

if TYPE_CHECKING:
    from storage.as_of import Columns, When

OF_A_GOAL = (
    Action.EDIT_GOAL,
    Action.EDIT_TARGET,
    Action.CHECK_IN,
    Action.ACTIVATE_GOAL,
    Action.CLOSE_GOAL,
    Action.REVIEW_GOAL,
    Action.LINK_GOAL,
    Action.OVERRIDE_STATUS,
    Action.ASK_CONTRIBUTION,
    Action.ADD_INITIATIVE,
)
"""What `may` of a goal speaks of, each as its name in small letters ("edit_goal")."""
MOST_UNITS = 5_000
"""Units that one statement names."""


class Wanted(NamedTuple):
    """A filter with what it names looked up."""

    unit: AnyRow | None
    owner_id: UUID | None
    cycle_id: UUID | None
    area_id: UUID | None
    query: GoalFilter
    inside: frozenset[UUID] | None = None
    """Of a day in the past: the units that stood in the unit or below it then; None for all of them."""
    matched: Sequence[UUID] | None = None
    """The goals whose titles hold the words, where nothing else narrows the list and these are few."""
    is_most: bool = False
    """Whether the cycle has most of all goals, so that its index narrows nothing."""
    left: Sequence[UUID] | None = None
    """All that is left, hidden goals among them, where that is little; then nothing else is asked."""


def allowed_actions(case: ReadCase, facts: GoalFacts) -> tuple[str, ...]:
    """What the acting person may do to a goal."""
    return tuple(action.name.lower() for action in OF_A_GOAL if case.may(action, facts))


def look_up(case: ReadCase, query: GoalFilter, when: "When | None" = None) -> Wanted:
    """Find what a filter names; NotFound with what is near otherwise. With `when` units stand where they stood then."""
    unit = None if query.unit is None else find_unit(case, query.unit)
    is_wide = _is_wide(query, unit)
    words = (query.matching or "").strip() if when is None and is_wide else ""
    return Wanted(
        unit=unit,
        owner_id=None if query.owner is None else _id(find_person(case, query.owner, field="owner")),
        cycle_id=None if query.cycle is None else _id(find_cycle(case, query.cycle)),
        area_id=None if query.focus_area is None else _id(find_area(case, query.focus_area)),
        query=query,
        inside=None if unit is None or when is None else units_on(case, unit.id, when, unit_only=query.unit_only),
        matched=goal_reading.few_matching(case.work, words) if words else None,
    )


def may_be_many(wanted: Wanted) -> bool:
    """Whether what is listed may be a large part of the company: nothing that few goals have in common is asked for."""
    return wanted.left is None and wanted.matched is None and _is_wide(wanted.query, wanted.unit)


def may_be_rare(wanted: Wanted) -> bool:
    """Whether few goals of the company may be left though no index leads to them."""
    query = wanted.query
    asked = (query.status, query.stale, query.ambition, query.due_from, query.due_until)
    return wanted.matched is None and any(one is not None for one in asked) and _is_wide(query, wanted.unit)


def narrowed(case: ReadCase, wanted: Wanted) -> Wanted:
    """The same as it is asked of all goals as they lie; where few are left these are found."""
    cycle = wanted.cycle_id
    if cycle is not None and _is_wide(wanted.query, wanted.unit):
        wanted = wanted._replace(is_most=goal_narrowing.has_most_goals(case.work, cycle))
    figures = asked_of_figures(wanted.query)
    known = goal_narrowing.few_with_figures(case.work, figures) if figures else None
    if known is None and not conditions(wanted._replace(cycle_id=None) if wanted.is_most else wanted):
        return wanted  # nothing else is asked that could leave few
    also = figure_conditions(wanted.query) if known is None else [goals.c.id.in_(known)]
    return wanted._replace(left=goal_narrowing.few_meeting(case.work, *also, *conditions(wanted)))


def _is_wide(query: GoalFilter, unit: AnyRow | None) -> bool:
    return query.owner is None and query.focus_area is None and (unit is None or unit.depth == 0)


def units_on(case: ReadCase, unit_id: UUID, when: "When", *, unit_only: bool = False) -> frozenset[UUID] | None:
    """A unit with all that stood below it on a day; None where that was everything."""
    if unit_only:
        return frozenset({unit_id})
    from storage.past_trees import UNITS, tree_held  # what only the past needs is loaded with it

    held = tree_held(case.work, UNITS, when=when)
    top = held[unit_id]["path"]
    found = frozenset(one for one, unit in held.items() if unit["path"].startswith(top))
    return None if len(found) == len(held) else found


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a list is limited to, as conditions on `goals`; those on its figures are not among them."""
    if wanted.left is not None:
        return [goals.c.id.in_(wanted.left)]
    query = wanted.query
    found = _in_units(wanted)
    if wanted.owner_id is not None:
        found.append(goals.c.owner_id == wanted.owner_id)
    if wanted.cycle_id is not None:
        of_cycle = goal_reading.in_cycle(wanted.cycle_id) if wanted.is_most else goals.c.cycle_id == wanted.cycle_id
        found.append(of_cycle)
    if wanted.area_id is not None:
        found.append(goals.c.focus_area_id == wanted.area_id)
    if query.state is not None:
        found.append(goals.c.state == query.state)
    if query.ambition is not None:
        found.append(goals.c.ambition == query.ambition)
    if query.due_from is not None:
        found.append(goals.c.due_on >= query.due_from)
    if query.due_until is not None:
        found.append(goals.c.due_on <= query.due_until)
    if query.without_owner:
        found.append(goals.c.owner_id.is_(None))
    if wanted.matched is not None:
        found.append(goals.c.id.in_(wanted.matched))
    elif query.matching is not None and query.matching.strip():
        found.append(goal_reading.matching(query.matching))
    return found


def _in_units(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.inside is not None:  # too many for one statement are told apart when they are read
        return [goals.c.unit_id.in_(wanted.inside)] if len(wanted.inside) <= MOST_UNITS else []
    if wanted.unit is not None:
        return [goal_reading.in_unit(wanted.unit, below=not wanted.query.unit_only)]
    return []


def figure_conditions(query: GoalFilter) -> list[ColumnElement[bool]]:
    """The conditions on the numbers that the roll-up keeps."""
    if not asked_of_figures(query):
        return []
    return [goal_reading.has_figures(status=query.status, stale=query.stale)]


def asked_of_figures(query: GoalFilter) -> "list[ColumnElement[bool]]":
    """The same on the columns of `storage.tables.derived.goal_progress`, for whoever looks through those alone."""
    return goal_reading.figures_are(status=query.status, stale=query.stale)


def holds(wanted: Wanted) -> "Callable[[Mapping[UUID, Columns]], dict[UUID, Columns]]":
    """The predicate that keeps the goals of the past that `conditions` would have found then."""
    tests = _tests(wanted)
    inside = wanted.inside

    def keep(held: "Mapping[UUID, Columns]") -> "dict[UUID, Columns]":
        return {
            one: goal
            for one, goal in held.items()
            if (inside is None or goal["unit_id"] in inside) and all(test(goal) for test in tests)
        }

    return keep


def _tests(wanted: Wanted) -> "list[Callable[[Columns], bool]]":
    """What a goal of the past has to meet, apart from the unit and its figures."""
    query = wanted.query
    words = (query.matching or "").strip()
    same = {
        "owner_id": wanted.owner_id,
        "cycle_id": wanted.cycle_id,
        "focus_area_id": wanted.area_id,
        "state": query.state,
        "ambition": query.ambition,
    }
    given = {field: value for field, value in same.items() if value is not None}
    tests: list[Callable[[Columns], bool]] = [lambda goal: all(goal[field] == value for field, value in given.items())]
    first, last = query.due_from, query.due_until
    if first is not None:
        tests.append(lambda goal: bool(goal["due_on"] >= first))
    if last is not None:
        tests.append(lambda goal: bool(goal["due_on"] <= last))
    if query.without_owner:
        tests.append(lambda goal: goal["owner_id"] is None)
    if words:
        tests.append(lambda goal: words.lower() in goal["title"].lower() or goal["key"].startswith(words.upper()))
    return tests


def _id(row: AnyRow) -> UUID:
    found: UUID = row.id
    return found
