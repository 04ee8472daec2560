"""Writes docs/reference/mapping.md from the functions, conditions, fields and limits that the code declares."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from okr.exchange.fields import KINDS, LINK_FIELDS, Field
from okr.exchange.limits import PREFIX, Limits, shown_bytes
from okr.exchange.mapping.conditions import FORMS
from okr.exchange.mapping.functions import FUNCTIONS, Function

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "mapping.md"

INTRODUCTION = """\
# The mapping file

<!-- Written by tools/mapping_reference.py from the code; a test compares the two. -->

A mapping is a TOML file that says which column of a file feeds which field of okr. It is read by `okr import`; how to write one
step by step is told in [Import spreadsheets and other files](../how-to/import.md). There is no evaluator: what a mapping can do is
the closed list below.

## The whole file

| key | meaning |
|---|---|
| `about` | what the mapping is for, in words |
| `null` | texts that mean "nothing" besides the empty cell, such as `["#N/A", "N/D"]`; compared letter by letter |
| `numbers` | how numbers are written: `{ decimal = ",", thousands = ".", percent = "keep" }`; (12) is -12 everywhere |
| `dates` | styles of days besides 2026-03-31, such as `["%d/%m/%Y"]`; `"serial"` for numbers by which a spreadsheet counts days, 46027 for 2026-01-05 |
| `[fiscal_year]` | `first_month` (1 to 12) in which the year of the file begins, and `named_by` `"end"` or `"start"`: which calendar year names it |
| `[maps.NAME]` | a value map: their words to okr's, for the function `map`; what maps to `""` becomes nothing |
| `[lookups.NAME]` | another file to join to: `file`, `key` (a pipeline), the options of files below, `on_conflict` `"refuse"` or `"first"` |
| `[[units]]`, `[[people]]`, `[[cycles]]`, `[[focus_areas]]`, `[[goals]]`, `[[key_results]]`, `[[check_ins]]` | sources: where records of that kind come from, each as often as needed |

## A source

| key | meaning |
|---|---|
| `file` | the name of the file, relative to the folder of the data (`okr import bundle`); may be left out where the command names the file |
| `rows` | instead of a file: a few rows in the mapping itself, `[{ key = "2026", ... }]` |
| `fields` | a table with a pipeline for each field, see below |
| `only`, `skip` | conditions, or lists of them: rows are read where all of `only` hold and none of `skip` |
| `each` | `{ column = "Leaders", split = ",", as = "leader" }`: the row once for each part of a cell, in a column of its own |
| `unpivot` | `{ columns = ["2023", "2024"], name = "year", value = "amount" }`: the row once for each of these columns whose cell is not blank (wide to long); a run of columns is `from = "2019", to = "2024"` |
| `distinct` | true: many rows make the same record, as where units are gathered from a column; repeats are not counted as merged, and rows without an id make nothing |
| `complete` | true: the file lists all of its kind; what is in okr and no longer in the file is counted and named. It stays: an import never deletes |
| `on_conflict` | what happens where two rows give the same record different values: `"refuse"` (unless given), `"first"`, `"last"`: that value stands, with a warning; `"ignore"`: the later row counts for nothing |
| `null`, `numbers`, `dates` | as above, for this source alone |
| `parents` | goals only: `[[goals.parents]]`, a table for each kind of parent, see Fields |

Equal rows merge, and a blank cell loses to a value. Lists (contributors, parents) grow. A reading is identified by its key result
and day, a cycle by its key, everything else by its `external_id`.

Options of files, in a source or a lookup; what is not said is found out:

| key | meaning |
|---|---|
| `format` | `"csv"`, `"xlsx"`, `"json"`, `"jsonl"` |
| `encoding` | such as `"utf-8"`, `"cp1252"`, `"utf-16"` |
| `delimiter`, `quote` | one sign each |
| `header_row` | the row that holds the columns' names (1 unless given); empty rows do not count |
| `fill_short_rows` | true: rows with too few cells are filled with blanks; otherwise they are refused |
| `sheet` | the name of a sheet of a workbook, or its number from 1 among those that are not hidden |
| `path` | where the array of records stands in a JSON file: names with dots, `"data.items"` |

An empty header cell is called by its position, `"column 16"`; columns of one name are called `"Name (1)"`, `"Name (2)"`. In JSON an
object within a record becomes columns with a dot, `"owner.name"`, and a list of plain values one cell with a line for each.

## Pipelines

A field is fed by a pipeline: a column's name, one step, or a list of steps.

```toml
title = "Goal"
state = { constant = "active" }
owner = ["Owners", { split = ";", item = 1 }, "lower"]
```

The first element begins the pipeline: a text there is a column's name. Each further element is a function: a text for one without
arguments, else a table whose first key is the function. Nothing stays nothing through all of them, unless a function says otherwise.
Functions of text do their work on each item of a list.
"""

GROUPS = (
    ("start", "Functions that begin a pipeline"),
    ("text", "Functions of text"),
    ("list", "Functions of lists"),
    ("choice", "Functions that choose"),
    ("number", "Functions of numbers"),
    ("day", "Functions of days"),
)


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_functions(), *_conditions(), *_fields(), *_limits()])


def _functions() -> Iterator[str]:
    for group, title in GROUPS:
        yield f"### {title}\n"
        for function in FUNCTIONS.values():
            if function.group == group:
                yield from _function(function)


def _function(function: Function) -> Iterator[str]:
    yield f"**`{function.name}`**: {function.summary}\n"
    for name, meaning in function.arguments.items():
        yield f"- `{name}`: {meaning}"
    if function.arguments:
        yield ""
    cells = ", ".join(
        f"{name} = `{cell}`" if cell else f"{name} blank" for name, cell in function.example.cells.items()
    )
    given = f" of a row with {cells}" if cells else ""
    yield f"`{function.example.written}`{given} gives `{function.example.gives}`.\n"


def _conditions() -> Iterator[str]:
    yield "## Conditions\n"
    yield "A condition is a table; all of its keys must hold. Null tokens count as blank.\n"
    yield "| key | holds where |"
    yield "|---|---|"
    for form in FORMS:
        yield f"| `{form.key}` | {form.summary} |"
    yield ""


def _fields() -> Iterator[str]:
    yield "## Fields\n"
    for kind in KINDS.values():
        yield from _table(f"`[{kind.name}.fields]`", kind.fields)
    yield from _table("`[[goals.parents]]`", LINK_FIELDS)
    yield "For *at least* and *at most* a `target` is the limit where `lower` or `upper` is not given. Increase and decrease follow the numbers:"
    yield "where the target lies on the other side of the baseline the metric is exchanged, with a warning; without a baseline or a target the"
    yield "result is tracked, with a warning.\n"


def _table(title: str, chosen: Mapping[str, Field]) -> Iterator[str]:
    yield f"### {title}\n"
    yield "| field | takes |"
    yield "|---|---|"
    for name, field in chosen.items():
        yield f"| `{name}`{' (required)' if field.required else ''} | {field.form} |"
    yield ""


def _limits() -> Iterator[str]:
    yield "## Limits\n"
    yield "Each is set by a variable of the environment, in bytes, characters or numbers.\n"
    yield "| variable | unless set |"
    yield "|---|---|"
    for field in fields(Limits):
        value = getattr(Limits(), field.name)
        shown = shown_bytes(value) if field.name.endswith("_bytes") else f"{value:,}"
        yield f"| `{PREFIX}{field.name.upper()}` | {shown} |"
    yield ""


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE} is written\n")
