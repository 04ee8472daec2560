"""People: adding and changing them, and who reports to whom."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found, effective_day
from okr.application.finding import find_person, find_unit
from okr.application.handlers import writes
from okr.contract.base import PersonRef, UnitRef
from okr.contract.people import CreatePerson, PersonView
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.people import accept_email, accept_handle, accept_time_zone, propose_handles
from okr.domain.policy import Action, OrganisationFacts, UnitFacts
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind
from storage import people as stored
from storage import schema
from storage import units as stored_units
from storage.counting import goals_by, reports_by
from storage.rows import insert_row
from storage.trees import place
from storage.types import new_id

COMPETENCIES_LIMIT = 100
_HANDLES_AT_ONCE = 50


@writes(CreatePerson)
def create_person(case: WriteCase, command: CreatePerson) -> PersonView:
    """Add a person to a unit; who leads it or one above may, and an administrator."""
    unit = None if command.unit is None else find_unit(case, command.unit)
    if unit is None:
        case.require(Action.ADMINISTER, OrganisationFacts())
    else:
        case.require(Action.CREATE_PERSON, UnitFacts(unit_path=unit.path))
        require_open_unit(unit)
    if command.is_administrator:
        case.require(Action.ADMINISTER, OrganisationFacts())
    manager = None if command.manager is None else find_person(case, command.manager, field="manager")
    name = accept_short(command.name, field="name")
    email = accept_email(command.email) if command.email else None
    handle = _handle(case, name, handle=command.handle, email=email)
    require_free_email(case, email)
    new = new_id()
    row: dict[str, object] = {
        "id": new,
        "handle": handle,
        "email": email,
        "name": name,
        "title": accept_short(command.title, field="title") if command.title else None,
        "unit_id": None if unit is None else unit.id,
        "manager_id": None if manager is None else manager.id,
        "employed_from": command.employed_from,
        "employed_to": command.employed_to,
        "time_zone": accept_time_zone(command.time_zone) if command.time_zone else None,
        "competencies": accept_competencies(command.competencies),
        "is_administrator": command.is_administrator,
        "external_id": accept_short(command.external_id, field="external_id") if command.external_id else None,
        "effective_on": effective_day(case, command.effective_on),
        "recorded_at": case.now,
        "version": 1,
        **asdict(place(case.work, schema.people, None if manager is None else manager.id)),
    }
    insert_row(case.work, schema.people, row)
    case.record(ObjectKind.PERSON, new, handle, after=row)
    return view_of(case, handle)


def view_of(case: ReadCase, handle: str) -> PersonView:
    """The person of a handle as they are shown."""
    return views(case, stored.shown(case.work, schema.people.c.handle == handle))[0]


def views(case: ReadCase, rows: Sequence[Found]) -> tuple[PersonView, ...]:
    """People as they are shown; the counts of all of them are a statement each."""
    ids = [row.id for row in rows]
    led = stored_units.led_by(case.work, ids)
    reports = reports_by(case.work, ids, case.today)
    goals = goals_by(case.work, case.actor, schema.goals.c.owner_id, ids)
    return tuple(
        PersonView(
            handle=row.handle,
            name=row.name,
            email=row.email,
            title=row.title,
            unit=None if row.unit_prefix is None else UnitRef(key=row.unit_prefix, name=row.unit_name),
            manager=None if row.manager_handle is None else PersonRef(handle=row.manager_handle, name=row.manager_name),
            leads=tuple(UnitRef(key=unit.prefix, name=unit.name) for unit in led.get(row.id, ())),
            reports=reports.get(row.id, 0),
            goals=goals.get(row.id, 0),
            employed_from=row.employed_from,
            employed_to=row.employed_to,
            time_zone=row.time_zone,
            competencies=tuple(row.competencies),
            is_administrator=row.is_administrator,
            external_id=row.external_id,
            version=row.version,
        )
        for row in rows
    )


def require_open_unit(unit: Found) -> None:
    """Refuse to put somebody into an archived unit."""
    if unit.archived_on is not None:
        raise RuleViolation(f"{unit.name} is archived since {unit.archived_on}; choose another unit.", field="unit")


def require_free_email(case: WriteCase, email: str | None) -> None:
    """Refuse an e-mail address that somebody else has, with the handle."""
    if email is None:
        return
    owner = stored.handle_of_email(case.work, email)
    if owner is not None:
        raise RuleViolation(f"{owner} has the e-mail address {email} already.", field="email")


def accept_competencies(values: Sequence[str]) -> list[str]:
    """Competencies as they are stored, each once, in the order given; else InvalidInput."""
    if len(values) > COMPETENCIES_LIMIT:
        raise InvalidInput(f"{len(values)} competencies; at most {COMPETENCIES_LIMIT} fit.", field="competencies")
    return list(dict.fromkeys(accept_short(value, field="competencies") for value in values))


def _handle(case: WriteCase, name: str, *, handle: str | None, email: str | None) -> str:
    """The handle that is asked for, or a free one made from the name."""
    if handle is not None:
        wanted = accept_handle(handle)
        if stored.taken_handles(case.work, [wanted]):
            raise RuleViolation(f"Another person has the handle {wanted} already.", field="handle")
        return wanted
    proposals = propose_handles(name, email=email)
    while True:
        some = list(islice(proposals, _HANDLES_AT_ONCE))
        taken = stored.taken_handles(case.work, some)
        for proposal in some:
            if proposal not in taken:
                return proposal
