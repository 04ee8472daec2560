"""Opening the full-screen interface: on a terminal only, and Textual is loaded only then."""

import os
import sys

import click

from okr.cli.options import Function
from okr.cli.session import Session
from okr.domain.errors import InvalidInput
from tui.places import ROOTS

SCREENS = tuple(ROOTS)


def interface_options(function: Function) -> Function:
    """The options that say how the interface opens."""
    function = click.option("--screen", type=click.Choice(SCREENS), help="The screen that opens first.")(function)
    return click.option("--theme", metavar="NAME", help="dark, light, contrast, safe-dark or safe-light.")(function)


def open_interface(session: Session, *, theme: str | None, screen: str | None, url: str | None = None) -> None:
    """Opens the interface on `url`, or on the place that the settings name; refuses where there is no terminal."""
    require_terminal()
    settings = session.settings
    if not settings.color:
        os.environ["NO_COLOR"] = "1"
    from tui import run

    status = run(
        url or settings.url,
        acting_as=settings.acting_as,
        today=settings.today,
        theme=theme,
        ascii_only=settings.ascii_only or None,
        screen=screen,
    )
    if status:
        click.get_current_context().exit(status)


def require_terminal() -> None:
    """Refuses where input or output is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput(
            "the full-screen interface needs a terminal", hint="okr --help lists the commands, which do not need one"
        )
