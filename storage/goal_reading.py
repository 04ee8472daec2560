"""What is read of goals: pages of rows with their numbers, parents, counts of what is below, overrides, days."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from okr.domain.policy import Actor
from okr.domain.vocabulary import Status, Visibility
from storage.policy import restricted, visible_goals
from storage.rows import AnyRow
from storage.tables.derived import goal_progress, goal_progress_days, key_result_progress
from storage.tables.goals import goal_contributors, goal_links, goal_readers, goals, key_results, overrides
from storage.tables.organisation import cycles, focus_areas, people, units
from storage.trees import subtree
from storage.types import Id
from storage.unit_of_work import ReadWork

CHUNK = 5_000
"""Ids in one statement: SQLite takes 32,766 values, PostgreSQL 65,535."""

FEW_MATCHING = 1_000
"""Goals with words in their titles that are named one by one; of more a page is soon found in the order of keys."""

owner = people.alias("owner")

_links_below = goal_links.alias("links_below")
_results_below = key_result_progress.alias("results_below")
_is_overridden = exists().where(
    overrides.c.goal_id == goals.c.id, overrides.c.key_result_id.is_(None), overrides.c.ended_at.is_(None)
)

ROWS = select(
    goals.c.id,
    goals.c.key,
    goals.c.prefix,
    goals.c.number,
    goals.c.title,
    goals.c.state,
    goals.c.ambition,
    goals.c.starts_on,
    goals.c.due_on,
    goals.c.external_id,
    goals.c.version,
    units.c.prefix.label("unit_key"),
    units.c.name.label("unit_name"),
    owner.c.handle.label("owner_handle"),
    owner.c.name.label("owner_name"),
    cycles.c.key.label("cycle"),
    focus_areas.c.key.label("focus_area"),
    goal_progress.c.weight,
    goal_progress.c.progress_ppm,
    goal_progress.c.expected_ppm,
    goal_progress.c.coverage_ppm,
    goal_progress.c.status,
    goal_progress.c.shown,
    goal_progress.c.weakest,
    goal_progress.c.stale,
    select(func.count()).where(_links_below.c.parent_id == goals.c.id).scalar_subquery().label("children"),
    select(func.count()).where(_results_below.c.goal_id == goals.c.id).scalar_subquery().label("key_results"),
    select(func.max(_results_below.c.last_reading_on))
    .where(_results_below.c.goal_id == goals.c.id)
    .scalar_subquery()
    .label("last_reading_on"),
    _is_overridden.label("overridden"),
).select_from(
    goals.join(units, units.c.id == goals.c.unit_id)
    .join(cycles, cycles.c.id == goals.c.cycle_id)
    .outerjoin(owner, owner.c.id == goals.c.owner_id)
    .outerjoin(focus_areas, focus_areas.c.id == goals.c.focus_area_id)
    .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
)


def in_unit(unit: AnyRow, *, below: bool) -> ColumnElement[bool]:
    """The condition for the goals of a unit, with all below it where asked for."""
    if not below:
        return goals.c.unit_id == literal(unit.id, Id())
    if unit.depth == 0:
        return true()
    return goals.c.unit_id.in_(select(units.c.id).where(subtree(units, unit.path)))


def in_large_unit(unit: AnyRow) -> ColumnElement[bool]:
    """The condition for the goals of a unit with all below it, among those that another condition finds by its index."""
    if unit.depth == 0:
        return true()
    unindexed = func.coalesce(goals.c.unit_id, goals.c.unit_id)
    return unindexed.in_(select(units.c.id).where(subtree(units, unit.path)))


def in_cycle(cycle_id: UUID) -> ColumnElement[bool]:
    """The condition for the goals of a cycle among those that another condition finds by its index.

    A cycle has goals by the hundred thousand: its own index would be taken first, and narrow nothing.
    """
    return func.coalesce(goals.c.cycle_id, goals.c.cycle_id) == literal(cycle_id, Id())


def matching(text: str) -> ColumnElement[bool]:
    """The condition for goals whose title holds a text, or whose key begins with it, in small or capital letters.

    SQLite folds ASCII letters alone, so that a title with other capitals is found as it is written.
    """
    return _matching(text, func.lower(goals.c.title))


def _matching(text: str, folded: ColumnElement[str]) -> ColumnElement[bool]:
    """The same with the title as it is compared with small letters."""
    words = text.strip()
    found = [
        folded.contains(words.lower(), autoescape=True),
        goals.c.key.startswith(words.upper(), autoescape=True),
    ]
    if not words.isascii():
        found.append(goals.c.title.contains(words, autoescape=True))
    return or_(*found)


def few_matching(work: ReadWork, text: str) -> Sequence[UUID] | None:
    """The goals that `matching` holds for, where they are few; None where they are more.

    Titles are looked through as they lie: in the order of keys, as pages go, each row would be fetched from elsewhere. SQLite's LIKE
    looks at no capitals by itself, and takes half as long as where each title is folded first.
    """
    holds = matching(text) if work.is_postgresql else _matching(text, goals.c.title)
    found = work.connection.execute(select(goals.c.id).where(holds).limit(FEW_MATCHING + 1)).scalars().all()
    return found if len(found) <= FEW_MATCHING else None


def has_figures(*, status: Status | None, stale: bool | None) -> ColumnElement[bool]:
    """The condition for goals with this status on screen, and stale or not."""
    return exists().where(goal_progress.c.goal_id == goals.c.id, *figures_are(status=status, stale=stale))


def figures_are(*, status: Status | None, stale: bool | None) -> list[ColumnElement[bool]]:
    """The same conditions on the columns of `goal_progress`; none where nothing is asked of them."""
    wanted: list[ColumnElement[bool]] = []
    if status is not None:
        wanted.append(goal_progress.c.shown == status)
    if stale is not None:
        wanted.append(goal_progress.c.stale == stale)
    return wanted


def chunks(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """Ids in portions that one statement takes."""
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def rows(work: ReadWork, ids: Collection[UUID]) -> list[AnyRow]:
    """Goals as lists show them, in the order of their keys.

    `children` counts those that may not be seen as well: see `hidden_below`.
    """
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(_rows(), {"ids": chunk}))
    found.sort(key=lambda row: (row.prefix, row.number))
    return found


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    return ROWS.where(goals.c.id.in_(bindparam("ids", expanding=True)))


def page(work: ReadWork, *conditions: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """The first goals that meet the conditions, by key.

    The ids are chosen first, so that both databases walk the index in order and join what is shown alone.
    """
    chosen = select(goals.c.id).where(*conditions).order_by(goals.c.prefix, goals.c.number).limit(limit)
    shown = chosen.subquery("shown")
    statement = ROWS.join(shown, shown.c.id == goals.c.id).order_by(goals.c.prefix, goals.c.number)
    return work.connection.execute(statement).all()


def parents(work: ReadWork, actor: Actor, ids: Collection[UUID]) -> list[AnyRow]:
    """The visible parents of goals: child_id, id, key, title, kind and weight of each link."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(_parents(actor), {"ids": chunk}))
    found.sort(key=lambda row: (row.kind, -row.weight_units, row.key))
    return found


