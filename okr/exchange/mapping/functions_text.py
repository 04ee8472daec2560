"""Functions that change text and lists of texts."""

import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256

from okr.domain.errors import InvalidInput
from okr.domain.text import repair_import
from okr.exchange.files.rows import Cells
from okr.exchange.mapping.building import Build
from okr.exchange.mapping.registry import Example, function
from okr.exchange.mapping.sections import Section
from okr.exchange.mapping.values import Step, Value, as_text, on_texts

_NOT_IN_SLUG = re.compile("[^a-z0-9]+")
MOST_ITEMS = 10_000
LONGEST_RESULT = 131_072
"""A text that a function has made longer than a cell may be is refused."""


@function(
    "strip",
    "text",
    "Without blanks, or the given characters, at both ends.",
    arguments={"strip": "the characters (blanks unless given)"},
    example=Example("""["Name", { strip = "'" }]""", {"Name": "'Vacant'"}, "Vacant"),
)
def _strip(section: Section, _build: Build, _depth: int) -> Step:
    if section.values.get("strip") is True:
        section.raw("strip")
        return on_texts(str.strip)
    characters = section.required_text("strip")
    return on_texts(lambda text: text.strip(characters).strip())


@function("lower", "text", "In small letters.", example=Example('["Code", "lower"]', {"Code": "AB-1"}, "ab-1"))
def _lower(section: Section, _build: Build, _depth: int) -> Step:
    return _without_argument(section, "lower", str.lower)


@function("upper", "text", "In capital letters.", example=Example('["Code", "upper"]', {"Code": "ab-1"}, "AB-1"))
def _upper(section: Section, _build: Build, _depth: int) -> Step:
    return _without_argument(section, "upper", str.upper)


@function(
    "title",
    "text",
    "Each word with a capital letter.",
    example=Example('["Name", "title"]', {"Name": "ADA GROVE"}, "Ada Grove"),
)
def _title(section: Section, _build: Build, _depth: int) -> Step:
    return _without_argument(section, "title", _titled)


@function(
    "replace",
    "text",
    "With every occurrence of a text replaced; there are no patterns.",
    arguments={"replace": "the text to replace", "with": "what takes its place (nothing unless given)"},
    example=Example('["Amount", { replace = "EUR ", with = "" }]', {"Amount": "EUR 12"}, "12"),
)
def _replace(section: Section, _build: Build, _depth: int) -> Step:
    old, new = section.required_text("replace"), section.text("with", "") or ""
    return on_texts(lambda text: _bounded(text, text.count(old) * (len(new) - len(old))).replace(old, new))


@function(
    "prefix",
    "text",
    "With a text in front.",
    arguments={"prefix": "the text"},
    example=Example('["Code", { prefix = "unit-" }]', {"Code": "7"}, "unit-7"),
)
def _prefix(section: Section, _build: Build, _depth: int) -> Step:
    text = section.required_text("prefix")
    return on_texts(lambda value: text + value)


@function(
    "suffix",
    "text",
    "With a text behind.",
    arguments={"suffix": "the text"},
    example=Example('["Code", { suffix = "/2024" }]', {"Code": "7"}, "7/2024"),
)
def _suffix(section: Section, _build: Build, _depth: int) -> Step:
    text = section.required_text("suffix")
    return on_texts(lambda value: value + text)


@function(
    "before",
    "text",
    "What stands before the first occurrence of a text; everything where it does not occur.",
    arguments={"before": "the text"},
    example=Example('["Owner", { before = " | " }]', {"Owner": "Health | Santé"}, "Health"),
)
def _before(section: Section, _build: Build, _depth: int) -> Step:
    mark = section.required_text("before")
    return on_texts(lambda text: text.partition(mark)[0].strip())


@function(
    "after",
    "text",
    "What stands after the last occurrence of a text; everything where it does not occur.",
    arguments={"after": "the text"},
    example=Example('["Who", { split = "," }, { after = "-" }, { join = "+" }]', {"Who": "Ada-7, Kai-9"}, "7+9"),
)
def _after(section: Section, _build: Build, _depth: int) -> Step:
    mark = section.required_text("after")
    return on_texts(lambda text: text.rpartition(mark)[2].strip())


@function(
    "truncate",
    "text",
    "The first characters.",
    arguments={"truncate": "how many"},
    example=Example('["Code", { truncate = 3 }]', {"Code": "005APG2202"}, "005"),
)
def _truncate(section: Section, _build: Build, _depth: int) -> Step:
    length = section.number("truncate", 500, least=1, most=100_000)
    return on_texts(lambda text: text[:length].rstrip())


@function(
    "slug",
    "text",
    "Small letters and digits with hyphens, for ids that people can read; nothing where no such letter is left.",
    arguments={"slug": "the most characters (60 unless given)"},
    example=Example('["Name", "slug"]', {"Name": "Crème & Coffee, Ltd."}, "creme-coffee-ltd"),
)
def _slug(section: Section, _build: Build, _depth: int) -> Step:
    if section.values.get("slug") is True:
        section.raw("slug")
        longest = 60
    else:
        longest = section.number("slug", 60, least=1, most=200)
    return on_texts(lambda text: _slugged(text, longest))


