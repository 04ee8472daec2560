"""A plan file read: what it says, and where each thing stands in it, so that whatever is wrong is named by line and column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from okr.contract.plans import Plan
from okr.domain.errors import InvalidInput
from okr.domain.memory import collector_resting
from okr.domain.quantities import nearest
from okr.exchange.limits import Limits, shown_bytes
from okr.exchange.plan.marked import BadYaml, Place, place_of, read_marked

SHOWN = 20
"""Errors that are told of one file; more are counted."""

Steps = tuple[str | int, ...]

_SAYINGS: Mapping[str, str] = {
    "missing": "is missing",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "date_from_datetime_parsing": "is not a day; write it like 2026-03-31",
    "date_parsing": "is not a day; write it like 2026-03-31",
    "date_type": "is not a day; write it like 2026-03-31",
    "decimal_parsing": "is not a number; write it like 12.5",
    "decimal_type": "is not a number; write it like 12.5",
    "finite_number": "is not a number that can be measured",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "model_type": "is not a mapping of fields",
    "model_attributes_type": "is not a mapping of fields",
    "dict_type": "is not a mapping",
    "string_type": "is not a text",
    "tuple_type": "is not a list",
    "literal_error": "is another format than this okr reads; it reads 1",
}


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan with the text that it was read from."""

    name: str
    text: str
    plan: Plan
    spot: Place

    def place(self, path: Steps) -> str:
        """Where a path stands: "plan.yaml:12:5"."""
        line, column = place_of(self.spot, path)
        return f"{self.name}:{line}:{column}"


def read_plan_file(path: Path, *, limits: Limits | None = None) -> PlanFile:
    """The plan of a file; InvalidInput names each thing that is wrong by line and column."""
    bounds = limits or Limits()
    size = path.stat().st_size
    if size > bounds.json_document_bytes:
        raise _too_large(path.name, size, bounds)
    return read_plan(path.read_bytes(), name=path.name, limits=bounds)


def read_plan(data: bytes, *, name: str, limits: Limits | None = None) -> PlanFile:
    """The plan of a file's content; `name` is what the errors call it."""
    with collector_resting():
        return _read(data, name, limits or Limits())


def _read(data: bytes, name: str, bounds: Limits) -> PlanFile:
    if len(data) > bounds.json_document_bytes:
        raise _too_large(name, len(data), bounds)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise InvalidInput(f"{name}:{line}:{column}: this is not UTF-8; save the file as UTF-8.") from error
    try:
        value, spot = read_marked(text)
    except BadYaml as error:
        raise InvalidInput(f"{name}:{error.line}:{error.column}: {error.message}.", hint=error.hint) from error
    if not isinstance(value, dict):
        raise InvalidInput(f"{name}:1:1: a plan is a mapping that begins with okr_plan: 1.")
    if "okr_plan" not in value:
        raise InvalidInput(f"{name}:1:1: okr_plan is missing; a plan file begins with okr_plan: 1.", field="okr_plan")
    try:
        plan = Plan.model_validate(value)
    except ValidationError as error:
        raise InvalidInput("\n".join(_told(name, error, spot))) from error
    return PlanFile(name, text, plan, spot)


def _too_large(name: str, size: int, bounds: Limits) -> InvalidInput:
    return InvalidInput(
        f"{name} has {shown_bytes(size)}; a plan file may have {shown_bytes(bounds.json_document_bytes)}.",
        hint="Export a unit or a cycle at a time, or set OKR_IMPORT_JSON_DOCUMENT_BYTES.",
    )


def _told(name: str, error: ValidationError, spot: Place) -> Iterator[str]:
    errors = error.errors(include_url=False, include_context=True, include_input=True)
    told = []
    for one in errors:
        path: Steps = tuple(one["loc"])
        is_unknown = one["type"] == "extra_forbidden"
        told.append((place_of(spot, path, of_key=is_unknown), _sentence(one, path, is_unknown=is_unknown)))
    for (line, column), sentence in sorted(told)[:SHOWN]:
        yield f"{name}:{line}:{column}: {sentence}"
    if len(errors) > SHOWN:
        yield f"{len(errors) - SHOWN} more of these"


def _sentence(
    error: Mapping[str, Any], path: Steps, *, is_unknown: bool
) -> str:  # pydantic's own description of an error
    field = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    if is_unknown:
        near = nearest(field, fields_at(path[:-1]))
        return f'there is no field "{field[:60]}" here' + (f"; did you mean {' or '.join(near)}?" if near else ".")
    given = error["input"]
    kind = str(error["type"])
    shown = f' "{given[:60]}"' if isinstance(given, str) and kind != "missing" else ""
    if kind == "enum":
        words = str(error["ctx"]["expected"]).replace("'", "")
        return f"{field}:{shown} is none of its words: {words}."
    said = _SAYINGS.get(kind)
    if said is not None:
        return f"{field}{':' if shown else ''}{shown} {said}."
    message = str(error["msg"])
    return f"{field}:{shown} {message[:1].lower()}{message[1:]}."


def fields_at(path: Sequence[str | int]) -> tuple[str, ...]:
    """The fields that a plan has at a path."""
    model: type[BaseModel] | None = Plan
    for step in path:
        if isinstance(step, int) or model is None:
            continue
        known = model.model_fields.get(step)
        model = None if known is None else _model_in(known.annotation)
    return () if model is None else tuple(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that an annotation speaks of, however it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, UnionType) or get_args(annotation):
        return next((found for one in get_args(annotation) if (found := _model_in(one)) is not None), None)
    return None
