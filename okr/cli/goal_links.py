"""`okr goal link|unlink`: how a goal is tied to those above it."""

import click

from okr.cli.goal_views import goal_parts
from okr.cli.groups import command
from okr.cli.options import NUMBER, effective_option, key_option, request
from okr.cli.output import print_one
from okr.cli.session import Session
from okr.domain.vocabulary import LinkKind


@command(
    "link",
    answers="goals.GoalView",
    examples=("okr goal link CARE-7 ACME-1 --weight 2", "okr goal link CARE-7 ACME-3 --supports"),
)
@click.argument("child")
@click.argument("parent")
@click.option("--supports", is_flag=True, help="It supports the parent without counting towards it.")
@click.option("--weight", type=NUMBER, metavar="NUMBER", help="Its weight in the parent.")
@effective_option("the link")
@key_option()
@click.pass_obj
def link(
    session: Session,
    /,
    child: str,
    parent: str,
    supports: bool,
    effective_on: str | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Tie a goal to a parent goal.

    A link that is there already gets the new weight or kind. A link that would close a cycle is refused.
    """
    from okr.contract.goals import LinkGoal

    view = session.call(
        request(
            LinkGoal,
            child=child,
            parent=parent,
            kind=LinkKind.SUPPORTS if supports else None,
            effective_on=session.day(effective_on, name="date"),
            **given,
        ),
        key=idempotency_key,
    )
    print_one(session, view, lambda look: goal_parts(view, look))


@command("unlink", answers="goals.GoalView", examples=("okr goal unlink CARE-7 ACME-1",))
@click.argument("child")
@click.argument("parent")
@effective_option()
@key_option()
@click.pass_obj
def unlink(session: Session, /, child: str, parent: str, effective_on: str | None, idempotency_key: str | None) -> None:
    """Untie a goal from a parent goal."""
    from okr.contract.goals import UnlinkGoal

    day = session.day(effective_on, name="date")
    view = session.call(request(UnlinkGoal, child=child, parent=parent, effective_on=day), key=idempotency_key)
    print_one(session, view, lambda look: goal_parts(view, look))
