"""How blockers, initiatives, dependencies and comments are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from okr.cli.cells import day_cell, moment_cell, person_cell, person_words, state_cell
from okr.cli.look import Look
from okr.cli.output import Printable, heading, hidden_words, lines
from okr.cli.table import EMPTY, Cell, Column, Lines, Table, cell, facts, table
from okr.domain.vocabulary import BlockerState, GoalState

if TYPE_CHECKING:
    from okr.contract.blockers import BlockerView
    from okr.contract.comments import CommentResult, CommentView
    from okr.contract.dependencies import DependenciesView, DependencyView
    from okr.contract.goals import GoalView
    from okr.contract.initiatives import InitiativeView


def blocker_table(blockers: Sequence["BlockerView"], look: Look) -> Table:
    """Blockers, one a row."""
    columns = (
        Column("Key"),
        Column("Key result", flexible=True, from_width=110),
        Column("In the way", flexible=True),
        Column("Answers"),
        Column("By"),
        Column("Answer", flexible=True, from_width=90),
    )
    rows = (
        (
            cell(one.key, "accent"),
            cell(one.title),
            cell(one.text, "error" if one.state is BlockerState.OPEN else ""),
            person_cell(one.owner, look),
            _by_when(one, look),
            cell(one.answer),
        )
        for one in blockers
    )
    return table(
        columns, rows, empty="nothing waits for an answer; okr checkin KEY VALUE --blocker TEXT raises a blocker"
    )


def blocker_parts(view: "BlockerView", look: Look) -> list[Printable]:
    """One blocker."""
    is_open = view.state is BlockerState.OPEN
    return [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.text, "strong", single_line=look.terminal),)),
        facts(
            [
                ("key result", cell(view.key_result, "accent") + cell(f"  {view.title}")),
                ("raised", day_cell(view.raised_on, look) + cell(f"  {view.by.name if view.by else ''}".rstrip())),
                ("answers", person_words(view.owner) if view.owner else person_cell(None, look)),
                ("answer due", _by_when(view, look) if is_open else EMPTY),
                ("climbed", day_cell(view.climbed_on, look) if view.climbed_on else EMPTY),
                ("answer", cell(view.answer, "success", single_line=look.terminal)),
                ("answered by", person_words(view.answered_by)),
                ("version", cell(view.version, "dim")),
            ]
        ),
    ]


def initiative_table(initiatives: Sequence["InitiativeView"], look: Look) -> Table:
    """Initiatives, one a row."""
    columns = (
        Column("Key"),
        Column("Work", flexible=True),
        Column("For", from_width=90),
        Column("Owner"),
        Column("Due"),
        Column("Done"),
    )
    rows = (
        (
            cell(one.key, "accent"),
            cell(one.title),
            cell(one.key_result or one.goal, "dim"),
            person_cell(one.owner, look),
            _due(one, look),
            day_cell(one.done_on, look, "success"),
        )
        for one in initiatives
    )
    return table(columns, rows, empty="nothing is to be done; okr initiative new KEY TITLE writes what is")


def initiative_parts(view: "InitiativeView", look: Look) -> list[Printable]:
    """One initiative."""
    return [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.title, "strong"),)),
        facts(
            [
                ("for", cell(view.key_result or view.goal, "accent")),
                ("owner", person_words(view.owner) if view.owner else person_cell(None, look)),
                ("due", _due(view, look) if view.due_on else EMPTY),
                ("done", day_cell(view.done_on, look, "success") if view.done_on else EMPTY),
                ("external id", cell(view.external_id)),
                ("version", cell(view.version, "dim")),
            ]
        ),
    ]


def dependency_parts(view: "DependenciesView", look: Look) -> list[Printable]:
    """What a goal depends on, and what depends on it."""
    parts: list[Printable] = [Lines((cell(view.key, "accent") + cell("  ") + cell(view.title, "strong"),))]
    parts += _dependencies(view.depends_on, view.needed_by, look)
    if not view.depends_on and not view.needed_by:
        parts.append(lines("depends on nothing, and nothing depends on it", style="dim"))
    if view.hidden:
        parts.append(lines(hidden_words(view.hidden, "dependency").replace("dependencys", "dependencies"), style="dim"))
    return parts


def comment_table(comments: Sequence["CommentView"], look: Look) -> Table:
    """Comments, one a row."""
    columns = (
        Column("No.", "right"),
        Column("On"),
        Column("When", from_width=90),
        Column("By"),
        Column("Comment", flexible=True),
    )
    rows = (
        (
            cell(one.number),
            cell(one.on, "accent"),
            moment_cell(one.recorded_at),
            person_cell(one.by, look),
            cell("withdrawn", "muted") if one.withdrawn else cell(one.text),
        )
        for one in comments
    )
    return table(columns, rows, empty="no comments here; okr comment KEY TEXT writes one")


def comment_parts(result: "CommentResult", look: Look) -> list[Printable]:
    """A comment that was written, who was told of it, and who was not."""
    said = []
    if result.told:
        said.append(cell(f"told: {', '.join(one.name for one in result.told)}", "dim"))
    if result.not_told:
        words = ", ".join(f"@{one.handle} ({one.reason})" for one in result.not_told)
        said.append(cell(f"not told: {words}", "warning"))
    return [comment_table([result.comment], look), Lines(tuple(said))]


def conversation_parts(view: "GoalView", look: Look) -> list[Printable]:
    """What people tell each other around a goal."""
    parts: list[Printable] = []
    if view.blockers:
        parts += [heading("In the way"), blocker_table(view.blockers, look)]
    if view.initiatives:
        parts += [heading("Work"), initiative_table(view.initiatives, look)]
    parts += _dependencies(view.depends_on, view.needed_by, look)
    if view.dependency_circle:
        words = f" {look.arrow} ".join(view.dependency_circle)
        parts.append(lines(f"these goals wait for each other: {words}", style="warning"))
    return parts


def comments_words(view: "GoalView") -> Cell:
    """How many comments there are, and how they are read."""
    if not view.comments:
        return EMPTY
    return cell(view.comments) + cell(f"  okr comment list {view.key}", "dim")


def _dependencies(
    depends_on: Sequence["DependencyView"], needed_by: Sequence["DependencyView"], look: Look
) -> list[Printable]:
    parts: list[Printable] = []
    if depends_on:
        parts += [heading("Depends on"), _dependency_table(depends_on, look)]
    if needed_by:
        parts += [heading("Needed by"), _dependency_table(needed_by, look)]
    return parts


def _dependency_table(dependencies: Sequence["DependencyView"], look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Goal", flexible=True),
        Column("Kind"),
        Column("Note", flexible=True, from_width=90),
        Column("Status"),
        Column("Owner"),
    )
    rows = (
        (
            cell(one.key, "accent"),
            cell(one.title),
            cell(one.kind.value),
            cell(one.note),
            state_cell(one.status if one.state is GoalState.ACTIVE else one.state, look),
            person_cell(one.owner, look),
        )
        for one in dependencies
    )
    return table(columns, rows, empty="")


def _by_when(one: "BlockerView", look: Look) -> Cell:
    late = f" {one.days_late} day{'' if one.days_late == 1 else 's'} late" if one.days_late else ""
    return day_cell(one.answer_due_on, look) + cell(late, "error")


def _due(one: "InitiativeView", look: Look) -> Cell:
    late = f" {one.days_late} day{'' if one.days_late == 1 else 's'} late" if one.days_late else ""
    return day_cell(one.due_on, look) + cell(late, "error")
