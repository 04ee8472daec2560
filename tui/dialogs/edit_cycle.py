"""The days of a cycle, and whether its goals are approved before they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.dialogs.form import FormDialog, about_line
from tui.dialogs.new_cycle import APPROVAL, day_of
from tui.drawing.rows import Row, paragraph
from tui.lines import Pen
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.lines import Line
    from tui.view_models.cycles import CycleItem


class EditCycleDialog(FormDialog):
    """What was typed wrong when a cycle was made; its state moves with a key of its own."""

    NAME = "Edit"
    OPERATION = "cycles.edit"
    SENDING = "Saving"

    def __init__(self, cycle: CycleItem) -> None:
        super().__init__()
        self.cycle = cycle

    @property
    def draft_name(self) -> str:
        return f"edit cycle {self.cycle.key}"

    def entries(self) -> tuple[Entry, ...]:
        cycle = self.cycle
        return (
            Entry("starts_on", "First day", cycle.starts.isoformat()),
            Entry("ends_on", "Last day", cycle.ends.isoformat()),
            Entry("approval", "Approval", "yes" if cycle.needs_approval else "no", choices=APPROVAL),
        )

    def subject(self, width: int) -> list[Line]:
        return [about_line(self.cycle.key, f"{self.cycle.kind}, {self.cycle.state}", width, pen=Pen(self.look))]

    def outcome(self, width: int) -> list[Row]:
        words = f"Its name stays: goals are found by it. {self.okr.key_of('cycle.step')} on its screen takes it to its next state."
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        cycle = self.cycle
        starts, ends = day_of(self.value("starts_on"), "starts_on"), day_of(self.value("ends_on"), "ends_on")
        approval = self.value("approval") == "yes"
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.cycles.edit(
                cycle.key,
                starts=starts,
                ends=ends,
                needs_approval=approval,
                version=cycle.version,
                sent_as=self.sent_as,
            ),
            lambda _: self.finish(f"{cycle.key} is saved."),
            failed=self.refused,
        )
