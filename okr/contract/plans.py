"""Goals as a plan: what a plan file holds, what applying it would do, and the conflicts that keep it from being applied.

In a plan of something that exists, what is left out stays and what is given as null is cleared; a new goal or key result gets
the defaults that are declared here. What the file has seen and no longer holds is cancelled.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from okr.contract.base import Change, Command, Model, Number, Percent, Query, Ratio, Weight, operation
from okr.contract.key_results import Checkpoint, MilestoneView
from okr.domain.vocabulary import (
    Ambition,
    CycleKind,
    CycleState,
    FeedMethod,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Source,
    Status,
    SurveyKind,
    UnitKind,
    Visibility,
)

NEW_WEIGHT = Decimal(1)

Format = Annotated[Literal[1], BeforeValidator(lambda value: 1 if value == "1" else value)]
"""The version of the format: a file of another one is refused."""


class PlanParent(Model):
    """A parent of a goal: its key, or the label of a goal of the same file."""

    goal: str
    kind: LinkKind = LinkKind.CONTRIBUTES
    weight: Weight = NEW_WEIGHT


class PlanFeed(Model):
    """A key result that is fed (R3): its key, or the label of one of the same file."""

    key_result: str
    weight: Weight = NEW_WEIGHT


class PlanInitiative(Model):
    """A piece of work; without a number it is the one of that title, else a new one."""

    number: int | None = Field(default=None, ge=1)
    title: str
    owner: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    external_id: str | None = None


class PlanKeyResult(Model):
    """A key result. Without a key it is a new one; days and owner that are left out are the goal's."""

    key: str | None = None
    label: str | None = Field(default=None, description="a name by which this file refers to it, until it has a key")
    title: str | None = None
    metric: Metric | None = None
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
    grace_days: int | None = Field(default=None, ge=0, le=366)
    weight: Weight | None = NEW_WEIGHT
    owner: str | None = None
    source: Source = Field(
        default=Source.TYPED, description="typed, survey or data source; what is fed has a feed_method"
    )
    feed_method: FeedMethod | None = None
    feeds: tuple[PlanFeed, ...] = ()
    survey: SurveyKind | None = None
    minimum_answers: int | None = Field(default=None, ge=0)
    guardrail: bool | None = False
    state: KeyResultState = KeyResultState.ACTIVE
    initiatives: tuple[PlanInitiative, ...] = ()
    imported: bool = False
    owed_from: date | None = None
    carried_from: str | None = None
    external_id: str | None = None
    reason: str | None = Field(default=None, description="why this key result changes, for the ledger")


class PlanGoal(Model):
    """A goal. Without a key it is a new one; unit and cycle that are left out are the file's, days the cycle's."""

    key: str | None = None
    label: str | None = Field(default=None, description="a name by which this file refers to it, until it has a key")
    title: str | None = None
    why: str | None = None
    unit: str | None = None
    owner: str | None = None
    sponsor: str | None = None
    delegate: str | None = None
    contributors: tuple[str, ...] | None = ()
    cycle: str | None = None
    focus_area: str | None = None
    ambition: Ambition | None = Ambition.COMMITTED
    visibility: Visibility | None = Visibility.ORGANISATION
    readers: tuple[str, ...] | None = ()
    state: GoalState = GoalState.DRAFT
    starts_on: date | None = None
    due_on: date | None = None
    activated_on: date | None = Field(
        default=None, description="of a goal that is restored: the day it became active; an administrator's alone"
    )
    pauses: tuple[tuple[date, date | None], ...] = ()
    parents: tuple[PlanParent, ...] | None = ()
    key_results: tuple[PlanKeyResult, ...] | None = ()
    initiatives: tuple[PlanInitiative, ...] | None = ()
    imported: bool = False
    carried_from: str | None = None
    external_id: str | None = None
    reason: str | None = Field(default=None, description="why this goal changes, for the ledger")


class PlanUnit(Model):
    """A unit that is made where it is missing."""

    key: str
    name: str
    kind: UnitKind
    parent: str | None = None
    lead: str | None = None
    archived_on: date | None = None
    external_id: str | None = None


class PlanPerson(Model):
    """A person who is added where they are missing."""

    handle: str
    name: str
    email: str | None = None
    title: str | None = None
    unit: str | None = None
    manager: str | None = None
    employed_from: date | None = None
    employed_to: date | None = None
    time_zone: str | None = None
    competencies: tuple[str, ...] = ()
    external_id: str | None = None


class PlanCycle(Model):
    """A cycle that is made where it is missing."""

    key: str
    kind: CycleKind
    starts_on: date
    ends_on: date
    parent: str | None = None
    state: CycleState = CycleState.ACTIVE
    on_track_percent: Percent = 90
    at_risk_percent: Percent = 70
    allowance_percent: Percent = 5
    needs_approval: bool = False
    external_id: str | None = None


