"""A box over a screen: a title in its border, rows to read or choose from, and its keys in the last line."""

from typing import ClassVar

from textual.app import ComposeResult

from tui.drawing.rows import Row, blank, loading_rows, paragraph, problem_rows
from tui.lines import Target
from tui.screens.base import OkrScreen
from tui.widgets.board import Board


class Dialog(OkrScreen):
    """What opens over a screen, fills it as far as it needs, and closes with escape."""

    SCOPE = "dialog"
    AUTO_FOCUS: ClassVar[str | None] = "#rows"
    OPERATION: ClassVar[str] = ""
    """What is done here; where undoing does not take it back, that is said before."""

    @property
    def operation(self) -> str:
        """What is done here now."""
        return self.OPERATION

    def stays_rows(self, width: int) -> list[Row]:
        """That undoing does not take it back, and what does instead; nothing where it can be undone."""
        words = self.stays(self.operation)
        return [*paragraph(words, width, look=self.look, ink="dim"), blank(self.look)] if words else []

    def body(self) -> ComposeResult:
        yield Board(id="rows")

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("dialog", "list", "always")

    @property
    def board(self) -> Board:
        """The rows."""
        return self.query_one("#rows", Board)

    def rows(self, width: int) -> list[Row]:
        """What the box shows when everything is here."""
        return []

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME,)

    def draw(self) -> None:
        self.board.show(self._all)

    def _all(self, width: int) -> list[Row]:
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=self.look, opened=self.details_shown)
        if self.phase == "loading":
            return loading_rows(look=self.look) if self.asked_long_ago else []
        return self.rows(width)

    def close(self) -> None:
        """Close the dialog; whoever opened it is told."""
        _ = self.dismiss(None)

    def do_close(self) -> None:
        self.close()

    def do_back(self) -> None:
        self.do_close()

    def chosen(self, target: Target) -> None:
        if target.kind == "do":
            self.choice(target.key)
        else:
            self.close()
            self.okr.open_target(target)
