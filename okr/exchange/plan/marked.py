"""YAML read as plain values, each with its line and column: no tags, no anchors, no aliases, nothing given twice, nothing too deep.

Words are not guessed at: a value is text, null, a list or a mapping, and what it means is decided by the field that it stands
in. So `no` is a word in a title and false where yes or no is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml import YAML, events
from ruamel.yaml.error import YAMLError

from okr.domain.errors import InvalidInput

try:
    from _ruamel_yaml import CParser
except ImportError:  # no wheel of it for this Python
    CParser = None

DEPTH = 16
"""Levels of lists and mappings: a plan has eight."""
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"


@dataclass(slots=True)
class Spot:
    """Where a value stands (both from 1), and what stands in it; `keys` holds where the keys of a mapping stand."""

    line: int
    column: int
    is_flow: bool = False
    items: "list[Spot]" = field(default_factory=list)
    fields: "dict[str, Spot]" = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    end_line: int = 0


class BadYaml(InvalidInput):
    """What is no YAML that a plan may be written in; `line` and `column` count from 1."""

    def __init__(self, message: str, *, line: int, column: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.column = column


def read_marked(text: str) -> tuple[Value, Spot]:
    """The value of a YAML document and where everything stands in it; BadYaml says what is wrong and where."""
    try:
        return _Reader(_events(text)).document()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else _position(text, error)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "this is not YAML"
        raise BadYaml(f"this is not YAML: {problem}", line=line, column=column) from error


def place_of(spot: Spot, path: tuple[str | int, ...], *, of_key: bool = False) -> tuple[int, int]:
    """Line and column of what a path leads to, as far as it leads; `of_key`: of the last key itself."""
    for number, step in enumerate(path):
        if isinstance(step, int) and step < len(spot.items):
            spot = spot.items[step]
        elif isinstance(step, str) and step in spot.fields:
            if of_key and number == len(path) - 1:
                return spot.keys[step]
            spot = spot.fields[step]
        else:
            break
    return spot.line, spot.column


def _events(text: str) -> Iterator[Any]:
    if CParser is None:
        yield from YAML(typ="safe", pure=True).parse(text)
        return
    parser = CParser(text)
    while parser.check_event():
        yield parser.get_event()


def _position(text: str, error: YAMLError) -> tuple[int, int]:
    """Line and column of a character that YAML does not allow."""
    position = getattr(error, "position", 0)
    before = text[: position if isinstance(position, int) else 0]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


class _Reader:
    """Builds values from events, without ever calling itself."""

    def __init__(self, stream: Iterator[Any]) -> None:
        self.stream = stream
        self.spots: list[Spot] = []
        self.values: list[list[Value] | dict[str, Value]] = []
        self.keys: list[str | None] = []
        """For each open mapping the key that waits for its value."""
        self.result: tuple[Value, Spot] | None = None

    def document(self) -> tuple[Value, Spot]:
        """The one document of the stream."""
        documents = 0
        for event in self.stream:
            if isinstance(event, events.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, events.MappingStartEvent | events.SequenceStartEvent):
                self._open(event)
            elif isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
                self._close(event)
            elif isinstance(event, events.AliasEvent):
                raise self._refused(event, "an alias (*) is not taken here", "Write out what it stands for.")
            elif isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refused(event, "a plan is one document", "Take the line of dashes away.")
        if self.result is None:
            return None, Spot(1, 1)
        return self.result

    def _scalar(self, event: Any) -> None:
        self._require_plain(event)
        value = event.value
        is_plain = not event.style
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if self.values and isinstance(self.values[-1], dict) and self.keys[-1] is None:
            if value in self.values[-1]:
                raise BadYaml(f"{_shown(value)} is given twice", line=line, column=column, hint="Keep one of the two.")
            self.keys[-1] = value
            self.spots[-1].keys[value] = (line, column)
            return
        self._put(None if is_plain and value in NULLS else value, Spot(line, column, end_line=event.end_mark.line + 1))

    def _open(self, event: Any) -> None:
        self._require_plain(event)
        if len(self.values) >= DEPTH:
            raise self._refused(event, f"this lies deeper than {DEPTH} levels", "A plan needs eight.")
        is_mapping = isinstance(event, events.MappingStartEvent)
        if self.values and isinstance(self.values[-1], dict) and self.keys[-1] is None:
            raise self._refused(event, "a key is a word here, no list and no mapping", None)
        mark = event.start_mark
        self.spots.append(Spot(mark.line + 1, mark.column + 1, bool(event.flow_style)))
        self.values.append({} if is_mapping else [])
        self.keys.append(None)

    def _close(self, event: Any) -> None:
        value, spot = self.values.pop(), self.spots.pop()
        spot.end_line = event.end_mark.line + 1
        self.keys.pop()
        self._put(value, spot)

    def _put(self, value: Value, spot: Spot) -> None:
        if not self.values:
            self.result = (value, spot)
            return
        holder, key = self.values[-1], self.keys[-1]
        if isinstance(holder, dict):
            if key is None:
                raise AssertionError("a mapping's value comes after its key")
            holder[key] = value
            self.spots[-1].fields[key] = spot
            self.keys[-1] = None
        else:
            holder.append(value)
            self.spots[-1].items.append(spot)

    def _require_plain(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._refused(event, "an anchor (&) is not taken here", "Write the value out where it is needed.")
        if event.tag is not None and str(event.tag) not in {"", "None"}:
            raise self._refused(event, f"a tag ({_shown(str(event.tag))}) is not taken here", "Take it away.")

    @staticmethod
    def _refused(event: Any, message: str, hint: str | None) -> BadYaml:
        return BadYaml(message, line=event.start_mark.line + 1, column=event.start_mark.column + 1, hint=hint)


def _shown(text: str) -> str:
    return f'"{text[:60]}"'
