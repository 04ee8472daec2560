"""R16: the goals that had no parent in view on a day: where the tree of the past begins."""

from uuid import UUID

from okr.application.case import ReadCase
from okr.application.paging import after
from okr.application.past_company import is_kept, whole_company_on
from storage import as_of
from storage import past_tops as statements
from storage.as_of import When
from storage.goal_tree import ORDER, tops
from storage.past_figures import Moments
from storage.past_trees import UNITS, tree_held
from storage.raw import RawId, raw_id, uuid_of

Top = tuple[UUID, tuple[str, int, str]]
"""A goal without a parent in view, and what it is sorted by: path of its unit, number, prefix."""


def past_tops(case: ReadCase, when: When, *, cycle_id: UUID, below: UUID | None) -> list[Top]:
    """The goals of a cycle that had no visible parent in it on a day, in the order of `storage.goal_tree`.

    With `below`, a unit, they and their parents are those of its subtree. Everything is read at once, in raw form:
    whoever has no parent is known when all links are.
    """
    inside = _inside(case, when, cycle_id=cycle_id, below=below)
    for child, parent in _links(case, when):
        if parent in inside and child in inside:
            inside[child] = None
    return sorted(((uuid_of(one), order) for one, order in inside.items() if order is not None), key=lambda top: top[1])


def tops_on(
    case: ReadCase,
    when: When,
    start: tuple[object, ...] | None,
    *,
    cycle_id: UUID,
    below: UUID | None,
    limit: int,
) -> list[Top]:
    """The first of `past_tops` from after a place in their order on; at once, where the company of the day is kept."""
    if not is_kept(case, when):
        found = past_tops(case, when, cycle_id=cycle_id, below=below)
        return [top for top in found if start is None or top[1] > start][:limit]
    with whole_company_on(case, when) as past:
        path = None if below is None else statements.path_of(past.work, below)
        rows = tops(past.work, past.actor, *after(ORDER, start), cycle_id=cycle_id, below=path, limit=limit)
        return [(row.id, (row.path, row.number, row.prefix)) for row in rows]


def _inside(
    case: ReadCase, when: When, *, cycle_id: UUID, below: UUID | None
) -> dict[RawId, tuple[str, int, str] | None]:
    """The visible goals of the cycle as it was, with what they are sorted by."""
    work, moments = case.work, Moments(case.work, when)
    changed = statements.changed(work)
    hidden = statements.hidden(work, case.actor)
    cycle = raw_id(work, cycle_id)
    units = tree_held(work, UNITS, when=when)
    paths = {raw_id(work, one): str(unit["path"]) for one, unit in units.items()}
    top = "" if below is None else str(units[below]["path"])
    inside: dict[RawId, tuple[str, int, str] | None] = {}
    by_versions: list[UUID] = []
    for line in statements.of_cycle(work, cycle_id):
        last = changed.get(line.id)
        if line.id in hidden:
            continue
        if last is not None and not moments.is_last(line, last):
            by_versions.append(uuid_of(line.id))
        elif line.cycle_id == cycle and (last is not None or moments.holds(line)):
            inside[line.id] = (paths[line.unit_id], line.number, line.prefix)
    for one, goal in as_of.goals_held(work, by_versions, when=when).items():
        if goal["cycle_id"] == cycle_id:
            inside[raw_id(work, one)] = (paths[raw_id(work, goal["unit_id"])], goal["number"], goal["prefix"])
    return {one: order for one, order in inside.items() if order is not None and order[0].startswith(top)}


def _links(case: ReadCase, when: When) -> list[tuple[RawId, RawId]]:
    """The links that held, as (child, parent)."""
    work, moments = case.work, Moments(case.work, when)
    edges = as_of.goal_link_edges(work, when=when)
    with_history = {raw_id(work, one) for one in edges.with_history}
    found = [
        (line.child_id, line.parent_id)
        for line in statements.edges(work)
        if line.id not in with_history and moments.holds(line)
    ]
    found.extend((raw_id(work, edge["child_id"]), raw_id(work, edge["parent_id"])) for edge in edges.changed)
    return found
