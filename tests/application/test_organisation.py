"""The organisation: founded once and whole, changed by administrators, and who is asking."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect

from okr.client.local import LocalBackend
from okr.contract.cycles import ListCycles
from okr.contract.organisation import EditOrganisation, InitOrganisation, LatestChange, ShowOrganisation, WhoAmI
from okr.contract.people import CreatePerson, EditPerson, ShowPerson
from okr.contract.units import EditUnit, ShowUnit
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unreachable
from okr.domain.vocabulary import ObjectKind, UnitKind
from storage import audit, schema
from storage.engine import make_engine, parse_url
from tests.application.companies import Company
from tests.storage.companies import add_cycle, add_goal

INIT = InitOrganisation(name="Northwind Bank", owner_name="Zoë O'Neil")


@pytest.fixture
def backend(database_url: str) -> Iterator[LocalBackend]:
    """A backend for a database that is not there yet (SQLite) or is empty (PostgreSQL)."""
    made = LocalBackend(database_url, today=date(2026, 11, 18))
    yield made
    made.close()


def tables(url: str) -> list[str]:
    engine = make_engine(parse_url(url))
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_founding_makes_the_root_unit_the_owner_and_the_cycles(backend: LocalBackend):
    view = backend.call(INIT)
    owner = backend.call(ShowPerson(handle="zoe.oneil"))
    unit = backend.call(ShowUnit(key=view.root_unit.key))
    cycles = backend.call(ListCycles()).items

    assert view == backend.call(ShowOrganisation())
    assert (view.root_unit.key, view.people, view.goals, view.today) == ("BANK", 1, 0, date(2026, 11, 18))
    assert owner.is_administrator
    assert owner.unit == owner.leads[0] == view.root_unit
    assert (unit.kind, unit.lead, unit.parent) == (UnitKind.COMPANY, view.owner, None)
    assert [(cycle.key, cycle.parent, cycle.is_current) for cycle in cycles] == [
        ("2026-Q4", "2026", True),
        ("2026", None, False),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"fiscal_year_starts_month": 10}, [("FY2027-Q1", date(2026, 10, 1)), ("FY2027", date(2026, 10, 1))]),
        ({"cycle_key": "2027"}, [("2027", date(2027, 1, 1))]),
        ({"cycle_key": "2027-Q2"}, [("2027-Q2", date(2027, 4, 1)), ("2027", date(2027, 1, 1))]),
        ({"cycle_key": "Autumn"}, [("Autumn", date(2026, 10, 1)), ("2026", date(2026, 1, 1))]),
    ],
)
def test_the_first_cycle_is_the_one_that_is_meant(sqlite_url: str, fields, expected):
    backend = LocalBackend(sqlite_url, today=date(2026, 11, 18))
    backend.call(INIT.model_copy(update=fields))

    assert [(cycle.key, cycle.starts_on) for cycle in backend.call(ListCycles()).items] == expected
    backend.close()


def test_today_is_the_day_in_the_time_zone_of_the_company(database_url: str):
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    backend = LocalBackend(database_url, clock=lambda: late)

    view = backend.call(INIT.model_copy(update={"time_zone": "Asia/Tokyo"}))

    assert view.today == backend.call(ShowOrganisation()).today == date(2027, 1, 1)
    assert backend.call(ListCycles()).items[0].key == "2027-Q1"
    backend.close()


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "\x1b[31mred"},
        {"name": " "},
        {"owner_name": ""},
        {"owner_email": "nobody"},
        {"owner_handle": "no body"},
        {"time_zone": "Europe/Berlim"},
        {"unit_prefix": "1"},
        {"cadence": "now and then"},
        {"cycle_key": "x" * 41},
        {"service_values": ("\x07",)},
    ],
)
def test_a_refused_founding_leaves_nothing_behind(backend: LocalBackend, database_url: str, tmp_path: Path, fields):
    with pytest.raises(InvalidInput):
        backend.call(INIT.model_copy(update=fields))

    if database_url.startswith("sqlite"):
        assert not (tmp_path / "okr.sqlite").exists()
    else:
        assert tables(database_url) == []
    assert backend.call(INIT).name == "Northwind Bank"


def test_a_second_company_is_refused_and_changes_nothing(backend: LocalBackend):
    first = backend.call(INIT)

    with pytest.raises(Conflict, match="Northwind Bank is in this database already"):
        backend.call(INIT.model_copy(update={"name": "Other"}))

    assert backend.call(ShowOrganisation()) == first


def test_founding_again_under_the_same_key_answers_as_the_first_time(backend: LocalBackend):
    first = backend.call(INIT, key="found")
    backend.call(EditOrganisation(vision="Every customer stays"))

    assert backend.call(INIT, key="found") == first
    with pytest.raises(Conflict, match="used for another request"):
        backend.call(INIT.model_copy(update={"name": "Other"}), key="found")
    with pytest.raises(Conflict, match="is in this database already"):
        backend.call(INIT, key="another")
    assert backend.call(ShowOrganisation()).vision == "Every customer stays"


FOUND_ONE = """
import sys
from okr.client.local import LocalBackend
from okr.contract.organisation import InitOrganisation
from okr.domain.errors import OkrError
try:
    print(LocalBackend(sys.argv[1]).call(InitOrganisation(name=sys.argv[2], owner_name="Zoe")).name)
except OkrError as refusal:
    print("refused:", refusal.message)
