"""A unit: what its page shows, how it is changed, and how people and units are added below it."""

from okr.contract.goals import ListGoals
from okr.contract.people import CreatePerson
from okr.contract.reorgs import ApplyReorg, ReorgAction
from okr.contract.units import CreateUnit, EditUnit, ShowUnit
from tests.tui.company import EMPLOYEE
from tests.tui.organisation import at, backend_of
from tests.tui.support import (
    LARGE,
    app_over,
    flashed,
    press,
    running,
    screen_of,
    screen_text,
    sent,
    write,
)
from tui.dialogs.reorg import ReorgDialog
from tui.screens.alignment import AlignmentScreen
from tui.screens.people import PeopleScreen
from tui.screens.unit import UnitScreen


async def test_a_unit_shows_lead_goals_discipline_and_what_is_below():
    app = app_over(backend_of(), screen="people")
    async with running(app, LARGE) as pilot:
        await at(app, pilot, "unit", "CARE")
        text = screen_text(app)
        for words in (
            "Customer Care",
            "division",
            "Northwind Internet",
            "Maria Lopes",
            "2, with all below 4",
            "Goals of its own",
            "Check-in discipline",
            "Chat and phone",
            "Jonas Weber",
        ):
            assert words in text, words
        await press(pilot, "f")
        assert screen_of(app, AlignmentScreen).words == "unit:CARE"


async def test_the_goals_of_a_unit_are_those_of_the_cycle_that_the_first_line_names():
    backend = backend_of()
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "unit", "CARE")
        assert [request.cycle for request in backend.asked(ListGoals)] == ["2026-Q4"]


async def test_the_lead_of_a_unit_is_changed_through_a_plan():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "unit", "CARE")
        await press(pilot, "m")
        form = screen_of(app, ReorgDialog)
        form.set_value("lead", "jonas")
        form.set_value("merge", "prod")
        await press(pilot, "ctrl+s", "ctrl+s")
        steps = [(step.what, step.who, step.action, step.to) for step in backend.asked(ApplyReorg)[0].steps]
        assert steps == [("unit", "CARE", ReorgAction.LEAD, "jonas"), ("unit", "CARE", ReorgAction.MERGE, "PROD")]


async def test_a_unit_gets_another_name():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "unit", "CARE")
        await press(pilot, "e")
        await press(pilot, "ctrl+u", *"Care", "ctrl+s")
        assert [(one.key, one.name, one.version) for one in backend.asked(EditUnit)] == [("CARE", "Care", 3)]


async def test_who_leads_nothing_is_told_who_changes_a_unit():
    backend = backend_of(**EMPLOYEE)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "unit", "CARE")
        await press(pilot, "m")
        assert flashed(app) == "Only the lead of Customer Care or of a unit above, or an administrator, changes it."
        assert backend.asked(ShowUnit)


async def test_who_leads_another_unit_is_told_before_anything_is_typed():
    backend = backend_of(me="priya", leads=("CHAT",), administrator=False)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "unit", "SALES")
        for key in ("S", "m", "e"):
            await press(pilot, key)
            assert (
                flashed(app)
                == "Only the lead of Sales and Success or of a unit above, or an administrator, changes it."
            )
            assert isinstance(app.screen, UnitScreen)


# -- joining


async def test_somebody_joins_the_unit_of_the_cursor_and_reports_to_its_lead():
    backend = backend_of()
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await press(pilot, "j", "n")
        await write(pilot, "Dana Cho")
        await press(pilot, "ctrl+s")
        request = sent(backend, CreatePerson)
        assert (request.name, request.unit, request.manager) == ("Dana Cho", "CARE", "maria")
        assert request.is_administrator is False
        assert flashed(app) == "Dana Cho is @dana in CARE."
        assert isinstance(app.screen, PeopleScreen)


async def test_a_unit_is_made_below_the_one_that_is_open():
    backend = backend_of()
    app = app_over(backend)
    async with running(app) as pilot:
        await at(app, pilot, "unit", "CARE")
        await press(pilot, "N")
        await write(pilot, "Night {shift}")
        await press(pilot, "tab", *"night", "ctrl+s")
        request = sent(backend, CreateUnit)
        assert (request.name, request.key, request.parent, request.kind.value) == (
            "Night {shift}",
            "NIGHT",
            "CARE",
            "department",
        )
        assert flashed(app) == "Night {shift} is NIGHT, below CARE."


async def test_who_leads_nothing_is_told_who_adds_people_and_units():
    app = app_over(backend_of(**EMPLOYEE), screen="people")
    async with running(app, LARGE) as pilot:
        await press(pilot, "n")
        assert flashed(app) == "Only who leads a unit or one above it, or an administrator, adds people and units."
