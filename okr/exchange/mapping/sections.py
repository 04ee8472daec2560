"""Reading TOML tables so that every error names the file, the table, the key and what would be right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from okr.domain.errors import InvalidInput
from okr.domain.quantities import nearest
from okr.exchange.files.rows import shown

_KINDS = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
    float: "a number",
}


@dataclass(slots=True)
class Section:
    """One table of a mapping file. Keys are taken one by one; `close` refuses what nobody took."""

    place: str
    """The file and the table, as an error names it: "bundle.toml: goals[2]"."""
    values: Mapping[str, object]
    taken: set[str] = field(default_factory=set)
    joint: str = "."
    """What stands between the place and a key: ": " after the name of the file."""

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str | None:
        """A text, or the default."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, value, "a text in quotes")
        return value

    def required_text(self, key: str) -> str:
        """A text that must be there and not be empty."""
        value = self.text(key)
        if not value:
            raise InvalidInput(f"{self.place}: {key} is missing", hint=f'add {key} = "..."')
        return value

    def word(self, key: str, words: Iterable[str], default: str) -> str:
        """One of a few words."""
        value = self.text(key, default)
        choices = list(words)
        if value not in choices:
            raise InvalidInput(
                f'{self.place}: {key} = "{shown(str(value))}" is none of the choices', hint=one_of(str(value), choices)
            )
        return str(value)

    def number(self, key: str, default: int, *, least: int, most: int) -> int:
        """A whole number between two bounds."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, value, f"a whole number from {least} to {most:,}")
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(key, value, "true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, value, "a text or a list of texts")
        return tuple(value)

    def section(self, key: str) -> "Section | None":
        """A table within this one."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, value, "a table")
        return Section(f"{self.place}{self.joint}{key}", value)

    def sections(self, key: str) -> "list[Section]":
        """A list of tables; a single table is a list of one."""
        value = self._take(key)
        if value is None:
            return []
        if isinstance(value, dict):
            return [Section(f"{self.place}{self.joint}{key}", value)]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, value, "a table or a list of tables")
        return [
            Section(f"{self.place}{self.joint}{key}[{position}]", item) for position, item in enumerate(value, start=1)
        ]

    def raw(self, key: str) -> object:
        """The value as it stands, for what has a form of its own."""
        return self._take(key)

    def close(self) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.values:
            if key not in self.taken:
                raise InvalidInput(
                    f'{self.place}: "{shown(key)}" means nothing here', hint=one_of(key, sorted(self.taken))
                )

    def wrong(self, key: str, value: object, right: str) -> InvalidInput:
        """The refusal of a value of the wrong form."""
        kind = _KINDS.get(type(value), "something else")
        given = (
            f' "{shown(value)}"' if isinstance(value, str) else f" {value}" if isinstance(value, int | float) else ""
        )
        return InvalidInput(f"{self.place}: {key} is {kind}{given}", hint=f"{right} is asked for")

    def _take(self, key: str) -> object:
        self.taken.add(key)
        return self.values.get(key)


def one_of(word: str, choices: Iterable[str]) -> str:
    """The hint for a word that is none of the choices: the nearest ones, else all."""
    known = list(choices)
    near = nearest(word, known)
    if near:
        return "did you mean " + " or ".join(near) + "?"
    return "it is one of " + ", ".join(known) if known else "leave it out"
