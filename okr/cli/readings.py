"""Readings as people type and send them: a value in its unit of measure, or many rows from standard input."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from okr.cli.session import Session
from okr.domain.errors import InvalidInput, OkrError
from okr.domain.quantities import TYPED, nearest, parse_number, parse_value
from okr.domain.vocabulary import Metric, Status

if TYPE_CHECKING:
    from okr.contract.check_ins import NewCheckIn
    from okr.contract.key_results import KeyResultView

YES = frozenset({"yes", "y", "true", "done"})
NO = frozenset({"no", "n", "false", "not done", "not yet"})
SAME = "="
FIELDS = ("key", "value", "date", "answers", "confidence", "status", "note", "blocker", "corrects", "voids")
"""The columns of many check-ins; `key` and `value` are needed, or `voids` in place of the value."""
WHOLE = ("answers", "confidence", "corrects", "voids")
OTHER_NAMES = {"effective_on": "date", "key_result": "key"}
MAXIMUM_ROWS = 1_000_000
MAXIMUM_CELL = 131_072


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read: what it is called in messages, and its fields as text."""

    place: str
    fields: dict[str, str]


class Readings:
    """Makes check-ins of what people write; key results are looked up only where their unit decides."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, KeyResultView] = {}

    def value(self, key: str, text: str | None) -> Decimal | None:
        """The value that is meant: a number in the unit of the key result, yes or no, or = for the value before."""
        if text is None:
            return None
        word = text.strip().casefold()
        if word == SAME:
            return self._value_before(key)
        if word in YES | NO and self._key_result(key).metric is Metric.YES_NO:
            return Decimal(1 if word in YES else 0)
        if not any(character.isdigit() for character in word) or word[-1].isdigit():
            return parse_number(text, style=TYPED).value
        return parse_value(text, unit=self._key_result(key).unit_of_measure or "")

    def check_ins(self, rows: Sequence[Row]) -> tuple["NewCheckIn", ...]:
        """The check-ins of all rows; where some cannot be read, one error that names each row that would be refused."""
        made: list[tuple[Row, NewCheckIn]] = []
        wrong: dict[str, str] = {}
        kinds: list[type[OkrError]] = []
        for row in rows:
            try:
                made.append((row, self._check_in(row.fields)))
            except OkrError as error:
                wrong[row.place] = f"{error.message}{f' ({error.hint})' if error.hint else ''}"
                kinds.append(type(error))
        if wrong:
            wrong |= self._refused(made)
            count = "1 row is" if len(wrong) == 1 else f"{len(wrong)} rows are"
            told = "\n".join(f"{row.place}: {wrong[row.place]}" for row in rows if row.place in wrong)
            raise kinds[0](f"{count} wrong, and nothing was recorded", hint=told)
        return tuple(check_in for _, check_in in made)

    def _refused(self, made: Sequence[tuple[Row, "NewCheckIn"]]) -> dict[str, str]:
        """Why rows that could be read would be refused, by what they are called."""
        from okr.contract.check_ins import MAXIMUM_BATCH, FindFaults

        asked = made[:MAXIMUM_BATCH]
        if not asked:
            return {}
        found = self._session.call(FindFaults(check_ins=tuple(check_in for _, check_in in asked)))
        return {asked[fault.row - 1][0].place: fault.message for fault in found.faults}

    def _check_in(self, fields: dict[str, str]) -> "NewCheckIn":
        from okr.contract.check_ins import NewCheckIn

        if "key" not in fields:
            raise InvalidInput("key: is empty", hint="name the key result, such as CARE-7.2", field="key")
        if "value" not in fields and "voids" not in fields:
            raise InvalidInput("value: is empty", hint="write a number, or give the number of a check-in in voids")
        values: dict[str, object] = {name: fields[name] for name in ("key", "note", "blocker") if name in fields}
        values["value"] = self.value(fields["key"], fields.get("value"))
        values["effective_on"] = self._session.day(fields.get("date"), name="date")
        values |= {name: _whole(fields[name], name) for name in WHOLE if name in fields}
        if "status" in fields:
            values["status"] = _status(fields["status"])
        return NewCheckIn.model_validate({name: value for name, value in values.items() if value is not None})

    def _value_before(self, key: str) -> Decimal:
        found = self._key_result(key)
        if found.current is None or not found.has_reading:
            raise InvalidInput(f"{key} has no reading yet that = could repeat", field="value")
        return found.current

    def _key_result(self, key: str) -> "KeyResultView":
        if key not in self._known:
            from okr.contract.key_results import ShowKeyResult

            self._known[key] = self._session.call(ShowKeyResult(key=key))
        return self._known[key]


def read_rows(data: bytes) -> list[Row]:
    """The rows of CSV with a header or of JSON lines; InvalidInput where there is none or they cannot be read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidInput(f"standard input: line {line} is not UTF-8 text", hint="save it as UTF-8") from error
    if not text.strip():
        raise InvalidInput("standard input: is empty", hint=f"send a header and rows: {','.join(FIELDS[:3])}")
    rows = list(_json_rows(text) if text.lstrip().startswith(("{", "[")) else _csv_rows(text))
    if not rows:
        raise InvalidInput("standard input: has a header and no rows", hint="send at least one row below the header")
    if len(rows) > MAXIMUM_ROWS:
        raise InvalidInput(f"standard input: {len(rows):,} rows, at most {MAXIMUM_ROWS:,} are taken at once")
    return rows


