"""The full-screen interface: screens, widgets and keys over the one interface to okr.

Importing this package loads nothing heavy; `run` imports Textual when it is called.
"""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.head_start import Begun


def run(
    url: str | None = None,
    *,
    acting_as: str | None = None,
    today: date | None = None,
    theme: str | None = None,
    ascii_only: bool | None = None,
    screen: str | None = None,
    begun: "Begun | None" = None,
) -> int:
    """Open the full-screen interface on a company and return the exit status when it is left.

    `url`, `acting_as` and `today` are those of `okr.client.connect`. `theme` and `ascii_only` win over what the terminal
    and the config file say; `screen` (home, alignment, check-in, accountability) over the one that was open last.
    `begun` is the process of `tui.head_start` where it was begun already.
    Returns 0 after a normal end, 2 where no screen can be drawn, 70 after a crash (a report file is then named).
    """
    from tui.starting import start

    return start(url, acting_as=acting_as, today=today, theme=theme, ascii_only=ascii_only, screen=screen, begun=begun)


__all__ = ["run"]
