"""Taking back what one has just done."""

from datetime import datetime

from okr.contract.base import Command, Model, Query, operation
from okr.domain.undoing import MINUTES, NOT_UNDONE

__all__ = ["MINUTES", "NOT_UNDONE", "LastChange", "ShowLastChange", "UndoLast", "UndoStep"]


class UndoStep(Model):
    """A change that can be undone, or the reason why it cannot. `words` say what undoing does, a sentence each."""

    operation: str
    keys: tuple[str, ...]
    skipped: tuple[str, ...] = ()
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
