"""The sum of all migrations is the schema that the code declares, on both databases."""

import re
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import storage.schema
from storage import migrate
from storage.engine import make_engine, parse_url
from tests.databases import PostgresqlServer

POSTGRESQL_CATALOGUE = {
    "columns": """
        SELECT table_name, ordinal_position, column_name, data_type, udt_name, character_maximum_length, numeric_precision,
               numeric_scale, is_nullable, column_default, collation_name
        FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "locks": "SELECT name FROM graph_locks",
}


def test_the_migrations_make_the_declared_schema_on_sqlite(tmp_path: Path) -> None:
    migrated = tmp_path / "migrated.sqlite"
    migrate.create(parse_url(str(migrated)))
    declared = tmp_path / "declared.sqlite"
    engine = make_engine(parse_url(str(declared)), create=True)
    storage.schema.metadata.create_all(engine)
    engine.dispose()

    assert _sqlite_catalogue(migrated) == _sqlite_catalogue(declared)


def test_the_migrations_make_the_declared_schema_on_postgresql(postgresql_server: PostgresqlServer) -> None:
    names = [postgresql_server.create_database() for _ in range(2)]
    migrated, declared = (make_engine(parse_url(postgresql_server.url(name))) for name in names)
    migrate.create(parse_url(postgresql_server.url(names[0])))
    storage.schema.metadata.create_all(declared)
    try:
        for kind, statement in POSTGRESQL_CATALOGUE.items():
            assert _rows(migrated, statement) == _rows(declared, statement), kind
    finally:
        for engine, name in zip((migrated, declared), names, strict=True):
            engine.dispose()
            postgresql_server.drop_database(name)


def test_the_head_version_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    script = ScriptDirectory.from_config(config)

    assert script.get_current_head() == migrate.HEAD
    assert tuple(revision.revision for revision in reversed(list(script.walk_revisions()))) == migrate.KNOWN


def _sqlite_catalogue(path: Path) -> set[tuple[object, ...]]:
    engine = make_engine(parse_url(str(path)))
    try:
        found = set(_rows(engine, "SELECT 'lock', name, '', '' FROM graph_locks"))
        for kind, name, table, statement in _rows(engine, "SELECT type, name, tbl_name, sql FROM sqlite_master"):
            if table == "alembic_version":
                continue
            if kind == "table":  # a column that was added later stands elsewhere in the text, not in what it means
                assert isinstance(statement, str)
                found |= {(kind, name, *part) for part in _constraints(statement)}
                for pragma in ("table_info", "table_xinfo"):
                    found |= {(kind, name, pragma, *row) for row in _rows(engine, f"PRAGMA {pragma}({name})")}
                found |= {(kind, name, *row[1:]) for row in _rows(engine, f"PRAGMA foreign_key_list({name})")}
                found |= {(kind, name, *row[1:]) for row in _rows(engine, f"PRAGMA index_list({name})")}
                found |= {(kind, *row) for row in _rows(engine, f"PRAGMA table_list({name})")}
            else:
                found.add((kind, name, table, statement))
        return found
    finally:
        engine.dispose()


def _constraints(statement: str) -> set[tuple[str, str]]:
    """The names of a table's constraints, with what a CHECK says and whether a reference waits for the end."""
    plain = " ".join(statement.split())
    found = set()
    for match in re.finditer(r"CONSTRAINT (\w+) (\w+)", plain):
        rest = plain[match.end() :]
        following = rest.find("CONSTRAINT")
        words = "DEFERRABLE" if "DEFERRABLE" in rest[: following if following >= 0 else None] else ""
        if match.group(2) == "CHECK":
            words = _in_brackets(rest)
        found.add((match.group(1), words))
    return found


def _in_brackets(text: str) -> str:
    depth = 0
    for place, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == ")" and depth == 0:
            return text[: place + 1].strip()
    raise AssertionError(f"no closing bracket in {text}")


def _rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(statement)]
    return sorted((row for row in rows if "alembic_version" not in str(row)), key=repr)
