"""The derivation of a number."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import (
    Status,
    Timeliness,
)
from tui.view_models.basics import Numbers
from tui.view_models.goal_card import Forecast


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation."""

    rule: str
    sentence: str
    result: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A child that counts, or does not, and what it adds."""

    key: str
    title: str
    kind: str
    owner: str | None
    share_ppm: int | None
    progress_ppm: int | None
    expected_ppm: int | None
    status: Status | None
    left_out_because: str | None
    adds_ppm: int | None
    weight: Decimal | None = None
    raw_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class ReadingUsed:
    """A reading that a number rests on."""

    number: int
    effective_on: date
    value: Decimal
    by: str | None
    note: str | None
    used_for: str
    recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class PeriodKept:
    """A check-in period, how it was kept, and the check-in that decided it (R14)."""

    opens_after: date
    due_on: date
    kept: Timeliness
    number: int | None
    recorded_on: date | None


@dataclass(frozen=True, slots=True)
class Leverage:
    """The share in a top goal, in words (R15)."""

    top: str
    sentence: str
    risk_ppm: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """The derivation of one goal's or key result's numbers."""

    key: str
    title: str
    kind: str
    as_of: date
    summary: str
    numbers: Numbers
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    hidden_parts: int
    readings: tuple[ReadingUsed, ...]
    forecast: Forecast | None
    leverage: tuple[Leverage, ...]
    score_ppm: int | None = None
    periods: tuple[PeriodKept, ...] = ()
