"""Blockers: until when an answer is due, and to whom one climbs that nobody answered."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from okr.domain.working_days import after_working_days

ONE_DAY = timedelta(days=1)


class Waiting(NamedTuple):
    """For whom a blocker waits, until which day (that day included), and since when, where it climbed there."""

    owner_id: UUID | None
    answer_due_on: date
    climbed_on: date | None = None


def waits_from(owner_id: UUID | None, *, today: date, reminder_days: int) -> Waiting:
    """For whom a blocker of today waits, and until when: so many working days."""
    return Waiting(owner_id, after_working_days(today, reminder_days))


def climb(waiting: Waiting, above: Sequence[UUID], *, today: date, reminder_days: int) -> Waiting:
    """Where a blocker without an answer has got to by a day: each who lets the day pass hands it to whoever is next above.

    `above` are those above the one for whom it waits, the nearest first. At the top it stays, and is late. The same day gives
    the same answer, however often and from whatever day before it is asked.
    """
    for person_id in above:
        if waiting.answer_due_on >= today:
            break
        climbed_on = waiting.answer_due_on + ONE_DAY
        waiting = Waiting(person_id, after_working_days(climbed_on, reminder_days), climbed_on)
    return waiting
