"""Why a number is what it is: the whole derivation, in words and as data."""

from datetime import date, datetime
from typing import Literal

from okr.contract.base import AsOf, Figures, Model, Number, PersonRef, Query, Ratio, operation
from okr.domain.vocabulary import Colour, Metric, Severity, Status, Timeliness


class ReadingUsed(Model):
    """A reading that the number rests on."""

    number: int
    effective_on: date
    recorded_at: datetime
    value: Number
    by: PersonRef | None
    note: str | None
    used_for: str


class Step(Model):
    """One step of the derivation: the rule, what went in, what came out, in one sentence."""

    rule: str
    sentence: str
    result: str | None = None


class PeriodKept(Model):
    """A check-in period (from the day after `opens_after` to `due_on`), how it was kept (R14), and the check-in that decided it."""

    opens_after: date
    due_on: date
    kept: Timeliness
    number: int | None = None
    recorded_on: date | None = None


class PartUsed(Model):
    """A child that counts, or does not, and what it adds."""

    key: str
    title: str
    kind: Literal["goal", "key result"]
    owner: PersonRef | None
    weight: Number
    share: Ratio | None
    progress_raw: Ratio | None
    progress: Ratio | None
    expected: Ratio | None
    coverage: Ratio | None
    status: Status | None
    counts: bool
    clamped: bool
    left_out_because: str | None = None
    adds: Ratio | None = None


class ForecastView(Model):
    """R9: where it ends if it goes on like this."""

    enough_data: bool
    readings: int
    progress_end: Ratio | None = None
    low: Ratio | None = None
    high: Ratio | None = None
    slope_per_day: Ratio | None = None
    severity: Severity | None = None
    sentence: str


class LeverageView(Model):
    """R15: the share of this in a top goal, and what its shortfall costs there."""

    top: str
    top_title: str
    share: Ratio
    risk: Ratio
    sentence: str


class Explanation(Figures):
    """The derivation of one goal's or key result's numbers; `periods` are those of a key result that were due, in order."""

    key: str
    title: str
    kind: Literal["goal", "key result"]
    as_of: date
    known_at: datetime | None
    metric: Metric | None = None
    summary: str
    steps: tuple[Step, ...]
    parts: tuple[PartUsed, ...] = ()
    hidden_parts: int = 0
    readings: tuple[ReadingUsed, ...] = ()
    periods: tuple[PeriodKept, ...] = ()
    forecast: ForecastView | None = None
    leverage: tuple[LeverageView, ...] = ()
    score: Ratio | None = None
    score_colour: Colour | None = None


@operation("why", "GET", "/why/{key}")
class Explain(AsOf, Query[Explanation]):
    """Explain the progress and status of a goal or a key result, on a day and as known at a time (R16)."""

    key: str
