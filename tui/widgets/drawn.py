"""The one place where text becomes what a widget shows: lines of inked pieces are turned into strips.

No other module of the interface hands text to Textual (checked by `tools/house_lint.py`); every piece is cleaned once
more here, so that no text from outside can act upon the terminal, whichever way it came.
"""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from okr.domain.text import clean_for_display
from tui.lines import Line, Look, Piece

_INKS = {
    "bold": "text-style: bold;",
    "dim": "color: $ink-dim;",
    "faint": "color: $ink-faint;",
    "accent": "color: $accent;",
    "success": "color: $success;",
    "warning": "color: $warning;",
    "error": "color: $error;",
    "heading": "color: $foreground; text-style: bold;",
    "key": "color: $accent; text-style: bold;",
    "cell": "background: $accent; color: $background;",
    "caret": "text-style: reverse;",
    "cursor": "background: $ink-cursor;",
    "resting": "background: $ink-resting;",
    "field": "background: $ink-bar;",
}
COMPONENTS = frozenset(f"ink--{ink}" for ink in _INKS)
"""Component classes of every widget that draws with a brush."""


def ink_css(widget: str) -> str:
    """The style sheet that gives a widget its inks."""
    rules = "\n".join(f"& > .ink--{ink} {{ {rule} }}" for ink, rule in _INKS.items())
    return f"{widget} {{\n{rules}\n}}\n"


class Brush:
    """Draws lines in the inks of a widget's theme."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[str, Style] = {}

    @property
    def look(self) -> Look:
        """The glyphs of this session."""
        look = getattr(self._widget.app, "look", None)
        return look if isinstance(look, Look) else Look()

    def forget(self) -> None:
        """Forget the colours of the theme before."""
        self._styles.clear()

    def strip(self, line: Line, width: int, *, ground: str = "", spot: tuple[int, int] | None = None) -> Strip:
        """A line as a strip of exactly `width` cells; `ground` is an ink below the whole line, or below the spot."""
        if spot is None:
            return self._whole(line, width, ground)
        start, size = spot
        plain, marked = self._whole(line, width, ""), self._whole(line, width, ground)
        return Strip.join([plain.crop(0, start), marked.crop(start, start + size), plain.crop(start + size, width)])

    def blank(self, width: int, ground: str = "") -> Strip:
        """An empty strip."""
        return Strip.blank(max(0, width), self.ink(ground))

    def ink(self, words: str) -> Style:
        """The style of an ink, from the theme."""
        style = self._styles.get(words)
        if style is None:
            style = self._widget.rich_style
            for word in words.split():
                style += self._widget.get_component_rich_style(f"ink--{word}", partial=True)
            self._styles[words] = style
        return style

    def _whole(self, line: Line, width: int, ground: str) -> Strip:
        segments = [self._segment(piece, ground) for piece in line.pieces]
        return Strip(segments).adjust_cell_length(width, self.ink(ground))

    def _segment(self, piece: Piece, ground: str) -> Segment:
        return Segment(clean_for_display(piece.text), self.ink(f"{piece.ink} {ground}".strip()))


class Panel(Widget):
    """A widget of a few lines that do not scroll; what they are is asked for at each drawing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)
    DEFAULT_CSS = "Panel { height: 1; }\n" + ink_css("Panel")

    def __init__(
        self, draw: Callable[[int], list[Line]] | None = None, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.brush = Brush(self)
        self._lines: list[Line] | None = None
        self._draw = draw

    def lines(self, width: int) -> list[Line]:
        """The lines at a width."""
        return self._draw(width) if self._draw is not None else []

    def redraw(self) -> None:
        """Ask for the lines again."""
        self._lines = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        if self._lines is None:
            self._lines = self.lines(width)
        return self.brush.strip(self._lines[y], width) if y < len(self._lines) else self.brush.blank(width)

    def notify_style_update(self) -> None:
        self.brush.forget()
        super().notify_style_update()

    def on_resize(self, _event: events.Resize) -> None:
        self._lines = None
