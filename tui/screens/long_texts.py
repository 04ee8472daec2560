"""What every screen with long texts does: a new line, rows up and down, and the editor of one's own choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from okr.domain.errors import InvalidInput
from tui.screens.base import OkrScreen
from tui.widgets.long_field import LongField

if TYPE_CHECKING:
    from collections.abc import Callable

FORM = ("form", "always")
LONG = ("long", *FORM)


class WritesLongTexts(OkrScreen):
    """The part of a screen with fields in which some take several lines."""

    @property
    def long_field(self) -> LongField | None:
        """The long text that has the focus."""
        return self.focused if isinstance(self.focused, LongField) else None

    @property
    def typing_scopes(self) -> tuple[str, ...]:
        """Whose keys hold while one types."""
        return FORM if self.long_field is None else LONG

    def do_new_line(self) -> None:
        if self.long_field is not None:
            self.long_field.new_line()

    def do_editor(self) -> None:
        """Let the text be written in the editor that the person has chosen."""
        from tui.own_editor import editor_command, write_in

        field = self.long_field
        if field is None:
            return
        before = field.value
        try:
            command = editor_command()
            written = self._while_resting(lambda: write_in(command, before))
        except SuspendNotSupported:
            self.flash("No editor can be opened here: the terminal is not okr's own.", "warning")
        except InvalidInput as error:
            self.flash(f"{error} {error.hint or ''}".strip(), "warning")
        else:
            field.replace(written)

    def _while_resting(self, work: Callable[[], str]) -> str:
        """Do something that has the terminal to itself; what it raises is raised when the terminal is okr's again."""
        trouble: InvalidInput | None = None
        done = ""
        with self.app.suspend():
            try:
                done = work()
            except InvalidInput as error:
                trouble = error
        if trouble is not None:
            raise trouble
        return done
