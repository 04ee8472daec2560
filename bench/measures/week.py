"""A week's work by keyboard alone at 80x24 on the company of the benchmark: each key until something changes, and until the screen rests.

Every screen and dialog of a role is opened, and nothing is written.
"""

import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.company import TODAY, Company
from bench.figures import Figure, quantile
from bench.measures.interface import HOME
from bench.terminal import Screen, Watched

WALKS = 1
"""More where other work goes on: of each key the best one counts. One takes some three minutes a role."""
SLOWEST = 5
"""Keys that are named beside the figures."""
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "ctrl+p": "\x10",
    "space": " ",
}
"""What a terminal sends for keys that have a name."""
ROLES = {"lead": "p0", "owner": "olivia"}
"""Who leads a team of ten, and who leads and owns everything."""
WEEK = (
    ("home", "j G g g tab r"),
    ("roles", "v v v"),
    ("help", "? escape"),
    ("tree", "2 j l + + - z 2 z 3 z z G pageup g g m m s s s s s s"),
    ("columns", "C escape"),
    ("search", "f 7 7 enter n N escape"),
    ("filter", "/ s t a l e enter pagedown escape"),
    ("words", "/ p a r t space 7 enter escape"),
    ("nothing", "/ z z q x enter escape"),
    ("sorted list", "s s / s t a l e enter s s s s escape s s s s"),
    ("map", "M l j l z o O escape"),
    ("goal", "m enter tab tab tab tab tab j"),
    ("why", "w j enter escape escape"),
    ("way up", "^ escape"),
    ("contract", "o j escape"),
    ("talk", "t escape"),
    ("edit", "e tab escape"),
    ("decide", "s escape"),
    ("new result", "K A n s tab escape escape"),
    ("new goal", "a A n s w e r space c u s t o m e r s tab tab tab tab tab escape escape"),
    ("check-in", "4 j j v v G v 4 5 tab escape escape"),
    ("meeting", "1 M space n n p escape"),
    ("accountability", "5 j j j enter j h r"),
    ("people", "7 j l j l j l m escape"),
    ("find people", "/ p e r escape escape"),
    ("units", "7 j enter escape"),
    ("cycle", "8 tab tab tab tab tab v"),
    ("carry on", "f j space escape escape"),
    ("palette", "ctrl+p p e r s o n enter escape"),
    ("palette goal", "ctrl+p a n s w e r space enter escape"),
    ("notices", "! escape"),
    ("requests", "R escape"),
    ("cycles", "P escape"),
    ("undo", "u escape"),
    ("again", "1 2 4 5 7 8 1 v v r"),
)
"""What is opened, and by which keys; a letter after another is typed."""


def measure(company: Company, database: str) -> Iterator[Figure]:
    """For each role: what keys take until something changes, and until the screen rests; the memory after all of them."""
    if database != "sqlite":
        return
    for role, who in ROLES.items():
        walks = [_walk(company, who) for _ in range(WALKS)]
        names = [name for name, _ in walks[0].keys]
        of_key = list(zip(*(walk.keys for walk in walks), strict=True))
        firsts = [min(seen.first_ms for _, seen in walked) for walked in of_key]
        rests = [min(seen.rest_ms for _, seen in walked) for walked in of_key]
        yield Figure(f"week: slowest key until a change [{role}]", max(firsts), "ms", bar=300.0)
        yield Figure(f"week: a key until a change, p95 [{role}]", quantile(firsts, 0.95), "ms", bar=100.0)
        yield Figure(f"week: slowest key until rest [{role}]", max(rests), "ms")
        yield Figure(f"week: a key until rest, p95 [{role}]", quantile(rests, 0.95), "ms", bar=300.0)
        yield Figure(f"week: memory afterwards [{role}]", min(walk.mib for walk in walks), "MiB", bar=150.0)
        slowest = sorted(zip(rests, firsts, names, strict=True), reverse=True)[:SLOWEST]
        told = (f"{name} ({first:.0f}, {rest:.0f} ms)" for rest, first, name in slowest)
        print("  slowest until change and rest: " + "; ".join(told), flush=True)


class _Walk(NamedTuple):
    """Each key with what it did, in their order, and the memory of the program at the end."""

    keys: list[tuple[str, Watched]]
    mib: float


def _walk(company: Company, who: str) -> _Walk:
    """One walk through everything, with nothing remembered from the one before."""
    with TemporaryDirectory() as state:
        environment = {
            "OKR_URL": company.url,
            "OKR_AS": who,
            "OKR_TODAY": TODAY.isoformat(),
            "XDG_STATE_HOME": state,
            "XDG_CONFIG_HOME": state,
        }
        with Screen([sys.executable, "-m", "okr"], environment, size=(80, 24)) as screen:
            screen.until(*HOME)
            screen.watch("")
            keys = [
                (f"{what} {key}", screen.watch(KEYS.get(key, key))) for what, pressed in WEEK for key in pressed.split()
            ]
            return _Walk(keys, screen.resident_mib())
