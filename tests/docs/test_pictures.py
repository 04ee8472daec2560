"""The pictures of the role pages show what the interface shows: each is drawn anew by the command below it and compared."""

from pathlib import Path

import pytest

from tools.pictures import PAGES, Drawn, build, draw, pictures

ALL = list(pictures())


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up company of the pictures' day."""
    path = tmp_path_factory.mktemp("pictures") / "brightwater.sqlite"
    build(path)
    return path


@pytest.mark.parametrize("drawn", ALL, ids=lambda drawn: drawn.path.stem)
def test_a_picture_shows_what_the_interface_shows(
    drawn: Drawn, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert drawn.path.exists(), "python -m tools.pictures draws it"
    draw(drawn, company, tmp_path / "now.svg")
    same = (tmp_path / "now.svg").read_text(encoding="utf-8") == drawn.path.read_text(encoding="utf-8")
    assert same, f"{drawn.path.name} is out of date: look at what changed, then python -m tools.pictures"


def test_every_role_has_a_page_with_pictures_and_every_picture_a_command() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == {"executive", "team-lead", "employee", "administrator"}
    shown = sum(page.read_text(encoding="utf-8").count(".svg)") for page in PAGES.glob("*.md"))
    assert shown == len(ALL) > 8
    assert {path.name for path in (PAGES.parent / "pictures").glob("*.svg")} == {drawn.path.name for drawn in ALL}
