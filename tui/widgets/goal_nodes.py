"""The rows of the tree of goals: nodes, the pages in which they came, and the orders in which siblings can stand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from okr.domain.vocabulary import LinkKind
from tui.lines import Look
from tui.view_models.goals import Branch, GoalItem

ORDERS = ("", "title", "risk", "progress", "due", "word")
"""By what siblings are sorted; the empty one is the order of the cascade."""
ORDER_WORDS = {
    "": "as it cascades",
    "title": "by title",
    "risk": "by risk: what it costs above",
    "progress": "by progress, the least first",
    "due": "by due day",
    "word": "by the last word, the longest silence first",
}
GONE = "no longer here: {app.refresh} loads this screen again"
"""What stands for a goal that somebody took away meanwhile."""
LIST_WORDS = {"": "by key", "risk": "by how far each is behind its pace"}
"""What of this is said otherwise of a list: its goals have no parent in common."""
ORDER_OF_LISTS = {
    "": "key",
    "title": "title",
    "risk": "behind",
    "progress": "progress",
    "due": "due",
    "word": "last-word",
}
"""The same for a list that the company sorts itself (`ListGoals.sort`)."""


@dataclass(eq=False, slots=True)
class Page:
    """Rows that came together under a cursor: those far from the screen are let go, and asked for again.

    `is_short`: fewer came again than there were; the rest stays empty until a refresh.
    """

    cursor: str
    nodes: "list[Node]" = field(default_factory=list)
    drawn: int = 0
    is_gone: bool = False
    is_loading: bool = False
    is_short: bool = False


@dataclass(eq=False, slots=True)
class Node:
    """A visible row: a goal at a depth, or (without a goal) the place where a page stands or will stand."""

    goal: GoalItem | None
    depth: int
    parent: "Node | None" = None
    link: LinkKind | None = None
    share_ppm: int | None = None
    flat: bool = False
    last: bool = False
    opened: bool = False
    stays_closed: bool = False
    loading: bool = False
    children: "list[Node] | None" = None
    next_cursor: str | None = None
    page: Page | None = None
    error: str | None = None
    came: int = field(default_factory=count().__next__)
    """Which in the order in which all came: that of the cascade, to which one comes back from any other."""

    @property
    def can_open(self) -> bool:
        """Whether there is anything below."""
        return self.goal is not None and self.goal.children > 0 and not self.flat

    @property
    def is_place(self) -> bool:
        """Whether it stands for a page that has not come yet."""
        return self.goal is None and self.page is None


def made(
    branches: Iterable[Branch], *, parent: Node | None, next_cursor: str | None, order: str, page: Page | None = None
) -> list[Node]:
    """The nodes of branches, sorted, with those below them that came along; the place of the next page at the end."""
    depth = 0 if parent is None else parent.depth + 1
    nodes = []
    for branch in branches:
        node = Node(branch.goal, depth, parent=parent, link=branch.link, share_ppm=branch.share_ppm, page=page)
        if branch.children and not branch.more_children:
            node.children = made(branch.children, parent=node, next_cursor=None, order=order)
        nodes.append(node)
    if next_cursor:
        nodes.append(Node(None, depth, parent=parent, next_cursor=next_cursor))
    return ordered(nodes, order)


def listed(goals: Iterable[GoalItem], *, next_cursor: str | None, page: Page | None = None) -> list[Node]:
    """The nodes of a flat list."""
    nodes = [Node(goal, 0, flat=True, page=page) for goal in goals]
    if next_cursor:
        nodes.append(Node(None, 0, next_cursor=next_cursor))
    return nodes


def ordered(nodes: Sequence[Node], order: str) -> list[Node]:
    """Siblings in an order; places of pages stay at the end. Marks the last one, for the lines of the tree."""
    goals = [node for node in nodes if not node.is_place]
    places = [node for node in nodes if node.is_place]
    goals.sort(key=_sort_key(order) if order else lambda node: (node.came,))
    found = [*goals, *places]
    for node in found:
        node.last = False
    if found:
        found[-1].last = True
    return found


def _sort_key(order: str) -> Callable[[Node], tuple[object, ...]]:
    """Ascending, the one that needs somebody first."""

    def key(node: Node) -> tuple[object, ...]:
        goal = node.goal
        if goal is None:
            return (1, 0, "")
        numbers = goal.numbers
        progress = numbers.progress_ppm
        match order:
            case "title":
                return (0, goal.title.casefold(), goal.key)
            case "risk":
                behind = max(0, (numbers.expected_ppm or 0) - (progress or 0)) if progress is not None else 0
                share = 1_000_000 if node.share_ppm is None else node.share_ppm
                return (0, -share * behind, -behind, goal.key)
            case "progress":
                return (0, progress is None, progress or 0, goal.key)
            case "due":
                return (0, goal.due, goal.key)
            case _:
                return (0, goal.last_reading_on or date.min, goal.key)

    return key


def visible(nodes: Iterable[Node]) -> list[Node]:
    """Nodes and what is open below them, in the order of the screen."""
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        if node.opened and node.children is not None:
            found += visible(node.children)
    return found


def let_go(nodes: Iterable[Node]) -> None:
    """Rows of a tree that is over let go of each other, so that they go without being looked for."""
    for node in nodes:
        below, node.children, node.parent = node.children, None, None
        if below is not None:
            let_go(below)


def sort_below(nodes: Sequence[Node], order: str) -> list[Node]:
    """Siblings and all that was loaded below them in another order."""
    for node in nodes:
        if node.children is not None:
            node.children = sort_below(node.children, order)
    return ordered(nodes, order)


def lines_above(node: Node) -> list[bool]:
    """Of each level between the top and a node, whether its line goes on below."""
    found: list[bool] = []
    above = node.parent
    while above is not None and above.parent is not None:
        found.append(not above.last)
        above = above.parent
    return found[::-1]


def end_of_branch(nodes: Sequence[Node], index: int) -> int:
    """Where in a list of visible rows that ends which stands below one of them."""
    end = index + 1
    while end < len(nodes) and nodes[end].depth > nodes[index].depth:
        end += 1
    return end


def waiting_words(node: Node, *, look: Look) -> str:
    """What a row without a goal says: that it is coming, why it did not come, or that it is gone."""
    if node.error:
        return node.error
    if node.page is not None and node.page.is_short:
        return look.said(GONE)
    return f"loading{' more' if node.is_place else ''}{look.ellipsis}"
