"""`okr search`: goals, key results, people and units by a few letters."""

from typing import TYPE_CHECKING

import click

from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.output import Printable, print_one
from okr.cli.session import Session
from okr.cli.table import Column, cell, table

if TYPE_CHECKING:
    from okr.contract.search import Hits


@command("search", answers="search.Hits", examples=("okr search first reply", "okr search dana --limit 5 --json"))
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, metavar="N", help="Hits at most.")
@click.pass_obj
def search(session: Session, /, words: tuple[str, ...], limit: int) -> None:
    """Find goals, key results, people and units.

    All words must stand in the key or the name; where none does, their
    letters in this order are enough ("mkow" finds Marta Kowalska).
    """
    from okr.contract.search import Search

    text = " ".join(words)
    hits = session.call(Search(text=text, limit=limit, nearly=True))
    print_one(session, hits, lambda look: _parts(hits, look, text))


def _parts(hits: "Hits", look: Look, text: str) -> list[Printable]:
    columns = (Column("Kind"), Column("Key"), Column("Title", flexible=True), Column("Detail"))
    rows = ((cell(hit.kind, "dim"), cell(hit.key, "accent"), cell(hit.title), cell(hit.detail)) for hit in hits.items)
    return [table(columns, rows, empty=f"nothing here matches {cell(text).text}")]
