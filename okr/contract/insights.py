"""What stands behind a goal's or key result's status: where it is heading, what it moves at the top, and what does not add up."""

from okr.contract.base import Model
from okr.contract.contributions import SubscriptionView
from okr.contract.ledger import LedgerLine
from okr.contract.why import ForecastView, LeverageView


class Watermelon(Model):
    """R12: green outside and red inside: the last two check-ins said it stands better than the arithmetic does."""

    key: str
    title: str
    sentence: str


class Insights(Model):
    """R8, R9, R12 and R15 in words; `leverage` says what catching up would move in each top goal.

    `moved` are the goalposts that were moved, the newest first, `subscriptions` what is agreed of what it needs (R13), and `calibration` how
    well the owner's confidence came true, for those who may see that.
    """

    forecast: ForecastView | None
    leverage: tuple[LeverageView, ...]
    watermelons: tuple[Watermelon, ...]
    guardrails: tuple[str, ...]
    moved: tuple[LedgerLine, ...] = ()
    subscriptions: tuple[SubscriptionView, ...] = ()
    calibration: str | None = None
