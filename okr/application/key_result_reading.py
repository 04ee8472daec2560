"""Reading key results: one, and a page of them, now and in the past. How they are made up lives in `key_result_views`."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from okr.application.as_of import load
from okr.application.case import ReadCase
from okr.application.finding import find_goal, find_key_result, find_person
from okr.application.goal_filters import conditions, holds, look_up
from okr.application.handlers import reads
from okr.application.key_result_views import key_result_view, key_result_views, key_result_views_by_id
from okr.application.looking_back import when_of
from okr.application.paging import page, read_cursor, write_cursor
from okr.application.past_goals import past_key_result_view, sift, unseen
from okr.application.past_views import names_of, past_results
from okr.contract.base import Page
from okr.contract.goals import GoalFilter
from okr.contract.key_results import KeyResultView, ListKeyResults, ShowKeyResult
from storage import as_of
from storage import key_result_reading as statements
from storage.as_of import When
from storage.derived import AnyRow
from storage.policy import visible_goals
from storage.schema import goals

UNSEEN_AT_MOST = 10_000
"""Key results that may not be seen are counted up to here for a list of the past."""

__all__ = ["key_result_view", "key_result_views", "key_result_views_by_id"]


@reads(ListKeyResults)
def list_key_results(case: ReadCase, query: ListKeyResults) -> Page[KeyResultView]:
    """Key results by key, of a goal, of a unit with all below it, of an owner, of a cycle; all filters must hold."""
    when = when_of(case, query)
    if when is not None:
        return _list_as_of(case, query, when)
    of_goals, of_results = _conditions(case, query)
    seen = [*of_goals, visible_goals(case.actor)]
    after = read_cursor(query.cursor, str, int, int)
    return page(
        statements.page(case.work, seen, of_results, after=after, limit=query.limit + 1),
        query.limit,
        items=lambda rows: key_result_views(case, [row.id for row in rows]),
        cursor=lambda row: write_cursor(row.prefix, row.goal_number, row.number),
        hidden=statements.hidden_count(case.work, case.actor, of_goals, of_results),
    )


@reads(ShowKeyResult)
def show_key_result(case: ReadCase, query: ShowKeyResult) -> KeyResultView:
    """One key result that the acting person may see; NotFound with the nearest keys otherwise."""
    found = find_key_result(case, query.key)
    when = when_of(case, query)
    if when is not None:
        return past_key_result_view(case, found, when)
    view = key_result_view(case, found.id)
    if not query.insights:
        return view
    from okr.application.insights import insights_of  # what only they need is loaded with them

    return view.model_copy(update={"insights": insights_of(case, view.key, [view], [found.id], owner=view.owner)})


def _list_as_of(case: ReadCase, query: ListKeyResults, when: When) -> Page[KeyResultView]:
    """The key results that existed on a day and met the filters then."""
    wanted = look_up(case, GoalFilter(unit=query.unit, cycle=query.cycle), when)
    keep = holds(wanted)
    owner_id = None if query.owner is None else find_person(case, query.owner, field="owner").id
    able = [as_of.may_differ(condition) for condition in conditions(wanted)]
    if query.goal is not None:
        able.append(goals.c.id == find_goal(case, query.goal).id)
    if owner_id is not None:
        able.append(as_of.may_differ_with_results(statements.owned_by(owner_id)[0]))

    def kept(rows: Sequence[AnyRow]) -> list[tuple[AnyRow, KeyResultView]]:
        of_goals = keep(as_of.goals_held(case.work, {row.goal_id for row in rows}, when=when))
        held = as_of.key_results_held(case.work, [row.id for row in rows if row.goal_id in of_goals], when=when)
        answering = [
            one
            for one, result in held.items()
            if owner_id is None or owner_id == (result["owner_id"] or of_goals[result["goal_id"]]["owner_id"])
        ]
        past = load(case, {held[one]["goal_id"] for one in answering}, when, below=False)
        views = past_results(case, past, names_of(case, past), answering)
        return [(row, views[row.id]) for row in rows if row.id in views]

    found = sift(
        lambda values, limit: statements.page(
            case.work, [*able, visible_goals(case.actor)], [], after=values, limit=limit
        ),
        kept,
        first=read_cursor(query.cursor, str, int, int),
        key_of=lambda row: (row.prefix, row.goal_number, row.number),
        limit=query.limit + 1,
    )
    return page(
        found,
        query.limit,
        items=lambda pairs: [view for _, view in pairs],
        cursor=lambda pair: write_cursor(pair[0].prefix, pair[0].goal_number, pair[0].number),
        hidden=0 if case.actor.is_administrator else len(kept(_unseen(case, able))),
    )


def _unseen(case: ReadCase, conditions: Sequence[ColumnElement[bool]]) -> Sequence[AnyRow]:
    """The key results of goals that meet the conditions and that the acting person may not see."""
    return statements.page(case.work, [*conditions, *unseen(case)], [], after=None, limit=UNSEEN_AT_MOST)


def _conditions(case: ReadCase, query: ListKeyResults) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """What a list is limited to, on goals and on key results."""
    of_goals = conditions(look_up(case, GoalFilter(unit=query.unit, cycle=query.cycle)))
    of_results: list[ColumnElement[bool]] = []
    if query.goal is not None:
        of_goals.append(goals.c.id == find_goal(case, query.goal).id)
    if query.owner is not None:
        goal_owned, result_owned = statements.owned_by(find_person(case, query.owner, field="owner").id)
        of_goals.append(goal_owned)
        of_results.append(result_owned)
    return of_goals, of_results
