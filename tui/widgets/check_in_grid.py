"""The grid in which check-ins are typed: one cell is edited at a time, in place, without a widget for each."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from textual import events
from textual.message import Message
from textual.reactive import reactive

from tui.drafting import COLUMNS, Sheet
from tui.drawing.check_in import CONFIDENCE_WIDTH, Cell, Needs, columns_for, grid_line, needs_of
from tui.editing import LineBuffer
from tui.kept_drafts import DraftRow
from tui.lines import Line, Target
from tui.pasting import PastedLine, block_of
from tui.view_models.check_ins import DueRow, Preview
from tui.widgets.line_view import MARGIN, LineView

IN_ROW = frozenset({"value", "confidence"})
"""Columns that are edited inside the row; the others stand in the form below."""
STARTS_NUMBER = frozenset("0123456789+-.,(\u2212$\u20ac\u00a3")
"""Characters that begin a number: with these one types at once, other letters are commands."""


ROWS_AHEAD = 40
"""So many rows before the last one it is told that the end is near: two screens of 80x24."""


class CheckInGrid(LineView):
    """Rows of what is due, with a cell cursor."""

    column: reactive[int] = reactive(0, repaint=False)

    class CellMoved(Message):
        """The cursor came to another cell, or typing began or ended."""

    class NearEnd(Message):
        """What is drawn comes close to the last row that is here."""

    class Pasted(Message):
        """A block was pasted: so many rows are filled; so many lines found no row, so many cells no column."""

        def __init__(self, rows: int, *, lines_left: int, cells_left: int) -> None:
            super().__init__()
            self.rows, self.lines_left, self.cells_left = rows, lines_left, cells_left

    def __init__(self, typed: Callable[[str, str, str], None], *, id: str | None = None) -> None:
        """`typed` is told key, column and text of each cell that changes, at once: keys must not overtake each other."""
        super().__init__(id=id)
        self._tell = typed
        self.sheet = Sheet()
        self.previews: Mapping[str, Preview] = {}
        self.today = date.min
        self.needs = Needs()
        self.refused: Mapping[str, str] = {}
        self.asked: Collection[str] = ()
        self._buffer: LineBuffer | None = None
        self._before = ""
        self._pasted: dict[str, DraftRow] = {}
        self._told_of = 0

    # What is around ---------------------------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        return len(self.sheet.rows)

    @property
    def row(self) -> DueRow | None:
        """The row of the cursor."""
        return self.sheet.rows[self.cursor] if 0 <= self.cursor < self.row_count else None

    @property
    def cell(self) -> Cell:
        """The cell of the cursor."""
        return Cell(COLUMNS[self.column], self._buffer)

    @property
    def is_typing(self) -> bool:
        """Whether letters go into a cell: while one types, and always in note and blocker."""
        row = self.row
        return self._buffer is not None or (row is not None and row.may_check_in and COLUMNS[self.column] not in IN_ROW)

    def begins(self, character: str) -> bool:
        """Whether a character begins a number in the cell of the cursor."""
        row = self.row
        return row is not None and row.may_check_in and character in STARTS_NUMBER

    def target_at(self, index: int) -> Target | None:
        if not 0 <= index < self.row_count:
            return None
        result = self.sheet.rows[index].result
        return Target("key result", result.key, result.title)

    def draw_row(self, index: int, width: int) -> Line:
        row = self.sheet.rows[index]
        if index >= self.row_count - ROWS_AHEAD and self._told_of != self.row_count:
            self._told_of = self.row_count
            self.post_message(self.NearEnd())
        here = index == self.cursor and self.has_focus
        return grid_line(
            row,
            self.sheet,
            width,
            today=self.today,
            look=self.look,
            cell=self.cell if here else None,
            preview=self.previews.get(row.result.key),
            needs=self.needs,
            refused=row.result.key in self.refused,
            asked=row.result.key in self.asked,
        )

    # Filling ----------------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet, previews: Mapping[str, Preview], today: date) -> None:
        """Show rows and what is typed into them."""
        before = self.row
        if sheet.rows is not self.sheet.rows:
            self._told_of = 0
        if sheet.rows is not self.sheet.rows or today != self.today:
            self.needs = needs_of(sheet.rows, today, look=self.look)
        self.sheet, self.previews, self.today = sheet, previews, today
        self.rows_changed()
        if before is not None and (self.row is None or self.row.result.key != before.result.key):
            self._stay_with(before.result.key)
        elif self.row is None:
            self.go_to(max(0, self.row_count - 1))

    def to_top(self) -> None:
        """Forget the rows that stand here: the next ones are looked at from their first cell."""
        self.go_to(0)
        self.column = 0
        self.sheet = self.sheet.of(())

    def to_first_value(self) -> None:
        """The value of the first row, where letters are keys again."""
        self.stop_typing()
        self.go_to(0)
        self.column = 0
        self._moved()

    def _stay_with(self, key: str) -> None:
        """Other rows stand here now: the cursor, and what is being typed, stay with the key result, or typing ends."""
        found = next((index for index, row in enumerate(self.sheet.rows) if row.result.key == key), None)
        typing, self._buffer = self._buffer, None
        pasted = self._pasted
        self.go_to(found if found is not None else min(self.cursor, max(0, self.row_count - 1)))
        if found is not None:
            self._buffer, self._pasted = typing, pasted

    # Moving and typing ------------------------------------------------------------------------------------------

    def next_cell(self, by: int = 1) -> None:
        """The next cell of the row, then of the next row."""
        self.stop_typing()
        place = self.cursor * len(COLUMNS) + self.column + by
        if 0 <= place < self.row_count * len(COLUMNS):
            row, column = divmod(place, len(COLUMNS))
            self.go_to(row)
            self.column = column
        self._moved()

    def next_row(self, by: int = 1) -> None:
        """The value of the next row."""
        self.stop_typing()
        if 0 <= self.cursor + by < self.row_count:
            self.go_to(self.cursor + by)
        self.column = 0
        self._moved()

    def next_open_row(self) -> None:
        """The value of the next row that one may check in to; the next row where there is none."""
        rows = self.sheet.rows
        found = (
            index
            for index in range(self.cursor + 1, len(rows))
            if rows[index].may_check_in and rows[index].skip is None
        )
        self.next_row(next(found, self.cursor + 1) - self.cursor)

    def to_cell(self, key: str, column: str) -> None:
        """A cell by key and column."""
        self.stop_typing()
        for index, row in enumerate(self.sheet.rows):
            if row.result.key == key:
                self.go_to(index)
                self.column = COLUMNS.index(column) if column in COLUMNS else 0
        self._moved()

    def stop_typing(self) -> None:
        """Keep what was typed."""
        self._pasted = {}
        if self._buffer is not None:
            self._buffer = None
            self._moved()

    def undo_typing(self) -> bool:
        """Take back what was typed into the cell, or pasted into rows; says whether anything was being typed."""
        row = self.row
        if self._buffer is None or row is None:
            return False
        self._buffer = None
        self._tell(row.result.key, COLUMNS[self.column], self._before)
        pasted, self._pasted = self._pasted, {}
        for key, before in pasted.items():
            for column in (*COLUMNS, "skip", "seen"):
                self._tell(key, column, getattr(before, column))
        self._moved()
        return True

    def put(self, text: str) -> None:
        """Put a text into the cell."""
        row = self.row
        if row is not None:
            self._tell(row.result.key, COLUMNS[self.column], text)

    def type_key(self, key: str, character: str | None) -> None:
        """Take a key into the cell of the cursor, if it is one for editing."""
        row = self.row
        if row is None or not row.may_check_in:
            return
        buffer = self._buffer
        if buffer is None:
            in_text = COLUMNS[self.column] not in IN_ROW
            self._before = self.sheet.text(row.result.key, COLUMNS[self.column])
            # A number that is there is replaced by what one types; a text goes on at its end.
            keeps = in_text or key in {"backspace", "delete"}
            buffer = LineBuffer(self._before, len(self._before)) if keeps else LineBuffer()
        changed = buffer.key(key, character)
        if changed is not None:
            self._take(row, changed)

    def on_paste(self, event: events.Paste) -> None:
        row = self.row
        if row is None or not row.may_check_in:
            return
        event.stop()
        block = block_of(event.text) if COLUMNS[self.column] == "value" else ()
        if block:
            self._fill(row, block)
            return
        text = self.sheet.text(row.result.key, COLUMNS[self.column])
        if self._buffer is None:
            self._before = text
        self._take(row, (self._buffer or LineBuffer(text, len(text))).insert(event.text))

    def _fill(self, first: DueRow, block: Sequence[PastedLine]) -> None:
        """Fill the row of the cursor and those below it that one may check in to, a line each, as if typed."""
        rows = [row for row in self.sheet.rows[self.cursor :] if row.may_check_in]
        if self._buffer is None:
            self._before = self.sheet.text(first.result.key, "value")
        pairs = [(row, line) for row, line in zip(rows, block, strict=False) if line.texts]
        before = {row.result.key: self.sheet.draft(row.result.key) for row, _ in pairs}
        if first.result.key in before:
            before[first.result.key] = replace(before[first.result.key], value=self._before)
        for row, line in pairs:
            for column, text in line.texts:
                self._tell(row.result.key, column, text)
        self._pasted = before | self._pasted  # what stood there before the first of several pastes
        text = self.sheet.text(first.result.key, "value")
        self._buffer = LineBuffer(text, len(text))
        self._moved()
        lines, cells = block[len(rows) :], sum(line.left for _, line in pairs)
        self.post_message(self.Pasted(len(pairs), lines_left=sum(bool(line.texts) for line in lines), cells_left=cells))

    def _take(self, row: DueRow, buffer: LineBuffer) -> None:
        began = self._buffer is None
        self._buffer = buffer
        self._tell(row.result.key, COLUMNS[self.column], buffer.text)
        self.refresh_row()
        if began:
            self.post_message(self.CellMoved())

    def refresh_row(self) -> None:
        """Draw the row of the cursor anew."""
        for key in [key for key in self._kept if key[0] == self.cursor]:
            del self._kept[key]
        self.refresh_line(self.cursor)

    def _moved(self) -> None:
        self._kept.clear()
        self.refresh()
        self.post_message(self.CellMoved())

    def on_click(self, event: events.Click) -> None:
        """A click goes to the cell below it; LineView has moved the cursor to the row."""
        place = event.get_content_offset(self)
        if place is None:
            return
        confidence = columns_for(self.line_width, self.needs).confidence_at
        self.stop_typing()
        self.column = 1 if confidence <= place.x - MARGIN <= confidence + CONFIDENCE_WIDTH else 0
        self._moved()

    def watch_cursor(self, before: int, after: int) -> None:
        if before != after:
            self._buffer = None
            self._pasted = {}
            self._kept.clear()
        super().watch_cursor(before, after)

    def watch_column(self) -> None:
        self.refresh_row()

    def _ground(self, index: int) -> str:
        return "resting" if index == self.cursor else ""
