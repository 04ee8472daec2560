"""The database itself: made, upgraded, backed up, examined. The only module of the commands that reaches storage."""

from pathlib import Path
from typing import TYPE_CHECKING

from okr.client.places import default_url

if TYPE_CHECKING:
    from storage.health import Health


def create(url: str | None) -> str:
    """Makes the database of a place where there is none, with the folder of the default one; says where it is."""
    from storage.engine import parse_url
    from storage.migrate import create

    place = parse_url(url or default_url())
    if url is None and place.path is not None:
        place.path.parent.mkdir(parents=True, exist_ok=True)
    create(place)
    return place.shown


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
