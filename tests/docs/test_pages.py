"""The tour in the README holds, and so does every how-to page that sets up a company of its own."""

import re
from pathlib import Path

import pytest

from tests.docs.walking import steps_of, walk

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [
    README,
    *(
        page
        for page in sorted((ROOT / "docs/how-to").glob("*.md"))
        if any("OKR_URL" in s.command for s in steps_of(page))
    ),
]
"""Pages without a company of their own speak of files that the reader has."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_in_their_order_and_print_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    walk(page, monkeypatch, capsys)


def test_the_tour_goes_from_a_company_to_the_reason_of_a_number() -> None:
    commands = [step.command for step in steps_of(README)]
    for wanted in ("okr init", "okr goal new", "okr goal tree", "okr checkin", "okr why"):
        assert any(command.startswith(wanted) for command in commands), wanted


WRITTEN = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "bench/README.md"]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (page.parent / name).exists()] == []


def test_every_decision_stands_in_their_list_under_its_title() -> None:
    folder = ROOT / "docs/decisions"
    listed = dict(re.findall(r"- \[(.+)\]\((.+)\)", (folder / "README.md").read_text(encoding="utf-8")))
    titles = {
        page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# "): page.name for page in folder.glob("*.md")
    }
    assert listed == {title: name for title, name in titles.items() if name != "README.md"}
