"""Check-ins: what is due, what was recorded, and what a reading would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from okr.domain.vocabulary import (
    Status,
)
from tui.view_models.basics import Numbers
from tui.view_models.goals import ResultItem


@dataclass(frozen=True, slots=True)
class DueRow:
    """A key result whose check-in is due or late."""

    result: ResultItem
    due_on: date
    days_late: int
    may_check_in: bool
    skip: "Skip | None" = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Skip:
    """Why there is no reading this time, and until when that holds."""

    reason: str
    by: str | None
    until: date | None


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page of what is due."""

    rows: tuple[DueRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class CheckInItem:
    """One check-in as it was written, and what later ones say of it."""

    key: str
    number: int
    effective_on: date
    value: Decimal | None
    confidence: int | None
    status: Status | None
    note: str | None
    blocker: str | None
    by: str | None
    replaced: bool
    imported: bool
    read_by: str | None = None
    said_to_it: str | None = None
    at: datetime | None = None
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A check-in as it is being written; `after` is the number of the last one that whoever writes it has seen."""

    key: str
    value: Decimal
    confidence: int | None = None
    note: str | None = None
    blocker: str | None = None
    corrects: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is left without a reading on purpose, and why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reading would do to its key result, to the goal, and to the goals above, the nearest first."""

    before: Numbers
    after: Numbers
    goal_before: Numbers
    goal_after: Numbers
    warnings: tuple[str, ...]
    above: tuple["Movement", ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """What check-ins did, or would do, to one number above them."""

    key: str
    title: str
    before_ppm: int | None
    after_ppm: int | None
    status_before: Status | None
    status_after: Status | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many check-ins were written, and what moved."""

    count: int
    moved: tuple[Movement, ...]
    notices: tuple[str, ...]
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing was written, since others checked in meanwhile: by key what stands there now; `message` is what was said of every row."""

    by: Mapping[str, CheckInItem]
    message: str
    field: str | None = None
