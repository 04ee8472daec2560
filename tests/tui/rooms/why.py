"""What the made-up company answers when it is asked why: the rules, parts and readings behind a number."""

from datetime import date
from decimal import Decimal
from typing import Any

from okr.contract import why
from okr.domain.vocabulary import Metric, Severity, Timeliness
from tests.tui.company import NOW, PPM, TODAY


def _explain(backend: Any, request: why.Explain) -> why.Explanation:
    plan = backend.company.plan(request.key.partition(".")[0])
    is_goal = "." not in request.key
    results = backend.company.results(plan)
    return why.Explanation(
        key=request.key, title=plan.title if is_goal else results[0].title,
        kind="goal" if is_goal else "key result", as_of=TODAY, known_at=None,
        metric=None if is_goal else Metric.DECREASE, summary=f"{plan.title}: 33 % against 53 % expected, so off track.",
        steps=(
            why.Step(rule="R2", sentence="Progress is the weighted mean of two key results.", result="33 %"),
            why.Step(rule="R5", sentence="49 of 92 days have passed, so 53 % is expected.", result="53 %"),
            why.Step(rule="R6.9", sentence="33 % is less than 70 % of 53 % less the allowance, which is the ninth line of the table.", result="off track"),
        ),
        parts=tuple(
            why.PartUsed(
                key=result.key, title=result.title, kind="key result", owner=result.owner, weight=Decimal(1),
                share=500_000, progress_raw=result.progress, progress=result.progress, expected=530_000,
                coverage=PPM, status=result.status, counts=number == 0, clamped=False,
                left_out_because=None if number == 0 else "no reading yet", adds=165_000,
            )
            for number, result in enumerate(results)
        ),
        hidden_parts=1,
        readings=(
            why.ReadingUsed(number=4, effective_on=date(2026, 11, 9), recorded_at=NOW, value=Decimal("5.4"), by=backend.company.person("maria"), note=backend.company.note, used_for="current value"),
        ),
        forecast=why.ForecastView(
            enough_data=True, readings=5, progress_end=540_000, low=500_000, high=580_000, slope_per_day=6_429,
            severity=Severity.CRITICAL, sentence="At this pace it ends at 54 % (50 % to 58 %): critical.",
        ),
        leverage=(why.LeverageView(top="ACME-1", top_title="", share=250_000, risk=50_000, sentence="Catching up moves ACME-1 by 5 points."),),
        periods=() if is_goal else tuple(
            why.PeriodKept(opens_after=opens, due_on=due, kept=kept, number=number, recorded_on=recorded)
            for opens, due, kept, number, recorded in (
                (date(2026, 10, 9), date(2026, 10, 16), Timeliness.ON_TIME, 1, date(2026, 10, 16)),
                (date(2026, 10, 16), date(2026, 10, 23), Timeliness.LATE, 2, date(2026, 10, 28)),
                (date(2026, 10, 23), date(2026, 10, 30), Timeliness.MISSED, None, None),
            )
        ),
        progress=plan.progress, progress_raw=plan.progress, expected=plan.expected, coverage=PPM, status=plan.status,
    )  # fmt: skip


ANSWERS = {why.Explain: _explain}
