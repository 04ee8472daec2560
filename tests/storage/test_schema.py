"""The sum of all migrations is the schema that the code declares, on both databases."""

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

    assert script.get_current_head() == migrate.head_version()
    assert tuple(revision.revision for revision in reversed(list(script.walk_revisions()))) == migrate.KNOWN


def _sqlite_catalogue(path: Path) -> set[tuple[object, ...]]:
    engine = make_engine(parse_url(str(path)))
    try:
        found = set(_rows(engine, "SELECT 'lock', name, '', '' FROM graph_locks"))
        for kind, name, table, statement in _rows(engine, "SELECT type, name, tbl_name, sql FROM sqlite_master"):
            if table == "alembic_version":
                continue
            if kind == "table":  # the order in which constraints are written does not matter
                assert isinstance(statement, str)
                lines = {" ".join(line.split()).rstrip(",") for line in statement.splitlines()}
                found |= {(kind, name, line, "") for line in lines if line}
                found |= {(kind, name, *column) for column in _rows(engine, f"PRAGMA table_info({name})")}
            else:
                found.add((kind, name, table, statement))
        return found
    finally:
        engine.dispose()


def _rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(statement)]
    return sorted((row for row in rows if "alembic_version" not in str(row)), key=repr)
