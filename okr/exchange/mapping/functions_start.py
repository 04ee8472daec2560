"""Functions that begin a pipeline: a column, several, a constant, a template, the first of several ways, a quotient."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from okr.domain.errors import InvalidInput
from okr.domain.numbers import round_value
from okr.exchange.files.rows import Cells, shown
from okr.exchange.mapping.building import Build, build_pipeline
from okr.exchange.mapping.registry import Example, function
from okr.exchange.mapping.sections import Section
from okr.exchange.mapping.values import Step, Value, as_text
from okr.exchange.numbers import read_number

_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@function(
    "column",
    "start",
    "The cell of a column, without edge blanks; nothing where it is empty or a null token. A column's name alone means the same.",
    arguments={"column": "the column's name"},
    example=Example('"Name"', {"Name": " Ada "}, "Ada"),
)
def _column(section: Section, build: Build, _depth: int) -> Step:
    read = build.cell(section.required_text("column"))
    return lambda _value, cells: read(cells)


@function(
    "columns",
    "start",
    "Several cells joined to one text; those that are blank are left out.",
    arguments={"columns": "the columns' names", "join": "what stands between them (a blank unless given)"},
    example=Example('{ columns = ["First", "Last"] }', {"First": "Ada", "Last": "Grove"}, "Ada Grove"),
)
def _columns(section: Section, build: Build, _depth: int) -> Step:
    reads = [build.cell(name) for name in section.texts("columns")]
    joint = section.text("join", " ") or ""
    if not reads:
        raise InvalidInput(f"{section.place}: columns names no column", hint='such as columns = ["First", "Last"]')
    return lambda _value, cells: joint.join(text for read in reads if (text := read(cells)) is not None) or None


@function(
    "joined",
    "start",
    "What several pipelines give, joined to one text; those that give nothing are left out.",
    arguments={"joined": "a list of pipelines", "join": "what stands between them (a blank unless given)"},
    example=Example(
        '{ joined = ["goal", ["indicator", "slug"]], join = "/" }',
        {"goal": "A1", "indicator": "Busy rate"},
        "A1/busy-rate",
    ),
)
def _joined(section: Section, build: Build, depth: int) -> Step:
    runs = _ways(section, "joined", build, depth)
    joint = section.text("join", " ") or ""

    def step(_value: Value, cells: Cells) -> Value:
        texts = [
            joint.join(made) if isinstance(made, tuple) else as_text(made)
            for run in runs
            if (made := run(cells)) is not None
        ]
        return joint.join(texts) or None

    return step


@function(
    "constant",
    "start",
    "The same text for every row.",
    arguments={"constant": "the text"},
    example=Example('{ constant = "active" }', {}, "active"),
)
def _constant(section: Section, _build: Build, _depth: int) -> Step:
    text = section.required_text("constant")
    return lambda _value, _cells: text


@function(
    "template",
    "start",
    "A text with cells put in; nothing where one of them is blank. `{{` and `}}` stand for braces.",
    arguments={"template": "the text, with columns' names in braces"},
    example=Example('{ template = "FY{year}-Q{quarter}" }', {"year": "2022", "quarter": "3"}, "FY2022-Q3"),
)
def _template(section: Section, build: Build, _depth: int) -> Step:
    fixed, names = _template_parts(section.required_text("template"), section.place)
    reads = [build.cell(name) for name in names]

    def step(_value: Value, cells: Cells) -> Value:
        made = [fixed[0]]
        for read, after in zip(reads, fixed[1:], strict=True):
            text = read(cells)
            if text is None:
                return None
            made += (text, after)
        return "".join(made)

    return step


@function(
    "first_of",
    "start",
    "The first of several pipelines that gives something.",
    arguments={"first_of": "a list of pipelines"},
    example=Example('{ first_of = ["Nick", "Name"] }', {"Nick": "", "Name": "Ada"}, "Ada"),
)
def _first_of(section: Section, build: Build, depth: int) -> Step:
    runs = _ways(section, "first_of", build, depth)

    def step(_value: Value, cells: Cells) -> Value:
        for run in runs:
            value = run(cells)
            if value is not None and value != ():
                return value
        return None

    return step


@function(
    "quotient",
    "start",
    "One column divided by another, rounded to nine decimals; nothing where one is blank or the second is 0.",
    arguments={"quotient": "the two columns' names"},
    example=Example('{ quotient = ["met", "all"] }', {"met": "31283", "all": "31689"}, "0.987187983"),
)
def _quotient(section: Section, build: Build, _depth: int) -> Step:
    names = section.texts("quotient")
    if len(names) != 2:
        raise InvalidInput(
            f"{section.place}: quotient names {len(names)} columns", hint='two are asked for: quotient = ["met", "all"]'
        )
    top, bottom = build.cell(names[0]), build.cell(names[1])
    style = build.numbers

    def step(_value: Value, cells: Cells) -> Value:
        over, under = top(cells), bottom(cells)
        if over is None or under is None:
            return None
        divisor = read_number(under, style)[0]
        if not divisor:
            return None
        quotient = round_value(Fraction(read_number(over, style)[0]) / Fraction(divisor))
        if abs(quotient) >= 10**19:
            raise InvalidInput(
                f"{shown(over)} divided by {shown(under)} has more digits than are kept", hint="check the two columns"
            )
        return Decimal(format(quotient.normalize(), "f")) if quotient else Decimal(0)

    return step


def _ways(section: Section, key: str, build: Build, depth: int) -> list[Callable[[Cells], Value]]:
    ways = section.raw(key)
    if not isinstance(ways, list) or not ways:
        raise section.wrong(key, ways, "a list of pipelines")
    return [
        build_pipeline(way, f"{section.place}: {key}[{position}]", build, depth=depth + 1).run
        for position, way in enumerate(ways, start=1)
    ]


def _template_parts(text: str, place: str) -> tuple[list[str], list[str]]:
    """The fixed texts of a template and the columns between them."""
    fixed, names, end = [""], [], 0
    for found in _PLACE.finditer(text):
        fixed[-1] += text[end : found.start()]
        end = found.end()
        if found.group() in {"{{", "}}"}:
            fixed[-1] += found.group()[0]
        elif found[1] is None:
            raise InvalidInput(
                f"{place}: a brace of the template has no partner", hint="write {{ or }} for a brace as such"
            )
        elif not found[1].strip():
            raise InvalidInput(f"{place}: the template has empty braces", hint="put a column's name into them")
        else:
            names.append(found[1])
            fixed.append("")
    fixed[-1] += text[end:]
    return fixed, names
