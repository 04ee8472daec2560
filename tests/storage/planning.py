"""What SQLite's planner is told of a company that is far larger than the one at hand."""

from collections.abc import Sequence

from sqlalchemy import text

from storage.unit_of_work import WriteWork


def tell_planner(work: WriteWork, counts: Sequence[tuple[str, str, str]]) -> None:
    """Have the planner believe counts: each is a table, an index of it, and its line of `sqlite_stat1`."""
    work.connection.execute(text("ANALYZE"))
    for table, index, stat in counts:
        values = {"table": table, "index": index, "stat": stat}
        work.connection.execute(text("DELETE FROM sqlite_stat1 WHERE idx = :index"), values)
        work.connection.execute(text("INSERT INTO sqlite_stat1 VALUES (:table, :index, :stat)"), values)
    work.connection.execute(text("ANALYZE sqlite_schema"))
