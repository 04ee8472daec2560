"""What the made-up company answers about a cycle: `backend.cycle_state` says where it stands (active unless a test says so)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from okr.contract.base import Page
from okr.contract.carrying import CarriedGoal, CarriedResult, CarryForward, CarryReport, NotCarried
from okr.contract.cycles import (
    CreateCycle,
    CyclePlan,
    CycleView,
    EditCycle,
    Gap,
    Gaps,
    MoveCycle,
    ShowCycle,
    ShowMissing,
)
from okr.contract.goal_life import GradeView, ReviewView
from okr.contract.goals import GoalView
from okr.contract.grading import (
    Calibration,
    CycleCalibration,
    GradeGoal,
    GradeReport,
    ListGrades,
    PartScore,
    ShowCalibration,
)
from okr.contract.ledger import LedgerLine, ListLedger
from okr.contract.lessons import Retrospective
from okr.contract.retrospectives import ListRetrospectives, WriteRetrospective
from okr.contract.reviews import ListWaiting, ReviewGoal, WaitingReview
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import Ambition, Colour, CycleKind, CycleState, GapKind, GoalState, ReviewVerdict
from tests.tui.company import ENDS, NOW, STARTS, TODAY, Company, Plan, named, unit

NEXT = "2027-Q1"


@dataclass
class Life:
    """What was done to the cycle in a test."""

    state: CycleState = CycleState.ACTIVE
    grades: dict[str, GradeView] = field(default_factory=dict)
    reviewed: set[str] = field(default_factory=set)
    lessons: list[Retrospective] = field(default_factory=list)


def life(backend: Any) -> Life:
    """The life of the backend's cycle."""
    if not hasattr(backend, "life"):
        backend.life = Life()
    found: Life = backend.life
    return found


def view(key: str, state: CycleState, starts: date, ends: date, *, current: bool = False) -> CycleView:
    """A cycle."""
    return CycleView(
        key=key, kind=CycleKind.QUARTER, parent=None, starts_on=starts, ends_on=ends, state=state, on_track_percent=90,
        at_risk_percent=70, allowance_percent=5, goals=10 if current else 0, is_current=current, external_id=None, version=1,
        needs_approval=current,
    )  # fmt: skip


def cycles(backend: Any) -> dict[str, CycleView]:
    """Three quarters: one closed, the current one, one that is planned."""
    return {
        NEXT: view(NEXT, CycleState.PLANNING, date(2027, 1, 1), date(2027, 3, 31)),
        "2026-Q4": view("2026-Q4", life(backend).state, STARTS, ENDS, current=True),
        "2026-Q3": view("2026-Q3", CycleState.CLOSED, date(2026, 7, 1), date(2026, 9, 30)),
    }


def several_cycles(backend: Any) -> None:
    """Let the backend list the three cycles, and answer as this room does where another one answers too."""
    from okr.contract.cycles import ListCycles

    backend.answers |= ANSWERS
    backend.answers[ListCycles] = lambda backend, _: Page[CycleView](items=tuple(cycles(backend).values()))


def _show(backend: Any, request: ShowCycle) -> CycleView:
    shown = cycles(backend)[request.key]
    if shown.state is CycleState.PLANNING and not backend.company.empty:
        return shown.model_copy(update={"lessons": (_lesson(backend, "CARE", "2026-Q4"),)})
    return shown


FOLLOWING = {
    CycleState.PLANNING: CycleState.ACTIVE,
    CycleState.ACTIVE: CycleState.GRADING,
    CycleState.GRADING: CycleState.CLOSED,
    CycleState.CLOSED: CycleState.CLOSED,
}


def _plan(backend: Any, key: str, after: CycleState, *, done: bool = False) -> CyclePlan:
    shown = cycles(backend)[key]
    gaps = () if backend.company.empty else _gaps(backend.company, after)
    return CyclePlan(
        cycle=shown, before=shown.state, after=after, gaps=gaps, stops=bool(gaps) and after is CycleState.CLOSED,
        done=done, sentence=f"{key} was {shown.state} and is {after} now." if done else f"{key} would become {after}.",
    )  # fmt: skip


def _gaps(company: Company, after: CycleState) -> tuple[Gaps, ...]:
    ownerless = [plan for plan in company.plans if plan.owner is None]
    first = GapKind.UNGRADED if after is CycleState.CLOSED else GapKind.NO_READING
    return (
        Gaps(kind=first, count=4, items=tuple(_gap(company, plan, "has no grade yet: okr grade") for plan in company.plans[2:5])),
        Gaps(kind=GapKind.OWNERLESS, count=len(ownerless), items=tuple(_gap(company, plan, "nobody answers for it") for plan in ownerless)),
    )  # fmt: skip


