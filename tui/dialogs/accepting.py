"""Agreeing on an ask: what will be written is shown before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.quantities import parse_value
from tui.dialogs.answering import AnswerForm
from tui.drawing.rows import Row, blank, heading, labelled
from tui.format import day, measured
from tui.view_models.agreements import Answer
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.view_models.agreements import Ask

YES_NO = (("no", "a draft first"), ("yes", "active at once"))


class AcceptForm(AnswerForm):
    """The terms stand; who answers for the goal, and why it matters to them, may be said with it."""

    NAME = "Accept"
    SAVES = NAME
    OPERATION = "contributions.accept"

    def entries(self) -> tuple[Entry, ...]:
        ask = self.of
        if ask.offered:
            return ()
        owner = "the lead of the unit" if ask.is_unit else ask.receiver.name
        fields = [
            Entry("why", "Why", "", "why it matters; else the reason of the goal above", long=True),
            Entry("owner", "Owner", "", f"{owner}, unless you name somebody", completes="person"),
        ]
        if ask.feeds:
            unit = ask.measure or "units"
            fields.append(Entry("baseline", "You are at", "", f"where you stand today, in {unit}; else 0"))
        return (*fields, Entry("activate", "Begin as", "no", choices=YES_NO))

    def outcome(self, width: int) -> list[Row]:
        look = self.look
        rows: list[Row] = [heading("What is written", look=look, note=f"{look.key('form.save')} accepts")]
        for label, words in self._written():
            rows += labelled(label, words, width, look=look, column=12)
        return [*rows, blank(look)]

    def _written(self) -> list[tuple[str, str]]:
        """What accepting writes, a sentence each."""
        ask, goal = self.of, self.of.goal
        share = "".join(piece.text for piece in measured(ask.share, ask.measure, self.look))
        if ask.offered:
            what = ask.child or "It"
            if ask.feeds:
                return [
                    (
                        "Feeds",
                        f"{ask.child_result or what} feeds {ask.parent} with {share}, and {what} supports {goal}.",
                    )
                ]
            return [("Contributes", f"{what} contributes to {goal} with a weight of {share}.")]
        active = self.value("activate") == "yes"
        owner = self.value("owner") or ("the lead" if ask.is_unit else ask.receiver.name)
        state = "an active goal" if active else "a draft goal"
        rows = [
            ("Goal", f"{ask.title}: {state} of {ask.receiver.name}, due {day(ask.due)}."),
            ("Owner", f"{owner}; who owns {goal} is its sponsor."),
        ]
        if ask.feeds:
            rows.append(("Key result", f"{share} as its target, which feeds {ask.parent}: {ask.parent_title}."))
            rows.append(("Supports", f"{goal}; from then on {ask.parent} is the sum of what feeds it."))
        else:
            rows.append(("Contributes", f"to {goal}, with a weight of {share}." if ask.share else f"to {goal}."))
        return rows

    def said(self, ask: Ask) -> str:
        """The goal that was written, and what makes it count where it is a draft."""
        if not ask.child:
            return f"{ask.key} accepted."
        words = f"{ask.key} accepted: {ask.child_result or ask.child}."
        if ask.offered or self.value("activate") == "yes":
            return words
        return f"{words} {ask.child} is a draft: {self.okr.key_of('goal.decide')} on its page begins it."

    def submit(self) -> None:
        """Send what was filled in."""
        ask = self.of
        if ask.offered:
            answer = Answer(ask.key, ask.version, sent_as=self.sent_as)
        else:
            baseline = self.value("baseline") if ask.feeds else ""
            answer = Answer(
                ask.key,
                ask.version,
                owner=self.value("owner").removeprefix("@") or None,
                why=self.value("why") or None,
                baseline=parse_value(baseline, unit=ask.measure, field="baseline") if baseline else None,
                activate=self.value("activate") == "yes",
                sent_as=self.sent_as,
            )
        self.send(lambda gateway: gateway.agreements.accept(answer))