@function(
    "digest",
    "text",
    "A few characters that stand for a long text, always the same for the same text: for ids made of sentences.",
    arguments={"digest": "how many characters (8 unless given, 6 to 32)"},
    example=Example('["Text", "digest"]', {"Text": "Answer calls within 60 seconds"}, "713d8a8c"),
)
def _digest(section: Section, _build: Build, _depth: int) -> Step:
    if section.values.get("digest") is True:
        section.raw("digest")
        length = 8
    else:
        length = section.number("digest", 8, least=6, most=32)
    return on_texts(lambda text: sha256(repair_import(text).text.encode()).hexdigest()[:length])


@function(
    "split",
    "list",
    "A list of the parts between a separator, without blanks at their ends and without empty parts; with `item`, that one part.",
    arguments={"split": "the separator", "item": "the number of the part, from 1; -1 is the last"},
    example=Example('["Owner", { split = "|", item = 1 }]', {"Owner": "Health | Santé"}, "Health"),
)
def _split(section: Section, _build: Build, _depth: int) -> Step:
    separator = section.required_text("split")
    wanted = section.number("item", 0, least=-1_000, most=1_000)

    def step(value: Value, _cells: Cells) -> Value:
        if value is None:
            return None
        texts = value if isinstance(value, tuple) else (as_text(value),)
        parts = tuple(part for text in texts for raw in text.split(separator) if (part := raw.strip()))
        if len(parts) > MOST_ITEMS:
            raise InvalidInput(f"split: {len(parts):,} parts, at most {MOST_ITEMS:,} are taken")
        return _item_of(parts, wanted) if wanted else parts

    return step


@function(
    "item",
    "list",
    "One item of a list, counted from 1; -1 is the last. Nothing where the list is shorter.",
    arguments={"item": "its number"},
    example=Example('["Who", { split = "-" }, { item = -1 }]', {"Who": "Ada-Grove-HHS"}, "HHS"),
)
def _item(section: Section, _build: Build, _depth: int) -> Step:
    wanted = section.number("item", 1, least=-1_000, most=1_000)
    if not wanted:
        raise InvalidInput(f"{section.place}: items are counted from 1", hint="item = 1 is the first, -1 the last")
    return lambda value, _cells: _item_of(_as_list(value), wanted)


@function(
    "items",
    "list",
    "A run of items of a list, both ends included; negative numbers count from the end.",
    arguments={"items": "the first and the last number"},
    example=Example(
        '["Who", { split = "-" }, { items = [1, -3] }, { join = " " }]',
        {"Who": "Ada-May-Grove-HHS-rec7"},
        "Ada May Grove",
    ),
)
def _items(section: Section, _build: Build, _depth: int) -> Step:
    ends = section.raw("items")
    if (
        not isinstance(ends, list)
        or len(ends) != 2
        or not all(isinstance(end, int) and end and abs(end) <= 1_000 for end in ends)
    ):
        raise section.wrong("items", ends, "two numbers, such as [1, -2],")
    first, last = ends

    def step(value: Value, _cells: Cells) -> Value:
        items = _as_list(value)
        start = first - 1 if first > 0 else max(0, len(items) + first)
        stop = last if last > 0 else len(items) + last + 1
        return items[start : max(start, stop)] or None

    return step


@function(
    "join",
    "list",
    "A list as one text.",
    arguments={"join": "what stands between the items"},
    example=Example('["Who", { split = "," }, { join = " and " }]', {"Who": "Ada, Kai"}, "Ada and Kai"),
)
def _join(section: Section, _build: Build, _depth: int) -> Step:
    joint = section.text("join", " ") or ""

    def step(value: Value, _cells: Cells) -> Value:
        items = _as_list(value)
        _bounded("", sum(map(len, items)) + len(joint) * len(items))
        return joint.join(items) or None

    return step


def _without_argument(section: Section, name: str, change: Callable[[str], str]) -> Step:
    if section.raw(name) is not True:
        raise InvalidInput(f"{section.place}: {name} takes no argument", hint=f'write "{name}"')
    return on_texts(change)


def _titled(text: str) -> str:
    # str.title would make O'neill'S of o'neill's.
    return " ".join(word[:1].upper() + word[1:].lower() for word in text.split(" "))


def _slugged(text: str, longest: int) -> str:
    plain = unicodedata.normalize("NFKD", text[:10_000]).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUG.sub("-", plain).strip("-")[:longest].rstrip("-")


def _as_list(value: Value) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (as_text(value),)


def _item_of(items: tuple[str, ...], wanted: int) -> str | None:
    index = wanted - 1 if wanted > 0 else len(items) + wanted
    return items[index] if 0 <= index < len(items) else None


def _bounded(text: str, growth: int) -> str:
    if len(text) + growth > LONGEST_RESULT:
        raise InvalidInput(f"the text becomes longer than {LONGEST_RESULT:,} characters")
    return text
