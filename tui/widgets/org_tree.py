"""The organisation as a tree of any size: a branch asks for what stands below it when it is opened, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.message import Message

from tui.drawing.people import org_line
from tui.lines import Line, Pen, Target
from tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.strip import Strip

    from tui.view_models.people import OrgItem, OrgPage


@dataclass(eq=False, slots=True)
class OrgNode:
    """A visible row: a unit or person at a depth, or (without an item) the place where the next page will stand."""

    item: OrgItem | None
    depth: int
    parent: OrgNode | None = None
    opened: bool = False
    loading: bool = False
    children: list[OrgNode] | None = None
    cursor: str | None = None
    error: str | None = None


class OrgTree(LineView):
    """Units with their people, opened level by level."""

    class Wanted(Message):
        """What stands below a node, or (with its own cursor) the next page of its place, is wanted."""

        def __init__(self, node: OrgNode) -> None:
            super().__init__()
            self.node = node

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listed: list[OrgNode] = []
        self.kept_open: set[str] = set()
        self.me: str | None = None
        self.jump: str | None = None
        """The key of the row that the cursor goes to once it is there, unless it has been moved before."""

    # Filling ----------------------------------------------------------------------------------------------------

    def show_top(self, page: OrgPage) -> None:
        """Show the organisation from its top; branches that were open before open again."""
        before = self.target_at(self.cursor)
        self._listed = self._made(page, parent=None)
        self.rows_changed()
        for node in list(self._listed):
            if node.item is not None:
                self.kept_open.add(node.item.key)
        self._reopen(list(self._listed))
        if before is None or not self.select(before.key):
            self.go_to(0)
        self._jump()

    def put(self, node: OrgNode, page: OrgPage) -> None:
        """What a node asked for came: its children, or the page that its place stood for."""
        node.loading = False
        if node.item is None:
            self._replace(node, self._made(page, parent=node.parent))
            self._jump()
            return
        node.children = self._made(page, parent=node)
        index = self._index(node)
        if index is None or not node.opened:
            return
        self._listed[index + 1 : index + 1] = node.children
        self.rows_changed(from_row=index)
        self._reopen(node.children)
        self._jump()

    def put_figures(self, found: Mapping[str, OrgItem]) -> None:
        """Goals and on-time rates of rows that are shown already, by key."""
        for node in self._listed:
            fresh = found.get(node.item.key) if node.item is not None else None
            if node.item is not None and fresh is not None and fresh.kind == node.item.kind:
                node.item = replace(node.item, goals=fresh.goals, on_time_ppm=fresh.on_time_ppm)
        self.rows_changed()

    def not_loaded(self, node: OrgNode, words: str) -> None:
        """The answer was a problem: say so on the row; opening it asks again."""
        node.loading, node.error, node.opened = False, words, False
        self.rows_changed()

    # Opening ----------------------------------------------------------------------------------------------------

    @property
    def node(self) -> OrgNode | None:
        """The node that the cursor stands on."""
        return self._listed[self.cursor] if 0 <= self.cursor < len(self._listed) else None

    def toggle(self) -> None:
        """Open or close the branch at the cursor."""
        node = self.node
        if node is not None:
            self.close(node) if node.opened else self.unfold(node)

    def unfold(self, node: OrgNode) -> None:
        """Open a branch; what stands below is asked for the first time."""
        if node.opened or node.item is None or not node.item.opens:
            return
        node.opened, node.error = True, None
        self.kept_open.add(node.item.key)
        index = self._index(node)
        if node.children is None:
            node.loading = True
            self.rows_changed(from_row=index or 0)
            self.post_message(self.Wanted(node))
        elif index is not None:
            self._listed[index + 1 : index + 1] = self._visible(node.children)
            self.rows_changed(from_row=index)

    def close(self, node: OrgNode) -> None:
        """Close a branch; what is below stays as it was for the next time."""
        index = self._index(node)
        if index is None or not node.opened or node.item is None:
            return
        node.opened = False
        self.kept_open.discard(node.item.key)
        end = index + 1
        while end < len(self._listed) and self._listed[end].depth > node.depth:
            end += 1
        del self._listed[index + 1 : end]
        self.rows_changed(from_row=index)
        if self.cursor > index:
            self.go_to(index if self.cursor < end else self.cursor - (end - index - 1))

    def inwards(self) -> None:
        """Open the branch at the cursor, or go to what stands first below it."""
        node = self.node
        if node is None:
            return
        if not node.opened:
            self.unfold(node)
        elif self.cursor + 1 < len(self._listed) and self._listed[self.cursor + 1].depth > node.depth:
            self.go_to(self.cursor + 1)

    def outwards(self) -> None:
        """Close the branch at the cursor, or go to the unit above."""
        node = self.node
        if node is None:
            return
        if node.opened:
            self.close(node)
        elif node.parent is not None:
            self.go_to(self._index(node.parent) or 0)

    def select(self, key: str) -> bool:
        """Put the cursor on what has a key; says whether it is shown."""
        for index, node in enumerate(self._listed):
            if node.item is not None and node.item.key == key:
                self.go_to(index)
                return True
        return False

    # Drawing ----------------------------------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        return len(self._listed)

    def target_at(self, index: int) -> Target | None:
        node = self._listed[index] if 0 <= index < len(self._listed) else None
        if node is None:
            return None
        if node.item is None:
            return Target("more", "", "more")
        return Target(node.item.kind, node.item.key, node.item.name)

    def draw_row(self, index: int, width: int) -> Line:
        node, look = self._listed[index], self.look
        indent = "  " * min(node.depth, max(2, width // 8))
        if node.item is None:
            words = node.error or f"loading more{look.ellipsis}"
            return Pen(look).write(f"{indent}  ").cell(words, max(8, width - len(indent) - 2), "dim").line()
        mark = look.opened if node.opened else look.closed if node.item.opens else " "
        note = look.ellipsis if node.loading else ""
        if node.error:
            note = "! "
        return org_line(node.item, width, look=look, lead=f"{indent}{mark} {note}", me=self.me)

    def render_line(self, y: int) -> Strip:
        index = y + round(self.scroll_offset.y)
        node = self._listed[index] if 0 <= index < len(self._listed) else None
        if node is not None and node.item is None and not node.loading and node.error is None:
            node.loading = True
            self.post_message(self.Wanted(node))
        return super().render_line(y)

    # Within -----------------------------------------------------------------------------------------------------

    def _made(self, page: OrgPage, *, parent: OrgNode | None) -> list[OrgNode]:
        depth = 0 if parent is None else parent.depth + 1
        made = [OrgNode(item, depth, parent=parent) for item in page.items]
        if page.next_cursor:
            made.append(OrgNode(None, depth, parent=parent, cursor=page.next_cursor))
        return made

    def _visible(self, nodes: Iterable[OrgNode]) -> list[OrgNode]:
        visible: list[OrgNode] = []
        for node in nodes:
            visible.append(node)
            if node.opened and node.children is not None:
                visible += self._visible(node.children)
        return visible

    def _reopen(self, nodes: Sequence[OrgNode]) -> None:
        for node in nodes:
            if node.item is not None and node.item.key in self.kept_open:
                self.unfold(node)

    def _replace(self, place: OrgNode, made: list[OrgNode]) -> None:
        index = self._index(place)
        if place.parent is not None and place.parent.children is not None and place in place.parent.children:
            at = place.parent.children.index(place)
            place.parent.children[at : at + 1] = made
        if index is not None:
            self._listed[index : index + 1] = made
            self.rows_changed(from_row=index)
            self._reopen(made)

    def _jump(self) -> None:
        if self.jump is not None and (self.cursor > 0 or self.select(self.jump)):
            self.jump = None

    def _index(self, node: OrgNode) -> int | None:
        if self.node is node:
            return self.cursor
        try:
            return self._listed.index(node)
        except ValueError:
            return None
