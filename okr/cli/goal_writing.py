"""`okr goal new|edit|move`: goals are written and changed."""

import re

import click

from okr.cli.goal_views import goal_parts
from okr.cli.groups import command
from okr.cli.options import (
    NUMBER,
    Word,
    clear_option,
    edit,
    effective_option,
    key_option,
    request,
    version_option,
)
from okr.cli.output import print_one
from okr.cli.session import Session
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import Ambition, LinkKind, Metric, Visibility

_RESULT = re.compile(r"(?P<title>.+?):\s*(?P<start>[^:]+?)\s*(?:->|\u2192|\bto\b)\s*(?P<end>\S+)(?:\s+(?P<unit>.+))?")


@command(
    "new",
    answers="goals.GoalView",
    examples=(
        "okr goal new 'Halve the time to a first reply' --unit CARE --owner dana --parent ACME-1",
        "okr goal new 'Delight new customers' --why 'they stay longer' --area onboarding --aspirational",
        "okr goal new 'Reply faster' --result 'First reply: 24 -> 4 hours' --activate",
    ),
)
@click.argument("title")
@click.option("--unit", metavar="UNIT", help="The unit it belongs to; the owner's if left out.")
@click.option("--why", metavar="TEXT", help="Why it matters to the customer.")
@click.option("--owner", metavar="PERSON", help="Who answers for it; the acting person if left out.")
@click.option("--sponsor", metavar="PERSON", help="Who backs it.")
@click.option("--delegate", metavar="PERSON", help="Who may act for the owner.")
@click.option("--contributor", "contributors", multiple=True, metavar="PERSON", help="Who works on it; repeatable.")
@click.option("--cycle", metavar="CYCLE", help="The cycle it lives in; the current one if left out.")
@click.option("--area", "focus_area", metavar="AREA", help="The customer focus area.")
@click.option("--aspirational", is_flag=True, help="Meant to stretch; otherwise it is committed.")
@click.option("--visibility", type=Word(Visibility), help="Who may see it; the organisation if left out.")
@click.option("--reader", "readers", multiple=True, metavar="PERSON", help="Who may see it when named; repeatable.")
@click.option("--starts", "starts_on", metavar="DAY", help="The first day; the cycle's if left out.")
@click.option("--due", "due_on", metavar="DAY", help="The last day; the cycle's if left out.")
@click.option("--parent", metavar="GOAL", help="The goal above it.")
@click.option("--supports", is_flag=True, help="It supports the parent without counting towards it.")
@click.option("--weight", type=NUMBER, metavar="NUMBER", help="Its weight in the parent.")
@click.option(
    "--result", "results", multiple=True, metavar="TEXT", help="A key result: 'TITLE: FROM -> TO UNIT'; repeatable."
)
@click.option("--external-id", metavar="TEXT", help="Its id in another system.")
@click.option("--activate", is_flag=True, help="Let it begin at once; no SMART letter may fail.")
@effective_option("the goal")
@key_option()
@click.pass_obj
def new(
    session: Session,
    /,
    idempotency_key: str | None,
    aspirational: bool,
    supports: bool,
    results: tuple[str, ...],
    starts_on: str | None,
    due_on: str | None,
    effective_on: str | None,
    **given: object,
) -> None:
    """Write a goal.

    It begins as a draft. With a parent it contributes to it, and what it reaches counts there by its weight.
    """
    from okr.contract.goals import CreateGoal

    view = session.call(
        request(
            CreateGoal,
            ambition=Ambition.ASPIRATIONAL if aspirational else None,
            link_kind=LinkKind.SUPPORTS if supports else None,
            key_results=tuple(_key_result(text) for text in results),
            starts_on=session.day(starts_on, name="starts", future=True),
            due_on=session.day(due_on, name="due", future=True),
            effective_on=session.day(effective_on, name="date"),
            **given,
        ),
        key=idempotency_key,
    )
    print_one(session, view, lambda look: goal_parts(view, look))


