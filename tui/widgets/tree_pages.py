"""Which pages of a long list are kept: those that were drawn last; of the others only their places."""

import gc
from collections.abc import Mapping, Sequence

from tui.view_models.goals import GoalItem
from tui.widgets.goal_nodes import Node, Page

KEPT_PAGES = 30
"""Pages whose goals are kept; some 3,000 rows."""


PAGES_A_REST = 10
"""Pages after which the garbage collector is told that what is there stays."""

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
        """Another list: the rows of this one let go of each other, so that they go without being looked for."""
        for page in self._pages:
            for node in page.nodes:
                node.page = node.parent = node.children = None
            page.nodes.clear()
        self._pages.clear()

    def begin(self, place: Node, *, may_let_go: bool) -> Page:
        """The page that takes a place; the page that was not drawn for the longest lets its goals go for it."""
        page = Page(place.next_cursor or "")
        self.note(page)
        self._pages.append(page)
        if len(self._pages) % PAGES_A_REST == 0:
            _leave_alone()
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


def _leave_alone() -> None:
    """Let the garbage collector pass over what is loaded by now.

    It looks at everything that is alive ten times while 100,000 rows are paged through, which stops all for 100 ms each time. What is
    no longer needed of it goes as ever, as soon as nothing names it: see `Pages.clear`.
    """
    if gc.isenabled():
        gc.collect(1)
        gc.freeze()
