"""`okr import outline`: goals as people write them in a document become a proposed plan file."""

import os
from pathlib import Path

import click

from okr.cli.errors import note
from okr.cli.groups import command
from okr.cli.output import print_json
from okr.cli.session import Session

FIELDS = {
    "items": "how many list items the document has",
    "left_out": "how many of them stand below headings that are no objectives",
    "goals": "how many objectives were found",
    "key_results": "how many key results were found",
    "with_owner": "how many of the items say, or have from above, who answers for them",
    "with_parent": "how many of the items belong to or hang from an objective",
    "with_number": "how many of the items hold a number that was taken over or is told in a comment",
    "remarks": "what was left out, by line",
    "plan": "the text of the plan file",
}


@command(
    "outline",
    fields=FIELDS,
    examples=(
        "okr import outline okrs.md --unit CARE --cycle 2026-Q4 -o plan.yaml",
        "okr import outline okrs.md --owner 'VP Sales=ada.berg' --owner 'Support=dana.cho' | okr plan -",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", metavar="UNIT", help="The unit of the goals.")
@click.option("--cycle", metavar="CYCLE", help="The cycle of the goals.")
@click.option(
    "--owner",
    "owners",
    multiple=True,
    metavar="ROLE=HANDLE",
    help="Who a role of the document is, or '*=HANDLE' for all that are not named. Repeatable.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the plan here."
)
@click.pass_obj
def outline(
    session: Session, /, file: Path, unit: str | None, cycle: str | None, owners: tuple[str, ...], output: Path | None
) -> None:
    """Nested bullets of a Markdown document as a proposed plan file, to be read, mended and applied.

    Reads headings and items such as "Owner: text. 95 % CSAT", key results marked KR, and results after an arrow. What it did not
    understand is a comment with the line of the document; it makes no number up. Nothing is written into okr.
    """
    from okr.exchange.limits import limits_from
    from okr.exchange.outline.building import counts_of
    from okr.exchange.outline.reading import read_outline
    from okr.exchange.outline.writing import proposal_text

    found = read_outline(file, limits=limits_from(os.environ))
    text = proposal_text(found, name=file.name, unit=unit, cycle=cycle, owners=dict(map(_role, owners)))
    if session.wants_json:
        print_json({**counts_of(found), "remarks": found.remarks, "plan": text})
    elif output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    if not session.wants_json:
        note(_words(counts_of(found)))


def _role(text: str) -> tuple[str, str]:
    role, equals, handle = text.rpartition("=")
    if not equals or not role.strip() or not handle.strip():
        raise click.UsageError("--owner is ROLE=HANDLE, such as 'VP Sales=ada.berg'", click.get_current_context())
    return role.strip(), handle.strip()


def _words(counts: dict[str, int]) -> str:
    inside = counts["items"] - counts["left_out"]
    return (
        f"{counts['items']:,} list items, {counts['left_out']:,} of them below headings that are no objectives. Of the {inside:,} others "
        f"{counts['with_owner']:,} have an owner, {counts['with_parent']:,} a parent, {counts['with_number']:,} a number. "
        f"Proposed: {_many(counts['goals'], 'objective')} and {_many(counts['key_results'], 'key result')}."
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
