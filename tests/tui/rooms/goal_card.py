"""What the made-up company answers about one goal in full: CARE-1 has a bit of everything, the others are plain."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from okr.contract import (
    blockers,
    comments,
    contributions,
    dependencies,
    goal_life,
    goals,
    initiatives,
    key_results,
    ledger,
    trail,
)
from okr.contract import why as why_contract
from okr.contract.base import Change, Page, PersonRef
from okr.contract.insights import Insights, Watermelon
from okr.domain.vocabulary import (
    BlockerState,
    Colour,
    DependencyKind,
    GoalState,
    ReviewVerdict,
    Severity,
    Status,
)

RICH = "CARE-1"
"""The goal about which there is something of everything."""
TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
PPM = 1_000_000


def _heading(*, enough: bool = True) -> why_contract.ForecastView:
    if not enough:
        return why_contract.ForecastView(enough_data=False, readings=0, sentence="Not enough data for a forecast.")
    return why_contract.ForecastView(
        enough_data=True, readings=5, progress_end=540_000, low=500_000, high=580_000, slope_per_day=6_429,
        severity=Severity.CRITICAL, sentence="At this pace it ends at 54 % (50 % to 58 %): critical.",
    )  # fmt: skip


def _insights(backend: Any, key: str) -> Insights:
    plan = backend.company.plan(key.partition(".")[0])
    if backend.company.empty or plan.progress is None:
        return Insights(forecast=_heading(enough=False), leverage=(), watermelons=(), guardrails=())
    moves = why_contract.LeverageView(
        top="ACME-1", top_title=backend.company.plan("ACME-1").title if plan.parent else "", share=250_000, risk=50_000,
        sentence="Catching up moves ACME-1 by 5 points.",
    )  # fmt: skip
    melon = Watermelon(
        key=f"{plan.key}.1", title="First answer", sentence="said to be on track twice while it is off track."
    )
    return Insights(
        forecast=_heading(),
        leverage=(moves,) if plan.parent else (),
        watermelons=(melon,) if plan.key == RICH else (),
        guardrails=(),
        calibration="Of 8 predictions at 72 % on average 3 came true: Brier 0.31." if plan.key == RICH else None,
    )


def _goal(backend: Any, request: goals.ShowGoal) -> goals.GoalView:
    view: goals.GoalView = backend._show_goal(request)
    changes: dict[str, Any] = {"insights": _insights(backend, request.key)} if request.insights else {}
    if request.key == RICH and not backend.company.empty:
        changes |= _rich(backend)
    changes |= backend.company.of_goals.get(request.key, {})
    return view.model_copy(update=changes)


def _rich(backend: Any) -> dict[str, Any]:
    note = backend.company.note
    tom, maria = backend.company.person("tom"), backend.company.person("maria")
    return {
        "comments": 2,
        "blockers": (
            blockers.BlockerView(
                key=f"{RICH}.1#2", key_result=f"{RICH}.1", title="First answer", goal=RICH,
                text=backend.company.blocker or "Nothing", state=BlockerState.OPEN, raised_on=date(2026, 11, 2), by=maria,
                owner=tom, answer_due_on=date(2026, 11, 6), days_late=12, climbed_on=date(2026, 11, 7), answer=None,
                answered_by=None, answered_at=None, version=1,
            ),
        ),
        "initiatives": (
            initiatives.InitiativeView(
                key=f"{RICH}/1", goal=RICH, key_result=f"{RICH}.1", title=note, owner=tom, due_on=date(2026, 11, 30),
                done_on=None, days_late=0, external_id=None, version=1,
            ),
        ),
        "depends_on": (
            dependencies.DependencyView(
                key="OPS-1", title=backend.company.plan("OPS-1").title, kind=DependencyKind.NEEDS, note=note, owner=tom,
                state=GoalState.ACTIVE, status=Status.AT_RISK, by=maria, recorded_at=NOW,
            ),
        ),
        "carried_from": goal_life.CarriedRef(key="CARE-0", cycle="2026-Q3", state=GoalState.MISSED),
        "reviews": (
            goal_life.ReviewView(
                number=1, verdict=ReviewVerdict.APPROVED, remark=note, by=PersonRef(handle="ada", name="Ada Lindqvist"),
                recorded_at=NOW - timedelta(days=40), holds=True,
            ),
        ),
    }  # fmt: skip


def graded(**changes: Any) -> goal_life.GradeView:
    """A grade whose owner gave another score than the computed one."""
    return goal_life.GradeView(
        **{
            "score": 600_000, "colour": Colour.AMBER, "computed": 450_000, "given": 600_000, "original": 400_000,
            "reason": "The last week is not in the numbers", "post_mortem": "We began too late", "too_easy": False,
            "by": PersonRef(handle="maria", name="Maria Lopes"), "recorded_at": NOW, "version": 1, **changes,
        }
    )  # fmt: skip


def _key_result(backend: Any, request: key_results.ShowKeyResult) -> key_results.KeyResultView:
    plan = backend.company.plan(request.key.partition(".")[0])
    view = next(each for each in backend.company.results(plan) if each.key == request.key)
    changes: dict[str, Any] = {"insights": _insights(backend, request.key)} if request.insights else {}
    if request.key == f"{RICH}.1":
        changes["checkpoints"] = (key_results.Checkpoint(day=date(2026, 12, 1), value=Decimal(4)),)
    told: key_results.KeyResultView = view.model_copy(update=changes)
    return told


def _ledger(backend: Any, request: ledger.ListLedger) -> Page[ledger.LedgerLine]:
    line = ledger.LedgerLine(
        key=f"{RICH}.1", title="First answer", goal=RICH, field="target", before="1", after="2",
        reason=backend.company.note, by=backend.company.person("maria"), effective_on=date(2026, 11, 2), recorded_at=NOW,
    )  # fmt: skip
    wanted = request.key in {RICH, f"{RICH}.1"} and not backend.company.empty
    return Page[ledger.LedgerLine](items=(line,) if wanted else ())


def _subscription(backend: Any, request: contributions.ShowSubscription) -> contributions.Subscriptions:
    plan = backend.company.plan(request.key.partition(".")[0])
    one = contributions.SubscriptionView(
        parent=f"{RICH}.1", title="First answer", need=Decimal("5.5"), unit_of_measure="hours", asked=1_200_000,
        accepted=850_000, open=200_000, countered=150_000, declined=0, offered=0, given_up=0, gap=-150_000,
        verdict="short", sentence="asked 120 %, accepted 85 %, short by 15 points", contributions=3,
    )  # fmt: skip
    wanted = plan.key == RICH and not backend.company.empty
    return contributions.Subscriptions(key=plan.key, title=plan.title, parents=(one,) if wanted else ())


def _comments(backend: Any, request: comments.ListComments) -> Page[comments.CommentView]:
    items = tuple(
        comments.CommentView(
            goal=RICH, number=number, on=RICH, text=text, mentions=(), by=backend.company.person("priya"),
            recorded_at=NOW - timedelta(days=3 - number), withdrawn=text is None, may_withdraw=False,
        )
        for number, text in ((2, backend.company.note), (1, None))
    )  # fmt: skip
    wanted = request.on.partition(".")[0] == RICH and not backend.company.empty
    return Page[comments.CommentView](items=items if wanted else ())


def _trail(backend: Any, request: trail.ShowTrail) -> Page[trail.TrailEntry]:
    entry = trail.TrailEntry(
        recorded_at=NOW - timedelta(days=16), by=backend.company.person("maria"), operation="key-results.edit",
        what="key result edited", key=f"{RICH}.1", changes=(Change(field="target", before="1", after="2"),),
    )  # fmt: skip
    wanted = request.key == RICH and not backend.company.empty
    return Page[trail.TrailEntry](items=(entry,) if wanted else ())


ANSWERS: Mapping[type, Callable[[Any, Any], Any]] = {
    goals.ShowGoal: _goal,
    key_results.ShowKeyResult: _key_result,
    ledger.ListLedger: _ledger,
    contributions.ShowSubscription: _subscription,
    comments.ListComments: _comments,
    trail.ShowTrail: _trail,
}
