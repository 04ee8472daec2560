"""The smallest values: who, what, the numbers of one thing, what was found, what went wrong."""

from dataclasses import dataclass

from okr.domain.vocabulary import (
    Status,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person or a unit by key and name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of a goal or key result (R1, R2, R5, R6, R8); tracked key results have no status.

    `set_by_hand`: a person set the status (R7).
    """

    progress_ppm: int | None
    raw_ppm: int | None
    expected_ppm: int | None
    coverage_ppm: int | None
    status: Status | None
    weakest: Status | None = None
    stale: bool = False
    set_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found by a few letters."""

    kind: str
    key: str
    title: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong, in words, with the way out; `code` is for whoever mends it."""

    message: str
    hint: str | None = None
    field: str | None = None
    code: str = "refused"

    @property
    def in_a_line(self) -> str:
        """What went wrong and the way out, for a line that stands by itself."""
        if not self.hint:
            return self.message
        return (
            f"{self.message} {self.hint}" if self.message.endswith((".", "?", "!")) else f"{self.message}; {self.hint}"
        )
