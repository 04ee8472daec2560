"""With whom one talks: asked where no person is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, paragraph
from tui.lines import Target
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.dialogs.proposing import Suggestion


class AgendaOfForm(FormDialog):
    """A few letters of a name; the agenda opens in place of the form."""

    NAME = "1:1"
    SAVES = "Open"
    KEEPS = False

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("person", "With", "", "a few letters of a name", completes="person"),)

    def outcome(self, width: int) -> list[Row]:
        words = "What changed in their goals, what is due, what is in the way, and what waits for one of you."
        return paragraph(words, width, look=self.look, ink="dim")

    def take(self, suggestion: Suggestion) -> None:
        """Open the agenda at once."""
        super().take(suggestion)
        self.submit()

    @property
    def is_changed(self) -> bool:
        return False

    def submit(self) -> None:
        """Open the agenda."""
        person = self.value("person").removeprefix("@")
        if not person:
            raise InvalidInput("Say with whom: type a few letters of a name.", field="person")
        self.close()
        self.okr.open_target(Target("agenda", person))
