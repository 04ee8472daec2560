"""Typing readings into the grid: what they would do at once, and drafts that survive a crash."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from okr.domain.errors import InvalidInput
from tui.drafting import Sheet, read_value, without_field
from tui.format import counted
from tui.screens.base import OkrScreen
from tui.view_models.check_ins import Preview, Reading
from tui.widgets.check_in_grid import CheckInGrid
from tui.widgets.drawn import Panel

if TYPE_CHECKING:
    from decimal import Decimal

    from textual.timer import Timer

    from tui.view_models.basics import Problem

TYPING_SECONDS = 0.15
"""How long typing must rest before a value is tried out."""
KEEPING_SECONDS = 0.3
"""How long typing must rest before the drafts are written down."""


class TypingReadings(OkrScreen):
    """The part of the check-in screen that takes what is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()
        self.previews: dict[str, Preview] = {}
        self.refused: dict[str, str] = {}
        self._previewing: Timer | None = None
        self._untried: set[str] = set()
        self._keeping: Timer | None = None

    @property
    def grid(self) -> CheckInGrid:
        """The grid."""
        return self.query_one("#grid", CheckInGrid)

    def redraw_form(self) -> None:
        """Draw the row of the cursor in full anew."""
        self.query_one("#form", Panel).redraw()
        self.query_one("#head", Panel).redraw()

    # Typing -----------------------------------------------------------------------------------------------------

    def typed_into_cell(self, key: str, column: str, text: str) -> None:
        """A cell has another text."""
        before = self.sheet
        if column == "value" and text:
            before = before.typed(key, "skip", "")  # a value takes the skip back
        self.sheet = before.typed(key, column, text)
        if self.sheet is before:
            return
        self.grid.sheet = self.sheet
        self.refused.pop(key, None)
        self.grid.refused = self.refused
        if column == "value":
            self.previews.pop(key, None)
        if column == "value" or (column == "note" and key not in self.previews):  # a yes is taken with a note alone
            self._preview_soon(key)
        self.grid.refresh_row()
        self.redraw_form()
        self.keep_soon()

    @on(CheckInGrid.CellMoved)
    def _cell_moved(self, message: CheckInGrid.CellMoved) -> None:
        message.stop()
        self.redraw_form()
        self.tell()

    @on(Panel.Pointed, "#form")
    def _cell_pointed_at(self, message: Panel.Pointed) -> None:
        message.stop()
        row = self.grid.row
        if row is not None:
            self.set_focus(self.grid)
            self.grid.to_cell(row.result.key, message.target.key)

    @on(CheckInGrid.Pasted)
    def _filled(self, message: CheckInGrid.Pasted) -> None:
        message.stop()
        self.draw()
        words = f"{counted(message.rows, 'row')} filled"
        if message.lines_left:
            words += f", {counted(message.lines_left, 'line')} left over"
        if message.cells_left:
            words += f", {counted(message.cells_left, 'cell')} without a column"
        words += f"; {self.look.key('check-in.leave')} takes it back."
        self.flash(words, "warning" if message.lines_left or message.cells_left else "accent")

    def on_line_view_moved(self) -> None:
        self.redraw_form()
        super().on_line_view_moved()

    def _preview_soon(self, key: str) -> None:
        self._untried.add(key)
        if self._previewing is not None:
            self._previewing.stop()
        self._previewing = self.set_timer(TYPING_SECONDS, self._preview_all)

    def _preview_all(self) -> None:
        """Try out every value that was typed since: who types fast has left the row by now."""
        keys, self._untried = self._untried, set()
        for key in sorted(keys):
            self._preview(key)

    def try_drafts(self) -> None:
        """Try out what was brought back, as if it had been typed now."""
        for row in self.sheet.rows:
            if row.result.key in self.sheet.drafts and row.result.key not in self.previews:
                self._preview(row.result.key)

    def _preview(self, key: str) -> None:
        value = self._value(key)
        if value is None:
            return
        draft = self.sheet.draft(key)
        reading = Reading(
            key,
            value,
            note=draft.note.strip() or None,
            corrects=int(draft.corrects) if draft.corrects.isdecimal() else None,
        )
        self.ask(
            f"preview {key}",
            lambda gateway: gateway.preview(reading),
            partial(self._take_preview, key, value),
            failed=partial(self._no_preview, key, value),
        )

    def _take_preview(self, key: str, value: Decimal, preview: Preview) -> None:
        """Show what a value does, unless another one was typed in the meantime."""
        if self._value(key) == value:
            self.previews[key] = preview
            self.draw()

    def _value(self, key: str) -> Decimal | None:
        """The value that is typed into a row; None where there is none, or none that can be read (the form says so)."""
        row = next((row for row in self.sheet.rows if row.result.key == key and row.may_check_in), None)
        try:
            return read_value(self.sheet, row) if row is not None else None
        except InvalidInput:
            return None

    def _no_preview(self, key: str, value: Decimal, problem: Problem) -> None:
        """A value that would be refused is marked at once, with the reason; anything else that goes wrong is said once."""
        if problem.field == "value" and self._value(key) == value:
            self.refused[key] = without_field(problem.message)
            self.grid.refused = self.refused
            self.draw()
        else:
            self.flash(problem.message, "warning")

    def keep_soon(self) -> None:
        """Write the drafts down when typing rests."""
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(KEEPING_SECONDS, self._keep)

    def _keep(self) -> None:
        """Write the drafts down, off the event loop."""
        self._keeping = None
        drafts = self.sheet.kept
        memory = self.okr.memory
        self.asker.ask("drafts", lambda _: memory.keep_drafts(drafts), lambda _: None, failed=self.show_problem)

    def keep_now(self) -> None:
        """Write down what is still to be written; the screen is being left."""
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
            self.okr.memory.keep_drafts(self.sheet.kept)
