"""What every reader gives: a table with its columns and a stream of rows of raw text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from okr.domain.cells import truncate
from okr.domain.errors import InvalidInput
from okr.domain.quantities import nearest
from okr.domain.text import clean_for_display, repair_import

Cells = Mapping[str, str | None]


class Row(NamedTuple):
    """One row of data: its number (1 is the first below the header) and its raw cells by column."""

    number: int
    cells: Cells


class BadRow(NamedTuple):
    """A row that cannot be read as one, with the reason and what would be right."""

    number: int
    message: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """An open file: its columns (None where each row brings its own), its rows, and remarks on the file as a whole.

    `doubled` are the names that several columns bear; those columns are called "Name (1)", "Name (2)".
    `known` grows with the rows where they bring their own columns.
    """

    file: str
    columns: tuple[str, ...] | None
    rows: Iterator[Row | BadRow]
    remarks: tuple[str, ...] = ()
    doubled: frozenset[str] = frozenset()
    known: dict[str, None] | None = None


def name_columns(header: Sequence[str | None]) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """The columns by name, the names that were there several times, and a remark on each oddity.

    An empty header cell is named by its position, "column 16".
    """
    given = [repair_import(cell or "").text for cell in header]
    doubled = (
        frozenset(name for name in given if name and given.count(name) > 1)
        if len(set(given)) < len(given)
        else frozenset()
    )
    names: list[str] = []
    taken: set[str] = set(given)
    seen: dict[str, int] = {}
    unnamed: list[str] = []
    for position, name in enumerate(given, start=1):
        if not name:
            name = _free(f"column {position}", taken)
            unnamed.append(f'"{name}"')
        elif name in doubled:
            seen[name] = seen.get(name, 0) + 1
            name = _free(f"{name} ({seen[name]})", taken)
        taken.add(name)
        names.append(name)
    remarks = (
        [f"without a name in the header: {', '.join(unnamed[:5])}{', ...' if len(unnamed) > 5 else ''}"]
        if unnamed
        else []
    )
    remarks.extend(
        f'{seen[name]} columns are called "{shown(name)}"; a mapping calls them "{shown(name)} (1)", ...'
        for name in seen
    )
    return tuple(names), doubled, tuple(remarks)


def require_columns(table: Table, wanted: Iterable[str], *, by: str) -> None:
    """Refuse a mapping that asks for columns which the file does not have, with the nearest names."""
    columns = table.columns if table.columns is not None else tuple(table.known or ())
    for name in wanted:
        if name in columns:
            continue
        if name in table.doubled:
            hint = f'say "{name} (1)" or "{name} (2)"'
            raise InvalidInput(
                f'{table.file}: the column "{shown(name)}" that {by} asks for is there more than once', hint=hint
            )
        near = nearest(name, columns)
        hint = (
            "did you mean " + " or ".join(f'"{shown(candidate)}"' for candidate in near) + "?"
            if near
            else _all(columns)
        )
        raise InvalidInput(f'{table.file}: there is no column "{shown(name)}", which {by} asks for', hint=hint)


def shown(text: str, width: int = 60) -> str:
    """Foreign text as a message may quote it."""
    return truncate(clean_for_display(text), width)


def _all(columns: Sequence[str]) -> str:
    if not columns:
        return "the file has no columns"
    first = ", ".join(f'"{shown(name, 30)}"' for name in columns[:12])
    return f"the columns are {first}" + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")


def _free(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name} #{number}"
    return candidate
