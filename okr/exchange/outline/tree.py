"""A Markdown document as a tree of headings and list items, each with its line and its text without marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from okr.domain.errors import InvalidInput
from okr.domain.text import clean_for_display

NESTING = 100
"""Levels of lists that are followed; a person writes six."""
_NUMBERED = re.compile(r"\d+[.)]\s+")
_SHARE = re.compile(r"~?\d+(?:\.\d+)?\s?%")
_STRONG = {"strong_open": 1, "strong_close": -1, "em_open": 1, "em_close": -1}


@dataclass(slots=True)
class Item:
    """A list item: its own words, what of them stands in bold or italics at the end, and the items below it."""

    line: int
    text: str
    is_strong: bool
    """Whether all of it stands in bold."""
    strong_tail: str
    """The bold or italic words that it ends with; empty where all of it is so."""
    children: "list[Item]" = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A heading with the lists below it, up to the next heading; the level is 0 before the first heading."""

    line: int
    level: int
    text: str
    items: list[Item] = field(default_factory=list)

    def count(self) -> int:
        """How many list items stand in it."""
        return sum(1 for _ in all_items(self.items))


def read_sections(text: str) -> list[Section]:
    """The sections of a document; what stands between dashes at its beginning is left out."""
    body, skipped = _without_front_matter(text)
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING})
    try:
        tokens = parser.parse(body)
    except RecursionError as error:
        raise InvalidInput("This outline is nested too deeply to be read.") from error
    return list(_sections(tokens, skipped))


def all_items(items: Sequence[Item]) -> Iterator[Item]:
    """Items with all below them, in their order."""
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(reversed(item.children))


def _without_front_matter(text: str) -> tuple[str, int]:
    lines = text.split("\n")
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:], start=1):
            if line.strip() in {"---", "..."}:
                return "\n".join(lines[number + 1 :]), number + 1
    return text, 0


def _sections(tokens: Sequence[Token], skipped: int) -> Iterator[Section]:
    section = Section(1, 0, "")
    open_items: list[Item] = []
    heading: tuple[int, int] | None = None
    for token in tokens:
        line = (token.map[0] if token.map else 0) + skipped + 1
        if token.type == "heading_open":
            heading = (line, int(token.tag[1:]))
        elif token.type == "list_item_open":
            item = Item(line, "", False, "")
            (open_items[-1].children if open_items else section.items).append(item)
            open_items.append(item)
        elif token.type == "list_item_close":
            open_items.pop()
        elif token.type == "inline" and heading is not None and not open_items:
            yield section
            section = Section(heading[0], heading[1], _NUMBERED.sub("", _plain(token.children or ()), count=1))
        elif token.type == "inline" and open_items:
            _add_text(open_items[-1], token.children or ())
        if token.type == "heading_close":
            heading = None
    yield section


def _add_text(item: Item, children: Sequence[Token]) -> None:
    """The words of an item; a second paragraph goes on where the first one ended."""
    text = _plain(children)
    strong = _strong_parts(children)
    is_strong = bool(text) and "".join(part for part, marked in strong if marked).strip(" .") == text.strip(" .")
    if not item.text:
        item.is_strong = is_strong
    elif not is_strong:
        item.is_strong = False
    item.strong_tail = "" if item.is_strong or len(strong) < 2 else _strong_tail(strong)
    item.text = f"{item.text} {text}".strip()


def _strong_parts(children: Sequence[Token]) -> list[tuple[str, bool]]:
    """Runs of text with whether they stand in bold or italics."""
    parts: list[tuple[str, bool]] = []
    depth = 0
    for child in children:
        depth += _STRONG.get(child.type, 0)
        text = _words(child)
        if text:
            if parts and parts[-1][1] is (depth > 0):
                parts[-1] = (parts[-1][0] + text, depth > 0)
            else:
                parts.append((text, depth > 0))
    return [(clean_for_display(text), marked) for text, marked in parts if text.strip()]


def _strong_tail(parts: Sequence[tuple[str, bool]]) -> str:
    """The marked words that an item ends with; or all from a marked share on, such as *75%*, which says what came of it."""
    for number, (text, marked) in enumerate(parts):
        if marked and number and (number == len(parts) - 1 or _SHARE.match(text.strip())):
            return " ".join("".join(text for text, _ in parts[number:]).split())
    return ""


def _plain(children: Sequence[Token]) -> str:
    return " ".join(clean_for_display("".join(_words(child) for child in children)).split())


def _words(token: Token) -> str:
    if token.type in {"text", "code_inline"}:
        return token.content
    return " " if token.type in {"softbreak", "hardbreak"} else ""
