"""What rates are counted from: on-time check-ins (R14), and how aligned a unit is (R13)."""

from dataclasses import dataclass

from tui.view_models.accountability import Unaligned
from tui.view_models.basics import Named


@dataclass(frozen=True, slots=True)
class ResultKept:
    """A key result and how many of its check-in periods were kept how."""

    key: str
    title: str
    owner: Named | None
    on_time: int
    late: int
    missed: int


@dataclass(frozen=True, slots=True)
class OnTime:
    """An on-time rate of a unit or a person with what it was counted from; `more` results and `hidden` goals are not shown."""

    who: Named | None
    is_person: bool
    cycle: str
    goals: int
    key_results: int
    rate_ppm: int | None
    sentence: str
    results: tuple[ResultKept, ...]
    more: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Aligned:
    """How aligned a unit with all below it is: goals that lead to no top goal, and people without one that does, the first by name."""

    goals: int
    orphans: int
    people: int
    seeing: int
    leading_nowhere: tuple[Unaligned, ...]
    without: tuple[Named, ...]
    hidden: int
