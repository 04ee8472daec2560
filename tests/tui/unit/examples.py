"""View models for tests of pure functions."""

from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import KeyResultState, Metric, Status
from tui.view_models.basics import Numbers
from tui.view_models.check_ins import DueRow
from tui.view_models.goals import ResultItem


def due_row(key: str, *, measure: str = "", may: bool = True) -> DueRow:
    """A key result whose check-in is due."""
    result = ResultItem(
        key=key, title="Median time to the first answer", goal=key.partition(".")[0], goal_title="Answer fast", owner=None,
        state=KeyResultState.ACTIVE, metric=Metric.DECREASE, measure=measure, baseline=Decimal("7.5"), target=Decimal(2),
        lower=None, upper=None, current=Decimal("5.4"), has_reading=True, last_reading_on=date(2026, 11, 9), last_note=None,
        confidence=60, blocker=None, due=date(2026, 12, 31), next_due_on=None, overdue=False, weight=Decimal(1),
        counts=True, fed=False, guardrail=False, guardrail_broken=False, recent=(), version=1,
        numbers=Numbers(330_000, 330_000, 530_000, 1_000_000, Status.OFF_TRACK),
    )  # fmt: skip
    return DueRow(result, date(2026, 11, 16), 2, may)
