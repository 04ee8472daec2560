"""One goal with everything that belongs to it."""

from dataclasses import dataclass
from datetime import date

from okr.domain.vocabulary import (
    Severity,
    SmartLetter,
    Verdict,
)
from tui.view_models.basics import Named
from tui.view_models.check_ins import CheckInItem
from tui.view_models.goals import GoalItem, Parent, ResultItem


@dataclass(frozen=True, slots=True)
class Day:
    """Where a goal stood at the end of a day."""

    day: date
    progress_ppm: int | None
    expected_ppm: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the SMART check."""

    letter: SmartLetter
    verdict: Verdict
    reason: str
    proposal: str | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where it ends if it goes on like this (R9)."""

    sentence: str
    end_ppm: int | None
    low_ppm: int | None
    high_ppm: int | None
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal with everything that belongs to it."""

    item: GoalItem
    area: str | None
    why: str | None
    sponsor: Named | None
    contributors: tuple[Named, ...]
    results: tuple[ResultItem, ...]
    child_goals: tuple[GoalItem, ...]
    hidden_children: int
    weakest_child: str | None
    broken_guardrails: tuple[str, ...]
    history: tuple[Day, ...]
    line_of_sight: tuple[Parent, ...]
    may: frozenset[str]
    imported: bool
    letters: tuple[Letter, ...]
    check_ins: tuple[CheckInItem, ...]
    forecast: Forecast | None
