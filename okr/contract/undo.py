"""Taking back what one has just done."""

from collections.abc import Mapping
from datetime import datetime

from okr.contract.base import Command, Model, Query, operation

MINUTES = 15
"""How long a change can be undone by who made it."""

NOT_UNDONE: Mapping[str, str] = {
    "check-ins.acknowledge": "that somebody has read a check-in stays true",
    "contributions.take-back": "take the step again",
    "cycles.create": "a cycle that is not used can stay; edit it instead",
    "cycles.move": "move the cycle again, with a reason",
    "focus-areas.create": "archive the focus area instead",
    "goals.carry": "cancel what was carried; it keeps its history",
    "grades.give": "grade again; both scores are kept with who gave them",
    "imports.run": "import the earlier file again",
    "notices.read": "what was read stays read",
    "nudges.take-back": "nudge again",
    "organisation.init": "a company is not taken back; delete its file or database",
    "people.create": "a person stays; enter the day on which they left",
    "plans.apply": "apply the plan that was exported before",
    "reorgs.apply": "apply another reorganisation that leads back; the plan named what stood before",
    "retrospectives.write": "write it again",
    "reviews.give": "give another verdict; what reviewers said stays",
    "undo.last": "do it again instead",
    "units.create": "archive the unit instead",
    "verification.repair": "numbers follow from what was checked in",
    "verification.turn-day": "numbers follow from the calendar",
}
"""The operations that `UndoLast` does not take back, each with what to do instead."""


class UndoStep(Model):
    """A change that can be undone, or the reason why it cannot. `words` say what undoing does, a sentence each."""

    operation: str
    keys: tuple[str, ...]
    recorded_at: datetime
    possible: bool
    words: tuple[str, ...]


class LastChange(Model):
    """The newest change of the acting person that was not undone; None where there is none in the last minutes."""

    step: UndoStep | None
    minutes: int = MINUTES


@operation("undo.show", "GET", "/undo")
class ShowLastChange(Query[LastChange]):
    """What `UndoLast` would take back now."""


@operation("undo.last", "POST", "/undo")
class UndoLast(Command[UndoStep]):
    """Take back the newest change of the acting person, by the commands that are its opposite.

    Refused where there is none in the last 15 minutes, where it cannot be undone, and where somebody changed the same since.
    """
