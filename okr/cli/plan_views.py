"""How what a plan does is shown: its deeds in words, its effect, SMART letters, agreements, conflicts, and what is refused where."""

from typing import TYPE_CHECKING

from okr.cli.cells import percent_cell, state_cell
from okr.cli.look import Look
from okr.cli.output import Printable, heading, lines
from okr.cli.table import EMPTY, Cell, Column, Table, cell, table
from okr.domain.vocabulary import GoalState, Status

if TYPE_CHECKING:
    from okr.contract.base import Change
    from okr.contract.plans import PlanDeed, PlanEffect, PlanFinding, PlanReport

SHOWN = 60
"""Rows of each part that are printed unless all are asked for."""
_STYLES = {"created": "success", "changed": "accent", "removed": "error"}
_LEVELS = {"refused": "error", "warning": "warning", "note": "dim"}


def plan_parts(report: "PlanReport", look: Look, *, file: str, everything: bool) -> list[Printable]:
    """What a plan does, or would do."""
    limit = None if everything else SHOWN
    parts: list[Printable] = [_deeds(report, look, limit), lines(_counts(report))]
    if report.effects:
        parts += [heading("Effect"), *_effects(report, look, limit)]
    failing = [one for one in report.letters if one.failing]
    if report.letters:
        parts += [heading("SMART"), _letters(report, limit)]
    if failing:
        parts.append(
            lines(*(f"{one.key}  {reason}" for one in failing[:limit] for reason in one.failing), style="warning")
        )
    if report.contracts:
        parts.append(heading("Agreements"))
        parts.append(lines(*(f"{one.parent}+{one.number} {one.words}" for one in report.contracts[:limit])))
    if report.conflicts:
        parts += [heading("Moved since the file was written"), _conflicts(report, look, limit)]
    if report.findings:
        parts += [heading("Findings"), _findings(report.findings[:limit], file)]
    parts.append(_verdict(report))
    return parts


def counted(report: "PlanReport") -> str:
    """How much a plan does, in a few words."""
    numbers = {"created": 0, "changed": 0, "removed": 0}
    for deed in report.deeds:
        numbers[deed.deed.value] += 1
    return ", ".join(f"{count} {word}" for word, count in numbers.items() if count) or "nothing changes"


def _counts(report: "PlanReport") -> str:
    goals = "1 goal stays as it is" if report.untouched == 1 else f"{report.untouched:,} goals stay as they are"
    return f"{counted(report)}; {goals}"


def _deeds(report: "PlanReport", look: Look, limit: int | None) -> Table:
    columns = (
        Column("What"),
        Column("Key"),
        Column("Field"),
        Column("Before", flexible=True),
        Column("After", flexible=True),
    )
    rows = [row for deed in report.deeds for row in _rows(deed, look)]
    return table(columns, rows[:limit], empty="")


def _rows(deed: "PlanDeed", look: Look) -> list[tuple[Cell, ...]]:
    """A deed with its fields, a row each; something new begins with its title, something removed has nothing else."""
    word = cell(deed.deed.value, _STYLES[deed.deed.value])
    shown = deed.changes if deed.deed.value == "changed" else ()
    if not shown:
        before, after = (cell(deed.title, "dim"), EMPTY) if deed.deed.value == "removed" else (EMPTY, cell(deed.title))
        first = (
            word,
            cell(deed.key),
            cell("" if deed.kind in {"goal", "key result"} else deed.kind, "dim"),
            before,
            after,
        )
        return [first, *((EMPTY, EMPTY, *_change(one, look)) for one in deed.changes)]
    return [
        ((word, cell(deed.key)) if number == 0 else (EMPTY, EMPTY)) + _change(one, look)
        for number, one in enumerate(shown)
    ]


def _change(change: "Change", look: Look) -> tuple[Cell, Cell, Cell]:
    none = look.none
    before = EMPTY if change.before is None and change.after is not None else cell(change.before or none, "dim")
    return cell(change.field, "dim"), before, cell(change.after or none)


def _effects(report: "PlanReport", look: Look, limit: int | None) -> list[Printable]:
    columns = (
        Column("Key"),
        Column("Goal", flexible=True),
        Column("Above"),
        Column("Progress", "right"),
        Column("", "right"),
        Column("Status"),
        Column(""),
    )
    shown = [one for one in report.effects if one.is_ancestor or _moves(one)]
    rows = [
        (
            cell(one.key),
            cell(one.title),
            cell("above" if one.is_ancestor else "", "dim"),
            percent_cell(one.progress_before, look, decimals=1),
            percent_cell(one.progress_after, look, decimals=1),
            _standing(one.state_before, one.status_before, look),
            _standing(one.state_after, one.status_after, look),
        )
        for one in shown[:limit]
    ]
    found: list[Printable] = [table(columns, rows, empty="")] if rows else []
    still = [one.key for one in report.effects if not (one.is_ancestor or _moves(one))]
    if still:
        more = "" if limit is None or len(still) <= limit else f" and {len(still) - limit} more"
        found.append(lines(f"unmoved: {', '.join(still[:limit])}{more}", style="dim"))
    return found


def _moves(effect: "PlanEffect") -> bool:
    before = effect.progress_before, effect.status_before, effect.state_before
    return before != (effect.progress_after, effect.status_after, effect.state_after)


def _standing(state: GoalState | None, status: Status | None, look: Look) -> Cell:
    """The status of a goal that is lived; of any other what people decided, since its status says nothing yet or no more."""
    if state is not None and state is not GoalState.ACTIVE:
        return state_cell(state, look)
    return state_cell(status, look) if status is not None else EMPTY


def _letters(report: "PlanReport", limit: int | None) -> Table:
    columns = (Column("Key"), Column("Letters"), Column("Goal", flexible=True))
    rows = ((cell(one.key), cell(one.letters), cell(one.title)) for one in report.letters[:limit])
    return table(columns, rows, empty="")


def _conflicts(report: "PlanReport", look: Look, limit: int | None) -> Table:
    columns = (Column("Key"), Column("Field"), Column("Now", flexible=True), Column("In the file", flexible=True))
    rows = (
        (
            cell(one.key),
            cell(one.field, "dim"),
            cell(one.now or look.none, "warning"),
            cell(one.planned or look.none),
        )
        for one in report.conflicts[:limit]
    )
    return table(columns, rows, empty="")


def _findings(findings: "tuple[PlanFinding, ...]", file: str) -> Table:
    columns = (Column("Where"), Column("What", flexible=True))
    rows = (
        (cell(f"{file}:{one.line}:{one.column}" if one.line else file, "dim"), cell(one.message, _LEVELS[one.level]))
        for one in findings
    )
    return table(columns, rows, empty="")


def _verdict(report: "PlanReport") -> Printable:
    if report.conflicts:
        return lines(
            "nothing was written: okr has moved since the file was. Export it anew and carry your changes over, or let the file win "
            "with okr plan FILE --reviewed",
            style="error",
        )
    if any(one.level == "refused" for one in report.findings):
        return lines("nothing was written: mend what is refused", style="error")
    if report.dry_run:
        return lines("only looked: nothing was written", style="warning")
    return lines("applied", style="success")
