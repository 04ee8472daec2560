"""R16: what stood around the goals on a day, and a company of that day in a database of its own, in memory.

There the statements of every day answer as they would have on the day. Units and people hang together as they did; their names
are today's. What is kept with the time at which it was written is left out where it was written later.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, StaticPool, Table, and_, create_engine, delete, func, insert, or_, select
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from okr.domain.policy import Actor
from okr.domain.vocabulary import BlockerState, ObjectKind
from storage import sqlite
from storage.as_of import Columns, When, changed_since, key_results_held, worded
from storage.encoding import decode_row
from storage.goal_reading import chunks
from storage.policy import visible_goals
from storage.schema import (
    acknowledgements,
    audit,
    blockers,
    check_ins,
    contribution_steps,
    contributions,
    focus_areas,
    goal_progress_days,
    goals,
    key_results,
    metadata,
    organisation,
    organisation_days,
    overrides,
    target_ledger,
)
from storage.unit_of_work import ReadWork

Rows = list[dict[str, Any]]


class Evening(NamedTuple):
    """The moment that is looked at: its day, when that day was over, and up to when records count."""

    when: When
    over_at: datetime

    @property
    def day(self) -> date:
        """The day."""
        return self.when.day

    @property
    def written_by(self) -> datetime:
        """Up to when something must have been written to be there on the day."""
        known_at = self.when.known_at
        return self.over_at if known_at is None else min(known_at, self.over_at)


def goals_of(
    work: ReadWork, people_ids: Collection[UUID], unit_ids: Collection[UUID], *, when: When
) -> tuple[set[UUID], set[UUID]]:
    """The goals that some people own, stand in for or have a key result of, or that belong to some units, today.

    And those of which something else may have held on the day, whosever they were.
    """
    found: set[UUID] = set()
    for chunk in chunks(people_ids):
        found.update(
            work.connection.execute(
                select(goals.c.id).where(or_(goals.c.owner_id.in_(chunk), goals.c.delegate_id.in_(chunk)))
            ).scalars()
        )
        found.update(
            work.connection.execute(select(key_results.c.goal_id).where(key_results.c.owner_id.in_(chunk))).scalars()
        )
    for chunk in chunks(unit_ids):
        found.update(work.connection.execute(select(goals.c.id).where(goals.c.unit_id.in_(chunk))).scalars())
    changed = changed_since(work, ObjectKind.GOAL, when=when)
    results = changed_since(work, ObjectKind.KEY_RESULT, when=when)
    owned = key_results_held(work, results, when=when).values()
    wanted = frozenset(people_ids)
    found.update(result["goal_id"] for result in owned if result["owner_id"] in wanted)
    return found, changed


def all_goals(work: ReadWork) -> set[UUID]:
    """Every goal."""
    return set(work.connection.execute(select(goals.c.id)).scalars())


def count_goals(work: ReadWork, *, up_to: int) -> int:
    """How many goals there are; counting stops at `up_to`."""
    some = select(goals.c.id).limit(up_to).subquery()
    return work.connection.execute(select(func.count()).select_from(some)).scalar_one()


def contracts_around(
    work: ReadWork, people_ids: Collection[UUID], unit_ids: Collection[UUID], goal_ids: Collection[UUID]
) -> set[UUID]:
    """The goals at both ends of the contributions that some people, units or goals have a part in."""
    found: set[UUID] = set()
    table = contributions.c
    for column, ids in (
        (table.person_id, people_ids),
        (table.unit_id, unit_ids),
        (table.parent_goal_id, goal_ids),
        (table.child_goal_id, goal_ids),
    ):
        for chunk in chunks(ids):
            rows = work.connection.execute(select(table.parent_goal_id, table.child_goal_id).where(column.in_(chunk)))
            found.update(one for row in rows for one in row if one is not None)
    return found


def beside_goals(
    work: ReadWork, goal_ids: Collection[UUID], evening: Evening, *, moved_from: date
) -> dict[Table, Rows]:
    """What is kept of the organisation and of some goals, as far as it was there; the days of goals up to `moved_from` alone."""
    when = evening.when
    return {
        **organisation_then(work, evening),
        overrides: overrides_then(work, evening, goal_ids),
        target_ledger: [
            row
            for row in _of(
                work, target_ledger, target_ledger.c.goal_id, goal_ids, target_ledger.c.effective_on <= when.day
            )
            if when.knows(row["recorded_at"])
        ],
        goal_progress_days: _last_days(work, goal_ids, until=moved_from),
    }


def beside_check_ins(
    work: ReadWork, shown_ones: Iterable[Columns], key_result_ids: Collection[UUID], evening: Evening
) -> dict[Table, Rows]:
    """Who had read check-ins, and what they named as blockers, as far as that was so on the day."""
    shown = {(check_in["key_result_id"], check_in["number"]) for check_in in shown_ones}
    read = _of(
        work,
        acknowledgements,
        acknowledgements.c.key_result_id,
        key_result_ids,
        acknowledgements.c.recorded_at <= evening.written_by,
    )
    raised = [
        row
        for row in _of(work, blockers, blockers.c.key_result_id, key_result_ids)
        if (row["key_result_id"], row["number"]) in shown
    ]
    return {
        acknowledgements: [row for row in read if (row["key_result_id"], row["number"]) in shown],
        blockers: _before_their_answers(work, raised, evening),
    }


def said_of_check_ins(work: ReadWork, evening: Evening) -> dict[Table, Rows]:
    """The same of all check-ins."""
    when, table = evening.when, check_ins.c
    shown = [or_(table.effective_on <= when.day, table.corrects.is_not(None), table.voids.is_not(None))]
    if when.known_at is not None:
        shown.append(table.recorded_at <= when.known_at)
    read, raised = (
        select(one)
        .join(check_ins, and_(table.key_result_id == one.c.key_result_id, table.number == one.c.number))
        .where(*shown)
        for one in (acknowledgements, blockers)
    )
    return {
        acknowledgements: _all(work, read.where(acknowledgements.c.recorded_at <= evening.written_by)),
        blockers: _before_their_answers(work, _all(work, raised), evening),
    }


def _before_their_answers(work: ReadWork, raised: Rows, evening: Evening) -> Rows:
    """Blockers with what was said of them by then."""
    before = _blockers_before(work, {row["key_result_id"] for row in raised}, evening.written_by)
    for row in raised:
        if row["answered_at"] is not None and row["answered_at"] > evening.written_by:
            row.update(state=BlockerState.OPEN, answer=None, answered_by_id=None, answered_at=None)
        row.update(before.get((row["key_result_id"], row["number"]), {}))
    return raised


@contextmanager
def opened(rows: Mapping[Table, Iterable[Mapping[str, Any]]]) -> Iterator[ReadWork]:
    """A database in memory with these rows; it is gone afterwards."""
    engine = create_engine("sqlite://", module=sqlite.driver(), poolclass=StaticPool, hide_parameters=True)
    try:
        with engine.connect() as connection, connection.begin():
            made, indexed = _schema()
            for line in made:
                connection.exec_driver_sql(line)
            for table, several in rows.items():
                names = [column.name for column in table.columns]
                given = [{name: row[name] for name in names} for row in several]
                if given:
                    connection.execute(insert(table), given)
            for line in indexed:
                connection.exec_driver_sql(line)
            yield ReadWork(connection)
    finally:
        engine.dispose()


def leave_out(work: ReadWork, actor: Actor, hidden: Collection[UUID]) -> None:
    """Take goals out of a database in memory that the actor saw on the day and does not see today: rights do not travel back."""
    for chunk in chunks(hidden):
        seen = select(goals.c.id).where(goals.c.id.in_(chunk), visible_goals(actor))
        ids = list(work.connection.execute(seen).scalars())
        if ids:
            work.connection.execute(delete(goals).where(goals.c.id.in_(ids)))


@cache
def _schema() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What makes the tables, and what makes their indexes: without triggers, which guard what is written for good."""
    words = dialect.dialect()
    tables = metadata.sorted_tables
    return (
        tuple(str(CreateTable(table).compile(dialect=words)) for table in tables),
        tuple(str(CreateIndex(one).compile(dialect=words)) for table in tables for one in table.indexes),
    )


