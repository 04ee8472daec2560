"""Editing from the organisation: a person or a unit in the row of the cursor, by those who may."""

import pytest

from okr.contract.people import EditPerson
from okr.contract.units import EditUnit
from tests.tui.company import EMPLOYEE, LEAD
from tests.tui.organisation import backend_of
from tests.tui.support import SMALL, app_over, flashed, press, running, screen_of, screen_text, sent, until
from tui.dialogs.edit_person import EditPersonDialog, EditUnitDialog
from tui.screens.people import PeopleScreen


async def to(app, pilot, kind: str, key: str) -> None:
    """Open the branches down to a row, and go there."""
    tree = screen_of(app, PeopleScreen).tree_view
    await press(pilot, "j", "right")
    await until(pilot, lambda: "CHAT" in screen_text(app))
    found = [tree.target_at(row) for row in range(tree.row_count)]
    tree.go_to(next(row for row, one in enumerate(found) if one is not None and (one.kind, one.key) == (kind, key)))
    await press(pilot)


async def test_e_edits_the_person_of_the_row():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app, SMALL) as pilot:
        await to(app, pilot, "person", "jonas")
        await press(pilot, "e")
        form = screen_of(app, EditPersonDialog)
        assert form.value("name") == "Jonas Weber"
        await press(pilot, "tab", *"!", "ctrl+s")
        assert sent(backend, EditPerson).title == "First contact!"
        assert "Jonas Weber is saved." in flashed(app)
        assert isinstance(app.screen, PeopleScreen)


async def test_e_edits_the_unit_of_the_row():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app, SMALL) as pilot:
        await to(app, pilot, "unit", "CHAT")
        await press(pilot, "e")
        screen_of(app, EditUnitDialog)
        await press(pilot, *"s", "ctrl+s")
        assert sent(backend, EditUnit).key == "CHAT"


@pytest.mark.parametrize("about", [("person", "jonas"), ("unit", "CHAT")])
async def test_who_may_not_is_told_who_may(about):
    app = app_over(backend_of(**EMPLOYEE), screen="people")
    async with running(app, SMALL) as pilot:
        await to(app, pilot, *about)
        await press(pilot, "e")
        assert isinstance(app.screen, PeopleScreen)
        assert "an administrator" in flashed(app)


async def test_a_lead_is_offered_it():
    app = app_over(backend_of(**LEAD), screen="people")
    async with running(app, SMALL) as pilot:
        await to(app, pilot, "unit", "CHAT")
        await press(pilot, "e")
        screen_of(app, EditUnitDialog)
