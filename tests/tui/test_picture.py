"""Pictures of screens: whole, of the size asked for, the same every time, and without anything of the machine."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from okr.cli import main
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tui.picture import Picture, draw, pictured
from tui.state import state_folder


def words_in(svg: str) -> str:
    """The text of a picture."""
    return unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).replace("\xa0", " ")


def picture(
    screen: str, *, size: tuple[int, int] = (120, 36), about: str | None = None, theme: str | None = None
) -> str:
    return draw(Picture(screen, size, about, theme=theme), FakeBackend)


@pytest.mark.parametrize("screen", ["home", "alignment", "check-in", "accountability"])
def test_every_bottom_screen_can_be_drawn(screen):
    assert screen in pictured()
    assert "okr" in words_in(picture(screen))


def test_a_goal_is_drawn_with_its_key():
    assert "Answer every customer within two hours" in words_in(picture("goal", about="CARE-1"))


def test_the_same_company_gives_the_same_picture_and_themes_differ():
    first = picture("home")
    assert picture("home") == first
    assert picture("home", theme="light") != first


def test_the_size_is_the_one_asked_for():
    small, large = picture("home", size=(80, 24)), picture("home", size=(120, 36))
    widths = [
        float(found[1]) for found in (re.search(r'viewBox="0 0 ([0-9.]+)', svg) for svg in (small, large)) if found
    ]
    assert widths[1] - widths[0] == pytest.approx(40 * 12.2, abs=3)


def test_nothing_of_the_machine_stands_in_a_picture_and_nothing_is_remembered():
    svg = picture("alignment")
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
    for path in (str(Path.home()), str(Path.cwd()), "/tmp"):
        assert path not in svg
    assert list(state_folder().iterdir()) == []


def test_keys_are_pressed_before_it_is_drawn():
    drawn = draw(Picture("alignment", (120, 36), keys=("?",)), FakeBackend)
    assert "typetosearch" in words_in(drawn).replace(" ", "")  # the caret on its first letter parts the words


def test_the_command_writes_the_file_and_says_where(tmp_path, capsys):
    company = FakeBackend(Company(home="lead"))
    file = tmp_path / "home.svg"
    words = ["screenshot", "home", "--size", "80x24", "-o", str(file), "--json"]
    assert main(words, connect=lambda url, *, acting_as, today: company) == 0
    assert json.loads(capsys.readouterr().out) == {"path": str(file), "columns": 80, "rows": 24}
    assert "okr" in words_in(file.read_text(encoding="utf-8"))
    assert str(tmp_path) not in file.read_text(encoding="utf-8")


def test_without_colours_a_picture_holds_greys_alone(tmp_path, capsys):
    company = FakeBackend()
    for flags, coloured in (([], True), (["--no-color"], False)):
        file = tmp_path / "home.svg"
        words = [*flags, "screenshot", "home", "--size", "80x24", "-o", str(file)]
        assert main(words, connect=lambda url, *, acting_as, today: company) == 0
        inks = set(re.findall(r"fill: ?#([0-9a-f]{6})", file.read_text(encoding="utf-8")))
        assert inks
        assert any(max(parts) - min(parts) > 8 for parts in map(bytes.fromhex, inks)) is coloured
    capsys.readouterr()


def test_a_screen_that_cannot_show_what_was_asked_for_is_no_picture(tmp_path, capsys):
    file = tmp_path / "goal.svg"
    words = ["screenshot", "goal", "--goal", "NOPE-1", "-o", str(file)]
    assert main(words, connect=lambda url, *, acting_as, today: FakeBackend()) == 3
    assert "NOPE-1" in capsys.readouterr().err
    assert not file.exists()


def test_there_is_no_picture_of_a_company_that_is_not_there(tmp_path, capsys):
    assert main(["--url", f"sqlite:///{tmp_path / 'nothing.db'}", "screenshot", "home"]) != 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "nothing.db" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["home", "--size", "big"], "big is no size"),
        (["home", "--size", "20x5"], "20x5 is no size"),
        (["goal"], "the goal screen is about something"),
        (["home", "--theme", "pink"], 'there is no theme "pink"'),
        (["home", "-o", "nowhere/home.svg"], "nowhere/home.svg could not be written"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(words, said, capsys):
    assert main(["screenshot", *words], connect=lambda url, *, acting_as, today: FakeBackend()) != 0
    assert said in capsys.readouterr().err