def _blockers_before(
    work: ReadWork, key_result_ids: Collection[UUID], moment: datetime
) -> dict[tuple[UUID, int], dict[str, Any]]:
    """What blockers held before they were answered, handed on, climbed or came back after a moment: the audit says so."""
    entries = _of(work, audit, audit.c.object_id, key_result_ids, audit.c.object_kind == ObjectKind.BLOCKER)
    found: dict[tuple[UUID, int], dict[str, Any]] = {}
    for entry in sorted(entries, key=lambda entry: entry["id"]):
        number = str(entry["object_key"]).rpartition("#")[2]
        if entry["recorded_at"] > moment and entry["before"] and number.isdecimal():
            first = found.setdefault((entry["object_id"], int(number)), {})
            for name, value in worded(blockers, decode_row(entry["before"])).items():
                first.setdefault(name, value)
    return found


def _all(work: ReadWork, statement: Select[*tuple[Any, ...]]) -> Rows:
    return [row._asdict() for row in work.connection.execute(statement)]


def _of(
    work: ReadWork, table: Table, column: ColumnElement[Any], ids: Collection[UUID], *conditions: ColumnElement[bool]
) -> Rows:
    """The rows of a table that belong to some objects."""
    statement = select(table).where(*conditions)
    return [row for chunk in chunks(ids) for row in _all(work, statement.where(column.in_(chunk)))]


