"""The pictures in the pages of the roles: drawn by the commands that stand below them, on the made-up company of one day.

`python -m tools.pictures` draws them all anew; a test compares them with what the interface shows.
"""

import re
import shlex
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from okr.cli import main
from okr.cli.store import create
from okr.client.local import LocalBackend
from okr.demo.build import build_demo

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "roles"
DAY = date(2026, 11, 22)
"""The day of the pictures."""

_SHOWN = re.compile(r"^!\[[^\]]+\]\(([^)]+\.svg)\)\n<!-- okr (screenshot [^\n]+) -->$", re.MULTILINE)


class Drawn(NamedTuple):
    """A picture of a page and the words of the command that draws it."""

    path: Path
    words: tuple[str, ...]


def pictures() -> Iterator[Drawn]:
    """Every picture of the pages, in their order."""
    for page in sorted(PAGES.glob("*.md")):
        for name, command in _SHOWN.findall(page.read_text(encoding="utf-8")):
            yield Drawn((page.parent / name).resolve(), tuple(shlex.split(command)))


def build(path: Path) -> None:
    """The made-up company of the day."""
    create(str(path))
    builder = LocalBackend(str(path), turns_days=False)
    build_demo(lambda acting_as, day: builder.acting(acting_as, today=day), today=DAY)
    builder.close()


def draw(drawn: Drawn, company: Path, output: Path) -> None:
    """Draw a picture by its command."""
    status = main([*drawn.words, "--url", str(company), "--today", DAY.isoformat(), "-o", str(output)])
    if status:
        raise RuntimeError(f"okr {shlex.join(drawn.words)} ended with {status}")


def draw_all() -> None:
    """Draw every picture into its place."""
    with tempfile.TemporaryDirectory() as folder:
        company = Path(folder) / "brightwater.sqlite"
        build(company)
        for drawn in pictures():
            drawn.path.parent.mkdir(exist_ok=True)
            draw(drawn, company, drawn.path)


if __name__ == "__main__":
    draw_all()
