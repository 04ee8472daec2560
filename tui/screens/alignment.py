"""Alignment: the cascade as a tree, or the goals that a filter leaves as a list."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer

from okr.domain.errors import InvalidInput
from tui.drawing.rows import Row, loading_rows, problem_rows, teaching_rows
from tui.filters import HELP, read_filter
from tui.gateway import FEW_TOPS
from tui.lines import Target
from tui.screens.base import OkrScreen
from tui.view_models.basics import Problem
from tui.view_models.goals import Cascade, GoalFilter, GoalPage
from tui.widgets.board import Board
from tui.widgets.field import Field
from tui.widgets.goal_tree import GoalTree, Node

TYPING_SECONDS = 0.15
"""How long typing must rest before the filter is asked for."""


class AlignmentScreen(OkrScreen):
    """The tree of goals."""

    SCOPE = "alignment"
    NAME = "Alignment"
    CSS_PATH = "alignment.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#tree"

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.hidden = 0
        self._seen = False
        self._finds_first = False
        self._timer: Timer | None = None
        self._wanted: list[str] = []
        self._mine: list[str] = []
        self._jump: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        yield Field(hint=HELP, changed=self._typed_filter, id="filter")
        yield Board(id="notice")
        yield GoalTree(id="tree")

    def on_mount(self) -> None:
        view = self.okr.view
        self.tree_view.open_again(view.opened)
        self._jump = (view.selected,) if view.selected else ()
        if not self.words:
            self.words = view.filter
        self._show_filter_line()
        super().on_mount()

    # What is around ---------------------------------------------------------------------------------------------

    @property
    def tree_view(self) -> GoalTree:
        """The tree."""
        return self.query_one("#tree", GoalTree)

    @property
    def list_view(self) -> GoalTree:
        """The keys move in the tree, also from the filter line."""
        return self.tree_view

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("filter", "always") if self.is_typing else super().scopes

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, f"filter {self.words}") if self.words else (self.NAME,)

    # Loading ----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        if self.words:
            try:
                wanted = read_filter(self.words, me=self.me)
            except InvalidInput as error:
                self.flash(f"{error.message}; {error.hint}." if error.hint else error.message, "warning")
                return
            self.ask("tree", lambda gateway: gateway.goals(wanted), self._take_goals)
        else:
            self.ask("tree", lambda gateway: gateway.cascade(None), self._take_tops)

    def _take_tops(self, cascade: Cascade) -> None:
        self.hidden = cascade.hidden
        selected = self.selected
        if not self.tree_view.opened_keys and not self._seen and len(cascade.roots) <= FEW_TOPS:
            self.tree_view.open_again(branch.goal.key for branch in cascade.roots)
        self._seen = True
        self.tree_view.show_branches(cascade.roots, next_cursor=cascade.next_cursor)
        self.ready()
        again = self._jump or ((selected.key,) if selected else ())
        self._jump = ()
        node = self.tree_view.find(again[0]) if again else None
        if node is not None:
            self.tree_view.select(node)
        else:
            self.tree_view.go_to(0)

    def _take_goals(self, page: GoalPage) -> None:
        self.hidden = page.hidden
        self.tree_view.show_goals(page.goals, next_cursor=page.next_cursor)
        self.ready()

    @on(GoalTree.Wanted)
    def _fetch(self, message: GoalTree.Wanted) -> None:
        """Ask for the children of a branch, or for the next page of a place."""
        node = message.node
        tree = self.tree_view

        def failed(problem: Problem) -> None:
            tree.not_loaded(node, problem.message)
            self.flash(problem.message, "error")

        group = f"branch {id(node)}"
        if node.goal is not None:
            key = node.goal.key
            self.ask(
                group,
                lambda gateway: gateway.cascade(key),
                lambda found: self._take_children(node, found),
                failed=failed,
            )
            return
        above = node.parent.goal.key if node.parent is not None and node.parent.goal is not None else None
        cursor = node.next_cursor
        if self.words:
            wanted = self._filter()
            self.ask(
                group,
                lambda gateway: gateway.goals(wanted, cursor=cursor),
                lambda page: tree.put_goals(node, page.goals, next_cursor=page.next_cursor),
                failed=failed,
            )
            return
        self.ask(
            group,
            lambda gateway: gateway.cascade(above, cursor=cursor),
            lambda found: self._take_page(node, found),
            failed=failed,
        )

    def _take_children(self, node: Node, found: Cascade) -> None:
        branches = found.roots[0].children if found.roots else ()
        self.tree_view.put_children(node, branches, next_cursor=found.next_cursor)
        self._go_on_revealing()

    def _take_page(self, node: Node, found: Cascade) -> None:
        below = node.parent is not None and found.roots
        branches = found.roots[0].children if below else found.roots
        self.tree_view.put_page(node, branches, next_cursor=found.next_cursor)
        self._go_on_revealing()

    def _filter(self) -> GoalFilter:
        try:
            return read_filter(self.words, me=self.me)
        except InvalidInput:
            return GoalFilter(words=self.words)

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        tree, notice = self.tree_view, self.query_one("#notice", Board)
        tree.mine = self.me
        says = self.phase != "ready" or tree.row_count == 0
        tree.set_class(says, "-hidden")
        notice.set_class(not says, "-hidden")
        if says:
            notice.show(self._notice)
            if not self.is_typing:
                self.set_focus(notice)
        else:
            tree.rows_changed()
            if not self.is_typing:
                self.set_focus(tree)

    def _notice(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)[1:]
        if self.phase == "loading":
            return loading_rows(look=look)[1:] if self.asked_long_ago else []
        if self.words:
            choices = [("alignment.filter", "/", "change the filter"), ("unfilter", "esc", "take the filter away")]
            return teaching_rows(f"No goal matches {self.words}.", width=width, look=look, choices=choices)
        sentence = "There is no active goal yet. Write the first one with: okr goal new"
        return teaching_rows(sentence, width=width, look=look)

    # Filtering --------------------------------------------------------------------------------------------------

    def filter_by(self, words: str) -> None:
        """Show the goals that a filter leaves; before the screen is shown or afterwards."""
        self.words = words
        if self.is_mounted and hasattr(self, "asker"):
            self._show_filter_line()
            self.load()
            self.tell()

    def find(self) -> None:
        if self.keys_open:
            self.do_filter()
        else:
            self._finds_first = True

    def first_focus(self) -> None:
        super().first_focus()
        if self._finds_first:
            self.do_filter()

    def do_filter(self) -> None:
        self.query_one("#filter", Field).set_class(False, "-hidden")
        self.set_focus(self.query_one("#filter", Field))
        self.tell()

    def do_apply(self) -> None:
        self._show_filter_line()
        if self._timer is not None:
            self._timer.stop()
            self.load()
        self._focus_list()

    def do_clear(self) -> None:
        self._unfilter()
        self._focus_list()

    def do_down(self) -> None:
        if self.is_typing:
            self.do_apply()
        else:
            super().do_down()

    def do_back(self) -> None:
        if self.words:
            self._unfilter()
        else:
            super().do_back()

    def choice(self, what: str) -> None:
        if what == "unfilter":
            self._unfilter()
        else:
            super().choice(what)

    def _typed_filter(self, text: str) -> None:
        self.words = text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TYPING_SECONDS, self._rested)

    def _rested(self) -> None:
        self._timer = None
        self.load()
        self.tell()

    def _unfilter(self) -> None:
        selected = self.selected
        self.words = ""
        self._show_filter_line()
        self.load()
        if selected is not None and selected.kind == "goal":
            self.reveal(selected.key)

    def _show_filter_line(self) -> None:
        line = self.query_one("#filter", Field)
        line.value = self.words
        line.set_class(not self.words and not self.is_typing, "-hidden")

    def _focus_list(self) -> None:
        line = self.query_one("#filter", Field)
        line.set_class(not self.words, "-hidden")
        shown = self.tree_view if not self.tree_view.has_class("-hidden") else self.query_one("#notice", Board)
        self.set_focus(shown)
        self.tell()

    # Going about the tree ---------------------------------------------------------------------------------------

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

    def do_next(self) -> None:
        self._step(1)

    def do_previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        """In a filtered list every row is a match."""
        if self.words:
            self.tree_view.move(by)
        else:
            self.flash(f"Search first: {self.okr.key_of('alignment.filter')} and some words.")

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
        if self.words:
            self._unfilter()
        self.reveal(key)

    def reveal(self, key: str) -> None:
        """Open the way from the top down to a goal, and put the cursor on it."""
        self.ask(
            "reveal",
            lambda gateway: gateway.line_of_sight(key),
            lambda found: self._reveal(key, found),
            failed=lambda problem: self.flash(problem.message, "error"),
        )

    def _reveal(self, key: str, found: Cascade) -> None:
        chain = [key]
        branches = found.roots
        while branches and branches[0].children:
            branches = branches[0].children
            chain.append(branches[0].goal.key)
        self._wanted = list(reversed(chain))
        self._go_on_revealing()

    def _go_on_revealing(self) -> None:
        node: Node | None = None
        while self._wanted:
            following = self.tree_view.find(self._wanted[0], below=node)
            if following is None:
                return
            node = following
            if len(self._wanted) == 1:
                self._wanted = []
                self.tree_view.select(node)
                return
            if not node.opened:
                self.tree_view.unfold(node)
            if node.children is None:
                return
            self._wanted = self._wanted[1:] if node.children is not None else self._wanted

    def chosen(self, target: Target) -> None:
        if target.kind != "more":
            super().chosen(target)

    def do_refresh(self) -> None:
        self._mine = []
        super().do_refresh()

    def remember(self) -> None:
        selected = self.selected
        self.okr.remember(
            opened=self.tree_view.opened_keys,
            selected=selected.key if selected and selected.kind == "goal" else None,
            filter=self.words,
        )
