"""What is asked and said about a goal: comments, blockers, initiatives, dependencies, the agenda of a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.agenda import ShowAgenda
from okr.contract.blockers import AnswerBlocker, AssignBlocker, ListBlockers, ReopenBlocker
from okr.contract.check_ins import AcknowledgeCheckIn
from okr.contract.comments import AddComment, ListComments, RestoreComment, WithdrawComment
from okr.contract.dependencies import DependOn, EndDependency
from okr.contract.goals import ShowGoal
from okr.contract.initiatives import CreateInitiative, EditInitiative, RemoveInitiative
from okr.domain.vocabulary import DependencyKind
from tui.reading import conversation as reading
from tui.view_models.conversation import Blocker, Conversation, Said, Work, WorkDraft

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from okr.client.backend import Backend
    from tui.view_models.agenda import Agenda
    from tui.view_models.check_ins import CheckInItem

PAGE = 100
"""Comments and blockers that one screen shows at most."""


class Conversations:
    """What is said about goals, as the screens see it."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def about(self, goal: str) -> Conversation:
        """All that is said about a goal."""
        backend = self._connected()
        view = backend.call(ShowGoal(key=goal))
        comments = backend.call(ListComments(on=goal, limit=PAGE))
        blockers = backend.call(ListBlockers(scope="all", key=goal, limit=PAGE))
        return reading.conversation(
            view, comments=comments.items, more=comments.next_cursor is not None, blockers=blockers.items
        )

    def comment(self, on: str, text: str, *, key: str) -> Said:
        """Say something about a goal, key result, check-in or contribution."""
        return reading.said(self._connected().call(AddComment(on=on, text=text), key=key))

    def withdraw(self, goal: str, number: int) -> None:
        """Take one's own comment back."""
        self._connected().call(WithdrawComment(goal=goal, number=number))

    def restore(self, goal: str, number: int) -> None:
        """Say again what one took back."""
        self._connected().call(RestoreComment(goal=goal, number=number))

    def answer(self, blocker: Blocker, words: str, *, key: str) -> Blocker:
        """Answer a blocker."""
        request = AnswerBlocker(key=blocker.key, answer=words, version=blocker.version)
        return reading.blocker(self._connected().call(request, key=key))

    def reopen(self, blocker: Blocker) -> Blocker:
        """Say that an answered blocker is still in the way."""
        return reading.blocker(self._connected().call(ReopenBlocker(key=blocker.key, version=blocker.version)))

    def assign(self, blocker: Blocker, owner: str, *, key: str) -> Blocker:
        """Let another person answer a blocker."""
        request = AssignBlocker(key=blocker.key, owner=owner, version=blocker.version)
        return reading.blocker(self._connected().call(request, key=key))

    def write_work(self, draft: WorkDraft, *, key: str) -> Work:
        """Write an initiative, or change one."""
        if draft.key is None:
            new = CreateInitiative(of=draft.of, title=draft.title, owner=draft.owner, due_on=draft.due_on)
            return reading.work(self._connected().call(new, key=key))
        change = EditInitiative(
            key=draft.key, title=draft.title, owner=draft.owner, due_on=draft.due_on, version=draft.version
        )
        return reading.work(self._connected().call(change, key=key))

    def hand_on(self, work: Work, owner: str, *, key: str) -> Work:
        """Let another person do the work."""
        request = EditInitiative(key=work.key, owner=owner, version=work.version)
        return reading.work(self._connected().call(request, key=key))

    def set_done(self, work: Work, done_on: date | None) -> Work:
        """Work is done since a day, or it is not."""
        request = EditInitiative(key=work.key, done_on=done_on, version=work.version)
        return reading.work(self._connected().call(request))

    def remove_work(self, work: Work) -> None:
        """Take work away that was written by mistake."""
        self._connected().call(RemoveInitiative(key=work.key, version=work.version))

    def acknowledge(self, check_in: CheckInItem, note: str | None, *, key: str) -> None:
        """Say that one has read a check-in, and something to it."""
        request = AcknowledgeCheckIn(key=check_in.key, number=check_in.number, note=note)
        self._connected().call(request, key=key)

    def need(self, goal: str, on: str, *, kind: str, note: str | None, key: str) -> None:
        """Say that a goal needs another one, or is blocked by it."""
        request = DependOn(key=goal, on=on, kind=DependencyKind(kind), note=note)
        self._connected().call(request, key=key)

    def end_need(self, goal: str, on: str) -> None:
        """Say that it no longer does."""
        self._connected().call(EndDependency(key=goal, on=on))

    def agenda(self, person: str, days: int) -> Agenda:
        """What the acting person and another one have to talk about."""
        from tui.reading.agenda import agenda

        return agenda(self._connected().call(ShowAgenda(person=person, days=days)), days=days)
