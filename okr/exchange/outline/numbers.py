"""The number in a key result as people write it, and what it asks for. A number that is not there is never made up.

Where a text holds several, or one that is relative to something it does not name, that is said and none is taken.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from okr.domain.vocabulary import Metric

_NUMBER = re.compile(
    r"(?<![\w.,#/$\u20ac-])(?P<sign>[<>\u2264\u2265]=?\s*|~\s*)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>\s?%|[xX](?!\w)|[kKM](?!\w))?(?P<plus>\+)?(?![\w/:-])(?!\.\d)"
)
_MONEY = re.compile(r"[$\u20ac\u00a3]\s?\d[\d,.]*\s?[kKmM]?\b")
_ASIDE = re.compile(r"\([^()]*\)|https?://\S+")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_BEFORE_NO_COUNT = re.compile(
    rf"(?:\b(?:tier|phase|phases|version|release|releases|top|day|stage|level|step|part|tls|iso|section|priority|priorities|fy|q|"
    rf"gitlab|rails|python|first|next|last|day|year|quarter|week|month|{_MONTH})\s*|&\s*|\d\s?-\s*)$",
    re.IGNORECASE,
)
_NAMES_A_THING = re.compile(
    r"\b(?:401\s*\(?k\b|360(?:[- ]degree|\s+(?:process|review|feedback|survey|evaluation)))", re.IGNORECASE
)
"""Numbers that are names: a 401 (k) is a pension plan, a 360 process a review by everybody around."""
_AFTER_DAY = re.compile(rf"\s*{_MONTH}\b", re.IGNORECASE)
_TIME = re.compile(r"\s*(?:business |working )?(?:day|hour|minute|week|month|year|second)s?\b", re.IGNORECASE)
_FROM_TO = re.compile(
    r"\bfrom\s+(?P<a>\d[\d,]*(?:\.\d+)?)(?P<ua>\s?%)?\s+to\s+(?P<b>\d[\d,]*(?:\.\d+)?)(?P<ub>\s?%)?(?![\w/])",
    re.IGNORECASE,
)
_LEAST = re.compile(r"\b(?:at least|minimum(?: of)?|more than|over|above|no less than|or more)\s*$", re.IGNORECASE)
_MOST = re.compile(r"\b(?:at most|no more than|not more than|less than|under|below|within|maximum(?: of)?|max)\s*$", re.IGNORECASE)  # fmt: skip
_LEAST_AFTER = re.compile(r"\s*or (?:higher|more|above|better)\b", re.IGNORECASE)
_MOST_AFTER = re.compile(r"\s*or (?:lower|less|fewer|below)\b", re.IGNORECASE)
_GROWTH = re.compile(r"\b(?:increas|grow|reduc|decreas|lower|cut|rais|improv|lift|drop|shorten|expand|boost)\w*\b", re.IGNORECASE)  # fmt: skip
_SHRINKS = re.compile(r"\b(?:reduc|decreas|lower|cut|drop|shorten)\w*\b", re.IGNORECASE)
_RELATIVE_AFTER = re.compile(r"\s*(?:lift|increase|growth|reduction|improvement|MoM|QoQ|YoY|month over month|quarter over quarter|higher|more|less|fewer)\b", re.IGNORECASE)  # fmt: skip
_STOPS = frozenset(
    [
        "to",
        "of",
        "for",
        "in",
        "and",
        "or",
        "by",
        "per",
        "with",
        "from",
        "on",
        "at",
        "that",
        "which",
        "who",
        "as",
        "using",
        "into",
        "across",
        "than",
        "is",
        "are",
        "be",
        "have",
        "we",
        "our",
        "the",
        "a",
        "an",
        "&",
        "so",
        "via",
        "out",
        "up",
        "compared",
        "completed",
        "done",
        "merged",
        "before",
        "after",
        "during",
        "until",
        "once",
        "when",
        "if",
    ]
)
UNIT_WORDS = 4
_MANY = re.compile(r"(?<!s)s$|^(?:people|women|men|children)$", re.IGNORECASE)


class Measure(NamedTuple):
    """How a key result is measured; `remark` says what is missing or not understood."""

    metric: Metric
    baseline: Decimal | None = None
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    remark: str | None = None

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The numbers that were found."""
        return tuple(one for one in (self.baseline, self.target, self.lower, self.upper) if one is not None)


class _Found(NamedTuple):
    value: Decimal
    unit: str
    sign: str
    before: str
    after: str
    shown: str


def measure_of(text: str) -> Measure:
    """What a text asks for."""
    span = _FROM_TO.search(text)
    if span is not None:
        return _span(text, span)
    plain = _ASIDE.sub(_blank, _NAMES_A_THING.sub(_blank, text))
    amounts = [found[0] for found in _MONEY.finditer(plain)]
    found = list(_numbers(_MONEY.sub(_blank, plain)))
    if amounts:
        listed = ", ".join([*amounts, *(one.shown for one in found)])
        return Measure(Metric.YES_NO, remark=f"it names an amount of money ({listed}); taken as done or not done")
    if not found:
        return Measure(Metric.YES_NO, remark="it holds no number; taken as done or not done")
    if len(found) > 1:
        listed = ", ".join(one.shown for one in found)
        return Measure(Metric.YES_NO, remark=f"it holds several numbers ({listed}); taken as done or not done")
    return _single(text, found[0])


