"""Plan files and documents with goals: read from this machine, looked at and carried out by okr."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from okr.domain.errors import Conflict, InvalidInput
from tui.reading import plans as reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from okr.client.backend import Backend
    from okr.exchange.plan.reading import PlanFile
    from tui.view_models.plans import OutlineLook, PlanLook

EVERYBODY = "*"
"""Stands for every role of a document that was not named."""


class Plans:
    """Goals as text, as the interface sees them. Files are read and written here, in the worker that asks."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def look(self, file: str, *, reason: str | None) -> PlanLook:
        """What a plan file would do; nothing is written."""
        from okr.exchange.plan.files import placed, request_of

        read = _plan_file(file)
        report = placed(self._connected().call(request_of(read, reason, dry_run=True)), read)
        return reading.plan_look(report, file_text=read.text, name=read.name)

    def apply(self, file: str, *, reason: str | None, looked_at: str, sent_as: str) -> PlanLook:
        """Carry out a plan file whose text is what was looked at, and bring the file up to it."""
        from okr.exchange.plan.files import bring_up, placed, request_of

        read = _plan_file(file)
        if read.text != looked_at:
            raise Conflict(f"{read.name} has been changed since; look at it again.", field="file")
        done = placed(self._connected().call(request_of(read, reason, dry_run=False), key=sent_as), read)
        trouble = bring_up(path_of(file), read, done) if done.written and done.deeds else None
        return reading.plan_look(done, file_text=read.text, name=read.name, trouble=trouble)

    def export(self, file: str, *, unit: str | None, cycle: str | None) -> int:
        """Write the goals of a unit and a cycle into a file that is not there yet; how many they are."""
        from okr.contract.plans import ExportPlan
        from okr.exchange.plan.writing import plan_text

        plan = self._connected().call(ExportPlan(unit=unit, cycle=cycle))
        self.keep(file, plan_text(plan), field="file")
        return len(plan.goals)

    def outline(self, file: str, *, unit: str | None, cycle: str | None, owners: Mapping[str, str]) -> OutlineLook:
        """What is understood of a document, and the plan file that is proposed."""
        from okr.exchange.limits import limits_from
        from okr.exchange.outline.reading import read_outline
        from okr.exchange.outline.writing import proposal_text

        path = found_file(file)
        found = read_outline(path, limits=limits_from(os.environ))
        proposal = proposal_text(found, name=path.name, unit=unit, cycle=cycle, owners=owners)
        named = frozenset(owners) | ({one.owner or "" for one in found.goals} if EVERYBODY in owners else set())
        return reading.outline_look(found, proposal=proposal, named=named)

    def keep(self, file: str, text: str, *, field: str = "output") -> str:
        """Write a plan into a file that is not there yet; answers where it stands."""
        path = path_of(file)
        if path.exists():
            raise InvalidInput(f"{path.name} is there already.", hint="Name another file.", field=field)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InvalidInput(f"{path} cannot be written: {error.strerror}.", field=field) from error
        return str(path)


def path_of(file: str) -> Path:
    """A file that a person names: "~" is their home; other paths start where okr was started."""
    return Path(file).expanduser()


def names_beginning(letters: str, *, most: int) -> tuple[str, ...]:
    """Files and folders whose path begins like this; folders end with a slash. Nothing where they cannot be listed."""
    path = path_of(letters)
    folder, beginning = (path, "") if letters.endswith("/") else (path.parent, path.name)
    written = letters[: len(letters) - len(beginning)] if not letters.endswith("/") else letters
    try:
        names = sorted(
            (one.name + "/" if one.is_dir() else one.name)
            for one in folder.iterdir()
            if one.name.startswith(beginning) and (beginning.startswith(".") or not one.name.startswith("."))
        )
    except OSError:
        return ()
    return tuple(written + name for name in names[:most])


def found_file(file: str) -> Path:
    """A file that is there; InvalidInput says where paths start."""
    path = path_of(file)
    if not path.is_file():
        raise InvalidInput(
            f"There is no file {path}." if file else "Name a file.",
            hint=f"Paths start in {Path.cwd()}.",
            field="file",
        )
    return path


def _plan_file(file: str) -> PlanFile:
    from okr.exchange.limits import limits_from
    from okr.exchange.plan.reading import read_plan_file

    path = found_file(file)
    try:
        return read_plan_file(path, limits=limits_from(os.environ))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", field="file") from error
    except InvalidInput as error:
        raise InvalidInput(error.message, hint=error.hint, field="file") from error
