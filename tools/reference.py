"""Writes `docs/reference/commands.md` and `json.md` from the code: `python -m tools.reference`.

A test holds them equal to what this gives, so that they are never behind.
"""

import dataclasses
import sys
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import click
from pydantic import BaseModel

from okr.cli.errors import EXIT_CODES
from okr.cli.groups import SHARED, OkrCommand, OkrGroup
from okr.cli.root import SECTIONS, root
from okr.contract.base import Number, Page, Ratio
from okr.settings import SETTINGS
from tools.reference_words import MEANINGS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
GENERATED = "<!-- Written by `python -m tools.reference` from the code: change the code, then run it. -->"
SIMPLE = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    float: "number",
    date: "day",
    datetime: "time",
    Decimal: "decimal",
    types.NoneType: "null",
}


def main() -> int:
    """Writes both pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)
    return 0


def pages() -> dict[str, str]:
    """The pages by their file name."""
    return {"commands.md": _commands_page(), "json.md": _json_page()}


def walk(group: OkrGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command with its words, groups before what they hold."""
    context = click.Context(group)
    names = [name for section in SECTIONS.values() for name in section] if not path else group.list_commands(context)
    for name in names:
        command = group.get_command(context, name)
        if command is None:
            raise LookupError(name)
        yield " ".join((*path, name)), command
        if isinstance(command, OkrGroup):
            yield from walk(command, (*path, name))


# ------------------------------------------------------------------------------------------------------- the commands


def _commands_page() -> str:
    parts = [
        "# Commands",
        GENERATED,
        (
            "`okr` alone opens the full-screen interface; everything else is `okr <noun> <verb>`. On a terminal a command "
            "prints tables that fit it; into a pipe it prints the same as aligned text without colours, never cut. "
            "`--json` prints one document instead; its fields are in [json.md](json.md)."
        ),
        "## Options of every command",
        "They may stand before or after the name of the command.",
        _table(("option", "does"), _option_rows(SHARED)),
        "## Settings",
        (
            "A setting is taken from the option, else from the variable, else from `config.toml` in the folder that "
            "`okr paths` names (or from the file that `OKR_CONFIG` names). What is wrong in the file is said with file, "
            "line and key, and left out."
        ),
        _table(
            ("key", "variable", "is", "meaning"),
            [(f"`{item.key}`", f"`{item.variable}`", item.kind, item.meaning) for item in SETTINGS],
        ),
        "`OKR_DEBUG=1` shows the traceback of an error inside okr.",
        "## Exit codes",
        _table(("code", "means"), [(str(code), meaning) for code, meaning in EXIT_CODES.items()]),
        "## Values",
        (
            "Numbers are read as people write them: `85`, `85%`, `1,234.5`, `12k`, `3m`, `(12)`, `-5`. Days are `2026-03-31`, "
            "`today`, `yesterday`, `-3d`, `+2w` or a weekday; times are `2026-03-31T14:00`, with a zone or in this "
            "machine's. Blanks in words such as `at risk` may be written as `-`."
        ),
    ]
    for name, command in walk(root):
        parts += list(_command_parts(name, command))
    return "\n\n".join(parts) + "\n"


def _command_parts(name: str, command: click.Command) -> Iterator[str]:
    depth = "##" if " " not in name else "###"
    yield f"{depth} okr {name}"
    yield _paragraphs(command.help or "")
    if isinstance(command, OkrCommand):
        context = click.Context(command, info_name=f"okr {name}")
        usage = " ".join(piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]")
        yield f"```\nokr {name} {usage}".rstrip() + " [OPTIONS]\n```"
        rows = _option_rows(tuple(parameter for parameter in command.params))
        if rows:
            yield _table(("option", "does"), rows)
        yield _prints(command)
    if isinstance(command, OkrCommand | OkrGroup) and command.examples:
        yield "```\n" + "\n".join(command.examples) + "\n```"


def _option_rows(parameters: typing.Sequence[click.Parameter]) -> list[tuple[str, str]]:
    rows = []
    for option in parameters:
        if not isinstance(option, click.Option):
            continue
        names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
        metavar = "" if option.is_flag else f" `{option.make_metavar(click.Context(click.Command('okr')))}`"
        default = f" Default: {option.default}." if option.show_default and option.default is not None else ""
        rows.append((f"{names}{metavar}".replace("|", "\\|"), f"{option.help}{default}".replace("|", "\\|")))
    return rows


def _prints(command: OkrCommand) -> str:
    if command.fields:
        return "`--json`: an object of " + "; ".join(f"`{name}`: {text}" for name, text in command.fields.items()) + "."
    if command.lists:
        return f"`--json`: a list of {_link(command.lists)}."
    if command.answers:
        others = "".join(f"; with `{option}` {_link(name)}" for option, name in command.also.items())
        return f"`--json`: {_link(command.answers)}{others}."
    return "`--json` changes nothing here."


