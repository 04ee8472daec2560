"""The value of a key result that other key results feed (R3): metrics of the same unit of measure, never percentages of progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okr.domain.definitions import KeyResultDefinition
from okr.domain.errors import RuleViolation
from okr.domain.numbers import EXACT, difference, round_value
from okr.domain.vocabulary import DIRECTED_METRICS, FeedMethod, Metric


@dataclass(frozen=True, slots=True)
class FeedChild:
    """What a feeding key result gives: its baseline, its current value and the day of it (both None without a reading), its weight."""

    baseline: Decimal | None
    value: Decimal | None
    effective_on: date | None
    weight_units: int = 0


@dataclass(frozen=True, slots=True)
class FeedValue:
    """The value that the feeds give, and the newest effective day among the readings that it was made of."""

    value: Decimal
    effective_on: date


def feed_value(method: FeedMethod, baseline: Decimal | None, *, children: Sequence[FeedChild]) -> FeedValue | None:
    """Return the value of a fed key result; None while no child has a reading (then R1 takes the baseline).

    The sum is `b + sum(x_child - b_child)`, in which a child without a reading adds 0; every other method leaves it out. A weighted mean
    whose weights are all 0 has no value. Of equally new readings `latest` takes that of the last child given.
    """
    known = [
        (child.value, child.effective_on, child)
        for child in children
        if child.value is not None and child.effective_on is not None
    ]
    if not known:
        return None
    values = [value for value, _, _ in known]
    newest = max(day for _, day, _ in known)
    if method is FeedMethod.SUM:
        total = baseline or Decimal(0)
        for value, _, child in known:
            total = EXACT.add(total, difference(value, child.baseline or Decimal(0)))
        return FeedValue(round_value(total), newest)
    if method is FeedMethod.MEAN:
        return FeedValue(round_value(sum(map(Fraction, values), Fraction(0)) / len(values)), newest)
    if method is FeedMethod.WEIGHTED_MEAN:
        weight = sum(child.weight_units for _, _, child in known)
        if not weight:
            return None
        weighted = sum((Fraction(value) * child.weight_units for value, _, child in known), Fraction(0))
        return FeedValue(round_value(weighted / weight), newest)
    if method is FeedMethod.MIN:
        return FeedValue(min(values), newest)
    if method is FeedMethod.MAX:
        return FeedValue(max(values), newest)
    return FeedValue([value for value, day, _ in known if day == newest][-1], newest)


def require_feedable(
    parent: KeyResultDefinition, *, parent_unit: str | None, child_unit: str | None, parent_key: str, child_key: str
) -> None:
    """Refuse a feed between different units of measure or into a metric that R1 does not work out from one current value (R3)."""
    if parent.metric not in DIRECTED_METRICS and parent.metric is not Metric.TRACKED:
        raise RuleViolation(
            f"{parent_key} measures '{parent.metric}' and cannot be fed; increase, decrease and tracked can.",
            field="parent",
        )
    if (parent_unit or "").strip() != (child_unit or "").strip():
        raise RuleViolation(
            f"{child_key} is measured in '{child_unit or 'no unit'}' and {parent_key} in '{parent_unit or 'no unit'}'; "
            "a feed needs the same unit of measure.",
            field="unit_of_measure",
        )
