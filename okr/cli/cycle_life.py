"""`okr cycle missing|open|start-grading|close|reopen`: what is missing is said before it happens."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import person_words
from okr.cli.groups import OkrCommand, command
from okr.cli.look import Look
from okr.cli.options import as_of_options, key_option, looking_back, request, version_option
from okr.cli.output import Printable, heading, lines, print_one
from okr.cli.session import Session
from okr.cli.table import EMPTY, Column, Table, cell, table
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import CycleState

if TYPE_CHECKING:
    from okr.contract.cycles import CyclePlan, Gaps


def _step(name: str, state: CycleState, examples: tuple[str, ...], help_text: str) -> OkrCommand:
    """A command that takes a cycle a step on."""

    @command(name, does="cycles.move", answers="cycles.CyclePlan", examples=examples)
    @click.argument("cycle")
    @click.option("--dry-run", is_flag=True, help="Only say what is missing.")
    @click.option("--force", is_flag=True, help="Do it in spite of what is missing; with --reason.")
    @click.option("--reason", metavar="TEXT", help="Why.")
    @version_option()
    @key_option()
    @click.pass_obj
    def take(session: Session, /, cycle: str, idempotency_key: str | None, **given: object) -> None:
        from okr.contract.cycles import MoveCycle

        plan = session.call(request(MoveCycle, key=cycle, state=state, **given), key=idempotency_key)
        print_one(session, plan, lambda look: plan_parts(plan, look))

    take.describe(help_text)
    return take


open_cycle = _step(
    "open",
    CycleState.ACTIVE,
    ("okr cycle open 2026-Q2 --dry-run", "okr cycle open 2026-Q2"),
    "Begin a planned cycle: from now on targets change only with a reason.",
)
start_grading = _step(
    "start-grading",
    CycleState.GRADING,
    ("okr cycle start-grading 2026-Q1 --dry-run", "okr cycle start-grading 2026-Q1"),
    "Begin to grade a cycle: last readings and scores, nothing new.",
)
close = _step(
    "close",
    CycleState.CLOSED,
    ("okr cycle close 2026-Q1 --dry-run", "okr cycle close 2026-Q1 --force --reason 'the unit is no more'"),
    "Close a graded cycle: it can be read from now on, but not changed.",
)


@command(
    "reopen",
    does="cycles.move",
    answers="cycles.CyclePlan",
    examples=("okr cycle reopen 2026-Q1 --reason 'two grades are wrong'",),
)
@click.argument("cycle")
@click.option("--reason", metavar="TEXT", help="Why.")
@version_option()
@key_option()
@click.pass_obj
def reopen(session: Session, /, cycle: str, idempotency_key: str | None, **given: object) -> None:
    """Take a cycle a step back: from closed to grading, from grading to active."""
    from okr.contract.cycles import MoveCycle, ShowCycle

    back = {CycleState.CLOSED: CycleState.GRADING, CycleState.GRADING: CycleState.ACTIVE}
    now = session.call(ShowCycle(key=cycle)).state
    if now not in back:
        raise RuleViolation(f"{cycle} is {now}; only what is closed or being graded is reopened.")
    plan = session.call(request(MoveCycle, key=cycle, state=back[now], **given), key=idempotency_key)
    print_one(session, plan, lambda look: plan_parts(plan, look))


@command(
    "missing",
    answers="cycles.CyclePlan",
    examples=("okr cycle missing 2026-Q1", "okr cycle missing 2026-Q1 --as-of 2026-03-20 --json"),
)
@click.argument("cycle")
@as_of_options
@click.pass_obj
def missing(session: Session, /, cycle: str, as_of: str | None, known_at: str | None) -> None:
    """What is missing before a cycle's next step: ungraded, unapproved, unaligned goals by name. Anybody may look."""
    from okr.contract.cycles import ShowMissing

    plan = session.call(request(ShowMissing, key=cycle, **looking_back(session, as_of, known_at)))
    print_one(session, plan, lambda look: plan_parts(plan, look))


def plan_parts(plan: "CyclePlan", look: Look) -> list[Printable]:
    """A step of a cycle with what is missing, kind by kind."""
    style = "warning" if plan.stops and not plan.done else "strong"
    parts: list[Printable] = [lines(plan.sentence, style=style)]
    for gaps in plan.gaps:
        parts += [heading(f"{_capital(gaps.kind.value)}: {gaps.count}"), _gap_table(gaps, look)]
        if gaps.count > len(gaps.items):
            parts.append(lines(f"and {gaps.count - len(gaps.items)} more that are not shown", style="dim"))
    return parts


def _gap_table(gaps: "Gaps", look: Look) -> Table:
    columns = (Column("Key"), Column("Title", flexible=True), Column("Owner"), Column("What to do", flexible=True))
    rows = (
        (
            cell(gap.key, "accent"),
            cell(gap.title),
            person_words(gap.owner) if gap.owner else EMPTY,
            cell(gap.text),
        )
        for gap in gaps.items
    )
    return table(columns, rows, empty="")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
