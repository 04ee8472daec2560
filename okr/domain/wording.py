"""The words, glyphs, ASCII fall-backs and colour tones of statuses, states, metrics and links; bars and percentages.

Commands and screens take them from here, so that a thing looks the same everywhere. Glyphs differ in shape, not by
colour alone, take one cell, and are neither emoji nor private-use characters. Tones are names that each theme colours.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from okr.domain.vocabulary import (
    WORST_FIRST,
    Ambition,
    Colour,
    ContributionState,
    CycleState,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Severity,
    Status,
    Timeliness,
    Verdict,
)

NONE = "\u2013"
"""Shown where there is no number; "-" in ASCII."""

_PPM = 1_000_000


class Tone(StrEnum):
    """What a colour says; every theme gives each tone a colour that reads on its background."""

    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"
    MUTED = "muted"
    ACCENT = "accent"


class BarRole(StrEnum):
    """What a part of a progress bar shows."""

    DONE = "done"
    REST = "rest"
    PACE = "pace"


class Term(NamedTuple):
    """How one status or state is written and drawn."""

    word: str
    glyph: str
    plain: str
    tone: Tone
    shortly: str = ""

    @property
    def short(self) -> str:
        """Its word where the full one has no room; never more than `LONGEST_SHORT` letters for what lists name."""
        return self.shortly or self.word

    def mark(self, *, ascii_only: bool = False) -> str:
        """The glyph, or its fall-back where the terminal has only ASCII."""
        return self.plain if ascii_only else self.glyph


STALE = Term("stale", "\u25cc", "?", Tone.WARNING)
"""Overlay of R6: the last reading is older than the cadence plus grace."""
WEAKEST = Term("worse below", "\u25be", "v", Tone.WARNING)
"""Mark of R8: a direct child stands worse than the weighted status."""
OVERRIDDEN = Term("set by hand", "\u2020", "&", Tone.ACCENT)
"""Mark of R7: a person set the status, the computed one stands beside it."""
GUARDRAIL = Term("guardrail", "\u2021", "#", Tone.ACCENT)
"""Mark of a maintain key result that caps its objective while it is broken (R8)."""

LONGEST_SHORT = 6
"""Letters of the longest short word of a status, of *stale* and of a goal's state: the closed list stands below."""