@lru_cache(maxsize=64)
def _parents(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            goal_links.c.child_id,
            goals.c.id,
            goals.c.key,
            goals.c.title,
            goal_links.c.kind,
            goal_links.c.weight_units,
        )
        .join_from(goal_links, goals, goals.c.id == goal_links.c.parent_id)
        .where(goal_links.c.child_id.in_(bindparam("ids", expanding=True)), visible_goals(actor))
    )


def hidden_below(work: ReadWork, actor: Actor, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many children of goals the acting person may not see, for those that have such.

    The hidden ones are few: to ask of each child whether it may be seen made PostgreSQL read all goals.
    """
    if actor.is_administrator:
        return {}
    found: dict[UUID, int] = {}
    for chunk in chunks(ids):
        found.update((row.id, row.many) for row in work.connection.execute(_hidden_below(actor), {"ids": chunk}))
    return found


@lru_cache(maxsize=64)
def _hidden_below(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(goal_links.c.parent_id.label("id"), func.count().label("many"))
        .join_from(goal_links, goals, goals.c.id == goal_links.c.child_id)
        .where(
            goal_links.c.parent_id.in_(bindparam("ids", expanding=True)),
            restricted(),
            ~visible_goals(actor),
        )
        .group_by(goal_links.c.parent_id)
    )


def open_overrides(work: ReadWork, ids: Collection[UUID], *, today: date) -> list[AnyRow]:
    """R7: overrides of goals that nobody ended and whose last day is not over, the newest last."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(_open_overrides(), {"ids": chunk, "today": today}))
    return found


@cache
def _open_overrides() -> Select[*tuple[Any, ...]]:
    today = bindparam("today", type_=Date)
    return (
        select(
            overrides.c.goal_id,
            overrides.c.status,
            overrides.c.reason,
            overrides.c.until_on,
            people.c.handle,
            people.c.name,
        )
        .join_from(overrides, people, people.c.id == overrides.c.by_id)
        .where(
            overrides.c.goal_id.in_(bindparam("ids", expanding=True)),
            overrides.c.key_result_id.is_(None),
            overrides.c.ended_at.is_(None),
            or_(overrides.c.until_on.is_(None), overrides.c.until_on >= today),
        )
        .order_by(overrides.c.recorded_at, overrides.c.id)
    )


def people_of(work: ReadWork, goal_id: UUID) -> list[AnyRow]:
    """The contributors (role 0) and named readers (role 1) of a goal, by name."""
    statement = union_all(
        select(literal_column("0").label("role"), people.c.handle, people.c.name)
        .join_from(goal_contributors, people, people.c.id == goal_contributors.c.person_id)
        .where(goal_contributors.c.goal_id == goal_id),
        select(literal_column("1"), people.c.handle, people.c.name)
        .join_from(goal_readers, people, people.c.id == goal_readers.c.person_id)
        .where(goal_readers.c.goal_id == goal_id),
    )
    return sorted(work.connection.execute(statement), key=lambda row: (row.role, row.name, row.handle))


def people_named(work: ReadWork, ids: Collection[UUID]) -> dict[UUID, AnyRow]:
    """People by id, with handle and name."""
    found: dict[UUID, AnyRow] = {}
    for chunk in chunks(ids):
        statement = select(people.c.id, people.c.handle, people.c.name).where(people.c.id.in_(chunk))
        found.update({row.id: row for row in work.connection.execute(statement)})
    return found


def details(work: ReadWork, goal_id: UUID) -> AnyRow:
    """The columns of a goal that lists do not show."""
    return work.connection.execute(
        select(
            goals.c.why,
            goals.c.sponsor_id,
            goals.c.delegate_id,
            goals.c.visibility,
            goals.c.imported,
            goals.c.activated_on,
            goal_progress.c.weight_all,
        )
        .select_from(goals.outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id))
        .where(goals.c.id == goal_id)
    ).one()


