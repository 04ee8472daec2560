"""Statements sent by libpq: what is prepared stays right after whatever ends a transaction, and failures are told as ever."""

from functools import cache
from typing import Any

import pytest
from sqlalchemy import Connection, Select, bindparam, literal, select, text

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@cache
def _echo() -> Select[*tuple[Any, ...]]:
    return select(bindparam("said", type_=None).label("said").op("||")(literal("!")).label("heard"))


def _prepared(connection: Connection) -> int:
    counted = connection.execute(text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'okr%'"))
    return int(counted.scalar_one())
