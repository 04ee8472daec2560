"""How key results are shown: as rows of a list, and one with its numbers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from okr.cli.cells import (
    bar_cell,
    day_cell,
    number_cell,
    number_text,
    percent_cell,
    person_cell,
    person_words,
    progress_cell,
    state_cell,
    status_cell,
)
from okr.cli.insights import insight_parts
from okr.cli.look import Look
from okr.cli.output import Printable, heading
from okr.cli.table import EMPTY, Cell, Column, Lines, Table, cell, facts, table
from okr.domain.vocabulary import COUNTING_GOAL_STATES, KeyResultState, Metric
from okr.domain.wording import GUARDRAIL, counted, term

if TYPE_CHECKING:
    from okr.contract.key_results import FeedRef, KeyResultView


def key_result_table(results: Sequence["KeyResultView"], look: Look) -> Table:
    """Key results, one a row."""
    bars = (Column(""),) if look.drawings else ()
    columns = (
        Column("Key"),
        Column("Key result", flexible=True),
        Column("Now", "right"),
        Column("From and to", from_width=90),
        *bars,
        Column("Progress", "right"),
        Column("Pace", "right", from_width=110),
        Column("Status"),
        Column("Owner", from_width=90),
        Column("Next check-in", from_width=120),
    )
    rows = (
        (
            cell(result.key, "accent"),
            cell(result.title) + _guardrail(result, look),
            now_cell(result, look),
            cell(way_words(result, look), "dim"),
            *((bar_cell(result.progress, result.expected, look),) if look.drawings else ()),
            percent_cell(result.progress, look),
            percent_cell(result.expected, look, style="dim"),
            result_status_cell(result, look),
            person_cell(result.owner, look),
            day_cell(result.next_due_on, look, "warning" if result.overdue else ""),
        )
        for result in results
    )
    return table(columns, rows, empty="no key results here; okr kr new GOAL TITLE adds one")


def key_result_parts(view: "KeyResultView", look: Look) -> list[Printable]:
    """One key result: what is measured, where it stands, when the next check-in is due."""
    parts: list[Printable] = [
        Lines((cell(view.key, "accent") + cell("  ") + cell(view.title, "strong") + _guardrail(view, look),)),
        facts(_facts(view, look)),
    ]
    if view.milestones:
        rows = (
            (cell(stone.title), number_cell(stone.weight, None, look), day_cell(stone.due_on, look))
            for stone in view.milestones
        )
        columns = (Column("Milestone", flexible=True), Column("Weight", "right"), Column("Due"))
        parts += [heading("Milestones"), table(columns, rows, empty="")]
    if view.checkpoints:
        points = (
            (day_cell(point.day, look), number_cell(point.value, view.unit_of_measure, look))
            for point in view.checkpoints
        )
        parts += [heading("Checkpoints"), table((Column("Day"), Column("Expected", "right")), points, empty="")]
    return [*parts, *insight_parts(view.insights, look)]


def now_cell(result: "KeyResultView", look: Look) -> Cell:
    """The current value; that there is no reading yet is said."""
    if not result.has_reading:
        return cell("no reading", "muted")
    if result.metric is Metric.YES_NO:
        return cell("yes" if result.current else "no")
    return number_cell(result.current, result.unit_of_measure, look)


def way_words(result: "KeyResultView", look: Look) -> str:
    """From where to where, or which limits are kept."""
    unit = result.unit_of_measure
    match result.metric:
        case Metric.AT_LEAST:
            return f"at least {number_text(result.lower, unit, look)}"
        case Metric.AT_MOST:
            return f"at most {number_text(result.upper, unit, look)}"
        case Metric.BETWEEN:
            return f"{_bare(result.lower, look)} to {number_text(result.upper, unit, look)}"
        case Metric.MILESTONES:
            return counted(len(result.milestones), "milestone")
        case Metric.INCREASE | Metric.DECREASE:
            return f"{_bare(result.baseline, look)} {look.arrow} {number_text(result.target, unit, look)}"
    return term(result.metric).word


def result_status_cell(result: "KeyResultView", look: Look) -> Cell:
    """The status of an active key result; of any other, and of one whose goal does not count, the state that people gave it."""
    if result.state is not KeyResultState.ACTIVE:
        return state_cell(result.state, look)
    if result.goal_state not in COUNTING_GOAL_STATES:
        return state_cell(result.goal_state, look)
    return status_cell(result, look)


def _facts(view: "KeyResultView", look: Look) -> list[tuple[str, Cell]]:
    unit = view.unit_of_measure
    bar = bar_cell(view.progress, view.expected, look, width=24)
    overdue = cell("  overdue", "error") if view.overdue else EMPTY
    return [
        ("goal", cell(view.goal, "accent") + cell(f"  {view.goal_title}")),
        ("status", result_status_cell(view, look)),
        ("now", now_cell(view, look) + _since(view)),
        ("measured", cell(f"{term(view.metric).word}: {way_words(view, look)}")),
        ("stretch", number_cell(view.stretch, unit, look) if view.stretch is not None else EMPTY),
        ("amber band", _amber(view, look)),
        ("survey", cell(view.survey.value.upper()) if view.survey else EMPTY),
        ("fewest answers", cell(view.minimum_answers) if view.survey else EMPTY),
        ("progress", (bar + cell("  ") if bar.text else EMPTY) + progress_cell(view, look)),
        ("expected today", percent_cell(view.expected, look)),
        ("confidence", cell(f"{view.confidence} %") if view.confidence is not None else EMPTY),
        ("note", cell(view.last_note)),
        ("blocker", cell(view.blocker, "error")),
        ("owner", person_words(view.owner) if view.owner else person_cell(None, look)),
        ("unit", cell(view.unit.name) + cell(f"  {view.unit.key}", "dim")),
        ("period", cell(f"{view.starts} to {view.due}")),
        ("check-ins", cell(f"{view.cadence}, {counted(view.grace_days, 'day')} of grace")),
        ("next check-in", day_cell(view.next_due_on, look) + overdue if view.next_due_on else EMPTY),
        ("weight", number_cell(view.weight, None, look)),
        ("source", cell(view.source.value)),
        ("fed by", _feeds(view.fed_by, view)),
        ("feeds", _feeds(view.feeds, None)),
        ("guardrail", cell("broken", "error") if view.guardrail_broken else EMPTY),
        ("external id", cell(view.external_id)),
        ("version", cell(view.version, "dim")),
    ]


def _guardrail(result: "KeyResultView", look: Look) -> Cell:
    if not result.guardrail:
        return EMPTY
    style = "error" if result.guardrail_broken else "accent"
    return cell(f" {GUARDRAIL.mark(ascii_only=look.ascii_only)} {GUARDRAIL.word}", style)


def _since(view: "KeyResultView") -> Cell:
    return cell(f"  since {view.last_reading_on}", "dim") if view.last_reading_on else EMPTY


def _amber(view: "KeyResultView", look: Look) -> Cell:
    if view.amber_lower is None and view.amber_upper is None:
        return EMPTY
    unit = view.unit_of_measure
    below = f"below {number_text(view.amber_lower, unit, look)}" if view.amber_lower is not None else ""
    above = f"above {number_text(view.amber_upper, unit, look)}" if view.amber_upper is not None else ""
    return cell(" and ".join(part for part in (below, above) if part))


def _feeds(feeds: Sequence["FeedRef"], fed: "KeyResultView | None") -> Cell:
    if not feeds:
        return EMPTY
    method = f"{fed.feed_method.value} of " if fed is not None and fed.feed_method is not None else ""
    return cell(method + ", ".join(feed.key for feed in feeds))


def _bare(value: Decimal | None, look: Look) -> str:
    return number_text(value, None, look)
