"""`python -m bench`: makes a company, measures, prints each figure with its ratio, and writes `bench/results.json`."""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import company as companies
from bench.company import Company
from bench.figures import Figure
from bench.measures import check_in, importing, pages, starting, writers

MEASURES: dict[str, Callable[[Company, str], Iterator[Figure]]] = {
    "pages": pages.measure,
    "starting": starting.measure,
    "check-in": check_in.measure,
    "writers": writers.measure,
    "importing": importing.measure,
}
RESULTS = Path(__file__).parent / "results.json"
DURABLE = {"max_connections": "100", "log_min_messages": "fatal"}
"""PostgreSQL as it comes, with fsync: a check-in has to survive a power cut here as well."""


def main() -> int:
    """Run what the options ask for; 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="1 is 100,000 people and 1,000,000 key results")
    parser.add_argument("--only", action="append", choices=list(MEASURES), help="repeatable")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    databases = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    folder = Path(tempfile.mkdtemp(prefix="okr-bench-"))
    figures: list[Figure] = []
    try:
        for database in databases:
            figures += _measured(database, folder, options.scale, options.only or list(MEASURES))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        RESULTS.write_text(json.dumps([figure.document() for figure in figures], indent=2) + "\n", encoding="utf-8")
    return int(any(figure.holds is False for figure in figures))


def _measured(database: str, folder: Path, scale: float, names: list[str]) -> Iterator[Figure]:
    with ExitStack() as stack:
        url = str(folder / "company.sqlite")
        if database == "postgresql":
            from tests.databases import running_postgresql  # the packaged server is a tool of development

            server = stack.enter_context(running_postgresql(folder / "postgresql", settings=DURABLE))
            url = server.url(server.create_database())
        started = time.perf_counter()
        company = companies.make(url, scale)
        stack.callback(company.backend.close)
        company.store.analyse()
        print(
            f"{database}: {len(company.goal_keys):,} goals, {len(company.key_result_keys):,} key results"
            f" made in {time.perf_counter() - started:.1f} s",
            flush=True,
        )
        for name in names:
            for figure in MEASURES[name](company, database):
                print("  " + figure.line(), flush=True)
                yield figure


if __name__ == "__main__":
    raise SystemExit(main())
