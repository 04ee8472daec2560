"""A small company with goals of every kind, and the ways in which tests make plans of it, change them and apply them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from okr.contract.goals import GoalView, LinkGoal, ShowGoal
from okr.contract.key_results import Checkpoint, FeedKeyResult, MilestoneView, NewKeyResult
from okr.contract.plans import ApplyPlan, Deed, ExportPlan, PlanReport
from okr.domain.vocabulary import FeedMethod, LinkKind, Metric
from okr.exchange.plan.reading import PlanFile, read_plan
from okr.exchange.plan.writing import plan_text
from storage.tables.base import metadata
from tests.application.companies import Company
from tests.application.goal_company import make_goal, make_top, reply_time

NEW_GOAL = """
  - title: Answer on Sundays as fast as on weekdays
    label: sundays
    unit: HELP
    owner: emil
    cycle: 2026-Q4
    focus_area: trust
    why: Customers who write on a Sunday wait until Monday
    parents: [{goal: HELP-1}]
    key_results:
      - title: Tickets answered on Sundays
        label: answered
        metric: increase
        baseline: 0
        target: 40
        unit_of_measure: tickets
        initiatives: [{title: A second shift, owner: tess, due_on: 2026-12-01}]
  - title: Staff the Sundays of the whole quarter
    unit: HELP
    owner: tess
    cycle: 2026-Q4
    why: Nobody answers on a day without staff
    parents: [{goal: sundays, kind: supports}]
    key_results:
      - {title: Tickets that the shift answers, metric: increase, baseline: 0, target: 20, unit_of_measure: tickets, feeds: [{key_result: answered}]}

# Written"""
"""Two new goals, as text of a plan file: one that feeds the other."""


def counted(title: str, **fields: object) -> NewKeyResult:
    """A key result that counts tickets up from 0 to 100."""
    given = {
        "title": title,
        "metric": Metric.INCREASE,
        "baseline": Decimal(0),
        "target": Decimal(100),
        "unit_of_measure": "tickets",
    }
    return NewKeyResult.model_validate(given | fields)


def fill(company: Company) -> None:
    """Goals: ACME-1 at the top, HELP-1 active below it, HELP-2 a draft that supports it and feeds it, SALES-1 for named readers."""
    make_top(company, key_results=(counted("Tickets answered in a day"), reply_time()))
    make_goal(
        company,
        parent="ACME-1",
        weight=Decimal("2.5"),
        sponsor="dan",
        contributors=("tess",),
        activate=True,
        key_results=(
            reply_time(checkpoints=(Checkpoint(day=date(2026, 12, 1), value=Decimal(8)),), weight=Decimal(3)),
            NewKeyResult(
                title="Move to the new help desk",
                metric=Metric.MILESTONES,
                milestones=(MilestoneView(title="Draft: rules, roles", due_on=date(2026, 12, 5)), MilestoneView(title="Launch", weight=Decimal(2))),
            ),
            NewKeyResult(title="Answers checked", metric=Metric.AT_LEAST, lower=Decimal(95), unit_of_measure="%", guardrail=True),
        ),
    )  # fmt: skip
    make_goal(company, "Answer more tickets than last year", key_results=(counted("Tickets of the desk"),))
    company.call(LinkGoal(child="HELP-2", parent="ACME-1", kind=LinkKind.SUPPORTS))
    company.call(FeedKeyResult(child="HELP-2.1", parent="ACME-1.1", method=FeedMethod.SUM, weight=Decimal(2)))
    make_goal(
        company, "Win back customers who left us", unit="SALES", owner="sara", by="sara",
        visibility="named", readers=("sven",), why="- a line\n  of two: #lines\n\nand a third",
    )  # fmt: skip


def exported(company: Company, *, by: str | None = None, **query: object) -> str:
    """The text of a plan file."""
    return plan_text(company.call(ExportPlan.model_validate(query), by=by))


def parsed(text: str) -> PlanFile:
    """A plan file."""
    return read_plan(text.encode(), name="plan.yaml")


def apply(company: Company, text: str, *, by: str | None = None, reason: str | None = None, dry_run: bool = False) -> PlanReport:  # fmt: skip
    """Apply the text of a plan file."""
    return company.call(ApplyPlan(plan=parsed(text).plan, reason=reason, dry_run=dry_run), by=by)


def changed(text: str, *edits: tuple[str, str]) -> str:
    """A text with places exchanged, each of which has to be there."""
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def goal(company: Company, key: str) -> GoalView:
    """A goal as the owner of the company sees it."""
    return company.call(ShowGoal(key=key))


def without(text: str, key: str) -> str:
    """A text without the goal of a key."""
    first = text.index(f"  - key: {key}\n")
    after = min(place for mark in ("\n  - ", "\n\n# Written") if (place := text.find(mark, first)) >= 0)
    return text[:first] + text[after + 1 :]


def everything(company: Company) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return company.acting().store.read(
        lambda work: {
            table.name: sorted((tuple(row) for row in work.connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
    )


def refusals(report: PlanReport) -> list[tuple[tuple[str | int, ...], str]]:
    """What is refused: its place in the file, and the words."""
    return [(one.path, one.message) for one in report.findings if one.level == "refused"]


def with_new_goals(text: str) -> str:
    """A plan file with two more goals at its end."""
    return changed(text, ("\n\n# Written", NEW_GOAL))


def deeds(report: PlanReport) -> list[tuple[Deed, str]]:
    """What is done to what."""
    return [(one.deed, one.key) for one in report.deeds]
