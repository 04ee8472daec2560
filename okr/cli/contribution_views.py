"""How contributions are shown: as rows, one with its steps, and how much of a parent's need is subscribed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from okr.cli.cells import day_cell, moment_cell, number_cell, percent_cell, person_words, state_cell
from okr.cli.look import Look
from okr.cli.output import Printable, heading, lines
from okr.cli.table import EMPTY, Cell, Column, Lines, Table, cell, facts, table
from okr.domain.wording import term

if TYPE_CHECKING:
    from okr.contract.contributions import (
        AskedContributions,
        ContributionRow,
        ContributionView,
        StepView,
        Subscriptions,
        SubscriptionView,
    )


def contribution_table(rows: Sequence["ContributionRow"], look: Look) -> Table:
    """Contributions, one a row."""
    columns = (
        Column("Key"),
        Column("For", from_width=100),
        Column("Who"),
        Column("What", flexible=True),
        Column("Share", "right"),
        Column("Of need", "right", from_width=110),
        Column("State"),
        Column("Answer by", from_width=90),
        Column("Goal", from_width=80),
    )
    shown = (
        (
            cell(row.key, "accent"),
            cell(row.parent),
            _who(row),
            cell(row.title),
            number_cell(row.share, row.unit_of_measure, look),
            percent_cell(row.part, look, style="dim"),
            _state(row, look),
            _answer_by(row, look),
            cell(row.child_key_result or row.child),
        )
        for row in rows
    )
    return table(columns, shown, empty="no contributions here; okr goal propose KEY --to UNIT asks for some")


def contribution_parts(view: "ContributionView", look: Look) -> list[Printable]:
    """One contribution: its terms, what the parent needs, and every step so far."""
    columns = (
        Column("#", "right"),
        Column("Step"),
        Column("Share", "right"),
        Column("Due"),
        Column("By"),
        Column("When", from_width=100),
        Column("Words", flexible=True),
    )
    steps = (
        (
            cell(step.number),
            cell(step.step),
            number_cell(step.share, view.unit_of_measure, look),
            day_cell(step.due, look),
            cell(step.by.name),
            moment_cell(step.recorded_at),
            _words(step, before),
        )
        for step, before in zip(view.steps, (None, *view.steps), strict=False)
    )
    return [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.title, "strong"),)),
        facts(_facts(view, look)),
        heading("Steps"),
        table(columns, steps, empty=""),
    ]


def asked_parts(asked: "AskedContributions", look: Look) -> list[Printable]:
    """What was asked, who was left out, and where the parent stands."""
    parts: list[Printable] = [contribution_table(asked.asked, look)]
    if asked.left_out:
        left_out = (f"{one.unit.key} {one.unit.name}: {one.reason}" for one in asked.left_out)
        parts += [heading("Left out"), lines(*left_out)]
    return [*parts, subscription_lines([asked.subscription])]


def subscription_lines(subscriptions: Sequence["SubscriptionView"]) -> Table:
    """Each subscription in a sentence."""
    return facts((one.parent, cell(one.sentence)) for one in subscriptions)


def subscription_parts(found: "Subscriptions", look: Look) -> list[Printable]:
    """The subscriptions of a goal and its key results: what is needed, asked, accepted, countered, declined, open."""
    columns = (
        Column("Key"),
        Column("Title", flexible=True),
        Column("Need", "right"),
        Column("Asked", "right"),
        Column("Accepted", "right"),
        Column("Countered", "right"),
        Column("Declined", "right"),
        Column("Open", "right"),
        Column("Offered", "right", from_width=100),
        Column("Given up", "right", from_width=110),
    )
    rows = (
        (
            cell(one.parent, "accent"),
            cell(one.title),
            number_cell(one.need, one.unit_of_measure, look),
            *(
                percent_cell(part, look, style="" if part else "muted")
                for part in (one.asked, one.accepted, one.countered, one.declined, one.open, one.offered, one.given_up)
            ),
        )
        for one in found.parents
    )
    empty = f"nobody was asked to contribute to {found.key} yet; okr goal propose {found.key} --to UNIT"
    return [table(columns, rows, empty=empty), subscription_lines(found.parents)]


def _words(step: "StepView", before: "StepView | None") -> Cell:
    """The other wording that a step brought, and what was said with it."""
    said = cell(step.text)
    if before is None or step.title == before.title:
        return said
    wording = cell(f"as '{step.title}'", "strong")
    return wording + cell("  ") + said if step.text else wording


def _facts(view: "ContributionView", look: Look) -> list[tuple[str, Cell]]:
    asked = "offered by" if view.offered else "asked by"
    share = number_cell(view.share, view.unit_of_measure, look) if view.share is not None else EMPTY
    if view.share is not None and view.part is not None:
        share += cell("  ") + percent_cell(view.part, look, style="dim") + cell(" of the need", "dim")
    waits = person_words(view.waits_for)
    if view.answer_due_on is not None:
        waits += cell(f"  answer by {view.answer_due_on}", "warning" if view.reminded else "dim")
    return [
        ("state", state_cell(view.state, look)),
        ("contributes to", cell(view.parent, "accent") + cell(f"  {view.parent_title}")),
        ("needed", number_cell(view.need, view.unit_of_measure, look) if view.need is not None else EMPTY),
        ("who", _who(view)),
        ("share", share),
        ("due", day_cell(view.due, look)),
        (asked, person_words(view.asked_by)),
        ("message", cell(view.message, single_line=look.terminal)),
        ("waits for", waits),
        ("goal", cell(view.child, "accent") + _child_state(view)),
        ("key result", cell(view.child_key_result, "accent")),
        ("you may", cell(", ".join(view.may))),
    ]


def _child_state(view: "ContributionView") -> Cell:
    return EMPTY if view.child_state is None else cell(f"  {term(view.child_state).word}", "dim")


def _who(row: "ContributionRow") -> Cell:
    if row.unit is not None:
        return cell(row.unit.name) + cell(f"  {row.unit.key}", "dim")
    return person_words(row.person)


def _state(row: "ContributionRow", look: Look) -> Cell:
    shown = state_cell(row.state, look)
    return shown + cell("  offered", "dim") if row.offered else shown


def _answer_by(row: "ContributionRow", look: Look) -> Cell:
    if row.answer_due_on is None:
        return EMPTY
    name = f"  {row.waits_for.name}" if row.waits_for is not None else ""
    return day_cell(row.answer_due_on, look, "warning" if row.reminded else "") + cell(name, "dim")
