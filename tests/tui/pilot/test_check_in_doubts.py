"""Values that may not be meant or would be refused: said beside the row while one types, and nothing stands in the way of sending."""

from dataclasses import replace
from decimal import Decimal

from okr.contract.check_ins import PreviewCheckIn
from okr.domain.errors import InvalidInput
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, rest, running, screen_of, screen_text
from tui.screens.check_in import CheckInScreen


def line_with(app, text):
    return next((line for line in screen_text(app).splitlines() if text in line), "")


async def test_a_doubtful_value_is_marked_in_its_row_with_the_reason_below_and_can_be_sent(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, SMALL) as pilot:
        await press(pilot, *"5400")
        await rest(pilot)
        assert "5400" in line_with(app, "CARE-1.1 ")
        assert " ? " in line_with(app, "5400")
        assert "Sure?     That is 3 times the last change." in screen_text(app)
        await press(pilot, "ctrl+s")
        assert [int(row.value) for row in backend.recorded] == [5400]


async def test_a_value_as_usual_has_no_mark_and_shows_what_moves_above(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        await press(pilot, *"4.5")
        await rest(pilot)
        assert "?" not in line_with(app, "CARE-1.1 ")
        assert "Sure?" not in screen_text(app)
        assert "Above" in screen_text(app)


async def test_a_value_that_would_be_refused_says_so_in_its_row_until_it_is_another(backend):
    backend.fail[PreviewCheckIn] = InvalidInput("value: a score lies between 0 and 100, not at 6000.", field="value")
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"6000")
        await rest(pilot)
        assert "A score lies between 0 and 100" in screen_text(app)
        await press(pilot, "enter", "up")
        assert "A score lies between 0 and 100" in screen_text(app)
        assert flashed(app) == ""
        await press(pilot, "x")
        assert "A score lies between" not in screen_text(app)


async def test_each_of_several_values_typed_at_a_run_is_tried_out(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await pilot.press(*"4.5", "enter", *"66", "enter", *"5.1", "enter")
        await rest(pilot)
        screen = screen_of(app, CheckInScreen)
        assert sorted(screen.previews) == sorted(screen.sheet.drafts)
        assert len(backend.asked(PreviewCheckIn)) == 3


async def test_drafts_that_are_brought_back_show_again_what_they_do(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"4.5")
        await rest(pilot)
    again = app_over(FakeBackend(backend.company), screen="check-in")
    async with running(again) as pilot:
        await rest(pilot)
        assert "CARE-1.1 33 % \u2192 55 % \u25cf on track" in screen_text(again)


async def test_titles_have_the_room_that_short_days_and_numbers_leave(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        screen = screen_of(app, CheckInScreen)
        first = screen.sheet.rows[0]
        title = "Wait for a reply"
        screen.sheet = screen.sheet.of((replace(first, result=replace(first.result, title=title), days_late=0),))
        screen.draw()
        await rest(pilot)
        assert line_with(app, "CARE-1.1 ").count(title) == 1
        assert "\u2026" not in line_with(app, "CARE-1.1 ")
        wide = replace(first.result, title=title, current=Decimal(540_000))
        screen.sheet = screen.sheet.of((replace(first, result=wide, days_late=121),))
        screen.draw()
        await rest(pilot)
        assert "121 d late" in line_with(app, "CARE-1.1 ")
        assert "540,000" in line_with(app, "CARE-1.1 ")
        assert "\u2026" in line_with(app, "CARE-1.1 ")


async def test_what_is_typed_while_other_rows_are_on_their_way_goes_into_those(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "down")
        second = screen_of(app, CheckInScreen).sheet.rows[1].result.key
        backend.hold.clear()
        await pilot.press("v", "7", "0")
        assert screen_of(app, CheckInScreen).sheet.drafts == {}
        backend.hold.set()
        await rest(pilot)
        screen = screen_of(app, CheckInScreen)
        assert screen.scope == "team"
        assert list(screen.sheet.drafts) == [screen.sheet.rows[0].result.key]
        assert screen.sheet.rows[0].result.key != second


async def test_the_cursor_and_what_is_being_typed_stay_with_their_row_when_the_rows_change(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "down", "7")
        screen = screen_of(app, CheckInScreen)
        key = screen.sheet.rows[1].result.key
        screen.sheet = screen.sheet.of(tuple(reversed(screen.sheet.rows)))
        screen.draw()
        await press(pilot, "0")
        assert screen.sheet.text(key, "value") == "70"
        screen.sheet = screen.sheet.of(screen.sheet.rows[:1])
        screen.draw()
        await rest(pilot)
        assert not screen.grid.is_typing
        assert screen.grid.row is not None


async def test_what_is_no_number_is_marked_in_its_row_when_the_cursor_has_left_it(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, SMALL) as pilot:
        await press(pilot, *"5,5,5", "enter")
        lines = [line for line in screen_text(app).splitlines() if "5,5,5" in line]
        assert "5,5,5!" in lines[0]
        await press(pilot, "up", "x", *"5", "enter")
        assert "!" not in next(line for line in screen_text(app).splitlines() if "CARE-1.1" in line)
