"""`okr grade`, `okr calibration`: closing scores (R11), and how well confidence came true (R12)."""

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from okr.cli.cells import number_cell, percent_cell, person_words, state_cell
from okr.cli.groups import command
from okr.cli.look import Look
from okr.cli.options import NUMBER, key_option, request, version_option
from okr.cli.output import Printable, heading, hidden_words, lines, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Cell, Column, Lines, cell, facts, table
from okr.domain.numbers import PPM
from okr.domain.score import score_text
from okr.domain.vocabulary import Colour

if TYPE_CHECKING:
    from okr.contract.goal_life import GradeView
    from okr.contract.grading import Calibration, GradeReport

TONES = {Colour.RED: "error", Colour.AMBER: "warning", Colour.GREEN: "success"}


@command(
    "grade",
    does="grades.give",
    answers="grading.GradeReport",
    examples=(
        "okr grade CARE-7 --dry-run",
        "okr grade CARE-7 --post-mortem 'the supplier was late; we order earlier'",
        "okr grade CARE-7 --score 0.8 --reason 'the survey missed two weeks'",
    ),
)
@click.argument("goal")
@click.option("--score", type=NUMBER, metavar="SCORE", help="The owner's own score, 0 to 1; with --reason.")
@click.option("--reason", metavar="TEXT", help="Why it is another score than the computed one.")
@click.option("--post-mortem", metavar="TEXT", help="What happened; a committed goal under 0.9 needs it.")
@click.option("--dry-run", is_flag=True, help="Only show the score.")
@version_option()
@key_option()
@click.pass_obj
def grade(
    session: Session,
    /,
    goal: str,
    score: Decimal | None,
    dry_run: bool,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Grade a goal while its cycle is graded (R11).

    The computed score holds unless the owner gives another one with a reason; both are kept. The goal becomes achieved
    where the score is green, missed otherwise.
    """
    from okr.contract.grading import GradeGoal, ShowGrade

    if dry_run:
        report = session.call(ShowGrade(key=goal))
    else:
        own = None if score is None else int((score * PPM).to_integral_value())
        report = session.call(request(GradeGoal, key=goal, score=own, **given), key=idempotency_key)
    print_one(session, report, lambda look: _parts(report, look))


@command(
    "calibration",
    answers="grading.Calibration",
    examples=("okr calibration", "okr calibration dana --cycle 2026-Q1"),
)
@click.argument("person", required=False)
@click.option("--cycle", metavar="CYCLE", help="In this closed cycle; in all of them if left out.")
@click.pass_obj
def calibration(session: Session, /, **given: object) -> None:
    """How well confidence came true: yours, or for administrators anybody's (R12).

    0 is perfect, 0.25 is a tossed coin, 1 is always wrong.
    """
    from okr.contract.grading import ShowCalibration

    view = session.call(request(ShowCalibration, **given))
    print_one(session, view, lambda look: _calibration_parts(view, look))


def score_cell(score: int | None, colour: Colour | None, look: Look) -> Cell:
    """A score with its colour, which is said in a word too."""
    if score is None:
        return cell(look.none, "muted")
    if colour is None:
        return cell(score_text(score))
    return cell(f"{score_text(score)} {colour.value}", TONES[colour])


def grade_words(grade: "GradeView", look: Look) -> Cell:
    """A grade in a line: the score that holds, and what else is known of it."""
    words = score_cell(grade.score, grade.colour, look)
    if grade.given is not None:
        computed = look.none if grade.computed is None else score_text(grade.computed)
        words += cell(f"  given by {grade.by.name}: {grade.reason} (computed: {computed})", "dim")
    if grade.original is not None:
        words += cell(f"  against the original targets {score_text(grade.original)}", "dim")
    return words + (cell("  too easy", "warning") if grade.too_easy else EMPTY)


def _parts(report: "GradeReport", look: Look) -> list[Printable]:
    own = report.grade
    parts: list[Printable] = [
        Lines((cell(report.key, "accent") + cell("  ") + cell(report.title, "strong"),)),
        facts(
            [
                ("grade", grade_words(own, look) if own else cell("not graded", "muted")),
                ("computed", score_cell(report.computed, report.colour, look)),
                ("original targets", cell(score_text(report.original)) if report.original is not None else EMPTY),
                ("post-mortem", cell(own.post_mortem) if own else EMPTY),
                ("kind", cell(report.ambition.value)),
                ("state", state_cell(report.state, look)),
                ("cycle", cell(report.cycle)),
                ("owner", person_words(report.owner)),
            ]
        ),
    ]
    columns = (
        Column("Key"),
        Column("Part", flexible=True),
        Column("Weight", "right"),
        Column("Score", "right"),
        Column("Original", "right"),
    )
    rows = (
        (
            cell(part.key, "accent"),
            cell(part.title),
            number_cell(part.weight, None, look),
            score_cell(part.score, None, look),
            cell(score_text(part.original)) if part.original is not None else EMPTY,
        )
        for part in report.parts
    )
    parts += [heading("Parts"), table(columns, rows, empty="nothing of it counts")]
    if report.hidden_parts:
        parts.append(lines(hidden_words(report.hidden_parts, "goal"), style="dim"))
    if report.sentences:
        parts.append(lines(*report.sentences))
    return parts


def _calibration_parts(view: "Calibration", look: Look) -> list[Printable]:
    parts: list[Printable] = [
        Lines((cell(view.person.name, "strong"),)),
        lines(view.sentence),
    ]
    if view.brier is not None:
        columns = (
            Column("Cycle"),
            Column("Said", "right"),
            Column("Came true", "right"),
            Column("Check-ins", "right"),
            Column("Brier", "right"),
        )
        rows = [
            (
                cell(one.cycle),
                percent_cell(one.mean_confidence, look),
                cell(one.came_true),
                cell(one.predictions),
                cell(_brier(one.brier)),
            )
            for one in view.cycles
        ]
        whole = (
            cell("all", "strong"),
            percent_cell(view.mean_confidence, look),
            cell(view.came_true),
            cell(view.predictions),
            cell(_brier(view.brier)),
        )
        parts.append(table(columns, [*rows, whole], empty=""))
    return parts


def _brier(ppm: int) -> str:
    """A Brier score with three decimals."""
    thousandths = (ppm + 500) // 1000
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"
