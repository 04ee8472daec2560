"""Reading goals: a page of them, and one with everything that belongs to it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase
from okr.application.finding import find_area, find_cycle, find_goal, find_person, find_unit
from okr.application.goal_rows import goal_rows, rows_of
from okr.application.handlers import reads
from okr.application.key_result_reading import key_result_views
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.application.sight import line_of_sight, upwards
from okr.contract.base import Page, PersonRef
from okr.contract.goals import DayFigures, GoalRow, GoalView, ListGoals, ShowGoal
from okr.contract.key_results import KeyResultView
from okr.domain.numbers import weight_units
from okr.domain.policy import Action
from okr.domain.rollup import goal_counts, key_result_counts, qualifies
from okr.domain.vocabulary import WORST_FIRST
from storage import goal_reading as statements
from storage.derived import AnyRow
from storage.policy import hidden_count, load_goal_facts, visible_goals
from storage.schema import goals

HISTORY_DAYS = 400
"""Days with a change that a goal's history goes back: more than a year of daily change."""

CHILDREN_SHOWN = 1_000
"""Children that one goal shows, in the order of their keys; `children` counts all that may be seen."""

OF_A_GOAL = (
    Action.EDIT_GOAL,
    Action.EDIT_TARGET,
    Action.CHECK_IN,
    Action.ACTIVATE_GOAL,
    Action.CLOSE_GOAL,
    Action.LINK_GOAL,
    Action.OVERRIDE_STATUS,
)
"""What `may` of a goal speaks of, each as its name in small letters ("edit_goal")."""


@reads(ListGoals)
def list_goals(case: ReadCase, query: ListGoals) -> Page[GoalRow]:
    """Goals by key; all filters must hold. `hidden` counts the goals that would be listed but may not be seen."""
    conditions = filters(case, query)
    later = after((goals.c.prefix, goals.c.number), read_cursor(query.cursor, str, int))
    return page(
        statements.page(case.work, *conditions, *later, visible_goals(case.actor), limit=query.limit + 1),
        query.limit,
        items=lambda rows: tuple(rows_of(case, rows).values()),
        cursor=lambda row: write_cursor(row.prefix, row.number),
        hidden=hidden_count(case.work, case.actor, *conditions),
    )


@reads(ShowGoal)
def show_goal(case: ReadCase, query: ShowGoal) -> GoalView:
    """One goal that the acting person may see; NotFound with the nearest keys otherwise."""
    return goal_view(case, find_goal(case, query.key).id)


def goal_view(case: ReadCase, goal_id: UUID) -> GoalView:
    """One goal with everything that belongs to it, as it stands now; the right to see it is the caller's question.

    Children, parents and feeding results that the acting person may not see are left out; `hidden_children` counts them.
    """
    detail = statements.details(case.work, goal_id)
    children = statements.children_of(case.work, case.actor, [goal_id])
    rows = goal_rows(case, [goal_id, *(link.id for link in children[:CHILDREN_SHOWN])])
    own = rows.pop(goal_id)
    shown_links = [link for link in children if link.id in rows]
    results = key_result_views(case, [row.id for row in statements.key_results_of(case.work, [goal_id])])
    involved = statements.people_named(
        case.work, [one for one in (detail.sponsor_id, detail.delegate_id) if one is not None]
    )
    named = statements.people_of(case.work, goal_id)
    facts = load_goal_facts(case.work, [goal_id])[goal_id]
    days = statements.last_days(case.work, goal_id, through=case.today, limit=HISTORY_DAYS)
    return GoalView(
        **{name: getattr(own, name) for name in GoalRow.model_fields},
        why=detail.why,
        sponsor=_person(involved.get(detail.sponsor_id)),
        delegate=_person(involved.get(detail.delegate_id)),
        contributors=tuple(PersonRef(handle=row.handle, name=row.name) for row in named if not row.role),
        visibility=detail.visibility,
        readers=tuple(PersonRef(handle=row.handle, name=row.name) for row in named if row.role),
        results=results,
        child_goals=tuple(rows.values()),
        hidden_children=statements.hidden_children(case.work, case.actor, [goal_id]),
        weakest_child=_weakest_child(
            own, results, [(link, rows[link.id]) for link in shown_links], weight_all=detail.weight_all
        ),
        broken_guardrails=tuple(
            result.key
            for result in results
            if result.guardrail_broken and key_result_counts(result.state, result.metric)
        ),
        history=tuple(
            DayFigures(day=row.day, progress=row.progress_ppm, expected=row.expected_ppm, status=row.status)
            for row in days
        ),
        imported=detail.imported,
        activated_on=detail.activated_on,
        line_of_sight=line_of_sight(upwards(case, [goal_id]), goal_id),
        may=tuple(action.name.lower() for action in OF_A_GOAL if case.may(action, facts)),
    )


def filters(case: ReadCase, query: ListGoals) -> list[ColumnElement[bool]]:
    """What a list is limited to, as conditions on goals."""
    conditions: list[ColumnElement[bool]] = []
    if query.unit is not None:
        conditions.append(statements.in_unit(find_unit(case, query.unit), below=not query.unit_only))
    if query.owner is not None:
        conditions.append(goals.c.owner_id == find_person(case, query.owner, field="owner").id)
    if query.cycle is not None:
        conditions.append(goals.c.cycle_id == find_cycle(case, query.cycle).id)
    if query.focus_area is not None:
        conditions.append(goals.c.focus_area_id == find_area(case, query.focus_area).id)
    if query.state is not None:
        conditions.append(goals.c.state == query.state)
    if query.without_owner:
        conditions.append(goals.c.owner_id.is_(None))
    if query.matching is not None and query.matching.strip():
        conditions.append(statements.matching(query.matching))
    if query.status is not None or query.stale is not None:
        conditions.append(statements.has_figures(status=query.status, stale=query.stale))
    return conditions


def _weakest_child(
    own: GoalRow,
    results: Sequence[KeyResultView],
    children: Sequence[tuple[AnyRow, GoalRow]],
    *,
    weight_all: int | None,
) -> str | None:
    """The child that makes the weakest status worse than the shown one, the heaviest of several (R8); None where none does."""
    if own.weakest is None or own.status is None or WORST_FIRST.index(own.weakest) >= WORST_FIRST.index(own.status):
        return None
    speaking = [
        (weight_units(result.weight), result.key)
        for result in results
        if result.status is own.weakest
        and key_result_counts(result.state, result.metric)
        and qualifies(own.ambition, weight_units(result.weight), weight_all=weight_all or 0)
    ]
    speaking += [
        (link.weight_units, child.key)
        for link, child in children
        if child.status is own.weakest
        and goal_counts(child.state, link.kind)
        and qualifies(child.ambition, link.weight_units, weight_all=weight_all or 0)
    ]
    return max(speaking, key=lambda pair: pair[0], default=(0, None))[1]


def _person(row: AnyRow | None) -> PersonRef | None:
    return None if row is None else PersonRef(handle=row.handle, name=row.name)