@command(
    "edit",
    answers="goals.GoalView",
    examples=(
        "okr goal edit CARE-7 --owner dana --reason 'Kim moves to Sales'",
        "okr goal edit CARE-7 --clear sponsor --version 4",
    ),
)
@click.argument("goal")
@click.option("--title", metavar="TEXT", help="A new title.")
@click.option("--why", metavar="TEXT", help="Why it matters to the customer.")
@click.option("--owner", metavar="PERSON", help="Who answers for it.")
@click.option("--sponsor", metavar="PERSON", help="Who backs it.")
@click.option("--delegate", metavar="PERSON", help="Who may act for the owner.")
@click.option("--contributor", "contributors", multiple=True, metavar="PERSON", help="All who work on it; repeatable.")
@click.option("--area", "focus_area", metavar="AREA", help="The customer focus area.")
@click.option("--ambition", type=Word(Ambition), help="Whether it must be reached in full.")
@click.option("--visibility", type=Word(Visibility), help="Who may see it.")
@click.option("--reader", "readers", multiple=True, metavar="PERSON", help="All who may see it when named; repeatable.")
@click.option("--starts", "starts_on", metavar="DAY", help="The first day.")
@click.option("--due", "due_on", metavar="DAY", help="The last day.")
@click.option("--reason", metavar="TEXT", help="Why it changes; needed for owner and due day once it is active.")
@clear_option("why", "owner", "sponsor", "delegate", "contributors", "focus_area", "readers", "starts_on", "due_on")
@effective_option()
@version_option()
@key_option()
@click.pass_obj
def edit_goal(
    session: Session,
    /,
    goal: str,
    idempotency_key: str | None,
    clear: tuple[str, ...],
    version: int | None,
    reason: str | None,
    starts_on: str | None,
    due_on: str | None,
    effective_on: str | None,
    **given: object,
) -> None:
    """Change a goal; what is left out stays."""
    from okr.contract.goals import EditGoal

    day = session.day(effective_on, name="date")
    days = {
        "starts_on": session.day(starts_on, name="starts", future=True),
        "due_on": session.day(due_on, name="due", future=True),
    }
    fixed = {"key": goal, "version": version, "reason": reason, "effective_on": day}
    change = edit(EditGoal, given | days, fixed=fixed, cleared=clear)
    view = session.call(change, key=idempotency_key)
    print_one(session, view, lambda look: goal_parts(view, look))


@command(
    "move",
    answers="goals.GoalView",
    examples=("okr goal move CARE-7 --unit SALES", "okr goal move CARE-7 --parent ACME-2 --weight 2"),
)
@click.argument("goal")
@click.option("--unit", metavar="UNIT", help="The unit that it goes to.")
@click.option("--cycle", metavar="CYCLE", help="The cycle that it goes to.")
@click.option("--parent", metavar="GOAL", help="The goal that takes the place of its parents.")
@click.option("--weight", type=NUMBER, metavar="NUMBER", help="Its weight in that parent.")
@effective_option("the move")
@version_option()
@key_option()
@click.pass_obj
def move(
    session: Session,
    /,
    goal: str,
    idempotency_key: str | None,
    version: int | None,
    effective_on: str | None,
    **given: object,
) -> None:
    """Move a goal to another unit, cycle or parent; its key stays."""
    from okr.contract.goals import MoveGoal

    day = session.day(effective_on, name="date")
    change = edit(MoveGoal, given, fixed={"key": goal, "version": version, "effective_on": day})
    view = session.call(change, key=idempotency_key)
    print_one(session, view, lambda look: goal_parts(view, look))


def _key_result(text: str) -> dict[str, object]:
    """A key result in one line: 'First reply: 24 -> 4 hours'."""
    from okr.domain.quantities import TYPED, parse_number

    found = _RESULT.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(
            "result: it says no way from where to where",
            hint="write it like 'First reply: 24 -> 4 hours'",
            field="result",
        )
    start = parse_number(found["start"], style=TYPED, field="result")
    end = parse_number(found["end"], style=TYPED, field="result")
    unit = found["unit"] or ("%" if end.is_percent else None)
    metric = Metric.DECREASE if end.value < start.value else Metric.INCREASE
    fields = {"title": found["title"], "metric": metric, "baseline": start.value, "target": end.value}
    return {**fields, "unit_of_measure": unit}
