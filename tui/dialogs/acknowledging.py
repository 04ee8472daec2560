"""Saying that one has read a check-in, and something to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.text import accept_long_text
from tui.dialogs.form import FormDialog, about_line
from tui.drawing.rows import labelled
from tui.format import day
from tui.lines import Pen
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.drawing.rows import Row
    from tui.lines import Line
    from tui.view_models.check_ins import CheckInItem


class AcknowledgeForm(FormDialog):
    """A check-in that one has read; what is said to it is recognition for who checked in."""

    NAME = "Seen"
    SAVES = NAME
    OPERATION = "check-ins.acknowledge"

    def __init__(self, check_in: CheckInItem) -> None:
        super().__init__()
        self.of = check_in

    @property
    def of_key(self) -> str:
        """The key of the check-in."""
        return f"{self.of.key}#{self.of.number}"

    def crumbs(self) -> tuple[str, ...]:
        return (self.of_key, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """The check-in: its number, what was said, by whom and of which day."""
        value = "" if self.of.value is None else format(self.of.value, "f")
        by = f" by {self.of.by}" if self.of.by else ""
        first = about_line(self.of_key, f"{value}{by}, {day(self.of.effective_on)}", width, pen=Pen(self.look))
        return [first, Pen(self.look).cell(self.of.note or "without a note", width, "dim").line()]

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("note", "Say to it", "", "thank you, well done, a question; it may stay empty", long=True),)

    def outcome(self, width: int) -> list[Row]:
        words = (
            "Who checked in is told. It stands below the check-in; who owns the goal and checked in finds it on their "
            "home as well, and in the agenda of your next talk."
        )
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Say it."""
        note, key = accept_long_text(self.value("note"), field="note") or None, self.sent_as
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.conversations.acknowledge(self.of, note, key=key),
            lambda _: self.finish(f"{self.of_key} is read."),
            failed=self.refused,
        )
