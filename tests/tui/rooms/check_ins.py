"""What the made-up company answers about check-ins: what is due, what was read, what a reading would move."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from okr.contract import check_ins
from okr.contract.base import Figures, Page
from okr.domain.errors import InvalidInput
from tests.tui.company import NOW, OFF, ON, PPM, RISK, TODAY, VALUES, Company, Plan, figures


def due(company: Company, plans: list[Plan]) -> tuple[check_ins.DueItem, ...]:
    """The first key result of each of some goals, late or soon."""
    found = [
        check_ins.DueItem(
            key_result=result, due_on=TODAY - timedelta(days=late), days_late=max(0, late), may_check_in=plan.key != "PROD-2"
        )
        for index, plan in enumerate(plans)
        for result in company.results(plan)[:1]
        for late in [(12, 4, 0, -2, -1)[index % 5]]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda item: item.due_on))


def _history(backend: Any, request: check_ins.ListCheckIns) -> Page[check_ins.CheckInView]:
    goal = request.key.partition(".")[0]
    plan = backend.company.plan(goal)
    values = () if backend.company.empty else VALUES[plan.status]
    items = tuple(
        check_ins.CheckInView(
            key=f"{goal}.1", number=number, effective_on=TODAY - timedelta(days=9 + 7 * (len(values) - number)),
            value=Decimal(value), answers=None, confidence=70 - 5 * number, status=None, note=backend.company.note,
            blocker=backend.company.blocker if number == 2 else None, corrects=None, voids=None,
            corrected_by=4 if number == 3 else None, by=backend.company.person("maria"), recorded_at=NOW, imported=False,
            acknowledged_by=backend.company.person("jonas") if number == 2 else None,
            acknowledgement=backend.company.blocker if number == 2 else None,
        )
        for number, value in reversed(list(enumerate(values, start=1)))
    )  # fmt: skip
    return Page[check_ins.CheckInView](items=items[: request.limit])


def _due(backend: Any, request: check_ins.ListDue) -> Page[check_ins.DueItem]:
    company = backend.company
    plans = {"mine": company.plans[2:5], "team": company.plans[2:], "all": company.plans}[request.scope]
    return Page[check_ins.DueItem](items=() if company.empty else due(company, plans))


def _preview(backend: Any, request: check_ins.PreviewCheckIn) -> check_ins.CheckInPreview:
    plan = backend.company.plan(request.key.partition(".")[0])
    before = backend.company.results(plan)[0]
    assert request.value is not None
    progress = int((Decimal("7.5") - request.value) / Decimal("5.5") * PPM)
    after = Figures(
        progress=max(0, min(PPM, progress)),
        progress_raw=progress,
        expected=plan.expected,
        coverage=PPM,
        status=ON if progress >= 427_000 else OFF,
    )
    goal = backend.company.goal(plan)
    return check_ins.CheckInPreview(
        before=figures(before), after=after, goal_before=figures(goal), goal_after=after,
        above=tuple(_moved_above(backend, plan)),
        warnings=("That is 3 times the last change.",) if request.value > 1_000 else (),
    )  # fmt: skip


def _moved_above(backend: Any, plan: Plan) -> Iterator[check_ins.Movement]:
    """A reading moves what stands above by two points, and the top by a third of one."""
    parent = plan.parent
    step = 20_000
    while parent is not None:
        above = backend.company.plan(parent)
        before = backend.company.goal(above)
        now = None if before.progress is None else before.progress + step
        yield check_ins.Movement(
            key=before.key, title=before.title, kind="goal", progress_before=before.progress, progress_after=now,
            status_before=before.status, status_after=before.status,
        )  # fmt: skip
        parent, step = above.parent, step // 6


def _record(backend: Any, request: check_ins.RecordCheckIns) -> check_ins.CheckInsResult:
    for number, row in enumerate(request.check_ins, start=1):
        if row.value is not None and row.value < 0:
            raise InvalidInput(
                f"Nothing was recorded. row {number}: {row.key} cannot be negative.",
                hint="type a value from 0 on",
                field="value",
            )
    backend.recorded += request.check_ins
    if not request.check_ins:
        return check_ins.CheckInsResult(recorded=(), moved=(), skipped=len(request.skipped))
    plan = backend.company.plan(request.check_ins[0].key.partition(".")[0])
    moved = check_ins.Movement(
        key=plan.key, title=plan.title, kind="goal", progress_before=plan.progress, progress_after=400_000,
        status_before=plan.status, status_after=RISK,
    )  # fmt: skip
    views = tuple(
        check_ins.CheckInView(
            key=row.key, number=9, effective_on=TODAY, value=row.value, answers=None, confidence=row.confidence,
            status=None, note=row.note, blocker=row.blocker, corrects=None, voids=None, by=None, recorded_at=NOW,
            imported=False,
        )
        for row in request.check_ins
    )  # fmt: skip
    return check_ins.CheckInsResult(recorded=views, moved=(moved,), skipped=len(request.skipped))


ANSWERS = {
    check_ins.ListCheckIns: _history,
    check_ins.ListDue: _due,
    check_ins.PreviewCheckIn: _preview,
    check_ins.RecordCheckIns: _record,
}
