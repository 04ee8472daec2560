"""What `okr verify` reads: definitions, check-ins and links as they were written, beside the derived rows that it compares."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from okr.domain.vocabulary import GoalState, KeyResultState, LinkKind
from storage.derived import AnyRow
from storage.schema import (
    check_ins,
    cycles,
    goal_links,
    goal_progress,
    goals,
    key_result_feeds,
    key_result_progress,
    key_results,
    overrides,
    people,
)
from storage.streaming import AnyColumn, Notation, Token
from storage.unit_of_work import ReadWork, WriteWork

_owner, _goals_owner = people.alias("owner"), people.alias("goals_owner")
_CLOSED = (GoalState.ACHIEVED, GoalState.MISSED, GoalState.CANCELLED)
_FACTORS = (cycles.c.on_track_percent, cycles.c.at_risk_percent, cycles.c.allowance_percent)

_kr = key_results.c
RESULT: tuple[AnyColumn, ...] = (
    _kr.metric,
    _kr.baseline,
    _kr.target,
    _kr.lower,
    _kr.upper,
    _kr.amber_lower,
    _kr.amber_upper,
    _kr.checkpoints,
    _kr.milestones,
    _kr.starts_on,
    _kr.due_on,
    _kr.cadence,
    _kr.grace_days,
    _kr.weight_units,
    _kr.state,
    _kr.guardrail,
    _kr.survey,
    _kr.minimum_answers,
    _kr.feed_method,
    _kr.imported,
    _kr.owed_from,
    case((_kr.state != KeyResultState.ACTIVE, _kr.effective_on)).label("closed_on"),
    type_coerce(_kr.owner_id.is_not(None), Boolean).label("has_owner"),
    _owner.c.time_zone.label("owner_time_zone"),
    _owner.c.employed_from,
    _owner.c.employed_to,
)
"""All that the numbers of a key result follow from beside its goal and its check-ins: many key results have the same."""

OF_GOAL: tuple[AnyColumn, ...] = (
    goals.c.state.label("goal_state"),
    goals.c.ambition,
    goals.c.pauses,
    case((goals.c.state.in_(_CLOSED), goals.c.effective_on)).label("goal_closed_on"),
    *_FACTORS,
    _goals_owner.c.time_zone.label("goals_owner_time_zone"),
    _goals_owner.c.employed_from.label("goals_owner_employed_from"),
    _goals_owner.c.employed_to.label("goals_owner_employed_to"),
)
"""What they follow from of the goal; its owner's where the key result has none of its own. Most goals have the same."""

DEFINITION = (*RESULT, *OF_GOAL)
"""Both together."""

_NOT_COMPARED = {"key_result_id", "goal_id", "computed_for"}
STORED: tuple[AnyColumn, ...] = (
    type_coerce(key_result_progress.c.goal_id == _kr.goal_id, Boolean).label("of_its_goal"),
    *(column for column in key_result_progress.columns if column.name not in _NOT_COMPARED),
)
"""The derived row of a key result; what it was computed for may be any day since which nothing has changed."""

_ci = check_ins.c
CHECK_IN: tuple[AnyColumn, ...] = (
    _ci.number,
    _ci.effective_on,
    _ci.recorded_at,
    _ci.value,
    _ci.status,
    _ci.answers,
    _ci.corrects,
    _ci.voids,
    _ci.imported,
    func.coalesce(_ci.blocker != "", False, type_=Boolean).label("blocked"),
)
"""What the numbers follow from of a check-in."""

GOAL: tuple[AnyColumn, ...] = (
    goals.c.state,
    goals.c.ambition,
    goals.c.due_on,
    *_FACTORS,
    overrides.c.status.label("override_status"),
)
"""All that the figures of a goal follow from beside the sums of its children: many goals have the same."""

GOAL_STORED: tuple[AnyColumn, ...] = tuple(
    column for column in goal_progress.columns if column.name not in {"goal_id", "computed_for"}
)
"""The derived row of a goal."""


def key_results_between(
    work: ReadWork, notation: Notation, *, after: UUID | None, to: UUID | None
) -> Iterator[Sequence[Any]]:
    """Key results by id, those after one up to another: id, goal id and key, then RESULT, STORED and their CHECK_INs."""
    tables, listed = _with_check_ins(
        work,
        notation,
        *_within(_ci.key_result_id, notation, after=after, to=to),
        near=_within(key_result_progress.c.key_result_id, notation, after=after, to=to),
    )
    within = _within(_kr.id, notation, after=after, to=to)
    rows: Select[*tuple[Any, ...]] = select(_kr.id).select_from(tables).where(*within).order_by(_kr.id)
    return notation.stream(work, (_kr.id, _kr.goal_id, _kr.key), (RESULT, STORED), (listed,), rows)


def key_results_with(work: ReadWork, notation: Notation, ids: Sequence[UUID]) -> Iterator[Sequence[Any]]:
    """The same of some key results."""
    wanted = [notation.literal(one) for one in ids]
    near = (key_result_progress.c.key_result_id.in_(wanted),)
    tables, listed = _with_check_ins(work, notation, _ci.key_result_id.in_(wanted), near=near)
    rows: Select[*tuple[Any, ...]] = select(_kr.id).select_from(tables).where(_kr.id.in_(wanted))
    return notation.stream(work, (_kr.id, _kr.goal_id, _kr.key), (RESULT, STORED), (listed,), rows)


