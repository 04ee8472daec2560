"""Answers to an ask that change its terms or end it: counter, decline, ask again, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from okr.domain.cells import cell_width
from okr.domain.errors import InvalidInput
from okr.domain.quantities import parse_value
from tui.dialogs.form import FormDialog
from tui.drawing.agreements import share_pieces, write_state
from tui.drawing.rows import Row, labelled
from tui.format import day, percentage, short_name, short_number
from tui.goal_drafting import read_day
from tui.lines import Pen
from tui.view_models.agreements import Answer
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from tui.gateway import Gateway
    from tui.lines import Line
    from tui.view_models.agreements import Ask


class AnswerForm(FormDialog):
    """A form about one ask."""

    NAME = "Answer"
    SAVES = NAME
    DONE: ClassVar[str] = "answered"

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.of = ask

    def crumbs(self) -> tuple[str, ...]:
        return (self.of.key, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """The ask on the terms that stand."""
        ask, look = self.of, self.look
        pen = Pen(look).write(ask.parent, "dim").gap(2)
        pen.cell(ask.title, max(8, width - pen.at), "bold")
        terms = write_state(Pen(look), ask.state).put(share_pieces(ask, look))
        if ask.part_ppm is not None and ask.measure != "%":
            terms.gap(2).write(f"{percentage(ask.part_ppm, look)} of the need", "dim")
        terms.gap(2).write(f"by {day(ask.due)}", "dim").gap(2)
        offers = f"offers {ask.child_result or ask.child or 'a goal'}"
        who = (
            f"{ask.receiver.name} {offers}" if ask.offered else f"{ask.asked_by.name} {look.arrow} {ask.receiver.name}"
        )
        if cell_width(who) > width - terms.at:
            receiver = ask.receiver.name if ask.is_unit else short_name(ask.receiver, look)
            asker = short_name(ask.asked_by, look)
            who = f"{receiver} {offers}" if ask.offered else f"{asker} {look.arrow} {receiver}"
        return [pen.line(), terms.cell(who, max(0, width - terms.at), "dim").line()]

    def send(self, step: Callable[[Gateway], Ask]) -> None:
        """Ask for the step; what it comes to is said where the form was opened."""
        self.sending()
        self.ask("save", step, lambda ask: self.finish(self.said(ask)), failed=self.refused)

    def said(self, ask: Ask) -> str:
        """What was done, in a sentence."""
        return f"{ask.key} {self.DONE}."

    def read_share(self) -> Decimal | None:
        """The share that was typed, None where it is left as it is."""
        text = self.value("share")
        if not text:
            return None
        share = parse_value(text, unit=self.of.measure, field="share")
        return None if share == self.of.share else share

    def read_day(self) -> date | None:
        """The due day that was typed, None where it is left as it is."""
        text = self.value("due_on")
        if not text:
            return None
        today = self.session.today if self.session else None
        chosen = read_day(text, field="due_on", today=today)
        return None if chosen == self.of.due else chosen

    def read_title(self) -> str | None:
        """The wording that was typed, None where it is left as it is."""
        text = self.value("title")
        return None if text in {"", self.of.title} else text


def terms_entries(ask: Ask) -> tuple[Entry, ...]:
    """Share, due day and wording as they stand."""
    share = short_share(ask)
    measure = f"in {ask.measure}" if ask.measure else "a number"
    return (
        Entry("share", "Share", share, measure),
        Entry("due_on", "Due", ask.due.isoformat(), "31 Dec, 2026-12-31 or +2w"),
        Entry("title", "Wording", ask.title),
    )


def short_share(ask: Ask) -> str:
    """The share as one types it."""
    return "" if ask.share is None else format(ask.share.normalize(), "f")


class CounterForm(AnswerForm):
    """Other terms, with a reason."""

    NAME = "Counter"
    SAVES = NAME
    OPERATION = "contributions.counter"
    DONE = "countered; now it is the other side's turn"

    def entries(self) -> tuple[Entry, ...]:
        return (*terms_entries(self.of), Entry("reason", "Reason", "", "why it has to be other terms", long=True))

    def outcome(self, width: int) -> list[Row]:
        who = self.of.receiver.name if self.of.offered else self.of.asked_by.name
        words = f"{who} is told, and accepts it, asks again or takes it back. Change share, day or wording."
        return [*labelled("Then", words, width, look=self.look, ink="dim", column=12), *self._part(width)]

    def _part(self, width: int) -> list[Row]:
        try:
            share = self.read_share()
        except InvalidInput:
            return []
        if share is None or not self.of.share or self.of.part_ppm is None:
            return []
        part = int(self.of.part_ppm * share / self.of.share)
        words = f"{percentage(part, self.look)} of the need instead of {percentage(self.of.part_ppm, self.look)}"
        return labelled("Share", f"{short_number(share)}: {words}", width, look=self.look, column=12)

    def submit(self) -> None:
        """Send the terms that differ."""
        reason = self.value("reason")
        share, due, title = self.read_share(), self.read_day(), self.read_title()
        if share is None and due is None and title is None:
            raise InvalidInput(
                "A counter changes the share, the day or the wording; else accept or decline.", field="share"
            )
        if not reason:
            raise InvalidInput(f"Say why you counter {self.of.key}; the other side goes on from there.", field="reason")
        answer = Answer(self.of.key, self.of.version, share, due, title, reason, sent_as=self.sent_as)
        self.send(lambda gateway: gateway.agreements.counter(answer))


class DeclineForm(AnswerForm):
    """No, and why."""

    NAME = "Decline"
    SAVES = NAME
    OPERATION = "contributions.decline"
    DONE = "declined; whoever asked may ask again"

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("reason", "Reason", "", "why it cannot be; the other side reads it", long=True),)

    def submit(self) -> None:
        """Send the reason."""
        reason = self.value("reason")
        if not reason:
            raise InvalidInput(f"Say why you decline {self.of.key}; the other side goes on from there.", field="reason")
        answer = Answer(self.of.key, self.of.version, words=reason, sent_as=self.sent_as)
        self.send(lambda gateway: gateway.agreements.decline(answer))


class AskAgainForm(AnswerForm):
    """Ask again, on the same terms or others."""

    NAME = "Ask again"
    SAVES = NAME
    OPERATION = "contributions.ask-again"
    DONE = "asked again"

    def entries(self) -> tuple[Entry, ...]:
        return (*terms_entries(self.of), Entry("message", "Message", "", "what to say with it", long=True))

    def outcome(self, width: int) -> list[Row]:
        said = f' They said: "{self.of.said}"' if self.of.said else ""
        words = f"{self.of.receiver.name} is told and answers anew.{said}"
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Send the terms that differ."""
        answer = Answer(
            self.of.key, self.of.version, self.read_share(), self.read_day(), self.read_title(),
            self.value("message") or None, sent_as=self.sent_as,
        )  # fmt: skip
        self.send(lambda gateway: gateway.agreements.ask_again(answer))


class WithdrawForm(AnswerForm):
    """Take back what is not agreed yet."""

    NAME = "Take back"
    SAVES = NAME
    OPERATION = "contributions.withdraw"
    DONE = "taken back"

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("reason", "Reason", "", "if you want to say why", long=True),)

    def outcome(self, width: int) -> list[Row]:
        words = f"Nothing is asked of them any more; every step stays to be read. {self.look.key('form.save')} takes it back."
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Send it."""
        words = self.value("reason") or None
        answer = Answer(self.of.key, self.of.version, words=words, sent_as=self.sent_as)
        self.send(lambda gateway: gateway.agreements.withdraw(answer))
