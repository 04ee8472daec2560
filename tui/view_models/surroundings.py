"""What surrounds the goals: cycles to choose from, notices, and the change that can be undone."""

from dataclasses import dataclass
from datetime import date, datetime

from okr.domain.vocabulary import NoticeAsks


@dataclass(frozen=True, slots=True)
class CycleChoice:
    """A cycle that one can look at."""

    key: str
    kind: str
    starts: date
    ends: date
    state: str
    goals: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened and concerns whoever looks; `kind` and `key` say what it is about, `asks` what is to be done."""

    kind: str
    key: str
    words: str
    by: str | None
    at: datetime
    is_read: bool
    asks: NoticeAsks | None = None


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest change of one's own: what it was, whether it can be taken back, and what that does, in sentences."""

    what: str
    possible: bool
    words: tuple[str, ...]
