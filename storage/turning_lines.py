"""Straight lines of which the day moves nothing but how far they should be: written where they lie, a page in one statement.

To hand a million rows over and back takes ten times as long. What a line becomes is said by the caller, once for all that
have the same days and the same factors; the database finds the rows and compares their progress with the steps of the line.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Date, Integer, bindparam, select

from okr.domain.vocabulary import Ambition, Status
from storage.compiled import fetch
from storage.schema import cycles, key_result_progress, key_results
from storage.streamed_values import told
from storage.turning import LOOKING_UP
from storage.unit_of_work import ReadWork, WriteWork


class Span(NamedTuple):
    """The days of a straight line."""

    starts_on: date
    due_on: date


class Factors(NamedTuple):
    """The factors of a cycle, in percent."""

    on_track: int
    at_risk: int
    allowance: int


class Line(NamedTuple):
    """What lines with these days and factors become, of goals of an ambition, or of either (None): see `okr.domain.linear`."""

    span: Span
    factors: Factors
    ambition: Ambition | None
    expected_ppm: int
    always: Status | None
    unread: Status | None
    at_risk_from: int
    on_track_from: int
    reached_from: int


def end_of_page(work: ReadWork, after: UUID, to: UUID, limit: int) -> UUID | None:
    """The last of the next so many key results after an id up to another; None where none comes any more."""
    ids = fetch(work.connection, _next(), {"after": after, "to": to, "skipped": limit - 1})
    if not ids:
        ids = fetch(work.connection, _last(), {"after": after, "to": to})
    return cast(UUID, ids[0][0]) if ids else None


@cache
def _next() -> Any:
    return _between(key_results.c.id).order_by(key_results.c.id).limit(1).offset(bindparam("skipped", type_=Integer()))


@cache
def _last() -> Any:
    return _between(key_results.c.id).order_by(key_results.c.id.desc()).limit(1)


def _between(own: Any) -> Any:
    return select(own).where(own > bindparam("after", type_=own.type), own <= bindparam("to", type_=own.type))


def behind(work: ReadWork, after: UUID, to: UUID, today: date) -> tuple[UUID, UUID] | None:
    """The part of the ids after one up to another in which all straight lines are that do not stand at a day; None where there are none."""
    values = {"after": after, "to": to, "today": today}
    first = fetch(work.connection, _behind(False), values)
    if not first:
        return None
    return UUID(int=first[0][0].int - 1), fetch(work.connection, _behind(True), values)[0][0]


@cache
def _behind(last: bool) -> Any:
    own, today = key_result_progress.c, bindparam("today", type_=Date())
    found = _between(own.key_result_id).where(own.linear, own.computed_for < today, own.stable_until >= today)
    return found.order_by(own.key_result_id.desc() if last else own.key_result_id).limit(1)


def spans(work: ReadWork, after: UUID, to: UUID, most: int) -> list[Span]:
    """The days of the key results with ids after one up to another; not more than `most` and one."""
    rows = fetch(work.connection, _spans(), {"after": after, "to": to, "most": most + 1})
    return [Span(row.starts_on, row.due_on) for row in rows]


@cache
def _spans() -> Any:
    own = key_results.c
    within = own.id > bindparam("after", type_=own.id.type), own.id <= bindparam("to", type_=own.id.type)
    return select(own.starts_on, own.due_on).where(*within).distinct().limit(bindparam("most", type_=Integer()))


def factors(work: ReadWork) -> list[Factors]:
    """The factors that cycles have."""
    own = cycles.c
    columns = (own.on_track_percent, own.at_risk_percent, own.allowance_percent)
    return [Factors(*row) for row in work.connection.execute(select(*columns).distinct())]


class Drawn(NamedTuple):
    """How many lines were brought to a day, and how many of them changed in more than the day."""

    lines: int
    changed: int


def draw(
    work: WriteWork, lines: Iterable[Line], *, after: UUID, to: UUID, today: date, many: int | None = None
) -> Drawn:
    """Bring the straight lines with ids after one up to another to a day; there are not more than `many`, where it is given.

    Those that are none of `lines`, which somebody has only just added, are left.
    """
    values = values_of(work, [plain(line) for line in lines], after=after, to=to, today=today)
    changed = run(work, _draw(work.is_postgresql, True), values)
    still = 0
    if changed != many and fetch(work.connection, _left(), {"after": after, "to": to, "today": today}):
        still = run(work, _draw(work.is_postgresql, False), values)
    return Drawn(changed + still, changed)


def values_of(
    work: WriteWork, lines: Sequence[Sequence[object]], *, after: UUID, to: UUID, today: date
) -> dict[str, object]:
    """What a statement that draws is given; PostgreSQL is told how it is planned best."""
    values: dict[str, object] = {"lines": json.dumps(lines)}
    if not work.is_postgresql:
        return values | {"today": today.isoformat(), "after": after.bytes, "to": to.bytes}
    work.connection.exec_driver_sql(f"{LOOKING_UP}; {_IN_ORDER}", execution_options={"no_parameters": True})
    return values | {"today": today, "after": after, "to": to}


_IN_ORDER = "SET LOCAL join_collapse_limit = 1; SET LOCAL plan_cache_mode = force_generic_plan"
"""PostgreSQL would rather begin with the few cycles and lines, and read the page once for each of them. Since no page is planned
otherwise than another, it need not plan each of a thousand (7 to 10 % of its time)."""


@cache
def _left() -> Any:
    """Whether there are lines of the page that do not stand at the day yet."""
    own, today = key_result_progress.c, bindparam("today", type_=Date())
    behind = (own.linear, own.computed_for < today, own.stable_until >= today, own.tally_until >= today)
    return _between(own.key_result_id).where(*behind).limit(1)


def run(work: WriteWork, statement: str, values: dict[str, Any]) -> int:
    """Run a statement of the driver's; answers how many rows it wrote."""
    connection = cast(Any, work.connection.connection.driver_connection)
    with told(work, statement):
        return cast(int, connection.execute(statement, values).rowcount)


