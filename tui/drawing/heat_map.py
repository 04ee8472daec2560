"""The heat map of an executive: how each division stands on each focus area, in a cell that opens its goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from okr.domain.numbers import PPM
from okr.domain.vocabulary import WORST_FIRST
from tui.drawing.rows import WIDE, Row, section
from tui.format import SHORT_NAMED_WIDTH, counted, named_status, percentage, short_word, status_ink, status_mark
from tui.lines import Line, Look, Pen, Piece, Target, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.view_models.basics import Named
    from tui.view_models.homes import ExecutiveHome, HeatCell

ACTIVE = "state:active"
"""What the counts are of: behind a number stand as many goals as it says."""
LABEL, SHORT_LABEL = 26, 16
"""Cells of the names of focus areas: as many as are free, at least the second."""
HEAD_LINES = 2
"""Lines that the name of a division may take."""
NARROWEST_CELL, WORDED_CELL = 13, 20
"""Cells of a column of the heat map: glyph, percentage, coverage, how many of how many are behind; and with a word, too."""


def heat_map(view: ExecutiveHome, width: int, *, look: Look) -> list[Row]:
    """A line a focus area, a column a division; nothing where there are neither."""
    if not view.focus_areas or not view.divisions:
        return []
    label = LABEL if width >= WIDE else SHORT_LABEL
    fits = max(1, (width - label) // NARROWEST_CELL)
    shown = view.divisions[:fits]
    size = min(WORDED_CELL, (width - label) // len(shown))
    label = min(LABEL, width - size * len(shown))  # what the columns leave
    cells = {(cell.focus_area, cell.unit.key): cell for cell in view.heat}
    hidden = len(view.divisions) - len(shown)

    corner = [] if size == WORDED_CELL else _words_of_marks(view.heat, label - 1, look=look)
    rows = _heat_head([division.name for division in shown], label, size, corner=corner, look=look)
    nothing = look.none if view.is_counted else ""
    rows += [
        _heat_row(area, shown, cells, widths=(label, size), nothing=nothing, look=look) for area in view.focus_areas
    ]
    every = f"and {counted(hidden, 'more division')}: {look.key('app.screen-5')} lists all"
    note = every if hidden else _legend(view.heat, look=look)
    return section("Focus areas by division", rows, look=look, note=note)


def _legend(heat: Sequence[HeatCell], *, look: Look) -> str:
    """What the small marks of the cells mean, of those that are there."""
    behind = [(cell.goals, cell.off_track + cell.at_risk) for cell in heat if cell.off_track + cell.at_risk]
    said = ["{1}/{0} of them behind".format(*max(behind))] if behind else []
    if any(_is_partly_covered(cell) for cell in heat):
        said.append(f"{coverage_mark(PPM // 2, look)} with fresh readings")
    return f" {look.dot} ".join(said)


def _words_of_marks(heat: Sequence[HeatCell], width: int, *, look: Look) -> list[list[Piece]]:
    """What the glyphs of the cells say, of those that are there, in lines of so many cells: it fills the empty corner."""
    lines: list[Pen] = []
    found = {cell.status for cell in heat if cell.goals}
    for status in WORST_FIRST:
        if status not in found:
            continue
        words = short_word(status)
        if not lines or lines[-1].at + cell_width(words) + 3 > width:
            lines.append(Pen(look))
        pen = lines[-1].gap(1 if lines[-1].at else 0)
        pen.write(status_mark(status, look), status_ink(status)).write(f" {words}", "dim")
    return [pen.pieces for pen in lines]


def _heat_head(
    names: Sequence[str], label: int, size: int, *, corner: Sequence[Sequence[Piece]], look: Look
) -> list[Row]:
    """The names of the columns: in two lines where one of them is too long for one, above the numbers the last.

    Beside them stands what the glyphs below mean (`corner`).
    """
    split = [wrap(name, size - 1) if cell_width(name) > size - 1 else [name] for name in names]
    split = [
        lines if len(lines) <= HEAD_LINES and " ".join(lines) == name else [name]
        for lines, name in zip(split, names, strict=True)
    ]
    height = max(len(corner), *(len(lines) for lines in split))

    def head(index: int) -> Row:
        def draw(_: int) -> Line:
            beside = index - (height - len(corner))
            pen = Pen(look).put(corner[beside] if beside >= 0 else ()).to(label)
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
    worded = size == WORDED_CELL
    mark = SHORT_NAMED_WIDTH if worded else 1

    def draw(_: int) -> Line:
        pen = Pen(look).cell(area.name, label - 1).gap(1)
        for division in divisions:
            cell = cells.get((area.key, division.key))
            start = pen.at
            if cell is None or cell.goals == 0:
                pen.cell(f"  {nothing}", size - 1, "faint").gap(1)
                continue
            ink = status_ink(cell.status)
            pen.cell(
                named_status(cell.status, look, words=False) if worded else status_mark(cell.status, look), mark, ink
            )
            pen.cell(percentage(cell.progress_ppm, look), 6, ink, align="right")
            behind = cell.off_track + cell.at_risk
            pen.write(coverage_mark(cell.coverage_ppm, look) if _is_partly_covered(cell) else " ", "dim")
            pen.cell(f" {behind}/{cell.goals}" if behind else "", size - mark - 8, "dim").gap(1)
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
