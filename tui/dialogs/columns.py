"""Which columns the tree shows."""

from collections.abc import Callable, Collection

from textual.app import ComposeResult

from tui.dialogs.base import Dialog
from tui.drawing.rows import Row, blank, text_row
from tui.drawing.tree import COLUMNS, DEFAULT, HEADS, shape_of
from tui.lines import Line, Pen, Target
from tui.widgets.board import ChoiceBoard

NO_ROOM = "chosen, but the screen is too narrow for it"


class ColumnsDialog(Dialog):
    """A line a column; enter takes it in or leaves it out, at once and for the next time too."""

    NAME = "Columns"

    def __init__(
        self, chosen: Collection[str], changed: Callable[[tuple[str, ...]], None], room: Callable[[], int]
    ) -> None:
        super().__init__()
        self._chosen = set(chosen)
        self._changed = changed
        self._room = room
        """The cells of a line of the tree."""

    def body(self) -> ComposeResult:
        yield ChoiceBoard(id="rows")

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("columns", *super().scopes)

    def do_choose(self) -> None:
        """As enter does: who sees marks before lines expects it."""
        self.board.open()

    def load(self) -> None:
        self.ready()

    def rows(self, width: int) -> list[Row]:
        look = self.look
        usual = Target("do", "usual", "the usual ones")
        return [
            blank(look),
            *(self._row(name, words) for name, words in COLUMNS.items()),
            blank(look),
            text_row("the usual ones", "accent", look=look, indent=2, target=usual),
            blank(look),
            text_row(
                "Where a line has no room for all, unit, word, due and trend go first.",
                "dim",
                look=look,
                indent=2,
            ),
        ]

    def _row(self, name: str, words: str) -> Row:
        on = name in self._chosen
        has_room = not on or name in shape_of(self._room(), self._chosen).names

        def draw(width: int) -> Line:
            pen = (
                Pen(self.look)
                .gap(2)
                .cell(self.look.chosen(on), 4, "accent" if on else "dim")
                .cell(HEADS.get(name, name), 10, "bold" if on else "")
            )
            return pen.cell(words if has_room else NO_ROOM, width - pen.at, "dim" if has_room else "warning").line()

        return Row(draw, Target("do", name, words))

    def choice(self, what: str) -> None:
        if what == "usual":
            self._chosen = set(DEFAULT)
        elif what in COLUMNS:
            self._chosen ^= {what}
        else:
            super().choice(what)
            return
        self._changed(tuple(name for name in COLUMNS if name in self._chosen))
        self.draw()
