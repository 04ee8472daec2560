"""A form: fields with labels, proposals while one types, what comes of it below, and what is wrong in words."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual.containers import Vertical

from okr.domain.errors import OkrError
from okr.domain.text import FOLDED_BREAK
from tui.asking import problem_of
from tui.dialogs.meaning import ProposesWhatIsMeant
from tui.dialogs.proposing import suggestion_rows
from tui.drawing.rows import Row, blank, heading, paragraph, text_row
from tui.lines import Pen
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.field import Field
from tui.widgets.form_line import Choice, Entry, FormLine

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.lines import Line, Target
    from tui.messages import Hint
    from tui.view_models.basics import Problem

FIRST_WIDTH = 60
"""Cells for which the lines of the subject are counted; there are as many at any width."""


LEAVE = "Leave without saving? {form.cancel} again leaves, {form.save} saves."


class FormDialog(ProposesWhatIsMeant):
    """Fields to fill in; ctrl+s sends them as one request, escape leaves and asks only if something was typed."""

    AUTO_FOCUS = None
    DEFAULT_CSS = """
    FormDialog {
        & > #head { height: 3; padding: 1 1 0 1; }
        & > #fields { height: auto; padding: 1 0 0 0; }
    }
    """
    SENDING: ClassVar[str] = "Sending"
    SAVES: ClassVar[str] = ""
    """What ctrl+s does here, in the last line; empty where it saves."""

    def __init__(self) -> None:
        super().__init__()
        self.sent_as = uuid4().hex
        self.done = ""
        self._trouble: Problem | None = None
        self._asked = False
        self._sending = False

    # What a subclass says ---------------------------------------------------------------------------------------

    @abstractmethod
    def entries(self) -> tuple[Entry, ...]:
        """The fields."""

    @abstractmethod
    def submit(self) -> None:
        """Read the fields and ask for what is to be done; an InvalidInput is shown at its field."""

    def subject(self, width: int) -> list[Line]:
        """One or two lines on what the form is about."""
        return []

    def outcome(self, width: int) -> list[Row]:
        """What will come of it, as far as it is known."""
        return []

    # Composition ------------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        head = Panel(self._head, id="head")
        subject = len(self.subject(FIRST_WIDTH))
        head.styles.height = subject + 1 if subject else 0
        yield head
        with Vertical(id="fields"):
            for entry in self.entries():
                yield FormLine(entry, changed=self._changed)
        yield Board(id="rows")

    def _head(self, width: int) -> list[Line]:
        return self.subject(width)

    def first_focus(self) -> None:
        for line in self.form_lines[:1]:
            self.set_focus(line.field)

    def load(self) -> None:
        self.ready()

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return self.typing_scopes

    def hints(self) -> tuple[Hint, ...]:
        """The keys, with the one that sends called by what it does here."""
        found = super().hints()
        return tuple(
            hint._replace(word=self.SAVES) if self.SAVES and hint.action == "form.save" else hint for hint in found
        )

    def value(self, field: str) -> str:
        """What stands in a field."""
        return self.query_one(f"#{field}", Field).value.strip()

    def set_value(self, field: str, value: str) -> None:
        """Put something into a field."""
        self.query_one(f"#{field}", Field).value = value

    def offer_value(self, field: str, value: str) -> None:
        """Put something into a field that typing replaces."""
        self.query_one(f"#{field}", Field).offer(value)

    # Drawing ----------------------------------------------------------------------------------------------------

    def rows(self, width: int) -> list[Row]:
        look = self.look
        if self._proposed:
            return [
                heading("Meant is", look=look, note=f"{look.key('form.next-field')} takes it"),
                *suggestion_rows(self._proposed, look=look),
            ]
        rows: list[Row] = [blank(look)]
        if self._trouble is not None:
            for line in self.by_label(self._trouble).split(FOLDED_BREAK):
                rows += paragraph(line, width, look=look, ink="error")
            rows += paragraph(self._trouble.hint or "", width, look=look, ink="dim")
            rows.append(blank(look))
        elif self._asked:
            rows.append(text_row(look.said(LEAVE), "warning", look=look))
            rows.append(blank(look))
        elif self._sending:
            rows.append(text_row(f"{self.SENDING}{look.ellipsis}", "dim", look=look))
            rows.append(blank(look))
        return rows + self.draft_rows() + self.stays_rows(width) + self.outcome(width)

    def redraw(self) -> None:
        """Draw the head and what comes of it anew."""
        if self.is_mounted and self.query("#head"):
            self.query_one("#head", Panel).redraw()
            self.draw()

    # Sending ----------------------------------------------------------------------------------------------------

    def do_save(self) -> None:
        if self._sending or self.settles_first():
            return
        self._asked, self._trouble = False, None
        self._look_no_further()
        try:
            self.submit()
        except OkrError as error:
            self.refused(problem_of(error))
            return
        self.redraw()

    def sending(self) -> None:
        """It is on its way: a second ctrl+s does nothing."""
        self._sending = True

    def refused(self, problem: Problem) -> None:
        """Say what is wrong, and go to the field that it is about."""
        self._sending, self._trouble = False, problem
        self._proposed = ()
        line = next((line for line in self.form_lines if line.entry.id == problem.field), None)
        if line is not None:
            self.set_focus(line.field)
        self.redraw()
        self.board.to_start()

    def by_label(self, problem: Problem) -> str:
        """What is wrong, with its field called as the form calls it."""
        line = next((line for line in self.form_lines if line.entry.id == problem.field), None)
        named = f"{problem.field}:"
        if line is None or not problem.message.startswith(named):
            return problem.message
        return f"{line.entry.label}:{problem.message.removeprefix(named)}"

    def finish(self, said: str) -> None:
        """It is done: close, and let whoever opened the form say so."""
        self.done = said
        self.close()

    def close(self) -> None:
        """Close; what was sent or left on purpose is no draft any more."""
        self.forget_draft()
        super().close()

    # Fields -----------------------------------------------------------------------------------------------------

    def _changed(self, field: str, value: str) -> None:
        self._asked, self._trouble = False, None
        self.keep_soon()
        self.changed(field, value)
        self._complete()
        self.redraw()

    # Keys -------------------------------------------------------------------------------------------------------

    def do_next_field(self) -> None:
        if self._proposed:
            target = self.board.selected
            self._take_proposal(0 if target is None else int(target.key))
        elif not self.settles_later():
            self._to_field(1)

    def do_previous_field(self) -> None:
        self._to_field(-1)

    def do_new_line(self) -> None:
        if self._proposed:
            self.do_next_field()
        else:
            super().do_new_line()

    def do_down(self) -> None:
        self._up_or_down(1)

    def do_up(self) -> None:
        self._up_or_down(-1)

    def _up_or_down(self, by: int) -> None:
        if self._proposed:
            self.board.move(by)
        elif self.long_field is None or not self.long_field.step_row(by):
            self._to_field(by)

    def do_page_down(self) -> None:
        self.board.page(1)

    def do_page_up(self) -> None:
        self.board.page(-1)

    def chosen(self, target: Target) -> None:
        if target.kind == "proposal":
            self._take_proposal(int(target.key))
        else:
            super().chosen(target)

    def _to_field(self, by: int) -> None:
        fields = [line.field for line in self.form_lines]
        place = next((at for at, field in enumerate(fields) if field is self.focused), -1 if by > 0 else 0)
        self._proposed = ()
        if fields:
            self.set_focus(fields[(place + by) % len(fields)])
        self.redraw()

    def do_cancel(self) -> None:
        if self._proposed:
            self._proposed = ()
            self.draw()
        elif self._asked or not self.is_changed:
            self.close()
        else:
            self._asked, self._trouble = True, None
            self.draw()
            self.board.to_start()

    @property
    def is_changed(self) -> bool:
        """Whether something was typed or chosen."""
        return bool(self.texts())


def said_of(form: FormDialog) -> str:
    """What a form has done; empty where it was left."""
    return form.done


def about_line(key: str, title: str, width: int, *, pen: Pen) -> Line:
    """What a form is about in one line."""
    return pen.write(key, "dim").gap(2).cell(title, max(4, width - pen.at), "bold").line()


__all__ = ["Choice", "Entry", "FormDialog", "about_line", "said_of"]
