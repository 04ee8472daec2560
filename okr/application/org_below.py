"""What stands directly below a unit, a page at a time, so that the organisation opens level by level at any size."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from okr.application.accountability import Tally
from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import find_cycle, find_unit, root_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import after, read_cursor, write_cursor
from okr.contract.base import Page, PersonRef, UnitRef
from okr.contract.units import ListBelow, OrgRow
from storage import accountability as counted
from storage import org_below as statements
from storage import people as stored_people
from storage import schema
from storage import units as stored_units
from storage.counting import people_below, people_in, reports_by
from storage.goal_reading import in_cycle
from storage.organisation import employed
from storage.trees import step_below

UNITS, PEOPLE = "units", "people"
"""What a page goes on with, in its cursor."""

NOBODY = UUID(int=0)
"""Stands in a cursor where no person was listed yet."""


class Figures(NamedTuple):
    """What a row shows of goals: how many are active, and the on-time rate in millionths (R14)."""

    goals: int
    on_time_ppm: int | None


@reads(ListBelow)
def list_below(case: ReadCase, query: ListBelow) -> Page[OrgRow]:
    """The units directly below a unit in the order of the tree, then its own people by name; without a unit the root itself."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import EVERYBODY, NO_GOALS, answered_on

        whose = EVERYBODY if query.with_figures else NO_GOALS
        return answered_on(case, query, when, wanted=lambda _: whose, answer=list_below)
    if query.unit is None:
        rows = stored_units.shown(case.work, schema.units.c.id == root_unit(case).id)
        return Page(items=_unit_rows(case, query, rows))
    unit = find_unit(case, query.unit)
    place = read_cursor(query.cursor, str, str, UUID) or (UNITS, "", NOBODY)
    phase, text, person_id = place
    items: list[OrgRow] = []
    if phase == UNITS:
        wanted = (
            schema.units.c.parent_id == unit.id,
            schema.units.c.archived_on.is_(None),
            schema.units.c.path > text,
        )
        rows = stored_units.shown(case.work, *wanted, limit=query.limit + 1)
        items += _unit_rows(case, query, rows[: query.limit])
        if len(rows) > query.limit:
            return Page(items=tuple(items), next_cursor=write_cursor(UNITS, rows[query.limit - 1].path, NOBODY))
    room = query.limit - len(items)
    seen = (text, person_id) if phase == PEOPLE else None
    people = schema.people
    later = after([people.c.name, people.c.id], seen)
    found = stored_people.shown(case.work, people.c.unit_id == unit.id, employed(case.today), *later, limit=room + 1)
    items += _person_rows(case, query, found[:room])
    following = None
    if len(found) > room:
        last = (found[room - 1].name, found[room - 1].id) if room else ("", NOBODY)
        following = write_cursor(PEOPLE, *last)
    return Page(items=tuple(items), next_cursor=following)


def _unit_rows(case: ReadCase, query: ListBelow, rows: Sequence[Found]) -> tuple[OrgRow, ...]:
    if not rows:
        return ()
    ids = [row.id for row in rows]
    below = people_below(case.work, [row.path for row in rows], case.today)
    inside = people_in(case.work, ids, case.today)
    parents = stored_units.open_children(case.work, ids)
    figures = _of_units(case, query, [row.path for row in rows]) if query.with_figures else {}
    return tuple(
        OrgRow(
            unit=UnitRef(key=row.prefix, name=row.name),
            kind=row.kind,
            lead=None if row.lead_handle is None else PersonRef(handle=row.lead_handle, name=row.lead_name),
            people=below[row.path],
            opens=row.id in parents or inside.get(row.id, 0) > 0,
            goals=figures[row.path].goals if row.path in figures else None,
            on_time_rate=figures[row.path].on_time_ppm if row.path in figures else None,
        )
        for row in rows
    )


def _person_rows(case: ReadCase, query: ListBelow, rows: Sequence[Found]) -> tuple[OrgRow, ...]:
    if not rows:
        return ()
    ids = [row.id for row in rows]
    reports = reports_by(case.work, ids, case.today)
    figures = _of_people(case, query, ids) if query.with_figures else {}
    return tuple(
        OrgRow(
            person=person_ref(row.handle, row.name),
            title=row.title,
            people=reports.get(row.id, 0),
            opens=False,
            goals=figures[row.id].goals if row.id in figures else None,
            on_time_rate=figures[row.id].on_time_ppm if row.id in figures else None,
        )
        for row in rows
    )


def _of_units(case: ReadCase, query: ListBelow, paths: Sequence[str]) -> Mapping[str, Figures]:
    """The figures of units with all below each; the units stand side by side, below one parent."""
    above = paths[0].rpartition(".")[0].rpartition(".")[0]
    parent = f"{above}." if above else ""
    tallies = {path: Tally() for path in paths}
    cycle = find_cycle(case, query.cycle).id
    for path, active, on_time, late, missed in statements.figures_by_unit(case.work, cycle, paths, today=case.today):
        tally = tallies.get(step_below(parent, path) if parent else path[: path.find(".") + 1])
        if tally is not None:
            tally.add(("goals", "on_time", "late", "missed"), (active, on_time, late, missed))
    return {path: Figures(tally.counts["goals"], tally.on_time_rate_ppm) for path, tally in tallies.items()}


def _of_people(case: ReadCase, query: ListBelow, ids: Sequence[UUID]) -> Mapping[UUID, Figures]:
    tallies = {one: Tally() for one in ids}
    here = in_cycle(find_cycle(case, query.cycle).id)
    for person_id, numbers in counted.goals_by_owner(case.work, ids, here):
        tallies[person_id].add(counted.GOAL_COUNTS, numbers)
    for person_id, numbers in counted.results_by_owner(case.work, ids, here, today=case.today):
        tallies[person_id].add(counted.RESULT_COUNTS, numbers)
    return {one: Figures(tally.counts["goals"], tally.on_time_rate_ppm) for one, tally in tallies.items()}
