"""A column or a block of a spreadsheet, pasted into the grid: a line for each row from the one of the cursor on."""

from decimal import Decimal

from textual.events import Paste

from okr.contract.check_ins import PreviewCheckIn
from tests.tui.support import SMALL, app_over, flashed, press, rest, running, screen_of, screen_text, settle
from tui.screens.check_in import CheckInScreen


async def paste(pilot, text):
    pilot.app.screen.query_one("#grid").post_message(Paste(text))
    await settle(pilot)


def grid_over(app):
    return screen_of(app, CheckInScreen).grid


def column(app, name="value"):
    screen = screen_of(app, CheckInScreen)
    return [screen.sheet.text(row.result.key, name) for row in screen.sheet.rows]


async def test_a_pasted_column_fills_the_rows_from_the_cursor_on(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, SMALL) as pilot:
        await press(pilot, "down")
        await paste(pilot, "66\r5.1\r")
        await rest(pilot)
        assert column(app) == ["", "66", "5.1"]
        assert flashed(app) == "2 rows filled; esc takes it back."
        assert sorted(request.value for request in backend.asked(PreviewCheckIn)) == [Decimal("5.1"), Decimal(66)]
        await press(pilot, "ctrl+s")
        assert [row.value for row in backend.recorded] == [Decimal(66), Decimal("5.1")]


async def test_value_confidence_and_note_of_each_line_go_into_their_cells(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await paste(pilot, "4.5\t70\twent well\n\t\tno news\n5.1\t\tas planned")
        await press(pilot, "down", "x", "ctrl+s")
        sent = [(row.value, row.confidence, row.note) for row in backend.recorded]
        assert sent == [(Decimal("4.5"), 70, "went well"), (Decimal("5.1"), None, "as planned")]


async def test_lines_beyond_the_last_row_and_cells_beyond_the_last_column_are_counted_and_left_out(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, SMALL) as pilot:
        await paste(pilot, "1\t\t\t\textra\n2\n3\n4\n\n5")
        assert column(app) == ["1", "2", "3"]
        assert flashed(app) == "3 rows filled, 2 lines left over, 1 cell without a column; esc takes it back."


async def test_rows_that_one_may_not_check_in_to_take_none(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "v")
        rows = screen_of(app, CheckInScreen).sheet.rows
        closed = [index for index, row in enumerate(rows) if not row.may_check_in]
        assert closed
        await paste(pilot, "\n".join(str(number + 1) for number in range(len(rows) - 1)))
        assert [index for index, text in enumerate(column(app)) if not text] == closed
        assert "left over" not in flashed(app)


async def test_a_wrong_value_is_marked_in_its_row_and_nothing_is_sent(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, SMALL) as pilot:
        await paste(pilot, "4.5\nnone yet\n5.1")
        assert "none yet!" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert backend.recorded == []
        row = grid_over(app).row
        assert row is not None
        assert row.result.key == "CARE-2.1"


async def test_escape_takes_the_whole_block_back_and_brings_back_what_stood_there(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"4", "enter", "s", *"ill", "enter", "up", "up")
        before = dict(screen_of(app, CheckInScreen).sheet.drafts)
        await paste(pilot, "1\t90\tone\n2\n3")
        await paste(pilot, "6\n7")
        assert column(app) == ["6", "7", "3"]
        await press(pilot, "escape")
        screen = screen_of(app, CheckInScreen)
        assert dict(screen.sheet.drafts) == before
        assert not screen.grid.is_typing


async def test_a_block_stays_when_the_cursor_has_left_its_row(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await paste(pilot, "1\n2\n3")
        await press(pilot, "enter", *"8", "escape")
        assert column(app) == ["1", "2", "3"]


async def test_one_line_is_as_if_it_were_typed_and_text_cells_take_a_block_as_one_line(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "4")
        await paste(pilot, ".5\n")
        assert column(app)[0].strip() == "4.5"
        await press(pilot, "tab", "tab")
        await paste(pilot, "two\nlines")
        assert column(app, "note") == ["two lines", "", ""]
        assert column(app)[1:] == ["", ""]
