"""Floor 4: the way to the goals; `connect(url)` gives a backend for a file, a database or a service."""

from datetime import date

from okr.client.backend import Backend


def connect(url: str | None = None, *, acting_as: str | None = None, today: date | None = None) -> Backend:
    """A backend for `url` (a path, `sqlite:///...`, `postgresql://...`), acting as a handle or e-mail.

    Without a person it acts as the owner of the database. Without a URL it opens the default company file. `today`
    fixes the day (demo, tests); otherwise it is today in the organisation's time zone. Nothing is opened before the
    first call. Raises `InvalidInput` for an address that is none.
    """
    from okr.client.local import LocalBackend  # the ORM is loaded with the first real use

    return LocalBackend(url, acting_as=acting_as, today=today)


__all__ = ["Backend", "connect"]
