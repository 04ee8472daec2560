"""`okr cycle`: years, quarters, months in which goals live."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, day_cell, state_cell
from okr.cli.groups import OkrGroup, command
from okr.cli.look import Look
from okr.cli.options import (
    SHARE,
    Function,
    Word,
    as_of_options,
    clear_option,
    edit,
    key_option,
    looking_back,
    paged,
    request,
    version_option,
)
from okr.cli.output import Printable, heading, print_one, print_page
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Lines, Table, cell, facts, table
from okr.domain.vocabulary import CycleKind, CycleState

if TYPE_CHECKING:
    from okr.contract.cycles import CycleView


@click.group(
    "cycle",
    cls=OkrGroup,
    lazy={
        "list": ("okr.cli.cycles:list_cycles", "Cycles, the newest first."),
        "show": ("okr.cli.cycles:show_cycle", "One cycle."),
        "new": ("okr.cli.cycles:new", "Create a cycle."),
        "edit": ("okr.cli.cycles:edit_cycle", "Change a cycle."),
        "missing": ("okr.cli.cycle_life:missing", "What is missing before a cycle's next step."),
        "reviews": ("okr.cli.reviews:waiting", "Proposed goals that nobody approved as they stand."),
        "grades": ("okr.cli.grading_list:grades", "The goals of a cycle with the score that each has."),
        "open": ("okr.cli.cycle_life:open_cycle", "Begin a planned cycle."),
        "start-grading": ("okr.cli.cycle_life:start_grading", "Begin to grade a cycle."),
        "close": ("okr.cli.cycle_life:close", "Close a graded cycle."),
        "reopen": ("okr.cli.cycle_life:reopen", "Take a cycle a step back."),
        "roll": ("okr.cli.carrying:roll", "Carry goals forward into another cycle."),
        "retro": ("okr.cli.retrospectives:retro", "Write what a unit learned from a cycle, or read it."),
    },
    sections={
        "Plan": ("list", "show", "new", "edit"),
        "Live": ("missing", "reviews", "grades", "open", "start-grading", "close", "reopen", "roll", "retro"),
    },
    examples=("okr cycle new 2026-Q2 --starts 2026-04-01 --ends 2026-06-30 --parent 2026", "okr cycle list"),
)
def cycle() -> None:
    """Cycles: years, quarters, months."""


def _paced(function: Function) -> Function:
    """The options that set the pace factors of R6, and whether goals are approved."""
    options = [
        click.option(
            "--on-track",
            "on_track_percent",
            type=SHARE,
            metavar="PERCENT",
            help="On track from this share of the pace.",
        ),
        click.option(
            "--at-risk", "at_risk_percent", type=SHARE, metavar="PERCENT", help="At risk from this share of the pace."
        ),
        click.option(
            "--needs-approval/--no-approval",
            "needs_approval",
            default=None,
            help="Whether goals are approved before they begin.",
        ),
        click.option(
            "--allowance", "allowance_percent", type=SHARE, metavar="PERCENT", help="What may be missing at the start."
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@command("list", lists="cycles.CycleView", examples=("okr cycle list", "okr cycle list --json"))
@paged
@as_of_options
@click.pass_obj
def list_cycles(
    session: Session, /, everything: bool, as_of: str | None, known_at: str | None, **given: object
) -> None:
    """Cycles, the newest first."""
    from okr.contract.cycles import ListCycles

    wanted = request(ListCycles, **given, **looking_back(session, as_of, known_at))
    print_page(session, wanted, everything=everything, draw=_table)


@command("show", answers="cycles.CycleView", examples=("okr cycle show 2026-Q1",))
@click.argument("cycle")
@as_of_options
@click.pass_obj
def show_cycle(session: Session, /, cycle: str, as_of: str | None, known_at: str | None) -> None:
    """One cycle."""
    from okr.contract.cycles import ShowCycle

    view = session.call(request(ShowCycle, key=cycle, **looking_back(session, as_of, known_at)))
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "new",
    does="cycles.create",
    answers="cycles.CycleView",
    examples=(
        "okr cycle new 2026-Q2 --starts 2026-04-01 --ends 2026-06-30 --parent 2026",
        "okr cycle new 2027 --kind year --starts 2027-01-01 --ends 2027-12-31 --state planning",
    ),
)
@click.argument("name")
@click.option("--kind", type=Word(CycleKind), default="quarter", show_default=True, help="Its length.")
@click.option("--starts", "starts_on", metavar="DAY", required=True, help="The first day.")
@click.option("--ends", "ends_on", metavar="DAY", required=True, help="The last day.")
@click.option("--parent", metavar="CYCLE", help="The cycle that it is part of.")
@click.option("--state", type=Word(CycleState), help="Where it stands; active if left out.")
@_paced
@click.option("--external-id", metavar="TEXT", help="Its id in another system.")
@key_option()
@click.pass_obj
def new(
    session: Session, /, name: str, starts_on: str, ends_on: str, idempotency_key: str | None, **given: object
) -> None:
    """Create a cycle."""
    from okr.contract.cycles import CreateCycle

    wanted = request(
        CreateCycle,
        key=name,
        starts_on=session.day(starts_on, name="starts", future=True),
        ends_on=session.day(ends_on, name="ends", future=True),
        **given,
    )
    view = session.call(wanted, key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))


@command(
    "edit",
    answers="cycles.CycleView",
    does={"--state": "cycles.move"},
    examples=("okr cycle edit 2026-Q1 --state grading", "okr cycle edit 2026-Q2 --ends 2026-07-03"),
)
@click.argument("cycle")
@click.option("--starts", "starts_on", metavar="DAY", help="The first day.")
@click.option("--ends", "ends_on", metavar="DAY", help="The last day.")
@click.option("--parent", metavar="CYCLE", help="The cycle that it is part of.")
@click.option("--state", type=Word(CycleState), help="Where it stands.")
@_paced
@clear_option("parent")
@version_option()
@key_option()
@click.pass_obj
def edit_cycle(
    session: Session,
    /,
    cycle: str,
    clear: tuple[str, ...],
    version: int | None,
    starts_on: str | None,
    ends_on: str | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Change a cycle."""
    from okr.contract.cycles import EditCycle

    days = {
        "starts_on": session.day(starts_on, name="starts", future=True),
        "ends_on": session.day(ends_on, name="ends", future=True),
    }
    change = edit(EditCycle, given | days, fixed={"key": cycle, "version": version}, cleared=clear)
    view = session.call(change, key=idempotency_key)
    print_one(session, view, lambda look: _parts(view, look))


