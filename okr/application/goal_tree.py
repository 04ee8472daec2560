"""The cascade: from a goal or from all tops downwards level by level, or a goal's lines of sight upwards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from okr.application.branches import (
    Branch,
    Branches,
    Leaf,
    PastBranches,
    PresentBranches,
    present_tops,
)
from okr.application.case import ReadCase
from okr.application.finding import current_cycle, find_cycle, find_goal, find_unit
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import read_cursor, write_cursor
from okr.application.past_goals import require_existing
from okr.application.past_tops import Top, tops_on
from okr.contract.goals import GoalTree, ShowGoalTree, TreeNode
from okr.domain.errors import InvalidInput
from okr.domain.numbers import ratio_ppm, weight_of
from okr.domain.vocabulary import COUNTING_GOAL_STATES, LinkKind
from storage.as_of import When
from storage.goal_reading import in_unit
from storage.goal_trends import by_keys
from storage.policy import hidden_count
from storage.schema import goals

MAXIMUM_DEPTH = 50
HIGHEST = 100
"""Levels that a line of sight goes up; an organisation has a handful."""

MOST_ROOTS = 200
"""Goals of one question: some screens of them."""

MAXIMUM_NODES = 10_000
"""Goals in one answer; what is below them is counted in `more_children`, to be expanded by itself."""


@reads(ShowGoalTree)
def show_goal_tree(case: ReadCase, query: ShowGoalTree) -> GoalTree:
    """The cascade below a goal, below all tops of a cycle, or with `up` the lines of sight of a goal.

    A goal under several parents appears under each; the second time it is marked and what is below it is not repeated. At most
    `limit` children of a goal are followed: those of the root go on with the cursor, others are counted in `more_children`.
    With a unit, tops are the goals of its subtree without a parent in that subtree.
    """
    if not 0 <= query.depth <= MAXIMUM_DEPTH:
        raise InvalidInput(f"depth: 0 to {MAXIMUM_DEPTH} levels can be shown, not {query.depth}.", field="depth")
    if not 1 <= query.limit <= MAXIMUM_NODES:
        raise InvalidInput(f"limit: 1 to {MAXIMUM_NODES} goals can be shown, not {query.limit}.", field="limit")
    when = when_of(case, query)
    if query.keys:
        return _from_several(case, query, when)
    if query.key is None:
        if query.up:
            raise InvalidInput("up: the line of sight starts from a goal; name one.", field="key")
        return _from_tops(case, query, when)
    found = find_goal(case, query.key)
    if query.up:
        return _upwards(case, query, found.id, when)
    return _from_goal(case, query, found.id, when)


def _from_goal(case: ReadCase, query: ShowGoalTree, goal_id: UUID, when: When | None) -> GoalTree:
    branches: Branches = PresentBranches(case)
    if when is not None:
        past = PastBranches(case, when)
        require_existing(past.exists(goal_id), str(query.key), when)
        branches = past
    start = read_cursor(query.cursor, str, str, int)
    growth = _Growth(branches, limit=query.limit)
    growth.grow([goal_id], query.depth, start=start)
    leaves = branches.leaves(growth.ids, with_results=query.with_results)
    cut = growth.cut.get(goal_id, ())
    following = write_cursor(*growth.branches[goal_id][-1].order) if cut and growth.branches.get(goal_id) else None
    return GoalTree(
        roots=(_Drawing(growth, leaves).node(goal_id, query.depth),),
        upwards=False,
        hidden=branches.hidden_below(growth.expanded),
        next_cursor=following,
    )


def _from_several(case: ReadCase, query: ShowGoalTree, when: When | None) -> GoalTree:
    """Several goals, each with what is below it, in the order in which they were named; for as many statements as for one."""
    if query.up or query.key is not None:
        raise InvalidInput(
            "keys: several goals are shown with what is below them; leave out `key` and `up`.", field="keys"
        )
    if len(query.keys) > MOST_ROOTS:
        raise InvalidInput(f"keys: at most {MOST_ROOTS} goals at a time, not {len(query.keys)}.", field="keys")
    rows = {row.key: row.id for row in by_keys(case.work, case.actor, [key.upper() for key in query.keys])}
    branches: Branches = PresentBranches(case) if when is None else PastBranches(case, when)
    named = [rows[key] for key in dict.fromkeys(key.upper() for key in query.keys) if key in rows]
    there = branches.present(named)
    roots = [one for one in named if one in there]
    growth = _Growth(branches, limit=query.limit)
    growth.grow(roots, query.depth)
    leaves = branches.leaves(growth.ids, with_results=query.with_results)
    return GoalTree(
        roots=tuple(_Drawing(growth, leaves).node(goal_id, query.depth) for goal_id in roots),
        upwards=False,
        hidden=branches.hidden_below(growth.expanded),
    )


def _from_tops(case: ReadCase, query: ShowGoalTree, when: When | None) -> GoalTree:
    cycle = current_cycle(case, when.day) if when is not None and query.cycle is None else find_cycle(case, query.cycle)
    cycle_id: UUID = cycle.id
    unit = None if query.unit is None else find_unit(case, query.unit)
    below = None if unit is None or unit.depth == 0 else str(unit.path)
    start = read_cursor(query.cursor, str, int, str)
    found: Sequence[Top]
    if when is None:
        found = present_tops(case, start, cycle_id=cycle_id, below=below, limit=query.limit + 1)
    else:
        above = None if unit is None or unit.depth == 0 else unit.id
        found = tops_on(case, when, start, cycle_id=cycle_id, below=above, limit=query.limit + 1)
    shown = [goal_id for goal_id, _ in found[: query.limit]]
    branches: Branches = PresentBranches(case) if when is None else PastBranches(case, when)
    growth = _Growth(branches, limit=query.limit)
    growth.grow(shown, query.depth)
    drawing = _Drawing(growth, branches.leaves(growth.ids, with_results=query.with_results))
    conditions = [goals.c.cycle_id == cycle_id]
    if unit is not None:
        conditions.append(in_unit(unit, below=True))
    return GoalTree(
        roots=tuple(drawing.node(goal_id, query.depth) for goal_id in shown),
        upwards=False,
        hidden=hidden_count(case.work, case.actor, *conditions),
        next_cursor=write_cursor(*found[query.limit - 1][1]) if len(found) > query.limit else None,
    )


def _upwards(case: ReadCase, query: ShowGoalTree, goal_id: UUID, when: When | None) -> GoalTree:
    """All paths from a goal to the tops: the parents of a goal stand below it in the answer."""
    branches: Branches = PresentBranches(case)
    if when is not None:
        past = PastBranches(case, when)
        require_existing(past.exists(goal_id), str(query.key), when)
        branches = past
    growth = _Growth(branches, limit=MAXIMUM_NODES, upwards=True)
    growth.grow([goal_id], HIGHEST)
    leaves = branches.leaves(growth.ids, with_results=query.with_results)
    return GoalTree(roots=(_Drawing(growth, leaves).node(goal_id, HIGHEST),), upwards=True)


@dataclass(slots=True)
class _Growth:
    """Which goals a tree holds: the branches of each goal that was followed, and those that were cut off."""

    source: Branches
    limit: int
    upwards: bool = False
    branches: dict[UUID, list[Branch]] = field(default_factory=dict)
    cut: dict[UUID, list[Branch]] = field(default_factory=dict)
    ids: set[UUID] = field(default_factory=set)
    expanded: set[UUID] = field(default_factory=set)

    def grow(self, roots: Sequence[UUID], depth: int, *, start: tuple[object, ...] | None = None) -> None:
        """Follow the branches level by level, each goal once; `start` leaves out the first branches of the root."""
        self.ids.update(roots)
        frontier: Collection[UUID] = roots
        level = 0
        while frontier and level < depth and len(self.ids) < MAXIMUM_NODES:
            found = self.source.above(frontier) if self.upwards else self.source.below(frontier)
            self.expanded.update(frontier)
            following: set[UUID] = set()
            for branch in found:
                near, far = self.ends(branch)
                if start is not None and near in roots and branch.order <= start:
                    continue
                kept = self.branches.setdefault(near, [])
                full = len(kept) >= self.limit or (far not in self.ids and len(self.ids) >= MAXIMUM_NODES)
                if full:
                    self.cut.setdefault(near, []).append(branch)
                    continue
                kept.append(branch)
                self.ids.add(far)
                following.add(far)
            frontier = following - self.expanded
            level += 1

    def ends(self, branch: Branch) -> tuple[UUID, UUID]:
        """The goal that a branch starts from in this tree, and the one that it leads to."""
        return (branch.child_id, branch.parent_id) if self.upwards else (branch.parent_id, branch.child_id)


@dataclass(slots=True)
class _Drawing:
    """The nodes of a tree in the order in which they are read, so that a goal is followed where it is met first."""

    growth: _Growth
    leaves: Mapping[UUID, Leaf]
    seen: set[UUID] = field(default_factory=set)
    followed: set[UUID] = field(default_factory=set)

    def node(self, goal_id: UUID, depth: int, branch: Branch | None = None) -> TreeNode:
        """A goal with what hangs on it, `depth` levels further."""
        leaf = self.leaves[goal_id]
        seen_above = goal_id in self.seen
        self.seen.add(goal_id)
        children: tuple[TreeNode, ...] = ()
        more = 0
        if goal_id not in self.followed and goal_id in self.growth.expanded and depth != 0:
            self.followed.add(goal_id)
            children = tuple(self._followed(goal_id, depth - 1))
            more = len(self.growth.cut.get(goal_id, ()))
        elif goal_id not in self.followed and not self.growth.upwards:
            more = leaf.row.children
        contributes = branch is not None and branch.kind is LinkKind.CONTRIBUTES
        return TreeNode(
            goal=leaf.row,
            link=None if branch is None else branch.kind,
            weight=weight_of(branch.weight_units) if branch is not None and contributes else None,
            share=None if branch is None else self._share(branch),
            results=leaf.results,
            children=children,
            more_children=more,
            seen_above=seen_above,
        )

    def _followed(self, goal_id: UUID, depth: int) -> list[TreeNode]:
        nodes = []
        for branch in self.growth.branches.get(goal_id, ()):
            _, far = self.growth.ends(branch)
            nodes.append(self.node(far, depth, branch))
        return nodes

    def _share(self, branch: Branch) -> int | None:
        """The part of a child in the progress of its parent, `w / sum(w)` (R2); None where it is not in it."""
        child, parent = self.leaves[branch.child_id], self.leaves[branch.parent_id]
        counts = branch.kind is LinkKind.CONTRIBUTES and child.row.state in COUNTING_GOAL_STATES
        if not counts or child.row.progress is None or not branch.weight_units or not parent.weight_in_progress:
            return None
        return ratio_ppm(branch.weight_units, parent.weight_in_progress)
