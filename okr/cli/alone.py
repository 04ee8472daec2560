"""`okr` alone on a terminal: the interface, without loading what reads command lines (a tenth of its start)."""

import os
import sys
from typing import TYPE_CHECKING

from okr.domain.errors import OkrError

if TYPE_CHECKING:
    from types import TracebackType

    from okr.cli.errors import Guard


def opened_alone() -> int | None:
    """Opens the interface and gives its exit status; None where the command line has to say something first.

    That is so without a terminal, and where a setting is wrong or warned of.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    from tui.head_start import begin, end

    begun = begin()  # before the settings are read: what it loads first is the same for all of them
    from okr.settings import load_settings

    try:
        settings = load_settings({})
    except OkrError:
        settings = None
    if settings is None or settings.warnings:
        end(begun)
        return None
    if not settings.color:
        os.environ["NO_COLOR"] = "1"
    status = 0
    with LateGuard() as late:
        from tui import run

        status = run(
            settings.url,
            acting_as=settings.acting_as,
            today=settings.today,
            ascii_only=settings.ascii_only or None,
            begun=begun,
        )
    return late.guard.exit_code if late.guard is not None else status


class LateGuard:
    """`okr.cli.errors.Guard`, loaded only when there is an error that it has to put into words."""

    def __init__(self) -> None:
        self.guard: Guard | None = None

    def __enter__(self) -> "LateGuard":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> bool:
        if error is None:
            return False
        from okr.cli.errors import Guard

        self.guard = Guard(())
        return self.guard.__exit__(kind, error, trace)
