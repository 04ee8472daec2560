"""The organisation, a person and a unit as their screens see them, and what a reorganisation would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tui.view_models.accountability import AccountRow
from tui.view_models.basics import Named
from tui.view_models.goals import GoalItem, Parent


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who joins; unit by its key, manager by their handle."""

    name: str
    title: str | None
    email: str | None
    unit: str | None
    manager: str | None
    administers: bool = False


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that is made below another one; its key is made from the name where it is None."""

    name: str
    key: str | None
    kind: str
    parent: str
    lead: str | None


@dataclass(frozen=True, slots=True)
class OrgItem:
    """A unit or a person in the tree; `people` are employed below it, or report to them. Figures come later, or not at all."""

    kind: str
    key: str
    name: str
    detail: str
    lead: Named | None
    people: int
    opens: bool
    goals: int | None = None
    on_time_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class OrgPage:
    """What stands directly below a unit, a page of it."""

    items: tuple[OrgItem, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PersonItem:
    """A person as lists show them, and what of them can be edited."""

    handle: str
    name: str
    email: str | None
    title: str | None
    unit: Named | None
    manager: Named | None
    leads: tuple[Named, ...]
    reports: int
    goals: int
    employed_from: date | None
    employed_to: date | None
    competencies: tuple[str, ...]
    is_administrator: bool
    version: int


@dataclass(frozen=True, slots=True)
class PersonPage:
    """People by name."""

    items: tuple[PersonItem, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class OwnedItem:
    """A goal that a person owns, with the way up to the top, the parent first."""

    goal: GoalItem
    way: tuple[Parent, ...]


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person in one look."""

    person: PersonItem
    cycle: str
    goals: tuple[OwnedItem, ...]
    account: AccountRow
    has_line_of_sight: bool
    hidden: int
    may_edit: bool
    reports: PersonPage


@dataclass(frozen=True, slots=True)
class UnitItem:
    """A unit."""

    key: str
    name: str
    kind: str
    parent: Named | None
    lead: Named | None
    people: int
    people_below: int
    archived_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit in one look: itself, its own goals, what stands below; how check-ins are kept comes later, since it is counted."""

    unit: UnitItem
    account: AccountRow | None
    goals: tuple[GoalItem, ...]
    more_goals: bool
    below: OrgPage
    may_edit: bool = False


@dataclass(frozen=True, slots=True)
class ReorgLine:
    """One thing that changes, and what it would lose otherwise."""

    kind: str
    key: str
    title: str
    field: str
    before: str | None
    after: str | None
    loses: str | None


@dataclass(frozen=True, slots=True)
class ReorgEffectLine:
    """What follows for something that does not change itself."""

    kind: str
    key: str
    title: str
    loses: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reorg:
    """What a reorganisation would do, or did."""

    applied: bool
    state: str
    changes: tuple[ReorgLine, ...]
    effects: tuple[ReorgEffectLine, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reorganisation: what, who, action, to, from when."""

    what: str
    who: str
    action: str
    to: str | None = None
    on: date | None = None
    name: str | None = None
    place: str | None = None
