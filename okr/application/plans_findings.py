"""What is found while a plan is looked at: refusals and remarks by their place in the file, and conflicts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from okr.contract.plans import PlanConflict, PlanFinding, PlanGoal, PlanKeyResult
from okr.domain.errors import OkrError

Path: TypeAlias = "tuple[str | int, ...]"
"""Where something stands in the file, such as ("goals", 3, "owner")."""

MOST = 1_000
"""Findings that are kept; nobody reads more."""

_FIELDS = frozenset(PlanGoal.model_fields) | frozenset(PlanKeyResult.model_fields)
_OTHER_NAMES = {"parent": "parents", "kind": "parents", "child": "feeds", "due": "due_on", "focus area": "focus_area"}


@dataclass(slots=True)
class Findings:
    """The findings of one plan, in the order in which they were met."""

    found: list[PlanFinding] = field(default_factory=list)
    conflicts: list[PlanConflict] = field(default_factory=list)
    refused: int = 0

    @property
    def stand_in_the_way(self) -> bool:
        """Whether the plan cannot be applied."""
        return bool(self.refused or self.conflicts)

    def add(self, level: Literal["refused", "warning", "note"], path: Path, message: str) -> None:
        """Keep a finding."""
        self.refused += level == "refused"
        if len(self.found) < MOST:
            self.found.append(PlanFinding(level=level, path=path, message=message))

    def refuse(self, path: Path, error: OkrError) -> None:
        """Keep an error with the field that it names."""
        name = _OTHER_NAMES.get(error.field or "", error.field)
        place = (*path, name) if name in _FIELDS and name not in path else path
        self.add("refused", place, error.message if error.hint is None else f"{error.message} {error.hint}")

    @contextmanager
    def at(self, path: Path) -> Iterator[None]:
        """Around what is done for one place of the file: what is refused there becomes a finding, and the rest goes on."""
        try:
            yield
        except OkrError as error:
            self.refuse(path, error)
