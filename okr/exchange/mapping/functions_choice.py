"""Functions that choose: value maps, joins to other files, conditions, substitutes for nothing."""

from collections.abc import Callable, Mapping

from okr.domain.errors import InvalidInput
from okr.exchange.files.rows import Cells, shown
from okr.exchange.mapping.building import Build
from okr.exchange.mapping.conditions import build_condition
from okr.exchange.mapping.registry import Example, function
from okr.exchange.mapping.sections import Section, one_of
from okr.exchange.mapping.values import Step, Value, as_text, on_texts

MISSING = ("refuse", "null", "keep")


@function(
    "map",
    "choice",
    "The word that a value map gives for a text, whether in capital or small letters. What the map does not know is refused, unless said otherwise.",
    arguments={
        "map": "the name of a table under [maps], or the table itself",
        "default": "what unknown texts become",
        "missing": 'what is done with unknown texts: "refuse" (as it is unless given), "null" or "keep"',
    },
    example=Example('["State", { map = { Live = "active", Done = "achieved" } }]', {"State": "live"}, "active"),
)
def _map(section: Section, build: Build, _depth: int) -> Step:
    pairs = _pairs(section, build)
    default = section.text("default")
    missing = section.word("missing", MISSING, "refuse")
    folded = {word.strip().casefold(): meant for word, meant in pairs.items()}

    def look_up(text: str) -> str | None:
        found = pairs.get(text)
        if found is None:
            found = folded.get(text.strip().casefold())
        if found is not None:
            return found or None
        if default is not None or missing == "null":
            return default
        if missing == "keep":
            return text
        raise InvalidInput(f'"{shown(text)}" is not in the value map', hint=one_of(text, pairs))

    return on_texts(look_up)


def _pairs(section: Section, build: Build) -> Mapping[str, str]:
    given = section.raw("map")
    if isinstance(given, str):
        if given not in build.maps:
            raise InvalidInput(
                f'{section.place}: there is no value map "{shown(given)}"', hint=one_of(given, build.maps)
            )
        return build.maps[given]
    return require_pairs(given, section.place)


def require_pairs(given: object, place: str) -> dict[str, str]:
    """A value map: a table of texts to texts."""
    if not isinstance(given, dict) or not given:
        raise InvalidInput(f"{place}: a value map is a table of texts", hint='such as { "On Track" = "on track" }')
    for word, meant in given.items():
        if not isinstance(meant, str):
            raise InvalidInput(f'{place}: "{shown(word)}" is given no text', hint=f'write "{shown(word)}" = "..."')
    return dict(given)


@function(
    "lookup_in",
    "choice",
    "The cell of another file, in the row that has this text as its key: a table under [lookups].",
    arguments={
        "lookup_in": "the name of the lookup",
        "value": "the column that is wanted",
        "default": "what is taken where no row has that key",
        "missing": 'what is done otherwise: "refuse" (unless given) or "null"',
    },
    example=Example('["goal", { lookup_in = "goals", value = "status" }]', {"goal": "A1"}, "On Track"),
)
def _lookup_in(section: Section, build: Build, _depth: int) -> Step:
    name = section.required_text("lookup_in")
    if name not in build.lookups:
        raise InvalidInput(f'{section.place}: there is no lookup "{shown(name)}"', hint=one_of(name, build.lookups))
    lookup = build.lookups[name]
    column = section.required_text("value")
    lookup.columns.add(column)
    default = section.text("default")
    missing = section.word("missing", ("refuse", "null"), "refuse")

    def look_up(text: str) -> str | None:
        row = lookup.values.get(text)
        if row is not None:
            found = row.get(column)
            return found if found is not None else default
        if default is not None or missing == "null":
            return default
        raise InvalidInput(
            f'the lookup "{name}" has no row for "{shown(text)}"',
            hint=one_of(text, lookup.values) if len(lookup.values) < 2_000 else None,
        )

    return on_texts(look_up)


@function(
    "then",
    "choice",
    "A fixed text where there is a value; nothing stays nothing.",
    arguments={"then": "the text"},
    example=Example(
        '{ first_of = [["target", { then = "at least" }], { constant = "tracked" }] }', {"target": "0.8"}, "at least"
    ),
)
def _then(section: Section, _build: Build, _depth: int) -> Step:
    text = section.required_text("then")
    return lambda value, _cells: None if value is None or value == () else text


@function(
    "only_if",
    "choice",
    "The value where a condition on the row holds, else nothing.",
    arguments={"only_if": 'the condition, such as { column = "Type", is = "A" }'},
    example=Example(
        '["value", { only_if = { column = "kind", is = "increase" } }]', {"value": "5", "kind": "increase"}, "5"
    ),
)
def _only_if(section: Section, build: Build, _depth: int) -> Step:
    holds = _condition(section, "only_if", build)
    return lambda value, cells: value if holds(cells) else None


@function(
    "unless",
    "choice",
    "Nothing where a condition on the row holds, else the value.",
    arguments={"unless": "the condition"},
    example=Example('["boss", { unless = { column = "boss", same_as = "id" } }]', {"boss": "A2", "id": "A1"}, "A2"),
)
def _unless(section: Section, build: Build, _depth: int) -> Step:
    holds = _condition(section, "unless", build)
    return lambda value, cells: None if holds(cells) else value


@function(
    "if_null",
    "choice",
    "A fixed text where there is nothing.",
    arguments={"if_null": "the text"},
    example=Example('["unit", { if_null = "head office" }]', {"unit": ""}, "head office"),
)
def _if_null(section: Section, _build: Build, _depth: int) -> Step:
    text = section.required_text("if_null")
    return lambda value, _cells: text if value is None or value == () else value


@function(
    "null_if",
    "choice",
    "Nothing where the value is one of these texts.",
    arguments={"null_if": "the texts"},
    example=Example('["boss", { null_if = ["XX", "-"] }, { if_null = "nobody" }]', {"boss": "XX"}, "nobody"),
)
def _null_if(section: Section, _build: Build, _depth: int) -> Step:
    unwanted = frozenset(section.texts("null_if"))

    def step(value: Value, _cells: Cells) -> Value:
        if value is None:
            return None
        if isinstance(value, tuple):
            return tuple(item for item in value if item not in unwanted) or None
        return None if as_text(value) in unwanted else value

    return step


def _condition(section: Section, key: str, build: Build) -> Callable[[Cells], bool]:
    inner = section.section(key)
    if inner is None:
        raise InvalidInput(f"{section.place}: {key} asks for a condition", hint='such as { column = "Type", is = "A" }')
    return build_condition(inner, build)
