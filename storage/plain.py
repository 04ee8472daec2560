"""Statements that are asked often: compiled once for a database, run as text, and answered with tuples as the driver gives them.

To look a statement up in SQLAlchemy's cache, bind its values and wrap its rows takes several times what SQLite takes to
answer it. Errors are SQLAlchemy's, as everywhere else.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Dialect, Select

from storage.unit_of_work import ReadWork

Bind = Callable[[Any], object]
"""How a value is handed to the driver."""


class _Compiled(NamedTuple):
    text: str
    fixed: Mapping[str, object]
    binds: Mapping[str, Bind]
    order: tuple[str, ...] | None
    """The names in the order of their marks, where the driver counts; None where it goes by name."""


class Plain:
    """A statement with the values that never change in it; the others are given by name at each run."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, work: ReadWork, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them."""
        dialect = work.connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self.statement, dialect)
        return fetched(work, compiled.text, _given(compiled, values or {}))


def fetched(work: ReadWork, text: str, parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a text in the driver's own marks."""
    result = work.connection.exec_driver_sql(text, parameters)
    rows: list[tuple[Any, ...]] = result.cursor_strategy.fetchall(result, result.cursor)
    return rows


@lru_cache(maxsize=4_096)
def day(value: str | date | None) -> date | None:
    """The day behind a column of days: text on SQLite, a date already on PostgreSQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _given(compiled: _Compiled, values: Mapping[str, object]) -> tuple[object, ...] | dict[str, object]:
    bound = dict(compiled.fixed)
    for name, value in values.items():
        bind = compiled.binds.get(name)
        bound[name] = value if bind is None else bind(value)
    return bound if compiled.order is None else tuple(bound[name] for name in compiled.order)


def _bind(parameter: BindParameter[Any], dialect: Dialect) -> Bind | None:
    return parameter.type.dialect_impl(dialect).bind_processor(dialect)


def _compile(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    asked = {name for parameter, name in compiled.bind_names.items() if parameter.required}
    state = compiled.construct_expanded_state(dict.fromkeys(asked))
    made = {name: _bind(parameter, dialect) for parameter, name in compiled.bind_names.items()}
    made |= {name: cast(Bind, bind) for name, bind in state.processors.items()}  # of the values of lists
    binds = {name: bind for name, bind in made.items() if bind is not None}
    fixed = {
        name: binds[name](value) if name in binds else value
        for name, value in state.parameters.items()
        if name not in asked
    }
    return _Compiled(state.statement, fixed, binds, None if state.positiontup is None else tuple(state.positiontup))
