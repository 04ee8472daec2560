"""Fields below a list, for what is typed about the line of the cursor without leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from textual.containers import Vertical

from tui.kept_drafts import KEEP_SECONDS
from tui.lines import Line, Look, Pen
from tui.widgets.drawn import Panel
from tui.widgets.form_line import FormLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.timer import Timer

    from tui.app import OkrApp
    from tui.state import Memory
    from tui.view_models.basics import Problem
    from tui.widgets.field import Field
    from tui.widgets.form_line import Entry


BROUGHT_BACK = "your unsent draft; {form.cancel} twice drops it"


@runtime_checkable
class Stays(Protocol):
    """A screen that knows what undoing does not take back."""

    def stays(self, operation: str) -> str:
        """What is said of an operation before it is done."""


class InPlace(Vertical):
    """A heading that says what is typed for, some fields, and what is wrong with them; hidden until it is opened.

    `operation` is what is done when it is saved; where undoing does not take it back, the last line says so.
    """

    DEFAULT_CSS = """
    InPlace {
        height: auto;
        padding: 1 0 0 0;
        & > #about { padding: 0 1; }
        & > #wrong { padding: 0 1; height: 1; }
    }
    """

    def __init__(self, entries: tuple[Entry, ...], *, id: str, operation: str = "") -> None:
        super().__init__(id=id, classes="-hidden")
        self._entries = entries
        self.operation = operation
        self._title = ""
        self._note = ""
        self._wrong = ""
        self._before: dict[str, str] = {}
        self._draft = ""
        self._is_restored = False
        self._unsent: dict[str, str] = {}
        self._keeping: Timer | None = None
        self.asked = False

    def compose(self) -> ComposeResult:
        yield Panel(self._about, id="about")
        for entry in self._entries:
            yield FormLine(entry, changed=self._typed)
        yield Panel(self._trouble, id="wrong")

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return not self.has_class("-hidden")

    @property
    def fields(self) -> list[Field]:
        """The fields, from the top."""
        return [line.field for line in self.query(FormLine)]

    def open(self, title: str, values: Mapping[str, str], *, draft: str, note: str = "") -> None:
        """Show it, about something, with what is known, and what was typed under the name `draft` and not sent."""
        self._title, self._note, self._wrong, self.asked = title, note, "", False
        for field in self.fields:
            field.value = values.get(field.id or "", "")
        self._before = {field.id or "": field.value for field in self.fields}
        self._draft = draft
        kept = self._memory.form(draft)
        for field in self.fields:
            field.value = kept.get(field.id or "", field.value)
        self._is_restored = bool(kept)
        self.remove_class("-hidden")
        self._redraw()
        self.screen.set_focus(self.fields[0])

    def close(self) -> None:
        """Hide it; what was sent or left on purpose is no draft any more."""
        self._keep_no_more()
        self._memory.keep_form(self._draft, {})
        self.add_class("-hidden")

    @property
    def is_changed(self) -> bool:
        """Whether something was typed."""
        return any(field.value != self._before.get(field.id or "") for field in self.fields)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next(field.value.strip() for field in self.fields if field.id == name)

    def step(self, by: int) -> None:
        """Go to the next field, or the one before."""
        fields = self.fields
        at = next((number for number, field in enumerate(fields) if field.has_focus), 0)
        self.screen.set_focus(fields[(at + by) % len(fields)])

    def complain(self, problem: Problem) -> None:
        """Say what is wrong, and go to the field that it is about."""
        self._wrong = problem.message + (f" {problem.hint}" if problem.hint else "")
        field = next((field for field in self.fields if field.id == problem.field), None)
        if field is not None:
            self.screen.set_focus(field)
        self._redraw()

    def ask_to_leave(self) -> None:
        """Say that what was typed would be lost."""
        self.asked = True
        self._wrong = self._look.said("Leave without saving? {form.cancel} again leaves, {form.save} saves.")
        self._redraw()

    def _typed(self, name: str, value: str) -> None:
        if self._wrong or self.asked:
            self._wrong, self.asked = "", False
            self._redraw()
        if self._is_restored:
            self._is_restored = False
            self._redraw()
        self._keep_no_more()
        texts = {field.id or "": field.value for field in self.fields}  # now: when this goes its fields go before it
        self._unsent = {field: text for field, text in texts.items() if text != self._before.get(field)}
        self._keeping = self.set_timer(KEEP_SECONDS, self._keep)

    # Drafts -----------------------------------------------------------------------------------------------------

    @property
    def _memory(self) -> Memory:
        return cast("OkrApp", self.app).memory

    def _keep(self) -> None:
        self._keeping = None
        self._memory.keep_form(self._draft, self._unsent)

    def _keep_no_more(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None

    def on_unmount(self) -> None:
        if self._keeping is not None:
            self._keep_no_more()
            self._keep()

    # Drawing ----------------------------------------------------------------------------------------------------

    def _redraw(self) -> None:
        for panel in self.query(Panel):
            panel.redraw()

    def _about(self, width: int) -> list[Line]:
        pen = Pen(self._look)
        note, ink = (self._look.said(BROUGHT_BACK), "accent") if self._is_restored else (self._note, "dim")
        pen.cell(self._title, min(width, max(8, width - len(note) - 1)), "heading").gap(1)
        return [pen.cell(note, max(0, width - pen.at), ink, align="right").line()]

    def _trouble(self, width: int) -> list[Line]:
        if self._wrong or not isinstance(self.screen, Stays):
            return [Pen(self._look).cell(self._wrong, width, "warning").line()]
        return [Pen(self._look).cell(self.screen.stays(self.operation), width, "dim").line()]

    @property
    def _look(self) -> Look:
        return self.query_one("#about", Panel).brush.look
