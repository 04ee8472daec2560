"""What homes read: who leads what, the goals of a team, the counts and the heat of a company, what moved."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, or_, select, true

from okr.domain.policy import Actor
from okr.domain.vocabulary import WORST_FIRST, GoalState, Status
from storage.accountability import ACTIVE, employed
from storage.derived import AnyRow
from storage.due import is_large_team, leads_all, of_few, owns_many, people_below, unindexed
from storage.due import led_units as led_units_below
from storage.goal_reading import chunks, in_cycle
from storage.kept_counts import already_counted, counted
from storage.policy import visible_goals
from storage.tables.check_ins import acknowledgements, check_ins
from storage.tables.derived import goal_progress, goal_progress_days, key_result_progress
from storage.tables.goals import goal_links, goals, key_results
from storage.tables.organisation import cycles, focus_areas, organisation, people, units
from storage.types import Id
from storage.unit_of_work import ReadWork

SEVERITY = case(
    {status: place for place, status in enumerate(WORST_FIRST)}, value=goal_progress.c.shown, else_=len(WORST_FIRST)
)
"""The place of the shown status in R8's order: 0 is the worst."""

_BY_KEY = (goals.c.prefix, goals.c.number)

CROWD = 20_000
"""Goals of one status that are sorted together, where the list is one of many; of more the first are looked for in their order."""


def led_units(work: ReadWork, person_id: UUID) -> Sequence[AnyRow]:
    """The units that a person leads, the highest first."""
    statement = (
        select(units.c.id, units.c.prefix, units.c.name, units.c.path, units.c.depth)
        .where(units.c.lead_id == person_id, units.c.archived_on.is_(None))
        .order_by(units.c.depth, units.c.path)
    )
    return work.connection.execute(statement).all()


def has_reports(work: ReadWork, person_id: UUID, *, on: date) -> bool:
    """Whether anybody who is employed on a day reports to a person."""
    statement = select(people.c.id).where(people.c.manager_id == person_id, employed(on)).limit(1)
    return work.connection.execute(statement).first() is not None


def vision(work: ReadWork) -> str | None:
    """The vision of the organisation."""
    found: str | None = work.connection.execute(select(organisation.c.vision)).scalar_one()
    return found


def me(work: ReadWork, person_id: UUID) -> AnyRow:
    """A person's handle and name."""
    return work.connection.execute(select(people.c.handle, people.c.name).where(people.c.id == person_id)).one()


def owned_goals(work: ReadWork, person_id: UUID, *, cycle_id: UUID, limit: int) -> Sequence[UUID]:
    """The goals of a cycle that a person owns and that are not over, by key; those of a person with few are sorted, of many walked through."""
    over = (GoalState.CANCELLED, GoalState.ACHIEVED, GoalState.MISSED)
    is_owner = goals.c.owner_id == person_id
    statement = (
        select(goals.c.id)
        .where(
            is_owner if owns_many(work, person_id) else of_few(work, is_owner),
            goals.c.cycle_id == cycle_id,
            goals.c.state.not_in(over),
        )
        .order_by(goals.c.prefix, goals.c.number)
        .limit(limit)
    )
    return work.connection.execute(statement).scalars().all()


