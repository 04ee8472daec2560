"""Who answers for what, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from okr.domain.vocabulary import Status
    from tui.view_models.agreements import Ask
    from tui.view_models.basics import Named
    from tui.view_models.goal_card import Moved


@dataclass(frozen=True, slots=True)
class BlockerItem:
    """What is in the way: since when, whose key result it is, who has to answer until when, and what they answered."""

    key: str
    title: str
    text: str
    since: date
    owner: Named | None
    answers: Named | None = None
    answer_due_on: date | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """A check-in that is late: of which key result, whose it is, and since when it was due."""

    key: str
    title: str
    owner: Named | None
    due_on: date


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What a unit or a person answers for, and how it is kept (R14)."""

    unit: Named | None
    person: Named | None
    goals: int
    key_results: int
    counts: Mapping[Status, int]
    stale: int
    on_time: int
    late: int
    missed: int
    on_time_ppm: int | None
    overdue: int
    oldest_overdue_on: date | None
    blockers: int
    without_owner: int
    moved_goalposts: int
    unanswered_blockers: int = 0
    unanswered_asks: int = 0


@dataclass(frozen=True, slots=True)
class Accountability:
    """A unit, the units directly below it, and its own people; where `is_counted` is False, the numbers of the units are still to come.

    By name: check-ins that are late, what is in the way, whose answer is due, what nobody answers for, which goalposts were moved.
    """

    total: AccountRow
    units: tuple[AccountRow, ...]
    people: tuple[AccountRow, ...]
    blockers: tuple[BlockerItem, ...]
    ownerless: tuple[OwnerlessItem, ...]
    is_counted: bool = True
    overdue: tuple[OverdueItem, ...] = ()
    unanswered: tuple[Ask, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnerlessItem:
    """A goal that nobody answers for; `left` is the owner who does not work here any more."""

    key: str
    title: str
    left: Named | None


@dataclass(frozen=True, slots=True)
class Unaligned:
    """An active goal without a path to a top goal (R13)."""

    key: str
    title: str
    owner: Named | None
