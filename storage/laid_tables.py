"""R16: a past day of a large company laid over it: temporary tables that stand before those of the database, in one connection.

Whatever asks for a table by its name finds that of the day; what is only ever added to (check-ins) is looked at through a view.
The tables are filled under other names, so that meanwhile everything still reads today's, and take theirs at once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    MetaData,
    Select,
    Table,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.schema import CreateTable

from okr.domain.vocabulary import LinkKind, ObjectKind
from storage.as_of import When, differing
from storage.bulk import insert_many
from storage.goal_reading import chunks
from storage.kept_days import Tick
from storage.raw import RawId, as_text, tuples
from storage.schema import check_ins, goal_links, goal_progress_days, goals, history, metadata
from storage.scratch import LIVE
from storage.types import EPOCH, ONE_MICROSECOND, Id
from storage.unit_of_work import WriteWork

Row = Mapping[str, Any]

PORTION = 2_000
"""Rows that are held at a time where they are written one by one."""

_ODD = Table("laid_odd", MetaData(), Column("id", Id(), primary_key=True), prefixes=["TEMPORARY"])
"""The objects of which something else held on the day than what their rows say."""


def _tell_nobody(done: int, many: int) -> None:
    """For what takes no time."""


class Overlay:
    """The tables of a day while they are filled, in a transaction of their own connection."""

    def __init__(self, work: WriteWork, when: When) -> None:
        self.work = work
        self.when = when
        self._own = "pg_temp" if work.is_postgresql else "main"
        for table in (*_laid().values(), _ODD):
            made = CreateTable(table).compile(dialect=work.connection.dialect).string
            self._run(made if work.is_postgresql else made.replace(" TEMPORARY ", " ", 1))

    def put(self, table: Table, rows: Iterable[Row]) -> None:
        """Write rows; columns that the table lacks are left out of them."""
        laid = _laid()[table.name]
        names = [column.name for column in table.columns]
        rest = iter(rows)
        while some := [{name: row[name] for name in names} for row in islice(rest, PORTION)]:
            insert_many(self.work, laid, some)

    def copy(self, table: Table, *conditions: ColumnElement[bool], **instead: ColumnElement[Any]) -> None:
        """Take over what a table holds today, with some columns replaced; the database does it by itself."""
        columns = [instead.get(column.name, column).label(column.name) for column in table.columns]
        self.copy_rows(table, select(*columns).where(*conditions))

    def copy_rows(self, table: Table, rows: Select[*tuple[Any, ...]]) -> None:
        """Write what a statement finds."""
        names = [column.name for column in table.columns]
        self.work.connection.execute(insert(_laid()[table.name]).from_select(names, rows))

    def find_odd(self, table: Table, kind: ObjectKind) -> Iterator[list[UUID]]:
        """Note of which objects another version held than what their rows say; in portions."""
        found = differing(table, kind, when=self.when)
        connection = self.work.connection
        connection.execute(delete(_ODD))
        connection.execute(insert(_ODD).from_select(["id"], found))
        ids = list(connection.execute(select(_ODD.c.id)).scalars())
        return (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))

    def note_all_with_history(self, kind: ObjectKind) -> None:
        """Note all objects of a kind that have a history."""
        connection = self.work.connection
        connection.execute(delete(_ODD))
        found = select(history.c.object_id).where(history.c.object_kind == kind).distinct()
        connection.execute(insert(_ODD).from_select(["id"], found))

    def as_they_are(self, table: Table) -> list[ColumnElement[bool]]:
        """The conditions for rows that say what held: they held by the day, and are none of those noted."""
        held = [table.c.effective_on <= self.when.day, table.c.id.not_in(select(_ODD.c.id))]
        if self.when.known_at is not None:
            held.append(table.c.recorded_at <= self.when.known_at)
        return held

    def there(self, column: ColumnElement[Any], table: Table) -> ColumnElement[bool]:
        """The condition for what points at something that was there on the day."""
        return column.in_(select(_laid()[table.name].c.id))

    def drop(self, table: Table, condition: ColumnElement[bool]) -> None:
        """Take rows away again; the condition speaks of the table by `of`."""
        self.work.connection.execute(delete(_laid()[table.name]).where(condition))

    def of(self, table: Table) -> Table:
        """A table of the day under the name that it has meanwhile."""
        return _laid()[table.name]

    def change(self, table: Table, ids: Collection[UUID], **values: object) -> None:
        """Write other values into some rows."""
        laid = _laid()[table.name]
        for chunk in chunks(ids):
            self.work.connection.execute(update(laid).where(laid.c.id.in_(chunk)).values(**values))

    def rewrite(self, table: Table, rows: Iterable[Row]) -> None:
        """Write some rows anew: what they hold instead, by id."""
        laid = _laid()[table.name]
        for row in rows:
            values = {name: value for name, value in row.items() if name in table.columns and name != "id"}
            self.work.connection.execute(update(laid).where(laid.c.id == row["id"]).values(**values))

    def holds_the_same(self, table: Table, kind: ObjectKind) -> bool:
        """Whether all rows of a table hold as they hold today: none has a history, and none came later."""
        connection = self.work.connection
        of_kind = select(history.c.number).where(history.c.object_kind == kind).limit(1)
        if connection.execute(of_kind).first() is not None:
            return False
        then, now = (connection.execute(select(func.count()).select_from(one)).scalar_one()
                     for one in (self.of(table), table))  # fmt: skip
        return bool(then == now)

    def contributing(self) -> list[tuple[RawId, RawId]]:
        """The goals that contribute to others: child and parent."""
        links = self.of(goal_links).c
        ends = (as_text(end, is_postgresql=self.work.is_postgresql) for end in (links.child_id, links.parent_id))
        return tuples(self.work, select(*ends).where(links.kind == LinkKind.CONTRIBUTES))

    def levels(self) -> list[tuple[RawId, int]]:
        """The goals with their levels of today."""
        table = self.of(goals).c
        columns = (as_text(table.id, is_postgresql=self.work.is_postgresql), table.level)
        return tuples(self.work, select(*columns))

    def last_days(self, until: Any) -> None:
        """Where each goal stood at the last day up to one at which it is kept."""
        table = goal_progress_days
        last = (
            select(table.c.goal_id, func.max(table.c.day).label("day"))
            .where(table.c.day <= until)
            .group_by(table.c.goal_id)
            .subquery("last")
        )
        joined = and_(last.c.goal_id == table.c.goal_id, last.c.day == table.c.day)
        self.copy_rows(table, select(table).join(last, joined))

    def take_their_names(self) -> None:
        """From now on the tables of the day are found under the names of those of the database."""
        for name, table in _laid().items():
            self._run(f"ALTER TABLE {self._own}.{table.name} RENAME TO {name}")
        show_check_ins(self.work, self.when)

    def index(self, *tables: Table, tick: Tick = _tell_nobody) -> None:
        """Make the indexes that tables have today, after their rows: that takes half as long as to keep them in order meanwhile."""
        names = {table.name for table in tables}
        statements = [one for table, one in self._indexes() if table in names]
        for done, statement in enumerate(statements):
            tick(done, len(statements))
            self._run(statement)

    def index_others(self, *tables: Table, tick: Tick) -> None:
        """Make those of all tables but these; `tick` is told how far it is."""
        self.index(*(table for table in _filled() if table not in tables), tick=tick)

    def leave_to_another(self, table: Table) -> None:
        """Give a table up that is found elsewhere."""
        self._run(f"DROP TABLE {self._own}.{table.name}")

    def show_as_they_are(self, table: Table) -> None:
        """Let a table show, instead of those that were put into it, the rows of today that held on the day; SQLite alone.

        Those that were noted as odd last are not among them. `show_put` ends it.
        """
        names = ", ".join(column.name for column in table.columns)
        held = f"effective_on <= '{self.when.day.isoformat()}' AND id NOT IN (SELECT id FROM main.{_ODD.name})"  # noqa: S608
        statement = f"SELECT {names} FROM {LIVE}.{table.name} WHERE {held}{_known(self.when)}"  # noqa: S608 - words of our own
        self._run(f"CREATE TEMPORARY VIEW {table.name} AS {statement}")

    def count_today(self, table: Table) -> int:
        """How many rows a table has today; SQLite alone."""
        return int(self._run(f"SELECT count(*) FROM {LIVE}.{table.name}").scalar_one())  # noqa: S608 - a name of the schema

    def show_put(self, table: Table) -> None:
        """Let a table show what was put into it again."""
        self._run(f"DROP VIEW temp.{table.name}")

    def analyse(self, *tables: Table) -> None:
        """Let the database plan as it does for today: PostgreSQL counts rows, SQLite takes over what it counted of today's."""
        if self.work.is_postgresql:
            for table in tables:
                self._run(f"ANALYZE {self._own}.{table.name}")
            return
        # In each statement of this module stand names of the schema alone, and LIVE, a word of our own (S608).
        counted = self._run(f"SELECT 1 FROM {LIVE}.sqlite_master WHERE name = 'sqlite_stat1'")  # noqa: S608
        if counted.first() is None:
            return
        self._run("ANALYZE main.sqlite_master")
        for table in tables:
            self._run(f"DELETE FROM main.sqlite_stat1 WHERE tbl = '{table.name}'")  # noqa: S608 - a name of the schema
            self._run(f"INSERT INTO main.sqlite_stat1 SELECT * FROM {LIVE}.sqlite_stat1 WHERE tbl = '{table.name}'")  # noqa: S608
        self._run("ANALYZE main.sqlite_master")

    def _indexes(self) -> Iterator[tuple[str, str]]:
        """The tables with what makes the indexes that they have today; for what is kept unique only its order is needed."""
        if self.work.is_postgresql:
            found: list[Any] = list(self._run(_INDEXES_OF_POSTGRESQL))
            for table, name, definition in found:
                _, _, rest = str(definition).partition(" USING btree ")
                yield table, f'CREATE INDEX "{name}" ON pg_temp.{table} USING btree {rest}'
            return
        for table, statement in self.work.connection.exec_driver_sql(_INDEXES_OF_SQLITE):
            yield table, str(statement).replace("CREATE UNIQUE INDEX", "CREATE INDEX")
        for table in _filled():
            for constraint in table.constraints:
                names = (
                    [column.name for column in constraint.columns] if isinstance(constraint, UniqueConstraint) else []
                )
                if names and not _NOT_LOOKED_UP.issuperset(names):
                    made = f"laid_{table.name}_{'_'.join(names)} ON {table.name} ({', '.join(names)})"
                    yield table.name, f"CREATE INDEX {made}"

    def _run(self, statement: str) -> CursorResult[Any]:
        return self.work.connection.exec_driver_sql(statement)


