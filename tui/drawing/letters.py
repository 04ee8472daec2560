"""The SMART letters while one writes: at a glance, and below them what the worst of them say."""

from collections.abc import Sequence

from okr.domain.cells import cell_width
from okr.domain.vocabulary import Verdict
from okr.domain.wording import term
from tui.drawing.goal_head import letter_pieces
from tui.drawing.rows import Row, paragraph
from tui.format import tone_ink
from tui.lines import Line, Look, Pen
from tui.view_models.goal_card import Letter

_ORDER = (Verdict.FAIL, Verdict.WARN, Verdict.PASS)


def letter_rows(
    letters: Sequence[Letter],
    width: int,
    *,
    look: Look,
    at_most: int = 2,
    proposes: bool = True,
    lines: int = 1,
    needs_approval: bool = False,
) -> list[Row]:
    """The five letters in one line with what it means for the goal, and the worst findings.

    What to write instead takes up to `lines` lines each.
    """
    failing = [one for one in letters if one.verdict is Verdict.FAIL]
    words = "can begin once it is approved" if needs_approval else "can begin"
    if failing:
        words = "cannot begin yet: a letter fails"
    ink = "error" if failing else "warning" if needs_approval else "success"
    pieces = letter_pieces(letters)

    def draw(width: int) -> Line:
        pen = Pen(look).cell("SMART", 12, "dim").put(pieces).gap(3)
        return pen.cell(words, max(0, width - pen.at), ink).line()

    rows = [Row(draw)]
    faults = sorted(
        (one for one in letters if one.verdict is not Verdict.PASS), key=lambda one: _ORDER.index(one.verdict)
    )
    for one in faults[:at_most]:
        term_of = term(one.verdict)
        mark = f"{term_of.mark(ascii_only=look.ascii_only)} {one.letter.value}"
        found = _finding(mark, one, tone_ink(term_of.tone.value), width, look=look, lines=lines)
        rows += found if proposes else found[:1]
    if len(faults) > at_most and proposes:
        rows += paragraph(f"and {len(faults) - at_most} more", width, look=look, ink="dim", indent=16)
    return rows


def _finding(mark: str, one: Letter, ink: str, width: int, *, look: Look, lines: int) -> list[Row]:
    """One finding in one line where it fits, with what to write instead below."""

    def draw(width: int) -> Line:
        return Pen(look).cell(mark, 16, ink).cell(one.reason, width - 16).line()

    rows = [Row(draw)]
    if one.proposal and cell_width(one.proposal) < 2 * width:
        rows += paragraph(f"{look.arrow} {one.proposal}", width, look=look, ink="dim", indent=16, at_most=lines)
    return rows
