"""The home of an executive: what is off track, who answers for it, is everyone pulling the same way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from okr.domain.numbers import PPM
from okr.domain.vocabulary import WORST_FIRST, Status
from okr.domain.wording import STALE, term
from tui.drawing.agreements import subscription_bar
from tui.drawing.heat_map import ACTIVE, heat_map
from tui.drawing.home_parts import answers_section, asks_section, moved_row
from tui.drawing.rows import NORMAL, WIDE, Row, blank, goal_row, key_width, section, text_row
from tui.format import (
    SHORT_STATUS_WIDTH,
    STATUS_WIDTH,
    change,
    day,
    percentage,
    short_name,
    sparkline,
    status_ink,
    write_status,
)
from tui.lines import Line, Look, Pen, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.view_models.agreements import Shared
    from tui.view_models.goals import GoalItem
    from tui.view_models.homes import ExecutiveHome, Home, Risk

MORE = "more"
"""The kind of a line that lists more of what stands above it."""
MOST_RISKS = 6
"""Risks that a home lists, so that the heat map is on the first screen."""
TREND_CELLS = 8
"""Weeks that a rate's way is drawn over."""
TREND_SPAN = Decimal(100_000)
"""A tenth: rates that moved less look level."""
COUNTING = "Counting the goals"
MANY = 10_000
"""From here on a count is given in thousands where there is no room for all its digits."""


