"""Offering a goal, or one of its key results, as a contribution to something above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from okr.domain.quantities import parse_value
from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, labelled
from tui.format import measured
from tui.lines import Pen
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.lines import Line
    from tui.view_models.agreements import Shared


class OfferForm(FormDialog):
    """To what it is offered, which share of that it brings, and a message; its owner accepts or not."""

    NAME = "Offer"
    SAVES = NAME
    OPERATION = "contributions.offer"

    def __init__(self, part: Shared) -> None:
        super().__init__()
        self.part = part

    def crumbs(self) -> tuple[str, ...]:
        return (self.part.key, self.NAME)

    @property
    def feeds(self) -> bool:
        """Whether it is a key result, which feeds another one."""
        return "." in self.part.key

    @property
    def measure(self) -> str:
        """What the share counts: a goal's is in per cent of the goal above."""
        return self.part.measure if self.feeds else "%"

    def entries(self) -> tuple[Entry, ...]:
        moved = ""
        if self.feeds and self.part.need is not None:
            need = "".join(piece.text for piece in measured(self.part.need, self.part.measure, self.look))
            moved = f"{need}, what it moves, unless you type another"
        what = "the key result that it feeds" if self.feeds else "the goal that it contributes to"
        return (
            Entry("parent", "To", "", f"{what}: key or words of its title", completes="goal"),
            Entry("share", "Share", "", moved or "in per cent of what that goal needs"),
            Entry("message", "Message", "", "what to say with it", long=True),
        )

    def subject(self, width: int) -> list[Line]:
        """What is offered."""
        key = self.part.key
        return [Pen(self.look).write(key, "dim").gap(2).cell(self.part.title, width - len(key) - 2, "bold").line()]

    def outcome(self, width: int) -> list[Row]:
        words = "The owner of what you offer it to accepts, counters or declines. Nothing is tied before that."
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Send the offer."""
        parent, text = self.value("parent"), self.value("share")
        if not parent:
            raise InvalidInput("Say to what you offer it: type a few letters of its title.", field="parent")
        share = parse_value(text, unit=self.measure, field="share") if text else None
        offered, message, key = self.part.key, self.value("message") or None, self.sent_as
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.agreements.offer(offered, parent, share=share, message=message, key=key),
            lambda ask: self.finish(f"{offered} is offered to {ask.parent} as {ask.key}."),
            failed=self.refused,
        )
