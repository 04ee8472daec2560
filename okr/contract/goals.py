"""Goals: objectives with an owner, a reason, a cycle and a place in the cascade."""

from datetime import date

from okr.contract.base import (
    AsOf,
    Command,
    Model,
    Number,
    PersonRef,
    Query,
    Ratio,
    Weight,
    operation,
)
from okr.contract.blockers import BlockerView
from okr.contract.dependencies import DependencyView
from okr.contract.goal_life import CarriedRef, GradeView, ReviewView
from okr.contract.goal_rows import GoalFilter, GoalRow, ListGoals, OverrideView, ParentRef
from okr.contract.initiatives import InitiativeView
from okr.contract.insights import Insights
from okr.contract.key_results import KeyResultView, NewKeyResult
from okr.contract.smart import SmartFindingView
from okr.domain.vocabulary import Ambition, GoalState, LinkKind, Status, Visibility

__all__ = ["GoalFilter", "GoalRow", "ListGoals", "OverrideView", "ParentRef"]


class GoalView(GoalRow):
    """A goal with everything that belongs to it."""

    why: str | None
    sponsor: PersonRef | None
    delegate: PersonRef | None
    contributors: tuple[PersonRef, ...]
    visibility: Visibility
    readers: tuple[PersonRef, ...]
    results: tuple[KeyResultView, ...]
    child_goals: tuple[GoalRow, ...]
    hidden_children: int = 0
    weakest_child: str | None
    broken_guardrails: tuple[str, ...]
    history: tuple["DayFigures", ...]
    imported: bool
    activated_on: date | None
    line_of_sight: tuple[ParentRef, ...]
    may: tuple[str, ...]
    approved: bool | None = None
    reviews: tuple[ReviewView, ...] = ()
    grade: GradeView | None = None
    carried_from: CarriedRef | None = None
    carried_to: tuple[CarriedRef, ...] = ()
    insights: Insights | None = None
    initiatives: tuple[InitiativeView, ...] = ()
    depends_on: tuple[DependencyView, ...] = ()
    needed_by: tuple[DependencyView, ...] = ()
    dependency_circle: tuple[str, ...] = ()
    blockers: tuple[BlockerView, ...] = ()
    comments: int = 0


class DayFigures(Model):
    """Where a goal stood at the end of a day."""

    day: date
    progress: Ratio | None
    expected: Ratio | None
    status: Status


@operation("goals.create", "POST", "/goals")
class CreateGoal(Command[GoalView]):
    """Write a goal: a draft, or active at once when its SMART check has no failing letter.

    `parent` links it upwards (*contributes* unless said otherwise). The owner is the acting person unless given.
    """

    title: str
    unit: str | None = None
    why: str | None = None
    owner: str | None = None
    sponsor: str | None = None
    delegate: str | None = None
    contributors: tuple[str, ...] = ()
    cycle: str | None = None
    focus_area: str | None = None
    ambition: Ambition = Ambition.COMMITTED
    visibility: Visibility = Visibility.ORGANISATION
    readers: tuple[str, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    parent: str | None = None
    link_kind: LinkKind = LinkKind.CONTRIBUTES
    weight: Weight | None = None
    key_results: tuple[NewKeyResult, ...] = ()
    external_id: str | None = None
    effective_on: date | None = None
    activate: bool = False


@operation("goals.edit", "PATCH", "/goals/{key}")
class EditGoal(Command[GoalView]):
    """Change a goal; what is left out stays. After activation an owner or due date needs a reason (ledger)."""

    key: str
    title: str | None = None
    why: str | None = None
    owner: str | None = None
    sponsor: str | None = None
    delegate: str | None = None
    contributors: tuple[str, ...] | None = None
    focus_area: str | None = None
    ambition: Ambition | None = None
    visibility: Visibility | None = None
    readers: tuple[str, ...] | None = None
    starts_on: date | None = None
    due_on: date | None = None
    reason: str | None = None
    effective_on: date | None = None
    version: int | None = None


@operation("goals.set-state", "POST", "/goals/{key}/state")
class SetGoalState(Command[GoalView]):
    """Activate, pause, resume, cancel, or mark achieved or missed. Activation demands no failing SMART letter."""

    key: str
    state: GoalState
    reason: str | None = None
    effective_on: date | None = None
    version: int | None = None


@operation("goals.move", "POST", "/goals/{key}/move")
class MoveGoal(Command[GoalView]):
    """Move a goal to another unit or cycle, or from its parents to another parent. Its key stays."""

    key: str
    unit: str | None = None
    cycle: str | None = None
    parent: str | None = None
    weight: Weight | None = None
    effective_on: date | None = None
    version: int | None = None


@operation("goals.link", "PUT", "/goals/{child}/parents/{parent}")
class LinkGoal(Command[GoalView]):
    """Tie a goal to a parent objective, or change how: a weight, *contributes* or *supports*."""

    child: str
    parent: str
    kind: LinkKind = LinkKind.CONTRIBUTES
    weight: Weight | None = None
    effective_on: date | None = None


@operation("goals.unlink", "DELETE", "/goals/{child}/parents/{parent}")
class UnlinkGoal(Command[GoalView]):
    """Untie a goal from a parent."""

    child: str
    parent: str
    effective_on: date | None = None


@operation("goals.show", "GET", "/goals/{key}")
class ShowGoal(AsOf, Query[GoalView]):
    """One goal with its results, children and history; `insights` asks for forecast, leverage and what does not add up."""

    key: str
    insights: bool = False


class TreeNode(Model):
    """A goal in the cascade. `more_children` says how many were not followed because of the depth."""

    goal: GoalRow
    link: LinkKind | None
    weight: Number | None
    share: Ratio | None
    results: tuple[KeyResultView, ...] = ()
    children: tuple["TreeNode", ...] = ()
    more_children: int = 0
    seen_above: bool = False


class GoalTree(Model):
    """The cascade from its tops down, or the line of sight from a goal up."""

    roots: tuple[TreeNode, ...]
    upwards: bool
    hidden: int = 0
    next_cursor: str | None = None


@operation("goals.tree", "GET", "/goal-tree")
class ShowGoalTree(AsOf, Query[GoalTree]):
    """The cascade below a goal (or below all tops of the cycle), or with `up` its line of sight.

    Without a key: goals without a visible parent, root unit first; `cycle` limits (the current one by default). `keys` names several
    goals at once, at most 200, each with what is below it; those that are not there (any more) are left out.
    """

    key: str | None = None
    keys: tuple[str, ...] = ()
    up: bool = False
    depth: int = 2
    with_results: bool = False
    cycle: str | None = None
    unit: str | None = None
    cursor: str | None = None
    limit: int = 200


@operation("goals.smart", "GET", "/goals/{key}/smart")
class CheckSmart(AsOf, Query["SmartReport"]):
    """The SMART check of a goal: each letter with its reason and what to write instead."""

    key: str


class SmartReport(Model):
    """The five letters of a goal."""

    key: str
    title: str
    letters: str
    findings: tuple[SmartFindingView, ...]
    may_be_activated: bool


@operation("goals.set-override", "POST", "/goals/{key}/override")
class SetOverride(Command[GoalView]):
    """R7: set another status with a reason and an end day; the computed one stays beside it."""

    key: str
    status: Status
    reason: str
    until: date | None = None


@operation("goals.end-override", "DELETE", "/goals/{key}/override")
class EndOverride(Command[GoalView]):
    """Take an override back."""

    key: str
