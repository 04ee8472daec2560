"""A text written in the editor of one's own choice, while the interface rests."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDESPREAD = ("editor", "nano", "vim", "vi")
"""Editors that are tried where neither VISUAL nor EDITOR names one."""


def editor_command(environment: Mapping[str, str] | None = None) -> list[str]:
    """The editor as a command; InvalidInput where there is none."""
    known = os.environ if environment is None else environment
    named = known.get("VISUAL") or known.get("EDITOR")
    if named:
        try:
            words = shlex.split(named)
        except ValueError as error:
            raise InvalidInput(f"EDITOR cannot be read as a command: {named}") from error
        if words:
            return words
    found = next((one for one in WIDESPREAD if shutil.which(one)), None)
    if found is None:
        raise InvalidInput("There is no editor here.", hint="Name one: export EDITOR=nano")
    return [found]


def write_in(command: list[str], text: str) -> str:
    """The text after it was written in an editor, which has the terminal meanwhile; InvalidInput where that failed.

    It lies in a file that nobody else may read, and that is gone afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="okr-") as folder:
        place = Path(folder) / "text.md"
        place.write_text(f"{text}\n" if text else "", encoding="utf-8")
        try:
            ended = subprocess.run([*command, str(place)], check=False)
        except OSError as error:
            raise InvalidInput(
                f"{command[0]} could not be started: {error.strerror}.", hint="Name another one: export EDITOR=nano"
            ) from error
        if ended.returncode != 0:
            raise InvalidInput(f"{command[0]} ended with {ended.returncode}; the text is as it was.")
        try:
            return place.read_text(encoding="utf-8").rstrip()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"What {command[0]} wrote cannot be read; the text is as it was.") from error
