"""What is found while a plan is looked at: refusals and remarks by their place in the file, and conflicts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from okr.contract.plans import Plan, PlanConflict, PlanFinding, PlanGoal, PlanKeyResult
from okr.domain.errors import OkrError

Path: TypeAlias = "tuple[str | int, ...]"
"""Where something stands in the file, such as ("goals", 3, "owner")."""

MOST = 1_000
"""Findings that are kept; nobody reads more."""

_FIELDS = frozenset(PlanGoal.model_fields) | frozenset(PlanKeyResult.model_fields)
_OTHER_NAMES = {"parent": "parents", "kind": "parents", "child": "feeds", "due": "due_on", "focus area": "focus_area"}


_NAMED_BY = {"parents": "goal", "feeds": "key_result", "initiatives": "owner"}
"""By what the items of a list name something else; those of other lists are such a name."""
_INHERITED = ("unit", "cycle")
"""What goals that name none have from the top of the file."""


@dataclass(slots=True)
class Findings:
    """The findings of one plan, in the order in which they were met; what is said of one place is said once."""

    plan: Plan = field(default_factory=Plan)
    found: list[PlanFinding] = field(default_factory=list)
    conflicts: list[PlanConflict] = field(default_factory=list)
    refused: int = 0
    _said: set[tuple[Path, str]] = field(default_factory=set)

    @property
    def stand_in_the_way(self) -> bool:
        """Whether the plan cannot be applied."""
        return bool(self.refused or self.conflicts)

    def add(self, level: Literal["refused", "warning", "note"], path: Path, message: str) -> None:
        """Keep a finding."""
        self.refused += level == "refused"
        if (path, message) in self._said:
            return
        self._said.add((path, message))
        if len(self.found) < MOST:
            self.found.append(PlanFinding(level=level, path=path, message=message))

    def refuse(self, path: Path, error: OkrError) -> None:
        """Keep an error with the field that it names."""
        name = _OTHER_NAMES.get(error.field or "", error.field)
        place = (*path, name) if name in _FIELDS and name not in path else path
        self.add(
            "refused",
            self._closest(place, error.message),
            error.message if error.hint is None else f"{error.message} {error.hint}",
        )

    def _closest(self, path: Path, message: str) -> Path:
        """Where the file says what was refused: at its top what goals have from there, and the item of a list that is named."""
        values: list[object] = [self.plan]
        for step in path:
            values.append(_value_at(values[-1], step))
        name, given = path[-1] if path else None, values[-1]
        if name in _INHERITED and given is None and len(path) == 3 and getattr(self.plan, str(name)) is not None:
            return (str(name),)
        if not isinstance(given, tuple) or not isinstance(name, str):
            return path
        texts = [getattr(item, _NAMED_BY.get(name, ""), item) for item in given]
        meant = [place for place, text in enumerate(texts) if isinstance(text, str) and _names(message, text)]
        return (*path, meant[0]) if len(meant) == 1 else path

    @contextmanager
    def at(self, path: Path) -> Iterator[None]:
        """Around what is done for one place of the file: what is refused there becomes a finding, and the rest goes on."""
        try:
            yield
        except OkrError as error:
            self.refuse(path, error)


def _value_at(value: object, step: str | int) -> object:
    if isinstance(step, int):
        return value[step] if isinstance(value, tuple) and step < len(value) else None
    return getattr(value, step, None)


def _names(message: str, text: str) -> bool:
    """Whether a sentence speaks of a name, as a word of its own."""
    return re.search(rf"(?<![\w.-]){re.escape(text)}(?![\w-]|\.\w)", message, re.IGNORECASE) is not None
