"""Asks for one person or unit, with proposals while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, paragraph
from tui.lines import Line, Pen
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.widgets.form_line import Completes


class AskKeyDialog(FormDialog):
    """One field; ctrl+s takes what stands in it, which may be nothing."""

    NAME = "Choose"
    SAVES = "Go on"
    KEEPS = False

    def __init__(self, title: str, label: str, *, completes: Completes, hint: str = "", value: str = "") -> None:
        super().__init__()
        self._question = title
        self._asked_for = Entry("key", label, value, hint=hint, completes=completes)
        self.is_answered = False

    def entries(self) -> tuple[Entry, ...]:
        return (self._asked_for,)

    def subject(self, width: int) -> list[Line]:
        return [Pen(self.look).cell(self._question, width, "bold").line()]

    def outcome(self, width: int) -> list[Row]:
        words = self.look.said(
            "Some letters propose; {form.next-field} takes a proposal, {form.save} goes on with what stands there."
        )
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        self.is_answered = True
        self.finish(self.value("key"))
