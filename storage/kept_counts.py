"""What was counted over a whole company is kept beside the connection that counted it, until anything is written.

SQLite tells a connection for nothing whether any other one has written since (`PRAGMA data_version`), so that what is kept is what
would be counted again. PostgreSQL has no such number, and counts anew.
"""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from storage.sqlite import KEPT_COUNTS
from storage.unit_of_work import ReadWork, Store

Rows = list[tuple[Any, ...]]

MOST_KEPT = 12
"""Lists that are kept at a time by one connection."""

LARGEST = 30_000
"""Rows up to which a list is kept: some megabytes."""

_latest: WeakKeyDictionary[Store, dict[Hashable, Rows]] = WeakKeyDictionary()
"""What any connection of a store counted last: the others that count the same keep that, and not a copy of their own."""


class _Shelf(NamedTuple):
    """What one connection keeps, and the version of the file that it was counted in."""

    version: int
    kept: dict[Hashable, Rows]


def counted(work: ReadWork, name: Hashable, count: Callable[[], Rows]) -> Rows:
    """What `count` answers, or what it did before where nothing was written since; whoever gets it leaves it as it is."""
    kept = _kept(work)
    found = kept.get(name)
    if found is None:
        found = count()
        if len(found) <= LARGEST:
            if len(kept) >= MOST_KEPT:
                del kept[next(iter(kept))]
            found = kept[name] = _as_others_keep_it(work, name, found)
    return found


def already_counted(work: ReadWork, name: Hashable) -> Rows | None:
    """What is kept under a name; None where it would have to be counted."""
    return _kept(work).get(name)


def _kept(work: ReadWork) -> dict[Hashable, Rows]:
    """What is kept as of the moment that the transaction sees; where nothing may be, what is put there is forgotten."""
    driver_connection = work.connection.connection.driver_connection
    if not work.may_keep or driver_connection is None:
        return {}
    (version,) = driver_connection.execute("PRAGMA data_version").fetchone()
    information = work.connection.info
    shelf: _Shelf | None = information.get(KEPT_COUNTS)
    if shelf is None or shelf.version != version:
        shelf = information[KEPT_COUNTS] = _Shelf(version, {})
    return shelf.kept


def _as_others_keep_it(work: ReadWork, name: Hashable, rows: Rows) -> Rows:
    """The list that another connection keeps, where it says the same."""
    if work.store is None:
        return rows
    latest = _latest.setdefault(work.store, {})
    known = latest.pop(name, None)
    if known != rows:
        known = rows
    while len(latest) >= MOST_KEPT:
        latest.pop(next(iter(latest), name), None)
    latest[name] = known
    return known
