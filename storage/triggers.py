"""What may only be added to: triggers that refuse UPDATE and DELETE, and the rows of `graph_locks`.

Attached to the metadata together with what only one database is told (`storage.tables.particular`), so that
`metadata.create_all` gives the same database as the migrations do.
"""

from sqlalchemy import Connection, MetaData, event

from storage.tables.agreements import contribution_steps
from storage.tables.check_ins import check_ins
from storage.tables.cycle_life import reviews
from storage.tables.journal import audit, history, target_ledger

APPEND_ONLY = {
    audit.name: "the audit is written once",
    check_ins.name: "check-ins are written once; correct or void one with a later one",
    contribution_steps.name: "what was agreed is written once",
    history.name: "history is written once",
    reviews.name: "reviews are written once",
    target_ledger.name: "the target ledger is written once",
}
"""Table to the words of the refusal."""

GRAPHS = ("goals", "key results", "people", "units")
"""The names in `graph_locks`."""


def sqlite_triggers(table: str, words: str) -> list[str]:
    """The statements that make a table append-only on SQLite."""
    return [
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'okr: {words}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def postgresql_triggers(table: str, words: str) -> list[str]:
    """The statements that make a table append-only on PostgreSQL; one function a table, so that its words are its own."""
    function = (
        f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'okr: {words}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"
            for verb in ("UPDATE", "DELETE", "TRUNCATE")
        ),
    ]


def statements(dialect: str) -> list[str]:
    """All of it for one database: the triggers, and the rows of `graph_locks`."""
    triggers = postgresql_triggers if dialect == "postgresql" else sqlite_triggers
    return [
        *(statement for table, words in APPEND_ONLY.items() for statement in triggers(table, words)),
        *(f"INSERT INTO graph_locks (name) VALUES ('{name}')" for name in GRAPHS),  # noqa: S608 - names of the schema
    ]


def attach(metadata: MetaData) -> None:
    """Have `metadata.create_all` make the partial indexes, triggers and rows too."""
    event.listen(metadata, "before_create", _before_create)
    event.listen(metadata, "after_create", _after_create)


def _before_create(_target: MetaData, _connection: Connection, **_: object) -> None:
    from storage.tables import particular  # loads both dialects

    particular.declare()


def _after_create(target: MetaData, connection: Connection, **_: object) -> None:
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
