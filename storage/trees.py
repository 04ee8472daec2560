"""The trees of units and of people: who is above whom, kept as a materialised path beside the parent, which is the truth.

A path is the chain of numbers from the top in base 36, each ended by a full stop ("1.4f.z."), so that everything below a node
is a range of texts: from the path itself up to, but without, the path with its last full stop made a slash (the sign after it).
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, select, text, update
from sqlalchemy.sql.functions import coalesce

from okr.domain.errors import NotFound, RuleViolation
from storage.locks import Graph, lock_graph
from storage.tables.organisation import people, units
from storage.unit_of_work import ReadWork, WriteWork

MAX_DEPTH = 20
"""Levels below the top; safety.md's bound for trees from files, and what the tables check."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Place(NamedTuple):
    """Where a new node stands in its tree."""

    number: int
    path: str
    depth: int


class _Tree(NamedTuple):
    """What differs between the two trees."""

    graph: Graph
    parent: str
    noun: str
    has_one_top: bool


class _Node(NamedTuple):
    """A row of either table, as far as the tree is concerned."""

    id: UUID
    number: int
    name: str
    path: str
    depth: int
    parent: UUID | None


_TREES = {
    units.name: _Tree(graph="units", parent="parent_id", noun="unit", has_one_top=True),
    people.name: _Tree(graph="people", parent="manager_id", noun="person", has_one_top=False),
}


def segment(number: int) -> str:
    """A number as a step of a path: base 36 and a full stop."""
    if number < 1:
        raise ValueError(f"nodes are numbered from 1, not {number}")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return f"{digits}."


def path_range(path: str) -> tuple[str, str]:
    """The range of paths of a node and all below it: from the first up to, but without, the second."""
    return path, path[:-1] + "/"


def subtree(table: Table, path: str) -> ColumnElement[bool]:
    """The condition for a node and all below it."""
    low, high = path_range(path)
    return and_(table.c.path >= low, table.c.path < high)


def ancestors_and_self(path: str) -> list[str]:
    """The paths of a node and of all above it, from the top."""
    steps = path.split(".")[:-1]
    return [".".join(steps[: count + 1]) + "." for count in range(len(steps))]


def step_below(above: str, path: str) -> str:
    """The path of the node directly below one, on the way to another in its subtree; the node itself has none but its own."""
    return path[: path.find(".", len(above)) + 1] or path


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie below no other of them, in order: the same subtrees with the fewest ranges."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def next_number(work: WriteWork, table: Table) -> int:
    """The number for a new node; the tree is locked with it, so that nobody else gets the same."""
    lock_graph(work, _TREES[table.name].graph)
    return int(work.connection.execute(select(coalesce(func.max(table.c.number), 0) + 1)).scalar_one())


def place(work: WriteWork, table: Table, parent_id: UUID | None) -> Place:
    """Where a new node below a parent (None: at the top) goes; RuleViolation where the tree would become too deep."""
    number = next_number(work, table)
    if parent_id is None:
        return Place(number=number, path=segment(number), depth=0)
    parent = _node(work, table, parent_id)
    _require_depth(table, parent.depth + 1)
    return Place(number=number, path=parent.path + segment(number), depth=parent.depth + 1)


def move(work: WriteWork, table: Table, node_id: UUID, new_parent_id: UUID | None) -> int:
    """Hang a node with all below it under another parent; answers how many nodes moved, itself included.

    Refuses (RuleViolation) what would close a cycle, naming it, and what would become too deep. Writes parent, path and depth;
    the row's version and history are the caller's.
    """
    tree = _TREES[table.name]
    lock_graph(work, tree.graph)
    node = _node(work, table, node_id)
    if new_parent_id is None:
        if tree.has_one_top and node.depth > 0:
            raise RuleViolation(f"{node.name} cannot go to the top: an organisation has one {tree.noun} there.")
        new_path, new_depth = segment(node.number), 0
    else:
        parent = _node(work, table, new_parent_id)
        if parent.path.startswith(node.path):
            raise RuleViolation(f"That would close a cycle: {_chain(work, table, node.path, parent.path)}.")
        new_path, new_depth = parent.path + segment(node.number), parent.depth + 1
    below = subtree(table, node.path)
    deepest = work.connection.execute(select(func.max(table.c.depth)).where(below)).scalar_one()
    shift = new_depth - node.depth
    _require_depth(table, deepest + shift)
    work.connection.execute(update(table).where(table.c.id == node_id).values({tree.parent: new_parent_id}))
    if new_path == node.path:
        return 1
    moved = work.connection.execute(
        update(table)
        .where(below)
        .values(path=new_path + func.substr(table.c.path, len(node.path) + 1), depth=table.c.depth + shift)
    )
    return moved.rowcount


