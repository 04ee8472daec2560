"""A check-in with its roll-up against the bare transaction of two statements, on the same database."""

import random
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import text

from bench.company import Company
from bench.figures import Figure, median_ms
from okr.contract.check_ins import RecordCheckIn

ROUNDS = 200
BARS = {"sqlite": 15.0, "postgresql": 4.0}


def measure(company: Company, database: str) -> Iterator[Figure]:
    """The median check-in of a random key result, idempotency and audit included."""
    chooser = random.Random(7)

    def check_in(number: int) -> None:
        key = chooser.choice(company.key_result_keys)
        company.backend.call(RecordCheckIn(key=key, value=Decimal(chooser.randrange(100, 900))))

    value = median_ms(check_in, ROUNDS)
    yield Figure(f"check-in with roll-up [{database}]", value, "ms", bare_transaction_ms(company), BARS[database])


def bare_transaction_ms(company: Company) -> float:
    """One insert and one update in a transaction of the driver itself, with the connection's own pragmas."""
    is_sqlite = database_is_sqlite(company)
    with company.store.engine.connect() as connection:
        for table in ("bench_a", "bench_b"):  # those of an earlier run on a company that was kept
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
        connection.execute(text("CREATE TABLE bench_a (id INTEGER PRIMARY KEY, value TEXT)"))
        connection.execute(text("CREATE TABLE bench_b (id INTEGER PRIMARY KEY, value INTEGER)"))
        connection.execute(text("INSERT INTO bench_b VALUES (1, 0)"))
        connection.commit()
    raw = company.store.engine.raw_connection()
    try:
        cursor = raw.cursor()

        def two_statements(number: int) -> None:
            if is_sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(f"INSERT INTO bench_a VALUES ({number}, 'a value of some length')")
            cursor.execute(f"UPDATE bench_b SET value = {number} WHERE id = 1")
            if is_sqlite:
                cursor.execute("COMMIT")
            else:
                raw.commit()

        return median_ms(two_statements, ROUNDS)
    finally:
        raw.close()


def database_is_sqlite(company: Company) -> bool:
    """Whether the company is in a SQLite file."""
    return company.store.url.is_sqlite
