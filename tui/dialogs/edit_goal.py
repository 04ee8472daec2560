"""Editing a goal in short: its title and why."""

from textual.app import ComposeResult

from okr.domain.errors import InvalidInput
from okr.domain.text import accept_long_text, accept_title
from tui.dialogs.base import Dialog
from tui.drawing.rows import Row, blank, heading, paragraph, text_row
from tui.view_models.basics import Problem
from tui.view_models.goal_card import GoalCard
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.field import Field


class EditGoalDialog(Dialog):
    """Two lines to type in; ctrl+s saves, escape leaves and asks only if something was changed."""

    NAME = "Edit"
    AUTO_FOCUS = "#title"

    def __init__(self, card: GoalCard) -> None:
        super().__init__()
        self._card = card
        self._trouble: Problem | None = None
        self._asked = False
        self._saving = False

    def body(self) -> ComposeResult:
        look = self.look
        yield Panel(lambda width: [heading("Title", look=look).draw(width)])
        yield Field(value=self._card.item.title, id="title")
        yield Panel(lambda width: [heading("Why it matters to the customer", look=look).draw(width)])
        yield Field(value=" ".join((self._card.why or "").split()), id="why")
        yield Board(id="rows")

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("form", "always")

    def load(self) -> None:
        self.ready()

    def crumbs(self) -> tuple[str, ...]:
        return (self._card.item.key, self.NAME)

    def rows(self, width: int) -> list[Row]:
        look = self.look
        rows: list[Row] = [blank(look)]
        if self._trouble is not None:
            rows += paragraph(self._trouble.message, width, look=look, ink="error")
            rows += paragraph(self._trouble.hint or "", width, look=look, ink="dim")
        elif self._asked:
            rows.append(text_row("Leave without saving? esc again leaves, ctrl+s saves.", "warning", look=look))
        return rows

    def do_save(self) -> None:
        if self._saving:
            return
        try:
            title = accept_title(self.query_one("#title", Field).value)
            why = accept_long_text(self.query_one("#why", Field).value, field="why") or None
        except InvalidInput as error:
            self._trouble = Problem(error.message, error.hint, error.field, error.code)
            self.draw()
            return
        key, version = self._card.item.key, self._card.item.version
        self._saving = True
        self.ask(
            "save",
            lambda gateway: gateway.edit_goal(key, title=title, why=why, version=version),
            lambda _: self.close(),
            failed=self._refused,
        )

    def _refused(self, problem: Problem) -> None:
        self._saving, self._trouble = False, problem
        self.draw()

    def do_cancel(self) -> None:
        if self._asked or not self._is_changed():
            self.close()
            return
        self._asked, self._trouble = True, None
        self.draw()

    def _is_changed(self) -> bool:
        before = (self._card.item.title, " ".join((self._card.why or "").split()))
        return (self.query_one("#title", Field).value, self.query_one("#why", Field).value) != before