def _gap(company: Company, plan: Plan, text: str) -> Gap:
    return Gap(key=plan.key, title=plan.title, owner=company.person(plan.owner), text=text)


def _missing(backend: Any, request: ShowMissing) -> CyclePlan:
    return _plan(backend, request.key, FOLLOWING[cycles(backend)[request.key].state])


def _move(backend: Any, request: MoveCycle) -> CyclePlan:
    plan = _plan(backend, request.key, request.state, done=not request.dry_run)
    if request.dry_run:
        return plan
    if plan.stops and not (request.force and request.reason):
        raise RuleViolation(f"{request.key} cannot be closed yet.", field="reason")
    life(backend).state = request.state
    return plan


def _create(backend: Any, request: CreateCycle) -> CycleView:
    return view(request.key, request.state, request.starts_on, request.ends_on)


# -- reviews


def _waiting(backend: Any, request: ListWaiting) -> Page[WaitingReview]:
    company: Company = backend.company
    plans = [] if company.empty else company.plans[2:7]
    items = []
    for number, plan in enumerate(plans):
        mine = plan.owner != company.me and number < 3
        if plan.key in life(backend).reviewed or not (mine or request.of_everybody):
            continue
        said = ReviewView(
            number=1, verdict=ReviewVerdict.RETURNED, remark=company.note, by=named(company, "ada"), recorded_at=NOW, holds=False
        )  # fmt: skip
        goal = company.goal(plan).model_copy(update={"state": GoalState.PROPOSED})
        items.append(WaitingReview(goal=goal, why=plan.why, last=said if number == 1 else None, may_review=mine))
    return Page[WaitingReview](items=tuple(items))


def _review(backend: Any, request: ReviewGoal) -> GoalView:
    from okr.contract.goals import ShowGoal

    life(backend).reviewed.add(request.key)
    shown: GoalView = backend.call(ShowGoal(key=request.key))
    return shown


# -- grades


def report(backend: Any, plan: Plan) -> GradeReport:
    """A goal with its score, and its grade where a test gave it one."""
    company: Company = backend.company
    score = plan.progress
    committed = plan.key != "CARE-2"
    grade = life(backend).grades.get(plan.key)
    open_to_me = life(backend).state is CycleState.GRADING and company.me in {plan.owner, "ada"}
    colour = (
        None
        if score is None
        else Colour.GREEN
        if score >= 650_000
        else Colour.AMBER
        if score >= 350_000
        else Colour.RED
    )
    return GradeReport(
        key=plan.key, title=plan.title, owner=company.person(plan.owner), cycle="2026-Q4",
        state=GoalState.ACTIVE if grade is None else GoalState.MISSED,
        ambition=Ambition.COMMITTED if committed else Ambition.ASPIRATIONAL, computed=score, colour=colour,
        original=score - 70_000 if score and plan.key == "CARE-1" else None, too_easy=plan.key == "SALES-1",
        needs_post_mortem=committed and score is not None and score < 900_000,
        parts=tuple(
            PartScore(key=result.key, title=result.title, weight=Decimal(1), score=score, original=None, graded=False)
            for result in company.results(plan)
        ),
        hidden_parts=1 if plan.key == "CARE-1" else 0, grade=grade, may_grade=open_to_me,
        may_score=open_to_me and company.me == plan.owner,
    )  # fmt: skip


def _grades(backend: Any, request: ListGrades) -> Page[GradeReport]:
    plans = [] if backend.company.empty else backend.company.plans
    graded = life(backend).grades
    wanted = [plan for plan in plans if not (request.waiting and plan.key in graded)]
    if request.owner is not None:
        wanted = [plan for plan in wanted if plan.owner == request.owner]
    start = int(request.cursor or 0)
    page = wanted[start : start + 4]
    following = str(start + 4) if start + 4 < len(wanted) else None
    return Page[GradeReport](items=tuple(report(backend, plan) for plan in page), next_cursor=following, hidden=1)


def _grade(backend: Any, request: GradeGoal) -> GradeReport:
    plan = backend.company.plan(request.key)
    before = report(backend, plan)
    if before.needs_post_mortem and not request.post_mortem:
        raise RuleViolation(f"{request.key} is committed: it needs a short post-mortem.", field="post_mortem")
    score = request.score if request.score is not None else before.computed or 0
    life(backend).grades[request.key] = GradeView(
        score=score, colour=Colour.AMBER, computed=before.computed, given=request.score, original=before.original,
        reason=request.reason, post_mortem=request.post_mortem, too_easy=False, by=named(backend.company, "ada"),
        recorded_at=NOW, version=1,
    )  # fmt: skip
    return report(backend, plan)


