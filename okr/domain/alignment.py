"""How well a company is aligned (R13): orphans, line of sight, cascade coverage, subscription."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from okr.domain.numbers import EXACT, ratio_ppm

Id = Hashable


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentGoal:
    """A goal as alignment sees it; `of_root_unit` for goals of the company itself, `owner` is None for an ownerless one."""

    id: Id
    active: bool
    of_root_unit: bool
    owner: Id | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; the ratio is in millionths and None where there is no whole."""

    part: int
    whole: int

    @property
    def ppm(self) -> int | None:
        """Part / whole in millionths, rounded half up."""
        return ratio_ppm(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The rates of a company, and the goals and people that they are about."""

    top_goals: frozenset[Id]
    aligned_goals: frozenset[Id]
    orphans: tuple[Id, ...]
    orphan_rate: Share
    people_with_line_of_sight: frozenset[Id]
    line_of_sight: Share


def alignment(goals: Iterable[AlignmentGoal], links: Iterable[tuple[Id, Id]], *, employed: Collection[Id]) -> Alignment:
    """Return the alignment of a company (R13).

    A path follows (child, parent) links of either kind upwards through active goals only to an active goal of the root unit. Orphans are
    the active goals of other units and of persons without one, in the order given.
    """
    facts = list(goals)
    active = {goal.id for goal in facts if goal.active}
    top_goals = frozenset(goal.id for goal in facts if goal.active and goal.of_root_unit)
    aligned = _below(top_goals, links, active=active)
    below_top = [goal for goal in facts if goal.active and not goal.of_root_unit]
    orphans = tuple(goal.id for goal in below_top if goal.id not in aligned)
    people = set(employed)
    seeing = frozenset(
        goal.owner for goal in facts if goal.id in aligned and goal.owner is not None and goal.owner in people
    )
    return Alignment(
        top_goals=top_goals,
        aligned_goals=aligned,
        orphans=orphans,
        orphan_rate=Share(len(orphans), len(below_top)),
        people_with_line_of_sight=seeing,
        line_of_sight=Share(len(seeing), len(people)),
    )


def _below(top_goals: frozenset[Id], links: Iterable[tuple[Id, Id]], *, active: set[Id]) -> frozenset[Id]:
    """Return the top goals and all active goals with a path to one of them."""
    children: dict[Id, list[Id]] = defaultdict(list)
    for child, parent in links:
        if child in active and parent in active:
            children[parent].append(child)
    reached = set(top_goals)
    frontier = list(top_goals)
    while frontier:
        for child in children.get(frontier.pop(), ()):
            if child not in reached:
                reached.add(child)
                frontier.append(child)
    return frozenset(reached)


def cascade_coverage(asked: Collection[Id], accepted_and_active: Collection[Id]) -> Share:
    """Return units asked to contribute to a top goal that have an accepted active child, of all units asked (R13)."""
    units = set(asked)
    return Share(len(units & set(accepted_and_active)), len(units))


class Subscription(StrEnum):
    """How what was accepted compares with what a parent key result needs."""

    UNDER = "under-subscribed"
    FULL = "fully subscribed"
    OVER = "over-subscribed"


@dataclass(frozen=True, slots=True)
class SubscriptionFigures:
    """What a parent key result needs (`t - b`), what was accepted, and their ratio in millionths; None where nothing is needed."""

    needed: Decimal
    accepted: Decimal
    ppm: int | None
    verdict: Subscription


def subscription(baseline: Decimal, target: Decimal, *, accepted: Iterable[Decimal]) -> SubscriptionFigures:
    """Return how much of a parent key result's need is subscribed (R13); contributions have the sign of the change that is asked for."""
    needed = EXACT.subtract(target, baseline)
    total = Decimal(0)
    for part in accepted:
        total = EXACT.add(total, part)
    gap = EXACT.subtract(total, needed) * (-1 if needed < 0 else 1)
    verdict = Subscription.FULL if gap == 0 else Subscription.OVER if gap > 0 else Subscription.UNDER
    return SubscriptionFigures(needed, total, ratio_ppm(total, needed) if needed else None, verdict)
