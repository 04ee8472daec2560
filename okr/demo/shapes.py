"""The small language in which the goals of the made-up company are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from okr.domain.vocabulary import Metric, SurveyKind, Visibility

WEEKS = 13
"""Weeks of check-ins; week 13 ends today."""

_WAVE = (0, 3, -2, 4, -3, 1, -4, 2, 0, -2, 3, -1, 0)
"""How real numbers stray from their way, in hundredths of it; nothing at the end."""
_BEND = {"steady": 1.0, "early": 0.6, "late": 1.9}
"""How the way from the first value to the last one bends."""


@dataclass(frozen=True, slots=True)
class Result:
    """A key result and where its readings go: from `base` to `to` in 13 weeks, or as `values` say, week by week ("-": none).

    `checkpoints` are values that are expected on days of the cycle (R5).
    """

    title: str
    metric: Metric
    unit: str
    base: str | None = None
    target: str | None = None
    to: str | None = None
    shape: str = "steady"
    places: int = 0
    lower: str | None = None
    upper: str | None = None
    amber_lower: str | None = None
    amber_upper: str | None = None
    values: str | None = None
    milestones: tuple[tuple[str, int, int], ...] = ()
    survey: SurveyKind | None = None
    answers: int | None = None
    guardrail: bool = False
    weight: str | None = None
    owner: str | None = None
    confidence: int | None = None
    skipped: tuple[int, ...] = ()
    cadence: str | None = None
    stretch: str | None = None
    checkpoints: tuple[tuple[int, str], ...] = ()

    def readings(self) -> Mapping[int, Decimal]:
        """The reading of each week that has one; empty for a key result that is fed or has none yet."""
        if self.values is not None:
            said = dict(enumerate(self.values.split(), start=1))
            return {week: Decimal(text) for week, text in said.items() if text != "-" and week not in self.skipped}
        if not self.to or self.base is None:
            return {}
        return {week: self._on_the_way(week) for week in range(1, WEEKS + 1) if week not in self.skipped}

    def _on_the_way(self, week: int) -> Decimal:
        way = Decimal(self.to or 0) - Decimal(self.base or 0)
        part = Decimal(round((week / WEEKS) ** _BEND[self.shape], 4)) + Decimal(_WAVE[week - 1]) / 100
        return round(Decimal(self.base or 0) + way * part, self.places)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: `parents` and `supports` name goals above by their slugs; `starts_after_days` counts from the cycle's start."""

    slug: str
    unit: str
    owner: str
    title: str
    why: str
    results: tuple[Result, ...]
    parents: Mapping[str, str] = field(default_factory=dict)
    supports: tuple[str, ...] = ()
    area: str | None = None
    visibility: Visibility = Visibility.ORGANISATION
    readers: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    sponsor: str | None = None
    delegate: str | None = None
    starts_after_days: int | None = None
    aspirational: bool = False


def up(title: str, unit: str, base: str, target: str, to: str, **more: object) -> Result:
    """A value that is to rise."""
    return Result(title, Metric.INCREASE, unit, base, target, to, **more)  # type: ignore[arg-type]  # fields of Result


def down(title: str, unit: str, base: str, target: str, to: str, **more: object) -> Result:
    """A value that is to fall."""
    return Result(title, Metric.DECREASE, unit, base, target, to, **more)  # type: ignore[arg-type]  # fields of Result


def least(title: str, unit: str, lower: str, values: str, **more: object) -> Result:
    """A value that must not fall below a limit."""
    return Result(title, Metric.AT_LEAST, unit, lower=lower, values=values, **more)  # type: ignore[arg-type]  # fields of Result


def most(title: str, unit: str, upper: str, values: str, **more: object) -> Result:
    """A value that must not rise above a limit."""
    return Result(title, Metric.AT_MOST, unit, upper=upper, values=values, **more)  # type: ignore[arg-type]  # fields of Result


def between(title: str, unit: str, lower: str, upper: str, values: str, **more: object) -> Result:
    """A value that is to stay between two limits."""
    return Result(title, Metric.BETWEEN, unit, lower=lower, upper=upper, values=values, **more)  # type: ignore[arg-type]  # fields of Result


def steps(title: str, values: str, *milestones: tuple[str, int, int], **more: object) -> Result:
    """Milestones, each with its weight and the day of the cycle on which it is due."""
    return Result(title, Metric.MILESTONES, "points", values=values, milestones=milestones, **more)  # type: ignore[arg-type]  # fields of Result


def yes(title: str, values: str, **more: object) -> Result:
    """Something that is done or not."""
    return Result(title, Metric.YES_NO, "yes/no", values=values, **more)  # type: ignore[arg-type]  # fields of Result


def find_out(title: str, unit: str, values: str) -> Result:
    """A first reading that is to be found."""
    return Result(title, Metric.BASELINE, unit, values=values, cadence="none")


def tracked(title: str, unit: str, values: str) -> Result:
    """A value that is only watched."""
    return Result(title, Metric.TRACKED, unit, values=values)
