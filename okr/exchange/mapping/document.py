"""The mapping file as a whole: read from TOML and checked, before any data is opened."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal, cast

from okr.domain.errors import InvalidInput
from okr.domain.quantities import FILED, NumberStyle
from okr.exchange.fields import KINDS, LINK_FIELDS, RecordKind, Styles
from okr.exchange.files.encodings import known_encoding
from okr.exchange.files.options import FORMATS, FileFormat, FileOptions
from okr.exchange.files.rows import shown
from okr.exchange.limits import MIB, shown_bytes
from okr.exchange.mapping.building import Build, Fiscal, Lookup, Pipeline, build_pipeline
from okr.exchange.mapping.conditions import Condition, build_conditions
from okr.exchange.mapping.expanding import Each, Unpivot, read_each, read_unpivot
from okr.exchange.mapping.functions_choice import require_pairs
from okr.exchange.mapping.functions_values import date_styles, number_style
from okr.exchange.mapping.sections import Section

LARGEST_MAPPING = MIB
OnConflict = Literal["refuse", "first", "last", "ignore"]
ON_CONFLICT: tuple[OnConflict, ...] = ("refuse", "first", "last", "ignore")


@dataclass(frozen=True, slots=True)
class Link:
    """The pipelines of one table of parents."""

    fields: Mapping[str, Pipeline]


@dataclass(frozen=True, slots=True)
class Source:
    """One table of a mapping: the rows of a file, and what each of them makes."""

    place: str
    kind: RecordKind
    file: str | None
    options: FileOptions
    inline: tuple[Mapping[str, str], ...]
    only: tuple[Condition, ...]
    skip: tuple[Condition, ...]
    each: Each | None
    unpivot: Unpivot | None
    styles: Styles
    nulls: frozenset[str]
    on_conflict: OnConflict
    distinct: bool
    complete: bool
    fields: Mapping[str, Pipeline]
    links: tuple[Link, ...]
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class LookupFile:
    """Where a lookup's rows come from and what makes their key."""

    lookup: Lookup
    file: str
    options: FileOptions
    key: Pipeline
    nulls: frozenset[str]
    keep_first: bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole mapping file."""

    name: str
    sources: tuple[Source, ...]
    lookups: tuple[LookupFile, ...]


@dataclass(frozen=True, slots=True)
class _Defaults:
    nulls: frozenset[str]
    numbers: NumberStyle
    dates: tuple[str, ...]
    fiscal: Fiscal
    maps: Mapping[str, Mapping[str, str]]
    lookups: Mapping[str, Lookup]

    def build(self) -> Build:
        return Build(self.nulls, self.numbers, self.dates, self.fiscal, self.maps, self.lookups)


def read_mapping(path: Path) -> Mapped:
    """The mapping in a TOML file; InvalidInput names the file, the table, the key and what would be right."""
    document = Section(path.name, _toml(path), joint=": ")
    document.text("about")
    lookups = _lookup_sections(document)
    defaults = _defaults(document, {name: Lookup(name) for name in lookups})
    files = tuple(_lookup_file(section, defaults.lookups[name], defaults) for name, section in lookups.items())
    sources: list[Source] = []
    for kind in KINDS.values():
        sections = document.sections(kind.name)
        sources.extend(_source(section, kind, defaults) for section in sections)
    document.close()
    if not sources:
        raise InvalidInput(
            f"{path.name}: the mapping makes no records", hint=f"add a table such as [[{next(iter(KINDS))}]]"
        )
    return Mapped(path.name, tuple(sources), files)


def _toml(path: Path) -> dict[str, object]:
    if path.is_dir():
        raise InvalidInput(f"{path}: this is a folder, a mapping file is asked for")
    try:
        size = path.stat().st_size
        if size > LARGEST_MAPPING:
            raise InvalidInput(
                f"{path.name}: {shown_bytes(size)}, a mapping has at most {shown_bytes(LARGEST_MAPPING)}"
            )
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise InvalidInput(f"{path}: there is no such mapping file") from error
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name}: a mapping is written in UTF-8", hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{path.name}: is not TOML: {error}", hint="mend that line") from error
    except (RecursionError, ValueError) as error:
        # A number of thousands of digits is a ValueError of its own.
        raise InvalidInput(f"{path.name}: cannot be read as TOML", hint="mend or shorten it") from error


def _defaults(document: Section, lookups: Mapping[str, Lookup]) -> _Defaults:
    fiscal = document.section("fiscal_year") or Section(f"{document.place}: fiscal_year", {})
    first_month = fiscal.number("first_month", 1, least=1, most=12)
    named_by = fiscal.word("named_by", ("end", "start"), "end")
    fiscal.close()
    maps = document.section("maps")
    pairs: dict[str, Mapping[str, str]] = {}
    for name in maps.values if maps else ():
        pairs[name] = require_pairs(maps.raw(name) if maps else None, f"{document.place}: maps.{name}")
    return _Defaults(
        _nulls(document, frozenset({""})),
        _numbers(document, FILED),
        date_styles(document, "dates"),
        Fiscal(first_month, named_by),
        pairs,
        lookups,
    )


def _nulls(section: Section, base: frozenset[str]) -> frozenset[str]:
    return frozenset({"", *(token.strip() for token in section.texts("null"))}) if section.has("null") else base


def _numbers(section: Section, base: NumberStyle) -> NumberStyle:
    inner = section.section("numbers")
    if inner is None:
        return base
    style = number_style(inner, base)
    inner.close()
    return style


def _lookup_sections(document: Section) -> dict[str, Section]:
    tables = document.section("lookups")
    found: dict[str, Section] = {}
    for name in tables.values if tables else ():
        inner = tables.section(name) if tables else None
        if inner is None:
            raise InvalidInput(f"{document.place}: lookups.{name} is no table", hint=f"begin with [lookups.{name}]")
        found[name] = inner
    return found


def _lookup_file(section: Section, lookup: Lookup, defaults: _Defaults) -> LookupFile:
    file = _file_name(section, required=True)
    options = _options(section)
    nulls = _nulls(section, defaults.nulls)
    key = build_pipeline(section.raw("key") or [], f"{section.place}.key", Build(nulls, maps=defaults.maps))
    keep_first = section.word("on_conflict", ("refuse", "first"), "refuse") == "first"
    section.close()
    return LookupFile(lookup, file or "", options, key, nulls, keep_first)


def _source(section: Section, kind: RecordKind, defaults: _Defaults) -> Source:
    build = defaults.build()
    build.nulls = _nulls(section, defaults.nulls)
    build.numbers = _numbers(section, defaults.numbers)
    if section.has("dates"):
        build.dates = date_styles(section, "dates")
    inline = _inline(section)
    file = _file_name(section, required=False)
    if inline and file:
        raise InvalidInput(
            f"{section.place}: both file and rows are given", hint="a table reads a file, or holds its rows itself"
        )
    each, unpivot = read_each(section), read_unpivot(section)
    build.made = frozenset({*(each.makes if each else ()), *(unpivot.makes if unpivot else ())})
    build.columns.update({*(each.reads if each else ()), *(unpivot.reads if unpivot else ())})
    only = build_conditions(section.sections("only"), build)
    skip = build_conditions(section.sections("skip"), build)
    on_conflict = cast(OnConflict, section.word("on_conflict", ON_CONFLICT, "refuse"))
    distinct, complete = section.flag("distinct"), section.flag("complete")
    options = _options(section)
    fields = _fields(section, kind, build)
    links = _links(section, kind, build)
    section.close()
    return Source(
        place=section.place,
        kind=kind,
        file=file,
        options=options,
        inline=inline,
        only=only,
        skip=skip,
        each=each,
        unpivot=unpivot,
        styles=Styles(build.numbers, build.dates),
        nulls=build.nulls,
        on_conflict=on_conflict,
        distinct=distinct,
        complete=complete,
        fields=fields,
        links=links,
        columns=frozenset(build.columns),
    )


def _inline(section: Section) -> tuple[Mapping[str, str], ...]:
    rows = section.sections("rows")
    for row in rows:
        for key in row.values:
            row.text(key)
    return tuple(cast(Mapping[str, str], row.values) for row in rows)


def _fields(section: Section, kind: RecordKind, build: Build) -> dict[str, Pipeline]:
    inner = section.section("fields")
    if inner is None:
        raise InvalidInput(
            f"{section.place}: fields is missing", hint=f"add [{kind.name}.fields] with a line for each field"
        )
    fields: dict[str, Pipeline] = {}
    inner.taken.update(kind.fields)
    if kind.name == "goals" and inner.has("parent"):
        raise InvalidInput(
            f'{inner.place}: "parent" is no field of a goal, which may have several parents',
            hint='add a table: [[goals.parents]] with parent = "the column"',
        )
    inner.close()
    for name in kind.fields:
        if inner.has(name):
            fields[name] = build_pipeline(inner.raw(name), f"{inner.place}.{name}", build)
    for name, field in kind.fields.items():
        if field.required and name not in fields:
            raise InvalidInput(f"{inner.place}: {name} is missing", hint=f"{name} takes {field.form}")
    return fields


def _links(section: Section, kind: RecordKind, build: Build) -> tuple[Link, ...]:
    if kind.name != "goals":
        return ()
    links: list[Link] = []
    for inner in section.sections("parents"):
        inner.taken.update(LINK_FIELDS)
        fields = {
            name: build_pipeline(inner.raw(name), f"{inner.place}.{name}", build)
            for name in LINK_FIELDS
            if inner.has(name)
        }
        inner.close()
        if "parent" not in fields:
            raise InvalidInput(f"{inner.place}: parent is missing", hint=f"parent takes {LINK_FIELDS['parent'].form}")
        links.append(Link(fields))
    return tuple(links)


def _file_name(section: Section, *, required: bool) -> str | None:
    name = section.required_text("file") if required else section.text("file")
    if name is None:
        return None
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    if (
        windows.is_absolute()
        or posix.is_absolute()
        or windows.drive
        or ".." in windows.parts
        or not posix.name
        or "\x00" in name
    ):
        raise InvalidInput(
            f'{section.place}: file = "{shown(name)}" leaves the folder of the data',
            hint="give a name inside that folder",
        )
    return name


def _options(section: Section) -> FileOptions:
    format_name = section.word("format", ("", *FORMATS), "") or None
    encoding = section.text("encoding")
    delimiter = section.text("delimiter")
    quote = section.text("quote", '"') or '"'
    for key, sign in (("delimiter", delimiter), ("quote", quote)):
        if sign is not None and (len(sign) != 1 or sign in "\r\n\x00" or ord(sign) > 126):
            raise InvalidInput(f"{section.place}: {key} is one sign", hint='such as ";" or "\\t"')
    if delimiter == quote:
        raise InvalidInput(
            f"{section.place}: delimiter and quote are the same sign", hint='such as delimiter = ";" and quote = "\\""'
        )
    sheet = section.raw("sheet")
    if sheet is None:
        sheet = 1
    if isinstance(sheet, bool) or not isinstance(sheet, int | str):
        raise section.wrong("sheet", sheet, "the name of a sheet, or its number from 1,")
    path = section.text("path")
    return FileOptions(
        format=cast("FileFormat | None", format_name),
        encoding=known_encoding(encoding, where=f"{section.place}: encoding") if encoding else None,
        delimiter=delimiter,
        quote=quote,
        header_row=section.number("header_row", 1, least=1, most=10_000),
        fill_short_rows=section.flag("fill_short_rows"),
        sheet=sheet,
        path=tuple(path.split(".")) if path else (),
    )
