"""Reading files by a mapping into the records of an import: the way in for commands; nothing is written here.

`read_bundle` reads all that a mapping names from one folder, `read_single` one kind of record from one file.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from okr.contract.imports import ImportedLink, ImportRecords, Place, columns_named
from okr.domain.errors import InvalidInput, OkrError
from okr.exchange.fields import KINDS, LINK_FIELDS, Field, Record, RecordKind, kind_named, refusal
from okr.exchange.files.opening import open_table
from okr.exchange.files.rows import BadRow, Cells, Row, Table, require_columns, shown
from okr.exchange.findings import Findings
from okr.exchange.limits import Limits, limits_from
from okr.exchange.mapping.building import Pipeline
from okr.exchange.mapping.document import LookupFile, Mapped, Source, read_mapping
from okr.exchange.mapping.values import Value
from okr.exchange.merging import Gathered
from okr.exchange.settling import settle

PROGRESS_EVERY = 5_000
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """How far the reading has come: rows of a file that were read for a kind of record."""

    file: str
    kind: str
    rows: int


Progress = Callable[[ReadingProgress], None]


def read_bundle(
    mapping_path: Path, data_dir: Path, *, progress: Progress | None = None, limits: Limits | None = None
) -> ImportRecords:
    """All records that a mapping makes of the files in a folder.

    What is wrong with rows stands in `findings`; InvalidInput is raised for what makes a file or the mapping unreadable.
    """
    if not data_dir.is_dir():
        raise InvalidInput(
            f"{data_dir}: there is no such folder", hint="give the folder that holds the files which the mapping names"
        )
    mapped = read_mapping(mapping_path)
    for source in mapped.sources:
        if source.file is None and not source.inline:
            raise InvalidInput(
                f"{source.place}: file is missing",
                hint='add file = "...", the name of a file in the folder of the data',
            )
    reading = _Reading(mapped, data_dir, limits or limits_from(os.environ), progress)
    return reading.records(mapped.sources)


def read_single(
    kind: str, file: Path, mapping_path: Path, *, progress: Progress | None = None, limits: Limits | None = None
) -> ImportRecords:
    """The records of one kind ("goals", "key-results", ...) that a mapping makes of one file.

    Lookups of the mapping are found beside that file.
    """
    wanted = kind_named(kind)
    mapped = read_mapping(mapping_path)
    sources = _sources_for(wanted, file, mapped)
    reading = _Reading(mapped, file.parent, limits or limits_from(os.environ), progress, instead=file)
    return reading.records(sources)


def _sources_for(kind: RecordKind, file: Path, mapped: Mapped) -> tuple[Source, ...]:
    """The tables of a kind that are meant for a file: those that name it, or no file, or all where they name one only."""
    sources = tuple(source for source in mapped.sources if source.kind is kind)
    if not sources:
        raise InvalidInput(
            f"{mapped.name}: the mapping makes no {kind.name.replace('_', ' ')}", hint=f"add a table [[{kind.name}]]"
        )
    fitting = tuple(source for source in sources if source.file is None or PurePath(source.file).name == file.name)
    if any(source.file is not None or not source.inline for source in fitting):
        return fitting
    names = {source.file for source in sources if source.file is not None}
    if len(names) == 1:
        return sources
    raise InvalidInput(
        f"{mapped.name}: no [[{kind.name}]] reads {file.name}",
        hint="it reads " + ", ".join(sorted(shown(name) for name in names)),
    )


class _Reading:
    """One run over the files of a mapping."""

    def __init__(
        self, mapped: Mapped, folder: Path, limits: Limits, progress: Progress | None, *, instead: Path | None = None
    ) -> None:
        self.mapped = mapped
        self.folder = folder
        self.limits = limits
        self.progress = progress
        self.instead = instead
        self.findings = Findings(limits.findings)
        self.columns: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}

    def records(self, sources: Iterable[Source]) -> ImportRecords:
        chosen = tuple(sources)
        try:
            for lookup in self.mapped.lookups:
                if lookup.lookup.columns:
                    self._fill(lookup)
            gathered: dict[str, Gathered] = {}
            for kind in KINDS.values():
                mine = [source for source in chosen if source.kind is kind]
                if mine:
                    gathered[kind.name] = self._gather(kind, mine)
            made: dict[str, object] = {name: found.records() for name, found in gathered.items()}
            made["complete"] = tuple(
                kind for kind in gathered if any(one.complete and one.kind.name == kind for one in chosen)
            )
            made["merged"] = {name: found.merged for name, found in gathered.items() if found.merged}
            return ImportRecords.model_validate({**made, "findings": self.findings.all(), "columns": self.columns})
        except MemoryError as error:
            raise InvalidInput(
                "the files are too large for the memory of this machine", hint="import them one by one, or split them"
            ) from error

    def _gather(self, kind: RecordKind, sources: list[Source]) -> Gathered:
        gathered = Gathered(kind, self.findings)
        for source in sources:
            maker = _Maker(source, self.findings)
            with self._table(source) as table:
                self._remark_on(table)
                self._note_columns(source, table.file)
                for row in self._checked(table, source.columns, by=source.place, kind=kind.name):
                    for record in maker.records(row, table.file):
                        gathered.add(record, on_conflict=source.on_conflict, distinct=source.distinct)
        settle(gathered, self.findings)
        return gathered

    def _note_columns(self, source: Source, file: str) -> None:
        """Which columns of a file the fields of its records come from; of several sources for one kind, all of them."""
        noted = self.columns.setdefault(file, {}).setdefault(source.kind.name, {})
        fields = [*source.fields.items(), *(("parents", link.fields["parent"]) for link in source.links)]
        for name, pipeline in fields:
            noted[name] = tuple(dict.fromkeys((*noted.get(name, ()), *pipeline.columns)))

    @contextmanager
    def _table(self, source: Source) -> Iterator[Table]:
        if source.inline:
            columns = tuple(dict.fromkeys(name for row in source.inline for name in row))
            rows = iter([Row(number, cells) for number, cells in enumerate(source.inline, start=1)])
            yield Table(self.mapped.name, columns, rows)
            return
        path = self.instead or self.folder / (source.file or "")
        with open_table(path, source.options, self.limits) as table:
            yield table

    def _checked(self, table: Table, columns: Iterable[str], *, by: str, kind: str | None) -> Iterator[Row]:
        """The good rows; the columns are checked before the first, or after the last where rows bring their own."""
        if table.columns is not None:
            require_columns(table, columns, by=by)
        number = 0
        for row in table.rows:
            number += 1
            if isinstance(row, BadRow):
                self.findings.add(Place(table.file, row.number), "refused", row.message, kind=kind, value=row.value)
            else:
                yield row
            if self.progress is not None and number % PROGRESS_EVERY == 0:
                self.progress(ReadingProgress(table.file, kind or "lookup", number))
        if not number:
            self.findings.add(Place(table.file, 0), "warning", "there are no rows below the header", kind=kind)
        elif table.columns is None:
            require_columns(table, columns, by=by)
        if self.progress is not None:
            self.progress(ReadingProgress(table.file, kind or "lookup", number))

    def _remark_on(self, table: Table) -> None:
        for remark in table.remarks:
            self.findings.add(Place(table.file, 0), "note", remark)

    def _fill(self, lookup: LookupFile) -> None:
        wanted = sorted(lookup.lookup.columns)
        rows_of: dict[str, int] = {}
        place = f"{self.mapped.name}: lookups.{lookup.lookup.name}"
        with open_table(self.folder / lookup.file, lookup.options, self.limits) as table:
            for row in self._checked(table, {*lookup.key.columns, *wanted}, by=place, kind=None):
                key = _lookup_key(lookup.key, row, table.file)
                if key is None:
                    continue
                values = {name: _or_null(row.cells.get(name), lookup.nulls) for name in wanted}
                known = lookup.lookup.values.setdefault(key, values)
                first = rows_of.setdefault(key, row.number)
                if known != values and not lookup.keep_first:
                    raise InvalidInput(
                        f'{table.file}: rows {first} and {row.number} give "{shown(key)}" different values',
                        hint=f'remove one of them, or say on_conflict = "first" under [lookups.{lookup.lookup.name}]',
                    )


def _lookup_key(key: Pipeline, row: Row, file: str) -> str | None:
    try:
        value = key.run(row.cells)
    except OkrError as error:
        raise InvalidInput(f"{file}: row {row.number}: {refusal(error)}") from error
    return value if isinstance(value, str) else None


def _or_null(text: str | None, nulls: frozenset[str]) -> str | None:
    stripped = text.strip() if text is not None else ""
    return None if stripped in nulls else stripped


class _Maker:
    """Makes the records of one source, row by row."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.kind = source.kind
        self.findings = findings
        self.fields = tuple((name, self.kind.fields[name], pipeline) for name, pipeline in source.fields.items())
        self.required = tuple(name for name, field in self.kind.fields.items() if field.required)

    def records(self, row: Row, file: str) -> Iterator[Record]:
        """The records of a row: one, or several where it is expanded, or none where it is skipped or refused."""
        place = Place(file, row.number)
        try:
            for cells in self._expanded(row.cells):
                if self._is_wanted(cells):
                    record = self._record(cells, place)
                    if record is not None:
                        yield record
        except OkrError as error:
            self.findings.add(place, "refused", refusal(error), kind=self.kind.name)

    def _expanded(self, cells: Cells) -> Iterable[Cells]:
        each, unpivot = self.source.each, self.source.unpivot
        is_null = self.source.nulls.__contains__
        rows: Iterable[Cells] = (cells,) if each is None else each.rows(cells, is_null)
        if unpivot is None:
            return rows
        return (wide for row in rows for wide in unpivot.rows(row, is_null))

    def _is_wanted(self, cells: Cells) -> bool:
        source = self.source
        if source.only and not all(holds(cells) for holds in source.only):
            return False
        return not (source.skip and any(holds(cells) for holds in source.skip))

    def _record(self, cells: Cells, place: Place) -> Record | None:
        values: dict[str, object] = {}
        good = True
        for name, field, pipeline in self.fields:
            try:
                made = pipeline.run(cells)
                if made is None or made == ():
                    continue
                value, notes = field.read(made, self.source.styles)
            except OkrError as error:
                self._refuse(place, name, pipeline, cells, refusal(error))
                good = False
                continue
            for note in notes:
                self.findings.add(
                    place,
                    "warning" if "U+FFFD" in note else "note",
                    note,
                    kind=self.kind.name,
                    field=name,
                    value=str(made),
                )
            if value not in ("", ()):
                values[name] = value
        if not good or self._is_blank(values, place):
            return None
        for name in self.required:
            if name not in values:
                self._refuse(
                    place,
                    name,
                    self.source.fields[name],
                    cells,
                    f"is blank: {self.kind.fields[name].form} is asked for",
                )
                return None
        if self.source.links:
            links = self._links(cells, place)
            if links is None:
                return None
            values["parents"] = links
        return self.kind.model(place=place, **values)

    def _is_blank(self, values: Mapping[str, object], place: Place) -> bool:
        """Rows that were never meant to make a record: a reading without a value, or nothing where distinct values are gathered."""
        if self.kind.name == "check_ins" and "value" not in values:
            self.findings.count(place, "without a value: no check-in is made of them", kind=self.kind.name)
            return True
        return self.source.distinct and any(name not in values for name in self.kind.identity)

    def _links(self, cells: Cells, place: Place) -> tuple[ImportedLink, ...] | None:
        links: dict[str, ImportedLink] = {}
        for link in self.source.links:
            values: dict[str, object] = {}
            for name, pipeline in link.fields.items():
                made = self._link_value(name, LINK_FIELDS[name], pipeline, cells, place)
                if made is False:
                    return None
                if made is not None:
                    values[name] = made
            parents = values.pop("parent", ())
            for parent in parents if isinstance(parents, tuple) else ():
                links.setdefault(parent, ImportedLink.model_validate({"parent": parent, **values}))
        return tuple(links.values())

    def _link_value(self, name: str, field: Field, pipeline: Pipeline, cells: Cells, place: Place) -> object:
        """The value of a field of a link; None where there is nothing, False where it was refused."""
        try:
            made: Value = pipeline.run(cells)
            return None if made is None or made == () else field.read(made, self.source.styles)[0]
        except OkrError as error:
            self._refuse(place, f"parents.{name}", pipeline, cells, refusal(error))
            return False

    def _refuse(self, place: Place, name: str, pipeline: Pipeline, cells: Cells, reason: str) -> None:
        where = columns_named([shown(column, 40) for column in pipeline.columns]) or "the mapping"
        value = " | ".join(cells.get(column) or "" for column in pipeline.columns) if pipeline.columns else None
        self.findings.add(place, "refused", f"{where}: {reason}", kind=self.kind.name, field=name, value=value)