def executive_rows(
    home: Home, view: ExecutiveHome, width: int, *, look: Look, all_risks: bool = False, more: int = 0
) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane; `all_risks` lists all that are known, not the worst alone and so many `more`."""
    moved = [
        one for one in view.moved if change(one.before_ppm, one.after_ppm, look)[1] != "dim" or one.before_ppm is None
    ]
    moved_keys = key_width([one.key for one in moved])
    main = [
        *_rates(view, home, look=look),
        *asks_section(view.asks, home, look=look),
        *answers_section(home, look=look, most=2),
        *section(
            "Worst first",
            _risk_rows(view.risks, every=all_risks, more=more, look=look),
            look=look,
            note="by what it costs at the top" if view.risks else "",
            empty=look.said(_nothing_ranked(view)),
        ),
        *heat_map(view, width, look=look),
    ]
    aside = [
        *section(
            "Top goals",
            [row for goal in view.tops for row in _top_rows(goal, view, look=look)],
            look=look,
            empty=f"No goal of the whole organisation is active. {look.key('app.screen-2')} opens the cascade.",
        ),
        *section(
            "Moved in the last 7 days",
            [moved_row(one, moved_keys, look=look) for one in moved],
            look=look,
            empty="No goal moved: has anybody checked in?",
        ),
    ]
    return main, aside


def _nothing_ranked(view: ExecutiveHome) -> str:
    """Why no risk is listed: there is none, or none that reaches a goal at the top (R15)."""
    if view.counts.get(Status.OFF_TRACK, 0) + view.counts.get(Status.AT_RISK, 0):
        return "What is behind leads to no top goal; {app.open} on its number above lists it."
    return "Nothing is off track or at risk."


def _rates(view: ExecutiveHome, home: Home, *, look: Look) -> list[Row]:
    def counts(width: int) -> Line:
        # With large numbers the blanks go first, then the words get short, then the last digits go; a word always stands.
        shapes = ((3, True), (2, True), (1, True), (3, False), (2, False), (1, False))
        lines = (_counts(view, gap=gap, words=words, look=look) for gap, words in shapes)
        return next(
            (line for line in lines if cell_width(line.text.rstrip()) <= width),
            _counts(view, gap=1, words=False, exact=False, look=look),
        )

    some = any(view.counts.values()) or view.stale > 0
    rates = Row(lambda width: _rates_line(view, home, width, look=look), spots=True)
    if not view.is_counted:  # the line is kept free, so that nothing moves when the numbers come
        return [text_row(f"{COUNTING}{look.ellipsis}", "dim", look=look), rates, blank(look)]
    return [*([Row(counts, spots=True)] if some else []), rates, blank(look)]


def _rates_line(view: ExecutiveHome, home: Home, width: int, *, look: Look) -> Line:
    """Each rate with its way over the last weeks and what it changed since the last one; what there is room for."""
    shapes = ((True, TREND_CELLS), (False, TREND_CELLS), (False, TREND_CELLS // 2), (True, 0), (False, 0))
    lines = [_rates_in(view, home, whole=whole, trend=trend, look=look) for whole, trend in shapes]
    return next((line for line in lines if cell_width(line.text.rstrip()) <= width), lines[-1])


def _rates_in(view: ExecutiveHome, home: Home, *, whole: bool, trend: int, look: Look) -> Line:
    aligned = None if view.orphan_ppm is None else PPM - view.orphan_ppm
    pen = Pen(look)
    for words, short, now, before in (
        ("aligned", "aligned", aligned, [one.aligned_ppm for one in view.rate_days]),
        ("in line of sight", "in sight", view.sight_ppm, [one.sight_ppm for one in view.rate_days]),
        ("checked in on time", "on time", view.on_time_ppm, [one.on_time_ppm for one in view.rate_days]),
    ):
        if not home.runs and (short != "on time" or now is None):
            continue  # those are of the goals that are active today, and the way is that of the current cycle
        known = [
            Decimal(round(one, -4)) for one in (*before, now) if one is not None
        ]  # as they are read: whole per cents
        start = pen.at
        pen.write(percentage(now, look), "bold").write(f" {words if whole else short}", "dim")
        pen.mark(start, Target("rate", "unit " if short == "on time" else "aligned ", words))
        if trend and len(known) > 2 and home.runs:
            pen.gap(1).write(sparkline(known, trend, look, least_span=TREND_SPAN), "chart")
        if now is not None and before and before[-1] is not None and home.runs:
            moved, ink = change(before[-1], now, look)
            pen.gap(1).write(moved, ink)
        pen.gap(3 if whole else 2)
    if view.rates_on is not None and view.rates_on != home.today:
        pen.write(f"as of {day(view.rates_on, today=home.today)}", "dim")
    return pen.line()


def _top_rows(goal: GoalItem, view: ExecutiveHome, *, look: Look) -> list[Row]:
    """A top goal, and below it what is subscribed of it and of its key results."""
    subscribed = [one for key, one in view.subscriptions.items() if key.partition(".")[0] == goal.key]
    return [goal_row(goal, look=look, bold=True), *(_subscribed_row(one, look=look) for one in subscribed)]


def _subscribed_row(shared: Shared, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        size = 14 if width >= WIDE else 8
        pen = Pen(look).gap(2).put(subscription_bar(shared, size, look=look)).gap(1)
        ink = "dim" if shared.gap_ppm >= 0 else "warning"
        words = shared.sentence
        if cell_width(words) > width - pen.at:
            words = words.rpartition(", ")[2]  # what it comes to stands last
        return pen.cell(words, width - pen.at, ink).line()

    return Row(draw, Target("contract", shared.key, shared.title))


def _risk_rows(risks: Sequence[Risk], *, every: bool, more: int, look: Look) -> list[Row]:
    """The worst risks and so many `more`; the others are a key away."""
    shown = risks if every else risks[: MOST_RISKS + more]
    columns = _RiskColumns.of(shown, look=look)
    rows = [_risk_row(risk, columns, look=look) for risk in shown]
    rest = len(risks) - len(shown)
    if rest or (every and not more and len(risks) > MOST_RISKS):
        words = (
            f"{look.key('app.open')} leaves the worst"
            if every
            else f"and {rest} more: {look.key('app.open')} lists them"
        )
        rows.append(text_row(words, "dim", look=look, indent=4, target=Target(MORE, "risks", "the worst")))
    return rows


def _counts(view: ExecutiveHome, *, gap: int, words: bool, look: Look, exact: bool = True) -> Line:
    """How many goals stand how, the worst first, with the word of each, in full or short."""
    pen = Pen(look)
    shown = [
        (term(status), status_ink(status), view.counts.get(status, 0), _status_filter(status)) for status in WORST_FIRST
    ]
    shown.append((STALE, "warning", view.stale, f"stale {ACTIVE}"))
    for words_of, ink, count, filter_words in shown:
        if not count:
            continue
        start = pen.at
        many = f"{count:,}" if exact or count < MANY else f"{(count + 500) // 1_000}k"
        pen.write(words_of.mark(ascii_only=look.ascii_only), ink).gap(1).write(many, "bold")
        pen.write(f" {words_of.word if words else words_of.short}", "dim")
        pen.mark(start, Target("filter", filter_words, words_of.word)).gap(gap)
    return pen.line()


def _status_filter(status: Status) -> str:
    return f"status:{status.value.replace(' ', '-')} {ACTIVE}"


@dataclass(frozen=True, slots=True)
class _RiskColumns:
    """Cells of the columns of the risks: what their words need, so that titles have the rest."""

    key: int
    owner: int
    short_owner: int
    silence: int

    @classmethod
    def of(cls, risks: Sequence[Risk], *, look: Look) -> _RiskColumns:
        """What these risks need."""
        names = [cell_width(_owner(risk, look, full=True)) for risk in risks]
        short = [cell_width(_owner(risk, look, full=False)) for risk in risks]
        silence = [cell_width(_silence(risk, full=False)) for risk in risks]
        return cls(
            key_width([risk.goal.key for risk in risks]),
            min(20, max(names, default=0)),
            min(14, max(short, default=0)),
            max(silence, default=0),
        )


def _owner(risk: Risk, look: Look, *, full: bool) -> str:
    owner = risk.goal.owner
    return owner.name if full and owner else short_name(owner, look)


def _silence(risk: Risk, *, full: bool) -> str:
    """How long nothing was heard."""
    days = risk.days_since_word
    return "no word" if days is None else "today" if days == 0 else f"{days} d silent" if full else f"{days} d"


def _risk_row(risk: Risk, columns: _RiskColumns, *, look: Look) -> Row:
    goal = risk.goal

    def draw(width: int) -> Line:
        wide = width >= 96
        words = width >= NORMAL
        owner_width, silence_width = (columns.owner, 16) if wide else (columns.short_owner, columns.silence)
        pen = write_status(Pen(look), goal.numbers, words=words).gap(1)
        pen.write(goal.key, "dim").to((STATUS_WIDTH if words else SHORT_STATUS_WIDTH) + 1 + columns.key).gap(1)
        room = width - owner_width - silence_width - 8 - pen.at
        pen.cell(goal.title, room).gap(1)
        pen.cell(percentage(goal.numbers.progress_ppm, look), 5, align="right").gap(1)
        pen.cell(_owner(risk, look, full=wide), owner_width, "bold" if goal.owner else "warning").gap(1)
        days = risk.days_since_word
        ink = "warning" if days is None or days > 14 else "dim"
        return pen.cell(_silence(risk, full=wide), silence_width, ink, align="right").line()

    return Row(draw, Target("goal", goal.key, goal.title))
