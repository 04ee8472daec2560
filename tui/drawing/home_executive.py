"""The home of an executive: what is off track, who answers for it, is everyone pulling the same way."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from okr.domain.numbers import PPM
from okr.domain.vocabulary import WORST_FIRST, Status
from okr.domain.wording import STALE, term
from tui.drawing.agreements import subscription_bar
from tui.drawing.home_parts import answers_section, asks_section, moved_row
from tui.drawing.rows import WIDE, Row, blank, goal_row, key_width, section, text_row
from tui.format import (
    STATUS_WIDTH,
    change,
    counted,
    day,
    percentage,
    short_name,
    sparkline,
    status_ink,
    status_mark,
    write_status,
)
from tui.lines import Line, Look, Pen, Target, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.view_models.agreements import Shared
    from tui.view_models.basics import Named
    from tui.view_models.goals import GoalItem
    from tui.view_models.homes import ExecutiveHome, HeatCell, Home, Risk

MORE = "more"
"""The kind of a line that lists more of what stands above it."""
MOST_RISKS = 6
"""Risks that a home lists, so that the heat map is on the first screen."""
TREND_CELLS = 8
"""Weeks that a rate's way is drawn over."""
TREND_SPAN = Decimal(100_000)
"""A tenth: rates that moved less look level."""
ACTIVE = "state:active"
"""What the counts are of: behind a number stand as many goals as it says."""
COUNTING = "Counting the goals"
LABEL, SHORT_LABEL = 26, 16
"""Cells of the names of focus areas: as many as are free, at least the second."""
HEAD_LINES = 2
"""Lines that the name of a division may take."""
NARROWEST_CELL, WIDEST_CELL = 13, 18
"""Cells of a column of the heat map: glyph, percentage, coverage, and how many of how many are behind."""


