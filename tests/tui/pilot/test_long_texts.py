"""Long texts in forms: several lines, the arrows in them, and the editor of one's own choice."""

import sys
from contextlib import contextmanager

import pytest
from textual.app import SuspendNotSupported

from okr.contract.comments import AddComment
from okr.contract.contributions import CounterContribution
from okr.contract.retrospectives import WriteRetrospective
from okr.domain.vocabulary import CycleState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.agreements import agreed
from tests.tui.rooms.cycles import life, several_cycles
from tests.tui.support import SMALL, app_over, flashed, press, rest, running, screen_text
from tui.places import ABOUT
from tui.widgets.field import Field
from tui.widgets.long_field import MOST_ROWS


@pytest.fixture
async def countering():
    """The form of somebody who counters, with the caret in the reason."""
    backend = agreed(Company(me="tom"), may=())
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        app.open_over(ABOUT["contract"].make("CARE-1+3"))
        await rest(pilot)
        await press(pilot, "n", "end", "backspace", "backspace", "1", "2", "tab", "tab", "tab")
        yield app, pilot, backend


def reason(app) -> Field:
    found: Field = app.screen.query_one("#reason", Field)
    return found


async def test_a_reason_of_two_lines_is_sent_as_it_was_written(countering):
    app, pilot, backend = countering
    await press(pilot, *"Away", "enter", *"May")
    assert reason(app).value == "Away\nMay"
    assert reason(app).content_size.height == 2
    await press(pilot, "ctrl+s")
    [sent] = backend.asked(CounterContribution)
    assert sent.reason == "Away\nMay"


async def test_the_arrows_go_through_the_lines_and_then_to_the_next_field(countering):
    app, pilot, _ = countering
    await press(pilot, *"ab", "enter", *"cd", "up", "X", "down", "Y")
    assert reason(app).value == "abX\ncdY"
    await press(pilot, "up", "up")
    assert app.screen.focused.id == "title"


async def test_a_long_text_grows_up_to_some_rows_with_the_caret_in_sight(countering):
    app, pilot, _ = countering
    for number in range(1, 10):
        await press(pilot, *str(number), "enter")
    assert reason(app).content_size.height == MOST_ROWS
    await press(pilot, *"last")
    text = screen_text(app)
    assert "last" in text
    assert "\n" in reason(app).value


async def test_a_pasted_text_keeps_its_lines(countering):
    app, pilot, _ = countering
    reason(app).put("first\nsecond\x1b[2J")
    await rest(pilot)
    assert reason(app).value == "first\nsecond\ufffd[2J"


async def test_the_text_is_written_in_the_chosen_editor_while_the_interface_rests(countering, tmp_path, monkeypatch):
    app, pilot, _ = countering
    script = tmp_path / "edit.py"
    script.write_text("import sys\nopen(sys.argv[1], 'a').write('and June\\n')\n", encoding="utf-8")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    rested = []

    @contextmanager
    def suspend():
        rested.append("begins")
        yield
        rested.append("ends")

    monkeypatch.setattr(app, "suspend", suspend)
    await press(pilot, *"May", "ctrl+o")
    assert reason(app).value == "May\nand June"
    assert rested == ["begins", "ends"]


async def test_where_no_editor_can_be_opened_that_is_said_and_the_text_stays(countering, monkeypatch):
    app, pilot, _ = countering
    monkeypatch.setenv("VISUAL", "ed")

    @contextmanager
    def suspend():
        raise SuspendNotSupported
        yield

    monkeypatch.setattr(app, "suspend", suspend)
    await press(pilot, *"May", "ctrl+o")
    assert "No editor can be opened here" in flashed(app)
    assert reason(app).value == "May"


async def test_somebody_is_mentioned_in_any_line_of_a_comment():
    backend = agreed()
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        app.open_over(ABOUT["contract"].make("CARE-1+3"))
        await rest(pilot)
        await press(pilot, "m", *"Look", "enter", "@", *"tom")
        await rest(pilot)
        await press(pilot, "enter")
        await rest(pilot)
        await press(pilot, "ctrl+s")
        [sent] = backend.asked(AddComment)
        assert sent.text == "Look\n@tom"


async def test_a_lesson_keeps_its_lines_when_it_is_changed():
    backend = FakeBackend(Company())
    several_cycles(backend)
    life(backend).state = CycleState.GRADING
    app = app_over(backend, screen="cycle")
    async with running(app, SMALL) as pilot:
        await press(pilot, "tab", "tab", "tab", "e", *"a", "enter", *"b", "ctrl+s")
        await press(pilot, "e")
        assert app.screen.query_one("#worked", Field).value == "a\nb"
        await press(pilot, *"c", "ctrl+s")
        assert [one.worked for one in backend.asked(WriteRetrospective)] == ["a\nb", "a\nbc"]
