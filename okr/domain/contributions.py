"""The cascade contract: how a parent's need is divided, who may take which step, and how much of the need is subscribed (R13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from okr.domain.alignment import Subscription, subscription
from okr.domain.errors import RuleViolation
from okr.domain.numbers import (
    EXACT,
    MAX_WEIGHT_UNITS,
    VALUE_DECIMALS,
    WEIGHT_SCALE,
    decimal_text,
    difference,
    divide_half_up,
    percent_text,
    ratio_ppm,
)
from okr.domain.vocabulary import DIRECTED_METRICS, ContributionState, ContributionStep, Metric

OBJECTIVE_NEED = Decimal(100)
"""What an objective needs, in per cent: its contributions are parts of a whole, without a unit of measure of their own."""

TELLING_STEPS = 10
"""A share is divided so finely that the smallest one has at least so many steps: 100 by 3 is 34, 33, 33, and 12 by 5 is 2.4."""

UNANSWERED = frozenset({ContributionState.OPEN, ContributionState.COUNTERED})
"""Somebody's turn."""


class Side(StrEnum):
    """The two sides of a contract: who contributes, and whose goal is contributed to."""

    GIVER = "giver"
    TAKER = "taker"


def turn_of(state: ContributionState, *, offered: bool) -> Side | None:
    """Whose turn it is: a request waits for the giver, its counter for the taker; an offer the other way round."""
    if state is ContributionState.OPEN:
        return Side.TAKER if offered else Side.GIVER
    if state is ContributionState.COUNTERED:
        return Side.GIVER if offered else Side.TAKER
    return None


def side_to(step: ContributionStep, *, state: ContributionState, offered: bool, key: str) -> Side:
    """The side that may take a step now; RuleViolation, with what is possible, where nobody may."""
    proposing, answering = (Side.GIVER, Side.TAKER) if offered else (Side.TAKER, Side.GIVER)
    if step is ContributionStep.ASKED:
        if offered:
            raise RuleViolation(f"{key} was offered, not asked for.", hint="Ask for another: okr goal propose.")
        if state is ContributionState.ACCEPTED:
            raise RuleViolation(
                f"{key} is accepted; what was agreed is changed on its goal.", hint="Or ask for more: okr goal propose."
            )
        return proposing
    if state not in UNANSWERED:
        raise RuleViolation(f"{key} is {state}; there is nothing to answer any more.{_way_on(state, offered=offered)}")
    if step is ContributionStep.COUNTERED and state is ContributionState.COUNTERED:
        raise RuleViolation(
            f"{key} is countered already.", hint="Now it is accepted, asked for again, declined or withdrawn."
        )
    if step is ContributionStep.DECLINED:
        return answering
    if step is ContributionStep.WITHDRAWN:
        return proposing
    turn = turn_of(state, offered=offered)
    return answering if turn is None else turn


def need_of(metric: Metric, baseline: Decimal | None, target: Decimal | None, *, key: str) -> Decimal:
    """How far a key result has to move, `|t - b|`: what its contributions add up to; refused where that is no number.

    Only what moves from a baseline to a target can be fed by others (R3).
    """
    if metric not in DIRECTED_METRICS or baseline is None or target is None:
        raise RuleViolation(
            f"{key} measures '{metric}', of which nobody can take a share; increase and decrease can be shared.",
            hint=f"Ask for contributions to its goal instead: {key.partition('.')[0]}.",
        )
    return abs(difference(target, baseline))


