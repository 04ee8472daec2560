"""One row that becomes several: a cell that lists several things, or a column for each year."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from okr.domain.errors import InvalidInput
from okr.exchange.files.rows import Cells
from okr.exchange.mapping.sections import Section

MOST_PARTS = 1_000


@dataclass(frozen=True, slots=True)
class Each:
    """A row for each part of a cell, in a column of its own."""

    column: str
    split: str
    called: str

    @property
    def makes(self) -> tuple[str, ...]:
        """The columns that it adds."""
        return (self.called,)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return (self.column,)

    def rows(self, cells: Cells, is_null: Callable[[str], bool]) -> Iterator[Cells]:
        """The row once for each part that is not blank."""
        text = cells.get(self.column) or ""
        if text.count(self.split) >= MOST_PARTS:
            raise InvalidInput(f'"{self.column}" lists more than {MOST_PARTS:,} parts')
        for part in text.split(self.split):
            if not is_null(part.strip()):
                yield {**cells, self.called: part.strip()}


@dataclass(frozen=True, slots=True)
class Unpivot:
    """A row for each of several columns: the column's name and its cell in two columns of their own (wide to long)."""

    columns: tuple[str, ...]
    first: str | None
    last: str | None
    name: str
    value: str

    @property
    def makes(self) -> tuple[str, ...]:
        """The columns that it adds."""
        return (self.name, self.value)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return self.columns or tuple(name for name in (self.first, self.last) if name)

    def rows(self, cells: Cells, is_null: Callable[[str], bool]) -> Iterator[Cells]:
        """The row once for each of the columns whose cell is not blank."""
        for name in self.columns or self._between(tuple(cells)):
            text = cells.get(name)
            if text is not None and not is_null(text.strip()):
                yield {**cells, self.name: name, self.value: text}

    def _between(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if self.first not in names or self.last not in names:
            return ()
        start, end = names.index(self.first), names.index(self.last)
        return names[min(start, end) : max(start, end) + 1]


def read_each(section: Section) -> Each | None:
    """The `each` of a source."""
    inner = section.section("each")
    if inner is None:
        return None
    each = Each(inner.required_text("column"), inner.required_text("split"), inner.required_text("as"))
    inner.close()
    return each


def read_unpivot(section: Section) -> Unpivot | None:
    """The `unpivot` of a source."""
    inner = section.section("unpivot")
    if inner is None:
        return None
    columns = inner.texts("columns")
    first, last = inner.text("from"), inner.text("to")
    if bool(columns) is bool(first and last) or bool(first) is not bool(last):
        raise InvalidInput(
            f"{inner.place}: which columns?", hint='columns = ["2023", "2024"], or from = "2019" and to = "2024"'
        )
    unpivot = Unpivot(columns, first, last, inner.required_text("name"), inner.required_text("value"))
    inner.close()
    return unpivot
