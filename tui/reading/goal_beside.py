"""What is told of a goal beside its card: agreements, ledger, comments, and the course of its numbers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from okr.contract.base import Change
from okr.contract.check_ins import CheckInView
from okr.contract.comments import CommentView
from okr.contract.contributions import SubscriptionView
from okr.contract.goals import GoalView
from okr.contract.key_results import KeyResultView
from okr.contract.ledger import LedgerLine
from okr.contract.trail import TrailEntry
from okr.domain.vocabulary import DIRECTED_METRICS, Metric
from tui.format import measured
from tui.lines import Look
from tui.reading.basics import clean, text
from tui.reading.goal_card import forecast
from tui.reading.goals import result
from tui.view_models.goal_card import Course, Deed, Mark, Moved, Said, Subscription

PPM = 1_000_000


def subscription(view: SubscriptionView) -> Subscription:
    """How much of what a parent needs is agreed."""
    return Subscription(clean(view.parent), view.accepted, view.asked, view.gap, clean(view.sentence))


def moved(line: LedgerLine) -> Moved:
    """A line of the ledger."""
    return Moved(
        key=clean(line.key),
        field=clean(line.field),
        before=text(line.before),
        after=text(line.after),
        reason=clean(line.reason),
        by=clean(line.by.name) if line.by else None,
        effective_on=line.effective_on,
    )


def said(view: CommentView) -> Said:
    """A comment."""
    return Said(clean(view.on), text(view.text), clean(view.by.name) if view.by else None, view.recorded_at.date())


def deed(entry: TrailEntry) -> Deed:
    """One entry of the audit."""
    on = f"{clean(entry.key)} " if "." in entry.key else ""
    changes = tuple(
        f"{clean(one.field)}: {clean(one.before or Change.NO_VALUE)} \u2192 {clean(one.after or Change.NO_VALUE)}"
        for one in entry.changes
    )
    return Deed(
        entry.recorded_at.date(), clean(entry.by.name) if entry.by else None, f"{on}{clean(entry.what)}", changes
    )


def goal_course(view: GoalView) -> Course:
    """The way of a goal from 0 to 100 %."""
    actual = tuple(Mark(day.day, day.progress) for day in view.history if day.progress is not None)
    expected = tuple(Mark(day.day, day.expected) for day in view.history if day.expected is not None)
    if expected and expected[-1].day < view.due:
        expected = (*expected, Mark(view.due, PPM))
    return Course(
        key=clean(view.key),
        title=clean(view.title),
        starts=min([view.starts, *(mark.day for mark in actual)]),
        due=view.due,
        actual=actual,
        expected=expected,
        checkpoints=(),
        forecast=forecast(view.insights.forecast) if view.insights and view.insights.forecast else None,
        foot="0 %",
        top="100 %",
    )


def result_course(view: KeyResultView, check_ins: Iterable[CheckInView]) -> Course:
    """The way of a key result in its own values: from its baseline to its target, to all milestones, or between its limits."""
    readings = sorted(
        (one.effective_on, one.number, one.value)
        for one in check_ins
        if one.value is not None and one.corrected_by is None and one.voided_by is None
    )
    foot, top = _scale(view, [value for _, _, value in readings])
    measure = clean(view.unit_of_measure or "")
    height = _height(foot, top)
    last: dict[date, Decimal] = {day: value for day, _, value in readings}
    heads = view.metric in DIRECTED_METRICS or _has_steps(view)
    points = [(one.day, one.value) for one in view.checkpoints]
    return Course(
        key=clean(view.key),
        title=result(view).title,
        starts=min([view.starts, *last]),
        due=view.due,
        actual=tuple(Mark(day, height(value), _words(value, measure)) for day, value in last.items()),
        expected=_expected(view, points, (foot, top), height=height),
        checkpoints=tuple(Mark(day, height(value), _words(value, measure)) for day, value in points),
        forecast=forecast(view.insights.forecast)
        if heads and view.insights is not None and view.insights.forecast is not None
        else None,
        foot=_words(foot, measure),
        top=_words(top, measure),
        value=view.current,
    )


def _scale(view: KeyResultView, values: list[Decimal]) -> tuple[Decimal, Decimal]:
    """The values at the foot and at the top of the picture."""
    baseline, target = view.baseline, view.target
    if view.metric in DIRECTED_METRICS and baseline is not None and target is not None and baseline != target:
        return baseline, target
    if _has_steps(view):
        return Decimal(0), sum((step.weight for step in view.milestones), Decimal(0))
    known = [*values, *(one for one in (view.lower, view.upper, view.target) if one is not None), Decimal(0)]
    if view.metric in {Metric.YES_NO, Metric.MILESTONES, Metric.BASELINE}:
        known.append(Decimal(1))
    low, high = min(known), max(known)
    return (low, high) if low != high else (low, low + 1)


Height = Callable[[Decimal], int]


def _height(foot: Decimal, top: Decimal) -> Height:
    span = top - foot
    return lambda value: int((value - foot) / span * PPM)


def _expected(
    view: KeyResultView, points: Sequence[tuple[date, Decimal]], ends: tuple[Decimal, Decimal], *, height: Height
) -> tuple[Mark, ...]:
    """From the baseline through the checkpoints to the target, or from milestone to milestone, as they are due (R5)."""
    if _has_steps(view):
        return _stairs(view, height=height)
    if view.metric not in DIRECTED_METRICS:
        return _limits(view, height=height)
    way = [(view.starts, ends[0]), *points, (view.due, ends[1])]
    return tuple(Mark(day, height(value)) for day, value in way)


def _has_steps(view: KeyResultView) -> bool:
    """Whether it goes from milestone to milestone, so that the weight of those that are done is its progress (R1)."""
    return view.metric is Metric.MILESTONES and any(step.weight for step in view.milestones)


def _stairs(view: KeyResultView, *, height: Height) -> tuple[Mark, ...]:
    """The weight of the milestones that are due, day by day: it rises on the day on which one is; the last ones with the result."""
    done, marks = Decimal(0), [Mark(view.starts, 0)]
    by_day: dict[date, Decimal] = {}
    for step in view.milestones:
        day = min(step.due_on or view.due, view.due)
        by_day[day] = by_day.get(day, Decimal(0)) + step.weight
    for day, weight in sorted(by_day.items()):
        marks.append(Mark(day, height(done)))
        done += weight
        marks.append(Mark(day, height(done)))
    return (*marks, Mark(view.due, height(done)))


def _limits(view: KeyResultView, *, height: Height) -> tuple[Mark, ...]:
    """The one limit of what must stay above or below it."""
    limits = [one for one in (view.lower, view.upper) if one is not None]
    if len(limits) != 1:
        return ()
    return (Mark(view.starts, height(limits[0])), Mark(view.due, height(limits[0])))


def _words(value: Decimal, measure: str) -> str:
    return "".join(piece.text for piece in measured(value, measure, Look()))
