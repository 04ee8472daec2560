"""What a unit learned from a cycle, as other answers show it."""

from datetime import datetime

from okr.contract.base import Model, PersonRef, UnitRef


class Retrospective(Model):
    """What worked, what is to change, and what comes next."""

    cycle: str
    unit: UnitRef
    worked: str | None
    to_change: str | None
    next: str | None
    by: PersonRef
    recorded_at: datetime
    version: int
