"""`okr org tree`: the organisation as a tree of units, with people where asked for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, person_words
from okr.cli.goal_tree import guide
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import Printable, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Cell, Column, cell, table

if TYPE_CHECKING:
    from okr.contract.units import OrgNode

Row = tuple[Cell, ...]


@command(
    "tree",
    answers="units.OrgNode",
    examples=("okr org tree", "okr org tree CARE --people --depth 5", "okr org tree --as-of 2026-03-31"),
)
@click.argument("unit", required=False)
@click.option(
    "--depth", type=click.IntRange(0, 50), default=3, show_default=True, metavar="N", help="Levels to follow."
)
@click.option("--people", "with_people", is_flag=True, help="The people too.")
@as_of_options
@click.pass_obj
def tree(session: Session, /, as_of: str | None, known_at: str | None, **given: object) -> None:
    """The organisation as a tree of units; with --as-of as it stood on a day, so that past cycles keep the structure of their time."""
    from okr.contract.units import ShowOrgTree

    node = session.call(request(ShowOrgTree, **given, **looking_back(session, as_of, known_at)))
    print_one(session, node, lambda look: _parts(node, look))


def _parts(node: "OrgNode", look: Look) -> list[Printable]:
    columns = (Column("Unit", flexible=True), Column("Kind"), Column("Lead"), Column("People", "right"))
    return [table(columns, _rows(node, look, guides=()), empty="no units")]


def _rows(node: "OrgNode", look: Look, *, guides: tuple[bool, ...]) -> Iterator[Row]:
    name = guide(guides, look) + cell(node.unit.key, "accent") + cell(f"  {node.unit.name}")
    yield name, cell(node.kind.value, "dim"), person_words(node.lead), count_cell(node.people_below)
    below = len(node.people) + len(node.children) + (1 if node.more_children else 0)
    for index, person in enumerate(node.people):
        yield guide((*guides, index < below - 1), look) + person_words(person), EMPTY, EMPTY, EMPTY
    for index, child in enumerate(node.children, start=len(node.people)):
        yield from _rows(child, look, guides=(*guides, index < below - 1))
    if node.more_children:
        more = cell(f"and {node.more_children} more below; --depth follows them", "dim")
        yield guide((*guides, False), look) + more, EMPTY, EMPTY, EMPTY
