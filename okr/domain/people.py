"""How people are named and reached: handles, e-mail addresses and time zones, as they are let in; handles made from names."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from okr.domain.cells import truncate
from okr.domain.errors import InvalidInput
from okr.domain.keys import without_accents
from okr.domain.quantities import nearest
from okr.domain.text import accept_short, clean_for_display

HANDLE_LIMIT = 64
EMAIL_LIMIT = 254
"""Characters in an address: what the mail protocols carry."""

_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*")
_ZONE = re.compile(r"[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+)*")
_NOBODY = "person"


def accept_handle(text: str, *, field: str = "handle") -> str:
    """A handle in small letters: letters, digits, full stops, dashes; else InvalidInput."""
    handle = text.strip().lower()
    if len(handle) > HANDLE_LIMIT or _HANDLE.fullmatch(handle) is None:
        raise InvalidInput(
            f'"{truncate(clean_for_display(text), 40)}" cannot be a handle.',
            hint=f"Take up to {HANDLE_LIMIT} letters a-z, digits, full stops and dashes, such as jane.doe.",
            field=field,
        )
    return handle


def propose_handles(name: str, *, email: str | None = None) -> Iterator[str]:
    """Handles for a person, the best first, without end: jane.doe, jane.doe2, jane.doe3, ...

    A name without Latin letters takes what stands before the @ of the e-mail address.
    """
    base = _plain(name) or (_plain(email.partition("@")[0]) if email else "") or _NOBODY
    yield base
    number = 2
    while True:
        yield f"{base[: HANDLE_LIMIT - len(str(number))]}{number}"
        number += 1


def propose_handle(name: str, taken: Collection[str], *, email: str | None = None) -> str:
    """The best handle for a person that none of `taken` is."""
    return next(handle for handle in propose_handles(name, email=email) if handle not in taken)


def accept_email(text: str, *, field: str = "email") -> str:
    """An e-mail address in small letters; else InvalidInput. Whether mail arrives there is another question."""
    address = accept_short(text, field=field, limit=EMAIL_LIMIT).lower()
    if _ADDRESS.fullmatch(address) is None:
        raise InvalidInput(
            f'"{truncate(clean_for_display(text), 60)}" is no e-mail address.',
            hint="Write it like jane.doe@example.org.",
            field=field,
        )
    return address


def accept_time_zone(text: str, *, field: str = "time_zone") -> str:
    """The name of a time zone that the calendar knows, such as Europe/Berlin; else InvalidInput with the nearest."""
    name = text.strip()
    if _ZONE.fullmatch(name) is not None and len(name) <= HANDLE_LIMIT:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
            pass
    near = _near_zones(name)
    hint = f"Did you mean {', '.join(near)}?" if near else "Write it like Europe/Berlin, America/New_York or UTC."
    raise InvalidInput(f'"{truncate(clean_for_display(text), 40)}" is no time zone.', hint=hint, field=field)


@lru_cache(maxsize=256)
def _near_zones(name: str) -> tuple[str, ...]:
    """Kept, since listing the zones of the machine takes 16 ms, and a file may repeat a wrong one in every row."""
    return nearest(name, available_timezones())


def _plain(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", re.sub(r"['\u2019]", "", without_accents(text).lower()))
    return ".".join(words)[:HANDLE_LIMIT].rstrip(".")
