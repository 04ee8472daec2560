"""Saying something: a comment with mentions, the answer to a blocker, handing one on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from okr.domain.mentions import mentioned
from okr.domain.text import accept_long_text
from tui.dialogs.form import FormDialog, about_line
from tui.drawing.rows import Row, blank, heading, labelled, paragraph
from tui.format import day
from tui.lines import Pen
from tui.view_models.conversation import Blocker, Work
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.lines import Line
    from tui.view_models.conversation import Said


class CommentForm(FormDialog):
    """A comment on a goal, key result, check-in or contribution; @ proposes who can be told."""

    NAME = "Comment"
    SAVES = NAME

    def __init__(self, on: str) -> None:
        super().__init__()
        self.on_key = on

    def crumbs(self) -> tuple[str, ...]:
        return (self.on_key, self.NAME)

    def entries(self) -> tuple[Entry, ...]:
        return (
            Entry(
                "text",
                "Say",
                "",
                "what you want to say; @ and a few letters tell somebody",
                completes="mention",
                long=True,
            ),
            Entry("on", "On", self.on_key, "a goal, CARE-7.2, a check-in CARE-7.2#3, a request CARE-7+1"),
        )

    def outcome(self, width: int) -> list[Row]:
        look = self.look
        text = self.value("text")
        if not text:
            words = "Whoever may see the goal reads it. Its owner is told, and who is mentioned if they may see it."
            return paragraph(words, width, look=look, ink="dim")
        told = ", ".join(f"@{handle}" for handle in mentioned(text))
        rows = [heading("It reads", look=look), *paragraph(text, width - 2, look=look, indent=2), blank(look)]
        return rows + labelled(
            "Tells", f"the owner{f' and {told}' if told else ''}", width, look=look, ink="dim", column=12
        )

    def submit(self) -> None:
        """Write the comment."""
        text = accept_long_text(self.value("text"), field="text", required=True)
        on, key = self.value("on") or self.on_key, self.sent_as
        self.sending()
        self.ask(
            "save", lambda gateway: gateway.conversations.comment(on, text, key=key), self._said, failed=self.refused
        )

    def _said(self, said: Said) -> None:
        told = f" {', '.join(said.told)} told." if said.told else ""
        missed = f" Not told: {'; '.join(said.not_told)}." if said.not_told else ""
        self.finish(f"Said.{told}{missed}")


class AnswerBlockerForm(FormDialog):
    """What is done about a blocker, or that it is gone."""

    NAME = "Answer"
    SAVES = NAME

    def __init__(self, blocker: Blocker) -> None:
        super().__init__()
        self.of = blocker

    def crumbs(self) -> tuple[str, ...]:
        return (self.of.key, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """The blocker, and since when it stands."""
        raised = f"{self.of.title}, raised {day(self.of.raised_on)}" + (f" by {self.of.by.name}" if self.of.by else "")
        first = about_line(self.of.key, self.of.text, width, pen=Pen(self.look))
        return [first, Pen(self.look).cell(raised, width, "dim").line()]

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("answer", "Answer", "", "what is done about it, or that it is gone", long=True),)

    def outcome(self, width: int) -> list[Row]:
        done = self.look.key("conversation.done")
        words = f"Whoever raised it is told. If it does not help, {done} on it says so, and the days start again."
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Write the answer."""
        words, blocker, key = accept_long_text(self.value("answer"), field="answer"), self.of, self.sent_as
        if not words:
            raise InvalidInput("Say what is done about it.", field="answer")
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.conversations.answer(blocker, words, key=key),
            lambda answered: self.finish(f"{answered.key} is answered."),
            failed=self.refused,
        )


class PassOnForm(FormDialog):
    """Another person answers a blocker, or does the work."""

    NAME = "Pass on"
    SAVES = NAME
    KEEPS = False

    def __init__(self, what: Blocker | Work) -> None:
        super().__init__()
        self.of = what

    def crumbs(self) -> tuple[str, ...]:
        return (self.of.key, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """What is passed on, and with whom it lies."""
        words = self.of.text if isinstance(self.of, Blocker) else self.of.title
        now = f"lies with {self.of.owner.name}" if self.of.owner else "lies with nobody"
        first = about_line(self.of.key, words, width, pen=Pen(self.look))
        return [first, Pen(self.look).cell(now, width, "dim").line()]

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("owner", "To", "", "a few letters of a name", completes="person"),)

    def outcome(self, width: int) -> list[Row]:
        words = "They are told." + (" The days to answer start again." if isinstance(self.of, Blocker) else "")
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Hand it on."""
        owner, what, key = self.value("owner").removeprefix("@"), self.of, self.sent_as
        if not owner:
            raise InvalidInput("Say to whom: type a few letters of a name.", field="owner")
        self.sending()
        if isinstance(what, Blocker):
            blocker = what
            self.ask(
                "save",
                lambda gateway: gateway.conversations.assign(blocker, owner, key=key),
                lambda now: self._passed(now.key, now.owner.name if now.owner else owner),
                failed=self.refused,
            )
        else:
            work = what
            self.ask(
                "save",
                lambda gateway: gateway.conversations.hand_on(work, owner, key=key),
                lambda now: self._passed(now.key, now.owner.name if now.owner else owner),
                failed=self.refused,
            )

    def _passed(self, key: str, name: str) -> None:
        self.finish(f"{key} lies with {name} now.")
