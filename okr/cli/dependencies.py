"""`okr goal depend|undepend`: which goals need others, or are blocked by them."""

from typing import TYPE_CHECKING

import click

from okr.cli.conversation_views import dependency_parts
from okr.cli.errors import warn
from okr.cli.groups import command
from okr.cli.options import Word, key_option, request
from okr.cli.output import print_one
from okr.cli.session import Session
from okr.domain.vocabulary import DependencyKind

if TYPE_CHECKING:
    from okr.contract.dependencies import DependenciesView


@command(
    "depend",
    answers="dependencies.DependenciesView",
    examples=(
        "okr goal depend CARE-7 --on SALES-2",
        "okr goal depend CARE-7 --on SALES-2 --kind blocked-by --note 'until the price list is out'",
    ),
)
@click.argument("goal")
@click.option("--on", required=True, metavar="GOAL", help="The goal that it depends on.")
@click.option("--kind", type=Word(DependencyKind), help="needs if left out.")
@click.option("--note", metavar="TEXT", help="For what.")
@key_option()
@click.pass_obj
def depend(session: Session, /, goal: str, idempotency_key: str | None, **given: object) -> None:
    """Say that a goal needs another one, or is blocked by it; both owners are told.

    It counts towards nothing. A circle of dependencies is shown as a warning, not refused.
    """
    from okr.contract.dependencies import DependOn

    _show(session, session.call(request(DependOn, key=goal, **given), key=idempotency_key))


@command("undepend", answers="dependencies.DependenciesView", examples=("okr goal undepend CARE-7 --on SALES-2",))
@click.argument("goal")
@click.option("--on", required=True, metavar="GOAL", help="The goal that it depended on.")
@key_option()
@click.pass_obj
def undepend(session: Session, /, goal: str, on: str, idempotency_key: str | None) -> None:
    """Say that a goal no longer depends on another one; both owners are told."""
    from okr.contract.dependencies import EndDependency

    _show(session, session.call(EndDependency(key=goal, on=on), key=idempotency_key))


def _show(session: Session, view: "DependenciesView") -> None:
    print_one(session, view, lambda look: dependency_parts(view, look))
    if view.circle:
        warn(f"these goals wait for each other: {' > '.join(view.circle)}")
