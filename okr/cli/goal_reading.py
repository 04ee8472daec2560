"""`okr goal list|show`: goals are read."""

import click

from okr.cli.goal_views import goal_parts, goal_table
from okr.cli.groups import command
from okr.cli.options import Word, as_of_options, looking_back, paged, request
from okr.cli.output import print_one, print_page
from okr.cli.session import Session
from okr.domain.vocabulary import Ambition, GoalState, Status

ORDERS = ("key", "title", "behind", "progress", "due", "last-word")
"""The orders of a list of goals, as `okr.contract.goal_rows.GoalOrder` names them."""


@command(
    "list",
    lists="goals.GoalRow",
    examples=(
        "okr goal list --unit CARE --status off-track",
        "okr goal list --mine --state active --all --json",
        "okr goal list --sort behind --due-until 2026-12-31",
        "okr goal list --as-of 2026-03-31",
    ),
)
@click.argument("matching", required=False)
@click.option("--unit", metavar="UNIT", help="Of this unit and all below it.")
@click.option("--unit-only", is_flag=True, help="Of this unit alone.")
@click.option("--owner", metavar="PERSON", help="That this person answers for.")
@click.option("--mine", is_flag=True, help="That I answer for.")
@click.option("--cycle", metavar="CYCLE", help="Of this cycle.")
@click.option("--area", "focus_area", metavar="AREA", help="Of this customer focus area.")
@click.option("--state", type=Word(GoalState), help="In this state.")
@click.option("--status", type=Word(Status), help="With this status.")
@click.option("--stale/--fresh", default=None, help="Whose last reading is too old, or is not.")
@click.option("--without-owner", is_flag=True, help="That nobody answers for.")
@click.option("--ambition", type=Word(Ambition), help="Committed or aspirational.")
@click.option("--due-from", metavar="DAY", help="Due on this day or later.")
@click.option("--due-until", metavar="DAY", help="Due on this day or earlier.")
@click.option("--sort", type=click.Choice(ORDERS), default="key", help="In this order.")
@as_of_options
@paged
@click.pass_obj
def list_goals(
    session: Session,
    /,
    mine: bool,
    owner: str | None,
    everything: bool,
    as_of: str | None,
    known_at: str | None,
    due_from: str | None,
    due_until: str | None,
    **given: object,
) -> None:
    """Goals by key, or with --sort the furthest behind its pace first, or in another order.

    MATCHING is a part of the title. Several filters must all hold.
    """
    from okr.contract.goal_rows import ListGoals

    if mine and owner:
        raise click.UsageError("--mine and --owner cannot both hold", click.get_current_context())
    if mine:
        from okr.contract.organisation import WhoAmI

        owner = session.call(WhoAmI()).handle
    wanted = request(
        ListGoals,
        owner=owner,
        due_from=session.day(due_from, name="due-from", future=True),
        due_until=session.day(due_until, name="due-until", future=True),
        **looking_back(session, as_of, known_at),
        **given,
    )
    print_page(session, wanted, everything=everything, draw=goal_table)


@command(
    "show",
    answers="goals.GoalView",
    examples=("okr goal show CARE-7", "okr goal show CARE-7 --as-of 2026-03-31 --json"),
)
@click.argument("goal")
@as_of_options
@click.pass_obj
def show_goal(session: Session, /, goal: str, as_of: str | None, known_at: str | None) -> None:
    """One goal with its key results, children and reasons."""
    from okr.contract.goals import ShowGoal

    view = session.call(request(ShowGoal, key=goal, insights=True, **looking_back(session, as_of, known_at)))
    print_one(session, view, lambda look: goal_parts(view, look))
