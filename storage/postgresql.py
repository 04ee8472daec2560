"""PostgreSQL as okr uses it: psycopg 3, a pool that checks an idle connection before it lends it, and time-outs."""

import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from okr.domain.errors import Unreachable
from storage import compiled

CONNECT_TIMEOUT_S = 3
STATEMENT_TIMEOUT_S = 10
RANDOM_PAGE_COST = 1.1
"""What fetching a row by an index costs against reading on: as on solid-state discs. With the server's own 4, made for turning
discs, expanding a node of 120,000 goals read them all (60 ms against 14)."""

IDLE_IN_TRANSACTION_TIMEOUT_S = 60
CHECK_AFTER_S = 1.0
"""A connection that was used within this time is lent unasked, which spares a round trip; if it broke, the work is done again."""

_USED_AT = "okr_used_at"


def make_engine(url: URL, *, statement_timeout_s: int = STATEMENT_TIMEOUT_S, pool_size: int = 8) -> Engine:
    """An engine over a PostgreSQL; `statement_timeout_s` of 0 means none. Raises Unreachable without psycopg."""
    options = (
        f"-c statement_timeout={statement_timeout_s * 1000}"
        f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_S * 1000}"
        " -c timezone=UTC"
        f" -c random_page_cost={RANDOM_PAGE_COST}"
    )
    given = url.query.get("options")
    if isinstance(given, str):
        options = f"{options} {given}"  # what the user says comes last and wins
    arguments: dict[str, object] = {"options": options, "application_name": "okr"}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = CONNECT_TIMEOUT_S
    try:
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_args=arguments,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise Unreachable(
            "A PostgreSQL database needs the package psycopg, which is not installed.",
            hint="pip install 'okr[postgres]'",
        ) from error
    _check_idle_connections(engine)
    from storage import libpq  # it needs psycopg, which is there

    event.listen(engine, "before_cursor_execute", compiled.settle)
    event.listen(engine, "rollback", libpq.rolled_back)
    event.listen(engine, "reset", libpq.given_back)
    event.listen(engine, "rollback_savepoint", libpq.rolled_back_to_savepoint)
    return engine


def _check_idle_connections(engine: Engine) -> None:
    """Ask a connection that was idle whether it is still there; the pool takes another one where it is not."""

    @event.listens_for(engine, "checkin")
    def note(_: Any, record: Any) -> None:
        record.info[_USED_AT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection: Any, record: Any, _: Any) -> None:
        used_at = record.info.get(_USED_AT)
        if used_at is None or time.monotonic() - used_at < CHECK_AFTER_S:
            return
        dialect = engine.dialect
        try:
            alive = dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("the connection was closed while it was idle") from error
        if not alive:
            raise DisconnectionError("the connection was closed while it was idle")
