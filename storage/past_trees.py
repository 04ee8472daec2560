"""R16: the trees of units and of people as they hung together on a day, with the paths of the day."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select

from okr.domain.vocabulary import ObjectKind
from storage import history
from storage.as_of import When, worded
from storage.goal_reading import chunks
from storage.tables.organisation import people, units
from storage.trees import segment, subtree
from storage.unit_of_work import ReadWork

Rows = list[dict[str, Any]]


class Tree(NamedTuple):
    """A tree of units or of people, and what of its rows goes back with the day."""

    table: Table
    kind: ObjectKind
    parent: str
    goes_back: tuple[str, ...]


UNITS = Tree(units, ObjectKind.UNIT, "parent_id", ("parent_id", "lead_id", "archived_on", "kind"))
PEOPLE = Tree(
    people, ObjectKind.PERSON, "manager_id", ("unit_id", "manager_id", "employed_from", "employed_to", "time_zone")
)


def tree_held(
    work: ReadWork, tree: Tree, *, when: When, ids: Collection[UUID] | None = None
) -> dict[UUID, dict[str, Any]]:
    """Where units or people hung on the day, with what else of them goes back; who was entered later hangs as at first.

    Of all; or of those of whom something else may have held than today (`ids`), with all who hung or hang below them.
    """
    table, parent = tree.table, tree.parent
    held = _rows_of_today(work, tree, None if ids is None else [table.c.id.in_(chunk) for chunk in chunks(ids)])
    for one, versions in history.versions(work, tree.kind, ids).items():
        version = history.as_of(versions, when.day, known_at=when.known_at) or versions[0]
        if one in held and version.data is not None:
            then = worded(table, version.data)
            held[one].update({name: then[name] for name in tree.goes_back if name in then})
    paths: dict[UUID, str] = {}
    if ids is not None:
        _add_those_below(work, tree, held)
        above = {row[parent] for row in held.values()} - held.keys() - {None}
        for chunk in chunks(above):
            rows = work.connection.execute(select(table.c.id, table.c.path).where(table.c.id.in_(chunk)))
            paths.update((one, path) for one, path in rows)
    for one in held:
        _write_paths(held, one, parent, paths)
    for one, row in held.items():
        row["path"] = paths[one]
        row["depth"] = paths[one].count(".") - 1
        archived_on = row.get("archived_on")
        if archived_on is not None and archived_on > when.day:
            row["archived_on"] = None
    return held


def _rows_of_today(
    work: ReadWork, tree: Tree, conditions: Iterable[ColumnElement[bool]] | None
) -> dict[UUID, dict[str, Any]]:
    names = ("id", "number", *tree.goes_back)
    statement = select(*(tree.table.c[name] for name in names))
    some = [statement] if conditions is None else [statement.where(condition) for condition in conditions]
    rows = (row for one in some for row in work.connection.execute(one))
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def _add_those_below(work: ReadWork, tree: Tree, held: dict[UUID, dict[str, Any]]) -> None:
    """Add whoever hangs today below one that hung elsewhere: their paths were other ones too."""
    table = tree.table
    moved: list[str] = []
    for chunk in chunks(held):
        rows = work.connection.execute(
            select(table.c.id, table.c.path, table.c[tree.parent]).where(table.c.id.in_(chunk))
        )
        moved += [path for one, path, above in rows if above != held[one][tree.parent]]
    outermost: list[str] = []
    for path in sorted(moved):
        if not outermost or not path.startswith(outermost[-1]):
            outermost.append(path)
    for one, row in _rows_of_today(work, tree, [subtree(table, path) for path in outermost]).items():
        held.setdefault(one, row)


def tree_rows(work: ReadWork, tree: Tree, held: Mapping[UUID, Mapping[str, Any]], ids: Collection[UUID] | None) -> Rows:
    """The rows of some units or people, or of all, as they hung on the day; those that are not held hung as today."""
    table = tree.table
    some = [select(table)] if ids is None else [select(table).where(table.c.id.in_(chunk)) for chunk in chunks(ids)]
    found = (row._asdict() for one in some for row in work.connection.execute(one))
    return [{**row, **held.get(row["id"], {})} for row in found]


def _write_paths(held: Mapping[UUID, Mapping[str, Any]], one: UUID, parent: str, paths: dict[UUID, str]) -> None:
    """The path of a node, and of those above it that have none yet."""
    line: list[UUID] = []
    above: UUID | None = one
    while above is not None and above not in paths and above in held and above not in line:
        line.append(above)
        above = held[above][parent]
    path = paths.get(above, "") if above is not None else ""
    for node in reversed(line):
        path = paths[node] = path + segment(held[node]["number"])
