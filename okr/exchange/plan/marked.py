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


def _fast_parser() -> Any:  # an untyped extension
    try:
        from _ruamel_yaml import CParser as Fast
    except ImportError:  # no wheel of it for this Python
        return None
    return Fast


CParser: Any = _fast_parser()
"""The parser in C, 15 times as fast as the one in Python; None where there is none."""

DEPTH = 16
"""Levels of lists and mappings: a plan has eight."""
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"


@dataclass(slots=True)
class Spot:
    """Where a list or mapping stands (both from 1), with what stands in it; `keys` holds where the keys of a mapping stand."""

    line: int
    column: int
    is_flow: bool
    items: "list[Place]" = field(default_factory=list)
    fields: "dict[str, Place]" = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)


Place: TypeAlias = "Spot | tuple[int, int, int]"
"""Where something stands; of a single value line, column and last line, since a large file has a third of a million of them."""


class BadYaml(InvalidInput):
    """What is no YAML that a plan may be written in; `line` and `column` count from 1."""

    def __init__(self, message: str, *, line: int, column: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.column = column


def read_marked(text: str) -> tuple[Value, Place]:
    """The value of a YAML document and where everything stands in it; BadYaml says what is wrong and where."""
    try:
        return _Reader().document(_events(text))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else _position(text, error)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "this is not YAML"
        raise BadYaml(f"this is not YAML: {problem}", line=line, column=column) from error


def place_of(spot: Place, path: tuple[str | int, ...], *, of_key: bool = False) -> tuple[int, int]:
    """Line and column of what a path leads to, as far as it leads; `of_key`: of the last key itself."""
    for number, step in enumerate(path):
        if isinstance(spot, tuple):
            break
        if isinstance(step, int) and step < len(spot.items):
            spot = spot.items[step]
        elif isinstance(step, str) and step in spot.fields:
            if of_key and number == len(path) - 1:
                return spot.keys[step]
            spot = spot.fields[step]
        else:
            break
    return spot[:2] if isinstance(spot, tuple) else (spot.line, spot.column)


def spot_at(spot: Place, path: tuple[str | int, ...]) -> Spot | None:
    """The list or mapping that a path leads to; None where there is none."""
    for step in path:
        if isinstance(spot, tuple):
            return None
        found = spot.items[step] if isinstance(step, int) else spot.fields.get(step)
        if found is None:
            return None
        spot = found
    return None if isinstance(spot, tuple) else spot


def _events(text: str) -> Iterator[Any]:
    if CParser is None:
        yield from YAML(typ="safe", pure=True).parse(text)
        return
    parser = CParser(text)
    yield from iter(parser.get_event, None)


def _position(text: str, error: YAMLError) -> tuple[int, int]:
    """Line and column of a character that YAML does not allow."""
    position = getattr(error, "position", 0)
    before = text[: position if isinstance(position, int) else 0]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


class _Reader:
    """Builds values from events, without ever calling itself."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self.values: list[list[Value] | dict[str, Value]] = []
        self.keys: list[str | None] = []
        """For each open mapping the key that waits for its value."""
        self.result: tuple[Value, Place] = (None, (1, 1, 1))

    def document(self, stream: Iterator[Any]) -> tuple[Value, Place]:
        """The one document of a stream."""
        documents = 0
        for event in stream:
            kind = type(event)
            if kind is events.ScalarEvent:
                self._scalar(event)
            elif kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
                self._open(event, is_mapping=kind is events.MappingStartEvent)
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                value, spot = self.values.pop(), self.spots.pop()
                self.keys.pop()
                self._put(value, spot)
            elif kind is events.AliasEvent:
                raise self._refused(event, "an alias (*) is not taken here", "Write out what it stands for.")
            elif kind is events.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self._refused(event, "a plan is one document", "Take the line of dashes away.")
        return self.result

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._require_plain(event)
        value, mark = event.value, event.start_mark
        if self.keys and self.keys[-1] is None:
            holder = self.values[-1]
            if isinstance(holder, dict):
                place = (mark.line + 1, mark.column + 1)
                if value in holder:
                    line, column = place
                    raise BadYaml(
                        f"{_shown(value)} is given twice", line=line, column=column, hint="Keep one of the two."
                    )
                self.keys[-1] = value
                self.spots[-1].keys[value] = place
                return
        is_null = value in NULLS and not event.style
        end = event.end_mark
        self._put(None if is_null else value, (mark.line + 1, mark.column + 1, end.line + (1 if end.column else 0)))

    def _open(self, event: Any, *, is_mapping: bool) -> None:
        self._require_plain(event)
        if len(self.values) >= DEPTH:
            raise self._refused(event, f"this lies deeper than {DEPTH} levels", "A plan needs eight.")
        if self.values and isinstance(self.values[-1], dict) and self.keys[-1] is None:
            raise self._refused(event, "a key is a word here, no list and no mapping", None)
        mark = event.start_mark
        self.spots.append(Spot(mark.line + 1, mark.column + 1, bool(event.flow_style)))
        self.values.append({} if is_mapping else [])
        self.keys.append(None)

    def _put(self, value: Value, spot: Place) -> None:
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