class PlanFocusArea(Model):
    """A focus area that is made where it is missing."""

    key: str
    name: str
    customers: str | None = None
    meaning: str | None = None
    behaviour: str | None = None
    benefit: str | None = None
    owner: str | None = None
    archived_on: date | None = None
    external_id: str | None = None


class PlanOrganisation(Model):
    """Who and what the goals refer to. What is missing is made, what is empty is filled; nothing else of it is changed."""

    cycles: tuple[PlanCycle, ...] = ()
    units: tuple[PlanUnit, ...] = ()
    people: tuple[PlanPerson, ...] = ()
    focus_areas: tuple[PlanFocusArea, ...] = ()


class Plan(Model):
    """A plan file: the goals as they are to be, and what they were when it was written."""

    okr_plan: Format = 1
    company: str | None = None
    unit: str | None = Field(
        default=None, description="the unit of goals that name none; an export holds those below it too"
    )
    cycle: str | None = Field(default=None, description="the cycle of goals that name none")
    cadence: str | None = Field(default=None, description="the cadence of new key results that name none")
    grace_days: int | None = Field(default=None, ge=0, le=366)
    reason: str | None = Field(
        default=None, description="why things change, for the ledger, where nothing closer says it"
    )
    organisation: PlanOrganisation | None = None
    goals: tuple[PlanGoal, ...] = ()
    seen: dict[str, str] = Field(
        default={}, description="written by okr: by it a plan that has been overtaken is refused. Leave it as it is"
    )


@operation("plans.export", "GET", "/plan")
class ExportPlan(Query[Plan]):
    """The goals of a unit's subtree and a cycle as a plan; all of them unless limited.

    `with_organisation` adds the units, people, cycles and focus areas that they refer to.
    """

    unit: str | None = None
    cycle: str | None = None
    with_organisation: bool = False


class Deed(StrEnum):
    """What a plan does to something."""

    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"


class PlanDeed(Model):
    """A goal, key result or part of the organisation that a plan creates, changes or cancels; `changes` field by field."""

    deed: Deed
    kind: str
    key: str
    title: str
    changes: tuple[Change, ...] = ()


class PlanEffect(Model):
    """Where a goal that the plan touches, or one above it, stands before and after."""

    key: str
    title: str
    is_ancestor: bool
    progress_before: Ratio | None
    progress_after: Ratio | None
    expected_before: Ratio | None
    expected_after: Ratio | None
    status_before: Status | None
    status_after: Status | None
    state_before: GoalState | None = None
    state_after: GoalState = GoalState.ACTIVE


class PlanLetters(Model):
    """The SMART letters of a goal that the plan writes or changes, and what to write instead."""

    key: str
    title: str
    letters: str
    failing: tuple[str, ...]


class PlanConflict(Model):
    """Something that moved since the file was written, and that the plan would overwrite."""

    key: str
    field: str
    now: str | None
    planned: str | None


class PlanFinding(Model):
    """What is refused or worth knowing; `path` leads to its place in the file, such as ("goals", 3, "owner").

    Line and column are known to whoever read the file.
    """

    level: Literal["refused", "warning", "note"]
    path: tuple[str | int, ...]
    message: str
    line: int | None = None
    column: int | None = None


class PlanContract(Model):
    """A cascade agreement that the plan bears on, in words."""

    parent: str
    number: int
    words: str


class PlanKey(Model):
    """The key that something new of the file got."""

    path: tuple[str | int, ...]
    key: str


class PlanReport(Model):
    """What a plan does, or would do. `untouched` counts the goals of the file that stay as they are.

    `seen` holds the marks of what was written, or of what stands now where there are conflicts, for the file to take over.
    """

    dry_run: bool
    written: bool
    deeds: tuple[PlanDeed, ...] = ()
    untouched: int = 0
    effects: tuple[PlanEffect, ...] = ()
    letters: tuple[PlanLetters, ...] = ()
    contracts: tuple[PlanContract, ...] = ()
    conflicts: tuple[PlanConflict, ...] = ()
    findings: tuple[PlanFinding, ...] = ()
    keys: tuple[PlanKey, ...] = ()
    seen: dict[str, str] = {}


@operation("plans.apply", "POST", "/plan")
class ApplyPlan(Command[PlanReport]):
    """Bring goals in line with a plan, in one transaction: all of it or nothing.

    With `dry_run` the same is done and taken back: nothing is written, not even to the audit. What moved since the file was
    written is a conflict and stops it. Changes after activation, and what is given up, take `reason` where the file has none.
    """

    plan: Plan
    reason: str | None = None
    dry_run: bool = False
