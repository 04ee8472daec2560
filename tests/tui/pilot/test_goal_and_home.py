"""One goal, the three homes, accountability: what they show and where their lines lead."""

import pytest

from okr.contract.accountability import ShowAccountability
from okr.contract.homes import ShowHome
from okr.contract.nudges import Nudge
from okr.domain.errors import NotAllowed
from okr.domain.vocabulary import Status
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text, settle
from tui.lines import Target
from tui.screens.contract import ContractScreen
from tui.screens.home import HomeScreen
from tui.screens.person import PersonScreen
from tui.widgets.board import Board


async def at_goal(app, pilot, key: str) -> None:
    app.open_goal(key)
    await settle(pilot)


async def test_the_tree_marks_a_status_that_a_person_set(backend):
    plan = backend.company.plan("CARE-2")
    plan.status, plan.computed = Status.AT_RISK, Status.ON_TRACK
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "2")
        assert "▲†  at risk" in screen_text(app)


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("employee", ["Due now", "My goals", "What it is for", "Everyone in the valley", "Moved above me", "J. Weber"]),
        ("lead", ["Due and late", "12 d late", "Blockers", "Waiting for the routing licence", "People", "no aligned goal", "Green outside, red inside", "the owner says on track"]),
        ("executive", ["Worst first", "19 d", "no word", "Focus areas by division", "Top goals", "94 % aligned", "Moved in the last 7 days", "asked 30 %, accepted 0 %"]),
    ],
)  # fmt: skip
async def test_each_role_has_its_home(backend, role, words):
    backend.company.home = role
    app = app_over(backend)
    async with running(app, (160, 50)):
        text = screen_text(app)
        for each in words:
            assert each in text, each


async def test_v_goes_round_the_homes_that_one_has(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "v", "v", "v")
        assert [call.role for call in backend.asked(ShowHome)] == [None, "employee", "lead", "executive"]


async def test_with_one_role_v_says_why_not(backend):
    backend.company.roles, backend.company.home = ("employee",), "employee"
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "v")
        assert flashed(app) == "There is one home for you: you lead no team."


async def test_my_goal_says_what_it_is_for(backend):
    backend.company.me, backend.company.home = "priya", "employee"
    app = app_over(backend)
    async with running(app):
        assert "for ACME-1 Customers stay because we keep our promises › CARE-1" in screen_text(app)


async def test_the_worst_risks_and_their_names_are_there_when_it_opens(backend):
    app = app_over(backend)
    async with running(app):
        lines = screen_text(app).splitlines()
        at = next(index for index, line in enumerate(lines) if "Worst first" in line)
        assert [
            name in line for name, line in zip(("A. Lindqvist", "M. Lopes", "P. Raman"), lines[at + 1 :], strict=False)
        ] == [True] * 3


async def test_enter_lists_the_other_risks_in_place_and_folds_them_again(monkeypatch):
    monkeypatch.setattr("tui.drawing.home_executive.MOST_RISKS", 1)
    app = app_over(FakeBackend(Company(home="executive")))
    async with running(app, SMALL) as pilot:
        home = screen_of(app, HomeScreen)
        assert home.home is not None
        assert home.home.executive is not None
        last = home.home.executive.risks[-1].goal.key
        board = home.query_one("#main", Board)
        for listed in (True, False):
            board.find("more", "risks")
            await press(pilot, "enter")
            assert board.find("goal", last) is listed
            assert isinstance(app.screen, HomeScreen)


async def test_a_click_lists_the_other_risks(monkeypatch):
    monkeypatch.setattr("tui.drawing.home_executive.MOST_RISKS", 1)
    app = app_over(FakeBackend(Company(home="executive")))
    async with running(app, SMALL) as pilot:
        board = screen_of(app, HomeScreen).query_one("#main", Board)
        [line] = [number for number, row in enumerate(board.rows) if row.target and row.target.kind == "more"]
        await pilot.click(board, offset=(8, line - round(board.scroll_offset.y)))
        await settle(pilot)
        assert screen_of(app, HomeScreen).lists_more


async def test_accountability_goes_down_to_a_unit_and_up_again(backend):
    app = app_over(backend, screen="accountability")
    async with running(app) as pilot:
        await press(pilot, "enter")
        assert [call.unit for call in backend.asked(ShowAccountability)] == [None, "CARE"]
        assert "Accountability › Customer Care" in screen_text(app)
        await press(pilot, "h")
        assert "Accountability › Northwind Internet" in screen_text(app)
        await press(pilot, "h")
        assert flashed(app) == "This is the top of what you opened."


async def test_a_subscription_on_the_home_opens_the_contract(backend):
    backend.company.home = "executive"
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "tab", "j", "enter")
        assert isinstance(app.screen, ContractScreen)


async def test_what_waits_for_an_answer_opens_where_it_is_answered(backend):
    backend.company.home, backend.company.me = "employee", "maria"
    app = app_over(backend)
    async with running(app) as pilot:
        assert "Waits for your answer" in screen_text(app)
        await press(pilot, "j", "enter")
        assert isinstance(app.screen, ContractScreen)


async def test_one_key_nudges_whoever_answers(backend):
    backend.company.home = "executive"
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "j", "b")
        assert [(call.about, call.person) for call in backend.asked(Nudge)] == [("CARE-1", None)]
        assert flashed(app) == "Maria Lopes is asked for a word on CARE-1; u takes it back."


async def test_a_person_is_nudged_about_all_that_is_theirs(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "5", "j", "j", "j", "j", "b")
        assert [(call.about, call.person) for call in backend.asked(Nudge)] == [(None, "ada")]
        assert flashed(app).endswith(" is asked for a word; u takes it back.")


async def test_on_the_page_of_a_person_they_are_nudged_wherever_the_cursor_stands_but_on_a_goal(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.open_target(Target("person", "maria"))
        await settle(pilot)
        await press(pilot, "b")
        screen_of(app, PersonScreen).query_one("#main", Board).find("goal", "CARE-1")
        await press(pilot, "b")
        assert [(call.about, call.person) for call in backend.asked(Nudge)] == [(None, "maria"), ("CARE-1", None)]


async def test_a_nudge_that_is_refused_says_why(backend):
    backend.company.home = "executive"
    backend.fail[Nudge] = NotAllowed("Only its owner or a manager above may nudge whoever answers for this.")
    app = app_over(backend)
    async with running(app) as pilot:
        await press(pilot, "j", "b")
        assert flashed(app).startswith("Only its owner or a manager above may nudge")


async def test_goals_that_lead_nowhere_are_listed_where_somebody_answers_for_the_unit(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await press(pilot, "5")
        text = screen_text(app)
        assert "These lead to no goal above" in text
        assert "OPS-1" in text
