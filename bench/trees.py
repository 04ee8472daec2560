"""The company of the benchmark with units and people in trees, as goals are: departments with leads, goals owned by those who work there.

As it is made, all units and people stand side by side below one, and one person owns everything: what reads a subtree, a team or
somebody's own goals has nothing to choose from there.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bench.company import FAN_OUT
from storage import schema
from storage.trees import segment
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork

AREAS = ("Retention", "Service", "Reach", "Quality", "Price")
LEVELS_OF_AREAS = 2
"""Goals of units so many levels below the top belong to a focus area."""


def grow(store: Store) -> None:
    """Give every unit and person (but those at the top) a place in a tree of eight, units a lead, goals and key results an owner."""
    store.write(_grow, timeout_s=0)
    store.analyse()  # until now everything belonged to one person, and so the planner thought


def _grow(work: WriteWork) -> None:
    units, people = schema.units, schema.people
    every_unit = work.connection.execute(
        select(units.c.id, units.c.number, units.c.path).order_by(units.c.number)
    ).all()
    everybody = work.connection.execute(
        select(people.c.id, people.c.number, people.c.path).order_by(people.c.number)
    ).all()
    leads = len(every_unit) - 1
    _move(work, units, "parent_id", every_unit, [{"lead_id": person.id} for person in everybody[1 : leads + 1]])
    homes = [every_unit[0].id]
    for place in range(1, len(everybody)):
        homes.append(every_unit[place].id if place <= leads else homes[_above(place)])
    _move(work, people, "manager_id", everybody, [{"unit_id": home} for home in homes[1:]])
    _give(work, every_unit[0].id, list(zip((person.id for person in everybody), homes, strict=True)))


def _above(place: int) -> int:
    """The place of who stands above, of which there are always eight times fewer."""
    return (place - 1) // FAN_OUT


def _move(work: WriteWork, table: Any, above: str, rows: Sequence[Any], further: Sequence[dict[str, object]]) -> None:
    """Write the tree; `further` are values of the rows after the first."""
    paths, depths = [rows[0].path], [0]
    moved: list[dict[str, object]] = []
    for place, row in enumerate(rows[1:], start=1):
        parent = _above(place)
        paths.append(paths[parent] + segment(row.number))
        depths.append(depths[parent] + 1)
        moved.append(
            {"its_id": row.id, above: rows[parent].id, "path": paths[-1], "depth": depths[-1], **further[place - 1]}
        )
    names = [name for name in moved[0] if name != "its_id"]
    statement = update(table).where(table.c.id == bindparam("its_id")).values({name: bindparam(name) for name in names})
    work.connection.execute(statement, moved)


def _give(work: WriteWork, root: Any, homes: Sequence[tuple[Any, Any]]) -> None:
    """Make the first goal the company's; give the others, with their key results, to those who work in their unit in turn."""
    goals, results, units = schema.goals, schema.key_results, schema.units
    areas = [new_id() for _ in AREAS]
    work.connection.execute(
        insert(schema.focus_areas),
        [
            {"id": area, "key": name.lower(), "name": name, "version": 1}
            for area, name in zip(areas, AREAS, strict=True)
        ],
    )
    members: dict[Any, list[Any]] = {}
    for person, home in homes:
        members.setdefault(home, []).append(person)
    depths: dict[Any, int] = dict(work.connection.execute(select(units.c.id, units.c.depth)).tuples().all())
    ranked = (
        work.connection.execute(select(goals.c.id, goals.c.unit_id).order_by(goals.c.level, goals.c.id)).tuples().all()
    )
    work.connection.execute(update(goals).where(goals.c.id == ranked[0][0]).values(unit_id=root))
    given: list[dict[str, object]] = []
    in_unit: dict[Any, Iterator[int]] = {}
    for goal, unit in ranked[1:]:
        turn = next(in_unit.setdefault(unit, count()))
        area = areas[turn % len(areas)] if depths[unit] <= LEVELS_OF_AREAS else None
        given.append({"its_id": goal, "owner": members[unit][turn % len(members[unit])], "area": area})
    work.connection.execute(
        update(goals)
        .where(goals.c.id == bindparam("its_id"))
        .values(owner_id=bindparam("owner"), focus_area_id=bindparam("area")),
        given,
    )
    work.connection.execute(
        update(results).values(
            owner_id=select(goals.c.owner_id).where(goals.c.id == results.c.goal_id).scalar_subquery()
        )
    )
