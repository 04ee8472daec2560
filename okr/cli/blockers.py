"""`okr blocker list|answer|assign|reopen`: what is in the way, and who has to answer."""

import click

from okr.cli.conversation_views import blocker_parts, blocker_table
from okr.cli.groups import OkrGroup, command
from okr.cli.options import Word, as_of_options, key_option, looking_back, request, version_option
from okr.cli.output import print_one, print_page
from okr.cli.session import Session
from okr.domain.vocabulary import BlockerState


@click.group(
    "blocker",
    cls=OkrGroup,
    lazy={
        "list": ("okr.cli.blockers:list_blockers", "What waits for an answer."),
        "answer": ("okr.cli.blockers:answer", "Answer a blocker."),
        "assign": ("okr.cli.blockers:assign", "Let somebody else answer a blocker."),
        "reopen": ("okr.cli.blockers:reopen", "Say that an answered blocker is still in the way."),
    },
    examples=("okr blocker list", "okr blocker answer CARE-7.2#3 'The workshop lends us a van'"),
)
def blocker() -> None:
    """Blockers: what check-ins say is in the way.

    okr checkin KEY VALUE --blocker TEXT raises one. Its key is that of the check-in: CARE-7.2#3. It waits for the manager of the
    goal's owner, and climbs to whoever is above when nobody answers within 3 working days, unless set otherwise.
    """


@command(
    "list",
    lists="blockers.BlockerView",
    examples=(
        "okr blocker list",
        "okr blocker list --team",
        "okr blocker list --key CARE-7 --json",
        "okr blocker list --as-of 2026-10-31",
    ),
)
@click.option("--mine", is_flag=True, help="Those that I answer, and those in my way; so if left out.")
@click.option("--team", is_flag=True, help="My team's: of the units that I lead and of those who report to me.")
@click.option("--all", "everything", is_flag=True, help="All that I may see, on one page.")
@click.option("--person", metavar="PERSON", help="Those that this person answers, and those in their way.")
@click.option("--key", metavar="KEY", help="Of this goal or key result, answered ones too.")
@click.option("--state", type=Word(BlockerState), help="In this state; open if left out.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, metavar="N", help="Items on a page."
)
@click.option("--cursor", metavar="TEXT", help="Where the page before this one ended.")
@as_of_options
@click.pass_obj
def list_blockers(
    session: Session,
    /,
    mine: bool,
    team: bool,
    everything: bool,
    as_of: str | None,
    known_at: str | None,
    **given: object,
) -> None:
    """What waits for an answer: mine, with --team my team's, with --all all that I may see.

    The longest due comes first.
    """
    from okr.contract.blockers import ListBlockers

    scope = one_scope(mine, team, everything, named=bool(given.get("person")))
    wanted = request(ListBlockers, scope=scope, **given, **looking_back(session, as_of, known_at))
    print_page(session, wanted, everything=everything, draw=blocker_table)


def one_scope(mine: bool, team: bool, everything: bool, *, named: bool) -> str:
    """The scope that the flags ask for; two of them are refused. Somebody who is named is looked for among all."""
    if mine + team + everything > 1:
        raise click.UsageError("--mine, --team and --all exclude each other", click.get_current_context())
    return "team" if team else "all" if everything or named else "mine"


@command(
    "answer", answers="blockers.BlockerView", examples=("okr blocker answer CARE-7.2#3 'The workshop lends us a van'",)
)
@click.argument("blocker")
@click.argument("text")
@version_option()
@key_option()
@click.pass_obj
def answer(session: Session, /, blocker: str, text: str, version: int | None, idempotency_key: str | None) -> None:
    """Answer a blocker: what is done about it, or that it is gone."""
    from okr.contract.blockers import AnswerBlocker

    view = session.call(request(AnswerBlocker, key=blocker, answer=text, version=version), key=idempotency_key)
    print_one(session, view, lambda look: blocker_parts(view, look))


@command("assign", answers="blockers.BlockerView", examples=("okr blocker assign CARE-7.2#3 dana",))
@click.argument("blocker")
@click.argument("person")
@version_option()
@key_option()
@click.pass_obj
def assign(session: Session, /, blocker: str, person: str, version: int | None, idempotency_key: str | None) -> None:
    """Let somebody else answer a blocker; the days to answer start again."""
    from okr.contract.blockers import AssignBlocker

    view = session.call(request(AssignBlocker, key=blocker, owner=person, version=version), key=idempotency_key)
    print_one(session, view, lambda look: blocker_parts(view, look))


@command("reopen", answers="blockers.BlockerView", examples=("okr blocker reopen CARE-7.2#3",))
@click.argument("blocker")
@version_option()
@key_option()
@click.pass_obj
def reopen(session: Session, /, blocker: str, version: int | None, idempotency_key: str | None) -> None:
    """Say that an answered blocker is still in the way."""
    from okr.contract.blockers import ReopenBlocker

    view = session.call(request(ReopenBlocker, key=blocker, version=version), key=idempotency_key)
    print_one(session, view, lambda look: blocker_parts(view, look))
