"""The map on screen: columns side by side, scrolled both ways, with a cursor on one box."""

from collections.abc import Sequence

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.drawing.goal_map import (
    BOX,
    HEAD,
    STEP,
    Column,
    Place,
    box_lines,
    column_width,
    goal_at,
    head_lines,
    relations,
)
from tui.lines import Look
from tui.view_models.goals import GoalItem
from tui.widgets.drawn import Brush


class MapView(ScrollView, can_focus=True):
    """Columns of boxes; only what is on screen is drawn."""

    DEFAULT_CSS = """
    MapView {
        height: 1fr;
        background: $background;
        scrollbar-size: 0 1;
        padding: 0 1;
    }
    """

    class Moved(Message):
        """The cursor came to another box."""

    class Chosen(Message):
        """A box was opened by mouse."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.brush = Brush(self)
        self.columns: Sequence[Column] = ()
        self.at = Place()
        self._related: dict[str, str] = {}

    @property
    def look(self) -> Look:
        """The glyphs of this session."""
        return self.brush.look

    @property
    def goal(self) -> GoalItem | None:
        """The goal at the cursor."""
        return goal_at(self.columns, self.at)

    @property
    def column(self) -> Column | None:
        """The column of the cursor."""
        return self.columns[self.at.column] if 0 <= self.at.column < len(self.columns) else None

    @property
    def beyond(self) -> tuple[int, int]:
        """How many columns stand left and right of those on screen."""
        left = round(self.scroll_offset.x) // max(1, self._column_width)
        return left, max(0, len(self.columns) - left - self._fitting)

    def show(self, columns: Sequence[Column], *, goal: str | None = None) -> None:
        """Show other columns, with the cursor on a goal where it is among them."""
        self.columns = columns
        found = [
            Place(number, row)
            for number, column in enumerate(columns)
            for row, each in enumerate(column.boxes)
            if each.key == goal
        ]
        first = next((number for number, column in enumerate(columns) if column.boxes), 0)
        self._measure()
        self.put(found[0] if found else Place(first, 0))

    def put(self, at: Place) -> None:
        """Put the cursor on a box, as near as there is one."""
        if not self.columns:
            return
        number = max(0, min(len(self.columns) - 1, at.column))
        row = max(0, min(len(self.columns[number].boxes) - 1, at.row))
        self.at = Place(number, row)
        self._related = relations(self.columns, self.at)
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def _show_cursor(self) -> None:
        """Scroll as little as needed, sideways by whole columns."""
        size, height = self._column_width, max(BOX, self.scrollable_content_region.height)
        first, fit = round(self.scroll_offset.x) // max(1, size), self._fitting
        first = max(min(first, self.at.column), self.at.column - fit + 1)
        top, bottom = (HEAD + self.at.row * STEP if self.at.row else 0), HEAD + self.at.row * STEP + BOX
        y = max(min(round(self.scroll_offset.y), top), bottom - height)
        self.scroll_to(x=first * size, y=y, animate=False, force=True, immediate=True)

    def move(self, columns: int = 0, rows: int = 0) -> None:
        """Move the cursor; sideways over columns without boxes too, since their units can be opened."""
        self.put(Place(self.at.column + columns, self.at.row + rows))

    def page(self, by: float) -> None:
        """Move by so many screens."""
        rows = max(1, int(self.size.height * abs(by)) // STEP)
        self.move(rows=rows if by > 0 else -rows)

    @property
    def _column_width(self) -> int:
        return column_width(max(8, self.scrollable_content_region.width), len(self.columns))

    @property
    def _fitting(self) -> int:
        """Whole columns on screen."""
        return max(1, self.scrollable_content_region.width // max(1, self._column_width))

    def _measure(self) -> None:
        longest = max((len(column.boxes) for column in self.columns), default=0)
        rest = max(0, self.scrollable_content_region.width - self._fitting * self._column_width)
        self.virtual_size = Size(self._column_width * len(self.columns) + rest, HEAD + longest * STEP)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        place = y + round(self.scroll_offset.y)
        left = round(self.scroll_offset.x)
        size = self._column_width
        first = left // size if size else 0
        shown = range(first, min(len(self.columns), first + self._fitting))
        whole = Strip.join([self._cell(number, place, size) for number in shown])
        return whole.crop_extend(0, width, self.brush.ink(""))

    def _cell(self, number: int, place: int, size: int) -> Strip:
        """One line of one column."""
        column = self.columns[number]
        if place < HEAD:
            here = number == self.at.column
            return self.brush.strip(head_lines(column, size, look=self.look, here=here)[place], size)
        row, line = divmod(place - HEAD, STEP)
        if row >= len(column.boxes) or line >= BOX:
            return self.brush.blank(size)
        goal = column.boxes[row]
        here = Place(number, row) == self.at
        lines = box_lines(goal, size, look=self.look, relation=self._related.get(goal.key, ""), here=here)
        return self.brush.strip(lines[line], size)

    def on_resize(self) -> None:
        self._measure()
        self.put(self.at)

    def notify_style_update(self) -> None:
        """Draw anew in the colours of the new theme."""
        self.brush.forget()
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None or not self.columns:
            return
        number = (place.x + round(self.scroll_offset.x)) // self._column_width
        row = (place.y + round(self.scroll_offset.y) - HEAD) // STEP
        if number >= len(self.columns):
            return
        again = Place(number, row) == self.at and event.chain > 1
        self.put(Place(number, max(0, row)))
        if again:
            self.post_message(self.Chosen())
