"""The cascade: opening lazily, filtering, jumping to mine, paging through any number of rows."""

from dataclasses import replace
from unittest.mock import patch

import pytest

from okr.contract.goals import ListGoals, ShowGoalTree
from okr.domain.errors import Unreachable
from okr.domain.vocabulary import Status
from tests.tui.company import Company, Plan
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, SMALL, app_over, keys_shown, press, rest, running, screen_of, screen_text, settle
from tui.lines import Line
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen
from tui.screens.home import HomeScreen
from tui.view_models.goals import GoalItem
from tui.widgets.board import Board
from tui.widgets.goal_tree import GoalTree


@pytest.fixture
def company() -> Company:
    """A company with more tops than are opened by themselves."""
    company = Company()
    company.plans += [
        Plan(f"ACME-{number}", f"Top {number}", "tom", "ACME", 1, 1, Status.ON_TRACK) for number in (3, 4)
    ]
    return company


def shown_goal(app) -> GoalItem:
    node = screen_of(app, AlignmentScreen).tree_view.node
    assert node is not None
    assert node.goal is not None
    return node.goal


def at(app) -> str:
    return shown_goal(app).key


async def test_only_the_tops_are_asked_for_at_first(backend):
    app = app_over(backend, screen="alignment")
    async with running(app):
        assert keys_shown(app) == ["ACME-1", "ACME-2", "ACME-3", "ACME-4"]
        assert [call.key for call in backend.asked(ShowGoalTree)] == [None]


async def test_few_tops_open_by_themselves_at_the_first_look_and_stay_closed_afterwards():
    app = app_over(FakeBackend(), screen="alignment")
    async with running(app) as pilot:
        assert keys_shown(app)[:3] == ["ACME-1", "CARE-1", "CARE-2"]
        await press(pilot, "-", "r")
        assert keys_shown(app) == ["ACME-1", "ACME-2"]


async def test_a_branch_asks_for_its_children_once(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "l")
        assert keys_shown(app) == ["ACME-1", "CARE-1", "CARE-2", "SALES-1", "OPS-1", "ACME-2", "ACME-3", "ACME-4"]
        await press(pilot, "h")
        assert keys_shown(app) == ["ACME-1", "ACME-2", "ACME-3", "ACME-4"]
        await press(pilot, "space")
        assert len(keys_shown(app)) == 8
        assert [call.key for call in backend.asked(ShowGoalTree)] == [None, "ACME-1"]


async def test_right_goes_in_and_left_goes_out(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "right", "right", "right", "right")
        assert at(app) == "CHAT-1"
        await press(pilot, "left")
        assert at(app) == "CARE-1"
        await press(pilot, "left")
        assert "CHAT-1" not in keys_shown(app)
        await press(pilot, "left", "left")
        assert keys_shown(app) == ["ACME-1", "ACME-2", "ACME-3", "ACME-4"]


async def test_a_closed_branch_takes_the_cursor_that_stood_below_it(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "l", "G", "-")
        assert keys_shown(app) == ["ACME-1", "ACME-2", "ACME-3", "ACME-4"]
        assert at(app) == "ACME-4"


async def test_all_branches_on_screen_open_by_a_level(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "+")
        assert keys_shown(app) == [
            "ACME-1",
            "CARE-1",
            "CARE-2",
            "SALES-1",
            "OPS-1",
            "ACME-2",
            "PROD-1",
            "PROD-2",
            "ACME-3",
            "ACME-4",
        ]


async def test_a_goal_that_only_supports_its_parent_is_marked(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "l")
        line = next(line for line in screen_text(app).splitlines() if "OPS-1" in line)
        assert "⇡" in line


async def test_a_row_says_status_by_glyph_and_word_and_names_the_owner(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "+")
        text = screen_text(app)
        assert "■   off track M. Lopes" in text
        assert "no owner" in text
        assert "me" in text


