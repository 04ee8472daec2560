"""Cycles: years, quarters and months in which goals live."""

from datetime import date

from okr.contract.base import AsOf, Command, Model, Page, PageOf, Percent, PersonRef, Query, operation
from okr.contract.lessons import Retrospective
from okr.domain.vocabulary import CycleKind, CycleState, GapKind


class CycleView(Model):
    """A cycle; the percentages are the pace factors of R6."""

    key: str
    kind: CycleKind
    parent: str | None
    starts_on: date
    ends_on: date
    state: CycleState
    on_track_percent: int
    at_risk_percent: int
    allowance_percent: int
    goals: int
    is_current: bool
    external_id: str | None
    version: int
    needs_approval: bool = False
    lessons: tuple[Retrospective, ...] = ()


@operation("cycles.create", "POST", "/cycles")
class CreateCycle(Command[CycleView]):
    """Create a cycle; inside its parent where one is given."""

    key: str
    kind: CycleKind
    starts_on: date
    ends_on: date
    parent: str | None = None
    state: CycleState = CycleState.ACTIVE
    needs_approval: bool = False
    on_track_percent: Percent = 90
    at_risk_percent: Percent = 70
    allowance_percent: Percent = 5
    external_id: str | None = None


@operation("cycles.edit", "PATCH", "/cycles/{key}")
class EditCycle(Command[CycleView]):
    """Change a cycle; what is left out stays. Its state goes a step forward where nothing is missing; see `MoveCycle`."""

    key: str
    starts_on: date | None = None
    ends_on: date | None = None
    parent: str | None = None
    state: CycleState | None = None
    needs_approval: bool | None = None
    on_track_percent: Percent | None = None
    at_risk_percent: Percent | None = None
    allowance_percent: Percent | None = None
    version: int | None = None


@operation("cycles.list", "GET", "/cycles")
class ListCycles(PageOf, AsOf, Query[Page[CycleView]]):
    """Cycles, the newest first; as of a day as it was, with the goals there by then, each in the cycle in which it is today."""


@operation("cycles.show", "GET", "/cycles/{key}")
class ShowCycle(AsOf, Query[CycleView]):
    """One cycle."""

    key: str


class Gap(Model):
    """What is missing, by name. `text` says it in a sentence."""

    key: str
    title: str
    owner: PersonRef | None
    text: str


class Gaps(Model):
    """All that is missing in one way: how many, and the first of them that the acting person may see."""

    kind: GapKind
    count: int
    items: tuple[Gap, ...]


class CyclePlan(Model):
    """A step of a cycle: what is missing before it, and whether it was taken. `stops`: it is not taken unless it is forced."""

    cycle: CycleView
    before: CycleState
    after: CycleState
    gaps: tuple[Gaps, ...]
    stops: bool
    done: bool
    sentence: str


@operation("cycles.missing", "GET", "/cycles/{key}/missing")
class ShowMissing(AsOf, Query[CyclePlan]):
    """What is missing before a cycle's next step, or before it is closed once more where it is closed; anybody may look."""

    key: str


@operation("cycles.move", "POST", "/cycles/{key}/state")
class MoveCycle(Command[CyclePlan]):
    """Open a cycle, begin its grading, close it, or with a reason take it a step back.

    With `dry_run` nothing happens but that what is missing is named. A cycle with gaps is closed only with `force` and a reason.
    """

    key: str
    state: CycleState
    reason: str | None = None
    force: bool = False
    dry_run: bool = False
    version: int | None = None
