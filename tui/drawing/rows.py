"""Rows that every screen uses: headings, blanks, sentences, notices, and the goal in one line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from okr.domain.cells import cell_width, truncate
from tui.format import (
    SHORT_STATUS_WIDTH,
    STATUS_WIDTH,
    bar,
    percentage,
    short_name,
    tone_of,
    write_standing,
)
from tui.lines import Line, Look, Pen, Piece, Target, wrap
from tui.view_models.basics import Problem
from tui.view_models.goals import GoalItem, Parent

WIDE = 108
"""From this width on a line has room for names in full and long bars."""
NORMAL = 74
"""From this width on a line has room for a bar, a status in words and an owner."""
LEAST_TITLE = 8
"""Cells of a title under which it says nothing more."""
LONGEST_SHORT = 12
"""Cells of an owner up to which a short name stands there, which may take a few more where those of others leave them."""
LONGEST_NAME = 14
"""Cells that short names take at most; where there are more, names stand in full."""
LONGEST_KEY = 10
"""Cells that keys take at most, where what follows them begins at one place."""
MIDDLING = 60
"""From this width on a line has room for a bar and a status in full."""
TIGHT = 52
"""From this width on a line has room for a status in full, below it for a short word."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns that a line about a goal or key result has: cells of bar and owner (0: none), status in full or short."""

    bar: int
    words: bool
    owner: int

    @property
    def status(self) -> int:
        """Cells of the status: it always has a word."""
        return STATUS_WIDTH if self.words else SHORT_STATUS_WIDTH


