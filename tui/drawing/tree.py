"""A goal as a line of the tree: the columns that were chosen, as far as there is room, and the lines that tie it to its parent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from okr.domain.vocabulary import LinkKind
from okr.domain.wording import term
from tui.drawing.rows import WIDE
from tui.format import SHORT_STATUS_WIDTH, STATUS_WIDTH, ago, bar, day, percentage, short_name, tone_of, write_standing
from tui.lines import Align, Line, Look, Pen, Target
from tui.view_models.goals import GoalItem

COLUMNS = {
    "trend": "how its progress went",
    "bar": "progress against the pace",
    "status": "status in full; without it a short word",
    "owner": "who answers for it",
    "unit": "whose goal it is",
    "due": "when it is due",
    "word": "how long ago the last word was",
}
"""The columns that one can choose; key, title and progress always stand."""
HEADS = {"bar": "pace"}
"""What stands above a column, where it is not the name by which the column is remembered."""
DEFAULT = ("trend", "bar", "status", "owner")
POINTS = 12
"""Cells of a trend."""
LEAST_TITLE = 24
"""Cells that key and title keep; columns go before they get narrower."""
MOST_TITLE = 130
"""Cells that they have at most: on a very wide screen the eye would lose the line between a title and its figures."""
_SPARKS, _PLAIN_SPARKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588", "_.-=+*#@"


@dataclass(frozen=True, slots=True)
class Shape:
    """Cells of each column that is shown; 0 where it is not."""

    trend: int = 0
    bar: int = 0
    words: bool = False
    owner: int = 0
    unit: int = 0
    due: int = 0
    word: int = 0

    @property
    def status(self) -> int:
        """Cells of the status: it always has a word."""
        return STATUS_WIDTH if self.words else SHORT_STATUS_WIDTH

    @property
    def names(self) -> frozenset[str]:
        """The columns that are shown, of those that one can choose."""
        shown = {name for name in COLUMNS if name != "status" and getattr(self, name)}
        return frozenset(shown | {"status"} if self.words else shown)

    @property
    def width(self) -> int:
        """Cells that all of them take, with the blanks between."""
        cells = (self.trend, self.bar, self.owner, self.unit, self.due, self.word)
        return 6 + 2 + self.status + sum(size + 1 for size in cells if size)


def shape_of(width: int, chosen: Collection[str]) -> Shape:
    """The chosen columns that fit: what goes first is what one can do without."""
    wide = width >= WIDE
    sizes = {"trend": POINTS, "bar": 16 if wide else 8, "owner": 18 if wide else 10, "unit": 8, "due": 7, "word": 6}
    kept = {name: size for name, size in sizes.items() if name in chosen}
    if not wide:
        kept.pop("trend", None)
    words = "status" in chosen
    for name in ("", "unit", "word", "due", "trend", "owner", "bar", "status"):
        kept.pop(name, None)
        words = words and name != "status"
        shape = Shape(words=words, **kept)
        if width - shape.width >= LEAST_TITLE:
            return shape
    return Shape()


def _figures_at(width: int, shape: Shape) -> int:
    """The cell in which the columns behind the title begin."""
    return min(MOST_TITLE, width - shape.width)


def tree_head(width: int, chosen: Collection[str], *, order: str, look: Look) -> Line:
    """The names of the columns; the one that the rows are sorted by has a mark."""
    shape = shape_of(width, chosen)
    mark = f" {look.opened}"

    def name(word: str, *orders: str) -> str:
        return word + (mark if order in orders else "")

    pen = Pen(look).gap(2)
    _head_cell(pen, name("goal", "title"), _figures_at(width, shape) - 3, "title")
    pen.gap(1)
    for size, word, its in ((shape.trend, "trend", ""), (shape.bar, name("pace", "risk"), "risk")):
        if size:
            _head_cell(pen, word, size, its)
            pen.gap(1)
    done = f"done{look.opened}" if order == "progress" else "done"  # as wide as the figures below it
    _head_cell(pen, done, 5, "progress", align="right")
    pen.gap(2)
    _head_cell(pen, "status", shape.status, "")
    for size, word, its in (
        (shape.owner, "owner", ""),
        (shape.unit, "unit", ""),
        (shape.due, name("due", "due"), "due"),
        (shape.word, name("word", "word"), "word"),
    ):
        if size:
            pen.gap(1)
            _head_cell(pen, word, size, its)
    return pen.line()


def _head_cell(pen: Pen, word: str, size: int, order: str, *, align: Align = "left") -> None:
    """The name of a column; a click on it sorts by it, where that can be."""
    start = pen.at
    pen.cell(word, size, "dim", align=align)
    if size > 0:
        pen.mark(start, Target("sort", order, word))


def tree_line(
    goal: GoalItem,
    width: int,
    *,
    look: Look,
    lead: Sequence[tuple[str, str]],
    shape: Shape,
    today: date,
    trend: Sequence[int | None] = (),
    mine: str | None = None,
    bold: bool = False,
    hit: bool = False,
) -> Line:
    """A goal; `lead` is what stands before its key as (text, ink), `hit` whether it was searched for."""
    pen = Pen(look)
    for text, ink in lead:
        pen.write(text, ink)
    room = _figures_at(width, shape) - 1
    pen.write(goal.key, "accent" if hit else "dim").gap(1)
    pen.cell(goal.title, max(4, room - pen.at), "bold" if bold or hit else "").to(room + 1)
    numbers = goal.numbers
    tone = tone_of(numbers)
    if shape.trend:
        pen.cell(trend_text(trend, look), shape.trend, "chart").gap(1)
    if shape.bar:
        pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, shape.bar, tone=tone, look=look)).gap(1)
    pen.cell(percentage(numbers.progress_ppm, look), 5, "bold" if bold else "", align="right").gap(2)
    write_standing(pen, numbers, goal.state, words=shape.words)
    if shape.owner:
        is_mine = mine is not None and goal.owner is not None and goal.owner.key == mine
        name = (goal.owner.name if goal.owner else "no owner") if shape.owner > 12 else short_name(goal.owner, look)
        ink = "accent" if is_mine else "warning" if goal.owner is None else "dim"
        pen.gap(1).cell("me" if is_mine else name, shape.owner, ink)
    if shape.unit:
        pen.gap(1).cell(goal.unit.key, shape.unit, "dim")
    if shape.due:
        pen.gap(1).cell(day(goal.due, today=today), shape.due, "warning" if goal.due < today else "dim")
    if shape.word:
        pen.gap(1).cell(ago(goal.last_reading_on, today), shape.word, "dim")
    return pen.line()


def lead_of(
    lines: Sequence[bool], link: LinkKind | None, *, last: bool, mark: str, note: str, look: Look
) -> list[tuple[str, str]]:
    """What stands before a key: the lines from above, a solid corner where it contributes, a dotted one where it supports.

    `lines` says of each level above whether its line goes on below this row.
    """
    supports = link is LinkKind.SUPPORTS
    if look.ascii_only:
        bars = "".join("| " if goes_on else "  " for goes_on in lines)
        corner = "" if link is None else ("`" if last else "|") + ("~" if supports else "-")
    else:
        bars = "".join("\u2502 " if goes_on else "  " for goes_on in lines)
        corner = "" if link is None else ("\u2570" if last else "\u251c") + ("\u2504" if supports else "\u2500")
    found = [(f"{bars}{corner}", "faint"), (f"{mark} ", "dim")]
    if supports:
        found.append((f"{term(LinkKind.SUPPORTS).mark(ascii_only=look.ascii_only)} ", "accent"))
    return [*found, (note, "dim")] if note else found


def trend_text(values: Sequence[int | None], look: Look) -> str:
    """Each point between nothing and all as a small column; blank before the first."""
    steps = _PLAIN_SPARKS if look.ascii_only else _SPARKS
    top = len(steps) - 1
    return "".join(" " if each is None else steps[max(0, min(top, each * top // 1_000_000))] for each in values)
