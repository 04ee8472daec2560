"""A large company is recomputed by two processes: each takes half of the key results, then half of the goals of a large level.

Both see the same moment. Whatever becomes of the second one, the answer is right: its half is then gone through here.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import text

from okr.application.beside import Beside, beside, serve
from okr.application.recomputed_rows import Rules
from okr.application.recomputing import (
    Company,
    Part,
    Recomputed,
    add_up_level,
    finish,
    look_at,
    recompute,
)
from okr.application.recomputing_alike import recompute_part
from okr.domain.errors import OkrError
from storage import verification
from storage.unit_of_work import ReadWork, Store

LARGE = 200_000
"""Key results from which on it pays: a process takes half a second to start."""

READY, BEGUN = "ready", "begun"


@dataclass(frozen=True, slots=True)
class Task:
    """What the second process is to do; `snapshot` names the moment on PostgreSQL."""

    rules: Rules
    after: UUID
    snapshot: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of goals, of which the second process adds up those with ids after one, from the sums of all goals after it."""

    level: int
    after: UUID
    sums: list[int]
    speakers: dict[int, dict[tuple[int, int], int]]


def recompute_whole(store: Store, rules: Rules, *, large: int = LARGE) -> Recomputed:
    """Recompute the company in one reading transaction, by two processes where it is large."""
    if store.read(verification.count_key_results) < large:
        return store.read(lambda work: recompute(work, rules), timeout_s=0)
    with beside(__spec__.name, store.url) as helper:

        def both(work: ReadWork) -> Recomputed:
            try:
                return _together(store, work, rules, helper)
            except (
                BaseException
            ):  # raised again: whatever breaks off, the helper has begun, and a second try is done alone
                if helper is not None:
                    helper.is_lost = True
                raise

        return store.read(both, timeout_s=0)


def _together(store: Store, work: ReadWork, rules: Rules, helper: Beside | None) -> Recomputed:
    middle = _begin_together(store, work, rules, helper) if helper is not None else None
    company = look_at(work, rules)
    part = recompute_part(company, to=middle)
    if middle is None or helper is None:
        return finish(company, part)
    other = _answer(helper)
    part.add(other if other is not None else recompute_part(company, after=middle))

    def share(_: Company, part: Part, level: int, many: int) -> None:
        _share_level(company, part, level, many, helper)

    return finish(company, part, share if other is not None else None)


def _share_level(company: Company, part: Part, level: int, many: int, helper: Beside) -> None:
    """Add up the first half of the goals of a level, and have the second process add up the others from the same sums."""
    middle = verification.middle_of_level(company.work, level, many)
    later = cast("list[int]", part.sums)[company.after(middle) :]
    told = helper.send(Level(level, middle, later, part.speakers))
    add_up_level(company, part, part, level, to=middle)
    other = _answer(helper) if told else None
    if other is None:
        add_up_level(company, part, part, level, after=middle)
    else:
        part.add(other)


def _begin_together(store: Store, work: ReadWork, rules: Rules, helper: Beside) -> UUID | None:
    """Have the second process begin at the same moment; None where it cannot, so that all is done here."""
    if work.is_postgresql:  # the moment is kept, so that it may begin later
        middle = verification.middle_of_key_results(work)
        snapshot = str(work.connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
        return middle if middle is not None and helper.send(Task(rules, middle, snapshot)) else None
    if helper.receive() != READY:
        return None

    def begin(_: ReadWork) -> UUID | None:
        middle = verification.middle_of_key_results(work)  # the reading transaction sees from now on what is there now
        return middle if middle is not None and _tell(helper, Task(rules, middle, None)) else None

    try:  # nothing is written: while this is held, nobody else writes between the two beginnings
        return store.write(begin)
    except OkrError:
        return None


def _tell(helper: Beside, task: Task) -> bool:
    """Hand over the task, and wait until its transaction has begun."""
    return helper.send(task) and helper.receive() == BEGUN


def _answer(helper: Beside) -> Part | None:
    """What the second process found; None where it came to nothing."""
    answer = helper.receive()
    while answer in (READY, BEGUN):
        answer = helper.receive()
    return answer if isinstance(answer, Part) else None


def main() -> None:
    """The second process: its half of the key results, then of each level that it is told of."""
    with serve() as (store, asked, answer):
        answer(READY)
        task = cast(Task, next(asked))

        def share(work: ReadWork) -> None:
            if task.snapshot is not None:
                work.connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{task.snapshot}'")
            verification.count_key_results(work)  # on SQLite a transaction sees what is there at its first statement
            answer(BEGUN)
            company = look_at(work, task.rules)
            answer(recompute_part(company, after=task.after))
            for told in asked:
                answer(_add_up_later(company, cast(Level, told)))

        store.read(share, timeout_s=0)


def _add_up_later(company: Company, told: Level) -> Part:
    """What the later goals of a level give to others: few, so that their sums go by number."""
    given = company.empty_part()
    cast("list[int]", given.sums)[company.after(told.after) :] = told.sums
    given.speakers = told.speakers
    added = Part(defaultdict(int))
    add_up_level(company, given, added, told.level, after=told.after)
    return added


if __name__ == "__main__":
    main()
