"""Lines, numbers, charts, filters, typing and drafts: pure functions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.cells import cell_width
from okr.domain.errors import InvalidInput
from okr.domain.text import clean_for_display
from okr.domain.vocabulary import Status
from tests.tui.unit.examples import due_row
from tui.drafting import Sheet, problem_in, read_row, restored, rows_refused
from tui.editing import LineBuffer
from tui.filters import read_filter
from tui.format import ago, change, day, short_number, sparkline, write_status
from tui.kept_drafts import DraftRow, Drafts
from tui.lines import Look, Pen, wrap
from tui.view_models.basics import Numbers, Problem
from tui.view_models.goals import GoalFilter

TEXTS = st.text(max_size=60)
HOSTILE = "\x1b]52;c;aGk=\x07\u202e\x9b31m[red]x[/]"


@given(text=TEXTS, width=st.integers(1, 40), align=st.sampled_from(["left", "right", "center"]))
def test_a_cell_takes_exactly_its_width(text, width, align):
    assert Pen(Look()).cell(text, width, align=align).line().width == width


@given(text=TEXTS, width=st.integers(8, 40))
def test_wrapped_lines_fit_and_keep_every_word(text, width):
    lines = wrap(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join("".join(wrap(text, 10_000)).split())


def test_a_piece_holds_nothing_that_acts_upon_the_terminal():
    text = Pen(Look()).write(HOSTILE).cell(HOSTILE, 20).line().text
    assert not any(character in text for character in "\x1b\x07\x9b\u202e")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("5.4", "5.4"), ("3.6666667", "3.67"), ("1234.56", "1,234.6"), ("98765.4", "98,765"), ("12345678", "12.35M"),
     ("-2500000000", "-2.5B"), ("0", "0")],
)  # fmt: skip
def test_numbers_are_short(value, shown):
    assert short_number(Decimal(value)) == shown


def test_days_are_short_and_say_the_year_where_it_is_another():
    today = date(2026, 11, 18)
    assert day(date(2026, 11, 3), today=today) == "3 Nov"
    assert day(date(2025, 11, 3), today=today) == "3 Nov 2025"
    assert [ago(today - timedelta(days=days), today) for days in (0, 1, 20, 21, 200)] == [
        "today",
        "1 d",
        "20 d",
        "3 wk",
        "6 mo",
    ]
    assert ago(None, today) == "never"


def test_a_change_is_said_in_points():
    look = Look(ascii_only=True)
    assert change(330_000, 400_000, look) == ("+7", "success")
    assert change(400_000, 330_000, look) == ("-7", "error")
    assert change(None, 330_000, look)[0] == "new"
    assert change(739_000, 794_900, look) == ("+5", "success"), "74 to 79 % are five points to a reader"
    assert change(454_900, 464_900, look) == ("+1", "success")
    assert change(455_000, 464_900, look) == ("0", "dim")


def test_a_sparkline_runs_from_lowest_to_highest():
    assert sparkline([Decimal(1), Decimal(5), Decimal(9)], 8, Look()) == "▁▄█"
    assert sparkline([Decimal(1), Decimal(9)], 8, Look(ascii_only=True)) == "_@"
    assert sparkline([Decimal(1)], 8, Look()) == ""
    assert sparkline([Decimal(2)] * 3, 8, Look()) == "───"


def test_a_sparkline_of_what_hardly_moved_is_level():
    values = [Decimal(96), Decimal(97), Decimal(97)]
    assert sparkline(values, 8, Look(), least_span=Decimal(10)) == "───"


@pytest.mark.parametrize("width", [-1, 0, 1, 2])
def test_a_field_without_room_is_drawn_and_ends(width):
    pen = Pen(Look())
    LineBuffer("twelve days", 4).write(pen, width)
    assert pen.at <= max(0, width)


@pytest.mark.parametrize("status", [*Status, None])
@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize("set_by_hand", [False, True])
def test_a_status_always_has_a_glyph_and_a_word_in_the_same_width(status, stale, set_by_hand):
    numbers = Numbers(1, 1, 1, 1, status, Status.OFF_TRACK, stale, set_by_hand)
    line = write_status(Pen(Look()), numbers).line()
    assert line.width == 13
    assert line.text.strip()[-1].isalpha()
    assert line.text.isascii() is False
    assert write_status(Pen(Look(ascii_only=True)), numbers).line().text.isascii()
    short = write_status(Pen(Look()), numbers, words=False).line()
    assert short.width == 9
    assert short.text[2] == " ", "the word stands apart from the glyphs"
    assert short.text.strip()[-1].isalpha()


def test_a_status_that_a_person_set_has_a_mark():
    numbers = Numbers(1, 1, 1, 1, Status.AT_RISK, set_by_hand=True)
    assert write_status(Pen(Look()), numbers).line().text == "▲†  at risk  "
    assert write_status(Pen(Look()), numbers, words=False).line().text == "▲† risk  "


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (Numbers(1, 1, 1, 1, Status.ON_TRACK, Status.OFF_TRACK, stale=True), "●▾ stale "),
        (Numbers(1, 1, 1, 1, Status.ON_TRACK, stale=True), "●◌ stale "),
        (Numbers(1, 1, 1, 1, Status.OFF_TRACK, stale=True), "■◌ off   "),
        (Numbers(1, 1, 1, 1, None), "–  none  "),
    ],
)
def test_on_little_room_a_mark_says_what_the_word_does_not(numbers, said):
    assert write_status(Pen(Look()), numbers, words=False).line().text == said


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", GoalFilter()),
        ("renewal form", GoalFilter(words="renewal form")),
        ("status:off owner:me", GoalFilter(status=Status.OFF_TRACK, owner="ada")),
        ("status:at-risk unit:CARE stale", GoalFilter(status=Status.AT_RISK, unit="CARE", stale=True)),
        ('area:"Fast answers" x', GoalFilter(focus_area="Fast answers", words="x")),
        ("owner:none", GoalFilter(without_owner=True)),
        ("status: owner:", GoalFilter()),
        ('area:"Fast', GoalFilter(focus_area="Fast")),
        ("[/nope] it's", GoalFilter(words="[/nope] it's")),
    ],
)
def test_a_filter_means_what_one_reads(text, meant):
    assert read_filter(text, me="ada") == meant


def test_an_unknown_status_in_a_filter_names_the_known_ones():
    with pytest.raises(InvalidInput, match="there is no status great") as refusal:
        read_filter("status:great", me=None)
    assert "on-track" in (refusal.value.hint or "")


@given(
    st.lists(
        st.sampled_from(
            ["a", "9", "left", "right", "backspace", "delete", "home", "end", "ctrl+w", "ctrl+u", "ctrl+k", "語"]
        ),
        max_size=40,
    )
)
def test_a_caret_never_leaves_its_text(keys):
    buffer = LineBuffer()
    for key in keys:
        buffer = buffer.key(key, key if len(key) == 1 else None) or buffer
        assert 0 <= buffer.caret <= len(buffer.text)
        pen = Pen(Look())
        buffer.write(pen, 9)
        assert pen.line().width == 9


def test_typing_edits_a_line():
    buffer = LineBuffer().insert("twelve days").key("ctrl+w", None)
    assert buffer is not None
    assert buffer.text == "twelve "
    assert buffer.insert("\x1b[31m\nweeks").text == "twelve \ufffd[31m weeks"
    assert LineBuffer("5.4", 3).key("f5", None) is None
    assert LineBuffer("5.4", 0).key("ctrl+k", None) == LineBuffer()


def test_a_row_of_the_grid_becomes_a_reading():
    row = due_row("CARE-1.1", measure="hours")
    sheet = Sheet((row,)).typed("CARE-1.1", "value", "1,200.5 hours").typed("CARE-1.1", "confidence", "70 %")
    reading = read_row(sheet, row)
    assert (reading.value, reading.confidence, reading.note) == (Decimal("1200.5"), 70, None)


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"value": "abc"}, "value", "is not a number"),
        ({"value": "NaN"}, "value", "is not a number"),
        ({"note": "words"}, "value", "No value yet"),
        ({"value": "5", "confidence": "140"}, "confidence", "from 0 to 100"),
        ({"value": "5", "confidence": "40"}, "note", "needs a sentence why"),
        ({"value": "5 %"}, "value", "not in percent"),
    ],
)
def test_what_is_wrong_in_a_row_names_its_column(cells, column, said):
    row = due_row("CARE-1.1", measure="hours")
    sheet = Sheet((row,))
    for name, text in cells.items():
        sheet = sheet.typed("CARE-1.1", name, text)
    found = problem_in(sheet, row)
    assert found is not None
    assert found[0] == column
    assert said in found[1]


def test_another_text_makes_another_parcel_and_the_same_text_does_not():
    sheet = Sheet((due_row("A-1.1"),)).typed("A-1.1", "value", "5")
    assert sheet.typed("A-1.1", "value", "5").key == sheet.key
    assert sheet.typed("A-1.1", "value", "6").key != sheet.key
    assert sheet.typed("A-1.1", "value", "").drafts == {}


def test_drafts_come_back_with_the_key_of_their_parcel():
    sheet = restored(Drafts("parcel", {"A-1.1": DraftRow(value="5")}))
    assert (sheet.key, sheet.text("A-1.1", "value")) == ("parcel", "5")


def test_what_an_error_says_of_its_rows_is_found():
    said = clean_for_display("Nothing was recorded. row 1: CARE-1.1 is closed.\nrow 3: abc is no number.\nand 4 more")
    found = rows_refused(said)
    assert found[0] == "CARE-1.1 is closed."
    assert found[2].startswith("abc is no number.")
    assert rows_refused("the database is away") == {}


@pytest.mark.parametrize(
    ("message", "hint", "told"),
    [
        (
            "there is no company here yet",
            "okr init NAME makes one",
            "there is no company here yet; okr init NAME makes one",
        ),
        ("The past is not changed.", "Come back to today first.", "The past is not changed. Come back to today first."),
        ("There is none.", None, "There is none."),
    ],
)
def test_what_went_wrong_and_the_way_out_make_a_line(message, hint, told):
    assert Problem(message, hint).in_a_line == told
