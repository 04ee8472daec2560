"""Taking back the last change: found in the audit, and done by the opposite commands through their own handlers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase, WriteCase, restoring
from okr.application.handlers import handler_of, reads, writes
from okr.application.inverses import opposites
from okr.application.inverses_parts import Opposite
from okr.contract.undo import MINUTES, NOT_UNDONE, LastChange, ShowLastChange, UndoLast, UndoStep
from okr.domain.errors import Conflict, RuleViolation
from okr.domain.undoing import done_words
from okr.domain.vocabulary import ObjectKind
from storage import audit
from storage.audit import Entry
from storage.comments import results_of

UNDO = "undo.last"
PARCEL = "check-ins.record-many"
WORDS = frozenset({"nudges.send", "nudges.take-back"})
"""What is said about an object and changes nothing of it."""

QUIET = frozenset({"notices.read", "verification.repair", "verification.turn-day"})
"""What is no change that a person would take back: what they read, and what follows from the calendar and from check-ins."""

LOOKED_BACK = 20
"""Audit entries of an object in which the newest change of it is looked for."""

LOOKED_AT = 2_000
"""Audit entries of a person that are looked through; one command may write many."""


class _Change(NamedTuple):
    """What one command wrote into the audit, in the order of writing; `id` is of its first entry.

    `settled` are the times of the person's later changes that were undone: they do not stand between. One that wrote more than is
    looked through is not `whole`.
    """

    id: UUID
    entries: tuple[Entry, ...]
    settled: frozenset[datetime] = frozenset()
    whole: bool = True

    @property
    def operation(self) -> str:
        return self.entries[0].operation

    @property
    def keys(self) -> tuple[str, ...]:
        return _keys(self.entries)

    @property
    def reasons(self) -> tuple[Entry, ...]:
        """The comments that say why there is no check-in: a parcel of check-ins writes no others."""
        if self.operation != PARCEL:
            return ()
        return tuple(entry for entry in self.entries if entry.object_kind is ObjectKind.COMMENT)


def _keys(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.object_key for entry in entries if entry.object_key is not None))


@reads(ShowLastChange)
def show_last_change(case: ReadCase, query: ShowLastChange) -> LastChange:
    """What would be undone, in words, or why it cannot be."""
    change = _last(case)
    if change is None:
        return LastChange(step=None)
    try:
        _require_unchanged_since(case, change)
        found = _opposites(case, change)
    except (Conflict, RuleViolation) as refused:
        return LastChange(step=_step(case, change, possible=False, words=(refused.message,)))
    return LastChange(step=_step(case, change, possible=True, words=tuple(one.words for one in found)))


@writes(UndoLast)
def undo_last(case: WriteCase, command: UndoLast) -> UndoStep:
    """Carry out the opposite commands in one transaction, with the right that the change was made by."""
    change = _last(case)
    if change is None:
        raise RuleViolation(f"You changed nothing in the last {MINUTES} minutes that could be undone.")
    _require_unchanged_since(case, change)
    found = _opposites(case, change)
    back = restoring(case)
    for one in found:
        handler_of(one.request).function(back, one.request)
    case.record(
        None, None, ", ".join(change.keys) or None, before={"operation": change.operation}, after={"undone": change.id}
    )
    return _step(case, change, possible=True, words=tuple(one.words for one in found))


def _last(case: ReadCase) -> _Change | None:
    """The newest change within the time that was not undone and is none itself."""
    since = case.now - timedelta(minutes=MINUTES)
    found = audit.last_by(case.work, case.actor.person_id, since=since, limit=LOOKED_AT)
    undone = {(entry.after or {}).get("undone") for _, entry in found if entry.operation == UNDO}
    settled: set[datetime] = set()
    for change in _changes(found):
        if change.operation in QUIET:
            continue
        if change.operation != UNDO and change.id not in undone:
            is_cut = len(found) == LOOKED_AT and change.entries[0] is found[-1][1]
            return change._replace(settled=frozenset(settled), whole=not is_cut)
        settled.add(change.entries[0].recorded_at)
    return None


def _changes(found: Sequence[tuple[UUID, Entry]]) -> list[_Change]:
    """Entries, newest first, as commands: those of one command are neighbours with one name and one time."""
    changes: list[_Change] = []
    together: list[tuple[UUID, Entry]] = []
    for one in found:
        if together and _command_of(one[1]) != _command_of(together[-1][1]):
            changes.append(_change(together))
            together = []
        together.append(one)
    if together:
        changes.append(_change(together))
    return changes


def _command_of(entry: Entry) -> tuple[object, ...]:
    return entry.operation, entry.recorded_at


def _change(newest_first: Sequence[tuple[UUID, Entry]]) -> _Change:
    return _Change(newest_first[-1][0], tuple(entry for _, entry in reversed(newest_first)))


def _opposites(case: ReadCase, change: _Change) -> list[Opposite]:
    """The commands that take a change back, the last part of it first; RuleViolation where there are none."""
    reason = NOT_UNDONE.get(change.operation)
    if reason is not None:
        raise RuleViolation(f"{_named(change)}. This cannot be undone: {reason}.")
    if not change.whole:
        raise RuleViolation(
            f"{_named(change)}. This changed {LOOKED_AT:,} things or more, which is not undone at once."
        )
    found = opposites(case, change.entries)
    if not found:
        raise RuleViolation(f"{_named(change)}. This changed nothing that could be undone.")
    return found


def _require_unchanged_since(case: ReadCase, change: _Change) -> None:
    """Refuse where somebody changed one of the objects after this; a check-in is taken back whatever followed it."""
    own = change.settled | {entry.recorded_at for entry in change.entries}
    for entry in change.entries:
        if entry.object_id is None or entry.object_kind in {None, ObjectKind.CHECK_IN} or entry.operation in WORDS:
            continue
        newest = audit.of_object(case.work, entry.object_id, limit=LOOKED_BACK)
        since = next((one.recorded_at for one in newest if one.operation not in WORDS), None)
        if since is not None and since not in own:
            raise Conflict(f"{entry.object_key} was changed since; look again before you take your change back.")


def _step(case: ReadCase, change: _Change, *, possible: bool, words: tuple[str, ...]) -> UndoStep:
    reasons = change.reasons
    said = [entry.object_id for entry in reasons if entry.object_id is not None]
    return UndoStep(
        operation=change.operation,
        keys=_keys([entry for entry in change.entries if entry not in reasons]) if reasons else change.keys,
        skipped=results_of(case.work, said) if said else (),
        recorded_at=change.entries[0].recorded_at,
        possible=possible,
        words=words,
    )


def _named(change: _Change) -> str:
    what = done_words(change.operation, change.keys)
    return what[0].upper() + what[1:]
