"""Bringing in what stands in other files: records with their place, and what became of them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from okr.contract.base import Command, Model, Number, operation
from okr.contract.reorgs import ReorgPlan
from okr.domain.vocabulary import (
    Ambition,
    CycleKind,
    CycleState,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Status,
    SurveyKind,
    UnitKind,
    Visibility,
)

_SLIM = ConfigDict(extra="forbid", defer_build=True)
"""A file may hold a million check-ins: slots take 290 bytes each, a pydantic model 1,190."""


@dataclass(frozen=True, slots=True, config=_SLIM)
class Place:
    """Where a record came from: file, and the row (1 is the first row of data, 0 the file as a whole); the first of merged rows."""

    file: str
    row: int


class ImportedUnit(Model):
    """A unit; `parent` is the parent's external id (none: the root)."""

    place: Place
    external_id: str
    name: str
    kind: UnitKind | None = None
    parent: str | None = None
    key: str | None = None
    lead: str | None = None


class ImportedPerson(Model):
    """A person; `unit` and `manager` are external ids."""

    place: Place
    external_id: str
    name: str
    email: str | None = None
    title: str | None = None
    unit: str | None = None
    manager: str | None = None
    employed_from: date | None = None
    employed_to: date | None = None
    time_zone: str | None = None


class ImportedCycle(Model):
    """A cycle that goals of the file live in."""

    place: Place
    key: str
    kind: CycleKind
    starts_on: date
    ends_on: date
    parent: str | None = None
    state: CycleState | None = None


class ImportedFocusArea(Model):
    """A focus area."""

    place: Place
    external_id: str
    name: str
    meaning: str | None = None


class ImportedLink(Model):
    """A parent of a goal, by its external id."""

    parent: str
    kind: LinkKind = LinkKind.CONTRIBUTES
    weight: Number | None = None


class ImportedGoal(Model):
    """A goal; people, units, cycles, focus areas and parents by external id (cycles by key)."""

    place: Place
    external_id: str
    title: str
    why: str | None = None
    unit: str | None = None
    owner: str | None = None
    sponsor: str | None = None
    contributors: tuple[str, ...] = ()
    cycle: str | None = None
    focus_area: str | None = None
    ambition: Ambition | None = None
    visibility: Visibility | None = None
    state: GoalState | None = None
    starts_on: date | None = None
    due_on: date | None = None
    parents: tuple[ImportedLink, ...] = ()


class ImportedKeyResult(Model):
    """A key result; its goal and owner by external id."""

    place: Place
    external_id: str
    goal: str
    title: str
    metric: Metric
    unit_of_measure: str | None = None
    baseline: Number | None = None
    target: Number | None = None
    stretch: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    owner: str | None = None
    starts_on: date | None = None
    due_on: date | None = None
    cadence: str | None = None
    grace_days: int | None = None
    weight: Number | None = None
    survey: SurveyKind | None = None
    guardrail: bool = False
    state: KeyResultState | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_SLIM)
class ImportedCheckIn:
    """A reading; its key result by external id (or key)."""

    place: Place
    key_result: str
    effective_on: date
    value: Number
    answers: int | None = None
    confidence: int | None = None
    status: Status | None = None
    note: str | None = None


class Fate(StrEnum):
    """What became of a record."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "left alone"
    REFUSED = "refused"
    MERGED = "merged"


class Finding(Model):
    """Something to know about a place in a file: a refusal (with what would be right), or a remark."""

    place: Place
    level: Literal["refused", "warning", "note"]
    field: str | None
    value: str | None
    message: str
    kind: str | None = None
    """The kind of record that the row was meant to make ("goals"), where it is known."""


def columns_named(columns: Sequence[str]) -> str:
    """Columns as a finding names them: `column "boss"`; nothing where there are none."""
    named = ", ".join(f'"{column}"' for column in columns)
    return "" if not columns else f"column {named}" if len(columns) == 1 else f"columns {named}"


class FieldChange(Model):
    """One field of an existing object that differs in the file."""

    place: Place
    kind: str
    external_id: str
    field: str
    before: str | None
    after: str | None


class ImportCount(Model):
    """How many records of a kind had which fate."""

    kind: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    merged: int = 0
    missing: int = 0
    """In okr and not in the files, where these list all of the kind; an import never deletes."""


class ImportReport(Model):
    """What an import did, or would do."""

    dry_run: bool
    written: bool
    counts: tuple[ImportCount, ...]
    changes: tuple[FieldChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    smart: dict[str, int] = {}
    reorg: ReorgPlan | None = None
    """Who left, who moved and who took over, where the import was one of a reorganisation."""
    seconds: float


@operation("imports.run", "POST", "/imports")
class ImportRecords(Command[ImportReport]):
    """Import records in one transaction: all or nothing, or with `skip_bad_rows` all that is good.

    `findings` carries what reading the files already found, so that the report is whole. `complete` names the kinds of which the
    records are all there are. `reorganise`: people who are in okr and not in the files leave (on `leave_on`, today if left
    out), and what they held is handed over. `reason`: why targets, baselines, due days, weights and owners of goals that have begun are
    other ones now; without it such a change is refused. `columns`: which columns a field was read from, by file, kind of record and
    field, so that refusals can name them.
    """

    units: tuple[ImportedUnit, ...] = ()
    people: tuple[ImportedPerson, ...] = ()
    cycles: tuple[ImportedCycle, ...] = ()
    focus_areas: tuple[ImportedFocusArea, ...] = ()
    goals: tuple[ImportedGoal, ...] = ()
    key_results: tuple[ImportedKeyResult, ...] = ()
    check_ins: tuple[ImportedCheckIn, ...] = ()
    merged: dict[str, int] = {}
    complete: tuple[Literal["units", "people", "cycles", "focus_areas", "goals", "key_results", "check_ins"], ...] = ()
    findings: tuple[Finding, ...] = ()
    dry_run: bool = False
    skip_bad_rows: bool = False
    enforce_smart: bool = False
    reorganise: bool = False
    leave_on: date | None = None
    reason: str | None = None
    columns: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
