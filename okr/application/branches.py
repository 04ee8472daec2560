"""What a tree of goals is made of, and where it comes from: the numbers of now, or the past (R16)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from okr.application.as_of import Past, load
from okr.application.case import ReadCase
from okr.application.goal_rows import rows_of
from okr.application.key_result_views import key_result_views_by_id
from okr.application.paging import after
from okr.application.past_views import names_of, past_parents, past_results, past_rows
from okr.contract.goals import GoalRow
from okr.contract.key_results import KeyResultView
from okr.domain.vocabulary import LinkKind
from storage import as_of
from storage import goal_reading as statements
from storage.as_of import When
from storage.goal_tree import ORDER, tops
from storage.schema import goals


@dataclass(frozen=True, slots=True)
class Branch:
    """A link between a goal and one above it; `order` is where it stands among its siblings."""

    child_id: UUID
    parent_id: UUID
    kind: LinkKind
    weight_units: int
    order: tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A goal as a tree shows it; `weight_in_progress` is the weight of all that is in its P (R2)."""

    row: GoalRow
    weight_in_progress: int
    results: tuple[KeyResultView, ...] = ()


Top = tuple[UUID, tuple[str, int, str]]
"""A goal without a parent in view, and what it is sorted by: path of its unit, number, prefix."""


class Branches(Protocol):
    """Where a tree comes from."""

    def below(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """The links to the visible goals directly below these, in the order in which they are shown."""
        ...

    def above(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """The links to the visible goals directly above these, in the order in which they are shown."""
        ...

    def hidden_below(self, ids: Collection[UUID]) -> int:
        """How many goals directly below these may not be seen."""
        ...

    def leaves(self, ids: Collection[UUID], *, with_results: bool) -> Mapping[UUID, Leaf]:
        """The goals themselves."""
        ...


@dataclass(frozen=True, slots=True)
class PresentBranches:
    """The tree of now, from the numbers that the roll-up keeps: one statement a level, and a handful for the goals."""

    case: ReadCase

    def below(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """See `Branches`."""
        return [
            Branch(row.id, row.parent_id, row.kind, row.weight_units, (row.kind, row.prefix, row.number))
            for row in statements.children_of(self.case.work, self.case.actor, ids)
        ]

    def above(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """See `Branches`."""
        return [
            Branch(row.child_id, row.id, row.kind, row.weight_units, (row.kind, row.key, 0))
            for row in statements.parents(self.case.work, self.case.actor, ids)
        ]

    def hidden_below(self, ids: Collection[UUID]) -> int:
        """See `Branches`."""
        return statements.hidden_children(self.case.work, self.case.actor, ids)

    def leaves(self, ids: Collection[UUID], *, with_results: bool) -> Mapping[UUID, Leaf]:
        """See `Branches`."""
        found = statements.rows(self.case.work, ids)
        shown = rows_of(self.case, found)
        results: dict[UUID, list[KeyResultView]] = {}
        if with_results:
            of_goals = statements.key_results_of(self.case.work, ids)
            views = key_result_views_by_id(self.case, [row.id for row in of_goals])
            for row in of_goals:
                results.setdefault(row.goal_id, []).append(views[row.id])
        return {row.id: Leaf(shown[row.id], row.weight or 0, tuple(results.get(row.id, ()))) for row in found}


@dataclass(frozen=True, slots=True)
class PastBranches:
    """The tree as it was: all that is below the goals of `past` is loaded and evaluated."""

    case: ReadCase
    past: Past

    def below(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """See `Branches`."""
        wanted = frozenset(ids)
        links = [link for link in self.past.links if link["parent_id"] in wanted]
        visible = as_of.visible_among(self.case.work, self.case.actor, {link["child_id"] for link in links})
        found = []
        for link in links:
            if link["child_id"] in visible:
                child = self.past.goals[link["child_id"]]
                order = (link["kind"], child["prefix"], child["number"])
                found.append(Branch(child["id"], link["parent_id"], link["kind"], link["weight_units"], order))
        return sorted(found, key=lambda branch: branch.order)

    def above(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """See `Branches`."""
        return [
            Branch(
                child,
                one.link["parent_id"],
                one.link["kind"],
                one.link["weight_units"],
                (one.link["kind"], one.reference.key, 0),
            )
            for child, parents in past_parents(self.case, self.past, ids).items()
            for one in parents
        ]

    def hidden_below(self, ids: Collection[UUID]) -> int:
        """See `Branches`."""
        wanted = frozenset(ids)
        children = {link["child_id"] for link in self.past.links if link["parent_id"] in wanted}
        return len(children - as_of.visible_among(self.case.work, self.case.actor, children))

    def leaves(self, ids: Collection[UUID], *, with_results: bool) -> Mapping[UUID, Leaf]:
        """See `Branches`."""
        past = self.past
        names = names_of(self.case, past)
        rows = past_rows(self.case, past, names, ids)
        results: dict[UUID, list[KeyResultView]] = {}
        if with_results:
            wanted = [one for one, result in past.key_results.items() if result["goal_id"] in rows]
            for one, view in past_results(self.case, past, names, wanted).items():
                results.setdefault(past.key_results[one]["goal_id"], []).append(view)
        return {
            one: Leaf(row, past.evaluation.goals[one].sums.weight, tuple(results.get(one, ())))
            for one, row in rows.items()
        }


def ancestors(case: ReadCase, goal_id: UUID, when: When) -> set[UUID]:
    """A goal and all above it as it was, so that their numbers can be worked out together."""
    edges = as_of.goal_link_edges(case.work, when=when)
    found: set[UUID] = set()
    frontier = {goal_id}
    while frontier:
        found |= frontier
        frontier = {link["parent_id"] for link in edges.out_of(frontier)} - found
    return found


def past_branches(case: ReadCase, ids: Collection[UUID], when: When) -> PastBranches:
    """The tree below some goals as it was."""
    return PastBranches(case, load(case, ids, when))


def past_tops(case: ReadCase, when: When, *, cycle_id: UUID, below: str | None) -> list[Top]:
    """The goals of a cycle that had no visible parent in it on a day, in the order of `storage.goal_tree`."""
    rows = as_of.candidates(case.work, as_of.may_differ(goals.c.cycle_id == cycle_id))
    held = as_of.goals_held(case.work, [row.id for row in rows], when=when)
    units = as_of.unit_names(case.work, {goal["unit_id"] for goal in held.values()})
    visible = as_of.visible_among(case.work, case.actor, held)
    inside = {
        one
        for one, goal in held.items()
        if goal["cycle_id"] == cycle_id
        and one in visible
        and (below is None or units[goal["unit_id"]].path.startswith(below))
    }
    edges = as_of.goal_link_edges(case.work, when=when)
    with_parent = {link["child_id"] for link in edges.out_of(inside) if link["parent_id"] in inside}
    found = []
    for one in inside - with_parent:
        goal = held[one]
        found.append((one, (units[goal["unit_id"]].path, goal["number"], goal["prefix"])))
    return sorted(found, key=lambda top: top[1])


def present_tops(
    case: ReadCase, start: tuple[object, ...] | None, *, cycle_id: UUID, below: str | None, limit: int
) -> list[Top]:
    """The goals of a cycle that have no visible parent in it, from after a place in their order on."""
    rows = tops(case.work, case.actor, *after(ORDER, start), cycle_id=cycle_id, below=below, limit=limit)
    return [(row.id, (row.path, row.number, row.prefix)) for row in rows]
