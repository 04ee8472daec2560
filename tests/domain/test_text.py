"""Text at the door, on import, on screen and in CSV files (safety.md)."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import InvalidInput
from okr.domain.text import (
    FOLDED_BREAK,
    LONG_LIMIT,
    MARKS_LIMIT,
    REPLACEMENT,
    SHORT_LIMIT,
    TITLE_LIMIT,
    accept_long_text,
    accept_short,
    accept_title,
    clean_for_display,
    csv_safe,
    csv_unsafe,
    is_blank,
    repair_import,
)

CONTROLS = [chr(code) for code in [*range(0x20), 0x7F, *range(0x80, 0xA0)]]
DIRECTIONS = [chr(code) for code in [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]]
SURROGATES = ["\ud800", "\udbff", "\udc00", "\udfff"]
FORBIDDEN = frozenset(CONTROLS + DIRECTIONS) | {chr(code) for code in range(0xD800, 0xE000)}

nasty = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            [*CONTROLS, *DIRECTIONS, *SURROGATES, "\u2028", "\u2029", "\u0301", "\u0345", "\u200d", "\ufe0f"]
        ),
        st.characters(),
        st.sampled_from("ab [](){}='+-@\u00e9\u05d0\u0627\U0001f600\u4e2d"),
    ),
    max_size=60,
)


def longest_run_of_marks(text):
    return max(
        (
            len(run)
            for run in re.findall("m+", "".join("m" if unicodedata.category(c) in {"Mn", "Me"} else "." for c in text))
        ),
        default=0,
    )


# ------------------------------------------------------------------------------------------------------------ the door


@pytest.mark.parametrize("character", [*CONTROLS, *DIRECTIONS, *SURROGATES, "\u2028", "\u2029"], ids=ascii)
def test_a_title_with_a_character_that_controls_the_terminal_is_refused_and_the_place_named(character):
    with pytest.raises(InvalidInput) as refused:
        accept_title(f"Cut{character}costs")
    assert refused.value.field == "title"
    assert "character 4" in refused.value.message
    assert f"U+{ord(character):04X}" in refused.value.message
    assert character not in refused.value.message


def test_long_text_keeps_line_breaks_and_tabs_and_names_line_and_character_of_a_fault():
    assert accept_long_text("one\n\ttwo", field="note") == "one\n\ttwo"
    with pytest.raises(InvalidInput, match="note: line 2, character 3 is the control character ESCAPE"):
        accept_long_text("one\nab\x1b[31m", field="note")


def test_long_text_pasted_from_elsewhere_gets_one_kind_of_line_break():
    assert accept_long_text("a\r\nb\u2028c", field="note") == "a\nb\nc"
    with pytest.raises(InvalidInput, match="line break"):
        accept_long_text("a\rb", field="note")


@pytest.mark.parametrize("text", ["[nope]", "[@click=app.bell]x[/]", "\U0001f469\u200d\U0001f469\u200d\U0001f467 first", "\u05e9\u05dc\u05d5\u05dd and more", "\u0645\u0631\u062d\u0628\u0627", "a\u200fb", "\u4e2d\u6587", "\u2212", "\ufffd"], ids=ascii)  # fmt: skip
def test_brackets_emoji_right_to_left_letters_and_other_scripts_are_kept_as_they_are(text):
    assert accept_title(text) == text


def test_text_is_normalised_so_that_what_looks_alike_is_alike():
    assert accept_title("Cafe\u0301") == "Caf\u00e9"


def test_edge_blanks_are_stripped():
    assert accept_title(" \t\u00a0Cut costs\u3000\n") == "Cut costs"


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\u200d\ufe0f", "\u0301", "\u200e"], ids=ascii)
def test_what_cannot_be_seen_is_empty_and_refused_only_where_something_is_required(text):
    with pytest.raises(InvalidInput, match="title: is empty"):
        accept_title(text)
    assert accept_title(text, required=False) == ""
    assert accept_long_text(text, field="note") == ""
    assert is_blank(text)


def test_limits_hold_exactly():
    assert accept_title("a" * TITLE_LIMIT) == "a" * TITLE_LIMIT
    assert accept_short("a" * SHORT_LIMIT, field="name") == "a" * SHORT_LIMIT
    assert accept_long_text("a" * LONG_LIMIT, field="why") == "a" * LONG_LIMIT
    for refused in (
        lambda: accept_title("a" * (TITLE_LIMIT + 1)),
        lambda: accept_short("a" * (SHORT_LIMIT + 1), field="name"),
        lambda: accept_short("abc", field="name", limit=2),
        lambda: accept_long_text("a" * (LONG_LIMIT + 1), field="why"),
    ):
        with pytest.raises(InvalidInput, match=r"at most [0-9,]+ fit"):
            refused()


def test_eight_combining_marks_pass_and_nine_are_refused():
    # U+0323 does not compose with q, so that the run stays as long as it is typed
    assert accept_title("q" + "\u0323" * MARKS_LIMIT)
    with pytest.raises(InvalidInput, match=r"more than 8 combining marks in a row from character 2"):
        accept_title("q" + "\u0323" * (MARKS_LIMIT + 1))


def test_a_long_run_of_any_mark_is_cut():
    marks = [one for one in map(chr, range(0x110000)) if unicodedata.category(one) in {"Mn", "Me"}]
    assert len(marks) > 1_000
    uncut = [f"{ord(one):04X}" for one in marks if clean_for_display("a" + one * 9) != "a" + one * 8]
    assert uncut == []


def test_a_text_made_of_marks_is_refused_without_sorting_them_first(monkeypatch):
    def sort(form: str, text: str) -> str:  # costs the square of the length of a run
        pytest.fail(f"{len(text)} marks were sorted")

    with monkeypatch.context() as meanwhile, pytest.raises(InvalidInput):
        meanwhile.setattr(unicodedata, "normalize", sort)
        accept_long_text("a" + "\u0301\u0323" * (LONG_LIMIT // 2), field="note")


def test_a_very_long_text_is_refused_by_its_length_not_by_what_is_in_it():
    with pytest.raises(InvalidInput, match="10,000,000 characters"):
        accept_title("\x1b" * 10_000_000)


def outcome(accept, text):
    """The accepted text and no message, or no text and the message of the refusal."""
    try:
        return accept(text), ""
    except InvalidInput as refused:
        return None, refused.message


@given(nasty)
def test_whatever_is_accepted_is_safe_stable_and_drawn_as_it_is(text):
    for accept, single_line in ((accept_title, True), (lambda t: accept_long_text(t, field="note"), False)):
        accepted, message = outcome(accept, text)
        assert not set(message) & FORBIDDEN
        if accepted is not None:
            assert accept(accepted) == accepted
            assert not set(accepted) & (FORBIDDEN - set("\n\t"))
            assert clean_for_display(accepted, single_line=single_line) == accepted.replace("\t", "    ")


# ---------------------------------------------------------------------------------------------------------- the screen


@given(nasty)
def test_nothing_harmful_reaches_the_screen_whatever_is_stored(text):
    line = clean_for_display(text)
    lines = clean_for_display(text, single_line=False)
    assert not set(line) & (FORBIDDEN | {"\u2028", "\u2029"})
    assert not set(lines) & ((FORBIDDEN | {"\u2028", "\u2029"}) - {"\n"})
    assert longest_run_of_marks(line) <= MARKS_LIMIT
    assert longest_run_of_marks(lines) <= MARKS_LIMIT
    line.encode()
    lines.encode()


@given(nasty, st.booleans())
def test_cleaning_twice_is_cleaning_once(text, single_line):
    once = clean_for_display(text, single_line=single_line)
    assert clean_for_display(once, single_line=single_line) == once


@pytest.mark.parametrize(
    ("foreign", "drawn"),
    [
        ("\x1b]52;c;ZXZpbA==\x07", f"{REPLACEMENT}]52;c;ZXZpbA=={REPLACEMENT}"),
        ("\x1b[6n", f"{REPLACEMENT}[6n"),
        ("\x9b31mred", f"{REPLACEMENT}31mred"),
        ("exe.\u202egnp", f"exe.{REPLACEMENT}gnp"),
        ("a\nb\r\n\r\nc", f"a{FOLDED_BREAK}b{FOLDED_BREAK}c"),
        ("\na\n", "a"),
        ("a\tb", "a b"),
        ("\ud800", REPLACEMENT),
        ("[/nope]", "[/nope]"),
    ],
    ids=ascii,
)
def test_attacks_become_visible_and_harmless(foreign, drawn):
    assert clean_for_display(foreign) == drawn


def test_several_lines_stay_lines_where_there_is_room_for_them():
    assert clean_for_display("a\r\nb\u2029\tc", single_line=False) == "a\nb\n    c"


@pytest.mark.parametrize("unit", [" ", "\t", "\n", " \n", "\x1b", "[", "("], ids=ascii)
def test_the_largest_cell_of_an_import_is_cleaned_and_repaired_at_once(unit):
    cell = "\u00e9" + unit * (131_072 // len(unit)) + "x"
    start = time.process_time()
    for single_line in (True, False):
        clean_for_display(cell, single_line=single_line)
        repair_import(cell, single_line=single_line)
    # 0.03 s of work of this process alone, however busy the machine is; going over it once a blank would take a minute
    assert time.process_time() - start < 10


# ---------------------------------------------------------------------------------------------------------- the import


@given(nasty)
def test_a_repaired_cell_can_be_stored(text):
    title, _ = repair_import(text)
    assert accept_title(title, required=False) == title
    note, _ = repair_import(text, single_line=False)
    assert accept_long_text(note, field="note") == note


@given(nasty)
def test_what_could_be_stored_anyway_is_not_touched_and_not_noted(text):
    try:
        accepted = accept_title(text)
    except InvalidInput:
        return
    repaired = repair_import(accepted)
    assert repaired.text == accepted
    assert all("U+FFFD" in note for note in repaired.notes)


@pytest.mark.parametrize(
    ("cell", "text", "notes"),
    [
        ("  Preventing   Deaths ", "Preventing   Deaths", ()),
        ("Cut\r\n  costs", "Cut costs", ("line breaks became blanks",)),
        ("Cut\x00 costs\x0b", "Cut costs", ("2 control characters removed",)),
        (
            "Depart\ufffdment",
            "Depart\ufffdment",
            ("holds U+FFFD: a character was lost before the file was written; kept",),
        ),
        ("a\u202eb", "ab", ("1 control character removed",)),
        ("q" + "\u0323" * 20, "q" + "\u0323" * 8, ("stacked combining marks removed",)),
        ("\u200b", "", ()),
        ("Cafe\u0301", "Caf\u00e9", ()),
    ],
    ids=ascii,
)
def test_an_import_says_what_it_changed(cell, text, notes):
    assert repair_import(cell) == (text, notes)


# ------------------------------------------------------------------------------------------------------------- the CSV


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd", "-cmd|x", "@SUM(A1)", "\tx", "\rx", "\x00x", "-1+1", "+49 30 1234", "'=x", "=", "-"],
    ids=ascii,
)
def test_what_a_spreadsheet_would_run_is_guarded(cell):
    assert csv_safe(cell) == "'" + cell
    assert csv_unsafe(csv_safe(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["-12", "+1.5", "-1,234.5", "-85%", "-85 %", "-1e-5", "-.5", "12", "", "it's", "'quoted'", "a=b"]
)
def test_numbers_and_plain_text_stay_as_they_are(cell):
    assert csv_safe(cell) == cell
    assert csv_unsafe(cell) == cell


@given(st.one_of(st.text(alphabet="'=+-@\t\r\x0012.,%e a", max_size=8), st.text(max_size=20)))
def test_a_cell_comes_back_from_csv_as_it_went(cell):
    safe = csv_safe(cell)
    assert csv_unsafe(safe) == cell
    assert not re.match("[=@\t\r\x00]", safe)