_STATUS: Mapping[StrEnum, Term] = {
    Status.PENDING: Term("pending", "\u25cb", ".", Tone.MUTED, "early"),
    Status.ON_TRACK: Term("on track", "\u25cf", "+", Tone.SUCCESS, "on"),
    Status.AT_RISK: Term("at risk", "\u25b2", "!", Tone.WARNING, "risk"),
    Status.OFF_TRACK: Term("off track", "\u25a0", "x", Tone.ERROR, "off"),
    Status.REACHED: Term("reached", "\u2605", "*", Tone.SUCCESS, "met"),
}
_GOAL_STATE: Mapping[StrEnum, Term] = {
    GoalState.DRAFT: Term("draft", "\u25c7", "d", Tone.MUTED),
    GoalState.PROPOSED: Term("proposed", "\u25c8", "p", Tone.ACCENT, "sent"),
    GoalState.IN_REVIEW: Term("in review", "\u25c6", "r", Tone.ACCENT, "review"),
    GoalState.ACTIVE: Term("active", "\u25ba", ">", Tone.ACCENT),
    GoalState.PAUSED: Term("paused", "\u2016", "=", Tone.MUTED),
    GoalState.ACHIEVED: Term("achieved", "\u2713", "+", Tone.SUCCESS, "won"),
    GoalState.MISSED: Term("missed", "\u2717", "x", Tone.ERROR),
    GoalState.CANCELLED: Term("cancelled", "\u2298", "/", Tone.MUTED, "ended"),
}
_KEY_RESULT_STATE: Mapping[StrEnum, Term] = {
    KeyResultState.ACTIVE: Term("active", "\u25ba", ">", Tone.ACCENT),
    KeyResultState.ACHIEVED: Term("achieved", "\u2713", "+", Tone.SUCCESS, "won"),
    KeyResultState.MISSED: Term("missed", "\u2717", "x", Tone.ERROR),
    KeyResultState.CANCELLED: Term("cancelled", "\u2298", "/", Tone.MUTED, "ended"),
}
_TIMELINESS: Mapping[StrEnum, Term] = {
    Timeliness.ON_TIME: Term("on time", "\u2713", "+", Tone.SUCCESS),
    Timeliness.LATE: Term("late", "\u25d1", "!", Tone.WARNING),
    Timeliness.MISSED: Term("missed", "\u2717", "x", Tone.ERROR),
    Timeliness.PENDING: Term("due", "\u25cb", ".", Tone.ACCENT),
    Timeliness.NOT_DUE: Term("not due", "\u00b7", "-", Tone.MUTED),
}
_VERDICT: Mapping[StrEnum, Term] = {
    Verdict.PASS: Term("pass", "\u2713", "+", Tone.SUCCESS),
    Verdict.WARN: Term("warn", "\u25b2", "!", Tone.WARNING),
    Verdict.FAIL: Term("fail", "\u2717", "x", Tone.ERROR),
}
_COLOUR: Mapping[StrEnum, Term] = {
    Colour.RED: Term("red", "\u25a0", "x", Tone.ERROR),
    Colour.AMBER: Term("amber", "\u25b2", "!", Tone.WARNING),
    Colour.GREEN: Term("green", "\u25cf", "+", Tone.SUCCESS),
}
_SEVERITY: Mapping[StrEnum, Term] = {
    Severity.NONE: Term("none", "\u00b7", "-", Tone.MUTED),
    Severity.MEDIUM: Term("medium", "\u25b3", "m", Tone.WARNING),
    Severity.HIGH: Term("high", "\u25b2", "h", Tone.WARNING),
    Severity.CRITICAL: Term("critical", "\u25a0", "c", Tone.ERROR),
}
_METRIC: Mapping[StrEnum, Term] = {
    Metric.INCREASE: Term("increase", "\u2191", "^", Tone.MUTED),
    Metric.DECREASE: Term("decrease", "\u2193", "v", Tone.MUTED),
    Metric.AT_LEAST: Term("keep at least", "\u2265", ">", Tone.MUTED),
    Metric.AT_MOST: Term("keep at most", "\u2264", "<", Tone.MUTED),
    Metric.BETWEEN: Term("keep between", "\u21d4", "=", Tone.MUTED),
    Metric.MILESTONES: Term("milestones", "\u22ee", ":", Tone.MUTED),
    Metric.YES_NO: Term("yes or no", "\u2713", "y", Tone.MUTED),
    Metric.BASELINE: Term("find the baseline", "\u22a5", "_", Tone.MUTED),
    Metric.TRACKED: Term("tracked only", "~", "~", Tone.MUTED),
}
_LINK_KIND: Mapping[StrEnum, Term] = {
    LinkKind.CONTRIBUTES: Term("contributes to", "\u2191", "^", Tone.ACCENT),
    LinkKind.SUPPORTS: Term("supports", "\u21e1", "~", Tone.MUTED),
}
_CYCLE_STATE: Mapping[StrEnum, Term] = {
    CycleState.PLANNING: Term("planning", "\u25c7", "p", Tone.MUTED),
    CycleState.ACTIVE: Term("active", "\u25ba", ">", Tone.ACCENT),
    CycleState.GRADING: Term("grading", "\u25c6", "g", Tone.ACCENT),
    CycleState.CLOSED: Term("closed", "\u25a1", "c", Tone.MUTED),
}
_CONTRIBUTION_STATE: Mapping[StrEnum, Term] = {
    ContributionState.OPEN: Term("open", "\u25cb", ".", Tone.ACCENT),
    ContributionState.COUNTERED: Term("countered", "\u25d1", "!", Tone.WARNING),
    ContributionState.ACCEPTED: Term("accepted", "\u2713", "+", Tone.SUCCESS),
    ContributionState.DECLINED: Term("declined", "\u2717", "x", Tone.ERROR),
    ContributionState.WITHDRAWN: Term("withdrawn", "\u2298", "/", Tone.MUTED),
}
_AMBITION: Mapping[StrEnum, Term] = {
    Ambition.COMMITTED: Term("committed", "\u25a3", "C", Tone.ACCENT),
    Ambition.ASPIRATIONAL: Term("aspirational", "\u25a1", "A", Tone.MUTED),
}

# By type and not in one table: members of different enumerations that share a word are equal
# and would overwrite each other.
TERMS: Mapping[type[StrEnum], Mapping[StrEnum, Term]] = {
    Status: _STATUS,
    GoalState: _GOAL_STATE,
    KeyResultState: _KEY_RESULT_STATE,
    Timeliness: _TIMELINESS,
    Verdict: _VERDICT,
    Colour: _COLOUR,
    Severity: _SEVERITY,
    Metric: _METRIC,
    LinkKind: _LINK_KIND,
    CycleState: _CYCLE_STATE,
    Ambition: _AMBITION,
    ContributionState: _CONTRIBUTION_STATE,
}
"""Every enumeration that has words and glyphs, by its type."""


def term(value: StrEnum) -> Term:
    """How a status, state, verdict, metric or link kind is written and drawn."""
    return TERMS[type(value)][value]


