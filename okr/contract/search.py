"""Finding goals, key results, people and units by a few letters."""

from typing import Literal

from okr.contract.base import Model, Query, operation

Findable = Literal["goal", "key result", "person", "unit"]


class Hit(Model):
    """Something that was found."""

    kind: Findable
    key: str
    title: str
    detail: str | None


class Hits(Model):
    """What was found, the best first."""

    items: tuple[Hit, ...]
    next_cursor: None = None
    """As in every list; a search has no further page."""


@operation("search", "GET", "/search")
class Search(Query[Hits]):
    """Goals, key results, people and units whose key or name matches all words; with `kinds` of these alone, and the others are not looked through.

    With `nearly`, where nothing matches: goals, people and units that hold the letters of all words in their order ("mkow" is Marta Kowalska).
    """

    text: str
    kinds: tuple[Findable, ...] = ()
    nearly: bool = False
    limit: int = 20
