"""Pictures of screens: the interface without a terminal, of a given size, on a given day, written as SVG.

The same company, day, size and theme give the same picture on every machine: nothing blinks or moves, nothing is
remembered from earlier and nothing is written down, and no path and no time of day stands in it.
"""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from okr.domain.errors import OkrError
from tui.app import OkrApp
from tui.gateway import Gateway
from tui.lines import Target
from tui.places import ABOUT, ROOTS
from tui.screens.base import OkrScreen
from tui.state import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.pilot import Pilot

    from okr.client.backend import Backend
    from tui.view_models.basics import Problem

PATIENCE_SECONDS = 30
"""Longer than any screen takes; then what is there is drawn, which is the problem itself."""
FONTS = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
"""What would fetch fonts from elsewhere; the fonts of the reader's machine do as well."""
FAMILY = "'Fira Code', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows: a bottom screen, or the screen about something; `keys` are pressed before it is taken."""

    screen: str
    size: tuple[int, int]
    about: str | None = None
    keys: tuple[str, ...] = ()
    theme: str | None = None
    ascii_only: bool = False
    colours: bool = True
    """Without them it looks as in a terminal where NO_COLOR is set."""


def pictured() -> tuple[str, ...]:
    """The names of the screens that can be drawn."""
    return (*ROOTS, *(kind for kind in ABOUT if " " not in kind))


def draw(picture: Picture, connect: Callable[[], Backend]) -> str:
    """The SVG of a screen; what the screen could not show instead of it is raised."""
    found: list[str] = []
    problems: list[Problem] = []

    async def take(pilot: Pilot[object]) -> None:
        await settled(pilot)
        if picture.screen not in ROOTS:
            app.open_target(Target(picture.screen, picture.about or ""))
            await settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await settled(pilot)
        if isinstance(app.screen, OkrScreen) and app.screen.problem is not None:
            problems.append(app.screen.problem)
        found.append(plain_svg(app.export_screenshot(title="okr", simplify=True)))
        app.exit()

    with _nothing_remembered():
        app = OkrApp(
            Gateway(connect),
            memory=Memory(None, None),
            theme=picture.theme,
            ascii_only=picture.ascii_only,
            first_screen=picture.screen if picture.screen in ROOTS else "home",
            polls=False,
        )
        app.no_color = not picture.colours
        asyncio.run(app.run_async(headless=True, mouse=False, size=picture.size, auto_pilot=take))
    if app.crash is not None:
        raise app.crash
    for problem in problems:
        raise _error(problem)
    return found[0]


def _error(problem: Problem) -> Exception:
    known: list[type[OkrError]] = [OkrError, *OkrError.__subclasses__()]
    kind = next((kind for kind in known if kind.code == problem.code), None)
    return (
        RuntimeError(f"{problem.message} ({problem.code})")
        if kind is None
        else kind(problem.message, hint=problem.hint)
    )


async def settled(pilot: Pilot[object]) -> None:
    """Wait until nothing is asked any more and everything is drawn."""
    app = pilot.app
    for _ in range(PATIENCE_SECONDS * 20):
        await pilot.pause()
        working = [worker for worker in app.workers if not worker.is_finished]
        screen = app.screen
        if not working and isinstance(screen, OkrScreen) and screen.phase != "loading":
            return
        await asyncio.sleep(0.05)


def plain_svg(svg: str) -> str:
    """The picture without links to fonts elsewhere, with blanks kept as they are, and one line break at its end."""
    svg = FONTS.sub("\n", svg).replace("font-family: Fira Code, monospace", f"font-family: {FAMILY}")
    return svg.replace("<svg ", '<svg xml:space="preserve" ', 1).strip() + "\n"


@contextmanager
def _nothing_remembered() -> Iterator[None]:
    """Until this ends, what the interface remembers lies in an empty folder that is thrown away."""
    before = os.environ.get("XDG_STATE_HOME")
    with TemporaryDirectory(prefix="okr-picture-") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["XDG_STATE_HOME"]
            else:
                os.environ["XDG_STATE_HOME"] = before
