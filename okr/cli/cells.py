"""Cells of figures: status, progress against pace, percentages, numbers with their unit, people, days, movements."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from okr.cli.look import Look
from okr.cli.table import EMPTY, Cell, Piece, cell
from okr.domain.vocabulary import Status
from okr.domain.wording import (
    OVERRIDDEN,
    STALE,
    WEAKEST,
    Term,
    percent,
    progress_bar,
    progress_words,
    shows_weakest,
    status_tone,
    term,
)

if TYPE_CHECKING:
    from okr.contract.base import Figures, PersonRef
    from okr.contract.goals import OverrideView

BAR_WIDTH, NARROW_BAR_WIDTH = 12, 8


def status_cell(
    figures: "Figures", look: Look, *, override: "OverrideView | None" = None, because: str | None = None
) -> Cell:
    """Glyph, word and colour of a status, with stale, the weakest child and an override where they hold (R6 to R8).

    Where a terminal is narrow the marks stand without their words.
    """
    if figures.status is None:
        return state_cell(None, look)
    built = state_cell(figures.status, look, stale=figures.stale)
    brief = look.is_narrow and because is None
    if override is not None:
        beside = OVERRIDDEN.word if override.computed is figures.status else f"computed: {term(override.computed).word}"
        built += _mark(OVERRIDDEN, "" if brief else beside, look)
    if figures.stale:
        built += _mark(STALE, "" if brief else STALE.word, look)
    if shows_weakest(figures.status, figures.weakest) and figures.weakest is not None:
        cause = f"{because} " if because else ""
        built += _mark(WEAKEST, "" if brief else f"{cause}{term(figures.weakest).word}", look)
    return built


def state_cell(value: StrEnum | None, look: Look, *, stale: bool = False) -> Cell:
    """Glyph, word and colour of a status, state, verdict or kind."""
    if value is None:
        return cell(look.none, "muted")
    known = term(value)
    tone = status_tone(value, stale=stale) if isinstance(value, Status) else known.tone
    return Cell((Piece(f"{known.mark(ascii_only=look.ascii_only)} {known.word}", tone),))


def bar_cell(progress: int | None, expected: int | None, look: Look, *, width: int | None = None) -> Cell:
    """The progress bar with a tick where it should be today; nothing where drawings are off."""
    if not look.drawings or (progress is None and expected is None):
        return EMPTY
    cells = width or (NARROW_BAR_WIDTH if look.is_narrow else BAR_WIDTH)
    pieces = progress_bar(progress, expected, cells, ascii_only=look.ascii_only)
    return Cell(tuple(Piece(text, role.value) for text, role in pieces))


def percent_cell(ppm: int | None, look: Look, *, decimals: int = 0, style: str = "") -> Cell:
    """A share in millionths as "62 %"."""
    return cell(percent(ppm, decimals=decimals, ascii_only=look.ascii_only), style or ("muted" if ppm is None else ""))


def progress_cell(figures: "Figures", look: Look) -> Cell:
    """Progress without limits, and what counts where that differs (R1)."""
    raw = figures.progress_raw if figures.progress_raw is not None else figures.progress
    return cell(progress_words(raw, ascii_only=look.ascii_only))


def number_cell(value: Decimal | None, unit: str | None, look: Look) -> Cell:
    """A number, its unit dimmed behind it."""
    if value is None:
        return cell(look.none, "muted")
    from okr.domain.quantities import show_number  # rows of goals have none

    whole = show_number(value, unit or "")
    bare = show_number(value)
    if unit and whole.startswith(bare):
        return cell(bare) + cell(whole[len(bare) :], "dim")
    return cell(whole)


def number_text(value: Decimal | None, unit: str | None, look: Look) -> str:
    """A number with its unit, as text."""
    return number_cell(value, unit, look).text


def person_cell(person: "PersonRef | None", look: Look) -> Cell:
    """The name of a person; that nobody answers for it is said loudly."""
    return cell(person.name) if person is not None else cell("nobody", "warning")


def person_words(person: "PersonRef | None") -> Cell:
    """Name and handle of a person; empty where there is none."""
    return EMPTY if person is None else cell(person.name) + cell(f"  {person.handle}", "dim")


def people_words(people: Iterable["PersonRef"]) -> Cell:
    """Several people by name."""
    return cell(", ".join(person.name for person in people))


def day_cell(day: date | None, look: Look, style: str = "") -> Cell:
    """A day as 2026-03-31."""
    return cell(look.none, "muted") if day is None else cell(day.isoformat(), style)


def moment_cell(moment: datetime) -> Cell:
    """A time to the minute, with its zone."""
    return cell(moment.strftime("%Y-%m-%d %H:%M %Z").rstrip())


def count_cell(count: int, style: str = "") -> Cell:
    """A count; nothing is shown dimmed, so that what there is stands out."""
    return cell(f"{count:,}", style if count else "muted")


def moved_cell(before: int | None, after: int | None, look: Look) -> Cell:
    """Progress before and after."""
    was, now = (
        percent(before, decimals=1, ascii_only=look.ascii_only),
        percent(after, decimals=1, ascii_only=look.ascii_only),
    )
    return cell(f"{was} {look.arrow} ", "dim") + cell(now, "strong") if was != now else cell(now)


def status_moved_cell(before: Status | None, after: Status | None, look: Look) -> Cell:
    """Status before and after; once where it stayed."""
    now = state_cell(after, look)
    if before == after:
        return now
    return cell(f"{term(before).word if before else look.none} {look.arrow} ", "dim") + now


def _mark(mark: Term, words: str, look: Look) -> Cell:
    glyph = mark.mark(ascii_only=look.ascii_only)
    return cell(f"  {glyph} {words}" if words else f" {glyph}", "dim")
