"""R16: lists of goals and key results, and one of them, as they were on a day and as known at a time."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.as_of import Past, load, load_shown
from okr.application.case import ReadCase
from okr.application.finding import FoundGoal, FoundKeyResult
from okr.application.goal_filters import allowed_actions, conditions, holds, look_up
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.application.past_views import names_of, past_line_of_sight, past_results, past_rows
from okr.contract.base import Page, PersonRef
from okr.contract.goals import DayFigures, GoalRow, GoalView, ListGoals
from okr.contract.key_results import KeyResultView
from okr.domain.errors import NotFound
from okr.domain.evaluate_facts import ChildUse
from okr.domain.vocabulary import WORST_FIRST
from storage import as_of as statements
from storage import goal_reading
from storage.as_of import When
from storage.derived import AnyRow
from storage.goals import PEOPLE_TABLES, people_around
from storage.policy import restricted, visible_goals
from storage.schema import goals

HISTORY_DAYS = 400
"""Days with a change that a goal's history goes back: more than a year of daily change."""

Kept = TypeVar("Kept")


def list_goals_as_of(case: ReadCase, query: ListGoals, when: When) -> Page[GoalRow]:
    """The goals that existed on a day and met the filters then; each page evaluates what is below its goals."""
    wanted = look_up(case, query, when)
    able = [statements.may_differ(condition) for condition in conditions(wanted)]
    keep = holds(wanted)

    def kept(rows: Sequence[AnyRow]) -> list[tuple[AnyRow, GoalRow]]:
        held = keep(statements.goals_held(case.work, [row.id for row in rows], when=when))
        shown = _past_rows(case, held, when)
        return [
            (row, shown[row.id])
            for row in rows
            if row.id in shown
            and (query.status is None or shown[row.id].status is query.status)
            and (query.stale is None or shown[row.id].stale is query.stale)
        ]

    found = sift(
        lambda values, limit: statements.candidates(
            case.work,
            *able,
            *after((goals.c.prefix, goals.c.number), values),
            visible_goals(case.actor),
            limit=limit,
        ),
        kept,
        first=read_cursor(query.cursor, str, int),
        key_of=lambda row: (row.prefix, row.number),
        limit=query.limit + 1,
    )
    return page(
        found,
        query.limit,
        items=lambda pairs: [goal for _, goal in pairs],
        cursor=lambda pair: write_cursor(pair[0].prefix, pair[0].number),
        hidden=0 if case.actor.is_administrator else len(kept(statements.candidates(case.work, *able, *unseen(case)))),
    )


def unseen(case: ReadCase) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions for the goals that the acting person may not see, which are few."""
    return restricted(), ~visible_goals(case.actor)


def sift(
    fetch: Callable[[tuple[object, ...] | None, int], Sequence[AnyRow]],
    keep: Callable[[Sequence[AnyRow]], list[Kept]],
    *,
    first: tuple[object, ...] | None,
    key_of: Callable[[AnyRow], tuple[object, ...]],
    limit: int,
) -> list[Kept]:
    """Fetch rows in portions, from after a sort key on, until `limit` of them are kept or there are no more."""
    found: list[Kept] = []
    last = first
    while len(found) < limit:
        rows = fetch(last, limit)
        found.extend(keep(rows))
        if len(rows) < limit:
            break
        last = key_of(rows[-1])
    return found[:limit]


def past_goal_view(case: ReadCase, found: FoundGoal, when: When) -> GoalView:
    """One goal with everything that belonged to it on a day; NotFound where it did not exist yet. Rights are today's."""
    past = load_shown(case, [found.id], when, with_children=True)
    require_existing(found.id in past.goals, str(found.row.key), when)
    goal, evaluated = past.goals[found.id], past.evaluation.goals[found.id]
    names = names_of(case, past)
    children = {link["child_id"] for link in past.links if link["parent_id"] == found.id}
    visible = statements.visible_among(case.work, case.actor, children)
    rows = past_rows(case, past, names, [found.id, *visible])
    own = rows.pop(found.id)
    results = past_results(
        case, past, names, [one for one, result in past.key_results.items() if result["goal_id"] == found.id]
    )
    contributors, readers = _people_around(case, goal)
    days = goal_reading.last_days(case.work, found.id, through=when.day, limit=HISTORY_DAYS)
    return GoalView(
        **{name: getattr(own, name) for name in GoalRow.model_fields},
        why=goal["why"],
        sponsor=names.person(goal["sponsor_id"]),
        delegate=names.person(goal["delegate_id"]),
        contributors=contributors,
        visibility=goal["visibility"],
        readers=readers,
        results=tuple(results.values()),
        child_goals=tuple(rows.values()),
        hidden_children=len(children - visible),
        weakest_child=_weakest_child(own, evaluated.weakest_children, shown={*results, *visible}),
        broken_guardrails=tuple(use.key for use in evaluated.broken_guardrails),
        history=tuple(
            DayFigures(day=row.day, progress=row.progress_ppm, expected=row.expected_ppm, status=row.status)
            for row in days
        ),
        imported=goal["imported"],
        activated_on=goal["activated_on"],
        line_of_sight=past_line_of_sight(case, past, found.id),
        may=allowed_actions(case, found.facts),
    )


def _people_around(case: ReadCase, goal: statements.Columns) -> tuple[tuple[PersonRef, ...], tuple[PersonRef, ...]]:
    """The contributors and the readers of a goal as it held, by name; those of a goal without history are today's."""
    held = {field: goal[field] for field in PEOPLE_TABLES if field in goal}
    ids = {**people_around(case.work, [goal["id"]])[goal["id"]], **held}
    rows = goal_reading.people_named(case.work, {one for several in ids.values() for one in several})
    contributors, readers = (
        tuple(
            PersonRef(handle=row.handle, name=row.name)
            for row in sorted((rows[one] for one in ids[field]), key=lambda row: (row.name, row.handle))
        )
        for field in ("contributors", "readers")
    )
    return contributors, readers


def past_key_result_view(case: ReadCase, found: FoundKeyResult, when: When) -> KeyResultView:
    """One key result as it was on a day; NotFound where it did not exist yet."""
    past = load(case, [found.goal.id], when, below=False)
    require_existing(found.id in past.key_results and found.goal.id in past.goals, str(found.row.key), when)
    return past_results(case, past, names_of(case, past), [found.id])[found.id]


def require_existing(exists: bool, key: str, when: When) -> None:
    """Refuse (NotFound) what was not there on the day, or not yet known of at the time."""
    if exists:
        return
    known = "" if when.known_at is None else f", as known at {when.known_at:%Y-%m-%d %H:%M %Z}"
    raise NotFound(f"{key} did not exist on {when.day}{known}.", hint="choose a later day", field="as_of")


def _past_rows(case: ReadCase, held: dict[UUID, statements.Columns], when: When) -> dict[UUID, GoalRow]:
    if not held:
        return {}
    past: Past = load_shown(case, list(held), when)
    return past_rows(case, past, names_of(case, past), list(held))


def _weakest_child(own: GoalRow, weakest: Sequence[ChildUse], *, shown: set[UUID]) -> str | None:
    """The visible child that makes the weakest status worse than the shown one, the heaviest of several (R8)."""
    if own.weakest is None or own.status is None or WORST_FIRST.index(own.weakest) >= WORST_FIRST.index(own.status):
        return None
    named = [use for use in weakest if use.id in shown]
    return max(named, key=lambda use: use.weight_units).key if named else None
