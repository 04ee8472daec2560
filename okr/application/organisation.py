"""The organisation: founding it, its settings, who is asking, and the marker of changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found, change, require_version
from okr.application.finding import root_unit
from okr.application.handlers import Moment, founds, reads, writes
from okr.application.pipeline import load_settings
from okr.application.propagation import propagate
from okr.contract.base import DECLARED, PersonRef, UnitRef
from okr.contract.organisation import (
    ChangeMarker,
    EditOrganisation,
    InitOrganisation,
    LatestChange,
    Me,
    OrganisationView,
    ShowOrganisation,
    WhoAmI,
)
from okr.domain.cadence import normalise_cadence
from okr.domain.errors import Conflict, InvalidInput
from okr.domain.fiscal import CYCLE_KEY_LIMIT, Period, fiscal_quarter, fiscal_year, read_period
from okr.domain.keys import accept_prefix, propose_prefix
from okr.domain.people import accept_email, accept_handle, accept_time_zone, propose_handle
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.text import accept_long_text, accept_short
from okr.domain.vocabulary import CycleKind, CycleState, ObjectKind, UnitKind
from storage import audit, idempotency, schema, touched
from storage import organisation as stored
from storage import units as stored_units
from storage.counting import reports_by
from storage.locks import lock_graph
from storage.policy import load_actor
from storage.rows import insert_row, lock_row
from storage.trees import place
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork

GRACE_DAYS = 2
MINIMUM_ANSWERS = 30
"""R14 and R10: what holds unless it is set."""
SERVICE_VALUES_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Founding:
    """What `InitOrganisation` asks for, found to be fit to be stored."""

    name: str
    prefix: str
    vision: str | None
    service_values: list[str]
    time_zone: str
    starts_month: int
    cadence: str
    owner_name: str
    owner_email: str | None
    owner_handle: str
    cycle_key: str | None
    is_demo: bool


def accept_founding(command: InitOrganisation) -> Founding:
    """Refuse what cannot be stored, before anything is made."""
    email = accept_email(command.owner_email, field="owner_email") if command.owner_email else None
    owner = accept_short(command.owner_name, field="owner_name")
    name = accept_short(command.name, field="name")
    handle = command.owner_handle
    return Founding(
        name=name,
        prefix=accept_prefix(command.unit_prefix) if command.unit_prefix else propose_prefix(name, ()),
        vision=accept_long_text(command.vision, field="vision") or None if command.vision else None,
        service_values=_accept_values(command.service_values),
        time_zone=accept_time_zone(command.time_zone),
        starts_month=command.fiscal_year_starts_month,
        cadence=normalise_cadence(command.cadence),
        owner_name=owner,
        owner_email=email,
        owner_handle=accept_handle(handle, field="owner_handle") if handle else propose_handle(owner, (), email=email),
        cycle_key=accept_cycle_key(command.cycle_key) if command.cycle_key else None,
        is_demo=command.is_demo,
    )


def accept_cycle_key(text: str) -> str:
    """A cycle's key as it is stored: one line of up to 40 characters; else InvalidInput."""
    return accept_short(text, field="cycle_key", limit=CYCLE_KEY_LIMIT)


@founds(InitOrganisation)
def init_organisation(store: Store, moment: Moment, command: InitOrganisation, key: str | None) -> OrganisationView:
    """Found the organisation with its root unit, its owner and its first cycle; Conflict where there is one already.

    The same request under the same key is answered as the first time.
    """
    founding = accept_founding(command)
    zone = ZoneInfo(founding.time_zone)
    today = moment.today if moment.day_is_fixed else moment.now.astimezone(zone).date()
    moment = moment._replace(today=today)
    if key is None:
        return store.write(lambda work: _found(work, founding, moment))
    request_hash = idempotency.hash_request(DECLARED[InitOrganisation].name, command.model_dump_json())
    return store.write(
        lambda work: _found_once(work, founding, moment, key, request_hash=request_hash), answer_kept=True
    )


@reads(ShowOrganisation)
def show_organisation(case: ReadCase, query: ShowOrganisation) -> OrganisationView:
    """The organisation and its settings."""
    return _view(case)


REQUIRED = (
    "name",
    "time_zone",
    "fiscal_year_starts_month",
    "cadence",
    "grace_days",
    "minimum_answers",
    "reminder_days",
)
"""Settings that are never empty."""


