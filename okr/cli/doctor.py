"""`okr doctor`: is everything in order on this machine?"""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import click

from okr.cli.groups import command
from okr.cli.output import lines, print_json, print_parts
from okr.cli.session import Session
from okr.cli.table import Cell, Column, cell, table

LIBRARIES = ("click", "pydantic", "rich", "sqlalchemy", "textual")

Fact = tuple[str, str, str | None]


@command(
    "doctor",
    fields={
        "sound": "whether nothing is wrong",
        "facts": "what was found: a list of name, value and fault (null where it is well)",
    },
    examples=("okr doctor", "okr doctor --url postgresql://okr@db.example/okr --json"),
)
@click.pass_obj
def doctor(session: Session, /) -> None:
    """Is everything in order on this machine?

    Versions, settings, folders, the terminal and the database. Ends with 1 where something is wrong.
    """
    from okr.cli.store import examine

    settings = session.settings
    health = examine(settings.url)
    found = [*_program(), *_config(settings.warnings), *_interface(), *_screen(session)]
    found += [("place", health.place, None), *((fact.name, fact.value, fact.fault) for fact in health.facts)]
    sound = all(fault is None for _, _, fault in found)
    if session.wants_json:
        print_json({"sound": sound, "facts": [{"name": n, "value": v, "fault": f} for n, v, f in found]})
    else:
        rows = [(cell(name, "dim"), cell(value), _verdict(fault)) for name, value, fault in found]
        shown = table((Column("What"), Column("Is", flexible=True), Column("Verdict")), rows, empty="", headings=False)
        said = "everything is in order" if sound else "something is not in order"
        print_parts(session, [shown, lines(said, style="success" if sound else "error")])
    if not sound:
        click.get_current_context().exit(1)


def _program() -> list[Fact]:
    from okr import __version__

    fault = None if sys.version_info >= (3, 11) else "okr needs Python 3.11 or newer"
    libraries = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return [
        ("okr", __version__, None),
        ("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}", fault),
        ("libraries", libraries, None),
        (
            "PostgreSQL driver",
            _version("psycopg") if find_spec("psycopg") else "not installed (pip install okr[postgres])",
            None,
        ),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "without a version"


def _config(warnings: tuple[str, ...]) -> list[Fact]:
    from okr.settings import config_file

    path = config_file()
    there = str(path) if path.exists() else f"{path} (not there, not needed)"
    return [("config file", there, "; ".join(warnings) or None)]


def _interface() -> list[Fact]:
    """What the config file says about the full-screen interface; named only where something of it cannot be."""
    from tui.settings import read_settings

    complaints = read_settings().complaints
    return [("keys and theme", "the rest is taken from the config file", " ".join(complaints))] if complaints else []


def _screen(session: Session) -> list[Fact]:
    look = session.look
    terminal = "a terminal" if sys.stdout.isatty() else "no terminal"
    glyphs = "ASCII" if look.ascii_only else "Unicode"
    encoding = getattr(sys.stdout, "encoding", None) or "not known"
    return [("output", f"{terminal}, {encoding}, {glyphs} glyphs", None)]


def _verdict(fault: str | None) -> Cell:
    return cell("ok", "success") if fault is None else cell(fault, "error")
