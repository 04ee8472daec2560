"""How goals are shown: as rows of a list, and one with all that belongs to it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from okr.cli.cells import (
    bar_cell,
    count_cell,
    day_cell,
    people_words,
    percent_cell,
    person_cell,
    person_words,
    progress_cell,
    state_cell,
    status_cell,
)
from okr.cli.conversation_views import comments_words, conversation_parts
from okr.cli.insights import insight_parts
from okr.cli.look import Look
from okr.cli.output import Printable, heading, hidden_words, lines
from okr.cli.table import EMPTY, Cell, Column, Lines, Table, cell, facts, table
from okr.domain.states import PLANNING_GOAL_STATES
from okr.domain.vocabulary import GoalState, LinkKind
from okr.domain.wording import term

if TYPE_CHECKING:
    from okr.contract.goal_life import CarriedRef
    from okr.contract.goals import GoalRow, GoalView, ParentRef


def goal_table(goals: Sequence["GoalRow"], look: Look) -> Table:
    """Goals, one a row."""
    columns = (
        Column("Key"),
        Column("Goal", flexible=True),
        *bar_column(look),
        Column("Progress", "right"),
        Column("Pace", "right", from_width=90),
        Column("Status"),
        Column("Owner"),
        Column("Unit", from_width=110),
        Column("Due", from_width=100),
    )
    rows = (
        (
            cell(goal.key, "accent"),
            cell(goal.title),
            *bar_of(goal, look),
            percent_cell(goal.progress, look),
            percent_cell(goal.expected, look, style="dim"),
            standing_cell(goal, look),
            person_cell(goal.owner, look),
            cell(goal.unit.key),
            day_cell(goal.due, look),
        )
        for goal in goals
    )
    return table(columns, rows, empty="no goals here; okr goal new TITLE writes one")


def goal_parts(view: "GoalView", look: Look) -> list[Printable]:
    """One goal: what it is, where it stands, its key results and the goals below it."""
    from okr.cli.key_result_views import key_result_table

    parts: list[Printable] = [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.title, "strong"),)),
        facts(_facts(view, look)),
    ]
    if view.reviews:
        parts += [heading("Reviews"), _review_table(view, look)]
    if view.results:
        parts += [heading("Key results"), key_result_table(view.results, look)]
    else:
        parts.append(lines(f"no key results yet; okr kr new {view.key} TITLE --from A --to B adds one", style="dim"))
    parts += insight_parts(view.insights, look)
    parts += conversation_parts(view, look)
    if view.child_goals:
        parts += [heading("Goals below"), goal_table(view.child_goals, look)]
    if view.hidden_children:
        parts.append(lines(hidden_words(view.hidden_children, "goal"), style="dim"))
    return parts


def standing_cell(goal: "GoalRow", look: Look, *, because: str | None = None) -> Cell:
    """The status of an active goal; of any other the state that people gave it."""
    if goal.state is not GoalState.ACTIVE:
        return state_cell(goal.state, look)
    return status_cell(goal, look, override=goal.override, because=because)


def bar_column(look: Look) -> tuple[Column, ...]:
    """The column of the progress bar; none where drawings are off."""
    return (Column(""),) if look.drawings else ()


def bar_of(goal: "GoalRow", look: Look) -> tuple[Cell, ...]:
    """The progress bar of a goal; none where drawings are off."""
    return (bar_cell(goal.progress, goal.expected, look),) if look.drawings else ()


def _facts(view: "GoalView", look: Look) -> list[tuple[str, Cell]]:
    coverage = view.coverage
    return [
        ("status", standing_cell(view, look, because=view.weakest_child)),
        ("set by hand", _override_words(view)),
        ("progress", _with_gap(bar_cell(view.progress, view.expected, look, width=24)) + progress_cell(view, look)),
        ("expected today", percent_cell(view.expected, look)),
        ("coverage", percent_cell(coverage, look) if coverage is not None and coverage < 1_000_000 else EMPTY),
        ("guardrail broken", cell(", ".join(view.broken_guardrails), "error")),
        ("grade", _grade_words(view, look)),
        ("approval", _approval_words(view)),
        ("why", cell(view.why, single_line=look.terminal)),
        ("owner", person_words(view.owner) if view.owner else person_cell(None, look)),
        ("sponsor", person_words(view.sponsor)),
        ("delegate", person_words(view.delegate)),
        ("contributors", people_words(view.contributors)),
        ("unit", cell(view.unit.name) + cell(f"  {view.unit.key}", "dim")),
        ("cycle", cell(view.cycle) + cell(f"  {view.starts} to {view.due}", "dim")),
        ("focus area", cell(view.focus_area)),
        ("kind", cell(f"{term(view.ambition).word}, {term(view.state).word}")),
        ("visible to", cell(_visibility(view))),
        *(("parent", _parent_words(parent)) for parent in view.parents),
        ("carried from", _carried_words(view.carried_from)),
        *(("carried to", _carried_words(one)) for one in view.carried_to),
        ("line of sight", _line_of_sight(view.line_of_sight, look)),
        ("goals below", count_cell(view.children) if view.children else EMPTY),
        ("comments", comments_words(view)),
        ("external id", cell(view.external_id)),
        ("version", cell(view.version, "dim")),
    ]


def _override_words(view: "GoalView") -> Cell:
    if view.override is None:
        return EMPTY
    until = f" until {view.override.until}" if view.override.until else " until the next check-in"
    words = f"{term(view.override.status).word}{until}, by {view.override.by.name}: {view.override.reason}"
    return cell(words) + cell(f" (computed: {term(view.override.computed).word})", "dim")


def _grade_words(view: "GoalView", look: Look) -> Cell:
    if view.grade is None:
        return EMPTY
    from okr.cli.grading import grade_words

    return grade_words(view.grade, look)


def _approval_words(view: "GoalView") -> Cell:
    if view.approved is None or view.state not in PLANNING_GOAL_STATES:
        return EMPTY
    return cell("approved", "success") if view.approved else cell("not approved as it stands", "warning")


def _carried_words(carried: "CarriedRef | None") -> Cell:
    if carried is None:
        return EMPTY
    return cell(carried.key, "accent") + cell(f"  {carried.cycle}, {term(carried.state).word}", "dim")


def _review_table(view: "GoalView", look: Look) -> Table:
    columns = (Column("Day"), Column("By"), Column("Said"), Column("Remark", flexible=True))
    rows = (
        (
            day_cell(one.recorded_at.date(), look),
            cell(one.by.name),
            cell(one.verdict.value, "success" if one.holds else ""),
            cell(one.remark),
        )
        for one in view.reviews
    )
    return table(columns, rows, empty="")


def _visibility(view: "GoalView") -> str | None:
    if view.visibility.value == "organisation":
        return None
    readers = ", ".join(reader.name for reader in view.readers)
    return f"{view.visibility.value}{f' ({readers})' if readers else ''}"


def _parent_words(parent: "ParentRef") -> Cell:
    weight = f", weight {parent.weight:f}" if parent.weight is not None and parent.kind is LinkKind.CONTRIBUTES else ""
    words = cell(f"{term(parent.kind).word} ", "dim") + cell(parent.key, "accent")
    return words + cell(f"  {parent.title}") + cell(weight, "dim")


def _line_of_sight(path: Sequence["ParentRef"], look: Look) -> Cell:
    return cell(f" {look.arrow} ".join(step.key for step in path)) if len(path) > 1 else EMPTY


def _with_gap(bar: Cell) -> Cell:
    return bar + cell("  ") if bar.text else EMPTY
