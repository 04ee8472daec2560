"""Cycles: years, quarters and months in which goals live."""

from datetime import date

from okr.contract.base import Command, Model, Page, PageOf, Percent, Query, operation
from okr.domain.vocabulary import CycleKind, CycleState


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


@operation("cycles.create", "POST", "/cycles")
class CreateCycle(Command[CycleView]):
    """Create a cycle; inside its parent where one is given."""

    key: str
    kind: CycleKind
    starts_on: date
    ends_on: date
    parent: str | None = None
    state: CycleState = CycleState.ACTIVE
    on_track_percent: Percent = 90
    at_risk_percent: Percent = 70
    allowance_percent: Percent = 5
    external_id: str | None = None


@operation("cycles.edit", "PATCH", "/cycles/{key}")
class EditCycle(Command[CycleView]):
    """Change a cycle; what is left out stays."""

    key: str
    starts_on: date | None = None
    ends_on: date | None = None
    parent: str | None = None
    state: CycleState | None = None
    on_track_percent: Percent | None = None
    at_risk_percent: Percent | None = None
    allowance_percent: Percent | None = None
    version: int | None = None


@operation("cycles.list", "GET", "/cycles")
class ListCycles(PageOf, Query[Page[CycleView]]):
    """Cycles, the newest first."""


@operation("cycles.show", "GET", "/cycles/{key}")
class ShowCycle(Query[CycleView]):
    """One cycle."""

    key: str
