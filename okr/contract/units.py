"""Units: the tree of company, divisions, departments and teams."""

from datetime import date

from okr.contract.base import AsOf, Command, Model, Page, PageOf, PersonRef, Query, Ratio, UnitRef, operation
from okr.domain.vocabulary import UnitKind


class UnitView(Model):
    """A unit with its place in the tree; where one unit is asked for, `may_edit` says whether the acting person may change it."""

    key: str
    name: str
    kind: UnitKind
    parent: UnitRef | None
    lead: PersonRef | None
    depth: int
    people: int
    people_below: int
    goals: int
    external_id: str | None
    archived_on: date | None
    version: int
    may_edit: bool | None = None


@operation("units.create", "POST", "/units")
class CreateUnit(Command[UnitView]):
    """Create a unit below another one; the key (2-10 letters and digits) prefixes its goals' keys."""

    name: str
    kind: UnitKind
    parent: str
    key: str | None = None
    lead: str | None = None
    external_id: str | None = None
    effective_on: date | None = None


@operation("units.edit", "PATCH", "/units/{key}")
class EditUnit(Command[UnitView]):
    """Change a unit; what is left out stays. A new parent moves the whole subtree."""

    key: str
    name: str | None = None
    kind: UnitKind | None = None
    parent: str | None = None
    lead: str | None = None
    archived: bool | None = None
    effective_on: date | None = None
    version: int | None = None


@operation("units.list", "GET", "/units")
class ListUnits(PageOf, Query[Page[UnitView]]):
    """Units in the order of the tree; `below` limits to a subtree."""

    below: str | None = None
    kind: UnitKind | None = None
    include_archived: bool = False


@operation("units.show", "GET", "/units/{key}")
class ShowUnit(AsOf, Query[UnitView]):
    """One unit."""

    key: str


class OrgRow(Model):
    """A unit directly below another one, or a person who works in it.

    `people`: employed in the unit and in all below it, or reporting to the person. `opens`: something stands below. Goals and
    on-time rate (R14) are those of the cycle, of a unit with all below it; null where they were not asked for.
    """

    unit: UnitRef | None = None
    person: PersonRef | None = None
    kind: UnitKind | None = None
    title: str | None = None
    lead: PersonRef | None = None
    people: int
    opens: bool
    goals: int | None = None
    on_time_rate: Ratio | None = None


@operation("units.below", "GET", "/org-tree/below")
class ListBelow(PageOf, AsOf, Query[Page[OrgRow]]):
    """What stands directly below a unit: units in the order of the tree, then its people; without a unit the root itself."""

    unit: str | None = None
    cycle: str | None = None
    with_figures: bool = False


class OrgNode(Model):
    """A unit with its people and the units below it."""

    unit: UnitRef
    kind: UnitKind
    lead: PersonRef | None
    people: tuple[PersonRef, ...]
    people_below: int
    children: tuple["OrgNode", ...]
    more_children: int = 0


@operation("units.tree", "GET", "/org-tree")
class ShowOrgTree(AsOf, Query[OrgNode]):
    """The organisation as a tree of units, with people where asked for."""

    unit: str | None = None
    depth: int = 3
    with_people: bool = False