def children_of(work: ReadWork, actor: Actor, ids: Collection[UUID]) -> list[AnyRow]:
    """The visible children of goals by key: parent_id, id, kind, weight."""
    statement = select(
        goal_links.c.parent_id,
        goals.c.id,
        goals.c.prefix,
        goals.c.number,
        goal_links.c.kind,
        goal_links.c.weight_units,
    ).join_from(goal_links, goals, goals.c.id == goal_links.c.child_id)
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        found.extend(work.connection.execute(statement.where(goal_links.c.parent_id.in_(chunk), visible_goals(actor))))
    found.sort(key=lambda row: (row.kind, row.prefix, row.number))
    return found


def hidden_children(work: ReadWork, actor: Actor, ids: Collection[UUID]) -> int:
    """How many different children of goals the acting person may not see."""
    if actor.is_administrator or not ids:
        return 0
    hidden: set[UUID] = set()
    for chunk in chunks(ids):
        statement = (
            select(goals.c.id)
            .join_from(goal_links, goals, goals.c.id == goal_links.c.child_id)
            .where(
                goal_links.c.parent_id.in_(chunk),
                goals.c.visibility != Visibility.ORGANISATION,
                ~visible_goals(actor),
            )
        )
        hidden.update(work.connection.execute(statement).scalars())
    return len(hidden)


def key_results_of(work: ReadWork, ids: Collection[UUID]) -> list[AnyRow]:
    """The key results of goals in their order: id, goal_id."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        statement = (
            select(key_results.c.id, key_results.c.goal_id)
            .where(key_results.c.goal_id.in_(chunk))
            .order_by(key_results.c.goal_id, key_results.c.number)
        )
        found.extend(work.connection.execute(statement))
    return found


def last_days(work: ReadWork, goal_id: UUID, *, through: date, limit: int) -> list[AnyRow]:
    """Where a goal stood at the end of the last days on which it moved, oldest first."""
    table = goal_progress_days
    statement = (
        select(table.c.day, table.c.progress_ppm, table.c.expected_ppm, table.c.status)
        .where(table.c.goal_id == goal_id, table.c.day <= through)
        .order_by(table.c.day.desc())
        .limit(limit)
    )
    return list(work.connection.execute(statement))[::-1]