def _table(cycles: Sequence["CycleView"], look: Look) -> Table:
    columns = (
        Column("Cycle"),
        Column("Kind"),
        Column("Starts"),
        Column("Ends"),
        Column("State"),
        Column("Part of"),
        Column("Goals", "right"),
        Column(""),
    )
    rows = (
        (
            cell(view.key, "accent"),
            cell(view.kind.value, "dim"),
            day_cell(view.starts_on, look),
            day_cell(view.ends_on, look),
            state_cell(view.state, look),
            cell(view.parent),
            count_cell(view.goals),
            cell("current", "accent") if view.is_current else EMPTY,
        )
        for view in cycles
    )
    return table(columns, rows, empty="no cycles yet; okr cycle new NAME --starts DAY --ends DAY creates one")


def _parts(view: "CycleView", look: Look) -> list[Printable]:
    pace = f"on track from {view.on_track_percent} %, at risk from {view.at_risk_percent} %, allowance {view.allowance_percent} %"
    return [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.kind.value, "strong"),)),
        facts(
            [
                ("state", state_cell(view.state, look) + (cell("  current", "accent") if view.is_current else EMPTY)),
                ("days", cell(f"{view.starts_on} to {view.ends_on}")),
                ("part of", cell(view.parent)),
                ("pace", cell(pace)),
                (
                    "approval",
                    cell("by a manager or the unit's lead before a goal begins") if view.needs_approval else EMPTY,
                ),
                ("goals", count_cell(view.goals)),
                ("external id", cell(view.external_id)),
                ("version", cell(view.version, "dim")),
            ]
        ),
        *_lessons(view, look),
    ]


def _lessons(view: "CycleView", look: Look) -> list[Printable]:
    """What the units learned from the cycle before, while this one is planned."""
    if not view.lessons:
        return []
    from okr.cli.retrospectives import lesson_table

    return [heading(f"Learned from {view.lessons[0].cycle}"), lesson_table(view.lessons, look)]
