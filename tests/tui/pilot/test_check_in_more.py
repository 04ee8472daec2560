"""The grid beyond typing values: skipping with a reason, correcting a reading, ambiguous numbers, refusals, keys counted."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from okr.contract.base import Page
from okr.contract.check_ins import DueItem, ListDue, PreviewCheckIn, RecordCheckIns, Skip
from okr.contract.homes import ShowHome
from okr.domain.errors import RuleViolation
from tests.tui.company import TODAY
from tests.tui.support import (
    LARGE,
    SMALL,
    app_over,
    flashed,
    press,
    rest,
    running,
    screen_of,
    screen_text,
    settle,
    until,
    write,
)
from tui.screens.check_in import CheckInScreen


def shows(app, text):
    return text in screen_text(app)


def sheet_of(app):
    return screen_of(app, CheckInScreen).sheet


async def test_five_results_take_at_most_six_keys_each_besides_the_value_and_the_note(backend):
    """A team's round from the home on: value, confidence and note of five rows, with the way there and the sending counted.

    Left out are the letters of values and notes alone.
    """
    app = app_over(backend, screen="home")
    async with running(app) as pilot:
        pressed: list[str] = []

        async def keys(*names: str) -> None:
            pressed.extend(names)
            await press(pilot, *names)

        await keys("4", "v")
        for value, confidence, note in (
            ("4.5", "70", "went well"),
            ("66", "80", "new routing"),
            ("5.1", "60", "as planned"),
            ("70", "90", "steady"),
            ("81", "75", "the north helped"),
        ):
            await pilot.press(*value)
            await keys("tab", *confidence, "tab")
            await write(pilot, note)
            await keys("enter")
        await keys("ctrl+s")
        assert [(row.note, row.confidence) for row in backend.recorded] == [
            ("went well", 70),
            ("new routing", 80),
            ("as planned", 60),
            ("steady", 90),
            ("the north helped", 75),
        ]
        assert len(pressed) == 28
        assert len(pressed) <= 5 * 6


async def test_a_row_is_skipped_with_a_reason_in_the_parcel_of_the_readings(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "s", *"Survey comes on Friday", "enter", *"66", "enter")
        assert "skipped" in screen_text(app)
        await press(pilot, "ctrl+s")
        (sent,) = backend.asked(RecordCheckIns)
        assert [(one.key, one.reason) for one in sent.skipped] == [("CARE-1.1", "Survey comes on Friday")]
        assert [row.key for row in sent.check_ins] == ["CARE-2.1"]
        assert "Recorded 1 check-in. 1 row skipped, with the reason." in flashed(app)
        assert sheet_of(app).drafts == {}


async def test_rows_are_skipped_without_any_reading(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "s", *"ill", "enter", "ctrl+s")
        assert flashed(app) == "1 row skipped, with the reason."
        assert backend.recorded == []


async def test_after_the_parcel_is_sent_letters_are_keys_again(backend):
    backend.last_change = None
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "s", *"ill", "ctrl+s", "u")
        assert flashed(app) == "You changed nothing in the last minutes that could be undone."
        assert sheet_of(app).drafts == {}, "what follows is no note"


async def test_a_skip_needs_a_reason_and_can_be_taken_back(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "s", "ctrl+s")
        assert "Skipping needs a reason" in flashed(app)
        assert backend.recorded == []
        await press(pilot, "escape", "s")
        assert sheet_of(app).drafts == {}


async def test_where_a_skip_is_refused_nothing_is_recorded_and_everything_stays_typed(backend):
    backend.fail[RecordCheckIns] = RuleViolation("Nothing was recorded. row 2: CARE-1.1 is closed.")
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "s", *"ill", "enter", *"66", "enter", "ctrl+s")
        assert sheet_of(app).drafts.keys() == {"CARE-1.1", "CARE-2.1"}
        assert screen_of(app, CheckInScreen).refused == {"CARE-1.1": "CARE-1.1 is closed."}
        assert "Nothing was recorded: 1 row is refused" in flashed(app)


async def test_the_last_reading_is_put_right_by_a_correction(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "e")
        assert "Correcting 5.4 hours" in flashed(app)
        await press(pilot, *"4.5")
        await rest(pilot)
        assert backend.asked(PreviewCheckIn)[-1].corrects == 5
        assert "Corrected" in screen_text(app)
        await press(pilot, "ctrl+s")
        (row,) = backend.recorded
        assert (row.key, row.value, row.corrects) == ("CARE-1.1", Decimal("4.5"), 5)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1 200", 1200), ("1,200", 1200), ("1.2k", 1200), ("1200 hours", 1200), ("1.2", Decimal("1.2"))],
)
async def test_numbers_are_understood_as_people_write_them(backend, typed, value):
    backend.company.measure = "hours"
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        keys = ["space" if character == " " else character for character in typed]
        screen = screen_of(app, CheckInScreen)
        rows = screen.sheet.rows
        big = rows[0].result
        screen.sheet = screen.sheet.of(
            (
                replace(rows[0], result=replace(big, current=None, has_reading=False, baseline=None, target=None)),
                *rows[1:],
            )
        )
        screen.draw()
        await press(pilot, *keys)
        await press(pilot, "ctrl+s")
        assert backend.recorded[0].value == value


@pytest.mark.parametrize(
    ("typed", "says"), [("1,200", "1,200 could be 1.2 or 1,200"), ("6,100", "could be 6.1 or 6,100")]
)
async def test_a_number_that_could_be_two_is_refused_with_both(backend, typed, says):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        await press(pilot, *typed)
        await rest(pilot)
        assert says in screen_text(app)
        # Typed slowly, what stands there before the last zeros is shown: 6, 6.1.
        assert Decimal(typed.replace(",", "")) not in {request.value for request in backend.asked(PreviewCheckIn)}
        await press(pilot, "ctrl+s")
        assert "write" in flashed(app)
        assert backend.recorded == []


async def test_a_refused_row_is_marked_and_the_cursor_goes_to_the_field(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"4.5", "enter", *"66", "enter")
        backend.fail[RecordCheckIns] = RuleViolation(
            "Nothing was recorded. row 2: CARE-2.1 becomes yes: a note has to say what shows it.", field="note"
        )
        await press(pilot, "ctrl+s")
        screen = screen_of(app, CheckInScreen)
        assert screen.grid.cell.column == "note"
        assert screen.grid.row is not None
        assert screen.grid.row.result.key == "CARE-2.1"
        assert "CARE-2.1" in screen.refused


async def test_wide_rows_show_how_it_went_and_the_pace(backend):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE):
        head = next(line for line in screen_text(app).splitlines() if "key result" in line)
        assert "went" in head
        assert "pace" in head


async def test_a_click_goes_to_the_cell_below_it(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        head = next(line for line in screen_text(app).splitlines() if "key result" in line)
        grid = screen_of(app, CheckInScreen).grid
        await pilot.click("#grid", offset=(head.index("conf") + 2, 1))
        await settle(pilot)
        assert grid.row is not None
        assert (grid.row.result.key, grid.cell.column) == ("CARE-2.1", "confidence")
        await pilot.click("#grid", offset=(head.index("value") + 2, 0))
        await settle(pilot)
        assert (grid.row.result.key, grid.cell.column) == ("CARE-1.1", "value")


async def test_a_typed_value_shows_what_it_does_to_the_goals_above(backend):
    for size in (SMALL, LARGE):
        app = app_over(backend, screen="check-in")
        async with running(app, size) as pilot:
            await press(pilot, *"4.8")
            await until(pilot, partial(shows, app, "Above"))
            [line] = [line for line in screen_text(app).splitlines() if "Above" in line]
            assert "ACME-1 54 % → 56 %" in line, line
            await press(pilot, "escape")


@pytest.fixture
def crowded(backend):
    """Four pages of a hundred rows are due."""
    whole = backend.answers[ListDue](backend, ListDue(scope="all")).items
    rows = [
        item.model_copy(
            update={"key_result": item.key_result.model_copy(update={"key": f"{item.key_result.key}{copy}"})}
        )
        for copy in range(400)
        for item in whole[:1]
    ]

    def page(_, request):
        start = int(request.cursor or 0)
        more = str(start + 100) if start + 100 < len(rows) else None
        return Page[DueItem](items=tuple(rows[start : start + 100]), next_cursor=more)

    backend.answers[ListDue] = page
    return backend


async def test_of_many_due_rows_a_page_is_asked_for_and_the_next_one_where_its_end_comes_near(crowded):
    app = app_over(crowded, screen="check-in")
    async with running(app, SMALL) as pilot:
        assert len(sheet_of(app).rows) == 100
        assert len(crowded.asked(ListDue)) == 1
        await press(pilot, "G")
        assert len(sheet_of(app).rows) == 200
        await press(pilot, "G", "G", "G")
        assert len(sheet_of(app).rows) == 400
        assert len(crowded.asked(ListDue)) == 4
        await press(pilot, "v")
        assert len(sheet_of(app).rows) == 100
        await press(pilot, "G")
        assert len(sheet_of(app).rows) == 200


async def test_rows_with_drafts_are_read_however_far_they_are(crowded):
    app = app_over(crowded, screen="check-in")
    others = crowded.answers[ListDue](crowded, ListDue(scope="all", cursor="300")).items
    async with running(app, SMALL) as pilot:
        await press(pilot, "G", "G", "4", "enter", "r")
        (key,) = sheet_of(app).drafts
        assert key in {row.result.key for row in sheet_of(app).rows}
        assert len(sheet_of(app).rows) < 400
        asked = len(crowded.asked(ListDue))
        crowded.answers[ListDue] = lambda *_: Page[DueItem](items=others, next_cursor="100")
        await press(pilot, "v")
        assert len(crowded.asked(ListDue)) == asked + 1, "what is typed stands in rows of another list"


@pytest.fixture
def left_out(backend):
    """The first row is left out on purpose already."""
    due = backend.answers[ListDue]

    def answer(fake, request):
        page = due(fake, request)
        first, *rest_of = page.items
        skip = Skip(
            reason="The phones were down",
            by=backend.company.person("maria"),
            said_on=TODAY,
            until=TODAY + timedelta(days=7),
        )
        return page.model_copy(update={"items": (first.model_copy(update={"skipped": skip}), *rest_of)})

    backend.answers[ListDue] = answer
    return backend


async def test_a_row_that_was_skipped_says_why_until_when_and_is_passed_over(left_out):
    app = app_over(left_out, screen="check-in")
    async with running(app, SMALL) as pilot:
        await until(pilot, lambda: shows(app, "skipped"))
        first = screen_of(app, CheckInScreen).sheet.rows[0].result.key
        row = next(line for line in screen_text(app).splitlines() if first in line)
        assert row.split()[0] == "skipped", "when it is due stands there no more"
        assert "late" not in row
        assert shows(app, "Maria Lopes: The phones were down; due again on 25 Nov")
        await press(pilot, *"66", "tab")
        assert not shows(app, "The phones were down"), "what is typed all the same comes first"


async def test_enter_goes_past_what_was_skipped(backend, left_out):
    app = app_over(left_out, screen="check-in")
    async with running(app, SMALL) as pilot:
        screen = screen_of(app, CheckInScreen)
        await until(pilot, lambda: shows(app, "skipped"))
        rows = screen.sheet.rows
        screen.sheet = screen.sheet.of((rows[1], rows[0], *rows[2:]))
        screen.draw()
        screen.grid.to_cell(rows[1].result.key, "value")
        await press(pilot, *"66", "enter")
        assert screen.grid.row == rows[2]


async def test_what_was_skipped_is_not_counted_as_late_on_the_home(left_out):
    left_out.company.home = "employee"
    home, skipped = left_out.answers[ShowHome], left_out.answers[ListDue]

    def answer(fake, request):
        found = home(fake, request)
        due = skipped(fake, ListDue()).items
        return found.model_copy(update={"employee": found.employee.model_copy(update={"due": due})})

    left_out.answers[ShowHome] = answer
    app = app_over(left_out)
    async with running(app, LARGE) as pilot:
        await press(pilot)
        assert shows(app, "skipped")
        assert not shows(app, "the oldest by 12 days")


async def test_of_what_is_over_it_is_said_as_of_when_a_reading_counts(backend):
    listed = backend.answers[ListDue]

    def over(backend, request):
        page = listed(backend, request)
        ended = (item.key_result.model_copy(update={"due": TODAY - timedelta(days=3)}) for item in page.items)
        rows = (item.model_copy(update={"key_result": one}) for item, one in zip(page.items, ended, strict=True))
        return page.model_copy(update={"items": tuple(rows)})

    backend.answers[ListDue] = over
    app = app_over(backend, screen="check-in")
    async with running(app):
        assert "ended: counts as of 15 Nov" in screen_text(app)
