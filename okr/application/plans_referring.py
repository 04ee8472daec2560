"""Who and what goals refer to, so that a plan can be taken to a company that lacks them: with all that stands above."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar, cast
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.plans_standing import Standing
from okr.contract.base import Model
from okr.contract.plans import PlanCycle, PlanFocusArea, PlanInitiative, PlanOrganisation, PlanPerson, PlanUnit
from storage import plans as statements
from storage import schema
from storage.rows import AnyRow

Part = TypeVar("Part", bound=Model)


def referred_to(case: ReadCase, standing: Collection[Standing], *, extra_unit: UUID | None) -> PlanOrganisation:
    """The units, people, cycles and focus areas that goals refer to, and those that these refer to in turn."""
    units = {row.id: row for row in statements.unit_rows(case.work)}
    areas = {row.id: row for row in statements.area_rows(case.work)}
    cycles = {row.id: row for row in statements.cycle_rows(case.work)}
    kept_areas = [areas[one] for one in areas.keys() & {goal.row.focus_area_id for goal in standing}]
    kept_units = {goal.row.unit_id for goal in standing} | ({extra_unit} if extra_unit is not None else set())
    root = next(one for one, row in units.items() if row.parent_id is None)
    kept_units.add(root)
    people = _People(case)
    people.add(_handles_of(case, standing) | {row.owner_id for row in kept_areas} - {None})
    while True:
        kept_units |= {row.unit_id for row in people.rows.values()} - {None}
        kept_units |= _above(kept_units, units)
        before = len(people.rows)
        people.add({units[one].lead_id for one in kept_units} - {None})
        if len(people.rows) == before and {row.unit_id for row in people.rows.values()} - {None} <= kept_units:
            break
    kept_cycles = {goal.row.cycle_id for goal in standing}
    kept_cycles |= _above(kept_cycles, cycles)
    return PlanOrganisation.model_construct(
        cycles=tuple(_cycle(cycles[one], cycles) for one in _by(kept_cycles, cycles, "key")),
        units=tuple(_unit(units[one], units, people) for one in _by(kept_units, units, "prefix")),
        people=tuple(_person(row, units, people) for row in sorted(people.rows.values(), key=lambda row: row.handle)),
        focus_areas=tuple(_area(row, people) for row in sorted(kept_areas, key=lambda row: row.key)),
    )


class _People:
    """People with all their managers."""

    def __init__(self, case: ReadCase) -> None:
        self.case = case
        self.rows: dict[UUID, AnyRow] = {}

    def add(self, ids: set[UUID]) -> None:
        """Read people, and whom they report to, up to the top."""
        wanted = ids - self.rows.keys()
        while wanted:
            found = list(statements.rows_by_id(self.case.work, schema.people, wanted))
            self.rows |= {row.id: row for row in found}
            wanted = {row.manager_id for row in found} - {None} - self.rows.keys()

    def handle(self, person_id: UUID | None) -> str | None:
        """The handle of one of them."""
        return None if person_id is None else str(self.rows[person_id].handle)


def _handles_of(case: ReadCase, standing: Iterable[Standing]) -> set[UUID]:
    """The ids of everybody whom goals and key results name."""
    handles: set[str] = set()
    ids: set[UUID] = set()
    for goal in standing:
        ids |= {goal.row.owner_id, goal.row.sponsor_id, goal.row.delegate_id}
        ids |= {result.row.owner_id for result in goal.results.values()}
        handles.update(*(cast("tuple[str, ...]", goal.fields[name]) for name in ("contributors", "readers")))
        for fields in (goal.fields, *(result.fields for result in goal.results.values())):
            work = cast("tuple[PlanInitiative, ...]", fields["initiatives"])
            handles.update(one.owner for one in work if one.owner is not None)
    return ids - {None} | {row.id for row in statements.people_named(case.work, handles)}


def _above(ids: set[UUID], rows: dict[UUID, AnyRow]) -> set[UUID]:
    found: set[UUID] = set()
    for one in ids:
        parent = rows[one].parent_id
        while parent is not None and parent not in found:
            found.add(parent)
            parent = rows[parent].parent_id
    return found


def _by(ids: set[UUID], rows: dict[UUID, AnyRow], column: str) -> list[UUID]:
    return sorted(ids, key=lambda one: str(getattr(rows[one], column)))


def _shown(kind: type[Part], values: Mapping[str, object]) -> Part:
    """A part of a plan with what it has; what is empty, or as it is by itself, is left out."""
    kept = {}
    for name, value in values.items():
        field = kind.model_fields[name]
        if value is not None and value != () and (field.is_required() or value != field.default):
            kept[name] = value
    return kind.model_construct(**kept)  # type: ignore[arg-type]  # every value is of its field's type


def _plain(row: AnyRow, kind: type[Part]) -> dict[str, object]:
    """The values that columns and fields of the same name hold."""
    return {name: getattr(row, name) for name in kind.model_fields if name in row._fields}


def _cycle(row: AnyRow, cycles: dict[UUID, AnyRow]) -> PlanCycle:
    parent = None if row.parent_id is None else cycles[row.parent_id].key
    return _shown(PlanCycle, _plain(row, PlanCycle) | {"parent": parent})


def _unit(row: AnyRow, units: dict[UUID, AnyRow], people: _People) -> PlanUnit:
    parent = None if row.parent_id is None else units[row.parent_id].prefix
    around = {"key": row.prefix, "parent": parent, "lead": people.handle(row.lead_id)}
    return _shown(PlanUnit, _plain(row, PlanUnit) | around)


def _person(row: AnyRow, units: dict[UUID, AnyRow], people: _People) -> PlanPerson:
    unit = None if row.unit_id is None else units[row.unit_id].prefix
    around = {"unit": unit, "manager": people.handle(row.manager_id), "competencies": tuple(row.competencies)}
    return _shown(PlanPerson, _plain(row, PlanPerson) | around)


def _area(row: AnyRow, people: _People) -> PlanFocusArea:
    return _shown(PlanFocusArea, _plain(row, PlanFocusArea) | {"owner": people.handle(row.owner_id)})
