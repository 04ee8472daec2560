"""`python -m bench`: makes a company, measures, prints each figure with its ratio, and writes `bench/results.json`."""

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.company import Company
from bench.figures import Figure
from bench.measures import (
    check_in,
    contributions,
    homes,
    importing,
    interface,
    pages,
    plans,
    processes,
    reorgs,
    starting,
    summary,
    turning,
    verify,
    week,
    writers,
)
from bench.places import company_at, folder_for

MEASURES: dict[str, Callable[[Company, str], Iterator[Figure]]] = {
    "pages": pages.measure,
    "summary": summary.measure,
    "homes": homes.measure,
    "reorgs": reorgs.measure,
    "plans": plans.measure,
    "starting": starting.measure,
    "interface": interface.measure,
    "week": week.measure,
    "verify": verify.measure,
    "check-in": check_in.measure,
    "contributions": contributions.measure,
    "writers": writers.measure,
    "processes": processes.measure,
    "importing": importing.measure,
    "turning": turning.measure,
}
"""In this order: the turn of the day comes last, since the company then stands at a later day."""

RESULTS = Path(__file__).parent / "results.json"


def main() -> int:
    """Run what the options ask for; 1 where a bar does not hold."""
    options = _options()
    databases = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    figures: list[Figure] = []
    try:
        with folder_for(options.folder) as folder:
            for database in databases:
                with company_at(
                    database, options.scale, folder=folder, keep=options.keep, trees=options.trees
                ) as company:
                    figures.extend(_measured(company, database, options.only or list(MEASURES)))
    finally:
        RESULTS.write_text(json.dumps([figure.document() for figure in figures], indent=2) + "\n", encoding="utf-8")
    return int(any(figure.holds is False for figure in figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="1 is 100,000 people and 1,000,000 key results")
    parser.add_argument("--only", action="append", choices=list(MEASURES), help="repeatable")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--folder", type=Path, help="where the databases lie; a temporary folder unless given")
    parser.add_argument(
        "--keep", action="store_true", help="leave the company in --folder, and use the one that is there"
    )
    parser.add_argument(
        "--trees", action="store_true", help="units and people form trees, and goals belong to who works there"
    )
    options = parser.parse_args()
    if options.keep and options.folder is None:
        parser.error("--keep needs a --folder")
    return options


def _measured(company: Company, database: str, names: list[str]) -> Iterator[Figure]:
    for name in names:
        for figure in MEASURES[name](company, database):
            print("  " + figure.line(), flush=True)
            yield figure


if __name__ == "__main__":
    raise SystemExit(main())