def _link(name: str) -> str:
    before, _, path = name.rpartition(" ")
    model = path.rpartition(".")[2]
    return f"{before} [{model}](json.md#{model.lower()})".strip()


# ----------------------------------------------------------------------------------------------------------- the JSON


def _json_page() -> str:
    models = {model.__name__: model for model in _models()}
    parts = [
        "# JSON",
        GENERATED,
        (
            "Every command that reads or writes prints one JSON document with `--json`. Fields are never renamed or taken "
            "away within a major version; new ones may come."
        ),
        (
            '- A **list** is `{"items": [...], "next_cursor": ..., "hidden": ...}`: give `next_cursor` to `--cursor` '
            "for the next page, or ask for everything by `--all`; it is `null` at the end. `hidden` counts what the "
            "acting person may not see, `null` where that is not counted.\n"
            '- A **ratio** is a decimal string with up to 6 places: `"0.666667"`.\n'
            '- A **decimal** is a string of plain digits, exact: `"1234.5"`.\n'
            '- A **day** is `"2026-03-31"`, a **time** `"2026-03-31T14:00:00Z"`.\n'
            "- `null` stands where there is none."
        ),
        "## What each command prints",
        _table(("command", "prints"), list(_answers())),
    ]
    for name in sorted(models):
        parts += [
            f"## {name}",
            _paragraphs(_about(models[name])),
            _table(("field", "is", "meaning"), _field_rows(models[name])),
        ]
    return "\n\n".join(parts) + "\n"


def _answers() -> Iterator[tuple[str, str]]:
    for name, command in walk(root):
        if isinstance(command, OkrCommand) and (command.fields or command.lists or command.answers):
            told = _prints(command).removeprefix("`--json`: ").rstrip(".").replace("json.md#", "#")
            yield f"`okr {name}`", told


def _models() -> list[type]:
    """Every model that a command can print, with all that it holds."""
    found: dict[type, None] = {}
    for _, command in walk(root):
        if isinstance(command, OkrCommand):
            for path in filter(None, (command.answers, command.lists, *command.also.values())):
                module, _, name = path.rpartition(" ")[2].partition(".")
                _gather(getattr(import_module(f"okr.contract.{module}"), name), found)
    return list(found)


def _gather(hint: object, found: dict[type, None]) -> None:
    if isinstance(hint, type) and (issubclass(hint, BaseModel) or dataclasses.is_dataclass(hint)):
        if hint in found or issubclass(hint, Page):
            return
        found[hint] = None
        for name in _field_names(hint):
            _gather(_hints(hint)[name], found)
    for inner in typing.get_args(hint):
        _gather(inner, found)


def _field_names(model: type) -> list[str]:
    if issubclass(model, BaseModel):
        return list(model.model_fields)
    return list(getattr(model, "__dataclass_fields__", {}))


def _hints(model: type) -> dict[str, object]:
    return dict(typing.get_type_hints(model, include_extras=True))


def _field_rows(model: type) -> list[tuple[str, str, str]]:
    hints = _hints(model)
    return [(f"`{name}`", _type_words(hints[name]), meaning(model, name)) for name in _field_names(model)]


def meaning(model: type, name: str) -> str:
    """What a field means: as the contract says, else by its name. LookupError where nothing says it."""
    described = model.model_fields[name].description if issubclass(model, BaseModel) else None
    found = MEANINGS.get(f"{model.__name__}.{name}") or MEANINGS.get(name) or described
    if found is None:
        raise LookupError(f"tools/reference_words*.py do not say what {model.__name__}.{name} means")
    return found


def _type_words(hint: object) -> str:
    if hint == Ratio:
        return "ratio"
    if hint == Number:
        return "decimal"
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _type_words(inner[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type_words(part) for part in inner)
    if origin is tuple:
        return f"list of {_type_words(inner[0])}"
    if origin is dict:
        return f"object of {_type_words(inner[0])} to {_type_words(inner[1])}"
    if origin is typing.Literal:
        return ", ".join(f'"{word}"' for word in inner)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return ", ".join(f'"{word.value}"' for word in hint)
    if isinstance(hint, type) and hint in SIMPLE:
        return SIMPLE[hint]
    if isinstance(hint, type):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    raise TypeError(f"no words for {hint!r}")


def _about(model: type) -> str:
    return (model.__doc__ or "").strip()


def _paragraphs(text: str) -> str:
    """A docstring with each paragraph on one line."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return "\n\n".join(" ".join(part.split()) for part in "\n".join(lines).split("\n\n"))


def _table(headings: tuple[str, ...], rows: typing.Iterable[tuple[str, ...]]) -> str:
    drawn = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in drawn)


if __name__ == "__main__":
    sys.exit(main())