def executive_rows(
    home: Home, view: ExecutiveHome, width: int, *, look: Look, all_risks: bool = False
) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane; `all_risks` lists all that are known, not the worst alone."""
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
            _risk_rows(view.risks, every=all_risks, look=look),
            look=look,
            note="by what it costs at the top" if view.risks else "",
            empty=_nothing_ranked(view),
        ),
        *_heat_map(view, width, look=look),
    ]
    aside = [
        *section(
            "Top goals",
            [row for goal in view.tops for row in _top_rows(goal, view, look=look)],
            look=look,
            empty="No goal of the whole organisation is active. 2 opens the cascade.",
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
        return "What is behind leads to no top goal; enter on its number above lists it."
    return "Nothing is off track or at risk."


def _rates(view: ExecutiveHome, home: Home, *, look: Look) -> list[Row]:
    def counts(width: int) -> Line:
        # With large numbers the blanks go first, then the words behind the glyphs.
        every = len(WORST_FIRST) + 1
        shapes = ((3, every), (2, every), (1, every), (2, 2), (1, 0))
        lines = (_counts(view, gap=gap, words=words, look=look) for gap, words in shapes)
        return next(
            (line for line in lines if cell_width(line.text.rstrip()) <= width),
            _counts(view, gap=1, words=0, look=look),
        )

    some = any(view.counts.values()) or view.stale > 0
    rates = Row(lambda width: _rates_line(view, home, width, look=look))
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
        pen.write(percentage(now, look), "bold").write(f" {words if whole else short}", "dim")
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


def _risk_rows(risks: Sequence[Risk], *, every: bool, look: Look) -> list[Row]:
    """The worst risks; the others are a key away."""
    shown = risks if every else risks[:MOST_RISKS]
    keys = key_width([risk.goal.key for risk in shown])
    rows = [_risk_row(risk, keys, look=look) for risk in shown]
    if len(risks) > MOST_RISKS:
        rest = len(risks) - MOST_RISKS
        words = f"enter leaves the worst {MOST_RISKS}" if every else f"and {rest} more: enter lists them"
        rows.append(text_row(words, "dim", look=look, indent=4, target=Target(MORE, "risks", "the worst")))
    return rows


def _counts(view: ExecutiveHome, *, gap: int, words: int, look: Look) -> Line:
    """How many goals stand how, the worst first; the first so many with their word."""
    pen = Pen(look)
    shown = [
        (term(status), status_ink(status), view.counts.get(status, 0), _status_filter(status)) for status in WORST_FIRST
    ]
    shown.append((STALE, "warning", view.stale, f"stale {ACTIVE}"))
    for index, (words_of, ink, count, filter_words) in enumerate(shown):
        if not count:
            continue
        start = pen.at
        pen.write(words_of.mark(ascii_only=look.ascii_only), ink).gap(1).write(f"{count:,}", "bold")
        pen.write(f" {words_of.word}" if index < words else "", "dim")
        pen.mark(start, Target("filter", filter_words, words_of.word)).gap(gap)
    return pen.line()


def _status_filter(status: Status) -> str:
    return f"status:{status.value.replace(' ', '-')} {ACTIVE}"


def _risk_row(risk: Risk, keys: int, *, look: Look) -> Row:
    goal = risk.goal

    def draw(width: int) -> Line:
        wide = width >= 96
        owner_width, word_width = (20, 16) if wide else (14, 9)
        pen = write_status(Pen(look), goal.numbers, words=wide).gap(1)
        pen.write(goal.key, "dim").to((STATUS_WIDTH if wide else 3) + 1 + keys).gap(1)
        room = width - owner_width - word_width - 8 - pen.at
        pen.cell(goal.title, room).gap(1)
        pen.cell(percentage(goal.numbers.progress_ppm, look), 5, align="right").gap(1)
        name = (goal.owner.name if goal.owner else "no owner") if wide else short_name(goal.owner, look)
        pen.cell(name, owner_width, "bold" if goal.owner else "warning").gap(1)
        days = risk.days_since_word
        silence = "no word" if days is None else "today" if days == 0 else f"{days} d silent" if wide else f"{days} d"
        ink = "warning" if days is None or days > 14 else "dim"
        return pen.cell(silence, word_width, ink, align="right").line()

    return Row(draw, Target("goal", goal.key, goal.title))


def _heat_map(view: ExecutiveHome, width: int, *, look: Look) -> list[Row]:
    if not view.focus_areas or not view.divisions:
        return []
    label = LABEL if width >= WIDE else SHORT_LABEL
    fits = max(1, (width - label) // NARROWEST_CELL)
    shown = view.divisions[:fits]
    size = min(WIDEST_CELL, (width - label) // len(shown))
    label = min(LABEL, width - size * len(shown))  # what the columns leave
    cells = {(cell.focus_area, cell.unit.key): cell for cell in view.heat}
    hidden = len(view.divisions) - len(shown)

    rows = _heat_head([division.name for division in shown], label, size, look=look)
    nothing = look.none if view.is_counted else ""
    rows += [
        _heat_row(area, shown, cells, widths=(label, size), nothing=nothing, look=look) for area in view.focus_areas
    ]
    note = f"and {counted(hidden, 'more division')}: 5 lists all" if hidden else _legend(view.heat, look=look)
    return section("Focus areas by division", rows, look=look, note=note)


def _legend(heat: Sequence[HeatCell], *, look: Look) -> str:
    """What the small marks of the cells mean, of those that are there."""
    behind = [(cell.goals, cell.off_track + cell.at_risk) for cell in heat if cell.off_track + cell.at_risk]
    said = ["{1}/{0} of them behind".format(*max(behind))] if behind else []
    if any(_is_partly_covered(cell) for cell in heat):
        said.append(f"{coverage_mark(PPM // 2, look)} with fresh readings")
    return f" {look.dot} ".join(said)


def _heat_head(names: Sequence[str], label: int, size: int, *, look: Look) -> list[Row]:
    """The names of the columns: in two lines where one of them is too long for one, above the numbers the last."""
    split = [wrap(name, size - 1) if cell_width(name) > size - 1 else [name] for name in names]
    split = [
        lines if len(lines) <= HEAD_LINES and " ".join(lines) == name else [name]
        for lines, name in zip(split, names, strict=True)
    ]
    height = max(len(lines) for lines in split)

    def head(index: int) -> Row:
        def draw(_: int) -> Line:
            pen = Pen(look).gap(label)
            for lines in split:
                at = index - (height - len(lines))
                pen.cell(lines[at] if at >= 0 else "", size - 1, "dim").gap(1)
            return pen.line()

        return Row(draw)

    return [head(index) for index in range(height)]


def _heat_row(
    area: Named,
    divisions: Sequence[Named],
    cells: dict[tuple[str, str], HeatCell],
    *,
    widths: tuple[int, int],
    nothing: str,
    look: Look,
) -> Row:
    """The cells of a focus area; `nothing` stands where a division has no goals for it."""
    label, size = widths

    def draw(_: int) -> Line:
        pen = Pen(look).cell(area.name, label - 1).gap(1)
        for division in divisions:
            cell = cells.get((area.key, division.key))
            start = pen.at
            if cell is None or cell.goals == 0:
                pen.cell(f"  {nothing}", size - 1, "faint").gap(1)
                continue
            mark = status_mark(cell.status, look)
            ink = status_ink(cell.status)
            pen.write(mark, ink).cell(percentage(cell.progress_ppm, look), 6, ink, align="right")
            behind = cell.off_track + cell.at_risk
            pen.write(coverage_mark(cell.coverage_ppm, look) if _is_partly_covered(cell) else " ", "dim")
            pen.cell(f" {behind}/{cell.goals}" if behind else "", size - 9, "dim").gap(1)
            pen.mark(start, Target("filter", _filter_words(area.key, division), f"{area.name}, {division.name}"))
        return pen.line()

    can = any((area.key, division.key) in cells and cells[area.key, division.key].goals for division in divisions)
    return Row(draw, spots=can)


def _filter_words(area: str, unit: Named) -> str:
    quoted = f'"{area}"' if " " in area else area
    return f"area:{quoted} unit:{unit.key} {ACTIVE}"


def _is_partly_covered(cell: HeatCell) -> bool:
    return cell.coverage_ppm is not None and cell.coverage_ppm < PPM


def coverage_mark(coverage_ppm: int | None, look: Look) -> str:
    """Coverage (R5) below 1 in one cell: a column that grows with what has a fresh reading."""
    steps = "0123456789" if look.ascii_only else "\u2581\u2582\u2583\u2584\u2585\u2586\u2587"
    return steps[min(len(steps) - 1, (coverage_ppm or 0) * len(steps) // PPM)]
