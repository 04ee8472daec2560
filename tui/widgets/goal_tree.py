"""The cascade as a tree of any size: branches ask for their children when they are opened, lists for their next page.

The tree is a flat list of visible rows, so that drawing, moving and paging cost the same with ten rows and with
100,000.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.strip import Strip

from okr.domain.vocabulary import LinkKind
from okr.domain.wording import term
from tui.drawing.rows import goal_line
from tui.lines import Line, Pen, Target
from tui.view_models.goals import Branch, GoalItem
from tui.widgets.line_view import LineView


@dataclass(eq=False, slots=True)
class Node:
    """A visible row: a goal at a depth, or (without a goal) the place where the next page will stand."""

    goal: GoalItem | None
    depth: int
    parent: "Node | None" = None
    link: LinkKind | None = None
    flat: bool = False
    opened: bool = False
    loading: bool = False
    children: "list[Node] | None" = None
    next_cursor: str | None = None
    error: str | None = None

    @property
    def can_open(self) -> bool:
        """Whether there is anything below."""
        return self.goal is not None and self.goal.children > 0 and not self.flat


class GoalTree(LineView):
    """Goals in rows, below each other as they cascade, or as a flat list."""

    class Wanted(Message):
        """The children of a node, or (with its own cursor) the next page of its place, are wanted."""

        def __init__(self, node: Node) -> None:
            super().__init__()
            self.node = node

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listed: list[Node] = []
        self._kept_open: set[str] = set()
        self.mine: str | None = None

    # Filling ----------------------------------------------------------------------------------------------------

    def show_branches(self, branches: Iterable[Branch], *, next_cursor: str | None) -> None:
        """Show other tops; branches that were open before open again."""
        self._listed = self._made(branches, parent=None, next_cursor=next_cursor)
        self.rows_changed()
        self._reopen(list(self._listed))

    def show_goals(self, goals: Iterable[GoalItem], *, next_cursor: str | None) -> None:
        """Show a flat list."""
        self._listed = [Node(goal, 0, flat=True) for goal in goals]
        if next_cursor:
            self._listed.append(Node(None, 0, next_cursor=next_cursor))
        self.rows_changed()
        self.go_to(0)

    def put_children(self, node: Node, branches: Iterable[Branch], *, next_cursor: str | None) -> None:
        """The children of a node came; show them if it is still open."""
        node.loading = False
        node.children = self._made(branches, parent=node, next_cursor=next_cursor)
        index = self._index(node)
        if index is None or not node.opened:
            return
        self._listed[index + 1 : index + 1] = node.children
        self.rows_changed(from_row=index)
        self._reopen(node.children)

    def put_page(self, place: Node, branches: Sequence[Branch], *, next_cursor: str | None) -> None:
        """The next page came: it takes the place of the row that stood for it."""
        self._replace(place, self._made(branches, parent=place.parent, next_cursor=next_cursor))

    def put_goals(self, place: Node, goals: Iterable[GoalItem], *, next_cursor: str | None) -> None:
        """The next page of a flat list came."""
        made = [Node(goal, 0, flat=True) for goal in goals]
        if next_cursor:
            made.append(Node(None, 0, next_cursor=next_cursor))
        self._replace(place, made)

    def not_loaded(self, node: Node, words: str) -> None:
        """The answer was a problem: say so on the row; opening it asks again."""
        node.loading, node.error = False, words
        if node.goal is not None:
            node.opened = False
        self._redraw(node)

    # Opening ----------------------------------------------------------------------------------------------------

    @property
    def opened_keys(self) -> tuple[str, ...]:
        """The goals whose branches are open."""
        return tuple(sorted(self._kept_open))

    def open_again(self, keys: Iterable[str]) -> None:
        """Branches that open by themselves when they are loaded."""
        self._kept_open = set(keys)

    def node_at(self, index: int) -> Node | None:
        """The node of a row."""
        return self._listed[index] if 0 <= index < len(self._listed) else None

    @property
    def node(self) -> Node | None:
        """The node that the cursor stands on."""
        return self.node_at(self.cursor)

    def toggle(self) -> None:
        """Open or close the branch at the cursor."""
        node = self.node
        if node is not None:
            self.close(node) if node.opened else self.unfold(node)

    def unfold(self, node: Node) -> None:
        """Open a branch; its children are asked for the first time."""
        if node.opened or not node.can_open or node.goal is None:
            return
        node.opened, node.error = True, None
        self._kept_open.add(node.goal.key)
        if node.children is None:
            node.loading = True
            self._redraw(node)
            self.post_message(self.Wanted(node))
            return
        index = self._index(node)
        if index is not None:
            visible = self._visible(node.children)
            self._listed[index + 1 : index + 1] = visible
            self.rows_changed(from_row=index)
            self._reopen(node.children)

    def close(self, node: Node) -> None:
        """Close a branch; what is below stays as it was for the next time."""
        index = self._index(node)
        if index is None or not node.opened or node.goal is None:
            return
        node.opened = False
        self._kept_open.discard(node.goal.key)
        end = index + 1
        while end < len(self._listed) and self._listed[end].depth > node.depth:
            end += 1
        del self._listed[index + 1 : end]
        self.rows_changed(from_row=index)
        if self.cursor > index:
            self.go_to(index if self.cursor < end else self.cursor - (end - index - 1))

    def close_all(self) -> None:
        """Close every branch."""
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
        first = round(self.scroll_offset.y)
        for node in self._listed[first : first + self.scrollable_content_region.height]:
            self.unfold(node)

    def inwards(self) -> None:
        """Open the branch at the cursor, or go to its first child."""
        node = self.node
        if node is None:
            return
        if not node.opened:
            self.unfold(node)
        elif self.cursor + 1 < len(self._listed) and self._listed[self.cursor + 1].depth > node.depth:
            self.go_to(self.cursor + 1)

    def outwards(self) -> None:
        """Close the branch at the cursor, or go to its parent."""
        node = self.node
        if node is None:
            return
        if node.opened:
            self.close(node)
        elif node.parent is not None:
            self.go_to(self._index(node.parent) or 0)

    def find(self, key: str, *, below: Node | None = None) -> Node | None:
        """The visible node of a goal, below another one where that is given."""
        for node in self._listed:
            if node.goal is not None and node.goal.key == key and (below is None or node.parent is below):
                return node
        return None

    def select(self, node: Node) -> None:
        """Put the cursor on a node."""
        index = self._index(node)
        if index is not None:
            self.go_to(index, center=True)

    # Drawing ----------------------------------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        return len(self._listed)

    def target_at(self, index: int) -> Target | None:
        node = self._listed[index] if 0 <= index < len(self._listed) else None
        if node is None:
            return None
        if node.goal is None:
            return Target("more", "", "more")
        return Target("goal", node.goal.key, node.goal.title)

    def draw_row(self, index: int, width: int) -> Line:
        node = self._listed[index]
        look = self.look
        if node.goal is None:
            words = node.error or f"loading more{look.ellipsis}"
            return Pen(look).gap(2 * node.depth + 2).cell(words, width - 2 * node.depth - 2, "dim").line()
        mark = look.opened if node.opened else look.closed if node.can_open else " "
        tied = f"{term(node.link).mark(ascii_only=look.ascii_only)} " if node.link is LinkKind.SUPPORTS else ""
        note = look.ellipsis if node.loading else ""
        lead = f"{'  ' * min(node.depth, max(2, width // 6))}{mark} {tied}{note}"
        return goal_line(node.goal, width, look=look, lead=lead, mine=self.mine, bold=node.depth == 0 and node.can_open)

    def render_line(self, y: int) -> Strip:
        node = self.node_at(y + round(self.scroll_offset.y))
        if node is not None and node.goal is None and not node.loading and node.error is None:
            node.loading = True
            self.post_message(self.Wanted(node))
        return super().render_line(y)

    # Within -----------------------------------------------------------------------------------------------------

    def _made(self, branches: Iterable[Branch], *, parent: Node | None, next_cursor: str | None) -> list[Node]:
        depth = 0 if parent is None else parent.depth + 1
        made = []
        for branch in branches:
            node = Node(branch.goal, depth, parent=parent, link=branch.link)
            if branch.children and not branch.more_children:
                node.children = self._made(branch.children, parent=node, next_cursor=None)
            made.append(node)
        if next_cursor:
            made.append(Node(None, depth, parent=parent, next_cursor=next_cursor))
        return made

    def _visible(self, nodes: Iterable[Node]) -> list[Node]:
        visible: list[Node] = []
        for node in nodes:
            visible.append(node)
            if node.opened and node.children is not None:
                visible += self._visible(node.children)
        return visible

    def _reopen(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node.goal is not None and node.goal.key in self._kept_open:
                self.unfold(node)

    def _replace(self, place: Node, made: list[Node]) -> None:
        index = self._index(place)
        if place.parent is not None and place.parent.children is not None and place in place.parent.children:
            at = place.parent.children.index(place)
            place.parent.children[at : at + 1] = made
        if index is None:
            return
        self._listed[index : index + 1] = made
        self.rows_changed(from_row=index)
        self._reopen(made)

    def _index(self, node: Node) -> int | None:
        if self.node is node:
            return self.cursor
        try:
            return self._listed.index(node)
        except ValueError:
            return None

    def _redraw(self, node: Node) -> None:
        index = self._index(node)
        if index is not None:
            self.rows_changed(from_row=index)
