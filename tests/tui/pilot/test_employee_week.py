"""What an employee does in a week: keys that are theirs in the last line, the way up to the vision, what their texts teach."""

import pytest

from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.conversation import talking
from tests.tui.support import SMALL, app_over, press, running, screen_of, screen_text, settle
from tui.dialogs.new_goal import NewGoalDialog
from tui.places import ABOUT

ROLES = {"employee": ("employee",), "lead": ("employee", "lead")}


def last_line(app) -> str:
    return screen_text(app).splitlines()[-1]


@pytest.mark.parametrize(("home", "theirs"), [("employee", False), ("lead", True)])
async def test_keys_of_leads_do_not_take_the_room_of_keys_that_an_employee_can_use(home, theirs):
    app = app_over(FakeBackend(Company(home=home, me="maria", roles=ROLES[home])))
    async with running(app, SMALL):
        assert ("M Meeting" in last_line(app)) is theirs
        assert ("^ Line of sight" in last_line(app)) is not theirs


async def test_a_key_that_only_leads_can_use_still_says_why(backend):
    backend.company.home, backend.company.roles = "employee", ROLES["employee"]
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await press(pilot, "M")
        assert "You lead no team" in screen_text(app)


async def test_the_line_of_sight_begins_with_what_all_of_it_is_for(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        app.open_goal("CHAT-1")
        await settle(pilot)
        await press(pilot, "^")
        text = screen_text(app)
        assert text.index("Everyone in the valley") < text.index("ACME-1")


async def test_what_is_empty_on_a_goal_names_keys_and_no_commands(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        app.open_goal("SALES-1")
        await settle(pilot)
        await press(pilot, "tab", "tab", "tab", "tab")
        text = screen_text(app)
        assert "t opens the talk, where i adds some." in text
        assert "t opens the talk, where m says something." in text
        assert "okr " not in "\n".join(text.splitlines()[1:])


async def test_typing_takes_the_place_of_the_parent_that_a_new_goal_proposes(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        app.open_goal("CARE-1")
        await settle(pilot)
        await press(pilot, "a", "up", "up")
        form = screen_of(app, NewGoalDialog)
        assert form.value("parent") == "CARE-1"
        await press(pilot, *"CHAT-1")
        assert form.value("parent") == "CHAT-1"


async def test_a_form_says_in_its_last_line_what_it_sends():
    app = app_over(talking(Company(me="tom")))
    async with running(app) as pilot:
        for key, word in (("a", "Accept"), ("n", "Counter"), ("x", "Decline")):
            app.open_over(ABOUT["contract"].make("CARE-1+3"))
            await press(pilot)
            await press(pilot, key)
            assert f"ctrl+s {word}" in last_line(app)
            await press(pilot, "escape", "escape")


async def test_words_in_a_form_stay_in_place_when_their_field_takes_the_keys():
    app = app_over(talking(Company(me="maria")))
    async with running(app) as pilot:
        app.open_over(ABOUT["contract"].make("CARE-1"))
        await press(pilot)
        await press(pilot, "p")
        before = [line for line in screen_text(app).splitlines() if line.startswith((" Divide", " Message"))]
        await press(pilot, "tab")
        assert [line for line in screen_text(app).splitlines() if line.startswith(" Divide")] == before[:1]
        await press(pilot, "tab", "tab", "tab", "tab")
        assert [line for line in screen_text(app).splitlines() if line.startswith(" Message")] == before[1:]
