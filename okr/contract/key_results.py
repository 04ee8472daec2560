"""Key results: what is measured, from where to where, by when."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from okr.contract.base import (
    AsOf,
    Command,
    Figures,
    Model,
    Number,
    Page,
    PageOf,
    PersonRef,
    Query,
    UnitRef,
    Weight,
    operation,
)
from okr.contract.insights import Insights
from okr.domain.vocabulary import FeedMethod, GoalState, KeyResultState, Metric, Source, SurveyKind


class Checkpoint(Model):
    """A value that is expected on a day between start and due date (R5)."""

    day: date
    value: Number


class MilestoneView(Model):
    """A milestone with its weight and due day (R1)."""

    title: str
    weight: Number = Decimal(1)
    due_on: date | None = None


class FeedRef(Model):
    """A key result that feeds another one, or is fed by it (R3)."""

    key: str
    title: str
    weight: Number


class KeyResultView(Figures):
    """A key result with its numbers. `progress_raw` is without limits, `progress` is what counts."""

    key: str
    title: str
    kind: Literal["key result"] = "key result"
    goal: str
    goal_title: str
    goal_state: GoalState = GoalState.ACTIVE
    owner: PersonRef | None
    unit: UnitRef
    state: KeyResultState
    metric: Metric
    unit_of_measure: str | None
    baseline: Number | None
    target: Number | None
    stretch: Number | None
    lower: Number | None
    upper: Number | None
    amber_lower: Number | None
    amber_upper: Number | None
    current: Number | None
    has_reading: bool
    last_reading_on: date | None
    last_note: str | None = None
    last_check_in: int = 0
    confidence: int | None = None
    blocker: str | None = None
    starts: date
    due: date
    cadence: str
    grace_days: int
    next_due_on: date | None
    overdue: bool
    weight: Number
    counts: bool
    source: Source
    feed_method: FeedMethod | None
    feeds: tuple[FeedRef, ...] = ()
    fed_by: tuple[FeedRef, ...] = ()
    survey: SurveyKind | None
    minimum_answers: int | None
    guardrail: bool
    guardrail_broken: bool
    checkpoints: tuple[Checkpoint, ...]
    milestones: tuple[MilestoneView, ...]
    parents: tuple[str, ...]
    recent_values: tuple[Number, ...] = ()
    external_id: str | None
    imported: bool
    version: int
    insights: Insights | None = None


class NewKeyResult(Model):
    """What a new key result is; the goal gives start, due date and owner where they are left out."""

    title: str
    metric: Metric
    unit_of_measure: str | None = None
    baseline: Number | None = None
    target: Number | None = None
    stretch: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    amber_lower: Number | None = None
    amber_upper: Number | None = None
    checkpoints: tuple[Checkpoint, ...] = ()
    milestones: tuple[MilestoneView, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    cadence: str | None = None
    grace_days: int | None = Field(default=None, ge=0, le=60)
    weight: Weight | None = None
    owner: str | None = None
    source: Source = Source.TYPED
    survey: SurveyKind | None = None
    minimum_answers: int | None = Field(default=None, ge=0)
    guardrail: bool = False
    external_id: str | None = None
    effective_on: date | None = None


@operation("key-results.create", "POST", "/goals/{goal}/key-results")
class CreateKeyResult(Command[KeyResultView]):
    """Add a key result to a goal."""

    goal: str
    key_result: NewKeyResult


@operation("key-results.edit", "PATCH", "/key-results/{key}")
class EditKeyResult(Command[KeyResultView]):
    """Change a key result; what is left out stays.

    After the goal's activation a change of baseline, target, limits, weight, owner or due date needs a reason and
    is written to the target ledger.
    """

    key: str
    title: str | None = None
    unit_of_measure: str | None = None
    baseline: Number | None = None
    target: Number | None = None
    stretch: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    amber_lower: Number | None = None
    amber_upper: Number | None = None
    checkpoints: tuple[Checkpoint, ...] | None = None
    milestones: tuple[MilestoneView, ...] | None = None
    starts_on: date | None = None
    due_on: date | None = None
    cadence: str | None = None
    grace_days: int | None = Field(default=None, ge=0, le=60)
    weight: Weight | None = None
    owner: str | None = None
    guardrail: bool | None = None
    state: KeyResultState | None = None
    reason: str | None = None
    effective_on: date | None = None
    version: int | None = None


@operation("key-results.list", "GET", "/key-results")
class ListKeyResults(PageOf, AsOf, Query[Page[KeyResultView]]):
    """Key results by key, of a goal, of a unit's subtree, or of an owner."""

    goal: str | None = None
    unit: str | None = None
    owner: str | None = None
    cycle: str | None = None


@operation("key-results.show", "GET", "/key-results/{key}")
class ShowKeyResult(AsOf, Query[KeyResultView]):
    """One key result; `insights` asks for forecast, leverage and what does not add up."""

    key: str
    insights: bool = False


@operation("key-results.feed", "PUT", "/key-results/{parent}/feeds/{child}")
class FeedKeyResult(Command[KeyResultView]):
    """Let a key result feed another one of the same unit of measure (R3)."""

    child: str
    parent: str
    method: FeedMethod | None = None
    weight: Weight | None = None
    effective_on: date | None = None


@operation("key-results.unfeed", "DELETE", "/key-results/{parent}/feeds/{child}")
class UnfeedKeyResult(Command[KeyResultView]):
    """Stop a key result from feeding another one."""

    child: str
    parent: str
    effective_on: date | None = None
