"""What the made-up company answers about plan files."""

from typing import Any

from okr.contract.base import Change
from okr.contract.plans import (
    ApplyPlan,
    Deed,
    PlanConflict,
    PlanContract,
    PlanDeed,
    PlanEffect,
    PlanFinding,
    PlanLetters,
    PlanReport,
)
from okr.domain.vocabulary import Status
from tests.tui.company import Company


def _apply(backend: Any, request: ApplyPlan) -> PlanReport:
    """A plan that adds a goal and moves a target; one whose company is "other" has been overtaken."""
    company: Company = backend.company
    if company.empty:
        return PlanReport(dry_run=request.dry_run, written=False, untouched=2)
    if request.plan.company == "other":
        finding = PlanFinding(
            level="refused", path=("goals", 0, "owner"), message=f"Nobody here is called {company.note[:30]}."
        )
        conflict = PlanConflict(key="CARE-1", field="title", now=company.plan("CARE-1").title, planned="Another title")
        return PlanReport(dry_run=True, written=False, untouched=1, conflicts=(conflict,), findings=(finding,))
    return PlanReport(
        dry_run=request.dry_run, written=not request.dry_run, untouched=3,
        deeds=(
            PlanDeed(deed=Deed.CREATED, kind="goal", key="CARE-9", title=f"Answer on Sundays {company.note[:40]}", changes=(
                Change(field="owner", before=None, after="maria"), Change(field="parents", before=None, after="CARE-1 contributes"),
            )),
            PlanDeed(deed=Deed.CHANGED, kind="key result", key="CARE-1.1", title="First reply", changes=(Change(field="target", before="4", after="6"),)),
            PlanDeed(deed=Deed.REMOVED, kind="goal", key="CHAT-1", title=company.plan("CHAT-1").title),
        ),
        effects=(
            PlanEffect(key="ACME-1", title=company.plan("ACME-1").title, is_ancestor=True, progress_before=420_000, progress_after=455_000, expected_before=500_000, expected_after=500_000, status_before=Status.AT_RISK, status_after=Status.ON_TRACK),
            PlanEffect(key="CARE-9", title="Answer on Sundays", is_ancestor=False, progress_before=None, progress_after=0, expected_before=None, expected_after=0, status_before=None, status_after=Status.PENDING),
        ),
        letters=(PlanLetters(key="CARE-9", title="Answer on Sundays", letters="SmART", failing=("measurable: there is no key result (add one with a baseline and a target)",)),),
        contracts=(PlanContract(parent="CARE-1", number=2, words="asks CHAT for a contribution and stays open beside CARE-9"),),
    )  # fmt: skip


ANSWERS: dict[type, Any] = {ApplyPlan: _apply}
