"""`okr home`: what each person sees first, as an employee, a lead or an executive."""

from typing import TYPE_CHECKING

import click

from okr.cli.groups import command
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import print_one
from okr.cli.session import Session

if TYPE_CHECKING:
    from okr.cli.look import Look
    from okr.cli.output import Printable

ROLES = ("employee", "lead", "executive")


@command(
    "home",
    answers="homes.Home",
    examples=(
        "okr home",
        "okr home --role executive",
        "okr home --role employee --json",
        "okr home --as-of 2026-10-31",
    ),
)
@click.option("--role", type=click.Choice(ROLES), help="The home of this role; the highest that you have if left out.")
@click.option("--cycle", metavar="CYCLE", help="In this cycle; the current one if left out.")
@as_of_options
@click.pass_obj
def home(session: Session, /, as_of: str | None, known_at: str | None, **given: object) -> None:
    """What needs you now, as an employee, a lead or an executive.

    An employee: goals with pace, what is due and why it matters. A lead: what is due in the team, what is in the way, who needs
    help. An executive: what is off track by what it costs at the top, focus areas by division, what moved.
    """
    from okr.contract.homes import ShowHome

    found = session.call(request(ShowHome, **given, **looking_back(session, as_of, known_at)))

    def parts(look: "Look") -> "list[Printable]":
        from okr.cli.home_views import home_parts  # with what the JSON does not need

        return home_parts(found, look)

    print_one(session, found, parts)
