"""What the made-up company agrees on: crews that offered their share of a target, and a request in the last weeks that is still being answered."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from okr.contract.contributions import (
    AcceptContribution,
    AskContributions,
    CounterContribution,
    DeclineContribution,
    NewReceiver,
    OfferContribution,
)
from okr.demo import CHIEF, weeks
from okr.demo.builder import Builder
from okr.demo.plan import OWNERS
from okr.domain.vocabulary import ShareMode

ASKED_FOR = "nps"
SHARES = (("FIN", "5"), ("CARE", "15"), ("PROD", "10"), ("FIELD", "10"))
"""Who is asked for which part of the goal, in per cent."""
TITLE = "Bring the last points that customers recommend us"
MESSAGE = "Two weeks are left, and some points are missing. You meet our customers every day: what can you still bring?"
ASKED_BEFORE_DAYS = 8
"""So long ago that whoever has not answered is reminded."""


def offer_shares(built: Builder) -> None:
    """The crews offer what they can bring to the target above them, and its owner accepts: their key results feed it (R3)."""
    slug, number, children = weeks.FED
    day, parent = built.calendar.start, built.result_key(slug, number)
    for child, child_number in children:
        offer = OfferContribution(offered=built.result_key(child, child_number), parent=parent)
        offered = built.on(OWNERS[child], day).call(offer)
        built.on(OWNERS[slug], day).call(AcceptContribution(key=offered.key))


def last_points(built: Builder) -> list[tuple[date, Callable[[], None]]]:
    """Four divisions are asked; one accepts, one counters, one declines, one has not answered. Somebody offers a goal by themself."""
    return [
        (_ago(built, ASKED_BEFORE_DAYS), lambda: _ask(built)),
        (_ago(built, 7), lambda: _accept(built)),
        (_ago(built, 6), lambda: _counter(built)),
        (_ago(built, 5), lambda: _decline(built)),
        (_ago(built, 2), lambda: _offer(built)),
    ]


def _ask(built: Builder) -> None:
    built.on(CHIEF, _ago(built, ASKED_BEFORE_DAYS)).call(
        AskContributions(
            parent=built.keys[ASKED_FOR],
            receivers=tuple(NewReceiver(unit=unit, share=Decimal(share)) for unit, share in SHARES),
            shares=ShareMode.TYPED,
            title=TITLE,
            message=MESSAGE,
        )
    )


def _accept(built: Builder) -> None:
    why = "Customers who understand their bill speak well of us"
    built.on("helen", _ago(built, 7)).call(AcceptContribution(key=_key(built, "FIN"), why=why))


def _counter(built: Builder) -> None:
    reason = "Half of us mend the outages of last week until Friday."
    built.on("naomi", _ago(built, 6)).call(
        CounterContribution(key=_key(built, "PROD"), share=Decimal(4), reason=reason)
    )


def _decline(built: Builder) -> None:
    reason = "The first frost is announced: every crew is on repairs."
    built.on("bruno", _ago(built, 5)).call(DeclineContribution(key=_key(built, "FIELD"), reason=reason))


def _offer(built: Builder) -> None:
    goal, parent = built.keys["salma-parts"], built.keys[ASKED_FOR]
    message = "With full vans one visit is enough."
    built.on("salma", _ago(built, 2)).call(
        OfferContribution(offered=goal, parent=parent, share=Decimal(5), message=message)
    )


def _key(built: Builder, unit: str) -> str:
    """The key of the request to a unit: they are numbered in the order in which they are asked."""
    return f"{built.keys[ASKED_FOR]}+{[one for one, _ in SHARES].index(unit) + 1}"


def _ago(built: Builder, days: int) -> date:
    return built.today - timedelta(days=days)
