"""`okr plan` of a file with 5,000 goals: reading it, carrying it out, and taking it back."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from bench.company import Company
from bench.figures import Figure
from okr.contract.plans import ApplyPlan, ExportPlan, Plan, PlanReport
from okr.exchange.plan.reading import read_plan
from okr.exchange.plan.writing import plan_text

GOALS = 5_000
CHANGED = 20
"""Targets that differ in the file, each in another goal."""

BAR_S = 3.0
ROUNDS = 3


def measure(company: Company, database: str) -> Iterator[Figure]:
    """The file as it was exported, and with some targets changed; fewer goals where the company has no more."""
    whole = company.backend.call(ExportPlan())
    goals = whole.goals[:GOALS]
    keys = {goal.key for goal in goals}
    seen = {key: mark for key, mark in whole.seen.items() if key.partition(".")[0] in keys}
    parts = {name: getattr(whole, name) for name in whole.model_fields_set - {"goals", "seen"}}
    text = plan_text(Plan.model_construct(**parts, goals=goals, seen=seen))
    for name, wanted in (("as exported", text), (f"{CHANGED} targets changed", _changed(text))):
        clock = time.process_time if database == "sqlite" else time.perf_counter
        took = min(_seconds(partial(_look, company, wanted), clock) for _ in range(ROUNDS))
        yield Figure(f"plan of {len(goals):,} goals, {name} [{database}]", took, "s", bar=BAR_S)


def _changed(text: str) -> str:
    """The file with a target raised in every so many goals."""
    goals = text.split("\n  - key: ")
    step = max(1, (len(goals) - 1) // CHANGED)
    for place in range(1, len(goals), step):
        goals[place] = goals[place].replace("target: 1000", "target: 1100", 1)
    return "\n  - key: ".join(goals)


def _look(company: Company, text: str) -> PlanReport:
    plan = read_plan(text.encode(), name="plan.yaml").plan
    report = company.backend.call(ApplyPlan(plan=plan, reason="measured", dry_run=True))
    if report.findings or report.conflicts:
        raise RuntimeError(f"the plan is refused: {(*report.findings, *report.conflicts)[:1]}")
    return report


def _seconds(look: "partial[PlanReport]", clock: Callable[[], float]) -> float:
    """Seconds of this process's own work on SQLite, which does all of it; by the wall where a server does the rest."""
    started = clock()
    look()
    return clock() - started
