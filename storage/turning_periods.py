"""Straight lines on a day that ends check-in periods of theirs (R14): written where they lie, a page in one statement, as others are.

How many of the periods were missed follows from the last reading's day, and where that is later from the check-ins of the
periods. Whatever else may excuse an owner (a pause, a correction, what was closed) is left to be computed whole.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Integer, bindparam, case, exists, select

from okr.domain.ending_periods import EndingPeriods
from okr.domain.vocabulary import GoalState, KeyResultState
from storage.compiled import fetch
from storage.schema import key_result_progress, key_results
from storage.turning import look_up
from storage.turning_lines import NAMES, Line, Span, plain, run, values_of, words
from storage.unit_of_work import ReadWork, WriteWork


class Wait(NamedTuple):
    """The days of a straight line, how often a check-in is owed, and until when one was waited for where that is over, else None."""

    span: Span
    cadence: str
    grace_days: int
    until: date | None


class EndingLine(NamedTuple):
    """What becomes of lines that waited so: the line, and the periods that end."""

    line: Line
    wait: Wait
    ended: EndingPeriods


def does_any_end(work: ReadWork, today: date) -> bool:
    """Whether a period of any straight line ends by a day that does not change what is read of it."""
    own = key_result_progress.c
    ends = select(exists().where(own.tally_until < today, own.stable_until >= today, own.linear))
    return bool(work.connection.execute(ends).scalar_one())


def waits(work: ReadWork, after: UUID, to: UUID, today: date, most: int) -> list[Wait]:
    """How the straight lines wait that have ids after one up to another and do not stand at the day; not more than `most` and one."""
    look_up(work)
    rows = fetch(work.connection, _waits(), {"after": after, "to": to, "today": today, "most": most + 1})
    return [Wait(Span(*row[:2]), *row[2:]) for row in rows]


@cache
def _waits() -> Any:
    own, stored = key_results.c, key_result_progress.c
    first, last = bindparam("after", type_=own.id.type), bindparam("to", type_=own.id.type)
    today = bindparam("today", type_=Date())
    return (
        select(
            own.starts_on,
            own.due_on,
            own.cadence,
            own.grace_days,
            case((stored.tally_until < today, stored.tally_until)).label("until"),
        )
        .select_from(key_result_progress.join(key_results, own.id == stored.key_result_id))
        .where(stored.key_result_id > first, stored.key_result_id <= last)
        .where(stored.linear, stored.computed_for < today, stored.stable_until >= today)
        .distinct()
        .limit(bindparam("most", type_=Integer()))
    )


def end_periods(work: WriteWork, lines: Iterable[EndingLine], *, after: UUID, to: UUID, today: date) -> int:
    """Bring lines with ids after one up to another to a day that ends periods of theirs; answers how many. Others are left."""
    values = values_of(work, [_plain(one) for one in lines], after=after, to=to, today=today)
    return run(work, _end(work.is_postgresql), values)


_NAMES = (
    *NAMES,
    ("cadence", "text"),
    ("grace_days", "integer"),
    ("until", "date"),
    ("opened_after", "date"),
    ("first_due_on", "date"),
    ("last_due_on", "date"),
    ("periods", "integer"),
    ("waits_until", "date"),
)


def _plain(one: EndingLine) -> list[object]:
    values = (*plain(one.line), *one.wait[1:], *one.ended)
    return [value.isoformat() if isinstance(value, date) else value for value in values]


@cache
def _end(is_postgresql: bool) -> str:
    own = words(is_postgresql, _NAMES)
    unread = "coalesce(p.last_reading_on <= l.opened_after, NOT p.has_reading)"
    inside = "c.key_result_id = p.key_result_id AND c.effective_on > l.opened_after AND c.effective_on <= l.last_due_on"
    overruled = "c.key_result_id = p.key_result_id AND (c.corrects IS NOT NULL OR c.voids IS NOT NULL)"
    missed = (
        f"CASE WHEN {unread} THEN l.periods WHEN p.last_reading_on <= l.last_due_on THEN 0 "  # noqa: S608 - as below
        f"WHEN EXISTS (SELECT 1 FROM check_ins AS c WHERE {inside}) THEN 0 ELSE 1 END"
    )
    return (
        f"{own.given}UPDATE key_result_progress AS p SET computed_for = {own.today}, "  # noqa: S608 - names of the schema
        f"expected_ppm = l.expected, status = {own.status}, shown = {own.status}, "
        f"tally_until = l.waits_until, missed = p.missed + {missed} "
        "FROM key_results AS k CROSS JOIN goals AS g CROSS JOIN cycles AS y CROSS JOIN line AS l "
        "LEFT JOIN people AS o ON o.id = coalesce(k.owner_id, g.owner_id) "
        f"WHERE {own.is_of} AND p.tally_until = l.until AND l.cadence = k.cadence AND l.grace_days = k.grace_days "
        f"AND k.state = '{KeyResultState.ACTIVE}' AND g.state = '{GoalState.ACTIVE}' "
        "AND CAST(g.pauses AS TEXT) = '[]' AND (NOT k.imported OR k.owed_from <= l.first_due_on) "
        "AND coalesce(o.employed_from <= l.first_due_on, o.employed_from IS NULL) "
        "AND coalesce(o.employed_to >= l.last_due_on, o.employed_to IS NULL) "
        f"AND ({unread} OR l.periods = 1 AND (p.last_reading_on <= l.last_due_on OR "
        f"NOT EXISTS (SELECT 1 FROM check_ins AS c WHERE {overruled})))"
    )
