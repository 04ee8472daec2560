"""The turn of the day: every number that moves with the calendar is brought to today, in short transactions.

First the overrides that are over end (R7), unanswered blockers climb, and who has not answered for a contribution is reminded;
then come key results, then goals from the deepest to the tops. What was done stays done when it is interrupted; run again, it
goes on with what is left, and run once more it changes nothing.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

from okr.application.blockers_climbing import climb_blockers
from okr.application.case import ReadCase, WriteCase
from okr.application.contributions_reminding import remind
from okr.application.goal_numbers import goal_row, sums_of
from okr.application.key_result_numbers import known_check_ins, progress_row, stored_values
from okr.application.rates import keep_day
from okr.application.turning_in_bulk import (
    Plan,
    Turner,
    write_goals,
    write_results,
)
from okr.application.turning_lines import Drawing
from okr.application.turning_plans import Planner, Step, planner_for
from okr.contract.verification import TurnReport
from okr.domain.vocabulary import ObjectKind
from storage import audit, derived, turning, turning_periods
from storage.day import turned_to
from storage.derived import GOAL_PROGRESS_COLUMNS, PROGRESS_COLUMNS, AnyRow
from storage.streaming import notation_of
from storage.unit_of_work import ReadWork, Store, WriteWork

Result = TypeVar("Result")

OPERATION = "verification.turn-day"
WHOLE_CHUNK = 200
"""Key results or goals that are computed whole in one transaction: more would let another writer wait for over 100 ms."""

FEW, FEW_CHUNK = 1_000, 50
"""Up to so many of them are computed without a second process, so many in one transaction: 20 ms."""

PAGE = 2_000
"""Rows that are read, and written in one transaction: 10 ms in which another process's writer has to wait on SQLite."""
GOALS_PAGE = 800
"""Goals that are read, and written in one transaction: 2,000 of them held a writer up for 60 to 150 ms on PostgreSQL."""
LINES_PAGE = 1_000
"""Straight lines that are found, worked out and written under lock: 5 ms on SQLite."""
LOCKED_CHUNK = 20
"""Goals that are added up in one transaction where somebody else changed them after they were read."""
PASSES = 3
"""Times that key results are gone through: what somebody else changed in between stands at the day already, as a rule."""
CLOCKS_DIFFER = timedelta(days=7)
"""Lines that were due so long before the last turn do not move: whoever checks in has no clock that is further behind."""


class _Following(Protocol):
    """A statement that finds the next ids."""

    def __call__(self, work: ReadWork, after: UUID | None) -> Sequence[UUID]: ...


_VALUES = ("current", "has_reading", "last_reading_on")


def turn(store: Store, case: ReadCase, chunk: int) -> TurnReport:
    """Bring the derived numbers to the day of the case, `chunk` rows at a time; they never go back to a day before."""
    started = time.monotonic()
    stands = store.read(turned_to)
    results = goals = 0
    if stands is None or stands.day is None or stands.day <= case.today:
        since = date.min if stands is None or stands.day is None else stands.day - CLOCKS_DIFFER
        results, goals = _turn_forwards(store, case, chunk, since)
    return TurnReport(
        day=case.today, key_results=results, goals=goals, seconds=round(time.monotonic() - started, 3), finished=True
    )


def _turn_forwards(store: Store, case: ReadCase, chunk: int, since: date) -> tuple[int, int]:
    limit, today = min(chunk, PAGE), case.today
    turner = Turner(case, store.read(notation_of))
    with planner_for(store, turner) as planner:
        planner.count_meanwhile()
        _write(planner, _end_overrides)
        climb_blockers(lambda step: _write(planner, step))
        remind(lambda step: _write(planner, step))
        ends = store.read(partial(turning_periods.does_any_end, today=today), timeout_s=0)
        drawing = Drawing(store, today, since, min(limit, LINES_PAGE), planner.write, periods_end=ends)
        results = drawing.draw(at_once=planner.other is not None and not store.url.is_sqlite)
        counted = planner.counted()
        results += _turn_left(planner, limit)
        goals = sum(
            _turn_level(planner, Step("goals", min(limit, GOALS_PAGE), level)) for level in store.read(turning.levels)
        )
    store.write(lambda work: turning.mark_turned(work, today))
    keep_day(store, case, counted)
    return results, goals


def _turn_left(planner: Planner, limit: int) -> int:
    """Turn what is no straight line; few are computed at once, since to look for them by id takes seconds in a large company."""
    store, today = planner.store, planner.turner.today
    left = store.read(partial(turning.movable, today=today, most=FEW), timeout_s=0)
    if len(left) <= FEW:
        parts = derived.chunks(left, min(limit, FEW_CHUNK))
        return sum(_write(planner, partial(_turn_key_results, ids=ids)) for ids in parts)
    found = _parts(store, partial(turning.feeds_after, today=today, limit=min(limit, WHOLE_CHUNK)))
    results = sum(_write(planner, partial(_turn_key_results, ids=ids)) for ids in found)
    return results + _turn_wholes(planner, Step("wholes", limit))


def _turn_wholes(planner: Planner, step: Step) -> int:
    """Turn key results that are computed whole; again from the start where somebody else changed one meanwhile."""
    changed, disturbed = 0, False

    def write(plan: Plan) -> int:
        nonlocal disturbed
        disturbed |= not planner.write(partial(write_results, plan=plan))
        return plan.changed

    for _ in range(PASSES):
        disturbed = False
        changed += planner.each(step, write)
        if not disturbed:
            break
    return changed


