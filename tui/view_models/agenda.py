"""The agenda of a talk of two people."""

from dataclasses import dataclass
from datetime import date

from okr.domain.vocabulary import Status
from tui.view_models.agreements import Ask
from tui.view_models.basics import Named
from tui.view_models.check_ins import DueRow
from tui.view_models.conversation import Blocker, Work
from tui.view_models.homes import Acknowledged


@dataclass(frozen=True, slots=True)
class Changed:
    """A goal that moved, or began: where it stood and where it stands."""

    key: str
    title: str
    before_ppm: int | None
    after_ppm: int | None
    status_before: Status | None
    status_after: Status | None
    began: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class MovedTarget:
    """What was changed of what a goal has to reach."""

    key: str
    field: str
    before: str | None
    after: str | None
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Agenda:
    """What two people have to talk about; `markdown` is the same as a document, `hidden` counts goals that are not shown."""

    person: Named
    with_person: Named
    day: date
    since: date
    days: int
    changed: tuple[Changed, ...]
    moved: tuple[MovedTarget, ...]
    blockers: tuple[Blocker, ...]
    due: tuple[DueRow, ...]
    work: tuple[Work, ...]
    asks: tuple[Ask, ...]
    recognition: tuple[Acknowledged, ...]
    hidden: int
    markdown: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to talk about."""
        return not (
            self.changed or self.moved or self.blockers or self.due or self.work or self.asks or self.recognition
        )
