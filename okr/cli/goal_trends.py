"""`okr goal trend`: how the progress of some goals went, as small curves."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import percent_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import Printable, print_one
from okr.cli.session import Session
from okr.cli.table import Column, cell, table

if TYPE_CHECKING:
    from okr.contract.goal_rows import Trends

STEPS, PLAIN_STEPS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588", "_.-=+*#@"


@command("trend", answers="goal_rows.Trends", examples=("okr goal trend CARE-7 CARE-9",))
@click.argument("keys", nargs=-1, required=True, metavar="GOAL...")
@click.option("--points", type=click.IntRange(2, 60), default=12, show_default=True, metavar="N", help="Points.")
@as_of_options
@click.pass_obj
def trend(session: Session, /, keys: tuple[str, ...], points: int, as_of: str | None, known_at: str | None) -> None:
    """How the progress of some goals went, from the start of each until today."""
    from okr.contract.goal_rows import ShowTrends

    wanted = request(ShowTrends, keys=keys, points=points, **looking_back(session, as_of, known_at))
    view = session.call(wanted)
    print_one(session, view, lambda look: _parts(view, look))


def _parts(view: "Trends", look: Look) -> list[Printable]:
    rows = [
        (cell(item.key, "accent"), cell(_curve(item.progress, look)), percent_cell(item.progress[-1], look))
        for item in view.items
        if item.progress
    ]
    columns = (Column("Goal"), Column("From its start until now"), Column("Now", "right"))
    return [table(columns, rows, empty="There is no such goal that you may see.")]


def _curve(values: tuple[int | None, ...], look: Look) -> str:
    """Each point between nothing and all as a small column; blank before the first."""
    steps = PLAIN_STEPS if look.ascii_only else STEPS
    top = len(steps) - 1
    return "".join(" " if each is None else steps[max(0, min(top, each * top // 1_000_000))] for each in values)
