"""The cascade as a tree of any size: branches ask for their children when they are opened, lists for their next page.

The tree is a flat list of visible rows, so that drawing, moving and paging cost the same with ten rows and with
100,000; of pages far from the screen only their places are kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.drawing.tree import DEFAULT, Shape, lead_of, shape_of, tree_line
from tui.lines import Line, Pen
from tui.view_models.goals import Branch, GoalItem
from tui.widgets.goal_nodes import (
    Node,
    Page,
    end_of_branch,
    let_go,
    lines_above,
    listed,
    made,
    ordered,
    sort_below,
    visible,
    waiting_words,
)
from tui.widgets.line_view import MARGIN
from tui.widgets.tree_pages import Pages, Trends
from tui.widgets.tree_rows import TreeRows


class GoalTree(TreeRows):
    """Goals in rows, below each other as they cascade, or as a flat list."""

    class Wanted(Message):
        """The children of a node, or the page of a place or of a node that was let go, are wanted."""

        def __init__(self, node: Node) -> None:
            super().__init__()
            self.node = node

    class Shown(Message):
        """Goals came on screen whose trends are not known yet."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kept_open: set[str] = set()
        self._pages = Pages()
        self._aside: tuple[list[Node], Pages] | None = None
        self._level, self._told = 0, False
        self._shape: tuple[int, Shape] = (0, Shape())
        self.order = ""
        self.chosen: Collection[str] = DEFAULT
        self.today = date.min
        self.mine: str | None = None
        self.hits: Collection[str] = frozenset()
        self.trends = Trends()

    # Filling ----------------------------------------------------------------------------------------------------

    def show_branches(self, branches: Iterable[Branch], *, next_cursor: str | None) -> None:
        """Show other tops; branches that were open before open again."""
        self.forget_aside()
        self._pages.clear()
        let_go(self._listed)
        self._listed = made(branches, parent=None, next_cursor=next_cursor, order=self.order)
        self.rows_changed()
        self._reopen(list(self._listed))

    def show_goals(self, goals: Iterable[GoalItem], *, next_cursor: str | None) -> None:
        """Show a flat list; the cascade that stood here is put aside, for when the list goes."""
        if self._listed and not self.is_flat:
            self._aside, self._pages = (self._listed, self._pages), Pages()
        self._pages.clear()
        self._listed = listed(goals, next_cursor=next_cursor)
        self.rows_changed()
        self.go_to(0)

    def bring_back(self) -> bool:
        """Show the cascade again that was put aside for a list; False where there is none."""
        if self._aside is None:
            return False
        self._pages.clear()
        (rows, self._pages), self._aside = self._aside, None
        self._listed = visible(node for node in rows if node.depth == 0)
        for node in self._listed:
            node.loading = node.loading and not node.is_place  # what was asked for it is asked again
        self.rows_changed()
        return True

    def forget_aside(self) -> None:
        """The cascade that was put aside is out of date."""
        if self._aside is not None:
            self._aside[1].clear()
            let_go(self._aside[0])
            self._aside = None

    def put_children(self, node: Node, branches: Iterable[Branch], *, next_cursor: str | None) -> None:
        """The children of a node came; show them if it is still open."""
        node.loading = False
        node.children = made(branches, parent=node, next_cursor=next_cursor, order=self.order)
        index = self._index(node)
        if index is None or not node.opened:
            return
        self._listed[index + 1 : index + 1] = node.children
        self.rows_changed(from_row=index)
        self._reopen(node.children)

    def put_page(self, place: Node, branches: Sequence[Branch], *, next_cursor: str | None) -> None:
        """A page came: it takes the place of the row that stood for it, or fills the rows that were let go."""
        if place.page is not None:
            self._fill(place.page, [branch.goal for branch in branches])
            return
        page = self._pages.begin(place, may_let_go=not self.order)
        self._put(place, made(branches, parent=place.parent, next_cursor=next_cursor, order=self.order, page=page))

    def put_goals(self, place: Node, goals: Iterable[GoalItem], *, next_cursor: str | None) -> None:
        """A page of a flat list came."""
        if place.page is not None:
            self._fill(place.page, list(goals))
            return
        page = self._pages.begin(place, may_let_go=True)
        self._put(place, listed(goals, next_cursor=next_cursor, page=page))

    def not_loaded(self, node: Node, words: str) -> None:
        """The answer was a problem: say so on the row; opening it asks again."""
        node.loading, node.error = False, words
        if node.page is not None:
            node.page.is_loading = False
        if node.goal is not None:
            node.opened, node.stays_closed = False, True
        self._redraw(node)

    def show_trends(self, trends: Mapping[str, Sequence[int | None]]) -> None:
        """Show how goals went."""
        self.trends.add(trends)
        self.rows_redrawn(lambda row: (goal := self._listed[row].goal) is not None and goal.key in trends)

    # Order, columns, levels -------------------------------------------------------------------------------------

    def sort(self, order: str) -> None:
        """Put siblings into another order; the cursor stays with its goal."""
        self.order = order
        self.forget_aside()
        node = self.node
        tops = [each for each in self._listed if each.depth == 0]
        if not any(each.flat for each in tops):
            self._listed = visible(sort_below(tops, order))
        self.rows_changed()
        if node is not None:
            self.select(node)

    def choose(self, columns: Collection[str]) -> None:
        """Show other columns."""
        self.chosen, self._shape = columns, (0, Shape())
        self.rows_changed()

    def open_to(self, level: int) -> None:
        """Open everything down to a level (1: the tops alone), as far as it comes on screen; close what is deeper."""
        self._level = level
        for node in [each for each in self._listed if each.depth == level - 1 and each.opened]:
            self.close(node)
        for node in self._listed:
            node.stays_closed = False
        self._open_on_screen()

    def _open_on_screen(self) -> None:
        if not self._level or not self.is_mounted:
            return
        for node in self._on_screen():
            if node.depth < self._level - 1 and not node.opened and not node.stays_closed:
                self.unfold(node)

    # Opening ----------------------------------------------------------------------------------------------------

    @property
    def opened_keys(self) -> tuple[str, ...]:
        """The goals whose branches are open."""
        return tuple(sorted(self._kept_open))

    def open_again(self, keys: Iterable[str]) -> None:
        """Branches that open by themselves when they are loaded."""
        self._kept_open = set(keys)

    def toggle(self) -> None:
        """Open or close the branch at the cursor."""
        node = self.node
        if node is not None:
            self.close(node) if node.opened else self.unfold(node)

    def unfold(self, node: Node) -> None:
        """Open a branch; its children are asked for the first time."""
        if node.opened or not node.can_open or node.goal is None:
            return
        node.opened, node.error, node.stays_closed = True, None, False
        self._kept_open.add(node.goal.key)
        if node.children is None:
            node.loading = True
            self._redraw(node)
            self.post_message(self.Wanted(node))
            return
        index = self._index(node)
        if index is not None:
            self._listed[index + 1 : index + 1] = visible(node.children)
            self.rows_changed(from_row=index)
            self._reopen(node.children)

    def close(self, node: Node) -> None:
        """Close a branch; what is below stays as it was for the next time."""
        index = self._index(node)
        if index is None or not node.opened or node.goal is None:
            return
        node.opened, node.stays_closed = False, True
        self._kept_open.discard(node.goal.key)
        end = end_of_branch(self._listed, index)
        del self._listed[index + 1 : end]
        self.rows_changed(from_row=index)
        if self.cursor > index:
            self.go_to(index if self.cursor < end else self.cursor - (end - index - 1))

    def close_all(self) -> None:
        """Close every branch."""
        self._level = 0
        top = self.node
        while top is not None and top.parent is not None:
            top = top.parent
        for node in [node for node in self._listed if node.depth == 0]:
            self.close(node)
        self._kept_open.clear()
        if top is not None:
            self.go_to(self._index(top) or 0)

    def expand_visible(self) -> None:
        """Open the closed branches that are on screen."""
        for node in self._on_screen():
            self.unfold(node)

    def inwards(self) -> None:
        """Open the branch at the cursor, or go to its first child."""
        node = self.node
        if node is not None and not node.opened:
            self.unfold(node)
        elif (
            node is not None
            and self.cursor + 1 < len(self._listed)
            and self._listed[self.cursor + 1].depth > node.depth
        ):
            self.go_to(self.cursor + 1)

    def outwards(self) -> None:
        """Close the branch at the cursor, or go to its parent."""
        node = self.node
        if node is not None and node.opened:
            self.close(node)
        elif node is not None and node.parent is not None:
            self.go_to(self._index(node.parent) or 0)

    def want(self, node: Node) -> None:
        """Ask for the page of a place now."""
        if not node.loading:
            node.loading = True
            self.post_message(self.Wanted(node))

    def select(self, node: Node) -> None:
        """Put the cursor on a node."""
        index = self._index(node)
        if index is not None:
            self.go_to(index, center=True)

    def on_click(self, event: events.Click) -> None:
        """A click on the mark of a branch opens or closes it; elsewhere it moves the cursor, twice opens the goal."""
        place = event.get_content_offset(self)
        node = None if place is None else self.node_at(place.y + round(self.scroll_offset.y))
        if place is None or node is None or not node.can_open:
            return
        if place.x - MARGIN in {2 * node.depth, 2 * node.depth + 1}:
            event.stop()
            event.prevent_default()
            self.close(node) if node.opened else self.unfold(node)

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw_row(self, index: int, width: int) -> Line:
        node = self._listed[index]
        look, goal = self.look, node.goal
        if goal is None:
            words = waiting_words(node, look=look)
            return Pen(look).gap(2 * node.depth + 2).cell(words, width - 2 * node.depth - 2, "dim").line()
        if node.page is not None:
            self._pages.note(node.page)
        mark = look.opened if node.opened else look.closed if node.can_open else " "
        lines = lines_above(node)[-max(2, width // 8) :]
        note = look.ellipsis if node.loading else ""
        return tree_line(
            goal,
            width,
            look=look,
            lead=lead_of(lines, node.link, last=node.last, mark=mark, note=note, look=look),
            shape=self._shape_at(width),
            today=self.today,
            trend=self.trends.get(goal.key, ()),
            mine=self.mine,
            bold=node.depth == 0 and node.can_open,
            hit=goal.key in self.hits,
        )

    def render_line(self, y: int) -> Strip:
        node = self.node_at(y + round(self.scroll_offset.y))
        if node is not None:
            self._ask_for(node)
        if y == 0:
            self._ask_ahead()
        return super().render_line(y)

    def _ask_ahead(self) -> None:
        """The pages one screen further up and down, so that they are there when one comes to them."""
        first, height = round(self.scroll_offset.y), self.scrollable_content_region.height
        for place in (min(len(self._listed) - 1, first + 2 * height - 1), first - height):
            node = self.node_at(place)
            if node is not None and node.goal is None:
                self._ask_for(node)

    def _ask_for(self, node: Node) -> None:
        """What the screen needs and does not have: pages, branches of the chosen level, trends."""
        page = node.page
        if node.is_place:
            if not node.loading and node.error is None:
                self.want(node)
        elif node.goal is None and page is not None and not (page.is_loading or page.is_short):
            page.is_loading = True
            self.post_message(self.Wanted(node))
        elif node.goal is not None and not self._told:
            wants_trend = self._shape_at(self.line_width).trend and node.goal.key not in self.trends
            wants_children = self._level and node.depth < self._level - 1 and node.can_open and not node.opened
            if wants_trend or (wants_children and not node.stays_closed):
                self._told = True
                self.call_after_refresh(self._tell_shown)

    def _tell_shown(self) -> None:
        self._told = False
        self._open_on_screen()
        self.post_message(self.Shown())

    def _shape_at(self, width: int) -> Shape:
        if self._shape[0] != width:
            self._shape = (width, shape_of(width, self.chosen))
        return self._shape[1]

    def _put(self, place: Node, nodes: list[Node]) -> None:
        """The nodes of a page in the place that stood for it."""
        for node in nodes:
            if node.page is not None:
                node.page.nodes.append(node)
        self._replace(place, nodes)

    def _fill(self, page: Page, goals: Sequence[GoalItem]) -> None:
        """Goals that were let go came again: their rows alone are drawn anew, and those that were let go for them."""
        self._pages.fill(page, goals)
        self.rows_redrawn(lambda row: self._listed[row].page is page or self._listed[row].goal is None)

    def _reopen(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node.goal is not None and node.goal.key in self._kept_open:
                self.unfold(node)

    def _replace(self, place: Node, nodes: list[Node]) -> None:
        index = self._index(place)
        parent = place.parent
        if parent is not None and parent.children is not None and place in parent.children:
            at = parent.children.index(place)
            parent.children[at : at + 1] = nodes
            if self.order:
                parent.children = ordered(parent.children, self.order)
        if index is None:
            return
        self._listed[index : index + 1] = nodes
        self.rows_changed(from_row=index)
        self._reopen(nodes)
        if self.order and not place.flat and (parent is not None or nodes[0].link is not None):
            self.sort(self.order)

    def _redraw(self, node: Node) -> None:
        index = self._index(node)
        if index is not None:
            self.rows_changed(from_row=index)
