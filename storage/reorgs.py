"""The statements of reorganisations: what people and units hold that others have to take over.

Each is built once: a reorganisation runs a dozen of them, and building one takes longer than running it.
"""

from collections.abc import Collection, Iterable
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, or_, select, update

from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.vocabulary import (
    COUNTING_GOAL_STATES,
    BlockerState,
    ContributionState,
    CycleState,
    GoalState,
    KeyResultState,
    Visibility,
)
from storage.goal_reading import chunks
from storage.imports import Row
from storage.policy import restricted
from storage.tables.agreements import contributions
from storage.tables.check_ins import check_ins
from storage.tables.conversation import blockers
from storage.tables.derived import goal_progress
from storage.tables.goals import (
    goal_contributors,
    goal_links,
    goal_readers,
    goals,
    initiatives,
    key_results,
)
from storage.tables.organisation import cycles, focus_areas, organisation, people, units
from storage.trees import outermost, path_range
from storage.unit_of_work import ReadWork, WriteWork

WAITING_STATES = (GoalState.PROPOSED, GoalState.IN_REVIEW)
"""Goals in these states wait for a reviewer."""
_RANGES = 50
"""Subtrees that are looked into by one statement."""
_child = goals.alias("child")
_UNANSWERED = (ContributionState.OPEN, ContributionState.COUNTERED)


def by_id(work: ReadWork, table: Table, ids: Iterable[UUID]) -> dict[UUID, Row]:
    """Rows of people or units by their ids."""
    return {row["id"]: row for row in _rows(work, _by_id(table.name), ids)}


