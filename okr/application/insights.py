"""Forecast (R9), leverage (R15), watermelons and calibration (R12), broken guardrails (R8), moved goalposts and what is subscribed (R13).

Of a goal or a key result, where it is shown, with the reason in words.
"""

from collections.abc import Sequence
from uuid import UUID

from okr.application.calibration import show_calibration
from okr.application.case import ReadCase
from okr.application.contributions_reading import show_subscription
from okr.application.ledger_reading import list_ledger
from okr.application.watermelons import watermelons
from okr.application.why import explain
from okr.contract.base import PersonRef
from okr.contract.contributions import ShowSubscription
from okr.contract.grading import ShowCalibration
from okr.contract.insights import Insights
from okr.contract.key_results import KeyResultView
from okr.contract.ledger import ListLedger
from okr.contract.why import Explain
from okr.domain.errors import NotAllowed
from okr.domain.numbers import decimal_text

MOVED_SHOWN = 20
"""Moved goalposts that are told with a goal; `okr ledger` has all of them."""


def insights_of(
    case: ReadCase, key: str, results: Sequence[KeyResultView], ids: Sequence[UUID], *, owner: PersonRef | None
) -> Insights:
    """What stands behind a goal, or behind one key result; `results` are its key results as they are shown, `ids` their ids."""
    told = explain(case, Explain(key=key))
    return Insights(
        forecast=told.forecast,
        leverage=told.leverage,
        watermelons=watermelons(case, ids),
        guardrails=tuple(_broken(result) for result in results if result.guardrail_broken),
        moved=tuple(list_ledger(case, ListLedger(key=key, limit=MOVED_SHOWN)).items),
        subscriptions=show_subscription(case, ShowSubscription(key=key)).parents,
        calibration=None if owner is None else _calibration(case, owner),
    )


def _calibration(case: ReadCase, owner: PersonRef) -> str | None:
    """How well the owner's confidence came true: for them and for administrators, once a cycle with confidences was closed."""
    try:
        found = show_calibration(case, ShowCalibration(person=owner.handle))
    except NotAllowed:
        return None
    return found.sentence if found.predictions else None


def _broken(result: KeyResultView) -> str:
    limits = " and ".join(
        f"{word} {decimal_text(value)}"
        for word, value in (("at least", result.lower), ("at most", result.upper))
        if value is not None
    )
    now = "nothing" if result.current is None else decimal_text(result.current)
    return f"The guardrail {result.key} stands at {now}, outside {limits}: the goal shows at best at risk."