def shape_for(width: int) -> Shape:
    """Columns by the room there is: the owner goes first, then the bar, and the word of the status gets short."""
    if width >= WIDE:
        return Shape(16, True, 18)
    if width >= NORMAL:
        return Shape(8, True, 10)
    if width >= MIDDLING:
        return Shape(8, True, 0)
    return Shape(0, width >= TIGHT, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a board: how it is drawn at a width, what it stands for, and by what it is found again."""

    draw: Callable[[int], Line]
    target: Target | None = None
    spots: bool = False

    @property
    def can_be_chosen(self) -> bool:
        """Whether the cursor stops here."""
        return self.target is not None or self.spots


def text_row(text: str, ink: str = "", *, look: Look, indent: int = 0, target: Target | None = None) -> Row:
    """One line of text."""
    return Row(lambda width: Pen(look).gap(indent).cell(text, width - indent, ink).line(), target)


def blank(look: Look) -> Row:
    """An empty line."""
    return Row(lambda width: Pen(look).line())


def paragraph(text: str, width: int, *, look: Look, ink: str = "", indent: int = 0, at_most: int = 12) -> list[Row]:
    """A text in as many lines as it needs, at most so many."""
    lines = wrap(text, width - indent)
    if len(lines) > at_most:
        lines = [*lines[: at_most - 1], f"{lines[at_most - 1]} {look.ellipsis}"]
    return [text_row(line, ink, look=look, indent=indent) for line in lines]


def labelled(label: str, text: str, width: int, *, look: Look, ink: str = "", column: int = 10) -> list[Row]:
    """A dim label and a text beside it, wrapped."""
    lines = wrap(text, width - column)

    def draw(index: int, line: str) -> Callable[[int], Line]:
        return lambda _: (
            Pen(look).cell(label if index == 0 else "", column, "dim").cell(line, width - column, ink).line()
        )

    return [Row(draw(index, line)) for index, line in enumerate(lines[:8])]


def heading(title: str, *, look: Look, note: str | Sequence[Piece] = "") -> Row:
    """The title of a section with a thin rule behind it and a note at its end."""
    pieces = ([Piece(note, "dim")] if note else []) if isinstance(note, str) else note
    size = sum(cell_width(piece.text) for piece in pieces)

    def draw(width: int) -> Line:
        pen = Pen(look).write(title, "heading").gap(1)
        room = width - pen.at - (size + 1 if size else 0)
        pen.write(look.rule * max(0, room), "faint")
        return pen.gap(1).put(pieces).line() if size else pen.line()

    return Row(draw)


def section(
    title: str, rows: Sequence[Row], *, look: Look, note: str | Sequence[Piece] = "", empty: str | None = None
) -> list[Row]:
    """A heading and its rows, or one sentence that teaches; nothing at all where there is neither."""
    if not rows and empty is None:
        return []
    body = list(rows) if rows else [text_row(empty or "", "dim", look=look, indent=2)]
    return [heading(title, look=look, note=note), *body, blank(look)]


def key_width(keys: Iterable[str]) -> int:
    """Cells in which keys stand below one another, so that what follows begins at one place; longer ones go on."""
    return min(LONGEST_KEY, max(map(cell_width, keys), default=0))


@dataclass(frozen=True, slots=True)
class GoalColumns:
    """Cells of keys and of short names of owners in lines that stand below one another: as many as they need."""

    keys: int = 0
    owner: int = 0


def goal_columns(goals: Iterable[GoalItem], *, look: Look) -> GoalColumns:
    """The columns of these goals."""
    some = tuple(goals)
    names = max((cell_width(short_name(goal.owner, look)) for goal in some), default=0)
    return GoalColumns(key_width(goal.key for goal in some), min(LONGEST_NAME, names))


def goal_line(
    goal: GoalItem,
    width: int,
    *,
    look: Look,
    lead: str = "",
    mine: str | None = None,
    bold: bool = False,
    owner: bool = True,
    columns_of: GoalColumns = GoalColumns(),
) -> Line:
    """A goal in one line: key and title, bar with the pace, progress, status, owner; columns by the room there is.

    `lead` is what stands before the key (the branch of a tree); without `owner` its column is left out.
    """
    shape = shape_for(width) if owner else replace(shape_for(width), owner=0)
    if 0 < shape.owner <= LONGEST_SHORT:
        shape = replace(shape, owner=max(shape.owner, columns_of.owner))
    columns = 6 + 2 + shape.status
    columns += (shape.bar + 1 if shape.bar else 0) + (1 + shape.owner if shape.owner else 0)
    pen = Pen(look).write(lead, "dim")
    room = width - columns - 1
    start = pen.at
    pen.write(goal.key, "dim").to(start + columns_of.keys).gap(1)
    pen.cell(goal.title, max(4, room - pen.at), "bold" if bold else "").to(room + 1)
    numbers = goal.numbers
    if shape.bar:
        tone = tone_of(numbers)
        pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, shape.bar, tone=tone, look=look)).gap(1)
    pen.cell(percentage(numbers.progress_ppm, look), 5, "bold" if bold else "", align="right").gap(2)
    write_standing(pen, numbers, goal.state, words=shape.words)
    if shape.owner:
        is_mine = mine is not None and goal.owner is not None and goal.owner.key == mine
        name = (
            (goal.owner.name if goal.owner else "no owner")
            if shape.owner > LONGEST_NAME
            else short_name(goal.owner, look)
        )
        ink = "accent" if is_mine else "warning" if goal.owner is None else "dim"
        pen.gap(1).cell("me" if is_mine else name, shape.owner, ink)
    return pen.line()


def goal_row(
    goal: GoalItem,
    *,
    look: Look,
    lead: str = "",
    mine: str | None = None,
    bold: bool = False,
    owner: bool = True,
    columns: GoalColumns = GoalColumns(),
) -> Row:
    """A goal as a row that opens it."""
    return Row(
        lambda width: goal_line(
            goal, width, look=look, lead=lead, mine=mine, bold=bold, owner=owner, columns_of=columns
        ),
        Target("goal", goal.key, goal.title),
    )


def path_line(parents: Iterable[Parent], width: int, *, look: Look, ink: str = "dim", indent: int = 0) -> Line:
    """The way up, the nearest first: "CARE-2 Answer fast > ACME-1 Keep every customer".

    Where it is long, the further ones are keys alone, and the nearest title gives way: how far it leads is seen.
    """
    steps = list(parents)
    pen = Pen(look).gap(indent)
    between = f" {look.crumb} "
    full = between.join(f"{step.key} {step.title}" for step in steps)
    if cell_width(full) <= width - indent or not steps:
        return pen.cell(full, width - indent, ink).line()
    further = "".join(f"{between}{step.key}" for step in steps[1:])
    nearest = f"{steps[0].key} {steps[0].title}"
    room = width - indent - cell_width(further)
    if room < cell_width(steps[0].key) + LEAST_TITLE:
        return pen.cell(nearest + further, width - indent, ink).line()
    return pen.write(truncate(nearest, room, ellipsis=look.ellipsis), ink).write(further, ink).line()


def problem_rows(problem: Problem, width: int, *, look: Look, opened: bool) -> list[Row]:
    """What went wrong, what to do, and on demand what stands behind it."""
    mark = "x" if look.ascii_only else "\u25a0"
    rows = [blank(look), text_row(f"{mark} That did not work", "bold error", look=look, indent=2), blank(look)]
    rows += paragraph(problem.message, width - 4, look=look, indent=2)
    if problem.hint:
        rows += paragraph(problem.hint, width - 4, look=look, ink="dim", indent=2)
    rows += [blank(look), choice_row("retry", look.key("app.refresh"), "try again", look=look)]
    rows.append(choice_row("details", look.key("app.details"), "hide details" if opened else "details", look=look))
    if opened:
        field = f", field {problem.field}" if problem.field else ""
        rows += [blank(look), text_row(f"code: {problem.code}{field}", "dim", look=look, indent=2)]
    return rows


def choice_row(do: str, key: str, words: str, *, look: Look) -> Row:
    """A key and what it does, as a line that can also be chosen."""
    return Row(
        lambda width: Pen(look).gap(2).cell(key, 8, "key").cell(words, width - 10).line(), Target("do", do, words)
    )


def loading_rows(*, look: Look) -> list[Row]:
    """What stands where an answer is awaited."""
    return [blank(look), text_row(f"Loading{look.ellipsis}", "dim", look=look, indent=2)]


def teaching_rows(sentence: str, *, width: int, look: Look, choices: Sequence[tuple[str, str, str]] = ()) -> list[Row]:
    """An empty state: one sentence, and the keys that help, each said by the id of its action: "{app.add}"."""
    rows = [blank(look), *paragraph(sentence, width - 4, look=look, indent=2), blank(look)]
    return rows + [choice_row(do, look.said(key), words, look=look) for do, key, words in choices]
