"""The cycle screen: where the cycle stands, what is missing, its steps, review, grading, lessons, ledger, calibration."""

from typing import Any

import pytest

from okr.contract.accountability import ShowAccountability
from okr.contract.base import Page
from okr.contract.carrying import CarryForward
from okr.contract.cycles import CreateCycle, MoveCycle
from okr.contract.grading import GradeGoal, ListGrades, ShowCalibration
from okr.contract.ledger import ListLedger
from okr.contract.retrospectives import WriteRetrospective
from okr.contract.reviews import ListWaiting, ReviewGoal, WaitingReview
from okr.domain.errors import Conflict
from okr.domain.vocabulary import CycleState, ReviewVerdict
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.cycles import NEXT, life, several_cycles
from tests.tui.support import LARGE, app_over, flashed, press, running, screen_of, screen_text, settle
from tui.dialogs.carry import CarryDialog
from tui.dialogs.cycle_step import StepDialog
from tui.dialogs.new_cycle import NewCycleDialog, name_after
from tui.screens.cycle import CycleScreen
from tui.screens.cycle_writing import read_score
from tui.screens.goal import GoalScreen
from tui.widgets.field import Field
from tui.widgets.key_line import KeyLine

REVIEW, GRADING, LESSONS, LEDGER, CALIBRATION = (["tab"] * number for number in range(1, 6))
EMPLOYEE: dict[str, Any] = {"me": "jonas", "leads": (), "home": "employee"}
LEAD: dict[str, Any] = {"me": "maria", "leads": ("CARE",), "home": "lead"}
ADMINISTRATOR: dict[str, Any] = {"administrator": True}


def backend_of(state: CycleState = CycleState.ACTIVE, **company: Any) -> FakeBackend:
    backend = FakeBackend(Company(**company))
    several_cycles(backend)
    life(backend).state = state
    return backend


def writes(backend: FakeBackend, kind: type) -> list[Any]:
    return [call for call in backend.asked(kind) if not getattr(call, "dry_run", False)]


# -- where it stands and what is missing


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
        assert flashed(app) == "This is the latest cycle."
        await press(pilot, "p", "p")
        assert screen_of(app, CycleScreen).cycle_key == "2026-Q3"
        await press(pilot, "n")
        assert app.gateway.lens.cycle is None


# -- steps


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


# -- review


async def test_the_queue_shows_what_one_may_review_and_approves_in_place():
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW)
        text = screen_text(app)
        assert "CARE-2" in text
        assert "Ada Lindqvist returned it" in text
        assert backend.asked(ListWaiting)[-1].of_everybody is False
        await press(pilot, "a")
        assert app.screen.query_one(KeyLine).asked == (
            "Approve CARE-2? This cannot be undone: give another verdict; what reviewers said stays."
        )
        assert backend.asked(ReviewGoal) == []
        await press(pilot, "enter")
        (asked,) = backend.asked(ReviewGoal)
        assert (asked.key, asked.verdict, asked.version) == ("CARE-2", ReviewVerdict.APPROVED, 3)
        assert flashed(app) == "CARE-2 is approved as it stands."
        assert "Solve problems" not in screen_text(app)


async def test_returning_a_goal_takes_a_remark():
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW, "x", "ctrl+s")
        assert "say what is to be changed" in screen_text(app)
        assert backend.asked(ReviewGoal) == []
        await press(pilot, *"when", "ctrl+s")
        (asked,) = backend.asked(ReviewGoal)
        assert (asked.verdict, asked.remark) == (ReviewVerdict.RETURNED, "when")
        assert flashed(app) == "CARE-2 is returned to its owner as a draft."


async def test_what_others_review_is_shown_and_refused_with_who_may():
    backend = backend_of(**LEAD)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW, "v", "k", "a")
        assert (
            "Only a manager above the owner or the lead of Customer Care reviews CARE-1, never its owner."
            in flashed(app)
        )
        assert backend.asked(ReviewGoal) == []


async def test_an_employee_is_told_that_nothing_waits_for_them():
    backend = backend_of(**EMPLOYEE)
    backend.answers[ListWaiting] = lambda backend, _: Page[WaitingReview](items=())
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *REVIEW)
        assert "No goal waits for your review" in screen_text(app)


# -- grading


async def test_grading_shows_scores_parts_and_what_was_moved():
    app = app_over(backend_of(CycleState.GRADING), screen="cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, *GRADING)
        text = screen_text(app)
        for words in (
            "computed",
            "original",
            "0.3",
            "CARE-1.1",
            "and 1 goal not shown",
            "needs a post-mortem",
            "waits",
        ):
            assert words in text, words


async def test_the_owners_score_is_typed_in_place_with_reason_and_post_mortem():
    backend = backend_of(CycleState.GRADING, me="maria")
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "j", "j", "e")
        await press(pilot, *"0.4", "tab", *"so", "tab", *"late", "ctrl+s")
        (asked,) = backend.asked(GradeGoal)
        assert (asked.key, asked.score, asked.reason, asked.post_mortem) == ("CARE-1", 400_000, "so", "late")
        assert "CARE-1 is graded 0.4 and missed." in flashed(app)
        assert not screen_of(app, CycleScreen).is_typing


