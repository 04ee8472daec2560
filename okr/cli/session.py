"""One call of the program: its flags, settings and look, and the backend, which is connected when it is first needed."""

import gc
import sys
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from okr.cli.look import Look
    from okr.client import Backend
    from okr.contract.base import Page, Query, Request
    from okr.settings import Settings

COLLECTED_AT = 10_000
"""New objects after which the garbage collector looks through the new ones; Python's 700 is a dozen rows of a list."""

ANY_DAY = date(2026, 1, 1)

Result = TypeVar("Result")
Item = TypeVar("Item")


class Connect(Protocol):
    """How a backend is reached; `okr.client.connect` but in tests."""

    def __call__(self, url: str | None, *, acting_as: str | None, today: date | None) -> "Backend":
        """A backend for the place, acting as the person."""
        ...


class Session:
    """What the commands of one call share."""

    def __init__(self, connect: Connect | None = None) -> None:
        self.flags: dict[str, str | bool] = {}
        self._connect = connect
        self._backend: Backend | None = None
        self._is_agreed = False

    @cached_property
    def settings(self) -> "Settings":
        """Flags, then variables, then the config file; what is wrong in the file is said once on standard error."""
        from okr.cli.errors import warn
        from okr.settings import load_settings

        flags = {name: value for name, value in self.flags.items() if name not in {"json", "no-color"}}
        if self.flags.get("no-color"):
            flags["color"] = False
        settings = load_settings(flags)
        for warning in settings.warnings:
            warn(warning)
        return settings

    @cached_property
    def look(self) -> "Look":
        """How this call prints."""
        from okr.cli.look import look_of

        return look_of(self.settings, json=bool(self.flags.get("json")))

    @property
    def wants_json(self) -> bool:
        """Whether the answer is asked for as JSON."""
        return bool(self.flags.get("json"))

    @property
    def backend(self) -> "Backend":
        """The backend of the place that the settings name."""
        if self._backend is None:
            self._backend = self.connect_to(self.settings.url)
        return self._backend

    def connect_to(self, url: str | None) -> "Backend":
        """A backend for a place, as the person and on the day that the settings name."""
        connect: Connect
        if self._connect is not None:
            connect = self._connect
        else:
            from okr.client import connect

            if url is None:
                _require_default_company()
        return connect(url, acting_as=self.settings.acting_as, today=self.settings.today)

    @property
    def is_local(self) -> bool:
        """Whether this program itself holds the database: not a service, and not the backend of a test."""
        return self._connect is None and not (self.settings.url or "").startswith(("http://", "https://"))

    def call(self, request: "Request[Result]", *, key: str | None = None) -> Result:
        """The backend's answer."""
        if not gc.isenabled():
            wake_collector()
        if not self._is_agreed:
            _say_if_it_stays(request)
        return self.backend.call(request, key=key)

    def agree(self, question: str, operation: str) -> None:
        """Ask somebody at a terminal before an operation is carried out, and say whether it stays; a no ends the command."""
        import click

        from okr.cli.errors import REFUSED, note
        from okr.domain.undoing import stays

        reason = stays(operation)
        if reason is not None:
            note(f"This cannot be undone: {reason}.")
        if not click.confirm(question, err=True):
            note("nothing was done")
            click.get_current_context().exit(REFUSED)
        self._is_agreed = True

    def pages(self, request: "Query[Page[Item]]", *, to_the_end: bool) -> Iterator["Page[Item]"]:
        """The page that is asked for, and with `to_the_end` all that follow it."""
        while True:
            page = self.call(request)
            yield page
            if not to_the_end or page.next_cursor is None:
                return
            request = request.model_copy(update={"cursor": page.next_cursor})

    def today(self) -> date:
        """Today: as set, else in the organisation's time zone."""
        if self.settings.today is not None:
            return self.settings.today
        from okr.contract.organisation import ShowOrganisation

        return self.call(ShowOrganisation()).today

    def day(self, text: str | None, *, name: str, future: bool = False) -> date | None:
        """The day that is meant; words such as yesterday are relative to the organisation's today."""
        if text is None:
            return None
        from okr.domain.errors import InvalidInput
        from okr.domain.quantities import parse_date

        try:
            return parse_date(text, today=None, field=name)
        except InvalidInput:
            parse_date(text, today=ANY_DAY, field=name)  # refuses what is no day at all before anybody is asked
        return parse_date(text, today=self.today(), weekdays="future" if future else "past", field=name)

    def close(self) -> None:
        """Gives the backend's connections back."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None


def _say_if_it_stays(request: "Request[Result]") -> None:
    """Tell whoever sits at a terminal, before it is done, that a change cannot be undone."""
    from okr.contract.base import DECLARED

    declared = DECLARED.get(type(request))
    if declared is None or not declared.writes or getattr(request, "dry_run", False) or not sys.stderr.isatty():
        return
    from okr.cli.errors import note
    from okr.domain.undoing import stays

    reason = stays(declared.name, {name for name in request.model_fields_set if getattr(request, name) is not None})
    if reason is not None:
        note(f"This cannot be undone: {reason}.")


def wake_collector() -> None:
    """Let the garbage collector work again, but for what has been loaded by now, which stays to the end."""
    gc.freeze()
    gc.set_threshold(COLLECTED_AT, 10, 10)
    gc.enable()


def _require_default_company() -> None:
    """Names the way to a company where nobody named a place and there is none yet."""
    from pathlib import Path

    from okr.client.places import default_url
    from okr.domain.errors import NotFound

    if not Path(default_url()).exists():
        raise NotFound(
            "there is no company here yet",
            hint="okr init NAME makes one, okr demo shows a made-up one, --url or OKR_URL names another place",
        )
