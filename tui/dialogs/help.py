"""The keys of a screen, as the user has them, with their words."""

from textual.app import ComposeResult

from tui.actions import SCOPES, Action
from tui.dialogs.base import Dialog
from tui.drawing.rows import Row, blank, section, text_row
from tui.keymap import shown_key
from tui.lines import Line, Pen, Target
from tui.widgets.board import Board
from tui.widgets.field import Field


class HelpDialog(Dialog):
    """Help for a screen: every key that works there; typing narrows it."""

    NAME = "Help"
    AUTO_FOCUS = "#search"

    def __init__(self, scopes: tuple[str, ...], screen: str) -> None:
        super().__init__()
        self._of = scopes
        self._screen = screen
        self._words = ""

    def body(self) -> ComposeResult:
        yield Field(hint="type to search", changed=self._search, id="search")
        yield Board(id="rows")

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("search", "always") if self.is_typing else super().scopes

    def load(self) -> None:
        self.ready()

    def crumbs(self) -> tuple[str, ...]:
        return (self._screen, self.NAME)

    def _search(self, text: str) -> None:
        self._words = text.casefold().strip()
        self.draw()

    def rows(self, width: int) -> list[Row]:
        rows: list[Row] = [blank(self.look)]
        holding = self.okr.keymap.holding(self._of)
        for scope in dict.fromkeys(self._of):
            actions = [action for action in holding if action.scope == scope and self._matches(action)]
            rows += section(SCOPES[scope], [self._row(action) for action in actions], look=self.look)
        if len(rows) == 1:
            rows.append(text_row(f"No key here does {self._words}.", "dim", look=self.look, indent=2))
        return rows

    def _matches(self, action: Action) -> bool:
        text = f"{action.label} {action.help} {' '.join(self.okr.keymap.of(action))}".casefold()
        return all(word in text for word in self._words.split())

    def _row(self, action: Action) -> Row:
        keys = "  ".join(shown_key(key) for key in self.okr.keymap.of(action))

        def draw(width: int) -> Line:
            pen = Pen(self.look).gap(2).cell(keys, 22, "key")
            return pen.cell(action.help, width - 24).line()

        return Row(draw, Target("action", action.id, action.label))

    def chosen(self, target: Target) -> None:
        self.close()
        self.okr.perform_id(target.key)

    def do_down(self) -> None:
        if self.is_typing:
            self.set_focus(self.board)
        super().do_down()
