"""What a graph of goals is evaluated from, and what comes of it: the facts of a day, and the figures with how each came about."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from okr.domain.definitions import KeyResultDefinition
from okr.domain.feeds import FeedValue
from okr.domain.figures import KeyResultFigures
from okr.domain.overrides import Override, ShownStatus
from okr.domain.pace import PaceFactors
from okr.domain.readings import Reading
from okr.domain.rollup import GoalFigures, GoalSums
from okr.domain.vocabulary import Ambition, FeedMethod, GoalState, LinkKind, Status

NodeId = Hashable
"""Whatever names a goal or a key result uniquely: a UUID, a number, a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFact:
    """A goal as it held on the day that is evaluated; `factors` are those of its cycle where they differ from the usual ones."""

    id: NodeId
    key: str
    title: str
    state: GoalState
    ambition: Ambition
    starts_on: date
    due_on: date
    owner: str | None = None
    override: Override | None = None
    factors: PaceFactors | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultFact:
    """A key result as it held on the day; with a `feed_method` its value comes from the key results that feed it (R3)."""

    id: NodeId
    goal_id: NodeId
    key: str
    title: str
    definition: KeyResultDefinition
    unit_of_measure: str | None = None
    feed_method: FeedMethod | None = None
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class LinkFact:
    """A link from a goal to a parent objective."""

    child: NodeId
    parent: NodeId
    kind: LinkKind
    weight_units: int


@dataclass(frozen=True, slots=True)
class FeedFact:
    """A key result that feeds another one; the weight is for the weighted mean."""

    child: NodeId
    parent: NodeId
    weight_units: int = 0


class ChildKind(StrEnum):
    """What stands below an objective."""

    KEY_RESULT = "key result"
    GOAL = "goal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildUse:
    """How one child was used in its parent's figures.

    `counts`: it is in coverage's denominator; `in_progress`: it is in P and E; `clamped`: its progress was limited to 0..1;
    `share_ppm`: its part of the weight in P; `left_out`: why it does not count in full, None where it does.
    """

    id: NodeId
    kind: ChildKind
    key: str
    title: str
    weight_units: int
    progress_raw_ppm: int | None
    progress_ppm: int | None
    expected_ppm: int | None
    coverage_ppm: int | None
    status: Status | None
    shown: Status | None
    counts: bool
    in_progress: bool
    clamped: bool
    speaks: bool
    share_ppm: int | None
    guardrail_broken: bool
    left_out: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultEvaluation:
    """A key result's figures with the readings or feeds that they came from."""

    fact: KeyResultFact
    figures: KeyResultFigures
    status: ShownStatus
    readings: tuple[Reading, ...]
    used: Reading | None
    feeds: tuple[NodeId, ...] = ()
    fed: FeedValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalEvaluation:
    """A goal's figures with its children; `weakest_children` cause the weakest status, `broken_guardrails` the cap (R8)."""

    fact: GoalFact
    figures: GoalFigures
    status: ShownStatus
    sums: GoalSums
    children: tuple[ChildUse, ...]
    weakest_children: tuple[ChildUse, ...]
    broken_guardrails: tuple[ChildUse, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures on a day, by the ids of the facts."""

    today: date
    key_results: Mapping[NodeId, KeyResultEvaluation]
    goals: Mapping[NodeId, GoalEvaluation]
