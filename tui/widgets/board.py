"""A list of rows of different kinds: sections with headings, sentences, goals; rebuilt when its width changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.lines import Line, Target
from tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.drawing.rows import Row

    Build = Callable[[int], list[Row]]


class Board(LineView):
    """Shows the rows that a function builds for a width."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._build: Build | None = None
        self._rows: list[Row] = []
        self._built_for = 0

    def show(self, build: Build) -> None:
        """Show other rows; the cursor stays with what it stood on where that is still there."""
        before = self.target_at(self.cursor)
        self._build = build
        self._rebuild()
        self._find(before)

    def show_leading(self, build: Build, do: str) -> None:
        """Show other rows; a cursor that nobody moved from the top goes to the line that does something, if it has come since."""
        is_unmoved = self._is_unmoved
        self.show(build)
        if is_unmoved:
            self.find("do", do)

    def show_from_top(self, build: Build) -> None:
        """Show other rows; a cursor that nobody moved from the top stays there, whatever has come above what it stood on."""
        is_unmoved = self._is_unmoved
        self.show(build)
        if is_unmoved:
            self._find(None)

    @property
    def _is_unmoved(self) -> bool:
        return self.selected == next((row.target for row in self._rows if row.target is not None), None)

    def find(self, kind: str, key: str) -> bool:
        """Put the cursor on what stands for a thing; says whether it is here."""
        for index, row in enumerate(self._rows):
            if row.target is not None and (row.target.kind, row.target.key) == (kind, key):
                self.go_to(index)
                return True
        return False

    @property
    def rows(self) -> list[Row]:
        """The rows that are shown."""
        return self._rows

    @property
    def row_count(self) -> int:
        return len(self._rows)

    def draw_row(self, index: int, width: int) -> Line:
        return self._rows[index].draw(width)

    def target_at(self, index: int) -> Target | None:
        return self._rows[index].target if 0 <= index < len(self._rows) else None

    def can_choose(self, index: int) -> bool:
        return self._rows[index].can_be_chosen

    def on_resize(self) -> None:
        if not self.is_parent_active:
            return  # the screen is being closed: what its rows are made from may be gone before this
        if self._build is not None and self._built_for != self.line_width:
            before = self.target_at(self.cursor)
            self._rebuild()
            self._find(before)
        super().on_resize()

    def _rebuild(self) -> None:
        self._built_for = self.line_width
        self._rows = self._build(self._built_for) if self._build is not None else []
        self.rows_changed()

    def _find(self, before: Target | None) -> None:
        if before is None:
            first = next((index for index, row in enumerate(self._rows) if row.target is not None), None)
            self.cursor = first if first is not None else self._nearest(0) or 0
            self.scroll_to(y=0, animate=False)
        elif not self.find(before.kind, before.key):
            found = self._nearest(min(self.cursor, max(0, len(self._rows) - 1)))
            if found is not None:
                self.cursor = found


class ChoiceBoard(Board):
    """Rows of which one is chosen and that is all: one click does it, as enter does."""

    opens_at_once = True
