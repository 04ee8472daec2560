"""The map: units as columns, contributes and supports told apart, orphans aside, into units and out again."""

from okr.contract.goals import ListGoals
from okr.domain.errors import Unreachable
from okr.domain.vocabulary import Status
from tests.tui.company import Plan
from tests.tui.support import LARGE, app_over, press, running, screen_of, screen_text
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen
from tui.screens.goal_map import GoalMapScreen


def at(app) -> str | None:
    goal = screen_of(app, GoalMapScreen).map_view.goal
    return goal.key if goal else None


async def test_the_map_begins_at_the_goal_of_the_tree_and_marks_what_hangs_together(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "M")
        assert at(app) == "ACME-1"
        text = screen_text(app)
        assert "Customer Care ▸" in text
        assert "CARE-1 ↓ " in text, "triangles say how goals stand, arrows what hangs together"
        assert "■ off track" in text
        await press(pilot, "l")
        assert at(app) == "CARE-1"
        assert "ACME-1 ↑" in screen_text(app)
        assert "▼" not in screen_text(app)


async def test_supports_has_a_dotted_edge(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "M", "l", "l", "l", "l")
        assert at(app) == "OPS-1"
        assert "┊ OPS-1" in screen_text(app)
        assert "⇡ ACME-1" in screen_text(app)


async def test_goals_that_lead_nowhere_stand_aside(backend):
    backend.company.plans.append(Plan("OPS-9", "Tidy the depot", "sam", "OPS", 1, 1, Status.ON_TRACK))
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "M", "l", "l", "l", "l", "l")
        assert at(app) == "OPS-9"
        assert "Leads nowhere" in screen_text(app)


async def test_one_goes_into_a_unit_and_out_again_and_opens_a_goal(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "M", "l", "o")
        assert screen_of(app, GoalMapScreen).crumbs()[-1] == "Customer Care"
        assert "Chat and phone" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, GoalScreen)
        await press(pilot, "escape", "escape")
        assert screen_of(app, GoalMapScreen).crumbs()[-1] == "Northwind Internet"
        await press(pilot, "escape")
        assert isinstance(app.screen, AlignmentScreen)


async def test_a_goal_of_a_team_is_found_in_its_own_unit(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "f", *"queue", "enter", "M")
        assert at(app) == "CHAT-1"


async def test_what_one_cannot_go_into_says_so_and_trouble_is_named(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "M", "o")
        assert "No unit stands below this one." in screen_text(app)
        await press(pilot, "escape")
        backend.fail[ListGoals] = Unreachable("The database does not answer.")
        await press(pilot, "M")
        assert "The database does not answer." in screen_text(app)


async def test_nothing_on_the_map_teaches_the_way_back(backend):
    backend.company.plans.clear()
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        screen = GoalMapScreen()
        app.open_over(screen)
        await press(pilot, "r")
        assert "No goal is active here yet." in screen_text(app)


async def test_the_mouse_chooses_and_opens(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "M")
        await pilot.click("#map", offset=(30, 4))
        assert at(app) == "CARE-1"