"""


def test_of_two_who_found_at_once_one_is_refused(database_url: str):
    running = [
        subprocess.Popen([sys.executable, "-c", FOUND_ONE, database_url, name], stdout=subprocess.PIPE, text=True)
        for name in ("First", "Second")
    ]
    outcomes = [process.communicate(timeout=60)[0].strip() for process in running]
    backend = LocalBackend(database_url)

    assert [process.returncode for process in running] == [0, 0]
    assert len({"First", "Second"} & set(outcomes)) == 1, outcomes
    assert sum(outcome.startswith("refused:") for outcome in outcomes) == 1, outcomes
    assert backend.call(ShowOrganisation()).name in outcomes
    backend.close()


def test_without_a_company_every_question_says_how_to_found_one(backend: LocalBackend, sqlite_url: str):
    with pytest.raises(NotFound) as refusal:
        LocalBackend(sqlite_url).call(ShowOrganisation())

    assert "okr init" in str(refusal.value.hint)


def test_the_founding_is_in_the_audit(company: Company):
    found = _organisation_id(company)
    entries = company.acting().store.read(lambda work: audit.of_object(work, found))

    assert [(entry.operation, entry.object_kind) for entry in entries] == [
        ("organisation.init", ObjectKind.ORGANISATION)
    ]


def test_an_administrator_changes_the_settings(company: Company):
    before = company.call(ShowOrganisation())

    after = company.call(
        EditOrganisation(vision="Every customer stays", service_values=("Listen", "Own it"), grace_days=3, version=1)
    )

    assert (after.vision, after.service_values, after.grace_days) == ("Every customer stays", ("Listen", "Own it"), 3)
    assert (after.name, after.cadence, after.version) == (before.name, before.cadence, 2)
    assert company.call(EditOrganisation(vision=None)).vision is None


@pytest.mark.parametrize("handle", ["dan", "tess", "emil", "sven"])
def test_nobody_else_changes_the_settings(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="Only an administrator may administer"):
        company.call(EditOrganisation(name="Mine"), by=handle)

    assert company.call(ShowOrganisation(), by=handle).name == "Acme"


def test_a_stale_version_is_refused_with_who_was_faster(company: Company):
    company.call(EditOrganisation(grace_days=4, version=1))

    with pytest.raises(Conflict, match="Acme was changed by Olivia Owner since; look again"):
        company.call(EditOrganisation(grace_days=5, version=1))

    assert company.call(ShowOrganisation()).grace_days == 4


@pytest.mark.parametrize(
    "fields", [{"name": None}, {"time_zone": "Nowhere"}, {"cadence": "sometimes"}, {"time_zone": None}]
)
def test_settings_that_make_no_sense_are_refused(company: Company, fields):
    with pytest.raises(InvalidInput):
        company.call(EditOrganisation(**fields))


def test_an_edit_that_changes_nothing_keeps_the_version(company: Company):
    assert company.call(EditOrganisation(name="Acme", grace_days=2)).version == 1


def test_another_time_zone_changes_which_day_it_is(company: Company):
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    backend = LocalBackend(company.url, clock=lambda: late)
    before = backend.call(ShowOrganisation()).today

    backend.call(EditOrganisation(time_zone="Asia/Tokyo"))

    assert (before, backend.call(ShowOrganisation()).today) == (date(2026, 11, 18), date(2026, 11, 19))
    backend.close()


def test_the_home_follows_what_a_person_leads(company: Company):
    company.call(CreatePerson(handle="ada", name="Ada Admin", is_administrator=True))
    company.call(CreatePerson(handle="max", name="Max Mentor", unit="HELP"))
    company.call(EditPerson(handle="sven", manager="max"))

    homes = {
        handle: company.call(WhoAmI(), by=handle).home for handle in ("olivia", "dan", "tess", "emil", "ada", "max")
    }

    assert homes == {
        "olivia": "executive",
        "dan": "executive",
        "tess": "lead",
        "emil": "employee",
        "ada": "executive",
        "max": "lead",
    }


def test_who_am_i_says_what_gives_rights(company: Company):
    me = company.call(WhoAmI(), by="dan")

    assert (me.handle, me.unit.key if me.unit else None, me.is_administrator) == ("dan", "CARE", False)
    assert [unit.key for unit in me.leads] == ["CARE"]
    assert me.reports == 1


def test_the_marker_moves_with_every_change_and_only_then(company: Company):
    first = company.call(LatestChange())
    company.call(ShowOrganisation())
    again = company.call(LatestChange(), by="emil")
    company.call(EditUnit(key="HELP", name="Help Centre"))

    assert first == again
    assert company.call(LatestChange()) != first


def test_hidden_goals_are_not_counted(company: Company):
    def add(work) -> None:
        cycle_id = add_cycle(work, "other")
        unit_id = work.connection.execute(
            schema.units.select().with_only_columns(schema.units.c.id).where(schema.units.c.prefix == "HELP")
        ).scalar_one()
        add_goal(work, 1, unit_id=unit_id, cycle_id=cycle_id)
        add_goal(work, 2, unit_id=unit_id, cycle_id=cycle_id, visibility="unit")

    company.acting().store.write(add)

    assert {by: company.call(ShowOrganisation(), by=by).goals for by in ("olivia", "tess", "emil", "sven")} == {
        "olivia": 2,
        "tess": 2,
        "emil": 2,
        "sven": 1,
    }


def _organisation_id(company: Company):
    table = schema.organisation
    return company.acting().store.read(
        lambda work: work.connection.execute(table.select().with_only_columns(table.c.id)).scalar_one()
    )


def test_the_default_place_is_made_at_the_first_founding():
    backend = LocalBackend(None)

    assert backend.call(INIT).name == "Northwind Bank"
    assert Path(backend.url).is_file()
    backend.close()


def test_a_place_in_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    backend = LocalBackend(str(tmp_path / "none" / "company.sqlite"))

    with pytest.raises(Unreachable, match="does not exist"):
        backend.call(INIT)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_program_is_left_alone(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes")

    with pytest.raises(Unreachable):
        LocalBackend(str(path)).call(INIT)
    assert path.read_text() == "my notes"
