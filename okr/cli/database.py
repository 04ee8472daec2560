"""`okr db`: the database is upgraded and backed up."""

from pathlib import Path

import click

from okr.cli.groups import OkrGroup, command
from okr.cli.output import lines, print_json, print_parts
from okr.cli.session import Session


@click.group(
    "db",
    cls=OkrGroup,
    lazy={
        "upgrade": ("okr.cli.database:upgrade", "Bring the database to the newest schema."),
        "backup": ("okr.cli.database:backup", "Write a backup while others go on working."),
    },
    examples=("okr db upgrade", "okr db backup acme-2026-03-31.sqlite"),
)
def database() -> None:
    """The database: upgrade it, back it up."""


@command(
    "upgrade",
    fields={"place": "where the database is", "copy": "the copy that was made of a SQLite file, or null"},
    examples=("okr db upgrade", "okr db upgrade --url postgresql://okr@db.example/okr"),
)
@click.pass_obj
def upgrade(session: Session, /) -> None:
    """Bring the database to the newest schema.

    A copy of a SQLite file is put beside it first; a kill in the middle leaves the old schema or the new one.
    """
    from okr.cli.store import upgrade

    place, copy = upgrade(session.settings.url)
    if session.wants_json:
        print_json({"place": place, "copy": None if copy is None else str(copy)})
        return
    told = [f"{place} has the newest schema"]
    if copy is not None:
        told.append(f"the file as it was before is {copy}")
    print_parts(session, [lines(*told)])


@command(
    "backup",
    fields={"backup": "where the backup is", "bytes": "its size"},
    examples=("okr db backup acme-2026-03-31.sqlite", "okr db backup okr.dump --url postgresql://okr@db.example/okr"),
)
@click.argument("target", type=click.Path(path_type=Path))
@click.pass_obj
def backup(session: Session, /, target: Path) -> None:
    """Write a backup while others go on working.

    It appears whole and checked, or not at all. A SQLite file gives a SQLite file. A PostgreSQL database gives a dump for
    pg_restore, made by a pg_dump of this machine that is at least as new as the server.
    """
    from okr.cli.store import back_up

    written = back_up(session.settings.url, target)
    size = written.stat().st_size
    if session.wants_json:
        print_json({"backup": str(written), "bytes": size})
        return
    print_parts(session, [lines(f"the backup is {written} ({size / 1_000_000:.1f} MB)")])
