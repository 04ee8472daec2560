"""Goals are carried into another cycle, and their history is read through the chain."""

from datetime import date

from okr.contract.base import Command, Model, Number, PersonRef, Query, Ratio, UnitRef, operation
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, Metric


class CarriedResult(Model):
    """A key result that goes on: its new baseline is the last reading."""

    key: str
    new_key: str | None
    title: str
    old_baseline: Number | None
    baseline: Number | None
    target: Number | None


class CarriedGoal(Model):
    """A goal that goes on in another cycle. `new_key` is null in a dry run; `notes` say what does not go along, and why."""

    key: str
    new_key: str | None
    title: str
    owner: PersonRef | None
    results: tuple[CarriedResult, ...]
    parents: tuple[str, ...]
    asked_again: int = 0
    notes: tuple[str, ...]


class NotCarried(Model):
    """A goal that stays where it is."""

    key: str
    title: str
    reason: str


class CarryReport(Model):
    """What goes on, and what does not."""

    source: str
    target: str
    done: bool
    carried: tuple[CarriedGoal, ...]
    left: tuple[NotCarried, ...]
    sentence: str


@operation("goals.carry", "POST", "/cycles/{source}/carry/{target}")
class CarryForward(Command[CarryReport]):
    """Carry goals into another cycle: those that are named, the unfinished ones of a unit with all below it, or all of them.

    Each goes on as a new draft that knows what it was carried from, with the last readings as baselines, and with its owner,
    people, weights and links; open contributions are asked for again. With `dry_run` nothing is written.
    """

    source: str
    target: str
    goals: tuple[str, ...] = ()
    unit: str | None = None
    all_unfinished: bool = False
    dry_run: bool = False


class LineageResult(Model):
    """A key result in one cycle of a goal's life."""

    key: str
    title: str
    metric: Metric
    state: KeyResultState
    unit_of_measure: str | None
    baseline: Number | None
    target: Number | None
    current: Number | None
    has_reading: bool


class LineageStep(Model):
    """A goal in one cycle of its life."""

    key: str
    title: str
    cycle: str
    starts: date
    due: date
    unit: UnitRef
    owner: PersonRef | None
    state: GoalState
    ambition: Ambition
    progress: Ratio | None
    score: Ratio | None
    results: tuple[LineageResult, ...]


class Lineage(Model):
    """A goal through its cycles, the earliest first; `hidden` counts those that the acting person may not see."""

    key: str
    steps: tuple[LineageStep, ...]
    hidden: int = 0


@operation("goals.history", "GET", "/goals/{key}/history")
class ShowLineage(Query[Lineage]):
    """A goal with what it was carried from and what it was carried to."""

    key: str
