"""Alignment (R13): is everyone pulling the same way?"""

from okr.contract.base import AsOf, Model, Page, PageOf, PersonRef, Query, Ratio, UnitRef, operation


class OrphanGoal(Model):
    """An active goal without a path to a top goal."""

    key: str
    title: str
    unit: UnitRef
    owner: PersonRef | None


class UnitAlignment(Model):
    """R13 for a unit and all below it."""

    unit: UnitRef
    goals: int
    orphans: int
    orphan_rate: Ratio | None
    people: int
    people_with_line_of_sight: int
    line_of_sight: Ratio | None


class TopGoalReach(Model):
    """A top goal and how far it reaches: goals and people with a path to it; and its cascade coverage.

    `units_asked` were asked to contribute to it or to its key results, `units_accepted` of them have an active goal for that.
    """

    key: str
    title: str
    owner: PersonRef | None
    goals: int
    people: int
    units: int
    units_asked: int = 0
    units_accepted: int = 0
    cascade_coverage: Ratio | None = None


class AlignmentReport(Model):
    """R13 for the organisation, its units directly below the root, and its top goals."""

    total: UnitAlignment
    units: tuple[UnitAlignment, ...]
    tops: tuple[TopGoalReach, ...]
    orphans: tuple[OrphanGoal, ...]
    people_without: tuple[PersonRef, ...]
    hidden: int = 0


@operation("alignment.show", "GET", "/alignment")
class ShowAlignment(AsOf, Query[AlignmentReport]):
    """Orphan rate, line of sight and reach of the top goals; lists are cut at `limit`."""

    unit: str | None = None
    cycle: str | None = None
    limit: int = 20


@operation("alignment.orphans", "GET", "/orphans")
class ListOrphans(PageOf, AsOf, Query[Page[OrphanGoal]]):
    """All goals without a path to a top goal."""

    unit: str | None = None
    cycle: str | None = None