def goals_owned(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The goals of people that are not over, with the state of their cycle; those of closed cycles left out."""
    return _open_goals(work, _goals_by("owner_id"), person_ids)


def goals_sponsored(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The goals that people sponsor."""
    return _open_goals(work, _goals_by("sponsor_id"), person_ids)


def goals_delegated(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The goals that were delegated to people."""
    return _open_goals(work, _goals_by("delegate_id"), person_ids)


def goals_in_units(work: ReadWork, unit_ids: Iterable[UUID]) -> list[Row]:
    """The goals of units."""
    return _open_goals(work, _goals_by("unit_id"), unit_ids)


def goals_by_ids(work: ReadWork, goal_ids: Iterable[UUID]) -> list[Row]:
    """Goals by their ids; those that are over or in a closed cycle are left out."""
    return _open_goals(work, _goals_by("id"), goal_ids)


def goals_read_or_joined(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The restricted goals that people see as readers, contributors or owners of a key result."""
    return _open_goals(work, _restricted_beside(), person_ids)


def goals_waiting_of(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The goals of people that wait for a reviewer."""
    return [row for row in goals_owned(work, person_ids) if row["state"] in WAITING_STATES]


def restricted_in_units(work: ReadWork, unit_ids: Iterable[UUID]) -> list[Row]:
    """The goals that are meant for the members of these units alone: id, key, title and unit."""
    return _open_goals(work, _for_members(), unit_ids)


def restricted_of_people_below(work: ReadWork, paths: Collection[str]) -> list[Row]:
    """The restricted goals of people and of all who report to them, directly or not."""
    return _below(work, people, goals.c.owner_id, paths)


def restricted_of_units_below(work: ReadWork, paths: Collection[str]) -> list[Row]:
    """The restricted goals of units and of all below them."""
    return _below(work, units, goals.c.unit_id, paths)


def results_owned(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The key results of people that are not over, with the owner and the state of goal and cycle."""
    return _of_open_goals(work, _results_by("owner_id"), person_ids)


def results_of_goals(work: ReadWork, goal_ids: Iterable[UUID]) -> list[Row]:
    """The key results of goals that are not over, likewise."""
    return _of_open_goals(work, _results_by("goal_id"), goal_ids)


def units_led(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The units that people lead; archived ones left out."""
    return _rows(work, _units_by("lead_id"), person_ids)


def units_below(work: ReadWork, unit_ids: Iterable[UUID]) -> list[Row]:
    """The units directly below units; archived ones left out."""
    return _rows(work, _units_by("parent_id"), unit_ids)


def reports(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """Who reports to these people."""
    return _rows(work, _people_by("manager_id"), person_ids)


def people_in(work: ReadWork, unit_ids: Iterable[UUID]) -> list[Row]:
    """Who works in these units themselves, not below them."""
    return _rows(work, _people_by("unit_id"), unit_ids)


def areas_owned(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The focus areas of people."""
    return _rows(work, _areas(), person_ids)


def initiatives_owned(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The initiatives of people that are not done, with the key of their goal."""
    return _of_open_goals(work, _initiatives(), person_ids)


def contributions_asked_of(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The contributions without an agreement that people are asked for, with the key of the parent."""
    return _rows(work, _contributions("person_id"), person_ids)


def contributions_asked_by(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The contributions without an agreement that people asked for."""
    return _rows(work, _contributions("asked_by_id"), person_ids)


def contributions_asked_of_units(work: ReadWork, unit_ids: Iterable[UUID]) -> list[Row]:
    """The contributions without an agreement that units are asked for."""
    return _rows(work, _contributions("unit_id"), unit_ids)


def blockers_to_answer(work: ReadWork, person_ids: Iterable[UUID]) -> list[Row]:
    """The blockers that wait for the answer of these people, with the key of the key result and the blocker's words."""
    return _rows(work, _blockers(), person_ids)


def parents_of_goals(work: ReadWork, goal_ids: Iterable[UUID]) -> list[Row]:
    """The links of goals upwards: kind, weight, whether the child counts (R2), and the parent with the weight of all in it."""
    return _rows(work, _parents(), goal_ids)


def readers_and_contributors(work: ReadWork, goal_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who sees each goal by name: readers, contributors and the owners of its key results."""
    found: dict[UUID, set[UUID]] = {}
    for part in chunks(list(goal_ids)):
        for statement in _involved():
            for row in work.connection.execute(statement, {"ids": part}).mappings():
                found.setdefault(row["goal_id"], set()).add(row["person_id"])
    return found


def ids_at(work: ReadWork, paths: Collection[str]) -> list[UUID]:
    """The units that stand at these paths."""
    return list(work.connection.execute(select(units.c.id).where(units.c.path.in_(paths))).scalars())


def set_blocker_owner(work: WriteWork, row_id: tuple[UUID, int], version: int, owner_id: object) -> bool:
    """Let somebody else answer a blocker that is still at a version; answers whether it was."""
    changed = work.connection.execute(
        update(blockers)
        .where(blockers.c.key_result_id == row_id[0], blockers.c.number == row_id[1], blockers.c.version == version)
        .values(owner_id=owner_id, version=version + 1)
    )
    return changed.rowcount == 1


def administrators(work: ReadWork) -> list[Row]:
    """The administrators, by handle."""
    statement = select(people).where(people.c.is_administrator.is_(True)).order_by(people.c.handle)
    return [dict(row) for row in work.connection.execute(statement).mappings()]


def owner_of_organisation(work: ReadWork) -> Row:
    """The organisation's row."""
    return dict(work.connection.execute(select(organisation)).mappings().one())


def _rows(work: ReadWork, statement: Select[*tuple[object, ...]], ids: Iterable[UUID]) -> list[Row]:
    found: list[Row] = []
    for part in chunks(sorted(set(ids))):
        found.extend(dict(row) for row in work.connection.execute(statement, {"ids": part}).mappings())
    return found


def _open_goals(work: ReadWork, statement: Select[*tuple[object, ...]], ids: Iterable[UUID]) -> list[Row]:
    """Goals that are not over, with the state of their cycle; without those of closed cycles, by key.

    Cycles are few and looked up here: joined, they lead SQLite to walk through all goals of a cycle.
    """
    states = {row.id: row.state for row in work.connection.execute(select(cycles.c.id, cycles.c.state))}
    found = [{**row, "cycle_state": states[row["cycle_id"]]} for row in _rows(work, statement, ids)]
    here = [row for row in found if row["state"] not in CLOSED_GOAL_STATES and row["cycle_state"] != CycleState.CLOSED]
    return sorted(here, key=lambda row: (row["prefix"], row["number"]))


def _of_open_goals(work: ReadWork, statement: Select[*tuple[object, ...]], ids: Iterable[UUID]) -> list[Row]:
    """Key results or initiatives of such goals, with what decides about them, by key."""
    rows = _rows(work, statement, ids)
    above = {row["id"]: row for row in goals_by_ids(work, {row["goal_id"] for row in rows})}
    found = []
    for row in rows:
        goal = above.get(row["goal_id"])
        if goal is not None:
            found.append(
                {
                    **row,
                    "goal_owner_id": goal["owner_id"],
                    "goal_key": goal["key"],
                    "goal_state": goal["state"],
                    "cycle_state": goal["cycle_state"],
                }
            )
    place = {row["id"]: (row["prefix"], row["number"]) for row in above.values()}
    return sorted(found, key=lambda row: (*place[row["goal_id"]], row["number"]))


def _below(work: ReadWork, table: Table, column: ColumnElement[UUID | None], paths: Collection[str]) -> list[Row]:
    """The restricted goals that are not over of what stands at some paths or below."""
    found: list[UUID] = []
    tops = outermost(paths)
    for start in range(0, len(tops), _RANGES):
        ranges = map(path_range, tops[start : start + _RANGES])
        inside = (and_(table.c.path >= low, table.c.path < high) for low, high in ranges)
        statement = select(goals.c.id).join(table, table.c.id == column).where(restricted(), or_(*inside))
        found += work.connection.execute(statement).scalars()
    return goals_by_ids(work, found)


_TABLES = {table.name: table for table in (people, units)}


def _among(column: ColumnElement[UUID | None]) -> ColumnElement[bool]:
    return column.in_(bindparam("ids", expanding=True))


@cache
def _by_id(name: str) -> Select[*tuple[object, ...]]:
    table = _TABLES[name]
    return select(table).where(_among(table.c.id))


@cache
def _goals_by(column: str) -> Select[*tuple[object, ...]]:
    return select(goals).where(_among(goals.c[column]))


@cache
def _restricted_beside() -> Select[*tuple[object, ...]]:
    beside = (
        select(table.c.goal_id).where(_among(table.c[column]))
        for table, column in ((goal_readers, "person_id"), (goal_contributors, "person_id"), (key_results, "owner_id"))
    )
    return select(goals).where(
        or_(*(goals.c.id.in_(one) for one in beside)), goals.c.visibility != Visibility.ORGANISATION
    )


@cache
def _for_members() -> Select[*tuple[object, ...]]:
    return select(goals).where(restricted(), goals.c.visibility == Visibility.UNIT, _among(goals.c.unit_id))


@cache
def _results_by(column: str) -> Select[*tuple[object, ...]]:
    return select(key_results).where(_among(key_results.c[column]), key_results.c.state == KeyResultState.ACTIVE)


@cache
def _units_by(column: str) -> Select[*tuple[object, ...]]:
    return select(units).where(_among(units.c[column]), units.c.archived_on.is_(None)).order_by(units.c.path)


@cache
def _people_by(column: str) -> Select[*tuple[object, ...]]:
    return select(people).where(_among(people.c[column])).order_by(people.c.handle)


@cache
def _areas() -> Select[*tuple[object, ...]]:
    return select(focus_areas).where(_among(focus_areas.c.owner_id)).order_by(focus_areas.c.key)


@cache
def _initiatives() -> Select[*tuple[object, ...]]:
    return select(initiatives).where(_among(initiatives.c.owner_id), initiatives.c.done_on.is_(None))


@cache
def _contributions(column: str) -> Select[*tuple[object, ...]]:
    return (
        select(contributions, goals.c.key.label("goal_key"))
        .join(goals, goals.c.id == contributions.c.parent_goal_id)
        .where(_among(contributions.c[column]), contributions.c.state.in_(_UNANSWERED))
        .order_by(goals.c.prefix, goals.c.number, contributions.c.number)
    )


@cache
def _blockers() -> Select[*tuple[object, ...]]:
    return (
        select(blockers, key_results.c.key.label("key"), key_results.c.goal_id, check_ins.c.blocker.label("title"))
        .join(key_results, key_results.c.id == blockers.c.key_result_id)
        .join(
            check_ins,
            and_(check_ins.c.key_result_id == blockers.c.key_result_id, check_ins.c.number == blockers.c.number),
        )
        .where(_among(blockers.c.owner_id), blockers.c.state == BlockerState.OPEN)
        .order_by(key_results.c.key, blockers.c.number)
    )


@cache
def _parents() -> Select[*tuple[object, ...]]:
    return (
        select(
            goal_links.c.child_id,
            goal_links.c.kind,
            goal_links.c.weight_units,
            goals.c.id.label("parent_id"),
            goals.c.key,
            goals.c.title,
            goals.c.visibility,
            func.coalesce(goal_progress.c.weight_all, 0).label("weight_all"),
            _child.c.state.in_(COUNTING_GOAL_STATES).label("counts"),
        )
        .join(goals, goals.c.id == goal_links.c.parent_id)
        .join(_child, _child.c.id == goal_links.c.child_id)
        .outerjoin(goal_progress, goal_progress.c.goal_id == goals.c.id)
        .where(_among(goal_links.c.child_id))
        .order_by(goals.c.prefix, goals.c.number)
    )


@cache
def _involved() -> tuple[Select[*tuple[object, ...]], ...]:
    return (
        select(goal_readers.c.goal_id, goal_readers.c.person_id).where(_among(goal_readers.c.goal_id)),
        select(goal_contributors.c.goal_id, goal_contributors.c.person_id).where(_among(goal_contributors.c.goal_id)),
        select(key_results.c.goal_id, key_results.c.owner_id.label("person_id")).where(
            _among(key_results.c.goal_id), key_results.c.owner_id.is_not(None)
        ),
    )
