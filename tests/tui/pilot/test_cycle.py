"""The cycle screen: where the cycle stands, what is missing, its steps, a new one, and carrying goals on."""

from datetime import date

import pytest

from okr.contract.base import Page
from okr.contract.carrying import CarryForward
from okr.contract.cycles import CreateCycle, CycleView, EditCycle, ListCycles, MoveCycle
from okr.domain.errors import Conflict
from okr.domain.vocabulary import CycleKind, CycleState
from tests.tui.company import ADMINISTRATOR, EMPLOYEE, LEAD
from tests.tui.pilot.cycles import backend_of, writes
from tests.tui.rooms.cycles import NEXT, cycles
from tests.tui.support import app_over, flashed, press, running, screen_of, screen_text, settle
from tui.actions import BY_ID
from tui.dialogs.carry import CarryDialog
from tui.dialogs.cycle_step import StepDialog, early_words
from tui.dialogs.new_cycle import NewCycleDialog, following, name_after
from tui.drawing.cycle import head_lines
from tui.lines import Look
from tui.screens.cycle import CycleScreen
from tui.screens.goal import GoalScreen
from tui.view_models.cycles import CycleItem, CycleOverview, StepPlan


async def test_the_cycle_says_where_it_stands_and_what_is_missing_by_name():
    app = app_over(backend_of(), screen="cycle")
    async with running(app) as pilot:
        text = screen_text(app)
        for words in (
            "2026-Q4",
            "43 days left",
            "● ─",
            "approval asked",
            "Without a reading",
            "CARE-1",
            "and 1 more, not shown to you",
            "no owner",
        ):
            assert words in text, words
        await press(pilot, "j", "enter")
        assert isinstance(app.screen, GoalScreen)


@pytest.mark.parametrize("who", [EMPLOYEE, LEAD], ids=["employee", "lead"])
async def test_who_is_no_administrator_sees_the_checklist_and_why_they_cannot_go_on(who):
    backend = backend_of(**who)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        assert "Next: begin the grading. An administrator opens, grades and closes cycles." in screen_text(app)
        for key in ("s", "N"):
            await press(pilot, key)
            assert flashed(app) == "An administrator opens, grades and closes cycles."
        assert writes(backend, MoveCycle) == []


async def test_other_cycles_are_one_key_away_and_every_screen_shows_them():
    app = app_over(backend_of(), screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "n")
        assert (app.gateway.lens.cycle, screen_of(app, CycleScreen).cycle_key) == (NEXT, NEXT)
        assert "Learned from 2026-Q4" in screen_text(app)
        await press(pilot, "n")
        assert flashed(app) == "This is the latest quarter; P lists all cycles."
        await press(pilot, "p", "p")
        assert screen_of(app, CycleScreen).cycle_key == "2026-Q3"
        await press(pilot, "n")
        assert app.gateway.lens.cycle is None


async def test_a_key_pressed_while_another_cycle_is_on_its_way_is_about_that_one():
    app = app_over(backend_of(**ADMINISTRATOR), screen="cycle")
    async with running(app) as pilot:
        screen = screen_of(app, CycleScreen)
        screen.do_later_cycle()
        assert not screen.accepts(BY_ID["cycle.step"], "s")
        await settle(pilot)
        assert screen.accepts(BY_ID["cycle.step"], "s")
        await press(pilot, "s")
        assert f"Open {NEXT}" in screen_text(app)


async def test_a_quarter_follows_a_quarter_and_not_the_year_that_began_between_them():
    backend = backend_of()
    known = tuple(cycles(backend).values())
    at = [cycle.key for cycle in known].index("2026-Q4") + 1
    year = known[at - 1].model_copy(update={"key": "FY2026", "kind": CycleKind.YEAR})
    backend.answers[ListCycles] = lambda *_: Page[CycleView](items=(*known[:at], year, *known[at:]))
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "p")
        assert screen_of(app, CycleScreen).cycle_key == "2026-Q3"
        await press(pilot, "p")
        assert flashed(app) == "This is the earliest quarter; P lists all cycles."


async def test_goals_are_not_carried_into_the_year_that_their_quarter_belongs_to():
    backend = backend_of()
    known = tuple(one for one in cycles(backend).values() if one.key != NEXT)
    quarter = next(one for one in known if one.key == "2026-Q4")
    year = quarter.model_copy(
        update={"key": "FY2027", "kind": CycleKind.YEAR, "starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)}
    )
    backend.answers[ListCycles] = lambda *_: Page[CycleView](items=(*known, year))
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "f")
        assert "No open cycle comes after 2026-Q4. An administrator makes one" in " ".join(screen_text(app).split())


