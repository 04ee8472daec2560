"""The one place where text becomes what a widget shows: lines of inked pieces are turned into strips.

No other module of the interface hands text to Textual (checked by `tools/house_lint.py`); every piece is cleaned once
more here, so that no text from outside can act upon the terminal, whichever way it came.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from okr.domain.text import clean_for_display
from tui.lines import Line, Look, Piece, Target
from tui.theme import palette_of

WITH_GROUND = frozenset({"cell", "caret", "cursor", "resting", "field"})
"""Inks that show on blanks too."""


@cache
def inks(theme: str) -> Mapping[str, Style]:
    """The inks of a theme: one accent, two neutrals, four tones of status, and the grounds.

    They are no component classes of style sheets: matching those for each widget took a third of the first paint.
    """
    palette = palette_of(theme)

    def ink(colour: str | None = None, *, on: str | None = None, bold: bool | None = None) -> Style:
        fore, ground = (Color.parse(one).rich_color if one is not None else None for one in (colour, on))
        return Style(color=fore, bgcolor=ground, bold=bold)

    return {
        "bold": ink(bold=True),
        "dim": ink(palette.dim),
        "faint": ink(palette.faint),
        "chart": ink(palette.chart),
        "accent": ink(palette.accent),
        "success": ink(palette.success),
        "warning": ink(palette.warning),
        "error": ink(palette.error),
        "heading": ink(palette.foreground, bold=True),
        "heading of the focus": ink(palette.accent, bold=True),
        "key": ink(palette.accent, bold=True),
        "cell": ink(palette.background, on=palette.accent),
        "caret": Style(reverse=True),
        "cursor": ink(on=palette.cursor),
        "resting": ink(on=palette.resting),
        "field": ink(on=palette.bar),
    }


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
            widget = self._widget
            style, known = widget.rich_style, inks(widget.app.theme)
            for word in words.split():
                in_focus = word == "heading" and widget.has_focus
                style += known["heading of the focus" if in_focus else word]
            self._styles[words] = style
        return style

    def _whole(self, line: Line, width: int, ground: str) -> Strip:
        segments = [self._segment(piece, ground) for piece in _joined(line.pieces)]
        return Strip(segments).adjust_cell_length(width, self.ink(ground))

    def _segment(self, piece: Piece, ground: str) -> Segment:
        keeps_its_own = any(word in WITH_GROUND for word in piece.ink.split())
        ink = piece.ink if keeps_its_own else f"{piece.ink} {ground}".strip()
        return Segment(clean_for_display(piece.text), self.ink(ink))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Fewer pieces that look the same: blanks take the ink before them, since each change of ink is bytes on the wire."""
    text, ink = "", ""
    for piece in pieces:
        blank = piece.ink == "" and not piece.text.strip(" ") and not any(word in WITH_GROUND for word in ink.split())
        if blank or piece.ink == ink:
            text += piece.text
            continue
        if text:
            yield Piece(text, ink)
        text, ink = piece.text, piece.ink
    if text:
        yield Piece(text, ink)


class Colourless(LineFilter):
    """For NO_COLOR: colours become reverse video and dim, so that the cursor and the neutrals are still told apart."""

    def __init__(self, *, ground: str, dim: frozenset[str]) -> None:
        super().__init__()
        self._ground = Color.parse(ground).rich_color
        self._dim = frozenset(Color.parse(colour).rich_color for colour in dim)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colours."""
        return [Segment(text, self._plain(style) if style else style, control) for text, style, control in segments]

    def _plain(self, style: Style) -> Style:
        marked = style.bgcolor is not None and style.bgcolor != self._ground and not style.bgcolor.is_default
        return Style(
            bold=style.bold,
            dim=True if style.color in self._dim else None,
            reverse=marked != bool(style.reverse),
            meta=style.meta,
        )


class Panel(Widget):
    """A widget of a few lines that do not scroll; what they are is asked for at each drawing."""

    DEFAULT_CSS = "Panel { height: 1; }"

    class Pointed(Message):
        """The mouse was clicked on something in a panel that stands for a thing."""

        def __init__(self, panel: "Panel", target: Target) -> None:
            super().__init__()
            self.panel = panel
            self.target = target

        @property
        def control(self) -> "Panel":
            return self.panel

    def __init__(
        self, draw: Callable[[int], list[Line]] | None = None, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.brush = Brush(self)
        self._lines: list[Line] | None = None
        self._lines_width = 0
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
        if self._lines is None or self._lines_width != width:
            # The width is looked at here, since a terminal that was resized may be drawn before this widget is told.
            self._lines, self._lines_width = self.lines(width), width
        return self.brush.strip(self._lines[y], width) if y < len(self._lines) else self.brush.blank(width)

    def notify_style_update(self) -> None:
        self.brush.forget()
        super().notify_style_update()

    def on_resize(self, _event: events.Resize) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        lines = self._lines or []
        if place is None or not 0 <= place.y < len(lines):
            return
        for spot in lines[place.y].spots:
            if spot.start <= place.x < spot.start + spot.width:
                self.post_message(self.Pointed(self, spot.target))
