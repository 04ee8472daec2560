"""Exact numbers: ratios as integers in millionths (`ppm`), weights as integers in ten-thousandths, values as `Decimal`.

Every rounding of the product goes through here: half up, which for a negative number means half away from zero, so that a
number and its mirror image round alike. What is read from text lives in `quantities.py`, not here.
"""

from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction

from okr.domain.errors import InvalidInput

PPM = 1_000_000
"""One whole, in millionths."""

RAW_LIMIT_PPM = 10**15
"""Where a stored `p_raw` stops: a thousand million times the target. Values of NUMERIC(28,9) could otherwise give a ratio that no
64-bit column holds; no status and no counted progress depends on anything beyond it."""

WEIGHT_SCALE = 10_000
"""Weight units in a weight of 1."""

MAX_WEIGHT_UNITS = 1_000 * WEIGHT_SCALE
"""The heaviest weight, 1,000, in weight units."""

VALUE_DECIMALS = 9
VALUE_INTEGER_DIGITS = 19
"""What NUMERIC(28,9) holds: 19 digits before the point and 9 after it."""

EXACT = Context(prec=120)
"""Wide enough that sums and differences of storable values are never rounded; the default context stops at 28 digits."""

Number = int | Decimal | Fraction
_VALUE_STEP = Decimal(1).scaleb(-VALUE_DECIMALS)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return the quotient rounded to the nearest integer, halves away from zero; the denominator is not 0."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def ratio_ppm(numerator: Number, denominator: Number) -> int:
    """Return numerator / denominator in millionths, exact and then rounded half up (away from zero when negative)."""
    if type(numerator) is int and type(denominator) is int:
        return divide_half_up(numerator * PPM, denominator)
    top, top_divisor = numerator.as_integer_ratio()
    bottom, bottom_divisor = denominator.as_integer_ratio()
    return divide_half_up(top * bottom_divisor * PPM, top_divisor * bottom)


def to_ppm(fraction: Decimal | Fraction) -> int:
    """Return a fraction (0.5 is one half) in millionths, rounded half up."""
    return ratio_ppm(fraction, 1)


def clip_ppm(ppm: int) -> int:
    """Return `clip(p, 0, 1)` in millionths: what counts towards a parent (R1)."""
    return max(0, min(ppm, PPM))


def difference(minuend: Decimal, subtrahend: Decimal) -> Decimal:
    """Return the exact difference of two storable values, whatever the caller's decimal context is."""
    return EXACT.subtract(minuend, subtrahend)


def round_value(value: Decimal | Fraction) -> Decimal:
    """Return a computed value with at most nine decimals, rounded half up: the form in which values are stored."""
    top, bottom = value.as_integer_ratio()
    return EXACT.scaleb(Decimal(divide_half_up(top * 10**VALUE_DECIMALS, bottom)), -VALUE_DECIMALS)


def weight_units(weight: Decimal) -> int:
    """Return a weight of 0 to 1,000 with at most 4 decimals in ten-thousandths; refuse anything else."""
    if not weight.is_finite():
        raise InvalidInput(f"The weight {weight} is not a number from 0 to 1000.", field="weight")
    units = EXACT.multiply(weight, Decimal(WEIGHT_SCALE))
    if not 0 <= units <= MAX_WEIGHT_UNITS:
        raise InvalidInput(f"The weight {decimal_text(weight)} is not between 0 and 1000.", field="weight")
    if units != units.to_integral_value():
        raise InvalidInput(f"The weight {decimal_text(weight)} has more than 4 decimals.", field="weight")
    return int(units)


def weight_of(units: int) -> Decimal:
    """Return the weight that a number of weight units stands for."""
    return Decimal(units) / WEIGHT_SCALE


def require_storable(value: Decimal, *, field: str) -> Decimal:
    """Return the value if the databases hold it exactly: finite, at most 19 digits before the point and 9 after; else refuse."""
    if not value.is_finite():
        raise InvalidInput(f"{field}: {value} is not a number that can be measured.", field=field)
    if value.adjusted() >= VALUE_INTEGER_DIGITS and value != 0:
        raise InvalidInput(
            f"{field}: {_short(value)} is too large; at most {VALUE_INTEGER_DIGITS} digits before the point are kept.",
            field=field,
        )
    try:
        kept = EXACT.quantize(value, _VALUE_STEP)
    except InvalidOperation:
        kept = None
    if kept is None or kept != value:
        raise InvalidInput(
            f"{field}: {_short(value)} has more than {VALUE_DECIMALS} decimals; round it first.", field=field
        )
    return value


def ppm_to_decimal_string(ppm: int | None) -> str | None:
    """Return millionths as a decimal string with up to 6 places and no trailing zeros ("0.5", "0.666667"); None stays None."""
    if ppm is None:
        return None
    sign = "-" if ppm < 0 else ""
    whole, rest = divmod(abs(ppm), PPM)
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")


def percent_text(ppm: int | None, decimals: int = 0) -> str:
    """Return millionths as a percentage for people ("67 %"), rounded half up; "none" where there is no number."""
    if ppm is None:
        return "none"
    scale = 10**decimals
    steps = divide_half_up(ppm * 100 * scale, PPM)
    sign = "-" if steps < 0 else ""
    whole, rest = divmod(abs(steps), scale)
    return f"{sign}{whole}.{rest:0{decimals}d} %" if decimals else f"{sign}{whole} %"


def decimal_text(value: Decimal) -> str:
    """Return a value in plain digits without an exponent and without trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _short(value: Decimal) -> str:
    """Return a value for an error message; an exponent is kept, since 10^1000000 in plain digits would fill the screen."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