async def test_a_branch_that_cannot_be_loaded_says_so_and_can_be_tried_again(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        backend.fail[ShowGoalTree] = Unreachable("The database does not answer.")
        await press(pilot, "l")
        assert keys_shown(app) == ["ACME-1", "ACME-2", "ACME-3", "ACME-4"]
        assert "The database does not answer." in screen_text(app)
        backend.fail.clear()
        await press(pilot, "l")
        assert len(keys_shown(app)) == 8


async def test_filter_by_words_and_marks_while_one_types(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/")
        await pilot.press(*"status:off")
        await rest(pilot)
        assert keys_shown(app) == ["CARE-1", "CHAT-1"]
        await press(pilot, "enter", "j", "enter")
        assert isinstance(app.screen, GoalScreen)
        assert app.screen.key == "CHAT-1"


async def test_letters_in_the_filter_line_are_letters(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/", *"q?jm1")
        assert app.is_running
        assert screen_of(app, AlignmentScreen).words == "q?jm1"


async def test_escape_takes_the_filter_away_and_stays_with_the_goal(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/", *"status:off", "enter", "j", "escape")
        assert screen_of(app, AlignmentScreen).words == ""
        assert at(app) == "CHAT-1"
        assert keys_shown(app)[:2] == ["ACME-1", "CARE-1"]


async def test_a_filter_that_leaves_nothing_says_what_to_press(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/", *"zeppelin", "enter")
        text = screen_text(app)
        assert "No goal of 2026-Q4 matches zeppelin." in text
        assert "take the filter away" in text
        await press(pilot, "escape")
        assert keys_shown(app) == ["ACME-1", "ACME-2", "ACME-3", "ACME-4"]


async def test_a_filter_that_cannot_be_understood_names_what_can(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/", *"status:great", "enter")
        assert "there is no status great" in screen_text(app)


async def test_m_jumps_to_my_goals_in_turn_and_opens_the_way(backend):
    backend.company.me = "priya"
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "m")
        assert at(app) == "CHAT-1"
        assert backend.asked(ListGoals)[-1].owner == "priya"


async def test_m_without_a_goal_says_so(backend):
    backend.company.me = "nobody"
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "m")
        assert "You own no goal" in screen_text(app)


async def test_a_filled_place_of_the_heat_map_leads_to_its_goals(backend):
    app = app_over(backend, screen="home")
    async with running(app) as pilot:
        await press(pilot, "G")
        board = app.screen.query_one("#main", Board)
        while not (board.selected and board.selected.kind == "filter"):
            await press(pilot, "k")
        words = board.selected.key
        await press(pilot, "enter")
        assert screen_of(app, AlignmentScreen).words == words
        assert words in screen_text(app)
        assert backend.asked(ListGoals)[-1].unit in {"CARE", "PROD", "SALES", "OPS"}


def many(count: int) -> FakeBackend:
    company = Company(
        plans=[
            Plan(f"ACME-{n}", f"Goal number {n}", "ada", "ACME", n % 1_000_000, 500_000, Status.ON_TRACK)
            for n in range(1, count + 1)
        ]
    )
    return FakeBackend(company)


async def test_a_long_list_comes_page_by_page_as_one_goes_down():
    backend = many(250)
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        assert len(keys_shown(app)) == 101
        await press(pilot, "G")
        assert len(keys_shown(app)) == 201
        await press(pilot, "G")
        await press(pilot, "G")
        assert keys_shown(app)[-1] == "ACME-250"
        assert len(keys_shown(app)) == 250
        assert "ACME-250" in screen_text(app)


async def test_a_hundred_thousand_rows_draw_only_what_is_on_screen(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, SMALL) as pilot:
        tree = screen_of(app, AlignmentScreen).tree_view
        first = shown_goal(app)
        tree.show_goals([replaced(first, f"ACME-{n}") for n in range(100_000)], next_cursor=None)
        await settle(pilot)
        drawn: list[int] = []
        draw = GoalTree.draw_row

        def draw_and_count(tree: GoalTree, index: int, width: int) -> Line:
            drawn.append(index)
            return draw(tree, index, width)

        with patch.object(GoalTree, "draw_row", draw_and_count):
            await press(pilot, "G")
            assert tree.cursor == 99_999
            assert "ACME-99999" in screen_text(app)
            for key in ("pageup", "pagedown", "k", "ctrl+u", "g", "g", "pagedown"):
                await press(pilot, key)
            assert len(set(drawn)) < 8 * 24
            del drawn[:]
            await press(pilot, "j")
            assert len(set(drawn)) <= 3
        assert len(tree._kept) <= 512


def replaced(goal: GoalItem, key: str) -> GoalItem:
    return replace(goal, key=key, children=0)


async def test_the_next_page_is_there_before_one_comes_to_it():
    backend = many(350)
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        tree = screen_of(app, AlignmentScreen).tree_view
        for _ in range(12):
            await press(pilot, "pagedown")
            last = tree.node_at(round(tree.scroll_offset.y) + tree.scrollable_content_region.height - 1)
            assert last is not None
            assert last.goal is not None, "a screen further down it was asked for already"


async def test_what_comes_late_draws_its_own_rows_alone(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        tree = screen_of(app, AlignmentScreen).tree_view
        drawn: list[int] = []
        draw = GoalTree.draw_row

        def draw_and_count(tree: GoalTree, index: int, width: int) -> Line:
            drawn.append(index)
            return draw(tree, index, width)

        third = tree.node_at(2)
        assert third is not None
        assert third.goal is not None
        with patch.object(GoalTree, "draw_row", draw_and_count):
            tree.show_trends({third.goal.key: (100_000, 200_000)})
            await settle(pilot)
        assert set(drawn) == {2}


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_names_of_the_columns_stand_above_them(backend, size):
    app = app_over(backend, screen="alignment")
    async with running(app, size) as pilot:
        await press(pilot)
        head, row = screen_text(app).splitlines()[1:3]
        assert head.index("pace") == row.index("━")
        assert head.index("done") + len("done") == row.index("%") + 1
        assert head.index("status") == row.index("%") + 3


async def test_the_column_that_is_sorted_by_is_marked_whole(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        heads = {}
        for _ in range(6):
            await press(pilot, "s")
            head = screen_text(app).splitlines()[1]
            heads[screen_of(app, AlignmentScreen).tree_view.order] = head
            assert "…" not in head
        assert {order for order, head in heads.items() if "▾" in head} >= {"title", "risk", "progress"}


async def test_who_was_sent_to_some_goals_goes_back_where_they_were_and_who_filtered_stays(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        app.show_filtered("status:off")
        await settle(pilot)
        assert keys_shown(app) == ["CARE-1", "CHAT-1"]
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)
        await press(pilot, "2")
        assert len(keys_shown(app)) > 2
        app.show_filtered("status:off")
        await settle(pilot)
        await press(pilot, "escape")
        assert isinstance(app.screen, AlignmentScreen)
        assert len(keys_shown(app)) > 2