@writes(EditOrganisation, timeout_s=0)
def edit_organisation(case: WriteCase, command: EditOrganisation) -> OrganisationView:
    """Change settings; administrators only."""
    case.require(Action.ADMINISTER, OrganisationFacts())
    row = lock_row(case.work, schema.organisation, case.settings.organisation_id)
    require_version(case, command.version, row, what=row.name)
    changes: dict[str, object] = {}
    given = command.model_fields_set
    for field in REQUIRED:
        value = getattr(command, field)
        if field not in given:
            continue
        if value is None:
            raise InvalidInput(f"{field.replace('_', ' ')} cannot be empty.", field=field)
        changes[field] = value
    if "name" in changes:
        changes["name"] = accept_short(str(changes["name"]), field="name")
    if "time_zone" in changes:
        changes["time_zone"] = accept_time_zone(str(changes["time_zone"]))
    if "cadence" in changes:
        changes["cadence"] = normalise_cadence(str(changes["cadence"]))
    if "vision" in given:
        changes["vision"] = accept_long_text(command.vision, field="vision") or None if command.vision else None
    if "service_values" in given:
        changes["service_values"] = _accept_values(command.service_values or ())
    if change(case, schema.organisation, row, changes, kind=ObjectKind.ORGANISATION, key=row.name):
        case = replace(case, settings=load_settings(case.work))
        _bring_in_line(case, row, changes)
    return _view(case)


@reads(WhoAmI)
def who_am_i(case: ReadCase, query: WhoAmI) -> Me:
    """The acting person, the facts that give rights, and where the interface opens."""
    people, units = schema.people, schema.units
    row = case.connection.execute(
        select(people.c.handle, people.c.name, people.c.email, units.c.prefix, units.c.name.label("unit_name"))
        .select_from(people.outerjoin(units, units.c.id == people.c.unit_id))
        .where(people.c.id == case.actor.person_id)
    ).one()
    led = stored_units.led_by(case.work, [case.actor.person_id]).get(case.actor.person_id, ())
    reports = reports_by(case.work, [case.actor.person_id], case.today).get(case.actor.person_id, 0)
    return Me(
        handle=row.handle,
        name=row.name,
        email=row.email,
        unit=None if row.prefix is None else UnitRef(key=row.prefix, name=row.unit_name),
        is_administrator=case.actor.is_administrator,
        leads=tuple(UnitRef(key=unit.prefix, name=unit.name) for unit in led),
        reports=reports,
        home=_home(led, reports=reports, stands_outside=case.actor.is_administrator and row.prefix is None),
    )


@reads(LatestChange)
def latest_change(case: ReadCase, query: LatestChange) -> ChangeMarker:
    """The newest audit entry's id."""
    newest = audit.newest_id(case.work)
    return ChangeMarker(marker="" if newest is None else newest.hex)


def _bring_in_line(case: WriteCase, row: Found, changes: Mapping[str, object]) -> None:
    """Compute anew what depended on the settings that were changed."""
    results: list[UUID] = []
    if changes.get("time_zone", row.time_zone) != row.time_zone:
        results += touched.results_in_the_organisations_time(case.work)
    if changes.get("minimum_answers", row.minimum_answers) != row.minimum_answers:
        results += touched.surveys_with_the_organisations_minimum(case.work)
    if results:
        propagate(case, key_results=set(results))


def _home(led: Sequence[stored_units.Led], *, reports: int, stands_outside: bool) -> str:
    """Where the interface opens: by what the person leads, and where they stand."""
    if stands_outside or any(unit.depth == 0 or unit.kind is UnitKind.DIVISION for unit in led):
        return "executive"
    return "lead" if led or reports else "employee"


def _view(case: ReadCase) -> OrganisationView:
    """The organisation as it stands in this transaction."""
    row = stored.find(case.work)
    if row is None:
        raise InvalidInput("There is no organisation here.")
    people = schema.people
    owner = case.connection.execute(select(people.c.handle, people.c.name).where(people.c.id == row.owner_id)).first()
    top = root_unit(case)
    return OrganisationView(
        name=row.name,
        vision=row.vision,
        service_values=tuple(row.service_values),
        fiscal_year_starts_month=row.fiscal_year_starts_month,
        time_zone=row.time_zone,
        cadence=row.cadence,
        grace_days=row.grace_days,
        minimum_answers=row.minimum_answers,
        owner=None if owner is None else PersonRef(handle=owner.handle, name=owner.name),
        root_unit=UnitRef(key=top.prefix, name=top.name),
        today=case.today,
        turned_to=row.turned_to,
        is_demo=row.is_demo,
        people=stored.count_people(case.work, case.today),
        goals=stored.count_goals(case.work, case.actor),
        version=row.version,
        reminder_days=row.reminder_days,
    )


def _found_once(
    work: WriteWork, founding: Founding, moment: Moment, key: str, *, request_hash: str
) -> OrganisationView:
    """Found the organisation and keep the answer for its owner; the answer that was kept where that was done before."""
    existing = stored.find(work)
    kept = existing and idempotency.find(work, existing.owner_id, key, request_hash=request_hash)
    if kept:
        return OrganisationView.model_validate(kept)
    view = _found(work, founding, moment)
    idempotency.remember(
        work,
        stored.owner_id(work),
        key,
        request_hash=request_hash,
        answer=view.model_dump(mode="json"),
        recorded_at=moment.now,
    )
    return view


