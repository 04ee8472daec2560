"""What covers a screen that is too small to be read."""

from tui.lines import Line, Pen, wrap
from tui.widgets.drawn import Panel

LEAST_COLUMNS, LEAST_ROWS = 60, 15
"""With fewer cells nothing is drawn that could be read."""


class TooSmall(Panel):
    """Says how large a terminal has to be; what is below goes on and is there again when it is large enough."""

    DEFAULT_CSS = """
    TooSmall { layer: note; dock: top; width: 100%; height: 100%; padding: 0 1; background: $background; }
    """

    def lines(self, width: int) -> list[Line]:
        look = self.brush.look
        columns, rows = self.app.size
        words = f"okr needs {LEAST_COLUMNS} x {LEAST_ROWS} cells; this terminal has {columns} x {rows}."
        ways = f"Make it larger. Keys still work: {look.key('app.quit-now')} quits."
        found = [Pen(look).cell(line, width, "bold").line() for line in wrap(words, width)]
        return [*found, *(Pen(look).cell(line, width, "dim").line() for line in wrap(ways, width))]


def is_too_small(columns: int, rows: int) -> bool:
    """Whether a terminal of this size cannot be read on."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS
