"""`okr goal propose|offer|ask-again|withdraw`: asking for contributions to a goal, offering them, taking that back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from okr.cli.contribution_views import asked_parts, contribution_parts
from okr.cli.groups import command
from okr.cli.options import NUMBER, Word, key_option, request, version_option
from okr.cli.output import print_one
from okr.cli.session import Session
from okr.domain.vocabulary import ShareMode, UnitKind

if TYPE_CHECKING:
    from okr.contract.contributions import NewReceiver


@command(
    "propose",
    answers="contributions.AskedContributions",
    examples=(
        "okr goal propose ACME-1.1 --to CARE --to SALES --share equal",
        "okr goal propose ACME-1.1 --to CARE=40 --to SALES=30 --message 'You know them best'",
        "okr goal propose ACME-1 --level team --below CARE --share people --due 2026-06-15",
    ),
)
@click.argument("goal")
@click.option("--to", multiple=True, metavar="UNIT|@PERSON[=NUMBER]", help="Whom to ask, with their share or weight.")
@click.option("--level", type=Word(UnitKind), help="Every unit of this kind below --below.")
@click.option("--below", metavar="UNIT", help="With --level: below this unit.")
@click.option(
    "--share",
    metavar="equal|weight|people|LIST",
    help="How the need is divided: equally, by the weights in --to, by head count, or as listed in the order of --to.",
)
@click.option("--amount", type=NUMBER, metavar="NUMBER", help="Divide only so much of what is needed.")
@click.option("--title", metavar="TEXT", help="What is asked for; the goal's title if left out.")
@click.option("--due", metavar="DAY", help="By when; the parent's due date if left out.")
@click.option("--message", metavar="TEXT", help="What to tell those who are asked.")
@key_option()
@click.pass_obj
def propose(
    session: Session,
    /,
    goal: str,
    to: tuple[str, ...],
    share: str | None,
    due: str | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Ask units and people to contribute to a goal or a key result.

    All of them are asked, or nobody. They accept, counter or decline. Shares of a goal are in per cent, those of a key result in its
    unit of measure.
    """
    from okr.contract.contributions import AskContributions

    mode, receivers = _receivers(to, share)
    asked = session.call(
        request(
            AskContributions,
            parent=goal,
            receivers=receivers,
            shares=mode,
            due_on=session.day(due, name="due", future=True),
            **given,
        ),
        key=idempotency_key,
    )
    print_one(session, asked, lambda look: asked_parts(asked, look))


@command(
    "offer",
    answers="contributions.ContributionView",
    examples=("okr goal offer CARE-7 --to ACME-1 --share 20", "okr goal offer CARE-7.1 --to ACME-1.1"),
)
@click.argument("goal")
@click.option("--to", "parent", required=True, metavar="KEY", help="The goal or key result that it is offered to.")
@click.option("--share", type=NUMBER, metavar="NUMBER", help="How much of the need it brings.")
@click.option("--message", metavar="TEXT", help="What to tell the owner.")
@key_option()
@click.pass_obj
def offer(session: Session, /, goal: str, idempotency_key: str | None, **given: object) -> None:
    """Offer a goal, or a key result, as a contribution to a parent.

    The parent's owner accepts, counters or declines; before that nothing is linked.
    """
    from okr.contract.contributions import OfferContribution

    view = session.call(request(OfferContribution, offered=goal, **given), key=idempotency_key)
    print_one(session, view, lambda look: contribution_parts(view, look))


@command(
    "ask-again",
    answers="contributions.ContributionView",
    examples=("okr goal ask-again ACME-1+3", "okr goal ask-again ACME-1+3 --share 20 --message 'Half of it'"),
)
@click.argument("contribution")
@click.option("--share", type=NUMBER, metavar="NUMBER", help="Another share.")
@click.option("--due", metavar="DAY", help="Another due date.")
@click.option("--title", metavar="TEXT", help="Another wording.")
@click.option("--message", metavar="TEXT", help="What to tell them.")
@version_option()
@key_option()
@click.pass_obj
def ask_again(
    session: Session, /, contribution: str, due: str | None, idempotency_key: str | None, **given: object
) -> None:
    """Ask again after a counter, a refusal or a withdrawal, or on other terms."""
    from okr.contract.contributions import AskContributionAgain

    day = session.day(due, name="due", future=True)
    view = session.call(request(AskContributionAgain, key=contribution, due_on=day, **given), key=idempotency_key)
    print_one(session, view, lambda look: contribution_parts(view, look))


@command(
    "withdraw",
    answers="contributions.ContributionView",
    examples=("okr goal withdraw ACME-1+3 --reason 'Somebody else does it'",),
)
@click.argument("contribution")
@click.option("--reason", metavar="TEXT", help="Why.")
@version_option()
@key_option()
@click.pass_obj
def withdraw(session: Session, /, contribution: str, idempotency_key: str | None, **given: object) -> None:
    """Take back a request or an offer that is not agreed yet."""
    from okr.contract.contributions import WithdrawContribution

    view = session.call(request(WithdrawContribution, key=contribution, **given), key=idempotency_key)
    print_one(session, view, lambda look: contribution_parts(view, look))


def _receivers(to: Sequence[str], share: str | None) -> tuple[ShareMode, tuple["NewReceiver", ...]]:
    """Who is asked, and how the need is divided among them."""
    entries = [one.partition("=") for one in to]
    typed = any(sign for _, sign, _ in entries)
    mode = _mode(share)
    if mode is None and share is not None:
        return ShareMode.TYPED, _with_list(to, share)
    if typed and mode in {ShareMode.EQUAL, ShareMode.PEOPLE}:
        raise click.UsageError(f"--share {mode} takes no numbers in --to", click.get_current_context())
    mode = mode or (ShareMode.TYPED if typed else ShareMode.EQUAL)
    field = "weight" if mode is ShareMode.WEIGHT else "share"
    return mode, tuple(
        _receiver(name, field=field, number=_number(number) if sign else None) for name, sign, number in entries
    )


def _mode(share: str | None) -> ShareMode | None:
    word = (share or "").strip().casefold()
    return next((mode for mode in ShareMode if mode.value == word and mode is not ShareMode.TYPED), None)


def _with_list(to: Sequence[str], share: str) -> tuple["NewReceiver", ...]:
    numbers = [_number(part) for part in share.replace(";", ",").split(",")]
    if any("=" in one for one in to):
        raise click.UsageError("type the shares in --to or in --share, not in both", click.get_current_context())
    if len(numbers) != len(to):
        raise click.UsageError(
            f"--share lists {len(numbers)} for {len(to)} in --to; each needs one", click.get_current_context()
        )
    return tuple(_receiver(name, field="share", number=number) for name, number in zip(to, numbers, strict=True))


def _receiver(name: str, *, field: str, number: Decimal | None) -> "NewReceiver":
    from okr.contract.contributions import NewReceiver

    who = {"person": name[1:]} if name.startswith("@") else {"unit": name}
    return request(NewReceiver, **who, **{field: number})


def _number(text: str) -> Decimal:
    from okr.domain.quantities import TYPED, parse_number

    return parse_number(text, style=TYPED, field="share").value
