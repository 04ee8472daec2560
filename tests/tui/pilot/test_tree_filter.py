"""Filtering the cascade: completion of words and values, what is refused, and what is asked of the company."""

import pytest

from okr.contract.goals import ListGoals
from okr.contract.search import Search
from okr.domain.errors import NotFound
from okr.domain.vocabulary import Ambition
from tests.tui.company import ENDS
from tests.tui.support import LARGE, app_over, keys_shown, press, rest, running, screen_of, screen_text
from tui.screens.alignment import AlignmentScreen


async def typed(pilot, text: str) -> None:
    """Type into the filter line, and let typing rest."""
    await pilot.press(*text)
    await rest(pilot)


async def test_tab_completes_names_and_values_and_the_list_follows(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/")
        await typed(pilot, "stat")
        assert "status:" in screen_text(app)
        await press(pilot, "tab")
        await typed(pilot, "")
        assert screen_of(app, AlignmentScreen).words in {"status:", "state:"}
        while screen_of(app, AlignmentScreen).words != "status:":
            await press(pilot, "tab")
        await typed(pilot, "of")
        await press(pilot, "tab")
        await rest(pilot)
        assert screen_of(app, AlignmentScreen).words == "status:off-track "
        assert keys_shown(app) == ["CARE-1", "CHAT-1"]
        await press(pilot, "enter", "j")
        assert screen_of(app, AlignmentScreen).tree_view.cursor == 1


async def test_units_and_areas_are_offered_as_the_company_has_them(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/")
        await typed(pilot, "unit:SA")
        await press(pilot, "tab")
        assert screen_of(app, AlignmentScreen).words == "unit:SALES "
        await typed(pilot, 'area:"Fast')
        await press(pilot, "tab")
        assert screen_of(app, AlignmentScreen).words == 'unit:SALES area:"Fast answers" '


async def test_owners_are_found_by_name_also_where_none_of_their_goals_is_loaded(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/")
        await typed(pilot, "owner:raman")
        assert "tab owner:priya" in screen_text(app)
        await press(pilot, "tab")
        assert screen_of(app, AlignmentScreen).words == "owner:priya "
        asked = len(backend.asked(Search))
        await typed(pilot, "stale")
        assert len(backend.asked(Search)) == asked, "nobody is looked up where no owner is typed"


async def test_that_nobody_is_called_so_is_said_as_long_as_the_list_is_another(backend):
    nobody = NotFound("Nobody here has the handle or e-mail 'gree'.", hint="okr person list shows who there is.")
    backend.fail[ListGoals] = nobody
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/")
        await typed(pilot, "owner:gree")
        await press(pilot, "enter", "j")
        await rest(pilot)
        assert "Not taken: Nobody here has the handle or e-mail 'gree'." in screen_text(app)
        assert "okr person list" not in screen_text(app), "a command is no way out of a screen"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("statu:off", "there is no filter statu:; did you mean status?"),
        ("status:greta", "there is no status greta"),
        ("owner<3", "owner is not compared with <; write owner:3"),
        ("due<soonish", "due: soonish is not a day; write due<30d"),
    ],
)
async def test_what_is_wrong_in_a_filter_is_named_with_what_would_be_right(backend, words, says):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "/")
        await typed(pilot, words)
        assert says in screen_text(app)
        await press(pilot, "enter", "j")
        assert "Not taken: " in screen_text(app)
        assert says in screen_text(app), "as long as the list is not what the line says"
        await press(pilot, "escape")
        assert says not in screen_text(app)


async def test_the_keys_of_the_search_line_are_those_that_work_there(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "f")
        assert screen_text(app).splitlines()[-1].split() == ["enter", "Go", "esc", "Leave", "down", "To", "the", "list"]
        await press(pilot, "escape", "/")
        assert "tab Complete" in screen_text(app).splitlines()[-1]


async def test_days_are_offered_behind_due(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/", *"du", "tab")
        assert "due<7d  due<14d  due<30d  due<90d" in screen_text(app)
        await press(pilot, "3", "tab")
        assert screen_of(app, AlignmentScreen).words == "due<30d "


async def test_a_word_that_could_be_two_offers_both(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/")
        await typed(pilot, "status:o")
        assert "status:on-track  status:off-track" in screen_text(app)
        await press(pilot, "enter")
        assert "could be on-track or off-track" in screen_text(app)


async def test_due_days_and_ambition_are_asked_of_the_company(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/")
        await typed(pilot, "due<90d ambition:comm")
        asked = backend.asked(ListGoals)[-1]
        assert asked.ambition is Ambition.COMMITTED
        assert asked.due_until > ENDS
        assert len(keys_shown(app)) == 10
