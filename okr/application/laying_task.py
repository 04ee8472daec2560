"""R16: what the processes are told that lay a past day of a large company (`laying_apart`, `laying_numbers`)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from okr.application.case import ReadCase, Settings
from okr.domain.policy import Actor
from storage.as_of import When
from storage.scratch import Room
from storage.unit_of_work import WriteWork


@dataclass(frozen=True, slots=True)
class Task:
    """What the other process is to lay, for whom, and into which files."""

    room: Room
    when: When
    hidden: frozenset[UUID]
    actor: Actor
    settings: Settings
    today: date
    now: datetime
    is_much: bool
    """Whether a further process pays."""


def case_of(task: Task, work: WriteWork) -> ReadCase:
    """The case that is told of, in a transaction of the other process."""
    return ReadCase(work, task.actor, task.settings, task.today, task.now)
