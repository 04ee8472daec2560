"""Numbers, days, names and bars in the few cells that a screen has; pure functions."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from okr.domain.quantities import show_number
from okr.domain.vocabulary import GoalState, Metric, Status
from okr.domain.wording import (
    LONGEST_SHORT,
    STALE,
    BarRole,
    percent,
    progress_bar,
    shows_weakest,
    status_marks,
    status_tone,
    term,
)
from okr.domain.wording import counted as counted  # noqa: PLC0414  # the screens take their words from here
from tui.lines import Look, Pen, Piece
from tui.view_models.basics import Named, Numbers
from tui.view_models.goals import ResultItem

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SCALES = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"))
_SPARKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
_PLAIN_SPARKS = "_.-=+*#@"

STATUS_WIDTH = 13
"""Cells of a status: three marks, a blank, and the longest word."""
SHORT_STATUS_WIDTH = 3 + LONGEST_SHORT
"""Cells of a status on little room: two marks, a blank, and the longest short word."""
NAMED_WIDTH, SHORT_NAMED_WIDTH = 11, 7
"""Cells of a status as `named_status` writes it, in full and short."""


def short_number(value: Decimal) -> str:
    """A number in at most about nine cells: two decimals, millions and more with a letter; the exact one is in *why*."""
    size = abs(value)
    for scale, letter in _SCALES:
        if size >= scale:
            return show_number(_rounded(value / scale, 2)) + letter
    return show_number(_rounded(value, 0 if size >= 10_000 else 1 if size >= 1_000 else 2))


def measured(value: Decimal | None, measure: str, look: Look) -> list[Piece]:
    """A value with its unit of measure dimmed."""
    if value is None:
        return [Piece(look.none, "dim")]
    shown = show_number(_rounded(value, 2), measure) if measure in {"$", "\u20ac", "\u00a3", "\u00a5"} else None
    if shown is not None:
        return [Piece(shown)]
    unit = f" {measure}" if measure else ""
    return [Piece(short_number(value)), *([Piece(unit, "dim")] if unit else [])]


def way(result: ResultItem, look: Look) -> str:
    """From where to where, or inside which limits, in words."""
    match result.metric:
        case Metric.AT_LEAST:
            return f"at least {_plain(result.lower if result.lower is not None else result.target, look)}"
        case Metric.AT_MOST:
            return f"at most {_plain(result.upper if result.upper is not None else result.target, look)}"
        case Metric.BETWEEN:
            return f"{_plain(result.lower, look)} to {_plain(result.upper, look)}"
        case Metric.MILESTONES:
            return "milestones"
        case Metric.YES_NO:
            return "yes or no"
        case Metric.BASELINE:
            return "find the baseline"
        case Metric.TRACKED:
            return "tracked only"
    return f"{_plain(result.baseline, look)} {look.arrow} {_plain(result.target, look)}"


_KEPT_DAY = re.compile(r"(?:(?<=\bby )|(?<=\buntil )|(?<=\bsince )|(?<=\bdue ))\d{4}-\d{2}-\d{2}\b")


def day(value: date, *, today: date | None = None) -> str:
    """A day as "3 Nov", with the year where it is not this one."""
    year = "" if today is not None and value.year == today.year else f" {value.year}"
    return f"{value.day} {_MONTHS[value.month - 1]}{year}"


def with_days(words: str, today: date) -> str:
    """A sentence of okr's own, as it is kept, with the days after "by", "until", "since" and "due" written as on every screen."""
    return _KEPT_DAY.sub(lambda found: _day_of(found[0], today), words)


def _day_of(kept: str, today: date) -> str:
    try:
        return day(date.fromisoformat(kept), today=today)
    except ValueError:  # somebody's own words that only look like a day
        return kept


def ago(value: date | None, today: date) -> str:
    """How long ago a day is, short: "today", "3 d", "5 wk"."""
    if value is None:
        return "never"
    days = (today - value).days
    if days <= 0:
        return "today"
    if days < 21:
        return f"{days} d"
    return f"{days // 7} wk" if days < 120 else f"{days // 30} mo"


def since(value: date | None, today: date) -> str:
    """How long ago a day is, in a sentence: "today", "3 d ago", "never"."""
    words = ago(value, today)
    return words if words in {"today", "never"} else f"{words} ago"


def days_words(count: int) -> str:
    """A number of days in words."""
    return counted(count, "day")


MOST_NAMES = 5
"""Who has more names than this is a post without a holder, which imports bring: "Deputy Director - Pay and Pensions"."""


def short_name(person: Named | None, look: Look) -> str:
    """A person as "M. Lopes"; names of one word, and what names a post, as they are."""
    if person is None:
        return "no owner"
    words = [word for word in person.name.split() if not word.isdigit()]
    if len(words) < 2 or len(words) > MOST_NAMES or "(" in person.name:
        return person.name
    return f"{words[0][0]}. {words[-1]}"


def bar(progress_ppm: int | None, expected_ppm: int | None, width: int, *, tone: str, look: Look) -> list[Piece]:
    """A thin bar: what is done in the tone of the status, a dim rest, the pace as a tick."""
    inks = {BarRole.DONE: tone, BarRole.REST: "faint", BarRole.PACE: "bold"}
    return [
        Piece(text, inks[role])
        for text, role in progress_bar(progress_ppm, expected_ppm, width, ascii_only=look.ascii_only)
    ]


def tone_of(numbers: Numbers | None) -> str:
    """The ink of a status."""
    if numbers is None or numbers.status is None:
        return "dim"
    return _ink(status_tone(numbers.status, stale=numbers.stale).value)


def status_ink(status: Status | None) -> str:
    """The ink of a status by itself."""
    return "dim" if status is None else _ink(status_tone(status).value)


