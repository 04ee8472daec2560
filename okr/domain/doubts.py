"""Readings that are taken and yet look like a slip of the finger: far too large, the other sign, 0.85 for 85 %.

A doubt refuses nothing. What no key result can take at all is refused in `readings.py`.
"""

from collections.abc import Collection, Iterable, Sequence
from decimal import Context, Decimal

from okr.domain.definitions import KeyResultDefinition
from okr.domain.quantities import show_number
from okr.domain.readings import CheckInFact, readings_in_force
from okr.domain.vocabulary import Metric, SurveyKind

FAR_ABOVE, SPANS_ABOVE = Decimal(8), Decimal(10)
"""So many times the largest known number, and so many times the way from the least to the largest beyond it: together they
catch a lost decimal point (44 for 4.4) and let a good quarter pass (three times the target)."""
FAR_BELOW = Decimal(100)
"""So many times smaller than the least known number: little left of what is to be reduced is no slip, 1.2 for 1.2k is. A first step
from a baseline of 0 is small beside the target, and none either."""
FRACTION_BELOW = Decimal(8)
"""The same for a percentage under 1: 0.85 where all known ones lie far above."""
NEAR = Decimal(3)
"""A number that could have been meant lies within so many times what is known."""
PERCENT_UNITS = frozenset({"%", "percent", "per cent", "pct"})
_SLIPS = (Decimal(10), Decimal(100), Decimal(1_000), Decimal(1_000_000))
"""A lost point, a percentage as a fraction, a thousand or a million typed or left out."""
_WIDE = Context(prec=60)
_WITHOUT_SIZE = frozenset({Metric.YES_NO, Metric.MILESTONES})


def doubt_about(
    definition: KeyResultDefinition,
    value: Decimal | None,
    earlier: Iterable[CheckInFact],
    *,
    unit: str,
    corrects: int | None = None,
) -> str | None:
    """Why a value may not be meant, in a sentence, by the definition and the check-ins so far; None where nothing is odd.

    A check-in that the value corrects is left out. `earlier` is looked at only where the value does not lie between the aims.
    """
    if value is None or definition.metric in _WITHOUT_SIZE:
        return None
    named = (definition.baseline, definition.target, definition.lower, definition.upper)
    aims = [aim for aim in named if aim is not None]
    if aims and 1 <= min(aims) <= value <= max(aims):
        return None
    readings = readings_in_force(fact for fact in earlier if fact.number != corrects)
    return doubt(
        value,
        aims=aims,
        readings=[reading.value for reading in readings],
        unit=unit,
        both_signs=definition.survey is SurveyKind.NPS,
    )


def doubt(
    value: Decimal, *, aims: Iterable[Decimal], readings: Collection[Decimal], unit: str, both_signs: bool = False
) -> str | None:
    """Why a value may not be meant beside what its key result aims at and what was read before; None where nothing is odd."""
    known = sorted({*aims, *readings})
    sized = [number for number in known if number]
    sizes = sorted(abs(number) for number in sized)
    if not value or not sizes:
        return None
    range_words = _range(sized, unit)
    if not both_signs and (known[0] >= 0 > value or known[-1] <= 0 < value):
        side = "below" if value < 0 else "above"
        return _sentence(f"{show_number(value)} is {side} zero, unlike all known, {range_words}", -value, sizes)
    size = abs(value)
    beyond = max(value - known[-1], known[0] - value)
    if size >= FAR_ABOVE * sizes[-1] and beyond > SPANS_ABOVE * (known[-1] - known[0]):
        words = f"{show_number(value)} is far larger than all known, {range_words}"
        return _sentence(words, _meant(value, sizes, larger=False), sizes)
    is_fraction = size < 1 and unit.strip().casefold() in PERCENT_UNITS
    is_first_step = not readings and known[0] <= value <= known[-1]
    if size * FRACTION_BELOW <= sizes[0] if is_fraction else size * FAR_BELOW <= sizes[0] and not is_first_step:
        words = f"{show_number(value)} is far smaller than all known, {range_words}"
        return _sentence(words, value * 100 if is_fraction else _meant(value, sizes, larger=True), sizes)
    return None


def _range(numbers: Sequence[Decimal], unit: str) -> str:
    """The least and the largest number, in short: "2 to 48 minutes"."""
    last = show_number(numbers[-1], unit)
    return last if len(numbers) == 1 else f"{show_number(numbers[0])} to {last}"


def _meant(value: Decimal, sizes: Sequence[Decimal], *, larger: bool) -> Decimal | None:
    """What the value is without the slip that took it away from the middle of what is known; None where it is finer than all of that."""
    middle, places = sizes[len(sizes) // 2], max(map(_places, sizes))
    tried = (_WIDE.multiply(value, slip) if larger else _WIDE.divide(value, slip) for slip in _SLIPS)
    found = [each for each in tried if _places(each) <= places]
    return min(found, key=lambda each: max(abs(each) / middle, middle / abs(each)), default=None)


def _places(number: Decimal) -> int:
    """Decimals behind the point that are not 0."""
    exponent = number.normalize(_WIDE).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _sentence(words: str, meant: Decimal | None, sizes: Sequence[Decimal]) -> str:
    """The doubt, with what could have been meant where that is near what is known."""
    is_near = meant is not None and sizes[0] <= abs(meant) * NEAR and abs(meant) <= NEAR * sizes[-1]
    return f"{words}: is {show_number(meant)} meant?" if meant is not None and is_near else f"{words}."