# -- lessons, ledger, calibration


def _lesson(backend: Any, key: str, cycle: str) -> Retrospective:
    return Retrospective(
        cycle=cycle, unit=unit(key), worked="One queue for mail and chat; nobody asks twice.", to_change=backend.company.note,
        next="Fewer goals, each with one owner.", by=named(backend.company, "maria"), recorded_at=NOW, version=2,
    )  # fmt: skip


def _lessons(backend: Any, request: ListRetrospectives) -> Page[Retrospective]:
    if backend.company.empty:
        return Page[Retrospective](items=tuple(life(backend).lessons))
    return Page[Retrospective](items=(*life(backend).lessons, _lesson(backend, "CARE", request.cycle)))


def _write(backend: Any, request: WriteRetrospective) -> Retrospective:
    written = Retrospective(
        cycle=request.cycle, unit=unit(request.unit), worked=request.worked, to_change=request.to_change, next=request.next,
        by=named(backend.company, "ada"), recorded_at=NOW, version=1,
    )  # fmt: skip
    life(backend).lessons.append(written)
    return written


def _ledger(backend: Any, request: ListLedger) -> Page[LedgerLine]:
    company: Company = backend.company
    if company.empty:
        return Page[LedgerLine](items=())
    line = LedgerLine(
        key="CARE-1.1", title="Median time to the first answer", goal="CARE-1", field="target", before="2", after="3",
        reason=company.note, by=company.person("maria"), effective_on=TODAY.replace(day=2), recorded_at=NOW,
    )  # fmt: skip
    owner = line.model_copy(update={"key": "PROD-2", "field": "owner", "before": "lena", "after": None, "by": None})
    return Page[LedgerLine](items=(line, owner))


def _calibration(backend: Any, request: ShowCalibration) -> Calibration:
    company: Company = backend.company
    me = named(company, request.person or company.me)
    if company.empty:
        return Calibration(
            person=me, predictions=0, came_true=0, mean_confidence=None, brier=None, sentence="No check-in of a closed cycle.", cycles=()
        )  # fmt: skip
    one = CycleCalibration(cycle="2026-Q3", predictions=12, came_true=7, mean_confidence=740_000, brier=190_000)
    other = CycleCalibration(cycle="2026-Q2", predictions=9, came_true=2, mean_confidence=810_000, brier=410_000)
    return Calibration(
        person=me, predictions=21, came_true=9, mean_confidence=770_000, brier=284_000,
        sentence="On average 77 % was said and 43 % came true: more confident than what came.", cycles=(one, other),
    )  # fmt: skip


# -- carrying on


def _carry(backend: Any, request: CarryForward) -> CarryReport:
    company: Company = backend.company
    plans = [] if company.empty else company.plans[2:5]
    if request.goals:
        plans = [plan for plan in plans if plan.key in request.goals]
    carried = tuple(
        CarriedGoal(
            key=plan.key, new_key=None if request.dry_run else f"{plan.unit}-{number}", title=plan.title,
            owner=company.person(plan.owner),
            results=(
                CarriedResult(key=f"{plan.key}.1", new_key=None, title="Median time to the first answer", old_baseline=Decimal("7.5"), baseline=Decimal("5.4"), target=Decimal(2)),
                CarriedResult(key=f"{plan.key}.2", new_key=None, title="Complaints per thousand calls stay low", old_baseline=None, baseline=None, target=None),
            ),
            parents=(), notes=(f"{plan.key}.1 begins at 5.4, its last reading, instead of 7.5.", f"{plan.key} has no parent there."),
        )
        for number, plan in enumerate(plans, start=7)
    )  # fmt: skip
    left = (
        () if company.empty else (NotCarried(key="SALES-1", title="Renewals", reason="was achieved; write a new goal"),)
    )
    return CarryReport(
        source=request.source, target=request.target, done=not request.dry_run, carried=carried, left=left,
        sentence=f"{len(carried)} goals.",
    )  # fmt: skip


ANSWERS: dict[type, Any] = {
    ShowCycle: _show,
    ShowMissing: _missing,
    MoveCycle: _move,
    CreateCycle: _create,
    EditCycle: lambda backend, request: view(request.key, CycleState.ACTIVE, request.starts_on, request.ends_on),
    ListWaiting: _waiting,
    ReviewGoal: _review,
    ListGrades: _grades,
    GradeGoal: _grade,
    ListRetrospectives: _lessons,
    WriteRetrospective: _write,
    ListLedger: _ledger,
    ShowCalibration: _calibration,
    CarryForward: _carry,
}
