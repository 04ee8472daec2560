"""Writing down who does what until when, and which goals need each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from okr.domain.text import accept_title
from okr.domain.vocabulary import DependencyKind
from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, labelled
from tui.goal_drafting import read_day
from tui.lines import Pen
from tui.view_models.conversation import WorkDraft
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.lines import Line
    from tui.view_models.conversation import Work


class WorkForm(FormDialog):
    """An initiative of a goal or key result: new, or one that is changed."""

    NAME = "Work"

    def __init__(self, of: str, work: Work | None = None) -> None:
        super().__init__()
        self.of = of
        self.changed_one = work

    def crumbs(self) -> tuple[str, ...]:
        return (self.changed_one.key if self.changed_one else self.of, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """For what it is done."""
        words = f"for {self.of}; it never counts towards progress"
        return [Pen(self.look).cell(words, width, "dim").line()]

    def entries(self) -> tuple[Entry, ...]:
        work = self.changed_one
        owner = work.owner.key if work and work.owner else ""
        due = work.due_on.isoformat() if work and work.due_on else ""
        return (
            Entry("title", "What", work.title if work else "", "what is done"),
            Entry("owner", "Who", owner, "you, unless you name somebody", completes="person"),
            Entry("due_on", "Until", due, "31 Dec, 2026-12-31 or +2w; may be left open"),
        )

    def outcome(self, width: int) -> list[Row]:
        words = (
            f"Whoever does it finds it among what is due. {self.look.key('conversation.done')} says that it is done."
        )
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Write it."""
        today = self.session.today if self.session else None
        due, work, key = self.value("due_on"), self.changed_one, self.sent_as
        draft = WorkDraft(
            of=self.of,
            title=accept_title(self.value("title")),
            owner=self.value("owner").removeprefix("@") or None,
            due_on=read_day(due, field="due_on", today=today) if due else None,
            key=work.key if work else None,
            version=work.version if work else None,
        )
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.conversations.write_work(draft, key=key),
            lambda written: self.finish(f"{written.key} is {'changed' if work else 'written down'}."),
            failed=self.refused,
        )


class NeedForm(FormDialog):
    """A goal needs another one, or is blocked by it; both owners are told."""

    NAME = "Needs"

    def __init__(self, goal: str) -> None:
        super().__init__()
        self.goal = goal

    def crumbs(self) -> tuple[str, ...]:
        return (self.goal, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """Which goal needs another one."""
        return [Pen(self.look).cell(f"{self.goal} needs another goal, or is blocked by it", width, "dim").line()]

    def entries(self) -> tuple[Entry, ...]:
        kinds = tuple((kind.value, kind.value) for kind in DependencyKind)
        return (
            Entry("on", "Goal", "", "key or words of the title of the other goal", completes="goal"),
            Entry("kind", "How", kinds[0][0], choices=kinds),
            Entry("note", "Note", "", "what for"),
        )

    def outcome(self, width: int) -> list[Row]:
        words = "Both owners are told, and both goals show it. It counts towards nothing."
        return labelled("Then", words, width, look=self.look, ink="dim", column=12)

    def submit(self) -> None:
        """Tie the two goals."""
        goal, on, kind = self.goal, self.value("on").partition(".")[0], self.value("kind")
        note, key = self.value("note") or None, self.sent_as
        if not on:
            raise InvalidInput("Say which goal: type a few letters of its title.", field="on")
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.conversations.need(goal, on, kind=kind, note=note, key=key),
            lambda _: self.finish(f"{goal} {kind} {on}; both owners are told."),
            failed=self.refused,
        )
