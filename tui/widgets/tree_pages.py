"""Which pages of a long list are kept: those that were drawn last; of the others only their places."""

from collections.abc import Mapping, Sequence

from tui.view_models.goals import GoalItem
from tui.widgets.goal_nodes import Node, Page

KEPT_PAGES = 30
"""Pages whose goals are kept; some 3,000 rows."""


KEPT_TRENDS = 3_000
"""Trends that are kept: as many as rows whose goals are."""


class Trends(dict[str, Sequence[int | None]]):
    """How goals went, by key; the first ones are forgotten for new ones, and asked for again where they come on screen."""

    def add(self, trends: Mapping[str, Sequence[int | None]]) -> None:
        """Keep some more."""
        for key in trends:
            self.pop(key, None)
        self.update(trends)
        for key in list(self)[: max(0, len(self) - KEPT_TRENDS)]:
            del self[key]


class Pages:
    """The pages of one list, the first one aside."""

    def __init__(self) -> None:
        self._pages: list[Page] = []
        self._drawings = 0

    def clear(self) -> None:
        """Another list."""
        self._pages.clear()

    def begin(self, place: Node, *, may_let_go: bool) -> Page:
        """The page that takes a place; the page that was not drawn for the longest lets its goals go for it."""
        page = Page(place.next_cursor or "")
        self.note(page)
        self._pages.append(page)
        if may_let_go:
            self._let_go(page)
        return page

    def fill(self, page: Page, goals: Sequence[GoalItem]) -> None:
        """Goals that were let go came again; where there are fewer by now, the last places stay empty until a refresh."""
        page.is_gone = page.is_loading = False
        page.is_short = len(goals) < len(page.nodes)
        self.note(page)
        for node, goal in zip(page.nodes, goals, strict=False):
            node.goal = goal
        self._let_go(page)

    def note(self, page: Page) -> None:
        """A page is being drawn."""
        self._drawings += 1
        page.drawn = self._drawings

    def _let_go(self, newest: Page) -> None:
        kept = [page for page in self._pages if not page.is_gone and page is not newest]
        if len(kept) < KEPT_PAGES:
            return
        oldest = min(kept, key=lambda page: page.drawn)
        if any(node.opened for node in oldest.nodes):
            self.note(oldest)
            return
        oldest.is_gone = True
        for node in oldest.nodes:
            node.goal = node.children = None
