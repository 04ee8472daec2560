"""Where the made-up companies lie: made anew for a run, or made once and kept for the next ones."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench import company as companies
from bench.company import Company
from bench.trees import grow

DURABLE = {"max_connections": "100", "log_min_messages": "fatal"}
"""PostgreSQL as it comes, with fsync: a check-in has to survive a power cut here as well."""

MADE = "made.json"
"""Written when a company is complete: what was broken off is not taken for one."""


@contextmanager
def folder_for(given: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that is deleted afterwards."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="okr-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def company_at(database: str, scale: float, *, folder: Path, keep: bool, trees: bool = False) -> Iterator[Company]:
    """A company of a scale on a database below a folder; with `keep` the one that an earlier run made, where there is one.

    With `trees` its units and people form trees, and goals belong to who works there.
    """
    home = folder / f"{database}-{scale:g}{'-trees' if trees else ''}"
    if not (keep and (home / MADE).exists()):
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(exist_ok=True)
    with ExitStack() as stack:
        url, made = _place(database, home, keep, stack)
        started = time.perf_counter()
        company = companies.reopen(url) if made else companies.make(url, scale)
        if trees and not made:
            grow(company.store)
        stack.callback(company.backend.close)
        if not made:
            (home / MADE).write_text(json.dumps({"name": urlsplit(url).path.removeprefix("/")}))
        took = f"{'opened' if made else 'made'} in {time.perf_counter() - started:.1f} s"
        print(
            f"{database}: {len(company.goal_keys):,} goals, {len(company.key_result_keys):,} key results {took}",
            flush=True,
        )
        yield company
    if not keep:
        shutil.rmtree(home, ignore_errors=True)


def _place(database: str, home: Path, keep: bool, stack: ExitStack) -> tuple[str, bool]:
    """Where the company is or is to be, and whether it is there."""
    made = (home / MADE).exists()
    if database == "sqlite":
        return str(home / "company.sqlite"), made
    from tests.databases import running_postgresql  # the packaged server is a tool of development

    server = stack.enter_context(running_postgresql(home / "postgresql", settings=DURABLE, keep=keep))
    name = json.loads((home / MADE).read_text())["name"] if made else server.create_database()
    return server.url(name), made
