"""Opening the full-screen interface: on a terminal only, and Textual is loaded only then."""

import sys
from importlib import import_module
from importlib.util import find_spec

from okr.cli.session import Session
from okr.domain.errors import InvalidInput, RuleViolation


def open_interface(session: Session, *, url: str | None = None) -> None:
    """Opens the interface on `url`, or on the place that the settings name; refuses where there is no terminal."""
    require_terminal()
    settings = session.settings
    if find_spec("tui.app") is None:
        raise RuleViolation("the full-screen interface is not part of this installation")
    import_module("tui.app").run(url or settings.url, acting_as=settings.acting_as, today=settings.today)


def require_terminal() -> None:
    """Refuses where input or output is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput(
            "the full-screen interface needs a terminal", hint="okr --help lists the commands, which do not need one"
        )
