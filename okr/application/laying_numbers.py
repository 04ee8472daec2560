"""R16: while one process lays a past day of a large company, a further one works out the numbers of its key results, into a file of its own.

SQLite lets one process write a file, so each has its own, and the day is read from both. What key results follow from is laid in
both; those that are what they were on the day are read from the company itself. Both see the same moment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from okr.application.beside import Beside, beside, serve
from okr.application.laid_company import Laying
from okr.application.laid_numbers import worked_out_of, write_fed
from okr.application.laying_task import Task, case_of
from okr.application.recomputed_rows import Rows
from okr.application.recomputing import Company, Part, look_at
from okr.domain.errors import OkrError, Unreachable
from storage import schema, scratch, verification
from storage.kept_days import Tick
from storage.laid_progress import write_results
from storage.unit_of_work import Store, WriteWork

READY, BEGIN, BEGUN, WRITTEN = "ready", "begin", "begun", "written"

TOLD_AFTER = 20_000
"""Key results after which it says how far it is."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class NumbersApart:
    """The further process as the one sees it that lays the day."""

    store: Store
    helper: Beside

    def has_begun_with(self, work: WriteWork) -> bool:
        """Begin to read the company at the same moment, in a transaction that has not read it yet; False where that cannot be."""

        def begin(_: WriteWork) -> bool:
            scratch.begin_to_read(work.connection)
            return self.helper.send(BEGIN) and self.helper.receive() == BEGUN

        try:  # nothing is written: while this is held, nobody else writes between the two beginnings
            return self.store.write(begin)
        except OkrError:
            return False

    def part(self, tick: Tick) -> Part | None:
        """What goals get of their key results; None where it came to nothing. Waits for it."""
        said = self.helper.receive()
        while isinstance(said, tuple):
            tick(*said)
            said = self.helper.receive()
        return said if isinstance(said, Part) else None

    def finish(self) -> None:
        """Wait until all is written. Unreachable where it came to nothing."""
        if self.helper.receive() != WRITTEN:
            raise Unreachable("The process that worked out the numbers of a past day has ended.")


@contextmanager
def numbers_apart(store: Store, task: Task) -> Iterator[NumbersApart | None]:
    """A further process, which has opened its file; None where there is none."""
    with beside(__spec__.name, store.url, behind=True) as helper:
        is_ready = helper is not None and helper.send(task) and helper.receive() == READY
        yield NumbersApart(store, helper) if helper is not None and is_ready else None


def main() -> None:
    """The further process. It ends with the one that started it, at the latest when it says how far it is."""
    with serve() as (store, asked, answer):
        task = cast(Task, next(asked))
        connection = scratch.enter(cast(Path, store.url.path), task.room.second)
        with connection, connection.begin():
            answer(READY)
            next(asked)
            scratch.begin_to_read(connection)
            answer(BEGUN)
            _write_numbers(task, WriteWork(connection, store), answer)
        answer(WRITTEN)


def _write_numbers(task: Task, work: WriteWork, answer: Callable[[object], None]) -> None:
    laying = Laying(case_of(task, work), work, task.when, task.hidden, lambda done, steps: None)
    laying.lay_for_numbers()
    company, results = look_at(work, laying.rules), schema.key_results
    part, rows = company.empty_part(), Rows(company.notation, laying.rules)
    many = laying.over.count_today(results)

    def write() -> None:
        stream = verification.key_results_to_work_out(work, company.notation, after=None, to=None)
        found = worked_out_of(company, part, rows, stream)
        write_results(work, company.rules.today, _counted(found, lambda done: answer((done, many))))

    laying.over.show_as_they_are(results)
    write()
    laying.over.show_put(results)
    write()
    _leave_out_lost_feeds(company, part)
    write_fed(work, company, part)
    answer(Part(part.sums, speakers=part.speakers))
    laying.over.index(schema.key_result_progress)
    laying.over.analyse(schema.key_result_progress)


def _leave_out_lost_feeds(company: Company, part: Part) -> None:
    """Forget the feeds of which an end was not there on the day."""
    there = part.given.keys() | part.waiting.keys()
    for children in company.feeds_into.values():
        children[:] = [child for child in children if child[0] in there]


def _counted(rows: Iterator[Row], tell: Callable[[int], None]) -> Iterator[Row]:
    for done, row in enumerate(rows):
        if done % TOLD_AFTER == 0:
            tell(done)
        yield row


if __name__ == "__main__":
    main()
