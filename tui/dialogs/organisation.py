"""The settings of the organisation: what it is for, how often to check in, and after how many days one is reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from okr.domain.text import accept_long_text, accept_short
from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, paragraph
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.view_models.settings import OrganisationSettings

DAYS = ("grace_days", "reminder_days", "minimum_answers")
"""Fields that hold whole numbers."""


class OrganisationDialog(FormDialog):
    """What is not changed is not sent."""

    NAME = "Settings"
    SENDING = "Saving"

    def __init__(self, settings: OrganisationSettings) -> None:
        super().__init__()
        self.settings = settings

    def entries(self) -> tuple[Entry, ...]:
        now = self.settings
        return (
            Entry("name", "Name", now.name),
            Entry("vision", "Vision", now.vision or "", "what all of it is for", long=True),
            Entry("cadence", "Check-ins", now.cadence, "weekly, monthly, ... or an RRULE"),
            Entry("grace_days", "Grace", str(now.grace_days), "days that a check-in may be late"),
            Entry("reminder_days", "Reminders", str(now.reminder_days), "working days"),
            Entry("minimum_answers", "Answers", str(now.minimum_answers), "fewest of a survey"),
        )

    def outcome(self, width: int) -> list[Row]:
        look = self.look
        words = (
            f"Whoever lets {self.value('reminder_days') or '...'} working days pass without answering a request or a blocker is "
            "reminded; a blocker climbs to the manager. It holds for what is asked from now on."
        )
        return [*paragraph(words, width, look=look, ink="dim")]

    def submit(self) -> None:
        """Send what differs."""
        changes = self._changes()
        if not changes:
            self.finish("Nothing was changed.")
            return
        version, sent_as = self.settings.version, self.sent_as
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.settings.change(changes, version=version, sent_as=sent_as),
            lambda _: self.finish("The settings are saved."),
            failed=self.refused,
        )

    def _changes(self) -> dict[str, object]:
        now = self.settings
        given: dict[str, object] = {
            "name": accept_short(self.value("name"), field="name"),
            "vision": accept_long_text(self.value("vision"), field="vision") or None,
            "cadence": accept_short(self.value("cadence"), field="cadence"),
            **{field: self._whole(field) for field in DAYS},
        }
        return {field: value for field, value in given.items() if value != getattr(now, field)}

    def _whole(self, field: str) -> int:
        text = self.value(field)
        if not text.isascii() or not text.isdigit():
            raise InvalidInput(f"{field.replace('_', ' ')}: is a whole number, such as 3", field=field)
        return int(text)
