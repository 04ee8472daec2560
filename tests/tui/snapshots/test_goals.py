"""The goal screen section by section, and the forms about goals, as text in two sizes; see `test_screens`."""

import pytest

from okr.contract.goals import ShowGoal
from okr.contract.why import Explain
from okr.domain.errors import Unreachable
from okr.domain.vocabulary import GoalState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.goal_card import graded
from tests.tui.snapshots.test_screens import SIZES, compare, shown
from tests.tui.support import app_over, screen_text, settle, until

OPEN = "goal CARE-1"
FULL = {
    "goal-course": [OPEN, "tab", "j"],
    "goal-check-ins": [OPEN, "tab", "tab"],
    "goal-cascade": [OPEN, "tab", "tab", "tab"],
    "goal-work": [OPEN, "shift+tab", "shift+tab"],
    "goal-record": [OPEN, "shift+tab"],
    "edit-goal": [OPEN, "e"],
    "edit-key-result": ["goal CARE-1.1", "e"],
    "add-key-result": [OPEN, "K"],
    "decide": [OPEN, "s"],
    "why-key-result": ["goal CARE-1.1", "w"],
    "new-goal": [OPEN, "a", *"Answer", "space", *"customers", "tab", *"They", "space", *"leave"],
}


def company() -> Company:
    found = Company(may=("edit_goal", "check_in", "close_goal", "override_status"))
    found.of_goals["CARE-1"] = {"grade": graded()}
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FULL)
async def test_full(name, size):
    text = await shown(FakeBackend(company()), "alignment", SIZES[size], FULL[name])
    compare(f"{name}-full-{size}", text)
    assert max(len(line) for line in text.splitlines()) <= SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name", ["goal-course", "goal-check-ins", "goal-cascade", "goal-work", "goal-record", "decide"]
)
async def test_empty(name, size):
    backend = FakeBackend(Company(empty=True, may=()))
    backend.company.plan("CARE-1").state = GoalState.DRAFT
    compare(f"{name}-empty-{size}", await shown(backend, "alignment", SIZES[size], FULL[name]))


@pytest.mark.parametrize("size", SIZES)
async def test_a_form_whose_surroundings_cannot_be_read(size):
    backend = FakeBackend(company())
    backend.fail[ShowGoal] = Unreachable("The database does not answer.", hint="Try again when you are in the network.")
    compare(f"new-goal-error-{size}", await shown(backend, "alignment", SIZES[size], ["j", "a"]))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["goal", "why-key-result"])
async def test_loading(name, size):
    backend = FakeBackend(company())
    app = app_over(backend, screen="alignment")
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        if name == "why-key-result":
            app.open_goal("CARE-1.1")
            await settle(pilot)
        backend.hold.clear()
        if name == "goal":
            app.open_goal("CARE-1")
        else:
            await pilot.press("w")
        await until(pilot, lambda: "Loading…" in screen_text(app))
        compare(f"{name}-loading-{size}", screen_text(app))
        backend.hold.set()
        await settle(pilot)
    assert backend.asked(ShowGoal if name == "goal" else Explain)
