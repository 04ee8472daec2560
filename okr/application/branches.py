"""What a tree of goals is made of, and where it comes from: the numbers of now, or the past (R16)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from okr.application.as_of import load_shown
from okr.application.case import ReadCase
from okr.application.goal_rows import rows_of
from okr.application.key_result_views import key_result_views_by_id
from okr.application.paging import after
from okr.application.past_tops import Top
from okr.application.past_views import names_of, past_results, past_rows
from okr.contract.goals import GoalRow
from okr.contract.key_results import KeyResultView
from okr.domain.vocabulary import LinkKind
from storage import as_of
from storage import goal_reading as statements
from storage.as_of import When
from storage.goal_tree import ORDER, tops


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


class Branches(Protocol):
    """Where a tree comes from."""

    def present(self, ids: Collection[UUID]) -> Collection[UUID]:
        """Those of some goals that are there."""
        ...

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

    def present(self, ids: Collection[UUID]) -> Collection[UUID]:
        """See `Branches`."""
        return ids

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


class PastBranches:
    """The tree as it was: its links as it is followed, and the figures of the goals that it holds in the end."""

    def __init__(self, case: ReadCase, when: When) -> None:
        self._case = case
        self._when = when
        self._edges = as_of.goal_link_edges(case.work, when=when)
        self._held: dict[UUID, as_of.Columns] = {}

    def exists(self, goal_id: UUID) -> bool:
        """Whether a goal was there."""
        return bool(self.present({goal_id}))

    def present(self, ids: Collection[UUID]) -> Collection[UUID]:
        """See `Branches`."""
        return self._goals(ids).keys()

    def below(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """See `Branches`."""
        links = self._edges.into(self._goals(ids))
        children = self._goals({link["child_id"] for link in links})
        visible = as_of.visible_among(self._case.work, self._case.actor, children)
        return self._branches(
            (link, children[link["child_id"]]["prefix"], children[link["child_id"]]["number"])
            for link in links
            if link["child_id"] in visible
        )

    def above(self, ids: Collection[UUID]) -> Sequence[Branch]:
        """See `Branches`."""
        links = self._edges.out_of(self._goals(ids))
        parents = self._goals({link["parent_id"] for link in links})
        visible = as_of.visible_among(self._case.work, self._case.actor, parents)
        return self._branches(
            (link, parents[link["parent_id"]]["key"], 0) for link in links if link["parent_id"] in visible
        )

    def hidden_below(self, ids: Collection[UUID]) -> int:
        """See `Branches`."""
        children = self._goals({link["child_id"] for link in self._edges.into(self._goals(ids))})
        return len(children.keys() - as_of.visible_among(self._case.work, self._case.actor, children))

    def leaves(self, ids: Collection[UUID], *, with_results: bool) -> Mapping[UUID, Leaf]:
        """See `Branches`."""
        case = self._case
        past = load_shown(case, ids, self._when)
        names = names_of(case, past)
        rows = past_rows(case, past, names, ids)
        results: dict[UUID, list[KeyResultView]] = {}
        if with_results:
            wanted = [one for one, result in past.key_results.items() if result["goal_id"] in rows]
            for one, view in past_results(case, past, names, wanted).items():
                results.setdefault(past.key_results[one]["goal_id"], []).append(view)
        return {
            one: Leaf(row, past.evaluation.goals[one].sums.weight, tuple(results.get(one, ())))
            for one, row in rows.items()
        }

    def _goals(self, ids: Collection[UUID]) -> dict[UUID, as_of.Columns]:
        """Those of some goals that were there."""
        self._held.update(as_of.goals_held(self._case.work, set(ids) - self._held.keys(), when=self._when))
        return {one: self._held[one] for one in ids if one in self._held}

    def _branches(self, links: Iterable[tuple[as_of.Columns, str, int]]) -> list[Branch]:
        found = [
            Branch(link["child_id"], link["parent_id"], link["kind"], link["weight_units"], (link["kind"], key, number))
            for link, key, number in links
        ]
        return sorted(found, key=lambda branch: branch.order)


def present_tops(
    case: ReadCase, start: tuple[object, ...] | None, *, cycle_id: UUID, below: str | None, limit: int
) -> list[Top]:
    """The goals of a cycle that have no visible parent in it, from after a place in their order on."""
    rows = tops(case.work, case.actor, *after(ORDER, start), cycle_id=cycle_id, below=below, limit=limit)
    return [(row.id, (row.path, row.number, row.prefix)) for row in rows]