def kinds_between(
    work: ReadWork, notation: Notation, *, after: UUID | None, to: UUID | None
) -> Iterator[Sequence[Token]]:
    """On PostgreSQL: key results by id as above, each with its goal and a number that is the same for those that are alike.

    The number stands for all of RESULT, STORED and the CHECK_INs: that two that differ have the same is as good as impossible.
    """
    of_each = (
        select(_ci.key_result_id, func.bit_xor(_hashed(CHECK_IN)).label("check_ins"))
        .where(*_within(_ci.key_result_id, notation, after=after, to=to))
        .group_by(_ci.key_result_id)
        .subquery()
    )
    tables = _tables(*_within(key_result_progress.c.key_result_id, notation, after=after, to=to)).outerjoin(
        of_each, of_each.c.key_result_id == _kr.id
    )
    kind = _hashed((*RESULT, *STORED, of_each.c.check_ins))
    rows: Select[*tuple[Any, ...]] = select(_kr.id).select_from(tables)
    rows = rows.where(*_within(_kr.id, notation, after=after, to=to))
    return notation.stream(work, (_kr.id, _kr.goal_id, kind), (), (), rows)


def _hashed(columns: Sequence[AnyColumn]) -> AnyColumn:
    plain = [cast(column, Text) if isinstance(column.type, JSON) else column for column in columns]
    return func.hash_record_extended(func.row(*plain), literal_column("0"), type_=BigInteger)


def can_tell_kinds(work: ReadWork) -> bool:
    """Whether the database can number what is alike: PostgreSQL from 14 on."""
    if not work.is_postgresql:
        return False
    found = func.to_regprocedure("hash_record_extended(record,bigint)")
    return work.connection.execute(select(found.is_not(None))).scalar_one()


def key_result_at(work: ReadWork, place: int) -> UUID | None:
    """The id that so many key results lie before; None where there are fewer."""
    statement = select(_kr.id).order_by(_kr.id).offset(place).limit(1)
    return work.connection.execute(statement).scalar_one_or_none()


def _tables(*near: ColumnElement[bool]) -> FromClause:
    """Key results with all that RESULT and STORED name; derived rows are looked for only `near`.

    PostgreSQL does not see by itself that they are bounded as the key results are, and would read them from the start.
    """
    own = and_(key_result_progress.c.key_result_id == _kr.id, *near)
    return key_results.outerjoin(_owner, _owner.c.id == _kr.owner_id).outerjoin(key_result_progress, own)


def _with_check_ins(
    work: ReadWork, notation: Notation, *within: ColumnElement[bool], near: Sequence[ColumnElement[bool]]
) -> tuple[FromClause, AnyColumn]:
    """Key results with the column of their check-ins: grouped in one go on PostgreSQL, where looking each up takes half as long again."""
    if work.is_postgresql:
        groups = select(_ci.key_result_id, notation.listed(CHECK_IN).label("check_ins")).group_by(_ci.key_result_id)
        of_each = groups.where(*within).subquery()
        return _tables(*near).outerjoin(of_each, of_each.c.key_result_id == _kr.id), of_each.c.check_ins
    return _tables(*near), _own_check_ins(notation)


def _own_check_ins(notation: Notation) -> AnyColumn:
    """The column of the check-ins of a key result, looked up for each."""
    own = select(notation.listed(CHECK_IN)).where(_ci.key_result_id == _kr.id)
    return own.correlate(key_results).scalar_subquery()


def defined(notation: Notation) -> tuple[FromClause, AnyColumn]:
    """Key results with all that DEFINITION and STORED name, and the column of their check-ins, looked up for each."""
    tables = (
        _tables()
        .join(goals, goals.c.id == _kr.goal_id)
        .join(cycles, cycles.c.id == goals.c.cycle_id)
        .outerjoin(_goals_owner, _goals_owner.c.id == goals.c.owner_id)
    )
    return tables, _own_check_ins(notation)


