"""The conversation about a goal: comments, what is in the way, who does what, which goals need each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from okr.domain.vocabulary import BlockerState
from tui.actions import MAY_ADD_WORK, MAY_LINK
from tui.dialogs.form import FormDialog, said_of
from tui.drawing.conversation import beside_rows, talk_rows
from tui.drawing.rows import Row, loading_rows, problem_rows
from tui.screens.base import OkrScreen
from tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.actions import Context
    from tui.lines import Target
    from tui.view_models.conversation import Blocker, Comment, Conversation, Tie, Work

KINDS = {"#": "blocker", "~": "initiative", ".": "key result"}
"""What the key of a part of a goal stands for, by its sign."""


class ConversationScreen(OkrScreen):
    """The conversation about the goal of a key; the key of a part of it puts the cursor there."""

    SCOPE = "conversation"
    NAME = "Talk"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = goal_of(key)
        self._first: str | None = key if key != self.key else None
        self.found: Conversation | None = None

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            yield Board(id="main")
            yield Board(id="side")

    def load(self) -> None:
        key = self.key
        self.ask("talk", lambda gateway: gateway.conversations.about(key), self._take)

    def _take(self, found: Conversation) -> None:
        self.found = found
        self.ready()
        if self._first is not None:
            self._go_to(self._first)
            self._first = None

    def _go_to(self, key: str) -> None:
        kind = next((kind for sign, kind in KINDS.items() if sign in key), "goal")
        for board in self.query(Board):
            if board.find(kind, key):
                self.set_focus(board)

    def crumbs(self) -> tuple[str, ...]:
        return (self.okr.root_name(), self.key, self.NAME)

    # What is selected -------------------------------------------------------------------------------------------

    @property
    def goal_key(self) -> str | None:
        return super().goal_key or self.key

    def _selected(self, kind: str) -> str | None:
        target = self.selected
        return target.key if target is not None and target.kind == kind else None

    @property
    def blocker(self) -> Blocker | None:
        """The blocker that the cursor stands on."""
        key = self._selected("blocker")
        return next((one for one in self.found.blockers if one.key == key), None) if self.found and key else None

    @property
    def work(self) -> Work | None:
        """The initiative that the cursor stands on."""
        key = self._selected("initiative")
        return next((one for one in self.found.work if one.key == key), None) if self.found and key else None

    @property
    def comment(self) -> Comment | None:
        """The comment that the cursor stands on."""
        key = self._selected("comment")
        return (
            next((one for one in self.found.comments if str(one.number) == key), None) if self.found and key else None
        )

    @property
    def tie(self) -> Tie | None:
        """The goal that this one needs and that the cursor stands on."""
        key = self._selected("goal")
        return next((one for one in self.found.needs if one.key == key), None) if self.found and key else None

    @property
    def context(self) -> Context:
        return replace(super().context, refusals=self._refusals())

    def _refusals(self) -> dict[str, str]:
        """Why the actions cannot be done where the cursor stands, and who may."""
        if self.found is None:
            return {}
        key, may = self.key, self.found.may
        refused: dict[str, str] = {}
        onward, done = self.look.key("app.next-pane"), self.look.key("conversation.done")
        blocker, work, comment = self.blocker, self.work, self.comment
        if blocker is None:
            refused["conversation.answer"] = f"Move to a blocker first: {onward} goes to them."
        elif blocker.state is not BlockerState.OPEN:
            refused["conversation.answer"] = f"{blocker.key} is answered; {done} says that it is still in the way."
        if blocker is not None and blocker.state is BlockerState.OPEN:
            answer = self.okr.key_of("conversation.answer")
            refused["conversation.done"] = f"{blocker.key} waits for an answer: {answer} gives it, and it is settled."
        elif work is None and blocker is None:
            refused["conversation.done"] = "Move to work, or to a blocker that is answered."
        if work is None and (blocker is None or blocker.state is not BlockerState.OPEN):
            refused["conversation.pass-on"] = "Move to an open blocker or to work first."
        if work is None:
            refused["conversation.change"] = f"Move to work first: {onward} goes to it."
        if comment is None and self.tie is None and work is None:
            words = "Move to a comment of yours, to work, or to a goal that this one needs."
            refused["conversation.take-back"] = words
        elif comment is not None and not comment.may_withdraw and not comment.may_restore:
            by = comment.by.name if comment.by else "its author"
            gone = comment.text is None
            refused["conversation.take-back"] = f"Only {by} {'says it again' if gone else 'takes it back'}."
        if MAY_ADD_WORK not in may:
            refused["conversation.add-work"] = (
                f"You may not add work to {key}: its owner, its contributors and those above may."
            )
        if MAY_LINK not in may:
            refused["conversation.need"] = (
                f"You may not tie {key} to others: its owner, its delegate and those above may."
            )
        return refused

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        self.query_one("#main", Board).show(lambda width: self._rows(width, side=False))
        self.query_one("#side", Board).show(lambda width: self._rows(width, side=True))

    def _rows(self, width: int, *, side: bool) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return [] if side else problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.found is None or self.session is None:
            return [] if side or not self.asked_long_ago else loading_rows(look=look)
        today = self.session.today
        beside = beside_rows(self.found, width, today=today, look=look, me=self.me)
        if side:
            return beside
        talk = talk_rows(self.found, width, today=today, look=look)
        return talk if self.has_class("-wide") else [*talk, *beside]

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    # Actions ----------------------------------------------------------------------------------------------------

    def chosen(self, target: Target) -> None:
        if target.kind == "goal" and target.key == self.key:
            self.okr.open_goal(target.key)
        elif target.kind == "blocker":
            self.okr.perform_id("conversation.answer")
        elif target.kind == "initiative":
            self.okr.perform_id("conversation.change")
        elif target.kind == "comment":
            self.okr.perform_id("conversation.comment")
        else:
            super().chosen(target)

    def _open_form(self, form: FormDialog) -> None:
        self.okr.open_over(form, lambda _: self._done(said_of(form)))

    def _done(self, said: str) -> None:
        """Something was written, or a form was left (then nothing is said)."""
        if said:
            self.flash(said, "success")
            self.okr.all_anew()

    def do_comment(self) -> None:
        from tui.dialogs.talking import CommentForm

        target = self.selected
        on = self.comment.on if self.comment is not None else self.key
        if target is not None and target.kind in {"blocker", "key result"}:
            on = target.key
        self._open_form(CommentForm(on))

    def do_answer(self) -> None:
        from tui.dialogs.talking import AnswerBlockerForm

        if self.blocker is not None:
            self._open_form(AnswerBlockerForm(self.blocker))

    def do_pass_on(self) -> None:
        from tui.dialogs.talking import PassOnForm

        what = self.blocker or self.work
        if what is not None:
            self._open_form(PassOnForm(what))

    def do_add_work(self) -> None:
        from tui.dialogs.working import WorkForm

        self._open_form(WorkForm(self._selected("key result") or self.key))

    def do_change(self) -> None:
        from tui.dialogs.working import WorkForm

        if self.work is not None:
            self._open_form(WorkForm(self.work.result or self.work.goal, self.work))

    def do_need(self) -> None:
        from tui.dialogs.working import NeedForm

        self._open_form(NeedForm(self.key))

    def do_done(self) -> None:
        work, blocker = self.work, self.blocker
        if work is not None and self.session is not None:
            day = None if work.done_on is not None else self.session.today
            said = f"{work.key} is {'not ' if day is None else ''}done."
            self.ask("done", lambda gateway: gateway.conversations.set_done(work, day), lambda _: self._done(said))
        elif blocker is not None:
            said = f"{blocker.key} is open again; the days to answer start anew."
            self.ask("done", lambda gateway: gateway.conversations.reopen(blocker), lambda _: self._done(said))

    def do_take_back(self) -> None:
        comment, tie, key = self.comment, self.tie, self.key
        if comment is not None and comment.may_restore:
            self.ask(
                "done",
                lambda gateway: gateway.conversations.restore(comment.goal, comment.number),
                lambda _: self._done("Your comment is read again."),
            )
        elif comment is not None:
            number, goal = comment.number, comment.goal
            self.okr.confirm(
                "Take your comment back? Its place stays, without the words.",
                lambda: self.ask(
                    "done",
                    lambda gateway: gateway.conversations.withdraw(goal, number),
                    lambda _: self._done("Your comment is taken back."),
                ),
                yes="Take back",
            )
        elif self.work is not None:
            self._remove(self.work)
        elif tie is not None:
            self.okr.confirm(
                f"Say that {key} no longer needs {tie.key}?",
                lambda: self.ask(
                    "done",
                    lambda gateway: gateway.conversations.end_need(key, tie.key),
                    lambda _: self._done(f"{key} no longer depends on {tie.key}."),
                ),
                yes="It does not",
            )

    def _remove(self, work: Work) -> None:
        self.okr.confirm(
            f"Take {work.key} away: {work.title}?",
            lambda: self.ask(
                "done",
                lambda gateway: gateway.conversations.remove_work(work),
                lambda _: self._done(f"{work.key} is taken away."),
                failed=self.okr.tell_problem,
            ),
            yes="Take away",
        )


def goal_of(key: str) -> str:
    """The goal that a key of it or of a part of it belongs to."""
    for sign in " .#~+":
        key = key.partition(sign)[0]
    return key
