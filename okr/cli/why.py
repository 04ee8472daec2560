"""`okr why`: the whole derivation of a number and a status, in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from okr.cli.cells import (
    count_cell,
    day_cell,
    number_cell,
    percent_cell,
    person_cell,
    progress_cell,
    state_cell,
    status_cell,
)
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import as_of_options, looking_back, request
from okr.cli.output import Printable, heading, hidden_words, lines, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Cell, Column, Lines, cell, facts, table
from okr.domain.wording import progress_words

if TYPE_CHECKING:
    from okr.contract.timeliness import TimelinessReport
    from okr.contract.why import Explanation, PartUsed


@command(
    "why",
    answers="why.Explanation",
    also={"--unit": "timeliness.TimelinessReport", "--person": "timeliness.TimelinessReport"},
    examples=(
        "okr why CARE-7",
        "okr why CARE-7.2 --as-of 2026-03-31",
        "okr why CARE-7 --as-of 2026-03-31 --known-at 2026-04-02T09:00 --json",
        "okr why --unit CARE",
        "okr why --person dana.cho --json",
    ),
)
@click.argument("key", required=False)
@click.option("--unit", metavar="UNIT", help="Why the on-time rate of this unit with all below it is what it is.")
@click.option("--person", metavar="PERSON", help="Why the on-time rate of this person is what it is.")
@click.option("--cycle", metavar="CYCLE", help="The rate in this cycle; in the current one if left out.")
@as_of_options
@click.pass_obj
def why(
    session: Session,
    /,
    key: str | None,
    unit: str | None,
    person: str | None,
    cycle: str | None,
    as_of: str | None,
    known_at: str | None,
) -> None:
    """Why a number or a status is what it is.

    Of a goal or key result: children and weights, readings used, what was clamped, and the rule lines that held. Of a unit or a
    person: the check-in periods that its on-time rate was counted from.
    """
    from okr.contract.why import Explain

    if (key is None) == (unit is None and person is None):
        raise click.UsageError("Name a goal or key result, or a unit or person by --unit or --person.")
    if key is None:
        _rate(session, unit=unit, person=person, cycle=cycle, **looking_back(session, as_of, known_at))
        return
    if cycle is not None:
        raise click.UsageError("--cycle goes with --unit or --person.")
    told = session.call(request(Explain, key=key, **looking_back(session, as_of, known_at)))
    print_one(session, told, lambda look: _parts(told, look))


def _rate(session: Session, /, **given: object) -> None:
    from okr.contract.timeliness import ShowTimeliness

    report = session.call(request(ShowTimeliness, **given))
    print_one(session, report, lambda look: _rate_parts(report, look))


def _rate_parts(report: "TimelinessReport", look: Look) -> list[Printable]:
    key = name = ""
    if report.unit is not None:
        key, name = report.unit.key, report.unit.name
    elif report.person is not None:
        key, name = report.person.handle, report.person.name
    title = cell(key, "accent") + cell("  ") + cell(name, "strong") + cell(f"  {report.cycle}", "dim")
    counted = f"{report.goals:,} active goals with {report.key_results:,} key results were counted."
    columns = (
        Column("Key"),
        Column("Title", flexible=True),
        Column("Owner", from_width=90),
        Column("On time", "right"),
        Column("Late", "right"),
        Column("Missed", "right"),
    )
    rows = (
        (
            cell(one.key, "accent"),
            cell(one.title),
            person_cell(one.owner, look),
            count_cell(one.on_time),
            count_cell(one.late),
            count_cell(one.missed),
        )
        for one in report.results
    )
    parts: list[Printable] = [
        Lines((title, cell(report.sentence), cell(counted))),
        table(columns, rows, empty="nothing was due yet"),
    ]
    if report.more:
        parts.append(lines(f"and {report.more:,} more", style="dim"))
    if report.hidden:
        parts.append(lines(hidden_words(report.hidden, "goal"), style="dim"))
    return parts


def _parts(told: "Explanation", look: Look) -> list[Printable]:
    when = f"as of {told.as_of}" + (f", known at {told.known_at:%Y-%m-%d %H:%M %Z}" if told.known_at else "")
    title = cell(told.key, "accent") + cell("  ") + cell(told.title, "strong") + cell(f"  {when.strip()}", "dim")
    parts: list[Printable] = [Lines((title, cell(told.summary, single_line=False))), facts(_figures(told, look))]
    parts += [heading("How it comes about"), _steps(told)]
    if told.parts:
        parts += [heading("What it is made of"), _made_of(told, look)]
    if told.hidden_parts:
        parts.append(lines(hidden_words(told.hidden_parts, "part"), style="dim"))
    if told.readings:
        parts += [heading("Readings used"), _readings(told, look)]
    if told.forecast is not None:
        parts += [heading("If it goes on like this"), lines(told.forecast.sentence)]
    if told.leverage:
        parts += [heading("What it means at the top"), lines(*(item.sentence for item in told.leverage))]
    if told.periods:
        parts += [heading("How its check-in periods were kept"), _periods(told, look)]
    return parts


def _figures(told: "Explanation", look: Look) -> list[tuple[str, Cell]]:
    return [
        ("status", status_cell(told, look)),
        ("progress", progress_cell(told, look)),
        ("expected", percent_cell(told.expected, look)),
        ("coverage", percent_cell(told.coverage, look) if told.coverage is not None else EMPTY),
        ("closing score", _score(told, look)),
    ]


def _score(told: "Explanation", look: Look) -> Cell:
    if told.score is None:
        return EMPTY
    colour = cell("  ") + state_cell(told.score_colour, look) if told.score_colour is not None else EMPTY
    return cell(f"{(told.score + 50_000) // 100_000 / 10:.1f}") + colour


def _steps(told: "Explanation") -> Printable:
    rows = ((cell(step.rule, "accent"), cell(step.sentence), cell(step.result, "strong")) for step in told.steps)
    columns = (Column("Rule"), Column("What holds", flexible=True), Column("Result"))
    return table(columns, rows, empty="nothing is computed for it", headings=False)


def _periods(told: "Explanation", look: Look) -> Printable:
    columns = (Column("Due"), Column("Kept"), Column("Check-in", "right"), Column("Recorded on"))
    rows = (
        (
            day_cell(one.due_on, look),
            cell(one.kept.value),
            cell("" if one.number is None else f"#{one.number}"),
            day_cell(one.recorded_on, look),
        )
        for one in told.periods
    )
    return table(columns, rows, empty="")


def _made_of(told: "Explanation", look: Look) -> Printable:
    columns = (
        Column("Key"),
        Column("Title", flexible=True),
        Column("Weight", "right"),
        Column("Share", "right"),
        Column("Progress", "right"),
        Column("Adds", "right"),
        Column("Status"),
        Column("Owner", from_width=110),
        Column("Remark"),
    )
    rows = (
        (
            cell(part.key, "accent"),
            cell(part.title),
            number_cell(part.weight, None, look),
            percent_cell(part.share, look),
            percent_cell(part.progress, look),
            percent_cell(part.adds, look, decimals=1),
            state_cell(part.status, look),
            person_cell(part.owner, look),
            cell("; ".join(_remarks(part, look)), "dim"),
        )
        for part in told.parts
    )
    return table(columns, rows, empty="")


def _remarks(part: "PartUsed", look: Look) -> Iterator[str]:
    if not part.counts:
        yield f"does not count: {part.left_out_because}" if part.left_out_because else "does not count"
    if part.clamped:
        yield progress_words(part.progress_raw, ascii_only=look.ascii_only)


def _readings(told: "Explanation", look: Look) -> Printable:
    columns = (
        Column("No", "right"),
        Column("Day"),
        Column("Value", "right"),
        Column("Used for"),
        Column("By"),
        Column("Note", flexible=True),
    )
    rows = (
        (
            count_cell(reading.number),
            day_cell(reading.effective_on, look),
            number_cell(reading.value, None, look),
            cell(reading.used_for),
            cell(reading.by.name if reading.by else "imported", "" if reading.by else "dim"),
            cell(reading.note, "dim"),
        )
        for reading in told.readings
    )
    return table(columns, rows, empty="")
