"""How a reorganisation is shown: what changes hands, what would be lost, what follows for others."""

from typing import TYPE_CHECKING

from okr.cli.look import Look
from okr.cli.output import Printable, heading, lines
from okr.cli.table import Column, Table, cell, table

if TYPE_CHECKING:
    from okr.contract.reorgs import ReorgPlan


def plan_parts(plan: "ReorgPlan", look: Look) -> list[Printable]:
    """The plan, or what was done by it."""
    if plan.applied:
        verdict = lines("applied", style="success")
    else:
        verdict = lines("nothing was written; okr reorg apply does it, as shown here with", f"--state {plan.state}")
    return [*reorg_parts(plan, look), verdict]


def reorg_parts(plan: "ReorgPlan", look: Look, *, limit: int | None = None) -> list[Printable]:
    """What changes and what follows; up to `limit` rows of each."""
    parts: list[Printable] = [lines(_counted(plan), style="strong")]
    if plan.changes:
        parts += [heading("What changes hands"), _changes(plan, look, limit)]
    if plan.effects:
        parts += [heading("What follows"), _effects(plan, limit)]
    if plan.notes:
        parts.append(lines(*plan.notes, style="warning"))
    if plan.hidden:
        noun = "goal that is" if plan.hidden == 1 else "goals that are"
        parts.append(lines(f"includes {plan.hidden} {noun} not shown", style="dim"))
    return parts


def _counted(plan: "ReorgPlan") -> str:
    return ", ".join(f"{word}: {count}" for word, count in plan.counts.items()) or "nothing changes"


def _changes(plan: "ReorgPlan", look: Look, limit: int | None) -> Table:
    columns = (
        Column("What"),
        Column("Key"),
        Column("Title", flexible=True, from_width=90),
        Column("Field"),
        Column("Before"),
        Column("After"),
        Column("Otherwise without"),
        Column("Why", flexible=True, from_width=110),
    )
    rows = (
        (
            cell(change.kind, "dim"),
            cell(change.key, "accent"),
            cell(change.title),
            cell(change.field),
            cell(change.before or look.none, "dim"),
            cell(change.after or look.none),
            cell(change.loses or "", "warning"),
            cell(change.why, "dim"),
        )
        for change in plan.changes[:limit]
    )
    return table(columns, rows, empty="")


def _effects(plan: "ReorgPlan", limit: int | None) -> Table:
    columns = (
        Column("What"),
        Column("Key"),
        Column("Concerns"),
        Column("Before", flexible=True),
        Column("After", flexible=True),
    )
    rows = (
        (
            cell(effect.kind, "dim"),
            cell(effect.key, "accent"),
            cell(effect.loses),
            cell(effect.before, "dim"),
            cell(effect.after),
        )
        for effect in plan.effects[:limit]
    )
    return table(columns, rows, empty="")
