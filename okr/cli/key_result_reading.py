"""`okr kr list|show`: key results are read."""

import click

from okr.cli.groups import command
from okr.cli.key_result_views import key_result_parts, key_result_table
from okr.cli.options import as_of_options, looking_back, paged, request
from okr.cli.output import print_one, print_page
from okr.cli.session import Session


@command(
    "list",
    lists="key_results.KeyResultView",
    examples=("okr kr list --goal CARE-7", "okr kr list --unit CARE --all --json"),
)
@click.option("--goal", metavar="GOAL", help="Of this goal.")
@click.option("--unit", metavar="UNIT", help="Of this unit and all below it.")
@click.option("--owner", metavar="PERSON", help="That this person answers for.")
@click.option("--cycle", metavar="CYCLE", help="Of this cycle.")
@as_of_options
@paged
@click.pass_obj
def list_key_results(
    session: Session, /, everything: bool, as_of: str | None, known_at: str | None, **given: object
) -> None:
    """Key results by key."""
    from okr.contract.key_results import ListKeyResults

    wanted = request(ListKeyResults, **looking_back(session, as_of, known_at), **given)
    print_page(session, wanted, everything=everything, draw=key_result_table)


@command(
    "show",
    answers="key_results.KeyResultView",
    examples=("okr kr show CARE-7.2", "okr kr show CARE-7.2 --as-of 2026-03-31 --json"),
)
@click.argument("key_result")
@as_of_options
@click.pass_obj
def show_key_result(session: Session, /, key_result: str, as_of: str | None, known_at: str | None) -> None:
    """One key result with its numbers."""
    from okr.contract.key_results import ShowKeyResult

    view = session.call(request(ShowKeyResult, key=key_result, insights=True, **looking_back(session, as_of, known_at)))
    print_one(session, view, lambda look: key_result_parts(view, look))
