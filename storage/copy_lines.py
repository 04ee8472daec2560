"""The lines of a COPY out of PostgreSQL, as fast as they arrive."""

from collections.abc import Iterator
from selectors import EVENT_READ, DefaultSelector
from typing import Any

_LOOK_AGAIN_S = 1.0


def lines_of(pgconn: Any) -> Iterator[bytes]:
    """The lines of a COPY without their ends: straight from what has arrived, since waiting for each takes longer than to read it."""
    import psycopg  # only where there is a PostgreSQL

    take = pgconn.get_copy_data
    with DefaultSelector() as selector:
        selector.register(pgconn.socket, EVENT_READ)
        while True:
            size, data = take(1)
            if size > 0:
                yield bytes(data[:-1])
            elif size == 0:  # nothing has arrived
                selector.select(_LOOK_AGAIN_S)
                pgconn.consume_input()
            else:
                break
    while (result := pgconn.get_result()) is not None:
        if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(result)
