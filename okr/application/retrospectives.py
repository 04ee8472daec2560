"""What units learned from a cycle: written by their leads, shown while the next cycle is planned."""

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found
from okr.application.finding import find_cycle, find_unit
from okr.application.handlers import reads, writes
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page, PersonRef, UnitRef
from okr.contract.lessons import Retrospective
from okr.contract.retrospectives import ListRetrospectives, WriteRetrospective
from okr.domain.errors import Conflict, InvalidInput, RuleViolation
from okr.domain.policy import Action, UnitFacts
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import CycleState, ObjectKind
from storage import retrospectives as statements
from storage.tables.cycle_life import retrospectives as table
from storage.tables.organisation import units
from storage.trees import subtree

FIELDS = ("worked", "to_change", "next")


@writes(WriteRetrospective)
def write_retrospective(case: WriteCase, command: WriteRetrospective) -> Retrospective:
    """Write or change what a unit learned; its lead, those above, and administrators do so."""
    unit = find_unit(case, command.unit)
    case.require(Action.LOOK_BACK, UnitFacts(unit_path=unit.path))
    cycle = find_cycle(case, command.cycle)
    if cycle.state is CycleState.PLANNING:
        raise RuleViolation(f"{cycle.key} is still planned; there is nothing to look back at.", field="cycle")
    given = [name for name in FIELDS if name in command.model_fields_set]
    if not given:
        raise InvalidInput("Say what worked, what is to change, or what comes next.", field="worked")
    known = statements.of_unit(case.work, cycle.id, unit.id)
    if command.version is not None and (known is None or known.version != command.version):
        raise Conflict(f"The retrospective of {unit.prefix} was changed since; look again.", field="version")
    texts = {name: None if known is None else getattr(known, name) for name in FIELDS}
    before = dict(texts)
    for name in given:
        texts[name] = accept_long_text(getattr(command, name) or "", field=name) or None
    values: dict[str, object] = {
        "cycle_id": cycle.id,
        "unit_id": unit.id,
        **texts,
        "by_id": case.actor.person_id,
        "recorded_at": case.now,
    }
    if not statements.put(case.work, known, values):
        raise Conflict(f"The retrospective of {unit.prefix} was changed at this moment; try again.")
    case.record(
        ObjectKind.RETROSPECTIVE,
        unit.id,
        f"{cycle.key} {unit.prefix}",
        before=None if known is None else before,
        after=texts,
    )
    (row,) = statements.shown(case.work, table.c.cycle_id == cycle.id, table.c.unit_id == unit.id, limit=1)
    return _view(row)


@reads(ListRetrospectives)
def list_retrospectives(case: ReadCase, query: ListRetrospectives) -> Page[Retrospective]:
    """What was learned from a cycle, from the top of the organisation down."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_cycles import of_units_on

        return of_units_on(case, query, when, list_retrospectives)
    cycle = find_cycle(case, query.cycle)
    conditions = [table.c.cycle_id == cycle.id]
    if query.unit is not None:
        conditions.append(subtree(units, find_unit(case, query.unit).path))
    conditions += after([units.c.path], read_cursor(query.cursor, str))
    rows = statements.shown(case.work, *conditions, limit=query.limit + 1)
    return page(
        rows,
        query.limit,
        items=lambda kept: [_view(row) for row in kept],
        cursor=lambda row: write_cursor(row.path),
    )


def retrospectives_of(case: ReadCase, cycle: Found, *, limit: int) -> tuple[Retrospective, ...]:
    """What units learned from a cycle, from the top of the organisation down."""
    return tuple(_view(row) for row in statements.shown(case.work, table.c.cycle_id == cycle.id, limit=limit))


def _view(row: Found) -> Retrospective:
    return Retrospective(
        cycle=row.cycle_key,
        unit=UnitRef(key=row.prefix, name=row.unit_name),
        worked=row.worked,
        to_change=row.to_change,
        next=row.next,
        by=PersonRef(handle=row.handle, name=row.person_name),
        recorded_at=row.recorded_at,
        version=row.version,
    )
