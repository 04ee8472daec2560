"""Graphs without cycles: which link would close one, and on which level each node stands (R4)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from okr.domain.errors import RuleViolation

Node = TypeVar("Node", bound=Hashable)


def find_cycle(edges: Iterable[tuple[Node, Node]], new_edge: tuple[Node, Node]) -> tuple[Node, ...] | None:
    """Return the cycle that a new (child, parent) edge would close among the others, None if it closes none.

    It runs from the child over its parents back to the child and is a shortest one.
    """
    child, parent = new_edge
    if child == parent:
        return child, child
    parents: dict[Node, list[Node]] = defaultdict(list)
    for lower, upper in edges:
        parents[lower].append(upper)
    came_from: dict[Node, Node] = {parent: child}
    frontier = [parent]
    while frontier:
        following: list[Node] = []
        for node in frontier:
            for above in parents.get(node, ()):
                if above == child:
                    return _path(came_from, node, child)
                if above not in came_from:
                    came_from[above] = node
                    following.append(above)
        frontier = following
    return None


def cycle_in(edges: Iterable[tuple[Node, Node]]) -> tuple[Node, ...] | None:
    """Return a cycle of a graph of (child, parent) edges, None if it has none; it ends with the node that it begins with.

    Nodes that nothing leads on from are taken away until none is left: whoever stays leads on for ever.
    """
    parents: dict[Node, set[Node]] = defaultdict(set)
    children: dict[Node, set[Node]] = defaultdict(set)
    for child, parent in edges:
        parents[child].add(parent)
        children[parent].add(child)
    tops = [node for node in children if not parents.get(node)]
    while tops:
        top = tops.pop()
        for child in children.pop(top, ()):
            parents[child].discard(top)
            if not parents[child]:
                del parents[child]
                tops.append(child)
    node = next((child for child, above in parents.items() if above), None)
    if node is None:
        return None
    way: dict[Node, None] = {}
    while node not in way:
        way[node] = None
        node = min(parents[node], key=str)
    path = list(way)
    return *path[path.index(node) :], node


def _path(came_from: Mapping[Node, Node], last: Node, child: Node) -> tuple[Node, ...]:
    path = [child, last]
    while path[-1] != child:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def levels(nodes: Iterable[Node], edges: Iterable[tuple[Node, Node]]) -> dict[Node, int]:
    """Return the level of each node: 0 without children, else one more than its highest child; refuse a graph with a cycle.

    Edges are (child, parent); nodes that only edges name are levelled too. Iterating the answer gives children before parents.
    """
    parents: dict[Node, list[Node]] = defaultdict(list)
    waiting_for: dict[Node, int] = dict.fromkeys(nodes, 0)
    for child, parent in edges:
        parents[child].append(parent)
        waiting_for.setdefault(child, 0)
        waiting_for[parent] = waiting_for.get(parent, 0) + 1
    level: dict[Node, int] = {}
    frontier = [node for node, count in waiting_for.items() if not count]
    depth = 0
    while frontier:
        following: list[Node] = []
        for node in frontier:
            level[node] = depth
            for parent in parents.get(node, ()):
                waiting_for[parent] -= 1
                if not waiting_for[parent]:
                    following.append(parent)
        frontier, depth = following, depth + 1
    if len(level) != len(waiting_for):
        stuck = sorted(str(node) for node in waiting_for if node not in level)
        raise RuleViolation(f"The links form a cycle among {', '.join(stuck[:10])}; remove one of them.")
    return level
