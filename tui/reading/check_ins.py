"""Check-ins: what is due, what was recorded, and what a reading would do."""

from okr.contract.base import Page
from okr.contract.check_ins import CheckInPreview, CheckInsResult, CheckInView, DueItem
from okr.contract.check_ins import Movement as MovementView
from okr.contract.goals import GoalView
from okr.domain.vocabulary import Source
from tui.actions import MAY_CHECK_IN
from tui.reading.basics import clean, numbers, text
from tui.reading.goals import result
from tui.view_models.check_ins import CheckInItem, DuePage, DueRow, Movement, Preview, Recorded, Skip


def check_in(view: CheckInView, *, me: str | None = None) -> CheckInItem:
    """One check-in; `me` is the handle of whoever looks."""
    return CheckInItem(
        key=clean(view.key),
        number=view.number,
        effective_on=view.effective_on,
        value=view.value,
        confidence=view.confidence,
        status=view.status,
        note=text(view.note),
        blocker=text(view.blocker),
        by=clean(view.by.name) if view.by else None,
        replaced=view.corrected_by is not None or view.voided_by is not None,
        imported=view.imported,
        read_by=clean(view.acknowledged_by.name) if view.acknowledged_by else None,
        said_to_it=text(view.acknowledgement),
        at=view.recorded_at,
        is_mine=view.by is not None and view.by.handle == me,
    )


def due_page(page: Page[DueItem]) -> DuePage:
    """A page of what is due."""
    return DuePage(tuple(map(due, page.items)), page.next_cursor)


def due_of_goal(view: GoalView) -> DuePage:
    """All key results of a goal that take readings: typed, or handed over by a survey or a data source; what is fed follows by itself."""
    may = MAY_CHECK_IN in view.may
    rows = tuple(
        DueRow(result=result(item), due_on=item.next_due_on or item.due, days_late=0, may_check_in=may)
        for item in view.results
        if item.source is not Source.FED
    )
    return DuePage(rows, None)


def preview(view: CheckInPreview) -> Preview:
    """What a reading would do."""
    return Preview(
        before=numbers(view.before),
        after=numbers(view.after),
        goal_before=numbers(view.goal_before),
        goal_after=numbers(view.goal_after),
        warnings=tuple(map(clean, view.warnings)),
        above=tuple(map(movement, view.above)),
    )


def movement(view: MovementView) -> Movement:
    """What happened to one number above."""
    return Movement(
        key=clean(view.key),
        title=clean(view.title),
        before_ppm=view.progress_before,
        after_ppm=view.progress_after,
        status_before=view.status_before,
        status_after=view.status_after,
    )


def recorded(view: CheckInsResult) -> Recorded:
    """What was written, and what moved."""
    return Recorded(
        count=len(view.recorded),
        moved=tuple(map(movement, view.moved)),
        notices=tuple(map(clean, view.notices)),
        skipped=view.skipped,
    )


def due(item: DueItem) -> DueRow:
    """A key result that is due."""
    skipped = item.skipped
    skip = None
    if skipped is not None:
        skip = Skip(clean(skipped.reason), clean(skipped.by.name) if skipped.by else None, skipped.until)
    return DueRow(result(item.key_result), item.due_on, item.days_late, item.may_check_in, skip, item.over)
