"""Alignment: the cascade as a tree, or the goals that a filter leaves as a list."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from okr.domain.errors import InvalidInput
from tui.drawing.elsewhere import ELSEWHERE, no_goal_rows
from tui.drawing.rows import Row, loading_rows, problem_rows, teaching_rows
from tui.drawing.tree import COLUMNS, DEFAULT, POINTS, tree_head
from tui.gateway import FEW_TOPS, PAGE
from tui.lens import Lens
from tui.lines import Line, Target
from tui.screens.tree_jumping import JumpingInTree
from tui.view_models.basics import Problem
from tui.view_models.goals import Branch, Cascade, GoalFilter, GoalPage
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.field import Field
from tui.widgets.goal_nodes import GONE, LIST_WORDS, ORDER_OF_LISTS, ORDER_WORDS, ORDERS, Node
from tui.widgets.goal_tree import GoalTree

MOST_BRANCHES = 100
"""Branches of one question; more that open at once take several."""
SORTED_PAGE = 1_000
"""Siblings that are sorted among each other; whoever has more is sorted portion by portion."""


class AlignmentScreen(JumpingInTree):
    """The tree of goals."""

    SCOPE = "alignment"
    NAME = "Alignment"
    CSS_PATH = "alignment.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#tree"

    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0
        self._seen = False
        self._jump: tuple[str, ...] = ()
        self._lens = Lens()
        self._changes = 0
        self._tree_of: tuple[Lens, int, int] | None = None
        self._tree_hidden = 0
        self._opening: list[Node] = []
        self._listed: GoalFilter | None = None
        """What the list that stands here was asked for."""
        self._elsewhere = ""
        """How many goals of other cycles a filter leaves that leaves none of this one."""

    def body(self) -> ComposeResult:
        yield Field(hint=self.FILTER_HINT, changed=self.typed_into_line, id="filter")
        yield Panel(self.choice_lines, id="choices")
        yield Panel(self._head, id="head")
        yield Board(id="notice")
        yield GoalTree(id="tree")

    def prepare(self) -> None:
        view = self.okr.view
        tree = self.tree_view
        tree.open_again(view.opened)
        tree.order = view.sort if view.sort in ORDERS else ""
        tree.choose(_columns(view.columns))
        self._jump = (view.selected,) if view.selected else ()
        if not self.words:
            self.words = view.filter
        self.show_filter_line()

    def crumbs(self) -> tuple[str, ...]:
        told = [f"filter {self.words}"] if self.words else []
        told += [self.hit_words] if self.hit_words else []
        if self.tree_view.order:
            told.append(ORDER_WORDS[self.tree_view.order].partition(":")[0].partition(",")[0])
        return (self.NAME, *told)

    # Loading ----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        lens = self.okr.gateway.lens
        if lens != self._lens:
            self._lens = lens
            self._forget_trends()
            self.forget_jumps()
        if not self.words:
            limit = self._limit
            self.ask("tree", lambda gateway: gateway.cascade(None, limit=limit), self._take_tops)
            return
        try:
            wanted = self.wanted()
        except InvalidInput as error:
            self.not_understood(error)
            return
        self.ask(
            "tree",
            lambda gateway: gateway.goals(wanted),
            lambda page: self._take_goals(wanted, page),
            failed=self.not_filtered,
        )

    @property
    def _limit(self) -> int:
        return SORTED_PAGE if self.tree_view.order else PAGE

    def wanted(self) -> GoalFilter:
        found = super().wanted()
        return self.in_order(found, ORDER_OF_LISTS[self.tree_view.order])

    def load_anew(self) -> None:
        self._changes += 1
        super().load_anew()

    @property
    def _state(self) -> tuple[Lens, int, int]:
        """What the cascade depends on: it is out of date where this differs."""
        return self.okr.gateway.lens, self.okr.gateway.writes, self._changes

    def show_tree(self) -> None:
        """The cascade as it stood before the list, where nothing has changed since; else it is asked for."""
        if self._tree_of != self._state or not self.tree_view.bring_back():
            self.load()
            return
        self.asker.drop("tree")
        self.hidden = self._tree_hidden
        self.ready()

    def _take_tops(self, cascade: Cascade) -> None:
        self.hidden = self._tree_hidden = cascade.hidden
        self._tree_of = self._state
        selected = self.selected
        tree = self.tree_view
        if not tree.opened_keys and not self._seen and len(cascade.roots) <= FEW_TOPS:
            tree.open_again(branch.goal.key for branch in cascade.roots)
        self._seen = True
        tree.show_branches(cascade.roots, next_cursor=cascade.next_cursor)
        self.ready()
        again = self._jump or ((selected.key,) if selected else ())
        self._jump = ()
        node = tree.find(again[0]) if again else None
        if node is not None:
            tree.select(node)
        else:
            tree.go_to(0)
        self.go_on_revealing()

    def _take_goals(self, wanted: GoalFilter, page: GoalPage) -> None:
        self.hidden, self._listed, self._elsewhere = page.hidden, wanted, ""
        self.asker.drop("elsewhere")
        if not page.goals:
            self.count_elsewhere(wanted, self._take_elsewhere)
        self.understood()
        self.tree_view.show_goals(page.goals, next_cursor=page.next_cursor)
        self.ready()

    def _take_elsewhere(self, many: str) -> None:
        self._elsewhere = many
        if self.words:
            self.draw()
            self.query_one("#notice", Board).find("do", "every-cycle")

    @on(GoalTree.Wanted)
    def _fetch(self, message: GoalTree.Wanted) -> None:
        """Ask for the page of a place, or for the children of a branch: of all that open at once in one question."""
        node = message.node
        if node.goal is not None:
            if not self._opening:
                self.call_later(self._fetch_branches)
            self._opening.append(node)
        else:
            self._fetch_page(node)

    def _fetch_branches(self) -> None:
        nodes, self._opening = self._opening, []
        for start in range(0, len(nodes), MOST_BRANCHES):
            some = nodes[start : start + MOST_BRANCHES]
            if len(some) == 1:
                self._fetch_branch(some[0])
            else:
                self._fetch_several(some)

    def _fetch_several(self, nodes: Sequence[Node]) -> None:
        limit = self._limit
        wanted = [(node, node.goal.key) for node in nodes if node.goal is not None]
        keys = tuple(dict.fromkeys(key for _, key in wanted))

        def take(found: Mapping[str, Branch]) -> None:
            for node, key in wanted:
                branch = found.get(key)
                if branch is None:
                    self.tree_view.not_loaded(node, self.look.said(GONE))
                elif branch.more_children:  # they take pages: the first one comes with its cursor
                    self._fetch_branch(node)
                else:
                    self.tree_view.put_children(node, branch.children, next_cursor=None)
            self.go_on_revealing()

        def failed(problem: Problem) -> None:
            for node, _ in wanted:
                self.tree_view.not_loaded(node, problem.message)
            self.flash(problem.message, "error")

        group = f"branches {id(nodes[0])}"
        self.ask(group, lambda gateway: gateway.cascades.branches(keys, limit=limit), take, failed=failed)

    def _fetch_branch(self, node: Node) -> None:
        if node.goal is None:
            return
        key, limit = node.goal.key, self._limit
        self.ask(
            f"branch {id(node)}",
            lambda gateway: gateway.cascade(key, limit=limit),
            lambda found: self._take_children(node, found),
            failed=lambda problem: self._not_loaded(node, problem),
        )

    def _not_loaded(self, node: Node, problem: Problem) -> None:
        self.tree_view.not_loaded(node, problem.message)
        self.flash(problem.message, "error")

    def _fetch_page(self, node: Node) -> None:
        group = f"branch {id(node)}"
        cursor, above = node.next_cursor, _key_of(node.parent)
        if node.page is not None:
            cursor = node.page.cursor
        limit = self._limit

        def failed(problem: Problem) -> None:
            self._not_loaded(node, problem)

        if self.words:
            wanted = self.wanted()
            self.ask(
                group,
                lambda gateway: gateway.goals(wanted, cursor=cursor),
                lambda page: self._take_more(node, page),
                failed=failed,
            )
        else:
            self.ask(
                group,
                lambda gateway: gateway.cascade(above, cursor=cursor, limit=limit),
                lambda found: self._take_page(node, found),
                failed=failed,
            )

    def _take_children(self, node: Node, found: Cascade) -> None:
        branches = found.roots[0].children if found.roots else ()
        self.tree_view.put_children(node, branches, next_cursor=found.next_cursor)
        self.go_on_revealing()

    def _take_more(self, node: Node, page: GoalPage) -> None:
        self.tree_view.put_goals(node, page.goals, next_cursor=page.next_cursor)

    def _take_page(self, node: Node, found: Cascade) -> None:
        below = node.parent is not None and found.roots
        branches = found.roots[0].children if below else found.roots
        self.tree_view.put_page(node, branches, next_cursor=found.next_cursor)
        self.go_on_revealing()

    @on(GoalTree.Shown)
    def _fetch_trends(self) -> None:
        """Ask how the goals on screen went; only wide lines show it."""
        if self.asker.waits_for("trends"):
            return  # what is missing after that answer is asked then
        tree = self.tree_view
        keys = [goal.key for goal in tree.shown_goals if goal.key not in tree.trends]
        if keys:
            self.ask(
                "trends",
                lambda gateway: dict.fromkeys(keys, ()) | dict(gateway.cascades.trends(keys, points=POINTS)),
                self._take_trends,
                failed=lambda _: self._take_trends(dict.fromkeys(keys, ())),
            )

    def _take_trends(self, trends: Mapping[str, Sequence[int | None]]) -> None:
        self.tree_view.show_trends(trends)
        self._fetch_trends()

    def _forget_trends(self) -> None:
        self.asker.drop("trends")
        self.tree_view.trends.clear()

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        tree, notice = self.tree_view, self.query_one("#notice", Board)
        tree.mine = self.me
        if self.session is not None:
            tree.today = self.session.today
        says = self.phase != "ready" or tree.row_count == 0
        for widget in (tree, self.query_one("#head", Panel)):
            widget.set_class(says, "-hidden")
        notice.set_class(not says, "-hidden")
        if says:
            notice.show_leading(self._notice, ELSEWHERE)
            if not self.is_typing:
                self.set_focus(notice)
        else:
            tree.rows_changed()
            self.query_one("#head", Panel).redraw()
            if not self.is_typing:
                self.set_focus(tree)

    def _head(self, width: int) -> list[Line]:
        return [tree_head(width, self.tree_view.chosen, order=self.tree_view.order, look=self.look)]

    def _notice(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)[1:]
        if self.phase == "loading":
            return loading_rows(look=look)[1:] if self.asked_long_ago else []
        if self.words:
            choices = [("alignment.filter", "{alignment.filter}", "change the filter")]
            choices += [("unfilter", "{app.back}", "take the filter away")]
            if self._elsewhere:
                words = f"{self._elsewhere} in other cycles: cycle:all shows them"
                choices.insert(0, ("every-cycle", self.okr.key_of("app.open"), words))
            sentence = f"No goal{self.of_cycle(self._listed)} matches {self.words.strip()}."
            return teaching_rows(sentence, width=width, look=look, choices=choices)
        found, is_back = self.okr.elsewhere(self.seen_through), self.okr.read_only is not None
        return no_goal_rows(self.session, found, width, look=look, is_back=is_back)

    # Going about the tree ---------------------------------------------------------------------------------------

    def do_sort(self) -> None:
        self._sort_by(ORDERS[(ORDERS.index(self.tree_view.order) + 1) % len(ORDERS)])

    @on(Panel.Pointed, "#head")
    def _head_pointed_at(self, message: Panel.Pointed) -> None:
        message.stop()
        order = message.target.key
        if order:
            self._sort_by("" if order == self.tree_view.order else order)
            return
        words = f"Nothing is sorted by {message.target.title}"
        self.flash(self.look.said(f"{words}; {{alignment.sort}} goes through the orders."))

    def _sort_by(self, order: str) -> None:
        tree = self.tree_view
        tree.sort(order)
        in_list = tree.is_flat and order in LIST_WORDS
        self.flash(f"Sorted {LIST_WORDS[order] if in_list else ORDER_WORDS[order]}.")
        self.query_one("#head", Panel).redraw()
        # Only part of the siblings may be here: they are asked for anew in the new order.
        if self.words or any(True for node in [tree.place_below(None)] if node is not None):
            self.load()

    def do_columns(self) -> None:
        from tui.dialogs.columns import ColumnsDialog

        tree = self.tree_view
        self.okr.open_over(ColumnsDialog(tree.chosen, self._choose_columns, lambda: tree.line_width))

    def _choose_columns(self, columns: tuple[str, ...]) -> None:
        self.tree_view.choose(columns)
        self.query_one("#head", Panel).redraw()

    def do_map(self) -> None:
        from tui.screens.goal_map import GoalMapScreen

        node = self.tree_view.node
        unit = node.goal.unit.key if node is not None and node.goal is not None else None
        key = node.goal.key if node is not None and node.goal is not None else None
        self.okr.open_over(GoalMapScreen(unit=unit, goal=key))

    def chosen(self, target: Target) -> None:
        if target.kind != "more":
            super().chosen(target)

    def do_refresh(self) -> None:
        self.forget_jumps()
        self._forget_trends()
        super().do_refresh()

    def remember(self) -> None:
        selected = self.selected
        tree = self.tree_view
        self.okr.remember(
            opened=tree.opened_keys,
            selected=selected.key if selected and selected.kind == "goal" else None,
            filter=self.words,
            sort=tree.order,
            columns=" ".join(tree.chosen) or "none",
        )


def _columns(words: str) -> tuple[str, ...]:
    """The columns that were chosen the last time; the usual ones at first."""
    if not words:
        return DEFAULT
    chosen = words.split()
    return tuple(name for name in COLUMNS if name in chosen)


def _key_of(node: Node | None) -> str | None:
    return node.goal.key if node is not None and node.goal is not None else None