async def test_the_arrows_go_through_the_tabs_and_stop_at_both_ends():
    app = app_over(backend_of(), screen="cycle")
    async with running(app) as pilot:
        screen = screen_of(app, CycleScreen)
        await press(pilot, "left")
        assert screen.opened == 0
        await press(pilot, "right", "l")
        assert screen.opened == 2
        await press(pilot, "h")
        assert screen.opened == 1
        await press(pilot, *["right"] * 9)
        assert screen.opened == len(screen.tabs) - 1


@pytest.mark.parametrize(("goals", "shown"), [(1, "1 goal · approval asked"), (1_200, "1,200 goals · approval")])
def test_that_goals_need_an_approval_is_said_on_a_narrow_screen_too(goals, shown):
    starts, ends = date(2026, 11, 30), date(2027, 3, 8)
    cycle = CycleItem("2027-Q1", CycleKind.QUARTER, CycleState.PLANNING, starts, ends, goals, False, True, 1)
    plan = StepPlan(cycle, CycleState.PLANNING, CycleState.ACTIVE, (), stops=False, sentence="")
    title = head_lines(CycleOverview((cycle,), cycle, plan), 78, today=date(2026, 11, 22), look=Look())[0]
    words = "".join(piece.text for piece in title.pieces)
    assert words.endswith(f"begins in 8 days · {shown}")
    assert "…" not in words


async def test_a_step_shows_what_will_happen_before_it_is_taken():
    backend = backend_of(**ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "s")
        assert isinstance(app.screen, StepDialog)
        text = screen_text(app)
        assert "2026-Q4 is active and becomes grading." in text
        assert "5 things missing; it can still be mended." in text
        assert writes(backend, MoveCycle) == []
        await press(pilot, "ctrl+s")
        (asked,) = writes(backend, MoveCycle)
        assert (asked.state, asked.force, asked.version) == (CycleState.GRADING, False, 1)
        assert "2026-Q4 was active and is grading now." in flashed(app)
        assert "grading" in screen_text(app)


@pytest.mark.parametrize(
    ("state", "after", "goals", "today", "said"),
    [
        (CycleState.PLANNING, CycleState.ACTIVE, 3, date(2026, 9, 29), "It begins only on 1 Oct 2026, in 2 days."),
        (CycleState.PLANNING, CycleState.ACTIVE, 0, date(2026, 10, 1), "No goal is written for it yet."),
        (CycleState.ACTIVE, CycleState.GRADING, 3, date(2026, 12, 30), "It runs until 31 Dec 2026: 1 day left."),
        (CycleState.ACTIVE, CycleState.GRADING, 3, date(2026, 12, 31), ""),
        (CycleState.GRADING, CycleState.ACTIVE, 3, date(2026, 9, 29), ""),
        (CycleState.GRADING, CycleState.CLOSED, 0, date(2026, 9, 29), ""),
    ],
)
def test_a_step_before_its_day_or_with_nothing_to_begin_says_so(state, after, goals, today, said):
    days = date(2026, 10, 1), date(2026, 12, 31)
    assert (
        early_words(CycleItem("2026-Q4", CycleKind.QUARTER, state, *days, goals, False, False, 1), after, today) == said
    )


async def test_goals_are_not_carried_from_a_cycle_that_is_still_planned():
    app = app_over(backend_of(), screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "n", "f")
        assert flashed(app) == f"{NEXT} is still planned: goals go on from the cycle before, and p goes there."


async def test_what_stops_a_step_is_passed_over_with_a_reason_alone():
    backend = backend_of(CycleState.GRADING, **ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "s", "ctrl+s")
        assert "say why it is done all the same" in screen_text(app)
        assert writes(backend, MoveCycle) == []
        await press(pilot, *"gone", "ctrl+s")
        (asked,) = writes(backend, MoveCycle)
        assert (asked.state, asked.force, asked.reason) == (CycleState.CLOSED, True, "gone")


async def test_a_step_back_takes_a_reason():
    backend = backend_of(CycleState.GRADING, **ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "b", "ctrl+s")
        assert "A step back needs a reason." in screen_text(app)
        await press(pilot, *"wrong", "ctrl+s")
        assert [(one.state, one.reason) for one in writes(backend, MoveCycle)] == [(CycleState.ACTIVE, "wrong")]


async def test_only_what_is_graded_or_closed_goes_a_step_back():
    app = app_over(backend_of(**ADMINISTRATOR), screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "b")
        assert "only what is graded or closed goes a step back" in flashed(app)


async def test_a_step_that_somebody_took_meanwhile_is_refused_in_the_dialog():
    backend = backend_of(**ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "s")
        backend.fail[MoveCycle] = Conflict("2026-Q4 was changed meanwhile.", hint="Look again.")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, StepDialog)
        assert "2026-Q4 was changed meanwhile." in screen_text(app)


