"""Keeping the derived numbers true: verify, repair, and the turn of the day."""

from datetime import date

from okr.contract.base import Command, Model, Query, operation


class Difference(Model):
    """A stored number that is not what the check-ins and definitions give."""

    key: str
    field: str
    stored: str | None
    computed: str | None


class VerifyReport(Model):
    """What was recomputed, and what differs (there must be nothing). `differences` is cut at 100."""

    day: date
    goals: int
    key_results: int
    check_ins: int
    difference_count: int
    differences: tuple[Difference, ...]
    repaired: bool = False
    seconds: float


@operation("verification.verify", "GET", "/verification")
class Verify(Query[VerifyReport]):
    """Recompute everything from check-ins and definitions, and compare."""


@operation("verification.repair", "POST", "/verification/repair")
class Repair(Command[VerifyReport]):
    """Write the recomputed numbers where they differ."""


class TurnReport(Model):
    """What the turn of the day did."""

    day: date
    key_results: int
    goals: int
    seconds: float
    finished: bool


@operation("verification.turn-day", "POST", "/verification/turn-day")
class TurnDay(Command[TurnReport]):
    """Bring every number that moves with the calendar to today; safe to run again, and to interrupt."""

    chunk: int = 2000
