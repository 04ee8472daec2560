"""`okr goal accept|counter|decline|take-back`: answering what one is asked to contribute, or is offered."""

import click

from okr.cli.contribution_views import contribution_parts
from okr.cli.groups import command
from okr.cli.options import NUMBER, key_option, request, version_option
from okr.cli.output import print_one
from okr.cli.session import Session


@command(
    "accept",
    answers="contributions.ContributionView",
    examples=(
        "okr goal accept ACME-1+3",
        "okr goal accept ACME-1+3 --owner dana --baseline 140 --why 'They call twice' --activate",
    ),
)
@click.argument("contribution")
@click.option("--owner", metavar="PERSON", help="Who answers for the goal; the person or the unit's lead if left out.")
@click.option("--why", metavar="TEXT", help="Why it matters to the customer; as in the parent if left out.")
@click.option("--baseline", type=NUMBER, metavar="NUMBER", help="Where you stand today; 0 if left out.")
@click.option("--activate", is_flag=True, help="Let the goal begin at once; no SMART letter may fail.")
@version_option()
@key_option()
@click.pass_obj
def accept(
    session: Session, /, contribution: str, activate: bool, idempotency_key: str | None, **given: object
) -> None:
    """Agree on the terms that stand.

    A goal is written that contributes to the parent goal, or one whose key result feeds the parent key result. It is a draft
    unless --activate is given. An offered goal is tied as it is.
    """
    from okr.contract.contributions import AcceptContribution

    wanted = request(AcceptContribution, key=contribution, activate=activate or None, **given)
    view = session.call(wanted, key=idempotency_key)
    print_one(session, view, lambda look: contribution_parts(view, look))


@command(
    "counter",
    answers="contributions.ContributionView",
    examples=("okr goal counter ACME-1+3 --share 20 --due 2026-06-20 --reason 'Two of us are away'",),
)
@click.argument("contribution")
@click.option("--share", type=NUMBER, metavar="NUMBER", help="Another share.")
@click.option("--due", metavar="DAY", help="Another due date.")
@click.option("--title", metavar="TEXT", help="Another wording.")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@version_option()
@key_option()
@click.pass_obj
def counter(
    session: Session, /, contribution: str, due: str | None, idempotency_key: str | None, **given: object
) -> None:
    """Answer with another share, due date or wording, and the reason."""
    from okr.contract.contributions import CounterContribution

    day = session.day(due, name="due", future=True)
    view = session.call(request(CounterContribution, key=contribution, due_on=day, **given), key=idempotency_key)
    print_one(session, view, lambda look: contribution_parts(view, look))


@command(
    "decline",
    answers="contributions.ContributionView",
    examples=("okr goal decline ACME-1+3 --reason 'We have no such customers'",),
)
@click.argument("contribution")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@version_option()
@key_option()
@click.pass_obj
def decline(session: Session, /, contribution: str, idempotency_key: str | None, **given: object) -> None:
    """Say no, with the reason."""
    from okr.contract.contributions import DeclineContribution

    view = session.call(request(DeclineContribution, key=contribution, **given), key=idempotency_key)
    print_one(session, view, lambda look: contribution_parts(view, look))


@command(
    "take-back",
    does="contributions.take-back",
    answers="contributions.ContributionView",
    examples=("okr goal take-back ACME-1+3",),
)
@click.argument("contribution")
@version_option()
@key_option()
@click.pass_obj
def take_back(session: Session, /, contribution: str, idempotency_key: str | None, **given: object) -> None:
    """Take your own last step back, within 15 minutes and before anybody went on from it.

    It stands as before; the other side is told. What was accepted is open again: its goal is cancelled and untied, unless something
    was built on it. Every step stays in the history.
    """
    from okr.contract.contributions import TakeBackStep

    view = session.call(request(TakeBackStep, key=contribution, **given), key=idempotency_key)
    print_one(session, view, lambda look: contribution_parts(view, look))
