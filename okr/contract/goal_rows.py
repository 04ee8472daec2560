"""Goals as lists show them; what else can be asked of goals or done to them is in `goals`, which loads ten times as much."""

from datetime import date
from typing import Literal

from pydantic import Field

from okr.contract.base import AsOf, Figures, Model, Number, Page, PageOf, PersonRef, Query, Ratio, UnitRef, operation
from okr.domain.vocabulary import Ambition, GoalState, LinkKind, Status


class ParentRef(Model):
    """A parent of a goal, and how the goal is tied to it."""

    key: str
    title: str
    kind: LinkKind
    weight: Number | None


class OverrideView(Model):
    """A status that a person set, beside the computed one (R7)."""

    status: Status
    computed: Status
    reason: str
    by: PersonRef
    until: date | None


class GoalRow(Figures):
    """A goal as lists and trees show it."""

    key: str
    title: str
    kind: Literal["goal"] = "goal"
    owner: PersonRef | None
    unit: UnitRef
    state: GoalState
    ambition: Ambition
    cycle: str
    focus_area: str | None
    starts: date
    due: date
    parents: tuple[ParentRef, ...]
    children: int
    key_results: int
    last_reading_on: date | None
    override: OverrideView | None = None
    external_id: str | None
    version: int


class GoalFilter(Model):
    """What a list of goals is limited to; several filters must all hold."""

    unit: str | None = None
    unit_only: bool = False
    owner: str | None = None
    cycle: str | None = None
    focus_area: str | None = None
    state: GoalState | None = None
    ambition: Ambition | None = None
    due_from: date | None = None
    due_until: date | None = None
    status: Status | None = None
    stale: bool | None = None
    without_owner: bool = False
    matching: str | None = None


GoalOrder = Literal["key", "title", "behind", "progress", "due", "last-word"]
"""By what a list of goals is sorted: see `ListGoals`."""


@operation("goals.list", "GET", "/goals")
class ListGoals(PageOf, GoalFilter, AsOf, Query[Page[GoalRow]]):
    """Goals by key, or in another order; lists of the past are by key.

    By title; the furthest behind its pace, the least progress, the nearest due day, or the longest without a word first.
    """

    sort: GoalOrder = "key"


class GoalTrend(Model):
    """How the progress of a goal went: at points in equal distances from its start to the day that is looked at."""

    key: str
    progress: tuple[Ratio | None, ...]


class Trends(Model):
    """The trends of the goals that the acting person may see."""

    items: tuple[GoalTrend, ...]


@operation("goals.trends", "GET", "/goal-trends")
class ShowTrends(AsOf, Query[Trends]):
    """How the progress of some goals went, for the small curves beside them; at most 200 goals."""

    keys: tuple[str, ...]
    points: int = Field(default=12, ge=2, le=60)