async def test_after_a_grade_the_cursor_goes_to_the_next_goal_that_waits():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "e", "tab", "tab", *"late", "ctrl+s")
        selected = screen_of(app, CycleScreen).selected
        assert selected is not None
        assert selected.key == "ACME-2"


async def test_a_missing_post_mortem_is_said_at_its_field():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "e", "ctrl+s")
        assert "it needs a short post-mortem" in screen_text(app)
        assert isinstance(app.focused, Field)
        assert app.focused.id == "post_mortem"
        await press(pilot, *"late", "ctrl+s")
        assert life(backend).grades["ACME-1"].post_mortem == "late"


@pytest.mark.parametrize(
    ("state", "who", "said"),
    [
        (CycleState.ACTIVE, ADMINISTRATOR, "2026-Q4 is active: goals are graded while their cycle is."),
        (CycleState.GRADING, EMPLOYEE, "Only its owner, a manager above, the lead of its unit or an administrator grades ACME-1."),
    ],
)  # fmt: skip
async def test_who_may_not_grade_is_told_why(state, who, said):
    backend = backend_of(state, **who)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "e")
        assert flashed(app) == said
        assert backend.asked(GradeGoal) == []


async def test_the_next_page_of_goals_comes_when_the_cursor_reaches_its_place():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *GRADING, "G")
        assert [request.cursor for request in backend.asked(ListGrades)] == [None, "4", "8"]
        await press(pilot, "G", "G")
        assert "1 goal not shown to you" in screen_text(app)


@pytest.mark.parametrize(("text", "ppm"), [("", None), ("0.8", 800_000), ("80%", 800_000), ("1", 1_000_000), ("0", 0)])
def test_a_score_is_read_as_it_is_typed(text, ppm):
    assert read_score(text) == ppm


# -- lessons, ledger, calibration


async def test_a_lead_writes_what_the_unit_learned():
    backend = backend_of(CycleState.GRADING)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *LESSONS)
        text = screen_text(app)
        assert "Northwind Internet" in text
        assert "nothing is written yet" in text
        assert "One queue for mail and chat" in text
        await press(pilot, "e", *"all", "tab", "tab", *"mail", "ctrl+s")
        (asked,) = backend.asked(WriteRetrospective)
        assert (asked.unit, asked.worked, asked.to_change, asked.next) == ("ACME", "all", None, "mail")
        assert flashed(app).startswith("Written for Northwind Internet")


async def test_who_leads_nothing_is_told_who_writes_lessons():
    app = app_over(backend_of(**EMPLOYEE), screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *LESSONS, "e")
        assert flashed(app) == "The lead of Customer Care, those above and administrators write what it learned."


async def test_what_was_typed_is_left_only_after_a_question():
    backend = backend_of()
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *LESSONS, "e", "x", "escape")
        assert "Leave without saving?" in screen_text(app)
        await press(pilot, "escape")
        assert screen_of(app, CycleScreen).editor is None
        assert backend.asked(WriteRetrospective) == []


async def test_the_ledger_shows_moved_goalposts_by_unit_and_each_with_its_reason():
    backend = backend_of()
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *LEDGER)
        text = screen_text(app)
        for words in ("2 Nov", "CARE-1.1", "2 → 3", "Two agents ill"):
            assert words in text, words
        assert backend.asked(ListLedger)[-1].unit == "ACME"


async def test_calibration_is_ones_own():
    backend = backend_of(**EMPLOYEE)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *CALIBRATION)
        text = screen_text(app)
        assert "Jonas Weber" in text
        assert "43 % came true" in text
        assert "0.284" in text
        assert backend.asked(ShowCalibration)[-1].person is None


async def test_an_administrator_sees_anybodys_calibration_and_others_are_told_who_does():
    backend = backend_of(**ADMINISTRATOR)
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *CALIBRATION, "v", *"maria", "ctrl+s")
        assert backend.asked(ShowCalibration)[-1].person == "maria"
        assert "Maria Lopes" in screen_text(app)
    app = app_over(backend_of(**LEAD), screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *CALIBRATION, "v")
        assert flashed(app) == "Only that person and administrators see how well somebody's confidence came true."


async def test_the_ledger_goes_down_to_a_unit_and_back():
    backend = backend_of()
    counted = backend._show_accountability

    def answer(_: Any, request: Any) -> Any:
        report = counted(request.model_copy(update={"unit": None}))
        units = tuple(row.model_copy(update={"moved_goalposts": 2}) for row in report.units)
        return report.model_copy(update={"units": units, "unit": report.unit.model_copy(update={"moved_goalposts": 8})})

    backend.answers[ShowAccountability] = answer
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, *LEDGER)
        assert "Moved goalposts below Northwind Internet" in screen_text(app)
        await press(pilot, "enter")
        assert backend.asked(ListLedger)[-1].unit == "CARE"
        await press(pilot, "escape")
        assert backend.asked(ListLedger)[-1].unit == "ACME"


async def test_a_tab_can_be_clicked():
    app = app_over(backend_of(), screen="cycle")
    async with running(app) as pilot:
        await pilot.click("#tabs", offset=(17, 0))
        await settle(pilot)
        assert screen_of(app, CycleScreen).tab.name == "Review"


# -- carrying on


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
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "n", "f")
        assert "No open cycle ends after 2027-Q1" in screen_text(app)
