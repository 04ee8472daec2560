"""A list of any length with a cursor: draws only the lines that are on screen, and keeps what it drew.

Subclasses say how many rows there are and how one is drawn. Moving the cursor repaints two lines.
"""

from collections import OrderedDict
from collections.abc import Callable

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.lines import Line, Look, Target
from tui.widgets.drawn import Brush

KEPT_STRIPS = 512
"""Drawn lines that are kept; some ten screens."""
MARGIN = 1
"""Blank cells left of every line; on the right the place of the scroll bar is one."""


class LineView(ScrollView, can_focus=True):
    """Rows of lines with a cursor that stops on rows that stand for something."""

    DEFAULT_CSS = """
    LineView {
        height: 1fr;
        background: $background;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    """The row that the cursor stands on."""
    spot: reactive[int] = reactive(0, repaint=False)
    """Which spot of that row, where it has several."""

    class Chosen(Message):
        """A row was opened, by enter or by mouse."""

        def __init__(self, view: "LineView", target: Target) -> None:
            super().__init__()
            self.view = view
            self.target = target

        @property
        def control(self) -> "LineView":
            """The list."""
            return self.view

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, view: "LineView") -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> "LineView":
            """The list."""
            return self.view

    opens_at_once = False
    """Whether one click opens a row; else it takes two, and one moves the cursor."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.brush = Brush(self)
        self._kept: OrderedDict[tuple[int, int, str], Strip] = OrderedDict()

    @property
    def look(self) -> Look:
        """The glyphs of this session."""
        return self.brush.look

    # What a subclass says ---------------------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return 0

    def draw_row(self, index: int, width: int) -> Line:
        """A row as a line of at most `width` cells."""
        return Line()

    def target_at(self, index: int) -> Target | None:
        """What a row stands for."""
        return None

    def can_choose(self, index: int) -> bool:
        """Whether the cursor stops at a row."""
        return self.target_at(index) is not None

    # What others ask --------------------------------------------------------------------------------------------

    @property
    def line_width(self) -> int:
        """Cells that a line may take."""
        return max(8, self.scrollable_content_region.width - MARGIN)

    @property
    def selected(self) -> Target | None:
        """What the cursor stands on."""
        if not 0 <= self.cursor < self.row_count:
            return None
        spots = self.draw_row(self.cursor, self.line_width).spots
        if spots:
            return spots[min(self.spot, len(spots) - 1)].target
        return self.target_at(self.cursor)

    def rows_changed(self, *, from_row: int = 0) -> None:
        """Draw anew after rows came, went or changed."""
        if from_row == 0:
            self._kept.clear()
        else:
            for key in [key for key in self._kept if key[0] >= from_row]:
                del self._kept[key]
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_count)
        self.refresh()

    def rows_redrawn(self, changed: Callable[[int], bool]) -> None:
        """Draw some rows anew, by their places; the others stay as they were drawn."""
        for key in [key for key in self._kept if changed(key[0])]:
            del self._kept[key]
        self.refresh()

    def go_to(self, index: int, *, center: bool = False) -> None:
        """Put the cursor on a row, or on the nearest one where it may stop."""
        found = self._nearest(index)
        if found is not None:
            self.cursor = found
            self._show_cursor(center=center)

    # Moving -----------------------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor over `by` rows that can be chosen; without any, scroll."""
        step = 1 if by > 0 else -1
        index, left = self.cursor, abs(by)
        best = index
        while left and 0 <= index + step < self.row_count:
            index += step
            if self.can_choose(index):
                best, left = index, left - 1
        if best == self.cursor:
            self.scroll_relative(y=by, animate=False)
        self.go_to(best)

    def page(self, by: float) -> None:
        """Move by so many screens."""
        rows = max(1, int(self.scrollable_content_region.height * abs(by)))
        index = self.cursor + (rows if by > 0 else -rows)
        self.scroll_relative(y=rows if by > 0 else -rows, animate=False)
        self.go_to(max(0, min(self.row_count - 1, index)))

    def to_start(self) -> None:
        """Go to the first row."""
        self.scroll_to(y=0, animate=False)
        self.go_to(0)
        self.scroll_to(y=0, animate=False)

    def to_end(self) -> None:
        """Go to the last row."""
        self.scroll_end(animate=False, immediate=True)
        self.go_to(self.row_count - 1)

    def sideways(self, by: int) -> bool:
        """Move to the next spot of the row; says whether there are spots at all."""
        spots = self.draw_row(self.cursor, self.line_width).spots if 0 <= self.cursor < self.row_count else ()
        if len(spots) < 2:
            return False
        self.spot = max(0, min(len(spots) - 1, self.spot + by))
        return True

    def open(self) -> None:
        """Open what the cursor stands on."""
        target = self.selected
        if target is not None:
            self.post_message(self.Chosen(self, target))

    # Drawing ----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """The line at a place of the widget."""
        width = self.scrollable_content_region.width
        index = y + round(self.scroll_offset.y)
        if not 0 <= index < self.row_count:
            return self.brush.blank(width)
        ground = self._ground(index)
        key = (index, width, f"{ground}{self.spot if ground else ''}")
        strip = self._kept.get(key)
        if strip is None:
            strip = self._draw(index, width, ground)
            self._kept[key] = strip
            while len(self._kept) > KEPT_STRIPS:
                self._kept.popitem(last=False)
        return strip

    def _draw(self, index: int, width: int, ground: str) -> Strip:
        line = self.draw_row(index, max(8, width - MARGIN))
        spot = None
        if ground and line.spots:
            chosen = line.spots[min(self.spot, len(line.spots) - 1)]
            spot = (chosen.start, chosen.width)
        inner = self.brush.strip(line, max(0, width - MARGIN), ground=ground, spot=spot)
        edge = self.brush.blank(MARGIN, "" if spot else ground)
        return Strip.join([edge, inner])

    def _ground(self, index: int) -> str:
        if index != self.cursor or not self.can_choose(index):
            return ""
        return "cursor" if self.has_focus else "resting"

    def _nearest(self, index: int) -> int | None:
        """The row nearest to one at which the cursor may stop, later ones first."""
        count = self.row_count
        index = max(0, min(index, count - 1))
        for distance in range(count):
            for candidate in (index + distance, index - distance):
                if 0 <= candidate < count and self.can_choose(candidate):
                    return candidate
        return None

    def _show_cursor(self, *, center: bool = False) -> None:
        region = Region(0, self.cursor, max(1, self.scrollable_content_region.width), 1)
        self.scroll_to_region(region, animate=False, center=center, force=True)

    # Events -----------------------------------------------------------------------------------------------------

    def watch_cursor(self, before: int, after: int) -> None:
        self.spot = 0
        self.refresh_line(before)
        self.refresh_line(after)
        if before != after:
            self.post_message(self.Moved(self))

    def watch_spot(self) -> None:
        self.refresh_line(self.cursor)

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._kept.clear()
        self.brush.forget()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw anew in the colours of the new theme."""
        self._kept.clear()
        self.brush.forget()
        super().notify_style_update()

    def on_resize(self) -> None:
        self._kept.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_count)
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        index = -1 if place is None else place.y + round(self.scroll_offset.y)
        if place is None or not 0 <= index < self.row_count or not self.can_choose(index):
            return
        again = index == self.cursor and event.chain > 1
        spots = self.draw_row(index, self.line_width).spots
        self.go_to(index)
        for number, spot in enumerate(spots):
            if spot.start <= place.x - MARGIN < spot.start + spot.width:
                self.spot = number
        target = self.selected
        if target is not None and (again or self.opens_at_once or target.kind in {"do", "more"}):
            self.open()
