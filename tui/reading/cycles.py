"""A cycle as its screen shows it, made of what the contract answers."""

from collections.abc import Iterable

from okr.contract.accountability import AccountabilityReport
from okr.contract.base import Page
from okr.contract.carrying import CarriedGoal, CarryReport
from okr.contract.cycles import CyclePlan, CycleView, Gaps
from okr.contract.grading import Calibration, GradeReport, PartScore
from okr.contract.ledger import LedgerLine
from okr.contract.lessons import Retrospective
from okr.contract.reviews import WaitingReview
from tui.reading.basics import clean, long, maybe, person, text, unit
from tui.reading.goals import goal as goal_item
from tui.view_models.basics import Named
from tui.view_models.cycles import (
    CalibrationCard,
    CalibrationLine,
    CarriedItem,
    CarriedPart,
    CarryPlan,
    CycleItem,
    CycleOverview,
    GapGroup,
    GapItem,
    Grade,
    GradeItem,
    GradePage,
    GradePart,
    Ledger,
    LedgerItem,
    Lesson,
    ReviewItem,
    ReviewPage,
    StepPlan,
)


def cycle_item(view: CycleView) -> CycleItem:
    """A cycle."""
    return CycleItem(
        key=clean(view.key),
        kind=view.kind,
        state=view.state,
        starts=view.starts_on,
        ends=view.ends_on,
        goals=view.goals,
        is_current=view.is_current,
        needs_approval=view.needs_approval,
        version=view.version,
        lessons=tuple(map(lesson, view.lessons)),
    )


def lesson(item: Retrospective) -> Lesson:
    """What a unit learned."""
    return Lesson(
        cycle=clean(item.cycle),
        unit=unit(item.unit),
        worked=long(item.worked),
        to_change=long(item.to_change),
        next=long(item.next),
        by=person(item.by),
        version=item.version,
    )


def overview(
    cycles: Iterable[CycleView], *, shown: CycleView, plan: CyclePlan | None, unknown: str | None = None
) -> CycleOverview:
    """The cycles and the one that is looked at; without a plan why it is not known what was missing."""
    known = (
        step_plan(plan) if plan is not None else StepPlan(cycle_item(shown), shown.state, shown.state, (), False, "")
    )
    return CycleOverview(tuple(map(cycle_item, cycles)), cycle_item(shown), known, text(unknown))


def step_plan(plan: CyclePlan) -> StepPlan:
    """What is missing before a step."""
    return StepPlan(
        cycle=cycle_item(plan.cycle),
        before=plan.before,
        after=plan.after,
        groups=tuple(map(_group, plan.gaps)),
        stops=plan.stops,
        sentence=clean(plan.sentence),
    )


def _group(gaps: Gaps) -> GapGroup:
    items = tuple(GapItem(clean(gap.key), clean(gap.title), maybe(gap.owner), clean(gap.text)) for gap in gaps.items)
    return GapGroup(gaps.kind, gaps.count, items)


def review_page(page: Page[WaitingReview]) -> ReviewPage:
    """Goals that wait for a review."""
    return ReviewPage(tuple(map(_review, page.items)), page.next_cursor)


def _review(item: WaitingReview) -> ReviewItem:
    last = item.last
    return ReviewItem(
        goal=goal_item(item.goal),
        why=text(item.why),
        said=text(last.remark) if last else None,
        said_by=person(last.by) if last else None,
        may_review=item.may_review,
        version=item.goal.version,
    )


def grade_page(page: Page[GradeReport]) -> GradePage:
    """Goals that are graded."""
    return GradePage(tuple(map(grade_item, page.items)), page.next_cursor, page.hidden or 0)


def grade_item(report: GradeReport) -> GradeItem:
    """A goal with its closing score."""
    own = report.grade
    grade = None
    if own is not None:
        grade = Grade(own.score, own.colour, own.given, long(own.reason), long(own.post_mortem), own.version)
    return GradeItem(
        key=clean(report.key),
        title=clean(report.title),
        owner=maybe(report.owner),
        state=report.state,
        ambition=report.ambition,
        computed_ppm=report.computed,
        colour=report.colour,
        original_ppm=report.original,
        too_easy=report.too_easy,
        needs_post_mortem=report.needs_post_mortem,
        parts=tuple(map(_part, report.parts)),
        hidden_parts=report.hidden_parts,
        grade=grade,
        may_grade=report.may_grade,
        may_score=report.may_score,
    )


def _part(part: PartScore) -> GradePart:
    return GradePart(clean(part.key), clean(part.title), part.weight, part.score, part.original, part.graded)


def ledger(report: AccountabilityReport, page: Page[LedgerLine]) -> Ledger:
    """What was moved, by unit and line by line."""
    whole = report.unit
    counted = [(unit(row.unit), row.moved_goalposts) for row in report.units if row.unit and row.moved_goalposts]
    return Ledger(
        unit=unit(whole.unit) if whole.unit else Named("", ""),
        moved=whole.moved_goalposts,
        units=tuple(sorted(counted, key=lambda item: (-item[1], item[0].key))),
        lines=ledger_lines(page),
        next_cursor=page.next_cursor,
    )


def ledger_lines(page: Page[LedgerLine]) -> tuple[LedgerItem, ...]:
    """A page of what was moved."""
    return tuple(
        LedgerItem(
            key=clean(line.key),
            title=clean(line.title),
            field=clean(line.field),
            before=text(line.before),
            after=text(line.after),
            reason=clean(line.reason),
            by=maybe(line.by),
            on=line.effective_on,
        )
        for line in page.items
    )


def calibration(view: Calibration) -> CalibrationCard:
    """How well a person's confidence came true; the last line is all cycles together."""
    lines = [
        CalibrationLine(clean(one.cycle), one.predictions, one.came_true, one.mean_confidence, one.brier)
        for one in view.cycles
    ]
    if view.mean_confidence is not None and view.brier is not None:
        lines.append(CalibrationLine("all", view.predictions, view.came_true, view.mean_confidence, view.brier))
    return CalibrationCard(person(view.person), clean(view.sentence), tuple(lines))


def carry_plan(report: CarryReport) -> CarryPlan:
    """What goes on in another cycle."""
    return CarryPlan(
        source=clean(report.source),
        target=clean(report.target),
        carried=tuple(map(_carried, report.carried)),
        left=tuple((clean(one.key), clean(one.title), clean(one.reason)) for one in report.left),
        sentence=clean(report.sentence),
    )


def _carried(goal: CarriedGoal) -> CarriedItem:
    return CarriedItem(
        key=clean(goal.key),
        new_key=text(goal.new_key),
        title=clean(goal.title),
        owner=maybe(goal.owner),
        parts=tuple(
            CarriedPart(clean(one.key), clean(one.title), one.old_baseline, one.baseline, one.target)
            for one in goal.results
        ),
        parents=tuple(map(clean, goal.parents)),
        notes=tuple(map(clean, goal.notes)),
    )
