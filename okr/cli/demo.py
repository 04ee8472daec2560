"""`okr demo`: the interface on a made-up company in a file of its own."""

import os
from contextlib import closing
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from okr.cli.errors import note
from okr.cli.groups import command
from okr.cli.interface import interface_options, open_interface, require_terminal
from okr.cli.output import lines, print_json, print_parts
from okr.cli.session import Session
from okr.domain.errors import RuleViolation


@command(
    "demo",
    fields={"path": "the file of the made-up company", "built": "whether it was made now"},
    examples=("okr demo", "okr demo --reset", "okr demo --build-only"),
)
@click.option("--reset", is_flag=True, help="Make the company anew.")
@click.option("--build-only", is_flag=True, help="Make the company where there is none, say where it is, and stop.")
@interface_options
@click.pass_obj
def demo(session: Session, /, reset: bool, build_only: bool, theme: str | None, screen: str | None) -> None:
    """Open the interface on a made-up company, in its own file.

    The company is made at the first call, dated relative to today; --url names another file for it. A company of your
    own is never touched.
    """
    if not build_only:
        require_terminal()
    path = _place(session)
    built = reset or not path.exists()
    if built:
        note("making the company, a moment ...")
        _build(path, session.settings.today)
    if not build_only:
        open_interface(session, theme=theme, screen=screen, url=str(path))
        return
    if session.wants_json:
        print_json({"path": str(path), "built": built})
        return
    print_parts(session, [lines(str(path), f"export OKR_URL={path}")])


def _place(session: Session) -> Path:
    """The file of the made-up company; OKR_URL does not count, since it names a company of one's own."""
    from okr.client.places import demo_url

    path = Path(str(session.flags.get("url") or demo_url()).removeprefix("sqlite:///")).expanduser()
    if path.exists():
        _require_made_up(path)
    return path


def _require_made_up(path: Path) -> None:
    """Refuses a file that holds anything but a made-up company."""
    from okr.client import connect
    from okr.contract.organisation import ShowOrganisation

    with closing(connect(str(path))) as backend:
        if not backend.call(ShowOrganisation()).is_demo:
            raise RuleViolation(
                f"{path} holds a company of your own; okr demo leaves it alone", hint="name another file by --url"
            )


def _build(path: Path, today: date | None) -> None:
    """Makes the company beside its place and puts it there whole, so that a broken attempt leaves what was."""
    from okr.cli.store import back_up, create, discard
    from okr.client.local import LocalBackend

    if find_spec("okr.demo") is None:
        raise RuleViolation("the made-up company is not part of this installation")
    build_demo = import_module("okr.demo.build").build_demo
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.building")
    try:
        create(str(unfinished))
        with closing(LocalBackend(str(unfinished), turns_days=False)) as backend:
            build_demo(lambda acting_as, day: backend.acting(acting_as, today=day), today=today)
        back_up(str(unfinished), path)
    finally:
        discard(unfinished)