@pytest.mark.parametrize(
    ("name", "most", "following"),
    [("2026-Q3", 4, "2026-Q4"), ("2026-Q4", 4, "2027-Q1"), ("FY2027", None, "FY2028"), ("2026-12", 12, "2027-01"), ("Q4", 4, "Q5"), ("spring", 4, "spring 2")],
)  # fmt: skip
def test_the_name_of_a_new_cycle_follows_the_one_before(name, most, following):
    assert name_after(name, most=most) == following


async def test_a_new_cycle_is_proposed_as_the_one_that_follows():
    backend = backend_of(**ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "N")
        assert isinstance(app.screen, NewCycleDialog)
        await press(pilot, "ctrl+s")
        (asked,) = backend.asked(CreateCycle)
        assert (asked.key, str(asked.starts_on), str(asked.ends_on), asked.state) == (
            "2027-Q2",
            "2027-04-01",
            "2027-06-30",
            CycleState.PLANNING,
        )
        assert flashed(app) == "2027-Q2 is being planned."


async def test_an_administrator_changes_the_days_of_a_cycle_and_whether_its_goals_are_approved():
    backend = backend_of(**ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "E", "tab", "ctrl+u", *"2027-01-15", "tab", "right", "ctrl+s")
        (asked,) = backend.asked(EditCycle)
        assert (asked.key, str(asked.ends_on), asked.state) == ("2026-Q4", "2027-01-15", None)
        assert asked.needs_approval is not None
        assert flashed(app) == "2026-Q4 is saved."


def test_a_new_cycle_follows_the_one_that_is_shown_though_a_year_is_current():
    ended = CycleItem(
        "2026-Q2", CycleKind.QUARTER, CycleState.CLOSED, date(2026, 4, 7), date(2026, 7, 6), 10, False, False, 1
    )
    year = CycleItem(
        "FY2026", CycleKind.YEAR, CycleState.ACTIVE, date(2025, 12, 1), date(2026, 11, 30), 0, True, False, 1
    )
    proposed = following((ended, year), shown="2026-Q2")
    assert (proposed.key, proposed.starts, proposed.ends) == ("2026-Q3", date(2026, 7, 7), date(2026, 10, 5))
    assert following((ended, year)).key == "FY2027"


async def test_a_tab_can_be_clicked():
    app = app_over(backend_of(), screen="cycle")
    async with running(app) as pilot:
        await pilot.click("#tabs", offset=(17, 0))
        await settle(pilot)
        assert screen_of(app, CycleScreen).tab.name == "Review"


async def test_nothing_is_counted_as_missing_before_a_step_that_is_not_taken_any_more():
    for state, counted in ((CycleState.ACTIVE, True), (CycleState.CLOSED, False)):
        app = app_over(backend_of(state, **ADMINISTRATOR), screen="cycle")
        async with running(app):
            tab = screen_of(app, CycleScreen).tab
            assert (tab.name, tab.waiting() is not None) == ("Checklist", counted)


async def test_goals_are_carried_on_as_they_were_shown_and_chosen():
    backend = backend_of(CycleState.CLOSED, **ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "f")
        assert isinstance(app.screen, CarryDialog)
        text = screen_text(app)
        for words in ("From 2026-Q4 into 2027-Q1", "3 of 3", "was 7.5", "5.4 → 2", "CARE-1 has no parent there."):
            assert words in text, words
        assert writes(backend, CarryForward) == []
        await press(pilot, "space", "ctrl+s")
        (asked,) = writes(backend, CarryForward)
        assert (asked.source, asked.target, asked.goals) == ("2026-Q4", NEXT, ("CARE-2", "CHAT-1"))
        assert flashed(app) == f"2 goals carried into {NEXT}: CARE-7, CHAT-8."


async def test_a_lead_carries_the_goals_of_the_own_unit():
    backend = backend_of(CycleState.CLOSED, **LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "f")
        assert (backend.asked(CarryForward)[-1].unit, backend.asked(CarryForward)[-1].all_unfinished) == ("CARE", False)


async def test_goals_of_one_unit_are_chosen_by_its_key():
    backend = backend_of(CycleState.CLOSED, **ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "f", "u", *"care", "ctrl+s")
        assert (backend.asked(CarryForward)[-1].unit, backend.asked(CarryForward)[-1].dry_run) == ("CARE", True)


async def test_without_a_later_cycle_it_says_who_makes_one():
    backend = backend_of(**ADMINISTRATOR)
    known = tuple(cycles(backend).values())
    backend.answers[ListCycles] = lambda *_: Page[CycleView](items=known[1:])
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "f")
        assert "No open cycle comes after 2026-Q4" in screen_text(app)
