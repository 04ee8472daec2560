"""The visible rows of the tree of goals, and finding among them."""

from collections.abc import Iterable

from tui.lines import Target
from tui.view_models.goals import GoalItem
from tui.widgets.goal_nodes import Node
from tui.widgets.line_view import LineView


class TreeRows(LineView):
    """Rows of goals; what they come from, and what opens them, is the tree's."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listed: list[Node] = []

    @property
    def row_count(self) -> int:
        return len(self._listed)

    def target_at(self, index: int) -> Target | None:
        node = self.node_at(index)
        if node is None:
            return None
        return Target("more", "", "more") if node.goal is None else Target("goal", node.goal.key, node.goal.title)

    @property
    def is_flat(self) -> bool:
        """Whether it shows a list instead of the cascade."""
        return bool(self._listed) and self._listed[0].flat

    def node_at(self, index: int) -> Node | None:
        """The node of a row."""
        return self._listed[index] if 0 <= index < len(self._listed) else None

    @property
    def node(self) -> Node | None:
        """The node that the cursor stands on."""
        return self.node_at(self.cursor)

    @property
    def shown_goals(self) -> list[GoalItem]:
        """The goals on screen."""
        return [node.goal for node in self._on_screen() if node.goal is not None]

    @property
    def loaded_goals(self) -> Iterable[GoalItem]:
        """All goals that are loaded and visible."""
        return (node.goal for node in self._listed if node.goal is not None)

    @property
    def loaded_branches(self) -> frozenset[str]:
        """The visible goals whose children have come."""
        return frozenset(node.goal.key for node in self._listed if node.goal is not None and node.children is not None)

    def find(self, key: str, *, below: Node | None = None) -> Node | None:
        """The visible node of a goal, below another one where that is given."""
        found = (node for node in self._listed if node.goal is not None and node.goal.key == key)
        return next((node for node in found if below is None or node.parent is below), None)

    def place_below(self, parent: Node | None) -> Node | None:
        """The place of the next page among the children of a node or among the tops, where there is one."""
        return next((node for node in reversed(self._listed) if node.is_place and node.parent is parent), None)

    def _on_screen(self) -> list[Node]:
        first = round(self.scroll_offset.y)
        return self._listed[first : first + self.scrollable_content_region.height]

    def _index(self, node: Node) -> int | None:
        if self.node is node:
            return self.cursor
        try:
            return self._listed.index(node)
        except ValueError:
            return None
