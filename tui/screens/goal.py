"""One goal with everything that belongs to it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from tui.actions import Context
from tui.drawing.goal import goal_rows
from tui.drawing.rows import Row, loading_rows, problem_rows
from tui.lines import Target
from tui.screens.base import OkrScreen
from tui.view_models.goal_card import GoalCard
from tui.widgets.board import Board


class GoalScreen(OkrScreen):
    """The goal of a key; a key result's key puts the cursor on that result."""

    SCOPE = "goal"
    NAME = "Goal"
    CSS_PATH = "goal.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key.partition(".")[0]
        self._first = key if "." in key else None
        self.card: GoalCard | None = None

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            yield Board(id="main")
            yield Board(id="side")

    def load(self) -> None:
        key = self.key
        self.ask("goal", lambda gateway: gateway.goal(key), self._take)

    def _take(self, card: GoalCard) -> None:
        self.card = card
        self.okr.remember(goal=self.key)
        self.ready()
        if self._first is not None:
            self.query_one("#main", Board).find("key result", self._first)
            self._first = None

    def crumbs(self) -> tuple[str, ...]:
        return (self.okr.root_name(), self.key)

    @property
    def goal_key(self) -> str | None:
        return super().goal_key or self.key

    @property
    def context(self) -> Context:
        target = self.selected
        own = target is None or target.key.partition(".")[0] == self.key
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.key if own else target.key if target else None,
            may=self.card.may if self.card is not None and own else None,
            roles=self.okr.role_count,
        )

    def draw(self) -> None:
        main, side = self.query_one("#main", Board), self.query_one("#side", Board)
        main.show(lambda width: self._rows(width, side=False))
        side.show(lambda width: self._rows(width, side=True))

    def _rows(self, width: int, *, side: bool) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return [] if side else problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.card is None or self.session is None:
            return [] if side or not self.asked_long_ago else loading_rows(look=look)
        today = self.session.today
        main, aside = goal_rows(self.card, width, today=today, look=look, side=self.has_class("-wide"))
        return aside if side else main

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def chosen(self, target: Target) -> None:
        if target.kind == "key result":
            from tui.dialogs.why import WhyDialog

            self.okr.open_over(WhyDialog(target.key))
        elif target.kind == "goal" and target.key == self.key:
            self.flash("This is the goal itself.")
        else:
            super().chosen(target)

    def do_edit(self) -> None:
        from tui.dialogs.edit_goal import EditGoalDialog

        if self.card is not None:
            self.okr.open_over(EditGoalDialog(self.card), lambda _: self.load())
