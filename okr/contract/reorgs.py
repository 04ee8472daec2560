"""Reorganisations: people leave or get another manager, units move, merge and are split; planned before they are applied."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from okr.contract.base import Command, Model, Query, operation
from okr.domain.vocabulary import ObjectKind, UnitKind


class ReorgAction(StrEnum):
    """What one step of a reorganisation does."""

    LEAVES = "leaves"
    MANAGER = "manager"
    UNIT = "unit"
    OWNER = "owner"
    PARENT = "parent"
    LEAD = "lead"
    MERGE = "merge"
    SPLIT = "split"


class ReorgStep(Model):
    """One step: `who` does it (a handle, the key of a unit or of a goal), `to` is where it leads.

    - person: *leaves* on `on` (today if left out), what they held goes `to` somebody; *manager* or *unit* `to`.
    - unit: *parent*, *lead*, *merge* into a unit, *split* off the new unit `to`, called `name`.
    - goal: another *owner*, another *unit*.
    """

    what: Literal["person", "unit", "goal"]
    who: str
    action: ReorgAction
    to: str | None = None
    on: date | None = None
    name: str | None = None
    kind: UnitKind | None = None
    place: str | None = None


class Loss(StrEnum):
    """What something would lose without what is proposed for it."""

    OWNER = "owner"
    REVIEWER = "reviewer"
    PARENT = "parent"
    VISIBILITY = "visibility"
    WEIGHT = "weight"
    LEAD = "lead"
    MANAGER = "manager"


class ReorgChange(Model):
    """One thing that changes: what it is, from whom to whom, why, and what it would lose otherwise."""

    kind: ObjectKind
    key: str
    title: str
    field: str
    before: str | None
    after: str | None
    why: str
    loses: Loss | None = None


class ReorgEffect(Model):
    """What follows for something that does not change itself: who reviews it, who sees it, whose weight it rests on.

    `before` says what would be lost, `after` what there is instead.
    """

    kind: ObjectKind
    key: str
    title: str
    loses: Loss
    before: str
    after: str


class ReorgPlan(Model):
    """What a reorganisation does, or did. `state` stands for everything that it touches: apply it with this, or be refused."""

    applied: bool
    state: str
    changes: tuple[ReorgChange, ...]
    effects: tuple[ReorgEffect, ...]
    counts: dict[str, int]
    notes: tuple[str, ...] = ()
    hidden: int = 0


class _Steps(Model):
    steps: tuple[ReorgStep, ...] = Field(min_length=1, max_length=10_000)


@operation("reorgs.plan", "POST", "/reorgs/plan")
class PlanReorg(_Steps, Query[ReorgPlan]):
    """Say what a reorganisation would change and what would be lost by it; nothing is written."""


@operation("reorgs.apply", "POST", "/reorgs")
class ApplyReorg(_Steps, Command[ReorgPlan]):
    """Do all of a reorganisation in one transaction; refused (Conflict) where what it touches is no longer at `state`."""

    state: str | None = None