def _within(column: AnyColumn, notation: Notation, *, after: UUID | None, to: UUID | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if after is not None:
        conditions.append(column > notation.literal(after))
    if to is not None:
        conditions.append(column <= notation.literal(to))
    return conditions


def count_key_results(work: ReadWork) -> int:
    """How many key results there are."""
    return work.connection.execute(select(func.count()).select_from(key_results)).scalar_one()


def middle_of_key_results(work: ReadWork, *, parts: int = 2) -> UUID | None:
    """The id that ends the first of so many equal parts of the key results; None where there are none."""
    return key_result_at(work, count_key_results(work) // parts)


def feeds(work: ReadWork) -> Sequence[AnyRow]:
    """Every feed: child, parent, weight, in the order of the children's ids."""
    table = key_result_feeds.c
    return work.connection.execute(
        select(table.child_id, table.parent_id, table.weight_units).order_by(table.child_id)
    ).all()


def goals_in_order(work: ReadWork, notation: Notation) -> Iterator[Sequence[Token]]:
    """Every goal by id, with OF_GOAL."""
    tables = goals.join(cycles, cycles.c.id == goals.c.cycle_id).outerjoin(
        _goals_owner, _goals_owner.c.id == goals.c.owner_id
    )
    rows = select(goals.c.id).select_from(tables).order_by(goals.c.id)
    return notation.stream(work, (goals.c.id,), (OF_GOAL,), (), rows)


def levels(work: ReadWork) -> Sequence[tuple[int, int]]:
    """The levels that goals stand at, deepest first, each with how many stand there."""
    found = select(goals.c.level, func.count()).group_by(goals.c.level).order_by(goals.c.level.desc())
    return [(level, many) for level, many in work.connection.execute(found)]


def middle_of_level(work: ReadWork, level: int, many: int, *, parts: int = 2) -> UUID:
    """The id that ends the first of so many equal parts of the goals of a level."""
    of_level = select(goals.c.id).where(goals.c.level == level)
    found: UUID = work.connection.execute(of_level.order_by(goals.c.id).offset(many // parts).limit(1)).scalar_one()
    return found


def goals_of_level(
    work: ReadWork, notation: Notation, level: int, *, today: date, after: UUID | None, to: UUID | None
) -> Iterator[Sequence[Any]]:
    """The goals of a level with ids after one up to another, once for each goal that they contribute to, or once where there is none.

    Their ids, keys and levels, the parent's id, the weight of the link and the parent's level, then GOAL and GOAL_STORED.
    """
    link, above = goal_links.alias("up"), goals.alias("above")
    rows: Select[*tuple[Any, ...]] = (
        select(goals.c.id)
        .select_from(
            goals_with_rows(today)
            .outerjoin(link, and_(link.c.child_id == goals.c.id, link.c.kind == LinkKind.CONTRIBUTES))
            .outerjoin(above, above.c.id == link.c.parent_id)
        )
        .where(goals.c.level == level, *_within(goals.c.id, notation, after=after, to=to))
        .order_by(goals.c.id)
    )
    ids = (goals.c.id, goals.c.key, goals.c.level, link.c.parent_id, link.c.weight_units, above.c.level)
    return notation.stream(work, ids, (GOAL, GOAL_STORED), (), rows)


def goals_with_rows(today: date, *near: ColumnElement[bool]) -> FromClause:
    """Goals with their cycles, their derived rows (looked for only `near`), and the overrides in force on a day."""
    in_force = and_(
        overrides.c.goal_id == goals.c.id,
        overrides.c.key_result_id.is_(None),
        overrides.c.ended_at.is_(None),
        or_(overrides.c.until_on.is_(None), overrides.c.until_on >= today),
    )
    return (
        goals.join(cycles, cycles.c.id == goals.c.cycle_id)
        .outerjoin(goal_progress, and_(goal_progress.c.goal_id == goals.c.id, *near))
        .outerjoin(overrides, in_force)
    )


def count_derived(work: ReadWork) -> tuple[int, int]:
    """How many derived rows there are of key results and of goals."""
    results, rolled_up = (
        work.connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (key_result_progress, goal_progress)
    )
    return results, rolled_up


def surplus_rows(work: ReadWork) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Derived rows of key results and of goals that do not exist."""
    results, rolled_up = key_result_progress.c.key_result_id, goal_progress.c.goal_id
    return (
        work.connection.execute(select(results).where(~exists().where(key_results.c.id == results))).scalars().all(),
        work.connection.execute(select(rolled_up).where(~exists().where(goals.c.id == rolled_up))).scalars().all(),
    )


def delete_surplus_rows(work: WriteWork) -> None:
    """Delete the derived rows of key results and of goals that do not exist."""
    results, rolled_up = key_result_progress.c.key_result_id, goal_progress.c.goal_id
    work.connection.execute(delete(key_result_progress).where(~exists().where(key_results.c.id == results)))
    work.connection.execute(delete(goal_progress).where(~exists().where(goals.c.id == rolled_up)))


def key_results_to_work_out(
    work: ReadWork, notation: Notation, *, after: UUID | None, to: UUID | None
) -> Iterator[Sequence[Any]]:
    """As `key_results_between`, where there are no derived rows yet: id and goal id, then RESULT and the CHECK_INs."""
    tables = key_results.outerjoin(_owner, _owner.c.id == _kr.owner_id)
    if work.is_postgresql:
        groups = select(_ci.key_result_id, notation.listed(CHECK_IN).label("check_ins")).group_by(_ci.key_result_id)
        of_each = groups.where(*_within(_ci.key_result_id, notation, after=after, to=to)).subquery()
        tables = tables.outerjoin(of_each, of_each.c.key_result_id == _kr.id)
        listed: AnyColumn = of_each.c.check_ins
    else:
        listed = _own_check_ins(notation)
    within = _within(_kr.id, notation, after=after, to=to)
    rows: Select[*tuple[Any, ...]] = select(_kr.id).select_from(tables).where(*within).order_by(_kr.id)
    return notation.stream(work, (_kr.id, _kr.goal_id), (RESULT,), (listed,), rows)