def tone_ink(tone: str) -> str:
    """The ink of a tone of `okr.domain.wording`."""
    return _ink(tone)


def write_status(pen: Pen, numbers: Numbers, *, words: bool = True) -> Pen:
    """Glyphs and word of a status in `STATUS_WIDTH` cells; without `words` its short word and one mark in fewer."""
    marks = status_marks(
        numbers.status,
        stale=numbers.stale,
        weakest=numbers.weakest,
        set_by_hand=numbers.set_by_hand,
        ascii_only=pen.look.ascii_only,
    )
    ink = tone_of(numbers)
    first, rest = marks[:1], marks[1:]
    is_said = numbers.stale and numbers.status in {Status.ON_TRACK, Status.REACHED}
    if not words:
        # The word says that it is stale: the one mark that there is room for says something else, if there is more.
        others = rest.replace(STALE.mark(ascii_only=pen.look.ascii_only), "") if is_said else rest
        pen.write(first, ink).cell((others or rest)[:1], 2, "warning")
        return pen.cell(STALE.short if is_said else short_word(numbers.status), LONGEST_SHORT, ink)
    pen.write(first, ink).cell(rest, 3, "warning")
    return pen.cell(STALE.word if is_said else status_word(numbers.status), STATUS_WIDTH - 4, ink)


def write_standing(pen: Pen, numbers: Numbers, state: GoalState, *, words: bool = True) -> Pen:
    """The status of an active goal, in as many cells as `write_status`; of any other the state that people gave it."""
    if state is GoalState.ACTIVE:
        return write_status(pen, numbers, words=words)
    said = term(state)
    ink = tone_ink(said.tone.value)
    pen.write(said.mark(ascii_only=pen.look.ascii_only), ink).gap(3 if words else 2)
    return pen.cell(said.word if words else said.short, STATUS_WIDTH - 4 if words else LONGEST_SHORT, ink)


def status_word(status: Status | None) -> str:
    """The word of a status; key results that are only tracked have none."""
    return "tracked" if status is None else term(status).word


def short_word(status: Status | None) -> str:
    """The word of a status where the full one has no room, of at most `LONGEST_SHORT` letters."""
    return "none" if status is None else term(status).short


def write_against_pace(pen: Pen, done_ppm: int | None, expected_ppm: int | None, *, done: str = "") -> Pen:
    """How far it is, of how far it should be today: "33 % of 53 %"; in words where one of them is not known."""
    if done_ppm is None and expected_ppm is None:
        return pen.write("nothing counts yet", "dim")
    if done_ppm is None:
        return pen.write("no reading yet, ", "dim").write(percentage(expected_ppm, pen.look)).write(" expected", "dim")
    pen.write(done or percentage(done_ppm, pen.look), "bold")
    return pen.write(" of ", "dim").write(percentage(expected_ppm, pen.look)) if expected_ppm is not None else pen


def named_status(status: Status | None, look: Look, *, words: bool = True) -> str:
    """Glyph and word of a status by itself, without its marks; without `words` the short one."""
    return f"{status_mark(status, look)} {status_word(status) if words else short_word(status)}"


def status_mark(status: Status | None, look: Look) -> str:
    """The glyph of a status."""
    return look.none if status is None else term(status).mark(ascii_only=look.ascii_only)


def status_sentence(numbers: Numbers, weakest_child: str | None) -> str:
    """What stands beside a status: stale, worse below; empty where nothing is to be said."""
    said = []
    if numbers.stale:
        said.append("stale: no fresh check-in")
    if numbers.status is not None and numbers.weakest is not None and shows_weakest(numbers.status, numbers.weakest):
        said.append(f"{weakest_child or 'one'} below is {term(numbers.weakest).word}")
    return ", ".join(said)


def percentage(ppm: int | None, look: Look) -> str:
    """A share as "62 %"."""
    return percent(ppm, ascii_only=look.ascii_only)


def small_share(ppm: int, look: Look) -> str:
    """A share as a percentage, under one per cent with a decimal: "0.4 %", since 0 % would say that there is none."""
    return percent(ppm, decimals=1 if ppm < 10_000 else 0, ascii_only=look.ascii_only)


def change(before_ppm: int | None, after_ppm: int | None, look: Look) -> tuple[str, str]:
    """The way from one share to another in points, as far as the shares that are shown lie apart, and its ink."""
    if before_ppm is None or after_ppm is None:
        return ("new" if after_ppm is not None else look.none), "dim"
    points = _rounded(Decimal(after_ppm) / 10_000, 0) - _rounded(Decimal(before_ppm) / 10_000, 0)
    if points == 0:
        return "\u00b10" if not look.ascii_only else "0", "dim"
    return f"{points:+,f}".replace("-", "-" if look.ascii_only else "\u2212"), "success" if points > 0 else "error"


def sparkline(values: Sequence[Decimal], width: int, look: Look, *, least_span: Decimal = Decimal(0)) -> str:
    """The newest values as a row of small columns between their lowest and highest, at least `least_span` apart.

    What differs by less than that looks as level as it is: a line, since a row of columns is a bar.
    """
    shown = list(values)[-width:]
    if len(shown) < 2:
        return ""
    low, high = min(shown), max(shown)
    steps = _PLAIN_SPARKS if look.ascii_only else _SPARKS
    missing = least_span - (high - low)
    if missing > 0:
        low, high = low - missing / 2, high + missing / 2
    places = [int((value - low) / (high - low) * (len(steps) - 1)) if high > low else 0 for value in shown]
    if len(set(places)) == 1:
        return look.rule * len(places)
    return "".join(steps[place] for place in places)


def _plain(value: Decimal | None, look: Look) -> str:
    return look.none if value is None else short_number(value)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _ink(tone: str) -> str:
    return "dim" if tone == "muted" else tone