def _csv_rows(text: str) -> Iterator[Row]:
    csv.field_size_limit(MAXIMUM_CELL)
    first = text.lstrip().splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [_field(name, "header") for name in next(row for row in reader if any(row))]
        _require_known(names)
        number = 0
        for cells in reader:
            if not any(entry.strip() for entry in cells):
                continue
            number += 1
            place = f"row {number}"
            if len(cells) > len(names):
                raise InvalidInput(f"{place}: has {len(cells)} cells, the header has {len(names)}")
            filled = {name: entry.strip() for name, entry in zip(names, cells, strict=False) if entry.strip()}
            yield Row(place, filled)
    except csv.Error as error:
        raise InvalidInput(f"standard input: line {reader.line_num} is not CSV: {error}") from error


def _json_rows(text: str) -> Iterator[Row]:
    count = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        count += 1
        try:
            found = json.loads(line, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
        except (ValueError, ArithmeticError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be read"
            raise InvalidInput(f"{place}: is not JSON: {reason}", hint="write one JSON object a line") from error
        if not isinstance(found, dict):
            raise InvalidInput(f"{place}: is not a JSON object", hint='write {"key": "CARE-7.2", "value": 85}')
        names = {name: _field(name, place) for name in found}
        _require_known(list(names.values()))
        yield Row(
            f"row {count}",
            {names[name]: _plain(value, place) for name, value in found.items() if value not in (None, "")},
        )


def _plain(value: object, place: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < 50 else str(value)
    if isinstance(value, str):
        return value
    raise InvalidInput(f"{place}: a value is neither a text nor a number")


def _field(name: str, place: str) -> str:
    word = name.strip().casefold().replace(" ", "_").replace("-", "_")
    word = OTHER_NAMES.get(word, word)
    if word not in FIELDS:
        near = nearest(word, FIELDS, n=1)
        right = f"did you mean {near[0]}?" if near else f"there are {', '.join(FIELDS)}"
        raise InvalidInput(f'{place}: there is no field "{name[:60]}"', hint=right)
    return word


def _require_known(names: Sequence[str]) -> None:
    twice = next((name for name in names if list(names).count(name) > 1), None)
    if twice is not None:
        raise InvalidInput(f"{twice}: stands twice")


def _whole(text: str, name: str) -> int:
    number = parse_number(text, field=name).value
    if number != number.to_integral_value() or number < 0:
        raise InvalidInput(f"{name}: is not a whole number from 0 up", field=name)
    if name == "confidence" and number > 100:
        raise InvalidInput("confidence: is over 100 %", field=name)
    return int(number)


def _status(text: str) -> Status:
    folded = text.casefold().replace("-", " ").replace("_", " ")
    for status in Status:
        if status.value == folded:
            return status
    raise InvalidInput(
        "status: is none of the statuses", hint=", ".join(status.value for status in Status), field="status"
    )
