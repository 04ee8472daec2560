"""Finding goals in the cascade: searching with n and N, orders, columns, levels, trends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from okr.contract.goal_rows import ShowTrends
from okr.contract.goals import ListGoals, ShowGoalTree
from okr.domain.vocabulary import Status
from tests.tui.company import TODAY, Company, Plan
from tests.tui.fakes import FakeBackend
from tests.tui.support import (
    LARGE,
    app_over,
    flashed,
    keys_shown,
    press,
    rest,
    running,
    screen_of,
    screen_text,
    settle,
)
from tui.lens import Lens
from tui.screens.alignment import AlignmentScreen
from tui.screens.home import HomeScreen


def tree_of(app):
    return screen_of(app, AlignmentScreen).tree_view


async def test_a_search_jumps_to_hits_in_the_tree_and_n_and_shift_n_go_round(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "-", "f", *"queue", "enter")
        assert tree_of(app).node.goal.key == "CHAT-1"
        assert keys_shown(app)[0] == "ACME-1"
        await press(pilot, "f", *"customers", "enter")
        hits = []
        for _ in range(4):
            hits.append(tree_of(app).node.goal.key)
            await press(pilot, "n")
        assert hits == ["ACME-1", "ACME-2", "PROD-1", "PROD-2"]
        assert "first" in flashed(app)
        await press(pilot, "N")
        assert tree_of(app).node.goal.key == "PROD-2"
        assert "hit 4 of 4" in screen_text(app)
        await press(pilot, "escape")
        assert "hit" not in screen_text(app).splitlines()[0]


async def test_a_search_without_hits_says_so_and_n_without_a_search_says_what_to_press(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "n")
        assert "Search first: f" in flashed(app)
        await press(pilot, "f", *"zeppelin", "enter")
        assert flashed(app) == "No goal of 2026-Q4 matches zeppelin."
        assert "ACME-1" in keys_shown(app)


async def test_a_hit_beyond_the_first_page_is_reached_by_reading_on():
    plans = [Plan(f"ACME-{n}", f"Goal {n}", "ada", "ACME", n, 500_000, Status.ON_TRACK) for n in range(1, 351)]
    app = app_over(FakeBackend(Company(plans=plans)), screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "f", *"ACME-333", "enter")
        assert tree_of(app).node.goal.key == "ACME-333"


async def test_escape_leaves_the_filter_also_where_the_tree_does_not_show_the_goal(backend, monkeypatch):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        screen = screen_of(app, AlignmentScreen)
        screen.filter_by("CARE-1")
        await rest(pilot)
        assert screen.goal_key == "CARE-1"
        monkeypatch.setattr(screen.tree_view, "find", lambda *_, **__: None)
        monkeypatch.setattr(screen.tree_view, "place_below", lambda _: None)
        await press(pilot, "escape")
        assert screen.words == ""
        assert len(keys_shown(app)) > 1
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen), "the last way back is home"
        await press(pilot, "escape")
        assert flashed(app).startswith("This is the first screen")


async def test_siblings_are_sorted_by_risk_and_the_cursor_stays_with_its_goal(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "j", "s")
        assert [key for key in keys_shown(app) if key.startswith("CARE")] == ["CARE-1", "CARE-2"]
        await press(pilot, "s")
        assert "risk" in flashed(app)
        below = [node.goal.key for node in tree_of(app).node_at(keys_shown(app).index("ACME-1")).children]
        assert below == ["CARE-1", "OPS-1", "CARE-2", "SALES-1"]
        assert tree_of(app).node.goal.key == "CARE-1"
        assert "pace ▾" in screen_text(app)


async def test_a_filtered_list_is_sorted_by_the_company(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/", *"customers", "enter", "s", "s")
        assert backend.asked(ListGoals)[-1].sort == "behind"


async def test_columns_are_chosen_and_remembered(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "C")
        for _ in range(5):
            await press(pilot, "j")
        await press(pilot, "enter", "escape")
        assert "31 Dec" in screen_text(app)
        screen_of(app, AlignmentScreen).remember()
        assert "due" in app.view.columns.split()


async def test_everything_opens_down_to_a_level_as_it_comes_on_screen(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "z", "1")
        assert keys_shown(app) == ["ACME-1", "ACME-2"]
        await press(pilot, "z", "3")
        assert "CHAT-1" in keys_shown(app)
        await press(pilot, "z", "2")
        assert "CHAT-1" not in keys_shown(app)
        assert "PROD-1" in keys_shown(app)


async def test_trends_are_asked_for_once_and_only_where_there_is_room(backend):
    small = app_over(backend, screen="alignment")
    async with running(small):
        assert backend.asked(ShowTrends) == []
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        await press(pilot, "j", "k", "j")
        asked = backend.asked(ShowTrends)
        assert len(asked) == 1
        assert set(asked[0].keys) == {key for key in keys_shown(app) if key != "more"}
        assert "▄" in screen_text(app)


async def test_what_contributes_and_what_supports_hang_on_different_lines(backend):
    app = app_over(backend, screen="alignment")
    async with running(app):
        lines = {line.split()[1]: line for line in screen_text(app).splitlines() if "─" in line or "┄" in line}
        text = screen_text(app)
        assert "├─" in text
        assert "╰┄  ⇡ OPS-1" in text
        assert lines


async def test_pages_far_from_the_screen_are_let_go_and_come_again():
    plans = [Plan(f"ACME-{n}", f"Goal {n}", "ada", "ACME", n, 500_000, Status.ON_TRACK) for n in range(1, 5_001)]
    backend = FakeBackend(Company(plans=plans))
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        while len(keys_shown(app)) < 5_000:
            await press(pilot, "G")
        held = [key for key in keys_shown(app) if key != "more"]
        assert len(held) < 3_600
        tree_of(app).go_to(1_450)
        await settle(pilot)
        await press(pilot, "j")
        assert tree_of(app).node.goal.key == "ACME-1452"
        before = len(backend.asked(ShowGoalTree))
        await press(pilot, "k", "j")
        assert len(backend.asked(ShowGoalTree)) == before


async def test_looking_back_the_list_is_by_key_and_trends_are_asked_for_anew(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, LARGE) as pilot:
        before = len(backend.asked(ShowTrends))
        app.gateway.lens = Lens(day=TODAY - timedelta(days=10))
        await press(pilot, "s", "s", "r")
        assert len(backend.asked(ShowTrends)) == before + 1
        await press(pilot, "/", *"customers", "enter")
        assert backend.asked(ListGoals)[-1].sort == "key"


async def test_nothing_is_checked_in_while_one_looks_back(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"4.5", "enter")
        app.gateway.lens = Lens(day=TODAY - timedelta(days=10))
        await press(pilot, "s")
        assert backend.recorded == []
        await press(pilot, "ctrl+s")
        assert backend.recorded == []
        assert "past" in flashed(app) or "day" in flashed(app)


async def test_where_there_was_no_goal_yet_nobody_is_asked_to_write_one():
    app = app_over(FakeBackend(Company(empty=True)), screen="alignment")
    async with running(app) as pilot:
        assert "write the first one" in screen_text(app)
        app.gateway.lens = Lens(day=TODAY - timedelta(days=10))
        await press(pilot, "r")
        await rest(pilot)
        assert "There was no goal on this day." in screen_text(app)
        assert "write the first one" not in screen_text(app)


async def test_a_click_on_the_mark_of_a_branch_opens_and_closes_it(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "-")
        assert keys_shown(app) == ["ACME-1", "ACME-2"]
        await pilot.click("#tree", offset=(1, 0))
        await settle(pilot)
        assert "CARE-1" in keys_shown(app)
        await pilot.click("#tree", offset=(3, 1))
        await settle(pilot)
        assert "CHAT-1" in keys_shown(app)
        await pilot.click("#tree", offset=(1, 0))
        await settle(pilot)
        assert keys_shown(app) == ["ACME-1", "ACME-2"]
        await pilot.click("#tree", offset=(20, 1))
        assert tree_of(app).node.goal.key == "ACME-2"


@pytest.fixture
def deep() -> FakeBackend:
    """A top with three goals below it, each with a chain of three more."""
    below = [Plan("CARE-1", "Top", "ada", "CARE", 500_000, 500_000, Status.ON_TRACK)]
    for number in (2, 3, 4):
        for level, parent in (
            ("", "CARE-1"),
            ("1", f"CARE-{number}"),
            ("2", f"CARE-{number}1"),
            ("3", f"CARE-{number}2"),
        ):
            below.append(replace(below[0], key=f"CARE-{number}{level}", title=f"Goal {number}{level}", parent=parent))
    return FakeBackend(Company(plans=below))


async def test_branches_that_open_at_once_are_asked_for_together(deep):
    app = app_over(deep, screen="alignment")
    async with running(app) as pilot:
        before = len(deep.asked(ShowGoalTree))
        await press(pilot, "z", "z")
        assert [call.keys for call in deep.asked(ShowGoalTree)[before:]] == [
            ("CARE-2", "CARE-3", "CARE-4"),
            ("CARE-21", "CARE-31", "CARE-41"),
            ("CARE-22", "CARE-32", "CARE-42"),
        ]
        assert sorted(keys_shown(app)) == sorted(plan.key for plan in deep.company.plans)


async def test_the_tree_that_stood_before_a_filter_comes_back_without_being_asked_for(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "z", "z")
        whole = keys_shown(app)
        await press(pilot, "/", *"customers", "enter")
        assert keys_shown(app) != whole
        before = len(backend.asked(ShowGoalTree))
        await press(pilot, "escape")
        assert keys_shown(app) == whole
        assert [call.up for call in backend.asked(ShowGoalTree)[before:]] == [True], "the way to the goal alone"


async def test_a_tree_that_changed_behind_a_filter_is_asked_for(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "/", *"customers", "enter", "r")
        before = len(backend.asked(ShowGoalTree))
        await press(pilot, "escape")
        assert None in [call.key for call in backend.asked(ShowGoalTree)[before:]]


async def test_the_way_down_to_a_goal_takes_two_questions(deep):
    app = app_over(deep, screen="alignment")
    async with running(app) as pilot:
        before = len(deep.asked(ShowGoalTree))
        await press(pilot, "f", *"33", "enter")
        assert tree_of(app).node.goal.key == "CARE-33"
        up, down = deep.asked(ShowGoalTree)[before:]
        assert up.up
        assert set(down.keys) == {"CARE-3", "CARE-31", "CARE-32"}
