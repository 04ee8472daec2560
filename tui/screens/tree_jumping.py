"""Going about the tree: opening and closing, to my goals, to the hits of a search, to any goal by opening the way down to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from tui.filters import quoted
from tui.gateway import PAGE
from tui.screens.tree_filter import FilteringTree
from tui.view_models.goals import GoalFilter

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tui.gateway import Gateway
    from tui.view_models.goals import Branch, GoalPage
    from tui.widgets.goal_nodes import Node

PAGES_ON_THE_WAY = 20
"""Pages of siblings that are read to find one of them; beyond, the goal is shown by a filter."""


class JumpingInTree(FilteringTree):
    """The part of the alignment screen that puts the cursor on goals far away."""

    def __init__(self) -> None:
        super().__init__()
        self._way: list[str] = []
        self._beside_way: Mapping[str, Branch] = {}
        self._way_cycle: str | None = None
        self._pages_read = 0
        self._far_by_filter = True
        self._mine: list[str] = []
        self._hits: list[str] = []
        self._more_hits: str | None = None
        self._hit = -1
        self._sought: GoalFilter | None = None

    def forget_jumps(self) -> None:
        """What was found may have changed."""
        self._mine = []

    # My goals ---------------------------------------------------------------------------------------------------

    def do_mine(self) -> None:
        me = self.me
        if me is None:
            return
        if self._mine:
            self._next_mine()
            return
        wanted = GoalFilter(owner=me)
        self.ask(
            "mine",
            lambda gateway: gateway.goals(wanted),
            self._take_mine,
            failed=lambda problem: self.flash(problem.message, "error"),
        )

    def _take_mine(self, page: GoalPage) -> None:
        self._mine = [goal.key for goal in page.goals]
        if not self._mine:
            self.flash("You own no goal in this cycle.")
            return
        self._next_mine()

    def _next_mine(self) -> None:
        key = self._mine.pop(0)
        self._mine.append(key)
        self._leave_filter()
        self.reveal(key)

    def _leave_filter(self) -> None:
        if self.words:
            self.words = ""
            self.show_filter_line()
            self.show_tree()

    # Opening and closing ----------------------------------------------------------------------------------------

    def do_left(self) -> None:
        self.tree_view.outwards()

    def do_right(self) -> None:
        self.tree_view.inwards()

    def do_toggle(self) -> None:
        self.tree_view.toggle()

    def do_level(self) -> None:
        self.tree_view.expand_visible()

    def do_fold(self) -> None:
        self.tree_view.close_all()

    def do_level_1(self) -> None:
        self.tree_view.open_to(1)

    def do_level_2(self) -> None:
        self.tree_view.open_to(2)

    def do_level_3(self) -> None:
        self.tree_view.open_to(3)

    def do_level_4(self) -> None:
        self.tree_view.open_to(4)

    def do_level_5(self) -> None:
        self.tree_view.open_to(9)

    # Searching --------------------------------------------------------------------------------------------------

    @property
    def hit_words(self) -> str:
        """Which hit of how many the cursor was sent to; empty without a search."""
        if not self._hits:
            return ""
        return f"hit {self._hit + 1} of {len(self._hits)}{'+' if self._more_hits else ''}"

    def search_for(self, text: str) -> None:
        """Jump to the first hit; the same words as in a filter, and the tree stays whole."""
        if not text.strip():
            return
        try:
            kept, self.words = self.words, text
            self._sought = self.wanted()
        except InvalidInput as error:
            self.flash(f"{error.message}; {error.hint}" if error.hint else error.message, "warning")
            return
        finally:
            self.words = kept
        self._hits, self._hit, self._more_hits = [], -1, None
        self._ask_hits(text, None)

    def _ask_hits(self, text: str, cursor: str | None) -> None:
        wanted = self._sought
        if wanted is None:
            return
        self.ask(
            "hits",
            lambda gateway: gateway.goals(wanted, cursor=cursor),
            lambda page: self._take_hits(text, page),
            failed=lambda problem: self.flash(problem.message, "warning"),
        )

    def _take_hits(self, text: str, page: GoalPage) -> None:
        self._hits += [goal.key for goal in page.goals]
        self._more_hits = page.next_cursor
        self.tree_view.hits = frozenset(self._hits)
        if not self._hits:
            self.tree_view.rows_changed()
            self._say_none_matches(text)
            return
        self._leave_filter()
        self._to_hit(1)

    def _say_none_matches(self, text: str) -> None:
        """Say that the cycle has no hit, and how many others have."""
        wanted = self._sought
        none = f"No goal{self.of_cycle(wanted)} matches {text}"
        self.flash(f"{none}.", "warning")
        if wanted is not None:
            self.count_elsewhere(
                wanted, lambda many: self.flash(f"{none}; {many} in other cycles: cycle:all", "warning")
            )

    def _to_hit(self, by: int) -> None:
        following = self._hit + by
        if following >= len(self._hits) and self._more_hits is not None:
            self._ask_hits("", self._more_hits)
            return
        self._hit = following % len(self._hits)
        if following != self._hit:
            self.flash("From the last hit to the first." if by > 0 else "From the first hit to the last.")
        self.reveal(self._hits[self._hit])
        self.tell()

    def do_next(self) -> None:
        self._step(1)

    def do_previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        """To the next hit; in a filtered list every row is one."""
        if self.words:
            self.tree_view.move(by)
        elif self._hits:
            self._to_hit(by)
        else:
            self.flash(f"Search first: {self.okr.key_of('alignment.search')} and some words.")

    def do_back(self) -> None:
        if self._hits and not self.words:
            self._hits, self._hit, self._sought = [], -1, None
            self.tree_view.hits = frozenset()
            self.tree_view.rows_changed()
            self.tell()
        else:
            super().do_back()

    # Opening the way --------------------------------------------------------------------------------------------

    def reveal(self, key: str, *, far_by_filter: bool = True) -> None:
        """Open the way from the top down to a goal, and put the cursor on it.

        Where the tree does not show it, or only pages away, it is shown by a filter, or the tree stays as it is.
        """
        self._far_by_filter = far_by_filter
        known = self.tree_view.loaded_branches
        self.ask(
            "reveal",
            lambda gateway: _way_to(gateway, key, known),
            self._reveal,
            failed=lambda problem: self.flash(problem.message, "error"),
        )

    def _reveal(self, found: tuple[list[str], Mapping[str, Branch], str | None]) -> None:
        self._way, self._beside_way, self._way_cycle = found
        self._pages_read = 0
        self.go_on_revealing()

    def go_on_revealing(self) -> None:
        """Follow the way as far as it is loaded; the next step follows when more has come."""
        node: Node | None = None
        if self.tree_view.is_flat or self.asker.waits_for("tree"):
            return
        while self._way:
            following = self.tree_view.find(self._way[0], below=node)
            if following is None:
                self._read_on(node)
                return
            node = following
            if len(self._way) == 1:
                self._way = []
                self.tree_view.select(node)
                return
            branch = self._beside_way.get(self._way[0])
            if node.children is None and branch is not None and not branch.more_children:
                self.tree_view.put_children(node, branch.children, next_cursor=None)
            if not node.opened:
                self.tree_view.unfold(node)
            if node.children is None:
                return
            self._way = self._way[1:]

    def _read_on(self, parent: Node | None) -> None:
        """The goal is on a later page of its siblings: read on, or show it by a filter where that is too far."""
        place = self.tree_view.place_below(parent)
        if place is None or self._pages_read >= PAGES_ON_THE_WAY:
            key, self._way = self._way[-1], []
            if self._far_by_filter:
                cycle = self._way_cycle
                is_shown = cycle is None or self.session is None or cycle == self.session.cycle
                self.filter_by(key if is_shown else f"{key} cycle:{quoted(cycle or '')}")
            return
        self._pages_read += 1
        self.tree_view.want(place)


def _way_to(gateway: Gateway, key: str, known: Collection[str]) -> tuple[list[str], Mapping[str, Branch], str | None]:
    """The keys from the top down to a goal, what stands below those of them that are not loaded yet, and the goal's cycle."""
    branches = gateway.line_of_sight(key).roots
    cycle = branches[0].goal.cycle if branches else None
    way = [key]
    while branches and branches[0].children:
        branches = branches[0].children
        way.append(branches[0].goal.key)
    missing = [each for each in way[1:] if each not in known]
    return way[::-1], gateway.cascades.branches(missing, limit=PAGE) if missing else {}, cycle