def _blank(part: re.Match[str]) -> str:
    return " " * len(part[0])


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of a text that reports what came of something, as they stand there."""
    return tuple(found[0].strip() for found in re.finditer(r"[~<>]?-?\d[\d,]*(?:\.\d+)?(?:\s?%|/\d+)?", text))


def _span(text: str, span: re.Match[str]) -> Measure:
    first, last = _decimal(span["a"]), _decimal(span["b"])
    unit = "%" if span["ua"] or span["ub"] else _unit_after(text[span.end() :])
    if first == last:
        return Measure(Metric.YES_NO, remark=f"it goes from {first} to {last}; taken as done or not done")
    metric = Metric.INCREASE if last > first else Metric.DECREASE
    return Measure(metric, baseline=first, target=last, unit=unit)


def _single(text: str, one: _Found) -> Measure:
    growth = _GROWTH.search(text)
    if one.unit in {"x", "X"} or _RELATIVE_AFTER.match(one.after) or re.search(r"\bby\s*$", one.before):
        return Measure(
            Metric.YES_NO, remark=f"{one.shown} is relative to a value that it does not name; taken as done or not done"
        )
    unit = "%" if one.unit == "%" else _unit_after(one.after)
    if one.sign.startswith(("<", "\u2264")) or _MOST.search(one.before) or _MOST_AFTER.match(one.after):
        return Measure(Metric.AT_MOST, upper=one.value, unit=unit)
    if one.sign.startswith((">", "\u2265", "+")) or _LEAST.search(one.before) or _LEAST_AFTER.match(one.after):
        return Measure(Metric.AT_LEAST, lower=one.value, unit=unit)
    if growth is not None and re.search(r"\bto\s*$", one.before):
        metric = Metric.DECREASE if _SHRINKS.search(text) else Metric.INCREASE
        return Measure(metric, target=one.value, unit=unit, remark="the baseline is not named; fill it in")
    if growth is not None and one.unit == "%":
        return Measure(Metric.YES_NO, remark=f"{one.shown} may be a value or a change; taken as done or not done")
    if one.unit == "%":
        return Measure(Metric.AT_LEAST, lower=one.value, unit=unit)
    if re.search(r"\b(?:down|up) to\s*$", one.before):
        return Measure(
            Metric.YES_NO, remark=f"{one.shown} is where something goes to, from a value that it does not name"
        )
    if one.value != one.value.to_integral_value():
        return Measure(Metric.YES_NO, remark=f"{one.shown} counts nothing; taken as done or not done")
    if _TIME.match(one.after):
        return Measure(Metric.YES_NO, remark=f"{one.shown} is a length of time; taken as done or not done")
    return _counted(one, unit)


def _counted(one: _Found, unit: str | None) -> Measure:
    """So many of something; where no word says in the plural of what, the number stands alone, or is part of a name."""
    names_many = unit is not None and any(_MANY.search(word) for word in unit.split())
    if one.value == 1 or names_many:
        return Measure(Metric.MILESTONES, target=one.value, unit=unit)
    if one.unit:
        return Measure(Metric.YES_NO, remark=f"{one.shown} may be part of a name; taken as done or not done")
    return Measure(Metric.MILESTONES, target=one.value)


def _numbers(text: str) -> Iterator[_Found]:
    """The numbers that count something; dates, years, versions and names of things with a number in them are left out."""
    for found in _NUMBER.finditer(text):
        before, after = text[: found.start()].rstrip(), text[found.end() :]
        digits, unit = found["digits"], (found["unit"] or "").strip()
        is_year = not unit and len(digits) == 4 and digits[:2] in {"19", "20"}
        if is_year or _BEFORE_NO_COUNT.search(before) or _AFTER_DAY.match(after):
            continue
        value = _decimal(digits) * {"k": 1_000, "K": 1_000, "M": 1_000_000}.get(unit, 1)
        if value == 0 and not unit:
            continue
        sign = (found["sign"] or "").strip() or (found["plus"] or "")
        yield _Found(value, unit, sign, before, after, found[0].strip())


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _unit_after(after: str) -> str | None:
    """The words that say what is counted, up to the next small word; None where they go on too long."""
    words: list[str] = []
    for word in after.split():
        bare = word.strip(".,;:!?\"'")
        if not bare or bare.lower() in _STOPS or not (bare[0].isalpha() or bare[0] == "%"):
            break
        words.append(bare)
        if bare != word:
            break
    return " ".join(words) if 0 < len(words) <= UNIT_WORDS else None
