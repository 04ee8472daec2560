"""`okr goal submit|review|approve|return`, `okr cycle reviews`: a goal is looked at before it begins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import person_cell, state_cell
from okr.cli.goal_views import goal_parts
from okr.cli.groups import OkrCommand, command
from okr.cli.look import Look
from okr.cli.options import as_of_options, key_option, looking_back, paged, request, version_option
from okr.cli.output import print_one, print_page
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Table, cell, table
from okr.domain.vocabulary import GoalState, ReviewVerdict

if TYPE_CHECKING:
    from okr.contract.reviews import WaitingReview


def _step(name: str, state: GoalState, help_text: str) -> OkrCommand:
    """A command that hands a goal on."""

    @command(name, answers="goals.GoalView", examples=(f"okr goal {name} CARE-7",))
    @click.argument("goal")
    @version_option()
    @key_option()
    @click.pass_obj
    def hand_on(session: Session, /, goal: str, idempotency_key: str | None, **given: object) -> None:
        from okr.contract.goals import SetGoalState

        view = session.call(request(SetGoalState, key=goal, state=state, **given), key=idempotency_key)
        print_one(session, view, lambda look: goal_parts(view, look))

    hand_on.describe(help_text)
    return hand_on


def _verdict(name: str, verdict: ReviewVerdict, example: str, help_text: str) -> OkrCommand:
    """A command by which a reviewer says something of a goal."""

    @command(name, does="reviews.give", answers="goals.GoalView", examples=(example,))
    @click.argument("goal")
    @click.option("--remark", metavar="TEXT", help="What the owner should know; it stays with the goal.")
    @version_option()
    @key_option()
    @click.pass_obj
    def say(session: Session, /, goal: str, idempotency_key: str | None, **given: object) -> None:
        from okr.contract.reviews import ReviewGoal

        view = session.call(request(ReviewGoal, key=goal, verdict=verdict, **given), key=idempotency_key)
        print_one(session, view, lambda look: goal_parts(view, look))

    say.describe(help_text)
    return say


submit = _step("submit", GoalState.PROPOSED, "Propose a draft to those who approve it.")
review = _step("review", GoalState.IN_REVIEW, "Take a proposed goal into review; a manager or the unit's lead does.")
approve = _verdict(
    "approve",
    ReviewVerdict.APPROVED,
    "okr goal approve CARE-7 --remark 'bold, and doable'",
    "Approve a goal as it stands; never one's own. A later change needs another approval.",
)
give_back = _verdict(
    "return",
    ReviewVerdict.RETURNED,
    "okr goal return CARE-7 --remark 'by when? and measured how?'",
    "Give a goal back to its owner as a draft, with a remark that says what is to be changed.",
)


@command(
    "reviews", lists="reviews.WaitingReview", examples=("okr cycle reviews", "okr cycle reviews 2026-Q2 --of-everybody")
)
@click.argument("cycle", required=False)
@click.option("--of-everybody", is_flag=True, help="Also what others review.")
@paged
@as_of_options
@click.pass_obj
def waiting(session: Session, /, everything: bool, as_of: str | None, known_at: str | None, **given: object) -> None:
    """Proposed goals that nobody approved as they stand: those that you may review."""
    from okr.contract.reviews import ListWaiting

    wanted = request(ListWaiting, **given, **looking_back(session, as_of, known_at))
    print_page(session, wanted, everything=everything, draw=_table)


def _table(waiting: Sequence["WaitingReview"], look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Goal", flexible=True),
        Column("State"),
        Column("Owner"),
        Column("Said last", flexible=True),
    )
    rows = (
        (
            cell(one.goal.key, "accent"),
            cell(one.goal.title),
            state_cell(one.goal.state, look),
            person_cell(one.goal.owner, look),
            cell(f"{one.last.by.name}: {one.last.verdict} {one.last.remark or ''}".strip(), "dim")
            if one.last
            else EMPTY,
        )
        for one in waiting
    )
    return table(columns, rows, empty="nothing waits for your review")
