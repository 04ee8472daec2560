"""What the cycle screen shows of what was: lessons, the ledger of moved goalposts, calibration."""

from typing import Any

from okr.contract.accountability import ShowAccountability
from okr.contract.grading import ShowCalibration
from okr.contract.ledger import ListLedger
from okr.contract.retrospectives import WriteRetrospective
from okr.domain.vocabulary import CycleState
from tests.tui.company import ADMINISTRATOR, EMPLOYEE, LEAD
from tests.tui.pilot.cycles import CALIBRATION, LEDGER, LESSONS, backend_of
from tests.tui.rooms.cycles import NEXT
from tests.tui.support import app_over, flashed, press, running, screen_of, screen_text
from tui.screens.cycle import CycleScreen


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


async def test_calibration_of_a_cycle_that_is_not_closed_says_when_it_comes():
    backend = backend_of()
    app = app_over(backend, screen="cycle")
    async with running(app) as pilot:
        await press(pilot, "n", *CALIBRATION)
        text = screen_text(app)
        assert f"How well confidence came true is drawn when {NEXT} is closed." in text
        assert "That did not work" not in text
        assert backend.asked(ShowCalibration) == []


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