def rebuild(work: WriteWork, table: Table) -> int:
    """Compute every path and depth anew from the parents, after a bulk import; answers how many rows changed.

    New rows come with `segment(number)` for a path and depth 1 until then. Refuses (RuleViolation) cycles, naming them, a tree
    that is too deep, and two units at the top.
    """
    tree = _TREES[table.name]
    lock_graph(work, tree.graph)
    nodes = {row["id"]: _Node(**row) for row in work.connection.execute(_nodes(table)).mappings()}
    children: dict[UUID | None, list[UUID]] = {}
    for row in nodes.values():
        if row.parent is not None and row.parent not in nodes:
            raise RuleViolation(f"What {row.name} stands below does not exist.")
        children.setdefault(row.parent, []).append(row.id)
    tops = children.get(None, [])
    if tree.has_one_top and len(tops) > 1:
        names = ", ".join(sorted(nodes[top].name for top in tops)[:5])
        raise RuleViolation(f"{len(tops)} units stand at the top ({names}); an organisation has one there.")
    places = _places(table, nodes, children)
    if len(places) < len(nodes):
        raise RuleViolation(f"There is a cycle: {_find_cycle(nodes, places)}.")
    return _write_places(work, table, nodes, places)


def _places(
    table: Table, nodes: dict[UUID, _Node], children: dict[UUID | None, list[UUID]]
) -> dict[UUID, tuple[str, int]]:
    """Path and depth of everything that hangs from a top."""
    places: dict[UUID, tuple[str, int]] = {}
    level: list[tuple[UUID, str]] = [(top, "") for top in children.get(None, [])]
    depth = 0
    while level:
        if depth > MAX_DEPTH:
            raise RuleViolation(_too_deep(table, nodes[level[0][0]].name))
        below: list[tuple[UUID, str]] = []
        for node, above in level:
            path = above + segment(nodes[node].number)
            places[node] = (path, depth)
            below.extend((child, path) for child in children.get(node, []))
        level = below
        depth += 1
    return places


def _find_cycle(nodes: dict[UUID, _Node], places: dict[UUID, tuple[str, int]]) -> str:
    """The names along one cycle, from above to below; what has no place lies on one or hangs from one."""
    node: UUID | None = min((id_ for id_ in nodes if id_ not in places), key=lambda id_: nodes[id_].number)
    seen: set[UUID] = set()
    walk: list[UUID] = []
    while node is not None and node not in seen:
        seen.add(node)
        walk.append(node)
        node = nodes[node].parent
    ring = walk[walk.index(node) :] if node is not None else walk
    first = ring.index(min(ring, key=lambda id_: nodes[id_].number))
    ordered = ring[first::-1] + ring[:first:-1]  # upwards was walked; shown downwards, beginning with the lowest number
    return _arrows([nodes[id_].name for id_ in [*ordered, ordered[0]]])


def _write_places(work: WriteWork, table: Table, nodes: dict[UUID, _Node], places: dict[UUID, tuple[str, int]]) -> int:
    changed: list[dict[str, object]] = [
        {"node": id_, "new_path": path, "new_depth": depth}
        for id_, (path, depth) in places.items()
        if (nodes[id_].path, nodes[id_].depth) != (path, depth)
    ]
    for group in (  # a new top only after the old one has left it
        [row for row in changed if row["new_depth"] != 0],
        [row for row in changed if row["new_depth"] == 0],
    ):
        if group and work.is_postgresql:
            _write_at_once(work, table, group)
        elif group:
            work.connection.execute(
                update(table)
                .where(table.c.id == bindparam("node"))
                .values(path=bindparam("new_path"), depth=bindparam("new_depth")),
                group,
            )
    return len(changed)


def _write_at_once(work: WriteWork, table: Table, rows: list[dict[str, object]]) -> None:
    """One statement for all rows, by arrays: PostgreSQL takes 100,000 single ones three times as long."""
    statement = text(
        f"UPDATE {table.name} SET path = new.path, depth = new.depth"  # noqa: S608 - the name of a table of ours
        " FROM unnest(CAST(:nodes AS uuid[]), CAST(:paths AS text[]), CAST(:depths AS integer[])) AS new (id, path, depth)"
        f" WHERE {table.name}.id = new.id"
    )
    columns = {"nodes": "node", "paths": "new_path", "depths": "new_depth"}
    work.connection.execute(statement, {name: [row[column] for row in rows] for name, column in columns.items()})


def _node(work: ReadWork, table: Table, node_id: UUID) -> _Node:
    row = work.connection.execute(_nodes(table).where(table.c.id == node_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no such {_TREES[table.name].noun}.")
    return _Node(**row)


def _nodes(table: Table) -> Select[*tuple[object, ...]]:
    """The question for rows as `_Node` holds them."""
    parent = table.c[_TREES[table.name].parent].label("parent")
    return select(table.c.id, table.c.number, table.c.name, table.c.path, table.c.depth, parent)


def _chain(work: ReadWork, table: Table, top: str, bottom: str) -> str:
    """The names from one node down to another, and the first again."""
    paths = [path for path in ancestors_and_self(bottom) if len(path) >= len(top)]
    found = work.connection.execute(select(table.c.path, table.c.name).where(table.c.path.in_(paths)))
    names = {row.path: row.name for row in found}
    return _arrows([names[path] for path in paths] + [names[top]])


def _arrows(names: list[str]) -> str:
    """A chain of names; the middle of a long one is left out."""
    return " > ".join(names if len(names) <= 12 else [*names[:6], "...", *names[-5:]])


def _require_depth(table: Table, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise RuleViolation(_too_deep(table, None))


def _too_deep(table: Table, name: str | None) -> str:
    words = "A tree of units" if table.name == units.name else "A line of managers"
    where = f"; {name} would be deeper" if name else ""
    return f"{words} has at most {MAX_DEPTH} levels below its top{where}."
