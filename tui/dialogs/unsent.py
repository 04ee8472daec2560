"""What is typed into a form and not sent: written down while one types, brought back when the form is opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.drawing.rows import Row, text_row
from tui.kept_drafts import KEEP_SECONDS
from tui.screens.long_texts import WritesLongTexts
from tui.widgets.form_line import FormLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.timer import Timer

    from tui.widgets.form_line import Entry

BROUGHT_BACK = "This is your unsent draft of last time; {form.cancel} twice drops it."


class KeepsDraft(WritesLongTexts):
    """The part of a form that survives a crash, and being left by another way than escape."""

    KEEPS: ClassVar[bool] = True
    """Whether what is typed is kept: not where one is only asked for a key."""

    def __init__(self) -> None:
        super().__init__()
        self._restored = False
        self._unsent: dict[str, str] = {}
        self._keeping: Timer | None = None

    @property
    def draft_name(self) -> str:
        """The name under which what is typed is kept: what the form is about and what it does, as its first line says."""
        return " ".join(crumb for crumb in self.crumbs() if isinstance(crumb, str))

    @property
    def form_lines(self) -> list[FormLine]:
        """The fields with their labels."""
        return list(self.query(FormLine))

    def prepare(self) -> None:
        if self.KEEPS:
            self.restore(self.okr.memory.form(self.draft_name))

    def restore(self, kept: Mapping[str, str]) -> None:
        """Put an unsent draft back into the fields; a choice that there is no more is left as it is."""
        for line in self.form_lines:
            text, offered = kept.get(line.entry.id), [value for value, _ in line.entry.choices]
            if text is not None and (not offered or text in offered):
                line.field.value = text
                self._restored = True

    def texts(self) -> dict[str, str]:
        """What differs from what was there, by field."""
        return {
            line.entry.id: line.field.value
            for line in self.form_lines
            if line.field.value.strip() != self.before(line.entry).strip()
        }

    @staticmethod
    def before(entry: Entry) -> str:
        """What stood in a field when the form was opened."""
        return entry.value or (entry.choices[0][0] if entry.choices else "")

    def draft_rows(self) -> list[Row]:
        """That a draft was brought back, until one goes on with it."""
        return [text_row(self.look.said(BROUGHT_BACK), "accent", look=self.look)] if self._restored else []

    def keep_soon(self) -> None:
        """Write down what is typed when typing rests."""
        self._restored = False
        if self.KEEPS:
            self._keep_no_more()
            self._unsent = self.texts()  # now: when the form is taken away its fields go before it
            self._keeping = self.set_timer(KEEP_SECONDS, self._write_draft)

    def forget_draft(self) -> None:
        """What was sent or left on purpose is no draft any more."""
        self._keep_no_more()
        if self.KEEPS:
            self.okr.memory.keep_form(self.draft_name, {})

    def on_unmount(self) -> None:
        if self._keeping is not None:
            self._keep_no_more()
            self._write_draft()

    def _write_draft(self) -> None:
        self._keeping = None
        self.okr.memory.keep_form(self.draft_name, self._unsent)

    def _keep_no_more(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
