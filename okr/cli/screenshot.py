"""`okr screenshot`: a picture of a screen, for documents and tests."""

import os
import re
from pathlib import Path

import click

from okr.cli.groups import command
from okr.cli.output import lines, print_json, print_parts
from okr.cli.session import Session
from okr.domain.errors import InvalidInput, Unreachable
from tui.places import ABOUT, ROOTS

SCREENS = (*ROOTS, *(kind for kind in ABOUT if " " not in kind))
SIZE = re.compile(r"([1-9][0-9]{1,2})x([1-9][0-9]{0,2})")
SMALLEST, LARGEST = (40, 10), (400, 200)


@command(
    "screenshot",
    fields={"path": "the file that was written", "columns": "cells of a line", "rows": "lines"},
    examples=(
        "okr screenshot home -o home.svg",
        "okr screenshot alignment --size 80x24 --theme light -o cascade.svg",
        "okr screenshot goal --goal CARE-2 --as samir -o goal.svg",
    ),
)
@click.argument("screen", type=click.Choice(SCREENS))
@click.option("--size", default="120x36", show_default=True, metavar="COLUMNSxROWS", help="The size of the terminal.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The SVG file; - or nothing: print it."
)
@click.option("--theme", metavar="NAME", help="dark, light, contrast, safe-dark or safe-light.")
@click.option(
    "--goal", "about", metavar="KEY", help="What a screen about something shows: a goal's key, a person's handle."
)
@click.option(
    "--key", "keys", multiple=True, metavar="KEY", help="A key that is pressed before, such as j or ctrl+p; repeatable."
)
@click.pass_obj
def screenshot(  # one parameter an option
    session: Session,
    /,
    screen: str,
    size: str,
    output: Path | None,
    theme: str | None,
    about: str | None,
    keys: tuple[str, ...],
) -> None:
    """Write a picture of a screen as SVG, without a terminal.

    The same company, day (--today), person (--as), size and theme give the same picture on every machine; --no-color takes its
    colours away.
    """
    columns, rows = _size(size)
    if screen not in ROOTS and about is None:
        raise InvalidInput(f"the {screen} screen is about something", hint="name it: --goal KEY", field="goal")
    _no_terminal_needed()
    from tui.picture import Picture, draw
    from tui.theme import theme_named

    if theme is not None and theme_named(theme) is None:
        raise InvalidInput(
            f'there is no theme "{theme}"', hint="dark, light, contrast, safe-dark, safe-light", field="theme"
        )
    settings = session.settings
    coloured = not session.flags.get(
        "no-color"
    )  # what the terminal or its variables say of colours does not count here
    picture = Picture(
        screen, (columns, rows), about, keys, theme, ascii_only=bool(settings.ascii_only), colours=coloured
    )
    svg = draw(picture, lambda: session.connect_to(settings.url))
    if output is None or str(output) == "-":
        click.echo(svg, nl=False)
        return
    try:
        output.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise Unreachable(f"{output} could not be written: {error.strerror}") from error
    if session.wants_json:
        print_json({"path": str(output), "columns": columns, "rows": rows})
        return
    print_parts(session, [lines(str(output))])


def _size(words: str) -> tuple[int, int]:
    found = SIZE.fullmatch(words)
    columns, rows = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (SMALLEST[0] <= columns <= LARGEST[0] and SMALLEST[1] <= rows <= LARGEST[1]):
        raise InvalidInput(f"{words} is no size", hint="write 120x36; from 40x10 to 400x200", field="size")
    return columns, rows


def _no_terminal_needed() -> None:
    """The picture does not depend on the terminal in which the command runs."""
    os.environ.pop("NO_COLOR", None)
    os.environ["TERM"], os.environ["COLORTERM"] = "xterm-256color", "truecolor"
