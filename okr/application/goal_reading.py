"""Reading a goal with everything that belongs to it; pages of goals are in `goal_listing`."""

from collections.abc import Sequence
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.conversation import conversation_of
from okr.application.finding import find_goal
from okr.application.goal_filters import allowed_actions
from okr.application.goal_life import life_of
from okr.application.goal_rows import goal_rows
from okr.application.handlers import reads
from okr.application.key_result_views import key_result_views
from okr.application.looking_back import when_of
from okr.application.past_goals import HISTORY_DAYS, past_goal_view
from okr.application.sight import line_of_sight, upwards
from okr.contract.base import PersonRef
from okr.contract.goals import DayFigures, GoalRow, GoalView, ShowGoal
from okr.contract.key_results import KeyResultView
from okr.domain.numbers import weight_units
from okr.domain.rollup import goal_counts, key_result_counts, qualifies
from okr.domain.vocabulary import WORST_FIRST
from storage import goal_reading as statements
from storage.derived import AnyRow
from storage.policy import load_goal_facts

CHILDREN_SHOWN = 1_000
"""Children that one goal shows, in the order of their keys; `children` counts all that may be seen."""


@reads(ShowGoal)
def show_goal(case: ReadCase, query: ShowGoal) -> GoalView:
    """One goal that the acting person may see; NotFound with the nearest keys otherwise."""
    found = find_goal(case, query.key)
    when = when_of(case, query)
    if when is not None:
        return past_goal_view(case, found, when)
    view = goal_view(case, found.id)
    if not query.insights:
        return view
    from okr.application.insights import insights_of  # what only they need is loaded with them

    ids = [row.id for row in statements.key_results_of(case.work, [found.id])]
    return view.model_copy(update={"insights": insights_of(case, view.key, view.results, ids, owner=view.owner)})


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
        may=allowed_actions(case, load_goal_facts(case.work, [goal_id])[goal_id]),
        **life_of(case, goal_id),  # type: ignore[arg-type]  # its fields by name
        **conversation_of(case, goal_id),  # type: ignore[arg-type]  # likewise
    )


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
