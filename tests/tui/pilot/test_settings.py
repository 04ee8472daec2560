"""The settings of the organisation on screen: administrators change them, everybody else is told who does."""

import pytest

from okr.contract.organisation import EditOrganisation
from okr.domain.errors import Conflict
from tests.tui.company import EMPLOYEE, LEAD, Company
from tests.tui.fakes import FakeBackend
from tests.tui.support import SMALL, app_over, flashed, press, running, screen_of, screen_text
from tui.dialogs.organisation import OrganisationDialog
from tui.dialogs.reorg import ReorgFileDialog
from tui.screens.people import PeopleScreen
from tui.widgets.field import Field


@pytest.fixture
def administered() -> FakeBackend:
    backend = FakeBackend(Company(administrator=True))
    backend.answers[EditOrganisation] = lambda given, _: given._show_organisation(None)
    return backend


async def test_an_administrator_changes_after_how_many_days_one_is_reminded(administered):
    app = app_over(administered, screen="people")
    async with running(app, SMALL) as pilot:
        await press(pilot, "s")
        assert "3 working days pass without answering" in screen_text(app)
        app.screen.set_focus(app.screen.query_one("#reminder_days", Field))
        await press(pilot, "backspace", "5")
        assert "5 working days pass without answering" in screen_text(app)
        await press(pilot, "ctrl+s")
        [sent] = administered.asked(EditOrganisation)
        assert (sent.reminder_days, sent.model_fields_set) == (5, {"reminder_days", "version"})
        assert flashed(app) == "The settings are saved."


async def test_what_is_no_number_is_refused_at_its_field(administered):
    app = app_over(administered, screen="people")
    async with running(app, SMALL) as pilot:
        await press(pilot, "s")
        app.screen.set_focus(app.screen.query_one("#grace_days", Field))
        await press(pilot, "x", "ctrl+s")
        assert "grace days: is a whole number" in screen_text(app)
        assert administered.asked(EditOrganisation) == []


async def test_settings_that_somebody_changed_meanwhile_are_not_overwritten(administered):
    administered.fail[EditOrganisation] = Conflict("The organisation was changed by somebody else; look again.")
    app = app_over(administered, screen="people")
    async with running(app, SMALL) as pilot:
        await press(pilot, "s")
        await press(pilot, "x", "ctrl+s")
        assert isinstance(app.screen, OrganisationDialog)
        assert "was changed by somebody else" in screen_text(app)


async def test_who_is_no_administrator_is_told_who_changes_them():
    app = app_over(FakeBackend(Company()), screen="people")
    async with running(app, SMALL) as pilot:
        await press(pilot, "s")
        assert flashed(app) == "Only an administrator changes the settings of the organisation."


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("s", "Only an administrator changes the settings of the organisation."),
        ("F", "Only a manager, who leads a unit, or an administrator reorganises."),
    ],
)
@pytest.mark.parametrize("known", [True, False], ids=["known", "not known yet"])
async def test_no_form_opens_for_who_may_not_or_is_not_known_to(key, words, known):
    app = app_over(FakeBackend(Company(**EMPLOYEE)), screen="people")
    async with running(app, SMALL) as pilot:
        if not known:
            app.session = None
        await press(pilot, key)
        assert isinstance(app.screen, PeopleScreen)
        assert flashed(app) == words


async def test_who_leads_a_unit_reorganises_by_a_file():
    app = app_over(FakeBackend(Company(**LEAD)), screen="people")
    async with running(app, SMALL) as pilot:
        await press(pilot, "F")
        screen_of(app, ReorgFileDialog)
