"""The check-in grid: typing, what it does at once, submitting all or nothing, drafts."""

from decimal import Decimal

from textual.events import Paste

from okr.contract.check_ins import ListDue, PreviewCheckIn, RecordCheckIns
from okr.domain.errors import RuleViolation, Unreachable
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, rest, running, screen_of, screen_text, settle
from tui.screens.alignment import AlignmentScreen
from tui.screens.check_in import CheckInScreen


def row_at(app) -> str:
    row = screen_of(app, CheckInScreen).grid.row
    assert row is not None
    return row.result.key


async def typed(pilot, *keys: str) -> None:
    """Press keys, and let typing rest so that what it does is seen."""
    await pilot.press(*keys)
    await rest(pilot)


async def test_a_typed_value_shows_at_once_what_it_does(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, *"4.5")
        asked = backend.asked(PreviewCheckIn)
        assert [(call.key, call.value) for call in asked] == [("CARE-1.1", Decimal("4.5"))]
        text = screen_text(app)
        assert "CARE-1.1 33 % → 55 % ● on track" in text
        assert "CARE-1 33 % → 55 %" in text


async def test_everything_is_sent_in_one_parcel(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(
            pilot, *"4.5", "tab", *"70", "tab", *"Went well, q? 1", "tab", *"None", "enter", *"66 hours", "enter"
        )
        await press(pilot, "ctrl+s")
        parcels = backend.asked(RecordCheckIns)
        assert len(parcels) == 1
        first, second = parcels[0].check_ins
        assert (first.key, first.value, first.confidence, first.note, first.blocker) == (
            "CARE-1.1",
            Decimal("4.5"),
            70,
            "Went well, q? 1",
            "None",
        )
        assert (second.key, second.value, second.note) == ("CARE-2.1", Decimal(66), None)
        assert "Recorded 2 check-ins. CARE-1 33 % → 40 %." in flashed(app)
        assert screen_of(app, CheckInScreen).sheet.drafts == {}


async def test_when_one_is_refused_nothing_is_lost_and_the_cursor_goes_to_it(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, *"4.5", "enter", *"-3", "enter")
        await press(pilot, "ctrl+s")
        assert flashed(app) == "Nothing was recorded: 1 row is refused, its reason stands below."
        assert "CARE-2.1 cannot be negative." in screen_text(app)
        assert row_at(app) == "CARE-2.1"
        assert screen_of(app, CheckInScreen).sheet.text("CARE-1.1", "value") == "4.5"
        assert backend.recorded == []


async def test_the_same_parcel_sent_twice_has_the_same_key(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, *"4.5")
        backend.fail[RecordCheckIns] = Unreachable("The answer was lost.")
        await press(pilot, "ctrl+s")
        backend.fail.clear()
        await press(pilot, "ctrl+s")
        keys = [key for call, key in zip(backend.calls, backend.keys, strict=True) if isinstance(call, RecordCheckIns)]
        assert len(keys) == 2
        assert keys[0] == keys[1]
        assert keys[0]


async def test_what_is_no_number_is_said_while_one_types_and_not_sent(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, *"5..5")
        assert "is not a number" in screen_text(app)
        assert backend.asked(PreviewCheckIn) == []
        await press(pilot, "ctrl+s")
        assert backend.recorded == []
        assert "is not a number" in flashed(app)


async def test_low_confidence_asks_for_a_sentence(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, *"4.5", "tab", *"30")
        await press(pilot, "ctrl+s")
        assert "needs a sentence why" in flashed(app)
        assert screen_of(app, CheckInScreen).grid.cell.column == "note"


async def test_escape_takes_a_cell_back_then_asks_once_then_leaves_with_the_drafts_kept(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "4")
        await typed(pilot, *"4.5", "tab", *"70")
        await press(pilot, "escape")
        assert screen_of(app, CheckInScreen).sheet.text("CARE-1.1", "confidence") == ""
        assert screen_of(app, CheckInScreen).sheet.text("CARE-1.1", "value") == "4.5"
        await press(pilot, "escape")
        assert "not recorded yet" in flashed(app)
        assert isinstance(app.screen, CheckInScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, AlignmentScreen)
        await press(pilot, "4")
        assert screen_of(app, CheckInScreen).sheet.text("CARE-1.1", "value") == "4.5"


async def test_escape_does_not_ask_where_nothing_is_filled_in(backend):
    app = app_over(backend, screen="alignment")
    async with running(app) as pilot:
        await press(pilot, "4", "escape")
        assert isinstance(app.screen, AlignmentScreen)


async def test_the_last_line_names_the_way_out_until_there_is_something_to_record(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, SMALL) as pilot:
        assert "esc Back" in screen_text(app).splitlines()[-1]
        await typed(pilot, *"4.5", "tab")
        assert screen_text(app).splitlines()[-1].strip().startswith("ctrl+s Submit")


async def test_drafts_survive_a_crash(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, *"4.5", "tab", "tab", *"half written")
    again = app_over(FakeBackend(backend.company), screen="check-in")
    async with running(again) as pilot:
        assert "1 draft brought back" in flashed(again)
        assert screen_of(again, CheckInScreen).sheet.text("CARE-1.1", "note") == "half written"
        await press(pilot, "ctrl+s")
        assert "Recorded 1 check-in." in flashed(again)


async def test_submitting_nothing_says_what_to_do(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "ctrl+s")
        assert flashed(app) == "Nothing is filled in yet: type a value first."


async def test_the_last_value_is_repeated_and_a_row_cleared(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, "=")
        assert screen_of(app, CheckInScreen).sheet.text("CARE-1.1", "value") == "5.4"
        await typed(pilot, "x")
        assert screen_of(app, CheckInScreen).sheet.drafts == {}


async def test_mine_my_teams_and_all_go_round(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "v", "v", "v")
        assert [call.scope for call in backend.asked(ListDue)] == ["mine", "team", "all", "mine"]


async def test_what_one_may_not_check_in_to_cannot_be_typed_into_and_says_why(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "v")
        while row_at(app) != "PROD-2.1":
            await press(pilot, "down")
        assert "You may not check in to this one" in screen_text(app)
        await typed(pilot, *"9")
        assert "PROD-2.1" not in screen_of(app, CheckInScreen).sheet.drafts


async def test_nothing_due_says_what_to_press(backend):
    backend.company.empty = True
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        text = screen_text(app)
        assert "Nothing is due." in text
        assert "show my team's, or all" in text
        await press(pilot, "enter")
        assert [call.scope for call in backend.asked(ListDue)] == ["mine", "team"]


async def test_a_preview_that_is_refused_says_why(backend):
    backend.fail[PreviewCheckIn] = RuleViolation("CARE-1.1 is closed since 30 Sep.")
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await typed(pilot, *"4.5")
        assert flashed(app) == "CARE-1.1 is closed since 30 Sep."


async def test_pasted_text_is_cleaned(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        await press(pilot, "tab", "tab")
        screen_of(app, CheckInScreen).grid.post_message(Paste("two\nlines \x1b]52;c;aGk=\x07"))
        await settle(pilot)
        note = screen_of(app, CheckInScreen).sheet.text("CARE-1.1", "note")
        assert note.startswith("two lines")
        assert "\x1b" not in note