def divide(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return an amount divided by weights, exactly: what rounding leaves goes to the largest remainders, the first ones first.

    Refused where a share would be nothing, or finer than nine decimals can tell.
    """
    total = sum(map(Fraction, weights), Fraction(0))
    if not weights or min(weights) <= 0 or amount <= 0:
        raise RuleViolation("Every share is more than nothing; leave out who is to contribute nothing.", field="share")
    smallest = Fraction(amount) * Fraction(min(weights)) / total
    decimals = max(0, -_exponent(amount))
    while smallest * 10**decimals < TELLING_STEPS and decimals < VALUE_DECIMALS:
        decimals += 1
    steps = int(Fraction(amount) * 10**decimals)
    exact = [Fraction(steps) * Fraction(weight) / total for weight in weights]
    parts = [int(one) for one in exact]
    rest = steps - sum(parts)
    for place in sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))[:rest]:
        parts[place] += 1
    if min(parts) == 0:
        raise RuleViolation(
            f"{decimal_text(amount)} cannot be divided among {len(weights)}: a share would be nothing.", field="share"
        )
    return tuple(EXACT.scaleb(Decimal(part), -decimals) for part in parts)


def weight_of_share(share: Decimal | None) -> int:
    """The weight, in weight units, of a goal that takes a share of an objective in per cent: all shares together weigh 1 (R2).

    Without a share it weighs as any goal does: 1.
    """
    if share is None:
        return WEIGHT_SCALE
    top, bottom = share.as_integer_ratio()
    return max(1, min(MAX_WEIGHT_UNITS, divide_half_up(top * WEIGHT_SCALE, bottom * 100)))


def child_aim(metric: Metric, share: Decimal, *, baseline: Decimal | None, key: str) -> tuple[Decimal, Decimal]:
    """Baseline and target of the key result that brings a share: so that `x = b + sum(x_child - b_child)` (R3) brings the need.

    What increases counts from 0 unless the giver says where they stand; what decreases needs that said.
    """
    if baseline is None and metric is Metric.DECREASE:
        raise RuleViolation(
            f"{key} is to decrease: say where you stand today, so that your share can be taken off from there.",
            hint="For example --baseline 120.",
            field="baseline",
        )
    start = Decimal(0) if baseline is None else baseline
    end = EXACT.add(start, share) if metric is Metric.INCREASE else difference(start, share)
    return start, end


@dataclass(frozen=True, slots=True)
class Part:
    """A contribution as far as the subscription is concerned: what was asked or offered first, what stands now.

    `given_up`: it was accepted, and its goal was cancelled since.
    """

    state: ContributionState
    offered: bool
    asked: Decimal | None
    share: Decimal | None
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """What a parent needs and where its contributions stand, in its unit of measure; `counts` counts contributions."""

    need: Decimal
    asked: Decimal
    accepted: Decimal
    open: Decimal
    countered: Decimal
    declined: Decimal
    offered: Decimal
    given_up: Decimal
    counts: Mapping[str, int]
    verdict: Subscription

    def ppm(self, amount: Decimal) -> int:
        """An amount as a part of the need, in millionths."""
        return ratio_ppm(amount, self.need)

    @property
    def gap_ppm(self) -> int:
        """How much was accepted beyond the need; negative where it falls short."""
        return ratio_ppm(difference(self.accepted, self.need), self.need)


GIVEN_UP, OFFERED = "given up", "offered"


def subscribe(need: Decimal, parts: Iterable[Part]) -> Sums:
    """Add up what is asked, accepted, countered, declined and open of a need (R13).

    What was withdrawn is not asked any more; an offer counts once it is accepted; an accepted one whose goal was cancelled is
    given up, not subscribed.
    """
    sums: dict[str, Decimal] = {}
    counts: dict[str, int] = {}
    asked = Decimal(0)
    for part in parts:
        if part.state is ContributionState.WITHDRAWN:
            continue
        place = _place(part)
        counts[place] = counts.get(place, 0) + 1
        sums[place] = EXACT.add(sums.get(place, Decimal(0)), part.share or Decimal(0))
        if not part.offered:
            asked = EXACT.add(asked, part.asked or Decimal(0))

    def sum_of(place: str) -> Decimal:
        return sums.get(place, Decimal(0))

    accepted = sum_of(ContributionState.ACCEPTED)
    return Sums(
        need=need,
        asked=asked,
        accepted=accepted,
        open=sum_of(ContributionState.OPEN),
        countered=sum_of(ContributionState.COUNTERED),
        declined=sum_of(ContributionState.DECLINED),
        offered=sum_of(OFFERED),
        given_up=sum_of(GIVEN_UP),
        counts=counts,
        verdict=subscription(Decimal(0), need, accepted=[accepted]).verdict,
    )


def subscription_words(sums: Sums) -> str:
    """The subscription in a sentence: "asked 120 %, accepted 85 %, short by 15 points"."""
    words = [f"asked {_percent(sums.ppm(sums.asked))}", f"accepted {_percent(sums.ppm(sums.accepted))}"]
    gap = sums.gap_ppm
    if gap == 0:
        words.append("fully subscribed")
    else:
        points = _percent(abs(gap)).removesuffix(" %")
        words.append(
            f"{'over' if gap > 0 else 'short'} by {points} {'point' if points in {'1', 'under 1'} else 'points'}"
        )
    return ", ".join(words)


def _place(part: Part) -> str:
    if part.state is ContributionState.ACCEPTED:
        return GIVEN_UP if part.given_up else part.state
    return OFFERED if part.offered and part.state in UNANSWERED else part.state


def _percent(ppm: int) -> str:
    """Whole per cents, rounded half up; what is more than nothing and rounds to nothing is "under 1 %"."""
    text = percent_text(ppm)
    return "under 1 %" if ppm and text == "0 %" else text


def _exponent(value: Decimal) -> int:
    exponent = EXACT.normalize(value).as_tuple().exponent
    if not isinstance(exponent, int):
        raise RuleViolation("A share is a number.", field="share")
    return exponent


def _way_on(state: ContributionState, *, offered: bool) -> str:
    if state is ContributionState.ACCEPTED:
        return " What was agreed is changed on its goal."
    return " It can be offered anew." if offered else " It can be asked for again."
