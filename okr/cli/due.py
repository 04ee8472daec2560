"""`okr due`: the check-ins that are due or late."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import day_cell, person_cell
from okr.cli.errors import note
from okr.cli.groups import command
from okr.cli.key_result_views import now_cell, result_status_cell
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import Printable, heading, print_page, print_parts
from okr.cli.session import Session
from okr.cli.table import Cell, Column, Table, cell, table

if TYPE_CHECKING:
    from okr.contract.blockers import BlockerView
    from okr.contract.check_ins import DueItem
    from okr.contract.initiatives import InitiativeView


@command(
    "due",
    lists="check_ins.DueItem",
    examples=("okr due", "okr due --team --within 14", "okr due --person dana --json", "okr due --as-of 2026-10-31"),
)
@click.option("--team", is_flag=True, help="My team's: of the units that I lead and of those who report to me.")
@click.option("--person", metavar="PERSON", help="Of this person.")
@click.option(
    "--within",
    "within_days",
    type=click.IntRange(0, 366),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="Look ahead so far.",
)
@click.option("--all", "everything", is_flag=True, help="All that I may see, on one page.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, metavar="N", help="Items on a page."
)
@click.option("--cursor", metavar="TEXT", help="Where the page before this one ended.")
@as_of_options
@click.pass_obj
def due(
    session: Session,
    /,
    team: bool,
    everything: bool,
    as_of: str | None,
    known_at: str | None,
    **given: object,
) -> None:
    """Check-ins that are due: mine, with --team my team's, with --all all that I may see.

    The latest come first; what ended before this cycle comes last, and says when. Then the work that is due, and the blockers that
    wait for an answer; with --json beside the items, as "initiatives" and "blockers", up to 50 of each; of the work no past day is
    kept, so that --as-of leaves it out.
    """
    from okr.contract.check_ins import ListDue

    if team and everything:
        raise click.UsageError("--team and --all cannot both hold", click.get_current_context())
    scope = "team" if team else "all" if everything or given.get("person") else "mine"
    back = looking_back(session, as_of, known_at)
    is_back = any(back.values())
    work, blockers = _beside(session, scope, given, back)
    print_page(
        session,
        request(ListDue, scope=scope, **given, **back),
        everything=everything,
        draw=due_table,
        beside={"initiatives": work, "blockers": blockers},
    )
    if not session.wants_json:
        _print_beside(session, work, blockers)
    if scope == "mine" and not session.wants_json and not is_back:
        _note_waiting(session)


def _beside(
    session: Session, scope: str, given: Mapping[str, object], back: Mapping[str, object]
) -> "tuple[Sequence[InitiativeView], Sequence[BlockerView]]":
    """The work that is due, and the blockers that wait for an answer; a page that goes on has them no more, a past day no work."""
    if given.get("cursor") is not None:
        return (), ()
    from okr.contract.blockers import ListBlockers
    from okr.contract.initiatives import ListInitiatives

    asked = {"scope": scope, "person": given.get("person")}
    blockers = session.call(request(ListBlockers, **asked, **back)).items
    if any(back.values()):
        return (), blockers
    return session.call(request(ListInitiatives, within_days=given.get("within_days"), **asked)).items, blockers


def _print_beside(session: Session, work: "Sequence[InitiativeView]", blockers: "Sequence[BlockerView]") -> None:
    from okr.cli.conversation_views import blocker_table, initiative_table

    parts: list[Printable] = []
    if work:
        parts += [heading("Work"), initiative_table(work, session.look)]
    if blockers:
        parts += [heading("In the way"), blocker_table(blockers, session.look)]
    if parts:
        print()
        print_parts(session, parts)


def _note_waiting(session: Session) -> None:
    """Say how many contributions wait for my answer, and that the longest waits since when."""
    from okr.contract.contributions import ListContributions

    page = session.call(ListContributions(waiting=True))
    if page.items:
        more = " or more" if page.next_cursor is not None else ""
        one = len(page.items) == 1 and not more
        overdue = sum(item.reminded for item in page.items)
        late = f", {overdue} of them overdue" if overdue and not one else ", overdue" if overdue else ""
        note(
            f"{len(page.items)}{more} {'contribution waits' if one else 'contributions wait'} for your answer{late}: "
            "okr contribution list --waiting"
        )


def due_table(items: Sequence["DueItem"], look: Look) -> Table:
    """Check-ins that are due, one a row."""
    columns = (
        Column("Key"),
        Column("Key result", flexible=True),
        Column("Due"),
        Column("Late", "right"),
        Column("Now", "right"),
        Column("Status", from_width=90),
        Column("Owner"),
    )
    rows = (
        (
            cell(item.key_result.key, "accent"),
            cell(item.key_result.title),
            day_cell(item.due_on, look),
            _late(item),
            now_cell(item.key_result, look),
            result_status_cell(item.key_result, look),
            person_cell(item.key_result.owner, look),
        )
        for item in items
    )
    return table(columns, rows, empty="nothing is due; okr due --within 30 looks further ahead")


def _late(item: "DueItem") -> Cell:
    if item.skipped is not None:
        return cell("skipped", "dim")
    if item.over:
        return cell(f"ended {item.key_result.due}", "dim")
    if item.days_late <= 0:
        return cell("")
    return cell(f"{item.days_late} day{'' if item.days_late == 1 else 's'}", "error")
