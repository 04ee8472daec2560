"""People: adding and changing them, and who reports to whom."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import or_, select

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found, change, effective_day, require_version
from okr.application.finding import find_person, find_unit
from okr.application.handlers import reads, writes
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.application.propagation import propagate
from okr.contract.base import Page, PersonRef, UnitRef
from okr.contract.people import CreatePerson, EditPerson, ListPeople, PersonView, ShowPerson
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.people import accept_email, accept_handle, accept_time_zone, propose_handles
from okr.domain.policy import Action, OrganisationFacts, PersonFacts, UnitFacts
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind
from storage import people as stored
from storage import schema, touched
from storage import units as stored_units
from storage.counting import goals_by, reports_by
from storage.locks import lock_graph
from storage.matching import contains, words_of
from storage.organisation import not_former
from storage.rows import insert_row, lock_row
from storage.trees import move, place, subtree
from storage.types import new_id

if TYPE_CHECKING:
    from storage.as_of import When

PROFILE = frozenset({"name", "time_zone", "competencies"})
"""What everybody may change about themselves."""
DECIDES_TIMELINESS = ("time_zone", "employed_from", "employed_to")
"""What decides which check-ins a person owed, and when (R14)."""
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
    _require_employment(command.employed_from, command.employed_to)
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
        **place(case.work, schema.people, None if manager is None else manager.id)._asdict(),
    }
    insert_row(case.work, schema.people, row)
    case.record(ObjectKind.PERSON, new, handle, after=row)
    return view_of(case, handle)


@writes(EditPerson)
def edit_person(case: WriteCase, command: EditPerson) -> PersonView:
    """Change a person; managers above, leads above and administrators may, and everybody their own profile."""
    given = command.model_fields_set - {"handle", "effective_on", "version"}
    person_id = find_person(case, command.handle, field="handle").id
    if "manager" in given:
        lock_graph(case.work, "people")  # before the row, as everywhere
    row = lock_row(case.work, schema.people, person_id)
    facts = PersonFacts(row.id, row.path, stored.unit_path(case.work, row.id))
    case.require(Action.EDIT_PROFILE if given <= PROFILE else Action.EDIT_PERSON, facts)
    require_version(case, command.version, row, what=row.name)
    day = effective_day(case, command.effective_on, not_before=row.effective_on)
    changes = _accepted(case, command, row, given)
    if "unit" in given:
        changes["unit_id"] = _unit(case, row, command.unit)
    if "manager" in given:
        changes["manager_id"] = _manager(case, row, command.manager)
    if "is_administrator" in given:
        case.require(Action.ADMINISTER, OrganisationFacts())
        changes["is_administrator"] = bool(command.is_administrator)
    _require_employment(changes.get("employed_from", row.employed_from), changes.get("employed_to", row.employed_to))
    _require_administrator(case, row, changes)
    change(
        case,
        schema.people,
        row,
        changes,
        kind=ObjectKind.PERSON,
        key=row.handle,
        effective_on=day,
        remembered=True,
    )
    if any(name in changes and changes[name] != getattr(row, name) for name in DECIDES_TIMELINESS):
        propagate(case, key_results=touched.results_of(case.work, row.id))
    return view_of(case, row.handle)


@reads(ListPeople)
def list_people(case: ReadCase, query: ListPeople) -> Page[PersonView]:
    """A page of people by name."""
    when = when_of(case, query)
    if when is not None:
        return _people_on(case, query, when)
    people = schema.people
    conditions = after([people.c.name, people.c.id], read_cursor(query.cursor, str, UUID))
    if query.unit is not None:
        below = subtree(schema.units, find_unit(case, query.unit).path)
        conditions.append(people.c.unit_id.in_(select(schema.units.c.id).where(below)))
    if query.manager is not None:
        conditions.append(people.c.manager_id == find_person(case, query.manager, field="manager").id)
    for word in words_of(query.matching or ""):
        columns = (people.c.name, people.c.handle, people.c.email)
        conditions.append(or_(*(contains(case.work, column, word) for column in columns)))
    if not query.include_former:
        conditions.append(not_former(case.today))
    rows = stored.shown(case.work, *conditions, limit=query.limit + 1)
    return page(
        rows, query.limit, items=lambda kept: views(case, kept), cursor=lambda row: write_cursor(row.name, row.id)
    )


def _people_on(case: ReadCase, query: ListPeople, when: "When") -> Page[PersonView]:
    """The same as of a day (R16)."""
    from okr.application.past_company import EVERYBODY, PastOrganisation, Wanted, answered_on

    unit = None if query.unit is None else find_unit(case, query.unit).id
    manager = None if query.manager is None else find_person(case, query.manager, field="manager").id

    def whose(place: PastOrganisation) -> Wanted:
        if manager is not None:
            return place.reports_of(manager)
        return EVERYBODY if unit is None else place.of_unit(unit)

    return answered_on(case, query, when, wanted=whose, answer=list_people)


@reads(ShowPerson)
def show_person(case: ReadCase, query: ShowPerson) -> PersonView:
    """One person, by handle or e-mail."""
    return view_of(case, find_person(case, query.handle, field="handle").handle)


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


def _accepted(case: WriteCase, command: EditPerson, row: Found, given: Set[str]) -> dict[str, object]:
    """The fields that concern nobody else, as they are stored."""
    changes: dict[str, object] = {
        name: getattr(command, name) for name in ("employed_from", "employed_to") if name in given
    }
    if "name" in given:
        changes["name"] = accept_short(command.name or "", field="name")
    if "email" in given:
        changes["email"] = accept_email(command.email) if command.email else None
        if changes["email"] != row.email:
            require_free_email(case, accept_email(command.email) if command.email else None)
    if "title" in given:
        changes["title"] = accept_short(command.title, field="title") if command.title else None
    if "time_zone" in given:
        changes["time_zone"] = accept_time_zone(command.time_zone) if command.time_zone else None
    if "competencies" in given:
        changes["competencies"] = accept_competencies(command.competencies or ())
    return changes


def _unit(case: WriteCase, row: Found, key: str | None) -> UUID | None:
    """The unit to move a person to, where the acting person may add people to it; answers its id."""
    if key is None:
        return None
    unit = find_unit(case, key)
    if unit.id != row.unit_id:
        case.require(Action.CREATE_PERSON, UnitFacts(unit_path=unit.path))
        require_open_unit(unit)
    unit_id: UUID = unit.id
    return unit_id


def _manager(case: WriteCase, row: Found, text: str | None) -> UUID | None:
    """Hang a person with all below under another manager; answers the manager's id."""
    manager_id: UUID | None = None if text is None else find_person(case, text, field="manager").id
    if manager_id != row.manager_id:
        move(case.work, schema.people, row.id, manager_id)
    return manager_id


def _require_employment(employed_from: object, employed_to: object) -> None:
    if isinstance(employed_from, date) and isinstance(employed_to, date) and employed_to < employed_from:
        raise InvalidInput(
            f"Employment cannot end ({employed_to}) before it starts ({employed_from}).", field="employed_to"
        )


def _require_administrator(case: WriteCase, row: Found, changes: Mapping[str, object]) -> None:
    """Refuse to take away the last one who can administer."""
    stops = changes.get("is_administrator") is False or changes.get("employed_to") is not None
    if row.is_administrator and stops and not stored.other_administrators(case.work, row.id, case.today):
        raise RuleViolation(
            f"{row.name} is the only administrator.",
            hint="Make somebody else an administrator first.",
            field="is_administrator" if "is_administrator" in changes else "employed_to",
        )


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
