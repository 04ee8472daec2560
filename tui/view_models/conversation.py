"""What people say about a goal, what is in the way, who does what, and which goals need each other."""

from dataclasses import dataclass
from datetime import date

from okr.domain.vocabulary import BlockerState, DependencyKind, GoalState, Status
from tui.view_models.basics import Named


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `on` is what it is about, and what was withdrawn has no text."""

    goal: str
    number: int
    on: str
    text: str | None
    by: Named | None
    day: date
    may_withdraw: bool
    may_restore: bool


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something in the way of a key result, with who has to answer it by when, and the answer."""

    key: str
    result: str
    title: str
    text: str
    state: BlockerState
    raised_on: date
    by: Named | None
    owner: Named | None
    answer_due_on: date
    days_late: int
    climbed_on: date | None
    answer: str | None
    answered_by: Named | None
    version: int


@dataclass(frozen=True, slots=True)
class Work:
    """An initiative: who does what until when."""

    key: str
    goal: str
    result: str | None
    title: str
    owner: Named | None
    due_on: date | None
    done_on: date | None
    days_late: int
    version: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A goal that this one needs, or that needs this one."""

    key: str
    title: str
    kind: DependencyKind
    note: str | None
    owner: Named | None
    state: GoalState
    status: Status | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """All of it about one goal; `results` are its key results by key and title, what can be commented on."""

    key: str
    title: str
    owner: Named | None
    may: frozenset[str]
    results: tuple[Named, ...]
    comments: tuple[Comment, ...]
    more_comments: bool
    blockers: tuple[Blocker, ...]
    work: tuple[Work, ...]
    needs: tuple[Tie, ...]
    needed_by: tuple[Tie, ...]
    circle: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The comment that was written: who was told, and who was not, with the reason."""

    told: tuple[str, ...]
    not_told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkDraft:
    """What a form says about an initiative; `key` and `version` are those of one that is changed."""

    of: str
    title: str
    owner: str | None
    due_on: date | None
    key: str | None = None
    version: int | None = None
