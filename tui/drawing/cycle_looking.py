"""What is looked back at in a cycle as rows: moved goalposts, and how well confidence came true."""

from datetime import date

from tui.drawing.cycle_work import more_row
from tui.drawing.rows import NORMAL, WIDE, Row, blank, paragraph, section, text_row
from tui.format import day, percentage, short_name
from tui.lines import Line, Look, Pen, Target
from tui.view_models.basics import Named
from tui.view_models.cycles import CalibrationCard, CalibrationLine, Ledger, LedgerItem

COIN_PPM = 250_000
"""The Brier score of a tossed coin (R12)."""


def ledger_rows(view: Ledger, width: int, *, today: date, look: Look) -> list[Row]:
    """How often goalposts were moved by unit, then every change with its reason."""
    if not view.lines and not view.moved:
        return paragraph("Nothing was moved: every target is the one that was promised.", width, look=look, indent=2)
    rows = section(
        f"Moved goalposts below {view.unit.name}" if view.units else f"Moved goalposts in {view.unit.name}",
        [_unit_row(unit, moved, most=view.units[0][1], look=look) for unit, moved in view.units],
        look=look,
        note=f"{view.moved:,}",
        empty="none by its units" if not view.units and view.moved else None,
    )
    lines: list[Row] = []
    for item in view.lines:
        lines += [_change_row(item, today, look=look), *_reason_rows(item, width, look=look)]
    if view.next_cursor:
        lines.append(more_row(look))
    return rows + section("Every change", lines, look=look, empty="Nothing else was changed after its start.")


def _unit_row(unit: Named, moved: int, *, most: int, look: Look) -> Row:
    def draw(width: int) -> Line:
        bar = max(1, min(20, width // 4) * moved // max(1, most))
        pen = Pen(look).gap(2).cell(unit.key, 8, "dim").gap(1)
        pen.cell(unit.name, max(8, width - pen.at - 28)).gap(1)
        pen.cell(("=" if look.ascii_only else "\u2501") * bar, 20, "warning")
        return pen.cell(f"{moved:,}", 6, align="right").line()

    return Row(draw, Target("ledger unit", unit.key, unit.name))


def _change_row(item: LedgerItem, today: date, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        who = 12 if width >= NORMAL else 0
        way = f"{item.before or look.none} {look.arrow} {item.after or look.none}"
        size = min(max(18, len(way)), width // 3)
        pen = Pen(look).gap(2).cell(day(item.on, today=today), 7, "dim", align="right").gap(2)
        pen.cell(item.key, 11, "dim").gap(1)
        field = 10 if width >= WIDE else 0
        pen.cell(item.title, max(6, width - pen.at - size - who - field - 3)).gap(1)
        if field:
            pen.cell(item.field, field, "dim")
        pen.gap(1).cell(way, size, "bold", align="right")
        if who:
            pen.gap(1).cell(short_name(item.by, look) if item.by else "imported", who, "dim")
        return pen.line()

    kind = "key result" if "." in item.key else "goal"
    return Row(draw, Target(kind, item.key, item.title))


def _reason_rows(item: LedgerItem, width: int, *, look: Look) -> list[Row]:
    said = item.reason if width >= WIDE else f"{item.field}: {item.reason}"
    return paragraph(said, width, look=look, ink="dim", indent=11, at_most=2)


def calibration_rows(card: CalibrationCard, width: int, *, look: Look) -> list[Row]:
    """What was said and what came true, cycle by cycle, in a sentence and in numbers."""
    rows = [text_row(card.person.name, "bold", look=look), *paragraph(card.sentence, width, look=look), blank(look)]
    if not card.lines:
        return rows
    rows.append(Row(lambda width: _calibration_head(width, look=look)))
    rows += [_calibration_row(line, look=look) for line in card.lines]
    rows.append(blank(look))
    rows += paragraph(
        "Brier: 0 is perfect, 0.25 is a tossed coin, 1 is always wrong. Only you and administrators see this.",
        width,
        look=look,
        ink="dim",
    )
    return rows


def _calibration_head(width: int, *, look: Look) -> Line:
    pen = Pen(look).gap(14)
    for word, cells in (("said", 8), ("came true", 11), ("check-ins", 11), ("Brier", 8)):
        pen.cell(word, cells, "dim", align="right")
    return pen.line()


def _calibration_row(line: CalibrationLine, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        whole = line.cycle == "all"
        came = line.came_true * 1_000_000 // line.predictions if line.predictions else None
        pen = Pen(look).gap(2).cell(line.cycle, 12, "bold" if whole else "")
        pen.cell(percentage(line.said_ppm, look), 8, align="right")
        pen.cell(percentage(came, look), 11, align="right")
        pen.cell(f"{line.predictions:,}", 11, "dim", align="right")
        tone = "success" if line.brier_ppm < COIN_PPM else "warning"
        thousandths = (line.brier_ppm + 500) // 1000
        return pen.cell(f"{thousandths // 1000}.{thousandths % 1000:03d}", 8, tone, align="right").line()

    return Row(draw)
