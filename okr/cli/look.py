"""How one call prints: JSON, drawings, glyphs, colours, width. Decided once from settings and terminal."""

import os
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from okr.settings import Settings


class Look(NamedTuple):
    """`terminal`: fit to a width and styled (by Rich); otherwise plain aligned text, never cut.

    `drawings`: progress bars and guide lines; off with --plain, where indentation and words say the same.
    """

    json: bool = False
    terminal: bool = False
    drawings: bool = True
    ascii_only: bool = False
    color: bool = False
    width: int = 80

    @property
    def is_narrow(self) -> bool:
        """Whether a table has to make do with few columns."""
        return self.terminal and self.width < 100

    @property
    def arrow(self) -> str:
        """Between before and after."""
        return "->" if self.ascii_only else "\u2192"

    @property
    def none(self) -> str:
        """Where there is nothing to show."""
        return "-" if self.ascii_only else "\u2013"

    @property
    def dot(self) -> str:
        """Between parts of a line."""
        return "-" if self.ascii_only else "\u00b7"


def look_of(settings: "Settings", *, json: bool) -> Look:
    """The look of this call: styled on a terminal, plain when piped; ASCII where nothing else can be written."""
    dumb = os.environ.get("TERM") == "dumb"
    terminal = sys.stdout.isatty() and not settings.plain and not json and not dumb
    return Look(
        json=json,
        terminal=terminal,
        drawings=not settings.plain,
        ascii_only=settings.ascii_only or not _can_write("\u2501\u25cf\u25be"),
        color=terminal and settings.color,
        width=max(40, shutil.get_terminal_size((100, 24)).columns),
    )


def _can_write(text: str) -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