def _turn_level(planner: Planner, step: Step) -> int:
    """Turn the goals of a level; those that somebody else changed meanwhile, as a rule the tops, are added up under lock."""
    identity = planner.turner.notation.identity

    def write(plan: Plan) -> int:
        disturbed = planner.write(partial(write_goals, plan=plan)) if plan.rows else []
        changed = plan.changed - len(disturbed)
        for part in derived.chunks([*plan.left, *map(identity, disturbed)], LOCKED_CHUNK):
            changed += _write(planner, partial(_turn_goals, ids=part))
        return changed

    return planner.each(step, write)


def is_behind(store: Store, today: date) -> bool:
    """Whether the numbers do not all stand at a day yet."""

    def look(work: ReadWork) -> bool:
        stands = turned_to(work)
        return stands is None or stands.day != today or turning.is_anything_behind(work, today)

    return store.read(look)


def write_case(case: ReadCase, work: WriteWork, operation: str) -> WriteCase:
    """The case of one transaction of an operation that takes several."""
    return WriteCase(
        work=work, actor=case.actor, settings=case.settings, today=case.today, now=case.now, operation=operation
    )


def _write(planner: Planner, step: Callable[[WriteCase], Result]) -> Result:
    def run(work: WriteWork) -> Result:
        own = write_case(planner.turner.case, work, OPERATION)
        result = step(own)
        audit.append(work, *own.entries_to_write())
        return result

    return planner.write(run)


def _parts(store: Store, following: _Following) -> Iterator[list[UUID]]:
    """Ids part by part in ascending order, each found in a reading transaction, so that no writer waits for the search."""
    after: UUID | None = None
    while ids := store.read(partial(following, after=after), timeout_s=0):
        after = ids[-1]
        yield list(ids)


def _end_overrides(case: WriteCase) -> None:
    ended = derived.end_overrides_before(case.work, case.today, at=case.now)
    for part in derived.chunks(ended):
        for row in derived.goals_by_id(case.work, part, today=case.today):
            case.record(ObjectKind.GOAL, row.id, row.key, before={"ended_at": None}, after={"ended_at": case.now})


def _turn_key_results(case: WriteCase, ids: Sequence[UUID]) -> int:
    """Compute key results whole, and those that they feed, round by round (R3); answers how many changed."""
    changed = 0
    waiting = set(ids)
    while waiting:
        feeders: set[UUID] = set()
        for part in derived.chunks(waiting, WHOLE_CHUNK):
            count, moved = _turn_part(case, part)
            changed += count
            feeders |= moved
        waiting = set()
        for part in derived.chunks(feeders):
            waiting |= derived.fed_by(case.work, part)
    return changed


def _turn_part(case: WriteCase, ids: Sequence[UUID]) -> tuple[int, set[UUID]]:
    """Compute some key results; answers how many changed, and which of them feed others with another value."""
    derived.lock_key_results(case.work, ids)
    rows = derived.key_results_by_id(case.work, ids)
    check_ins = derived.check_ins_of(case.work, ids)
    fed = [row.id for row in rows if row.feed_method is not None]
    feeding = derived.feeding(case.work, fed) if fed else {}
    written: list[dict[str, object]] = []
    feeders: set[UUID] = set()
    changed = 0
    for row in rows:
        values = progress_row(
            row,
            known_check_ins(check_ins.get(row.id, ())),
            feeding=feeding.get(row.id, ()) if row.feed_method is not None else None,
            today=case.today,
            zone=case.settings.time_zone,
            minimum_answers=case.settings.minimum_answers,
        )
        before = stored_values(row, PROGRESS_COLUMNS)
        if before == values:
            continue
        written.append(values)
        changed += before is None or _differs(before, values)
        if row.feeds_another and (before is None or any(before[name] != values[name] for name in _VALUES)):
            feeders.add(row.id)
    derived.write_key_results(case.work, written)
    return changed, feeders


def _turn_goals(case: WriteCase, ids: Sequence[UUID]) -> int:
    """Add goals of one level up from their children, which stand at today; answers how many changed."""
    derived.lock_goals(case.work, ids)
    rows = derived.goals_by_id(case.work, ids, today=case.today)
    sums = sums_of(case, rows)
    written: list[dict[str, object]] = []
    days: list[dict[str, object]] = []
    for row in rows:
        values, _ = goal_row(row, sums[row.id], case=case)
        before = stored_values(row, GOAL_PROGRESS_COLUMNS)
        if before is not None and not _differs(before, values):
            continue
        written.append(values)
        if before is None or (before["progress_ppm"], before["shown"]) != (values["progress_ppm"], values["shown"]):
            days.append(_day_of(row, values))
    derived.write_goals(case.work, written)
    derived.write_days(case.work, days)
    return len(written)


def _differs(before: dict[str, object], values: dict[str, object]) -> bool:
    return any(before[name] != value for name, value in values.items() if name != "computed_for")


def _day_of(row: AnyRow, values: dict[str, object]) -> dict[str, object]:
    return {
        "goal_id": row.id,
        "day": values["computed_for"],
        "progress_ppm": values["progress_ppm"],
        "expected_ppm": values["expected_ppm"],
        "status": values["shown"],
    }
