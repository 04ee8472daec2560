"""What a handler works with: who asks, on which day, under which settings, in which transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from okr.domain.errors import NotAllowed
from okr.domain.policy import Action, Actor, Facts, explain, may
from okr.domain.vocabulary import ObjectKind
from storage.unit_of_work import ReadWork, WriteWork

if TYPE_CHECKING:
    from storage.audit import Entry
    from storage.rows import AnyRow


class Settings(NamedTuple):
    """The organisation's settings that handlers need."""

    organisation_id: UUID
    name: str
    time_zone: ZoneInfo
    cadence: str
    grace_days: int
    minimum_answers: int
    owner_id: UUID | None
    turned_to: date | None
    reminder_days: int


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A query being answered. `today` is the day in the organisation's time zone, `now` is in UTC."""

    work: ReadWork
    actor: Actor
    settings: Settings
    today: date
    now: datetime

    @property
    def connection(self) -> Connection:
        """The connection of the transaction."""
        return self.work.connection

    def may(self, action: Action, facts: Facts) -> bool:
        """Whether the acting person may do this."""
        return may(self.actor, action, facts)


@dataclass(slots=True)
class Trace:
    """What a command leaves behind beside its work: audit entries; not even its key where it only looked (a dry run)."""

    entries: "list[Entry]" = field(default_factory=list)
    written: int = 0
    only_looked: bool = False


@dataclass(frozen=True, slots=True)
class WriteCase(ReadCase):
    """A command being carried out; what `record` gathers is written to the audit in its transaction."""

    work: WriteWork
    operation: str
    trace: Trace = field(default_factory=Trace)
    answers: "Sequence[Sequence[AnyRow]]" = ()
    """What was answered to the questions that the handler asks ahead; nothing, where another handler calls it (to undo something)."""

    @property
    def restores(self) -> bool:
        """Whether this puts back what stood before, as undoing does: then every way back is open."""
        return False

    @property
    def entries(self) -> "list[Entry]":
        """What was noted for the audit so far."""
        return self.trace.entries

    def entries_to_write(self) -> "list[Entry]":
        """What was noted for the audit and is not written yet; whoever asks for it writes it."""
        new = self.trace.entries[self.trace.written :]
        self.trace.written = len(self.trace.entries)
        return new

    def only_looked(self) -> None:
        """Say that this command wrote nothing, as was asked or since it was refused: then nothing at all is written of it."""
        self.trace.only_looked = True

    def require(self, action: Action, facts: Facts) -> None:
        """Refuse with the reason (NotAllowed) what the acting person may not do, and name who has the right."""
        if self.may(action, facts):
            return
        from okr.application.rights import who_has  # only where somebody is refused

        raise NotAllowed(explain(action, facts), hint=who_has(self, action, facts))

    def record(
        self,
        kind: ObjectKind | None,
        object_id: UUID | None,
        object_key: str | None,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        """Note for the audit what this command did to an object; of what did not change nothing is kept."""
        if before is not None and after is not None:
            changed = {name for name in after if before.get(name) != after[name]}
            before = {name: value for name, value in before.items() if name in changed}
            after = {name: value for name, value in after.items() if name in changed}
        from storage.audit import Entry  # only what writes needs it

        self.entries.append(
            Entry(
                operation=self.operation,
                recorded_at=self.now,
                by_id=self.actor.person_id,
                object_kind=kind,
                object_id=object_id,
                object_key=object_key,
                before=before,
                after=after,
            )
        )


class RestoringCase(WriteCase):
    """A command that puts back what the acting person changed a moment ago and nobody else since.

    Whoever was allowed to change it may put it back, also where the change itself took their right away: a goal that was handed
    to somebody else, a goal that was cancelled.
    """

    __slots__ = ()

    @property
    def restores(self) -> bool:
        """Always."""
        return True

    def may(self, action: Action, facts: Facts) -> bool:
        """Always: they were allowed to make the change."""
        return True

    def require(self, action: Action, facts: Facts) -> None:
        """Refuses nothing."""


def restoring(case: WriteCase) -> RestoringCase:
    """The same case, for putting back what it changed; what is noted for the audit stands in one trace."""
    return RestoringCase(**{one.name: getattr(case, one.name) for one in fields(case)})
