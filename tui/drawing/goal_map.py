"""The map of goals as columns of boxes: an edge that is solid where a goal contributes and dotted where it supports.

What the goal at the cursor counts for and what counts for it is marked across all columns; goals that lead nowhere stand
in a column of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from okr.domain.cells import cell_width
from okr.domain.vocabulary import LinkKind
from tui.format import NAMED_WIDTH, SHORT_NAMED_WIDTH, bar, named_status, percentage, short_name, tone_of
from tui.lines import Align, Line, Look, Pen, wrap
from tui.view_models.goal_map import GoalMap
from tui.view_models.goals import GoalItem

NARROWEST = 24
"""Cells that a column takes at least, with the blanks behind it."""
BOX = 4
"""Lines of a box without the blank one below it."""
STEP = BOX + 1
LEAST_BAR = 6
"""Cells that the bar of a box keeps beside a status in full."""
HEAD = 2
"""Lines of a column before its first box."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands: column and number in it."""

    column: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is drawn."""

    key: str
    title: str
    note: str
    boxes: tuple[GoalItem, ...]
    opens: bool = False
    aside: bool = False


def columns_of(view: GoalMap, *, look: Look) -> list[Column]:
    """The columns of the units, and aside those goals that lead to nothing above."""
    columns, astray = [], []
    for number, unit in enumerate(view.columns):
        tops = view.is_top and number == 0
        kept = [goal for goal in unit.goals if tops or goal.parents]
        astray += [goal for goal in unit.goals if not tops and not goal.parents]
        note = f"{len(kept)}{'+' if unit.has_more else ''}"
        columns.append(Column(unit.key, unit.name, note, tuple(kept), opens=unit.opens and number > 0))
    if astray:
        columns.append(Column("", "Leads nowhere", str(len(astray)), tuple(astray), aside=True))
    return columns


def column_width(width: int, count: int) -> int:
    """Cells of a column, so that whole columns fill the width."""
    fit = max(1, min(count, width // NARROWEST))
    return width // fit


def head_lines(column: Column, width: int, *, look: Look, here: bool) -> list[Line]:
    """The name of a unit above its boxes."""
    pen = Pen(look)
    title = f"{column.title} {look.closed}" if column.opens else column.title
    size = width - 2 - cell_width(column.note) - 1
    pen.cell(title, size, "bold accent" if here else "warning" if column.aside else "heading").gap(1)
    pen.write(column.note, "dim")
    return [pen.line(), Pen(look).write(look.rule * (width - 2), "accent" if here else "faint").line()]


def box_lines(goal: GoalItem, width: int, *, look: Look, relation: str, here: bool) -> list[Line]:
    """A goal in `BOX` lines; `relation` says what it is to the goal at the cursor."""
    ground = "cursor" if here else ""
    inner = width - 2
    numbers = goal.numbers
    edge, tie = edge_of(goal, look)
    mark = _relation_mark(relation, look)
    related = bool(mark)
    edge_ink = "accent bold" if related else tone_of(numbers)

    def begun() -> Pen:
        return Pen(look).write(edge, _on(edge_ink, ground)).write(" ", ground)

    room = inner - 2
    first = begun().write(goal.key, _on("accent bold" if related else "dim", ground))
    first.write(f" {mark}" if mark else "", _on("accent bold", ground)).write(" ", ground)
    who = tie or short_name(goal.owner, look)
    first.write(_padded(who, inner - first.at, look, align="right"), _on("dim", ground))
    words = wrap(goal.title, room)
    second = begun().write(_padded(words[0], room, look), _on("bold" if here else "", ground))
    third = begun().write(_padded(_rest(words, room, look), room, look), _on("bold" if here else "", ground))
    fourth = begun()
    in_full = room >= NAMED_WIDTH + LEAST_BAR + 7
    standing = named_status(numbers.status, look, words=in_full)
    fourth.write(_padded(standing, NAMED_WIDTH if in_full else SHORT_NAMED_WIDTH, look), _on(tone_of(numbers), ground))
    fourth.write(" ", ground)
    for piece in bar(
        numbers.progress_ppm, numbers.expected_ppm, inner - fourth.at - 6, tone=tone_of(numbers), look=look
    ):
        fourth.write(piece.text, _on(piece.ink, ground))
    done = percentage(numbers.progress_ppm, look)
    fourth.write(_padded(done, inner - fourth.at, look, align="right"), _on(tone_of(numbers), ground))
    return [first.line(), second.line(), third.line(), fourth.line()]


def _relation_mark(relation: str, look: Look) -> str:
    """What a goal is to the one at the cursor: arrows, since triangles are for how goals stand."""
    marks = {"above": ("\u2191", "^"), "below": ("\u2193", "v")}.get(relation, ("", ""))
    return marks[look.ascii_only]


def edge_of(goal: GoalItem, look: Look) -> tuple[str, str]:
    """The edge of a box, and what it is tied to: solid where it contributes, dotted where it supports, none at the top."""
    if not goal.parents:
        return (" " if look.ascii_only else "\u2595"), ""
    first = goal.parents[0]
    supports = all(parent.kind is LinkKind.SUPPORTS for parent in goal.parents)
    more = f" +{len(goal.parents) - 1}" if len(goal.parents) > 1 else ""
    if look.ascii_only:
        return (":" if supports else "|"), f"{'~' if supports else '^'} {first.key}{more}"
    return ("\u250a" if supports else "\u2503"), f"{chr(0x21E1) if supports else chr(0x2191)} {first.key}{more}"


def legend(width: int, *, beyond: tuple[int, int], look: Look) -> Line:
    """What the edges and marks mean; on the right how many columns stand beyond the screen on either side."""
    left, right = beyond
    back, on = ("<", ">") if look.ascii_only else ("\u2039", "\u203a")
    tail = "  ".join([*([f"{back} {left} more"] if left else []), *([f"{right} more {on}"] if right else [])])
    solid, dotted = ("|", ":") if look.ascii_only else ("\u2503", "\u250a")
    above, below = _relation_mark("above", look), _relation_mark("below", look)
    pen = Pen(look)
    for mark, words in (
        (solid, "contributes"),
        (dotted, "supports"),
        (above, "what it is for"),
        (below, "what is for it"),
    ):
        if pen.at + len(words) + 5 + cell_width(tail) <= width:
            pen.write(mark, "accent").write(f" {words}", "dim").gap(3)
    return pen.cell(tail, width - pen.at, "key", align="right").line()


def relations(columns: Sequence[Column], at: Place) -> dict[str, str]:
    """What goals are to the one at the cursor: those above and below it, by key."""
    goal = goal_at(columns, at)
    if goal is None:
        return {}
    found = {parent.key: "above" for parent in goal.parents}
    for column in columns:
        for other in column.boxes:
            if any(parent.key == goal.key for parent in other.parents):
                found[other.key] = "below"
    return found


def goal_at(columns: Sequence[Column], at: Place) -> GoalItem | None:
    """The goal of a box."""
    if not 0 <= at.column < len(columns) or not 0 <= at.row < len(columns[at.column].boxes):
        return None
    return columns[at.column].boxes[at.row]


def _on(ink: str, ground: str) -> str:
    return f"{ink} {ground}".strip()


def _padded(text: str, width: int, look: Look, *, align: Align = "left") -> str:
    return Pen(look).cell(text, width, align=align).line().text


def _rest(words: Sequence[str], width: int, look: Look) -> str:
    """The second line of a title, cut where there would be a third."""
    if len(words) < 2:
        return ""
    return words[1] if len(words) == 2 else Pen(look).cell(f"{words[1]} {words[2]}", width).line().text
