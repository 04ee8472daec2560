"""Forecast (R9), leverage (R15), watermelons (R12) and broken guardrails (R8) of a goal or a key result, with the reason in words."""

from collections.abc import Sequence
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.watermelons import watermelons
from okr.application.why import explain
from okr.contract.insights import Insights
from okr.contract.key_results import KeyResultView
from okr.contract.why import Explain
from okr.domain.numbers import decimal_text


def insights_of(case: ReadCase, key: str, results: Sequence[KeyResultView], ids: Sequence[UUID]) -> Insights:
    """What stands behind a goal, or behind one key result; `results` are its key results as they are shown, `ids` their ids."""
    told = explain(case, Explain(key=key))
    return Insights(
        forecast=told.forecast,
        leverage=told.leverage,
        watermelons=watermelons(case, ids),
        guardrails=tuple(_broken(result) for result in results if result.guardrail_broken),
    )


def _broken(result: KeyResultView) -> str:
    limits = " and ".join(
        f"{word} {decimal_text(value)}"
        for word, value in (("at least", result.lower), ("at most", result.upper))
        if value is not None
    )
    now = "nothing" if result.current is None else decimal_text(result.current)
    return f"The guardrail {result.key} stands at {now}, outside {limits}: the goal shows at best at risk."