def acknowledged(
    work: ReadWork, person_id: UUID, key_result_ids: Collection[UUID], *, since: datetime, limit: int
) -> Sequence[AnyRow]:
    """The check-ins of a person to some key results that others have read since a moment, the newest first.

    Columns: key, number, title, note, recorded_at, handle and name of the reader.
    """
    statement = (
        select(
            key_results.c.key,
            acknowledgements.c.number,
            key_results.c.title,
            acknowledgements.c.note,
            acknowledgements.c.recorded_at,
            people.c.handle,
            people.c.name,
        )
        .join_from(acknowledgements, check_ins)
        .join(key_results, key_results.c.id == acknowledgements.c.key_result_id)
        .join(people, people.c.id == acknowledgements.c.by_id)
        .where(
            acknowledgements.c.key_result_id.in_(list(key_result_ids)),
            acknowledgements.c.recorded_at >= since,
            check_ins.c.by_id == person_id,
        )
        .order_by(acknowledgements.c.recorded_at.desc())
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def team(work: ReadWork, actor: Actor) -> ColumnElement[bool]:
    """The condition for goals of the units that the acting person leads, or of people below in the tree of managers."""
    if leads_all(actor):
        return true()
    led, below = led_units_below(actor), people_below(actor)
    if is_large_team(work, actor):
        return or_(unindexed(goals.c.unit_id).in_(led), unindexed(goals.c.owner_id).in_(below))
    ours = goals.alias("ours")  # another name, so that the list stands for itself within the statement
    of_units = select(ours.c.id).where(ours.c.unit_id.in_(led))
    # All, though some stand there twice: for a union without doubles SQLite walks through all goals in the order of their ids.
    of_people = select(ours.c.id).where(of_few(work, ours.c.owner_id.in_(below)))
    return goals.c.id.in_(of_units.union_all(of_people))


def worst_goals(
    work: ReadWork, actor: Actor, *conditions: ColumnElement[bool], cycle_id: UUID, limit: int, of_many: bool
) -> Sequence[UUID]:
    """The visible active goals of a cycle that meet the conditions, the worst status first, then by key.

    `of_many`: the conditions leave a large part of the company. Then each status is asked for by itself, until there are enough,
    and one that many goals have is not sorted, but walked through in the order of the keys.
    """
    statement = (
        select(goals.c.id)
        .join_from(goals, goal_progress, goal_progress.c.goal_id == goals.c.id)
        .where(ACTIVE, visible_goals(actor), *conditions)
    )
    if not of_many:
        sorted_out = statement.where(goals.c.cycle_id == cycle_id).order_by(SEVERITY, *_BY_KEY).limit(limit)
        return work.connection.execute(sorted_out).scalars().all()
    found: list[UUID] = []
    for status in WORST_FIRST:
        if len(found) < limit:
            some = statement.where(*_of_status(work, status, cycle_id)).order_by(*_BY_KEY).limit(limit - len(found))
            found.extend(work.connection.execute(some).scalars())
    return found


def _of_status(work: ReadWork, status: Status, cycle_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The condition for the goals of a status and a cycle, in words that make SQLite begin with those of which there are fewer."""
    shown = goal_progress.c.shown
    some = select(goal_progress.c.goal_id).where(shown == status).limit(CROWD + 1).subquery()
    if work.connection.execute(select(func.count()).select_from(some)).scalar_one() <= CROWD:
        return shown == status, in_cycle(cycle_id)
    of_status = shown == status if work.is_postgresql else func.coalesce(shown, shown) == literal(status, shown.type)
    return of_status, goals.c.cycle_id == cycle_id


def sums_of_team(work: ReadWork, actor: Actor, *, cycle_id: UUID) -> AnyRow:
    """What the visible active goals of a team of the acting person come to in a cycle: how many they are, and sums of their figures.

    `paired` have progress and an expectation, of which `progress` and `expected` are the sums; `covered` a coverage. `read` is how many
    have a reading that is fresh or stale. `worst` is the place of the worst status in R8's order.
    """
    own = goal_progress.c
    is_paired = and_(own.progress_ppm.is_not(None), own.expected_ppm.is_not(None))
    sums = {
        "goals": literal(1),
        "paired": case((is_paired, 1), else_=0),
        "progress": case((is_paired, own.progress_ppm), else_=0),
        "expected": case((is_paired, own.expected_ppm), else_=0),
        "covered": case((own.coverage_ppm.is_not(None), 1), else_=0),
        "coverage": func.coalesce(own.coverage_ppm, 0),
        "read": case((or_(own.coverage_ppm > 0, own.stale), 1), else_=0),
        "reached": case((own.shown == Status.REACHED, 1), else_=0),
        "stale": case((own.stale, 1), else_=0),
    }
    statement = (
        select(
            *(func.coalesce(func.sum(one), 0).label(name) for name, one in sums.items()),
            func.min(SEVERITY).label("worst"),
        )
        .select_from(goals)
        .join(goal_progress, own.goal_id == goals.c.id)
        .where(ACTIVE, visible_goals(actor), goals.c.cycle_id == cycle_id, team(work, actor))
    )
    name = _sums_of(actor, cycle_id)
    [sums_of_all] = counted(work, name, lambda: [work.connection.execute(statement).one()])
    return cast("AnyRow", sums_of_all)


def knows_sums_of_team(work: ReadWork, actor: Actor, *, cycle_id: UUID) -> bool:
    """Whether they were added up before and nothing was written since, so that they are there at once."""
    return already_counted(work, _sums_of(actor, cycle_id)) is not None


def _sums_of(actor: Actor, cycle_id: UUID) -> tuple[str, UUID, UUID]:
    return ("team", actor.person_id, cycle_id)


def members(work: ReadWork, person_id: UUID, unit_ids: Collection[UUID], *, on: date, limit: int) -> Sequence[AnyRow]:
    """Who reports to a person or works in one of these units itself, without the person, by name."""
    statement = (
        select(people.c.id, people.c.handle, people.c.name)
        .where(
            or_(people.c.manager_id == person_id, people.c.unit_id.in_(unit_ids)),
            people.c.id != person_id,
            employed(on),
        )
        .order_by(people.c.name, people.c.id)
        .limit(limit)
    )
    return work.connection.execute(statement).all()


def goals_of_people(work: ReadWork, ids: Collection[UUID], *, cycle_id: UUID) -> list[AnyRow]:
    """The active goals of a cycle that some people own: id, owner_id, shown."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        statement = (
            select(goals.c.id, goals.c.owner_id, goal_progress.c.shown)
            .join_from(goals, goal_progress, goal_progress.c.goal_id == goals.c.id)
            .where(goals.c.owner_id.in_(chunk), goals.c.cycle_id == cycle_id, ACTIVE)
        )
        found.extend(work.connection.execute(statement))
    return found


def active_links_above(work: ReadWork, ids: Collection[UUID]) -> list[AnyRow]:
    """The links of either kind from goals to active ones: child_id, parent_id."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        statement = (
            select(goal_links.c.child_id, goal_links.c.parent_id)
            .join_from(goal_links, goals, goals.c.id == goal_links.c.parent_id)
            .where(goal_links.c.child_id.in_(chunk), ACTIVE)
        )
        found.extend(work.connection.execute(statement))
    return found


def top_goals(work: ReadWork, cycle_ids: Collection[UUID] | None = None) -> list[UUID]:
    """R13: the active goals of the root unit, by key; of some cycles, or of all."""
    root = select(units.c.id).where(units.c.depth == 0).scalar_subquery()
    statement = select(goals.c.id).where(goals.c.unit_id == root, ACTIVE).order_by(goals.c.prefix, goals.c.number)
    if cycle_ids is not None:
        statement = statement.where(goals.c.cycle_id.in_(cycle_ids))
    return list(work.connection.execute(statement).scalars())


def cycles_beside(work: ReadWork, starts_on: date, ends_on: date) -> list[UUID]:
    """The cycles that share a day with a span: a quarter has the goals of its year above it, and those of its months below."""
    statement = select(cycles.c.id).where(cycles.c.starts_on <= ends_on, cycles.c.ends_on >= starts_on)
    return list(work.connection.execute(statement).scalars())


def areas(work: ReadWork) -> Sequence[AnyRow]:
    """The focus areas that are not archived, by name."""
    statement = (
        select(focus_areas.c.id, focus_areas.c.key, focus_areas.c.name)
        .where(focus_areas.c.archived_on.is_(None))
        .order_by(focus_areas.c.name, focus_areas.c.key)
    )
    return work.connection.execute(statement).all()


def timeliness(work: ReadWork, *, cycle_id: UUID) -> AnyRow:
    """R14 over the active goals of a cycle: on_time, late, missed."""
    return work.connection.execute(_timeliness(), {"cycle": cycle_id}).one()


@cache
def _timeliness() -> Select[*tuple[Any, ...]]:
    table = key_result_progress.c
    sums: list[ColumnElement[Any]] = [
        func.sum(column).label(column.name) for column in (table.on_time, table.late, table.missed)
    ]
    return (
        select(*sums)
        .join_from(goals, key_result_progress, table.goal_id == goals.c.id)
        .where(goals.c.cycle_id == bindparam("cycle", type_=Id()), ACTIVE)
    )


def days_before(work: ReadWork, ids: Collection[UUID], *, day: date) -> dict[UUID, int | None]:
    """The progress at which goals stood at the end of a day; goals that had not moved yet by then are left out."""
    table = goal_progress_days
    found: dict[UUID, int | None] = {}
    for chunk in chunks(ids):
        last = (
            select(table.c.goal_id, func.max(table.c.day).label("day"))
            .where(table.c.goal_id.in_(chunk), table.c.day <= day)
            .group_by(table.c.goal_id)
            .subquery("last")
        )
        statement = select(table.c.goal_id, table.c.progress_ppm).join(
            last, and_(last.c.goal_id == table.c.goal_id, last.c.day == table.c.day)
        )
        found.update({row.goal_id: row.progress_ppm for row in work.connection.execute(statement)})
    return found


def overdue_by_owner(work: ReadWork, ids: Collection[UUID], *, today: date) -> dict[UUID, int]:
    """How many check-ins of active goals are overdue, by who answers for them."""
    found: dict[UUID, int] = {}
    who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
    for chunk in chunks(ids):
        own = select(key_results.c.id).where(key_results.c.owner_id.in_(chunk))
        led = (
            select(key_results.c.id)
            .join_from(goals, key_results, key_results.c.goal_id == goals.c.id)
            .where(goals.c.owner_id.in_(chunk), key_results.c.owner_id.is_(None))
        )
        statement = (
            select(who.label("of"), func.count().label("many"))
            .select_from(
                key_results.join(goals, goals.c.id == key_results.c.goal_id).join(
                    key_result_progress, key_result_progress.c.key_result_id == key_results.c.id
                )
            )
            .where(key_results.c.id.in_(own.union(led)), key_result_progress.c.next_due_on < today, ACTIVE)
            .group_by(who)
        )
        found.update({row.of: row.many for row in work.connection.execute(statement)})
    return found
