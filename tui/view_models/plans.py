"""A plan file and a document with goals as the interface sees them: what they would do, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from okr.domain.vocabulary import GoalState, Status


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with what it was and what it is going to be."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DeedItem:
    """What a plan creates, changes or removes."""

    deed: str
    kind: str
    key: str
    title: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class EffectItem:
    """Where a goal stands before and after; `is_above`: the plan does not touch it, what it touches leads there.

    What is not lived stands where people put it: as a draft, paused, achieved.
    """

    key: str
    title: str
    is_above: bool
    progress_before: int | None
    progress_after: int | None
    status_before: Status | GoalState | None
    status_after: Status | GoalState | None


@dataclass(frozen=True, slots=True)
class LettersItem:
    """The SMART letters of a goal, and what to write instead where one fails."""

    key: str
    title: str
    letters: str
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConflictItem:
    """What has moved since the file was written, and would be overwritten."""

    key: str
    field: str
    now: str | None
    planned: str | None


@dataclass(frozen=True, slots=True)
class RemarkItem:
    """What is refused or worth knowing, with its place in the file."""

    level: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class PlanLook:
    """What a plan file does, or did. `text` is what the file held when it was read; `trouble`: why the file was not brought up."""

    text: str
    written: bool
    deeds: tuple[DeedItem, ...]
    untouched: int
    effects: tuple[EffectItem, ...]
    letters: tuple[LettersItem, ...]
    contracts: tuple[str, ...]
    conflicts: tuple[ConflictItem, ...]
    remarks: tuple[RemarkItem, ...]
    trouble: str | None = None

    @property
    def is_refused(self) -> bool:
        """Whether something stands in its way."""
        return bool(self.conflicts) or any(one.level == "refused" for one in self.remarks)

    @property
    def counts(self) -> Mapping[str, int]:
        """How much it creates, changes and removes; only what there is."""
        found: dict[str, int] = {}
        for deed in self.deeds:
            found[deed.deed] = found.get(deed.deed, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class OutlineLook:
    """What was understood of a document, and the plan file that is proposed."""

    text: str
    counts: Mapping[str, int]
    remarks: tuple[str, ...]
    roles: tuple[str, ...]
    """Who answers for something there by a name that nobody was named for."""
