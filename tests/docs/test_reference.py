"""The reference in docs/ is what the code says, to the letter."""

from pathlib import Path

import pytest

from okr.cli.groups import OkrCommand
from okr.cli.root import root
from tools.reference import pages, walk
from tools.reference_words import MEANINGS, PLACES

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", ["commands.md", "json.md"])
def test_the_reference_is_what_the_code_says(name: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run python -m tools.reference"


def test_every_command_but_completion_says_what_its_json_is() -> None:
    silent = {
        name
        for name, command in walk(root)
        if isinstance(command, OkrCommand) and not (command.answers or command.lists or command.fields)
    }
    assert silent == {"completion"}


def test_no_field_is_said_in_two_places() -> None:
    assert sum(map(len, PLACES)) == len(MEANINGS)
