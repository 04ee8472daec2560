"""`okr contribution list|show|subscription`: what was asked and offered, and how much of a need is subscribed."""

import click

from okr.cli.contribution_views import (
    contribution_parts,
    contribution_table,
    subscription_lines,
    subscription_parts,
)
from okr.cli.groups import OkrGroup, command
from okr.cli.options import Word, paged, request
from okr.cli.output import print_one, print_page, print_parts
from okr.cli.session import Session
from okr.domain.vocabulary import ContributionState


@click.group(
    "contribution",
    cls=OkrGroup,
    lazy={
        "list": ("okr.cli.contribution_reading:list_contributions", "Contributions to a goal or a key result."),
        "show": ("okr.cli.contribution_reading:show_contribution", "One contribution with every step so far."),
        "subscription": (
            "okr.cli.contribution_reading:subscription",
            "How much of what a goal or a key result needs is asked.",
        ),
    },
    examples=(
        "okr contribution list --waiting",
        "okr contribution list ACME-1",
        "okr contribution show ACME-1+3",
        "okr contribution subscription ACME-1",
    ),
)
def contribution() -> None:
    """Contributions: what goals ask of others, and what is offered to them.

    They are asked for by okr goal propose, and answered by okr goal accept, counter and decline.
    """


@command(
    "list",
    lists="contributions.ContributionRow",
    examples=(
        "okr contribution list --waiting",
        "okr contribution list ACME-1.1 --all",
        "okr contribution list --unit CARE",
    ),
)
@click.argument("parent", required=False)
@click.option("--unit", metavar="UNIT", help="Asked of this unit.")
@click.option("--person", metavar="PERSON", help="Asked of this person, or offered by them.")
@click.option("--waiting", is_flag=True, help="Waiting for an answer: mine, the longest due first; or of those named.")
@click.option("--state", type=Word(ContributionState), help="In this state.")
@paged
@click.pass_obj
def list_contributions(
    session: Session, /, parent: str | None, waiting: bool, everything: bool, **given: object
) -> None:
    """Contributions to a goal or a key result; without one those in which I have a part.

    Those whose answer is due are marked; it is due 3 working days after it became somebody's turn, unless set otherwise.
    """
    from okr.contract.contributions import ListContributions, ShowSubscription

    wanted = request(ListContributions, parent=parent, waiting=waiting or None, **given)
    if parent is not None and not session.wants_json:
        found = session.call(ShowSubscription(key=parent))
        if found.parents:
            print_parts(session, [subscription_lines(found.parents)])
            print()
    print_page(session, wanted, everything=everything, draw=contribution_table)


@command("show", answers="contributions.ContributionView", examples=("okr contribution show ACME-1+3",))
@click.argument("contribution")
@click.pass_obj
def show_contribution(session: Session, /, contribution: str) -> None:
    """One contribution with every step so far."""
    from okr.contract.contributions import ShowContribution

    view = session.call(ShowContribution(key=contribution))
    print_one(session, view, lambda look: contribution_parts(view, look))


@command("subscription", answers="contributions.Subscriptions", examples=("okr contribution subscription ACME-1",))
@click.argument("goal")
@click.pass_obj
def subscription(session: Session, /, goal: str) -> None:
    """How much of what a goal or a key result needs is asked, accepted, countered, declined and open (R13)."""
    from okr.contract.contributions import ShowSubscription

    found = session.call(ShowSubscription(key=goal))
    print_one(session, found, lambda look: subscription_parts(found, look))
