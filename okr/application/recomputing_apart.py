"""A large company is recomputed by two processes: each takes half of the key results, then half of the goals of a large level.

Both see the same moment. Python works on one processor at a time. The second process is started anew, reads only, and is told everything through its
standard input. Whatever becomes of it, the answer is right: its half is then gone through here.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast
from uuid import UUID

from sqlalchemy import text

from okr.application.recomputed_rows import Rules
from okr.application.recomputing import (
    Company,
    Part,
    Recomputed,
    add_up_level,
    finish,
    look_at,
    recompute,
    recompute_part,
)
from okr.domain.errors import OkrError
from storage import verification
from storage.engine import StoreUrl
from storage.unit_of_work import ReadWork, Store, open_store

LARGE = 200_000
"""Key results from which on it pays: a process takes half a second to start."""

READY, BEGUN = b"ready\n", b"begun\n"


@dataclass(frozen=True, slots=True)
class Task:
    """What the second process is to do; `snapshot` names the moment on PostgreSQL."""

    rules: Rules
    after: UUID
    snapshot: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of goals, of which the second process adds up those with ids after one, from these sums."""

    level: int
    after: UUID
    part: Part


def recompute_whole(store: Store, rules: Rules, *, large: int = LARGE) -> Recomputed:
    """Recompute the company in one reading transaction, by two processes where it is large."""
    if store.read(verification.count_key_results) < large:
        return store.read(lambda work: recompute(work, rules), timeout_s=0)
    with _helper(store.url) as helper:
        return store.read(lambda work: _together(store, work, rules, helper), timeout_s=0)


def _together(store: Store, work: ReadWork, rules: Rules, helper: "subprocess.Popen[bytes] | None") -> Recomputed:
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


def _share_level(company: Company, part: Part, level: int, many: int, helper: "subprocess.Popen[bytes]") -> None:
    """Add up the first half of the goals of a level, and have the second process add up the others from the same sums."""
    middle = verification.middle_of_level(company.work, level, many)
    told = _send(helper, Level(level, middle, Part(part.sums, speakers=part.speakers)))
    add_up_level(company, part, part, level, to=middle)
    other = _answer(helper) if told else None
    if other is None:
        add_up_level(company, part, part, level, after=middle)
    else:
        part.add(other)


def _begin_together(store: Store, work: ReadWork, rules: Rules, helper: "subprocess.Popen[bytes]") -> UUID | None:
    """Have the second process begin at the same moment; None where it cannot, so that all is done here."""
    if _line(helper) != READY:
        return None
    if work.is_postgresql:
        middle = verification.middle_of_key_results(work)
        snapshot = str(work.connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
        return middle if middle is not None and _tell(helper, Task(rules, middle, snapshot)) else None

    def begin(_: ReadWork) -> UUID | None:
        middle = verification.middle_of_key_results(work)  # the reading transaction sees from now on what is there now
        return middle if middle is not None and _tell(helper, Task(rules, middle, None)) else None

    try:
        return store.write(
            begin
        )  # nothing is written: while this is held, nobody else writes between the two beginnings
    except OkrError:
        return None


def _tell(helper: "subprocess.Popen[bytes]", task: Task) -> bool:
    """Hand over the task, and wait until its transaction has begun."""
    return _send(helper, task) and _line(helper) == BEGUN


def _send(helper: "subprocess.Popen[bytes]", task: Task | Level) -> bool:
    try:
        _write(cast("IO[bytes]", helper.stdin), task)
    except OSError:
        return False
    return True


def _line(helper: "subprocess.Popen[bytes]") -> bytes:
    return cast("IO[bytes]", helper.stdout).readline()


def _answer(helper: "subprocess.Popen[bytes] | None") -> Part | None:
    """What the second process found; None where it came to nothing."""
    if helper is None:
        return None
    try:
        answer = pickle.load(cast("IO[bytes]", helper.stdout))  # noqa: S301 - our own process
    except (EOFError, OSError, pickle.UnpicklingError):
        return None
    return answer if isinstance(answer, Part) else None


@contextmanager
def _helper(url: StoreUrl) -> "Iterator[subprocess.Popen[bytes] | None]":
    """The second process, told where the company is; None where none can be started."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        helper = subprocess.Popen(
            [sys.executable, "-m", __spec__.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    except OSError:
        yield None
        return
    with helper:
        try:
            pickle.dump(url, cast("IO[bytes]", helper.stdin))
            cast("IO[bytes]", helper.stdin).flush()
            yield helper
        except BrokenPipeError:
            yield None
        finally:
            helper.kill()


def main() -> None:
    """The second process: its half of the key results, as it is told on standard input."""
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    with open_store(cast(StoreUrl, pickle.load(source))) as store:  # noqa: S301 - our own process
        _say(answers, READY)
        task = cast(Task, pickle.load(source))  # noqa: S301 - our own process

        def share(work: ReadWork) -> None:
            if task.snapshot is not None:
                work.connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{task.snapshot}'")
            verification.count_key_results(work)
            _say(answers, BEGUN)
            company = look_at(work, task.rules)
            _write(answers, recompute_part(company, after=task.after))
            while True:
                level = cast(Level, pickle.load(source))  # noqa: S301 - our own process
                added = company.empty_part()
                add_up_level(company, level.part, added, level.level, after=level.after)
                _write(answers, added)

        store.read(share, timeout_s=0)


def _write(where: "IO[bytes]", what: Task | Level | Part) -> None:
    pickle.dump(what, where, protocol=pickle.HIGHEST_PROTOCOL)
    where.flush()


def _say(answers: "IO[bytes]", word: bytes) -> None:
    answers.write(word)
    answers.flush()


if __name__ == "__main__":
    main()
