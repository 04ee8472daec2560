"""What a command answers with: one JSON document, or tables and lines."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from okr.cli.errors import note
from okr.cli.look import Look
from okr.cli.session import Session
from okr.cli.table import Lines, Table, cell, show

if TYPE_CHECKING:
    from okr.contract.base import Model, Page, Query

Item = TypeVar("Item", bound="Model")
Printable = Table | Lines

_UNSAFE_IN_TERMINALS = "[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


def print_json(document: object) -> None:
    """Prints one JSON document; characters that could steer a terminal are escaped, the rest stays readable."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    text = re.sub(_UNSAFE_IN_TERMINALS, lambda found: f"\\u{ord(found[0]):04x}", text)
    try:
        print(text)
    except UnicodeEncodeError:
        print(json.dumps(document, indent=2))


def print_one(session: Session, result: "Model", draw: Callable[[Look], Sequence[Printable]]) -> None:
    """Prints one object: as JSON where that is asked for, else what `draw` makes of it, with a line between parts."""
    if session.wants_json:
        print_json(result.model_dump(mode="json"))
        return
    print_parts(session, draw(session.look))


def print_parts(session: Session, parts: Sequence[Printable]) -> None:
    """Prints tables and lines with an empty line between them; empty parts are left out."""
    shown = [part for part in parts if not _is_nothing(part)]
    for index, part in enumerate(shown):
        before = shown[index - 1] if index else None
        if before is not None and not (isinstance(before, Lines) and before.is_heading):
            print()
        show(part, session.look)


def print_page(
    session: Session,
    request: "Query[Page[Item]]",
    *,
    everything: bool,
    draw: Callable[[Sequence[Item], Look], Table],
    beside: "Mapping[str, Sequence[Model]] | None" = None,
) -> None:
    """Prints a page of a list, or with `everything` all pages as one; says how to get more and what is not shown.

    What is `beside` the list stands beside it in the JSON document; the caller prints it otherwise.
    """
    pages = list(session.pages(request, to_the_end=everything))
    items = [item for page in pages for item in page.items]
    last = pages[-1]
    hidden = None if any(page.hidden is None for page in pages) else max(page.hidden or 0 for page in pages)
    if session.wants_json:
        dumped = [item.model_dump(mode="json") for item in items]
        others = {name: [one.model_dump(mode="json") for one in some] for name, some in (beside or {}).items()}
        print_json({"items": dumped, "next_cursor": last.next_cursor, "hidden": hidden, **others})
        return
    show(draw(items, session.look), session.look)
    if hidden:
        note(hidden_words(hidden, "item"))
    if last.next_cursor is not None:
        note(f"{len(items)} shown, there are more: --all for everything, --cursor {last.next_cursor} for the next ones")


def hidden_words(count: int, noun: str) -> str:
    """How many the acting person may not see."""
    return (
        f"includes {count} {noun} that is not shown" if count == 1 else f"includes {count} {noun}s that are not shown"
    )


def heading(text: str) -> Lines:
    """A heading above a part."""
    return Lines((cell(text, "strong"),), is_heading=True)


def lines(*texts: str, style: str = "") -> Lines:
    """Lines of one style; foreign text in them is made harmless."""
    return Lines(tuple(cell(text, style) for text in texts))


def _is_nothing(part: Printable) -> bool:
    return not part.lines if isinstance(part, Lines) else not part.rows and not part.empty
