"""`okr agenda`: what two people have to talk about, as Markdown."""

import click

from okr.cli.groups import command
from okr.cli.options import request
from okr.cli.output import print_json
from okr.cli.session import Session


@command(
    "agenda",
    answers="agenda.Agenda",
    examples=("okr agenda dana", "okr agenda dana --days 28 > agenda.md", "okr agenda dana --json"),
)
@click.argument("person")
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=14,
    show_default=True,
    metavar="N",
    help="What changed in the last N days.",
)
@click.pass_obj
def agenda(session: Session, /, person: str, days: int) -> None:
    """What you and PERSON have to talk about, as Markdown.

    What changed in their goals, what is due, what is in the way, and what waits for an answer.
    """
    from okr.contract.agenda import ShowAgenda

    found = session.call(request(ShowAgenda, person=person.removeprefix("@"), days=days))
    if session.wants_json:
        print_json(found.model_dump(mode="json"))
        return
    from okr.exchange.agenda import agenda_markdown

    print(agenda_markdown(found), end="")
