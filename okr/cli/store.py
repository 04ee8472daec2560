"""The database itself: made, upgraded, backed up, examined. The only module of the commands that reaches storage."""

from pathlib import Path
from typing import TYPE_CHECKING

from okr.client.places import default_url

if TYPE_CHECKING:
    from storage.health import Health


def create(url: str | None) -> tuple[str, Path | None]:
    """Makes the database of a place where there is none, with the folder of the default one.

    Says where it is, and which file was made (None: there was one already, or it is a server).
    """
    from storage.engine import parse_url
    from storage.migrate import create

    place = parse_url(url or default_url())
    if url is None and place.path is not None:
        place.path.parent.mkdir(parents=True, exist_ok=True)
    made = place.path if place.path is not None and not place.path.exists() else None
    create(place)
    return place.shown, made


def discard(made: Path) -> None:
    """Takes away a file that was made for a company that was then refused."""
    for name in (made, *(made.with_name(made.name + end) for end in ("-wal", "-shm", "-journal"))):
        name.unlink(missing_ok=True)


def upgrade(url: str | None) -> tuple[str, Path | None]:
    """Brings a database to the newest schema; says where it is, and where the copy of a SQLite file is."""
    from storage.engine import parse_url
    from storage.migrate import upgrade

    place = parse_url(url or default_url())
    return place.shown, upgrade(place)


def back_up(url: str | None, target: Path) -> Path:
    """Writes a backup; says where it is."""
    from storage.backup import backup
    from storage.engine import parse_url

    return backup(parse_url(url or default_url()), target)


def examine(url: str | None) -> "Health":
    """What there is to know about a database, and what is wrong with it."""
    from storage.engine import parse_url
    from storage.health import examine

    return examine(parse_url(url or default_url()))


def shown_place(url: str | None) -> str:
    """How a place may be shown, without its password."""
    from storage.engine import parse_url

    return parse_url(url or default_url()).shown