def shows_weakest(status: Status, weakest: Status | None) -> bool:
    """Whether the mark of the weakest child is drawn: only where it is worse than the weighted status (R8)."""
    return weakest is not None and WORST_FIRST.index(weakest) < WORST_FIRST.index(status)


def status_tone(status: Status, *, stale: bool = False) -> Tone:
    """The colour of a status; a stale one is never green (R6)."""
    tone = term(status).tone
    return STALE.tone if stale and tone is Tone.SUCCESS else tone


def status_marks(
    status: Status | None,
    *,
    stale: bool = False,
    weakest: Status | None = None,
    set_by_hand: bool = False,
    ascii_only: bool = False,
) -> str:
    """Glyph of the status, with the marks of an override, stale and weakest behind it where they hold: one to four cells."""
    if status is None:
        return "-" if ascii_only else NONE
    marks = term(status).mark(ascii_only=ascii_only)
    marks += OVERRIDDEN.mark(ascii_only=ascii_only) if set_by_hand else ""
    marks += STALE.mark(ascii_only=ascii_only) if stale else ""
    return marks + (WEAKEST.mark(ascii_only=ascii_only) if shows_weakest(status, weakest) else "")


def status_words(
    status: Status | None, *, stale: bool = False, weakest: Status | None = None, because: str | None = None
) -> str:
    """The status in words: "on track, stale, CARE-7 below is off track"; `because` is the weakest child's key (R8)."""
    if status is None:
        return "no status"
    words = [term(status).word]
    if stale:
        words.append(STALE.word)
    if weakest is not None and shows_weakest(status, weakest):
        words.append(f"{because or 'one'} below is {term(weakest).word}")
    return ", ".join(words)


def percent(ppm: int | None, *, decimals: int = 0, ascii_only: bool = False) -> str:
    """A share in millionths as "62 %", rounded half up; a dash where there is none."""
    if ppm is None:
        return "-" if ascii_only else NONE
    shown = (Decimal(ppm) / 10_000).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{abs(shown) if shown == 0 else shown:,f} %"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 goal", "2 goals"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def due_words(due: Iterable[date], *, today: date) -> str:
    """What check-ins are called by the days on which they are due; where none is, nothing is owed now."""
    days = tuple(due)
    return "Due now" if not days or min(days) <= today else "Due next"


def progress_words(raw_ppm: int | None, *, ascii_only: bool = False) -> str:
    """Progress, with what counts where that differs (R1).

    "125 % (counts as 100 %)", "-25 % (below baseline, counts as 0 %)", else just the percentage.
    """
    shown = percent(raw_ppm, ascii_only=ascii_only)
    if raw_ppm is None or 0 <= raw_ppm <= _PPM:
        return shown
    if raw_ppm < 0:
        return f"{shown} (below baseline, counts as 0 %)"
    return shown if shown == "100 %" else f"{shown} (counts as 100 %)"


def progress_bar(
    progress_ppm: int | None, expected_ppm: int | None, width: int, *, ascii_only: bool = False
) -> list[tuple[str, BarRole]]:
    """A thin bar of `width` cells as (text, role) pieces: what is done, the rest, and a tick where it should be today.

    Full only when progress is full, and never empty once something is done. No tick without an expectation above 0.
    The tick crosses the done part as ╋ and the rest as ┼, so ahead and behind differ by shape; in ASCII it is |.
    """
    done = _done_cells(progress_ppm or 0, width)
    pace = None if not expected_ppm or expected_ppm < 0 else min(width - 1, expected_ppm * width // _PPM)
    pieces: list[tuple[str, BarRole]] = []
    for cell in range(max(0, width)):
        role = BarRole.PACE if cell == pace else BarRole.DONE if cell < done else BarRole.REST
        glyph = _bar_glyph(role, filled=cell < done, ascii_only=ascii_only)
        if pieces and pieces[-1][1] is role:
            pieces[-1] = (pieces[-1][0] + glyph, role)
        else:
            pieces.append((glyph, role))
    return pieces


def _done_cells(progress_ppm: int, width: int) -> int:
    if progress_ppm <= 0:
        return 0
    if progress_ppm >= _PPM:
        return width
    rounded = (2 * progress_ppm * width + _PPM) // (2 * _PPM)
    return min(max(1, rounded), max(1, width - 1))


def _bar_glyph(role: BarRole, *, filled: bool, ascii_only: bool) -> str:
    if role is BarRole.PACE:
        return "|" if ascii_only else "\u254b" if filled else "\u253c"
    if role is BarRole.DONE:
        return "=" if ascii_only else "\u2501"
    return "-" if ascii_only else "\u2500"
