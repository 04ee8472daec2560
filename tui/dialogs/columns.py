"""Which columns the tree shows."""

from collections.abc import Callable, Collection

from tui.dialogs.base import Dialog
from tui.drawing.rows import Row, blank, text_row
from tui.drawing.tree import COLUMNS, DEFAULT, HEADS
from tui.lines import Line, Pen, Target


class ColumnsDialog(Dialog):
    """A line a column; enter takes it in or leaves it out, at once and for the next time too."""

    NAME = "Columns"

    def __init__(self, chosen: Collection[str], changed: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__()
        self._chosen = set(chosen)
        self._changed = changed

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
            text_row("Where a line has no room for all of them, the last ones give way.", "dim", look=look, indent=2),
        ]

    def _row(self, name: str, words: str) -> Row:
        on = name in self._chosen

        def draw(width: int) -> Line:
            pen = (
                Pen(self.look)
                .gap(2)
                .cell(self.look.chosen(on), 4, "accent" if on else "dim")
                .cell(HEADS.get(name, name), 10, "bold" if on else "")
            )
            return pen.cell(words, width - pen.at, "dim").line()

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