def _found(work: WriteWork, founding: Founding, moment: Moment) -> OrganisationView:
    existing = stored.name_of_existing(work)
    if existing is not None:
        raise Conflict(
            f"{existing} is in this database already; a database holds one company.",
            hint="Name another place with --url.",
        )
    owner_id = new_id()
    settings = _insert_organisation(work, founding, owner_id=owner_id, moment=moment)
    _insert_owner_and_root(work, founding, owner_id=owner_id, moment=moment)
    cycles = _insert_cycles(work, founding, moment.today)
    case = WriteCase(
        work=work,
        actor=load_actor(work, owner_id),
        settings=load_settings(work),
        today=moment.today,
        now=moment.now,
        operation=DECLARED[InitOrganisation].name,
    )
    after = {**settings, "unit": founding.prefix, "owner": founding.owner_handle, "cycles": cycles}
    case.record(ObjectKind.ORGANISATION, case.settings.organisation_id, founding.name, after=after)
    audit.append(work, *case.entries_to_write())
    return _view(case)


def _insert_organisation(work: WriteWork, founding: Founding, *, owner_id: UUID, moment: Moment) -> dict[str, object]:
    """The organisation's row; answers its settings. Without any number yet, everything stands at today."""
    settings: dict[str, object] = {
        "name": founding.name,
        "vision": founding.vision,
        "service_values": founding.service_values,
        "fiscal_year_starts_month": founding.starts_month,
        "time_zone": founding.time_zone,
        "cadence": founding.cadence,
        "grace_days": GRACE_DAYS,
        "minimum_answers": MINIMUM_ANSWERS,
        "is_demo": founding.is_demo,
    }
    row = {
        **settings,
        "id": new_id(),
        "singleton": True,
        "owner_id": owner_id,
        "turned_to": moment.today,
        "created_at": moment.now,
        "version": 1,
    }
    insert_row(work, schema.organisation, row)
    return settings


def _insert_owner_and_root(work: WriteWork, founding: Founding, *, owner_id: UUID, moment: Moment) -> None:
    """The root unit, and the owner who leads it and works in it."""
    lock_graph(work, "people")  # before that of the units: graphs are locked in the order of their names
    recorded = {"effective_on": moment.today, "recorded_at": moment.now, "version": 1}
    unit_id = new_id()
    unit = {
        "id": unit_id,
        "prefix": founding.prefix,
        "name": founding.name,
        "kind": UnitKind.COMPANY,
        "lead_id": owner_id,
        "next_goal_number": 1,
    }
    insert_row(work, schema.units, {**unit, **place(work, schema.units, None)._asdict(), **recorded})
    owner = {
        "id": owner_id,
        "handle": founding.owner_handle,
        "email": founding.owner_email,
        "name": founding.owner_name,
        "unit_id": unit_id,
        "competencies": [],
        "is_administrator": True,
    }
    insert_row(work, schema.people, {**owner, **place(work, schema.people, None)._asdict(), **recorded})


def _insert_cycles(work: WriteWork, founding: Founding, today: date) -> list[str]:
    """The first cycle, and the fiscal year around it where it is shorter; answers their keys.

    A key that says when it is (2026-Q4, FY2027) decides; any other one names the current quarter.
    """
    quarter = fiscal_quarter(today, starts_month=founding.starts_month)
    first = quarter
    if founding.cycle_key is not None:
        said = read_period(founding.cycle_key, starts_month=founding.starts_month)
        first = replace(said or quarter, key=founding.cycle_key)
    year = fiscal_year(first.starts_on, starts_month=founding.starts_month)
    periods = [first] if first.kind is CycleKind.YEAR else [year, first]
    parent_id: UUID | None = None
    for period in periods:
        cycle_id = new_id()
        insert_row(work, schema.cycles, _cycle_row(cycle_id, period, parent_id=parent_id))
        parent_id = cycle_id
    return [period.key for period in periods]


def _cycle_row(cycle_id: UUID, period: Period, *, parent_id: UUID | None) -> dict[str, object]:
    """A cycle's row with the pace factors of R6."""
    return {
        "id": cycle_id,
        "key": period.key,
        "kind": period.kind,
        "parent_id": parent_id,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "state": CycleState.ACTIVE,
        "on_track_percent": 90,
        "at_risk_percent": 70,
        "allowance_percent": 5,
        "version": 1,
    }


def _accept_values(values: Sequence[str]) -> list[str]:
    if len(values) > SERVICE_VALUES_LIMIT:
        raise InvalidInput(f"{len(values)} service values; at most {SERVICE_VALUES_LIMIT} fit.", field="service_values")
    return [accept_short(value, field="service_values") for value in values]
