"""`okr goal tree`: the cascade from the top down, or the line of sight from a goal up."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from okr.cli.cells import percent_cell, person_cell, state_cell, status_cell
from okr.cli.goal_views import bar_column, bar_of, standing_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import Printable, hidden_words, lines, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Cell, Column, cell, table
from okr.domain.vocabulary import LinkKind
from okr.domain.wording import term

if TYPE_CHECKING:
    from okr.contract.goals import GoalTree, TreeNode
    from okr.contract.key_results import KeyResultView

Row = tuple[Cell, ...]


@command(
    "tree",
    answers="goals.GoalTree",
    examples=(
        "okr goal tree                       all tops of the current cycle",
        "okr goal tree ACME-1 --depth 4      what is below a goal",
        "okr goal tree CARE-7 --up           what it is for, up to the top",
    ),
)
@click.argument("goal", required=False)
@click.option("--up", is_flag=True, help="The line of sight: what this goal is for.")
@click.option(
    "--depth", type=click.IntRange(0, 50), default=2, show_default=True, metavar="N", help="Levels to follow."
)
@click.option("--results", "with_results", is_flag=True, help="The key results too.")
@click.option("--cycle", metavar="CYCLE", help="Of this cycle; the current one if left out.")
@click.option("--unit", metavar="UNIT", help="The tops of this unit.")
@click.option("--cursor", metavar="TEXT", help="Where the part before this one ended.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=200, show_default=True, metavar="N", help="Goals at most."
)
@as_of_options
@click.pass_obj
def tree(
    session: Session, /, goal: str | None, as_of: str | None, known_at: str | None, up: bool, **given: object
) -> None:
    """The cascade, or with --up the line of sight to the top.

    Each goal with its progress, a tick where it should be today, its status and who answers for it.
    """
    from okr.contract.goals import ShowGoalTree

    if up and goal is None:
        raise click.UsageError("--up needs a goal to look up from", click.get_current_context())
    back = looking_back(session, as_of, known_at)
    view = session.call(request(ShowGoalTree, key=goal, up=up, **back, **given))
    empty = NOTHING
    if not view.roots and goal is None and given["cycle"] is None and not session.wants_json:
        empty = _where_there_are_goals(session, back) or NOTHING
    print_one(session, view, lambda look: _parts(view, look, empty))


NOTHING = "no goals here; okr goal new TITLE writes one"


def _where_there_are_goals(session: Session, back: Mapping[str, object]) -> str | None:
    """Which cycle to look at where the current one has no goals, as after an import of past years; None where none has."""
    from okr.contract.cycles import ListCycles

    cycles = session.call(request(ListCycles, **back)).items
    with_goals = next((cycle for cycle in cycles if cycle.goals), None)
    if with_goals is None or with_goals.is_current:
        return None
    current = next((f" of {cycle.key}" for cycle in cycles if cycle.is_current), "")
    return f"no goals{current} here; {with_goals.key} has {with_goals.goals}: okr goal tree --cycle {with_goals.key} shows them"


def _parts(view: "GoalTree", look: Look, empty: str) -> list[Printable]:
    columns = (
        Column("Goal", flexible=True),
        *bar_column(look),
        Column("Progress", "right"),
        Column("Pace", "right", from_width=90),
        Column("Status"),
        Column("Owner"),
    )
    rows = [row for root in view.roots for row in _rows(root, look, guides=(), upwards=view.upwards)]
    parts: list[Printable] = [table(columns, rows, empty=empty)]
    if view.next_cursor is not None:
        parts.append(lines(f"there is more: --limit 1000, or --cursor {view.next_cursor} goes on here", style="dim"))
    if view.hidden:
        parts.append(lines(hidden_words(view.hidden, "goal"), style="dim"))
    return parts


def _rows(node: "TreeNode", look: Look, *, guides: tuple[bool, ...], upwards: bool) -> Iterator[Row]:
    """The rows of a node and all below it; `guides` says for each level above whether more siblings follow."""
    goal = node.goal
    name = guide(guides, look) + cell(goal.key, "accent") + cell(f"  {goal.title}")
    if node.link is LinkKind.SUPPORTS:
        name += cell(f"  ({term(LinkKind.SUPPORTS).word})", "dim")
    if node.seen_above:
        name += cell("  (shown above)", "dim")
    yield (
        name,
        *bar_of(goal, look),
        percent_cell(goal.progress, look),
        percent_cell(goal.expected, look, style="dim"),
        standing_cell(goal, look),
        person_cell(goal.owner, look),
    )
    below = len(node.results) + len(node.children) + (1 if node.more_children else 0)
    for index, result in enumerate(node.results):
        yield _result_row(result, look, guides=(*guides, index < below - 1))
    for index, child in enumerate(node.children, start=len(node.results)):
        yield from _rows(child, look, guides=(*guides, index < below - 1), upwards=upwards)
    if node.more_children:
        what = "above" if upwards else "below"
        more = cell(f"and {node.more_children} more {what}; --depth follows them", "dim")
        yield (guide((*guides, False), look) + more, *([EMPTY] * (4 + len(bar_column(look)))))


def _result_row(result: "KeyResultView", look: Look, *, guides: tuple[bool, ...]) -> Row:
    from okr.cli.cells import bar_cell

    bar = (bar_cell(result.progress, result.expected, look),) if look.drawings else ()
    return (
        guide(guides, look) + cell(result.key, "dim") + cell(f"  {result.title}"),
        *bar,
        percent_cell(result.progress, look),
        percent_cell(result.expected, look, style="dim"),
        status_cell(result, look) if result.state.value == "active" else state_cell(result.state, look),
        person_cell(result.owner, look),
    )


def guide(guides: tuple[bool, ...], look: Look) -> Cell:
    """The lines that tie a row to the one above it; blanks where drawings are off."""
    if not guides:
        return EMPTY
    if not look.drawings:
        return cell("  " * len(guides))
    through, fork, end, blank = (
        ("|  ", "|- ", "`- ", "   ") if look.ascii_only else ("\u2502  ", "\u251c\u2500 ", "\u2514\u2500 ", "   ")
    )
    above = "".join(through if more else blank for more in guides[:-1])
    return cell(above + (fork if guides[-1] else end), "dim")