NAMES = (
    ("starts_on", "date"),
    ("due_on", "date"),
    ("on_track", "integer"),
    ("at_risk", "integer"),
    ("allowance", "integer"),
    ("ambition", "text"),
    ("expected", "integer"),
    ("always", "text"),
    ("unread", "text"),
    ("at_risk_from", "bigint"),
    ("on_track_from", "bigint"),
    ("reached_from", "bigint"),
)
"""The values of `plain` and their types."""


def plain(line: Line) -> Sequence[object]:
    """A line as a statement is given it."""
    span, factors, *rest = line
    return (span.starts_on.isoformat(), span.due_on.isoformat(), *factors, *rest)


class Words(NamedTuple):
    """What statements that draw have in common: the table `line` of what was given, the marks of values, and conditions."""

    given: str
    after: str
    to: str
    today: str
    status: str
    is_of: str
    differs: str


def words(is_postgresql: bool, names: Sequence[tuple[str, str]] = NAMES) -> Words:
    """Those words for one of the databases, where lines are given with such values: `p` is the derived row, `l` its line."""
    mark, differs = ("%({})s", "IS DISTINCT FROM") if is_postgresql else ("+:{}", "IS NOT")  # see JsonTexts.open
    after, to, today, lines = (mark.format(name) for name in ("after", "to", "today", "lines"))
    value = "(r.value ->> {})::{}" if is_postgresql else "json_extract(r.value, '$[{}]')"
    columns = ", ".join(f"{value.format(place, kind)} AS {name}" for place, (name, kind) in enumerate(names))
    rows = f"jsonb_array_elements({lines}::jsonb) AS r" if is_postgresql else f"json_each({lines}) AS r"
    near = (
        "" if is_postgresql else f"p.key_result_id > {after} AND p.key_result_id <= {to} AND "
    )  # see `storage.turning`
    return Words(
        given=f"WITH line AS MATERIALIZED (SELECT {columns} FROM {rows}) ",  # noqa: S608 - names of the schema
        after=after,
        to=to,
        today=today,
        status=(
            "coalesce(l.always, CASE WHEN NOT p.has_reading THEN l.unread END, "
            f"CASE WHEN p.progress_raw_ppm >= l.reached_from THEN '{Status.REACHED}' "
            f"WHEN p.progress_raw_ppm >= l.on_track_from THEN '{Status.ON_TRACK}' "
            f"WHEN p.progress_raw_ppm >= l.at_risk_from THEN '{Status.AT_RISK}' ELSE '{Status.OFF_TRACK}' END)"
        ),
        is_of=(
            f"{near}k.id > {after} AND k.id <= {to} AND k.id = p.key_result_id AND g.id = k.goal_id AND y.id = g.cycle_id "
            f"AND p.linear AND p.computed_for < {today} AND p.stable_until >= {today} "
            "AND l.starts_on = k.starts_on AND l.due_on = k.due_on AND (l.ambition IS NULL OR l.ambition = g.ambition) "
            "AND l.on_track = y.on_track_percent AND l.at_risk = y.at_risk_percent AND l.allowance = y.allowance_percent"
        ),
        differs=differs,
    )


@cache
def _draw(is_postgresql: bool, moving: bool) -> str:
    """The statement: for those that move, or for the rest of them, of which nothing but the day is written."""
    own = words(is_postgresql)
    news = f"computed_for = {own.today}"
    moves = ""
    if moving:
        news += f", expected_ppm = l.expected, status = {own.status}, shown = {own.status}"
        moves = f" AND (p.expected_ppm {own.differs} l.expected OR p.status {own.differs} {own.status})"
    return (
        f"{own.given}UPDATE key_result_progress AS p SET {news} "  # noqa: S608 - names of the schema
        "FROM key_results AS k CROSS JOIN goals AS g CROSS JOIN cycles AS y CROSS JOIN line AS l "
        f"WHERE {own.is_of} AND p.computed_for <= k.due_on AND p.tally_until >= {own.today}{moves}"
    )