def show_check_ins(work: WriteWork, when: When) -> None:
    """Let the table of check-ins show, in this connection, what was effective by the day, and what later ones say of any, as far as recorded."""
    live = _schema_of_today(work) if work.is_postgresql else LIVE
    shown = f"(effective_on <= '{when.day.isoformat()}' OR corrects IS NOT NULL OR voids IS NOT NULL)"
    shown += _known(when)
    names, table = ", ".join(column.name for column in check_ins.columns), f"{live}.{check_ins.name}"
    statement = f"SELECT {names} FROM {table} WHERE {shown}"  # noqa: S608 - a day and a number of our own
    work.connection.exec_driver_sql(f"CREATE TEMPORARY VIEW {check_ins.name} AS {statement}")


def _known(when: When) -> str:
    """The condition for what had been recorded, to be added to others."""
    return "" if when.known_at is None else f" AND recorded_at <= {(when.known_at - EPOCH) // ONE_MICROSECOND}"


_NOT_LOOKED_UP = {"external_id"}
"""What is looked up by an import alone, which never asks about the past: such columns have no index."""

_INDEXES_OF_SQLITE = f"SELECT tbl_name, sql FROM {LIVE}.sqlite_master WHERE type = 'index' AND sql IS NOT NULL"  # noqa: S608
_INDEXES_OF_POSTGRESQL = (
    "SELECT c.relname, i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x"
    " JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am a ON a.oid = i.relam"
    " WHERE n.nspname = current_schema() AND NOT x.indisprimary AND a.amname = 'btree'"
)


def _schema_of_today(work: WriteWork) -> str:
    found: str = work.connection.execute(select(func.current_schema())).scalar_one()
    return f'"{found}"'


def _filled() -> list[Table]:
    return [table for table in metadata.sorted_tables if table is not check_ins]


@cache
def _laid() -> dict[str, Table]:
    """Every table but that of check-ins, under another name and without what guards it, by its name."""
    apart = MetaData()
    return {
        table.name: Table(
            f"laid_{table.name}",
            apart,
            *(
                Column(column.name, column.type, primary_key=column.primary_key, autoincrement=False)
                for column in table.columns
            ),
            prefixes=["TEMPORARY"],
            sqlite_with_rowid=table.name not in {"goal_progress", goal_progress_days.name},
        )
        for table in _filled()
    }


def open_to_all() -> ColumnElement[Any]:
    """What stands for the visibility of goals that the acting person may see."""
    return literal("organisation", goals.c.visibility.type)
