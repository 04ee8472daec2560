"""A text of several lines: how it is broken into rows, where the caret goes, and what comes back from an editor."""

import stat
import sys

import pytest

from okr.domain.errors import InvalidInput
from tui.editing_long import TextBuffer, text_rows
from tui.own_editor import editor_command, write_in


def rows(text: str, width: int) -> list[str]:
    return [text[row.start : row.end] for row in text_rows(text, width)]


def pressed(text: TextBuffer, key: str) -> TextBuffer:
    after = text.key(key, None)
    assert after is not None
    return after


def moved(text: TextBuffer, by: int) -> TextBuffer:
    after = text.up_or_down(by, 10)
    assert after is not None
    return after


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("", [""]),
        ("one two three", ["one two ", "three"]),
        ("one\n\ntwo", ["one", "", "two"]),
        ("abcdefghijklmnop", ["abcdefghi", "jklmnop"]),
        ("eine Straße 漢字漢字漢字", ["eine ", "Straße ", "漢字漢字", "漢字"]),
    ],
)
def test_a_text_is_broken_between_words_and_nothing_of_it_is_lost(text, broken):
    assert rows(text, 10) == broken
    assert "".join(broken) == text.replace("\n", "")


def test_typing_keeps_line_breaks_and_makes_controls_harmless():
    typed = TextBuffer().insert("two\nlines").new_line().insert("and\x1b[2J")
    assert typed.text == "two\nlines\nand\ufffd[2J"
    assert typed.caret == len(typed.text)


def test_home_and_end_stay_in_the_line_and_ctrl_u_and_ctrl_k_take_only_it_away():
    text = TextBuffer().insert("one\ntwo\nsix").to(5)
    assert pressed(text, "home").caret == 4
    assert pressed(text, "end").caret == 7
    assert pressed(text, "ctrl+u").text == "one\nwo\nsix"
    rest_gone = pressed(text, "ctrl+k")
    assert (rest_gone.text, rest_gone.caret) == ("one\nt\nsix", 5)


def test_up_and_down_go_through_rows_and_say_where_they_end():
    text = TextBuffer().insert("one two three")
    up = moved(text, -1)
    assert up.caret == 5
    assert up.up_or_down(-1, 10) is None
    assert moved(up, 1).caret == 13
    assert text.up_or_down(1, 10) is None


def test_a_word_is_taken_away_within_its_line():
    assert pressed(TextBuffer().insert("one\ntwo"), "ctrl+w").text == "one\n"


def editor(tmp_path, body: str) -> list[str]:
    script = tmp_path / "edit.py"
    script.write_text(f"import os, sys\nplace = sys.argv[1]\n{body}\n", encoding="utf-8")
    return [sys.executable, str(script)]


def test_what_an_editor_wrote_comes_back(tmp_path):
    seen = tmp_path / "seen"
    body = (
        f"open({str(seen)!r}, 'w').write(oct(os.stat(os.path.dirname(place)).st_mode) + open(place).read())\n"
        "open(place, 'a').write('second\\n\\n')"
    )
    assert write_in(editor(tmp_path, body), "first") == "first\nsecond"
    assert seen.read_text() == f"{oct(stat.S_IFDIR | 0o700)}first\n"


def test_an_editor_that_fails_changes_nothing_and_says_so(tmp_path):
    with pytest.raises(InvalidInput, match="ended with 3"):
        write_in(editor(tmp_path, "sys.exit(3)"), "first")
    with pytest.raises(InvalidInput, match="could not be started"):
        write_in([str(tmp_path / "nowhere")], "first")


def test_the_editor_is_the_one_that_the_person_has_chosen():
    assert editor_command({"EDITOR": "ed", "VISUAL": "code --wait"}) == ["code", "--wait"]
    assert editor_command({"EDITOR": "ed"}) == ["ed"]
    with pytest.raises(InvalidInput, match="cannot be read"):
        editor_command({"EDITOR": "'"})
