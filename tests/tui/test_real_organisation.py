"""A quarter is reviewed, graded, closed and carried on, and a company reorganised, on the screens of a real company."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.cycles import EditCycle, ListCycles, ShowCycle
from okr.contract.goals import SetGoalState, ShowGoal
from okr.contract.people import ShowPerson
from okr.contract.units import ShowUnit
from okr.domain.vocabulary import CycleState, GoalState
from tests.application.companies import Company, found
from tests.application.goal_company import make_goal, make_top
from tests.tui.support import LARGE, app_with, flashed, press, running, screen_text, settle
from tui.app import OkrApp
from tui.lines import Target

QUARTER = "2026-Q4"


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """The small company of the application's tests."""
    opened = found(str(tmp_path / "company.sqlite"))
    yield opened
    opened.close()


def app_of(company: Company, who: str, screen: str) -> OkrApp:
    return app_with(lambda: company.acting(who), screen=screen)


def free_of_problems(app: OkrApp) -> str:
    text = screen_text(app)
    assert "That did not work" not in text, text
    assert "fault of its own" not in text, text
    return text


async def test_a_quarter_is_graded_closed_and_carried_on(company: Company):
    top = make_top(company)
    key = make_goal(company, activate=True, parent=top.key).key
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(7)), by="emil")
    app = app_of(company, "olivia", "cycle")
    async with running(app, LARGE) as pilot:
        free_of_problems(app)
        await press(pilot, "s", "ctrl+s")
        assert company.call(ShowCycle(key=QUARTER)).state is CycleState.GRADING

    app = app_of(company, "emil", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "tab", "tab", "G", "e", *"0.5", "tab", *"fair", "tab", *"late", "ctrl+s")
        assert flashed(app).startswith(f"{key} is graded 0.5"), screen_text(app)
        await press(pilot, "tab", "tab", "tab")
        assert "Emil Employee" in free_of_problems(app)

    app = app_of(company, "tess", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "tab", "tab", "tab", "e", *"queue", "ctrl+s")
        assert "queue" in free_of_problems(app)

    app = app_of(company, "olivia", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "s", *"enough", "ctrl+s")
        assert company.call(ShowCycle(key=QUARTER)).state is CycleState.CLOSED
        await press(pilot, "N", "ctrl+s")
        following = max(one.key for one in company.call(ListCycles()).items if one.kind == "quarter")
        assert following != QUARTER
        await press(pilot, "f")
        assert key in free_of_problems(app)
        await press(pilot, "ctrl+s")
        carried = company.call(ShowGoal(key=key)).carried_to
        assert [one.cycle for one in carried] == [following]
        await press(pilot, "n")
        assert "Learned from 2026-Q4" in free_of_problems(app)


async def test_a_goal_is_returned_with_a_remark_and_then_approved(company: Company):
    company.call(EditCycle(key=QUARTER, needs_approval=True))
    key = make_goal(company).key
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    app = app_of(company, "tess", "cycle")
    async with running(app) as pilot:
        await press(pilot, "tab", "x", *"when", "ctrl+s")
        assert company.call(ShowGoal(key=key)).state is GoalState.DRAFT
        company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
        await press(pilot, "r")
        assert "Tess Team returned it: when" in free_of_problems(app)
        await press(pilot, "a", "y")
        assert company.call(ShowGoal(key=key)).approved is True


async def test_the_ledger_of_a_real_company_is_shown(company: Company):
    app = app_of(company, "sven", "cycle")
    async with running(app) as pilot:
        await press(pilot, *["tab"] * 4)
        assert "Nothing was moved" in free_of_problems(app)
        await press(pilot, "tab")
        free_of_problems(app)


async def test_people_are_found_read_and_let_go_after_their_plan_was_shown(company: Company):
    key = make_goal(company, activate=True).key
    app = app_of(company, "olivia", "people")
    async with running(app, LARGE) as pilot:
        text = free_of_problems(app)
        assert "CARE Customer Care" in text
        await press(pilot, "j", "l", "j", "l")
        assert "Emil Employee" in free_of_problems(app)
        app.open_target(Target("person", "emil"))
        await settle(pilot)
        assert key in free_of_problems(app)
        await press(pilot, "x", "ctrl+s")
        assert "emil → tess" in free_of_problems(app)
        owner = company.call(ShowGoal(key=key)).owner
        assert owner is not None
        assert owner.handle == "emil"
        await press(pilot, "ctrl+s")
        owner = company.call(ShowGoal(key=key)).owner
        assert owner is not None
        assert owner.handle == "tess"
        assert company.call(ShowPerson(handle="emil")).employed_to == company.today


async def test_a_unit_gets_another_lead_and_name(company: Company):
    app = app_of(company, "olivia", "people")
    async with running(app, LARGE) as pilot:
        app.open_target(Target("unit", "HELP"))
        await settle(pilot)
        assert "Tess Team" in free_of_problems(app)
        await press(pilot, "m", "ctrl+u", *"emil", "tab", "ctrl+s", "ctrl+s")
        lead = company.call(ShowUnit(key="HELP")).lead
        assert lead is not None
        assert lead.handle == "emil"
        await press(pilot, "e", "ctrl+u", *"Help", "ctrl+s")
        assert company.call(ShowUnit(key="HELP")).name == "Help"


async def test_a_unit_is_made_and_somebody_joins_it(company: Company):
    app = app_of(company, "olivia", "people")
    async with running(app) as pilot:
        await press(pilot, "N", *"Night", "tab", *"night", "ctrl+s")
        assert flashed(app).startswith("Night is NIGHT, below "), screen_text(app)
        app.open_target(Target("unit", "NIGHT"))
        await settle(pilot)
        await press(pilot, "n", *"Nora", "ctrl+s")
        assert flashed(app) == "Nora is @nora in NIGHT."
        assert "Nora" in free_of_problems(app)
    person = company.call(ShowPerson(handle="nora"))
    assert person.unit is not None
    assert person.unit.key == "NIGHT"