def organisation_then(work: ReadWork, evening: Evening) -> dict[Table, Rows]:
    """What is kept of the organisation beside its goals, as far as it was there."""
    when = evening.when
    return {
        organisation: [{**row, "turned_to": when.day} for row in _all(work, select(organisation))],
        focus_areas: _all(work, select(focus_areas)),
        organisation_days: _all(work, select(organisation_days).where(organisation_days.c.day <= when.day)),
    }


def overrides_then(work: ReadWork, evening: Evening, goal_ids: Collection[UUID] | None = None) -> Rows:
    """What was set by hand by then, on some goals or on any; what ended later had not ended."""
    by_then = overrides.c.effective_on <= evening.day
    if goal_ids is None:
        rows = _all(work, select(overrides).where(by_then).order_by(overrides.c.recorded_at, overrides.c.id))
    else:
        rows = _of(work, overrides, overrides.c.goal_id, goal_ids, by_then)
    kept = [row for row in rows if evening.when.knows(row["recorded_at"])]
    for row in kept:
        if row["ended_at"] is not None and row["ended_at"] > evening.written_by:
            row["ended_at"] = None
    return kept


def agreed_goals(work: ReadWork) -> set[UUID]:
    """The goals to which contributions were asked for or offered."""
    return set(work.connection.execute(select(contributions.c.parent_goal_id).distinct()).scalars())


def _last_days(work: ReadWork, goal_ids: Collection[UUID], *, until: date) -> Rows:
    """The last day up to one at which each goal is kept."""
    table = goal_progress_days
    found: Rows = []
    for chunk in chunks(goal_ids):
        last = (
            select(table.c.goal_id, func.max(table.c.day).label("day"))
            .where(table.c.goal_id.in_(chunk), table.c.day <= until)
            .group_by(table.c.goal_id)
            .subquery("last")
        )
        found += _all(work, select(table).join(last, (last.c.goal_id == table.c.goal_id) & (last.c.day == table.c.day)))
    return found


def contracts(work: ReadWork, goal_ids: Collection[UUID]) -> tuple[Rows, dict[UUID, Rows]]:
    """The contributions to some goals as they stand, and all steps of each in their order."""
    rows = _of(work, contributions, contributions.c.parent_goal_id, goal_ids)
    steps: dict[UUID, Rows] = {}
    found = _of(work, contribution_steps, contribution_steps.c.contribution_id, [row["id"] for row in rows])
    for row in sorted(found, key=lambda step: int(step["number"])):
        steps.setdefault(row["contribution_id"], []).append(row)
    return rows, steps
