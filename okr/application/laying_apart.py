"""R16: on SQLite a past day of a large company is laid by a process of its own, into files that the first one reads afterwards.

Whoever looks at a screen keeps theirs for their keys, and its memory stays small. Where the other process cannot be started, or
comes to nothing, the day is laid here.
"""

from contextlib import nullcontext
from pathlib import Path
from typing import cast

from okr.application.beside import beside, serve, step_behind
from okr.application.case import ReadCase
from okr.application.laid_company import Laying
from okr.application.laying_numbers import numbers_apart
from okr.application.laying_task import Task, case_of
from storage import scratch
from storage.kept_days import Tick
from storage.laid_tables import show_check_ins
from storage.unit_of_work import Store, WriteWork

OPENED, LAID = "opened", "laid"


def lay_apart(case: ReadCase, task: Task, work: WriteWork, tick: Tick) -> bool:
    """Have another process lay a day into files that `work` reads; False where it came to nothing.

    Interrupted by `tick`, where the day is not wanted any more.
    """
    store = cast(Store, work.store)
    with beside(__spec__.name, store.url, behind=True) as helper:
        if helper is None:
            return False
        with store.waiting(helper.process.kill):
            tick(0, 1)
            if not helper.send(task):
                return False
            while (said := helper.receive()) != LAID:
                if isinstance(said, tuple):
                    tick(*said)
                elif said == OPENED:
                    task.room.forget_names()
                else:  # it is gone: stopped by whoever does not want the day any more, which this says, or by accident
                    tick(0, 1)
                    return False
    with work.connection.begin():
        scratch.look_again(work.connection)
        show_check_ins(work, task.when)
    return True


def main() -> None:
    """The other process. It ends with the first one, at the latest when it says how far it is."""
    step_behind()
    with serve() as (store, asked, answer):
        task = cast(Task, next(asked))
        connection = scratch.enter(cast(Path, store.url.path), task.room.first)
        with (
            numbers_apart(store, task) if task.is_much else nullcontext() as together,
            connection,
            connection.begin(),
        ):
            answer(OPENED)
            work = WriteWork(connection, store)
            laying = Laying(
                case_of(task, work), work, task.when, task.hidden, lambda done, steps: answer((done, steps))
            )
            laying.lay(together if together is not None and together.has_begun_with(work) else None)
        answer(LAID)


if __name__ == "__main__":
    main()
