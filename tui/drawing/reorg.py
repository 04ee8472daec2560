"""What a reorganisation would do as rows: what changes hands, what would have been lost, and what follows."""

from okr.domain.cells import cell_width
from tui.drawing.rows import NORMAL, WIDE, Row, blank, section, text_row
from tui.format import counted
from tui.lines import Line, Look, Pen, Target
from tui.view_models.people import Reorg, ReorgEffectLine, ReorgLine

LEAST_TITLE = 14
KINDS = frozenset({"goal", "key result", "person", "unit"})
"""What has a screen of its own."""


def reorg_rows(plan: Reorg, *, look: Look) -> list[Row]:
    """The plan: counts, changes with what each would lose otherwise, effects, notes."""
    counts = ", ".join(f"{word}: {many:,}" for word, many in plan.counts.items())
    rows = [text_row(counts or "nothing changes", "bold", look=look), blank(look)]
    rows += section("What changes", [_change(line, look=look) for line in plan.changes], look=look)
    rows += section("What follows", [_effect(line, look=look) for line in plan.effects], look=look)
    rows += [text_row(note, "dim", look=look, indent=2) for note in plan.notes]
    if plan.hidden:
        words = f"and {counted(plan.hidden, 'goal')} that you do not see, handed over too"
        rows.append(text_row(words, "dim", look=look, indent=2))
    return rows


def _change(line: ReorgLine, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        way = f"{line.before or look.none} {look.arrow} {line.after or look.none}"
        room = 30 if width >= WIDE else 22 if width >= NORMAL else 18
        loses = 20 if width >= NORMAL + 12 else 0
        pen = Pen(look).gap(2).cell(line.key, 12, "dim").gap(1)
        pen.cell(line.title, max(6, width - pen.at - 10 - room - loses - 2)).gap(1).cell(line.field, 9, "dim").gap(1)
        pen.cell(way, room, "accent" if line.loses else "")
        if loses:
            pen.gap(1).cell(f"no {line.loses} otherwise" if line.loses else "", loses - 1, "warning")
        return pen.line()

    return Row(draw, _target(line.kind, line.key, line.title))


def _effect(line: ReorgEffectLine, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).gap(2).cell(line.key, 12, "dim").gap(1)
        words = f"{line.loses}: {line.before} {look.arrow} {line.after}"
        # What follows is what is new here; the title can be opened.
        room = max(50 if width >= WIDE else width // 2 - 4, min(cell_width(words), width - pen.at - LEAST_TITLE))
        return pen.cell(line.title, max(6, width - pen.at - room - 1)).gap(1).cell(words, room, "warning").line()

    return Row(draw, _target(line.kind, line.key, line.title))


def _target(kind: str, key: str, title: str) -> Target | None:
    return Target(kind, key, title) if kind in KINDS else None
