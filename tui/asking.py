"""Questions to the gateway from the event loop: each runs in a thread worker and comes back as a message.

A question belongs to a group; only the newest answer of a group is delivered. Nothing else in the interface starts
threads, and nothing in a thread touches a widget.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.worker import Worker, get_current_worker

from okr.domain.errors import OkrError
from okr.domain.text import clean_for_display
from tui.messages import Answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

    from tui.gateway import Gateway
    from tui.view_models.basics import Problem

Answer = TypeVar("Answer")


class Node(Protocol):
    """What can ask: a screen or the app."""

    def post_message(self, message: Message) -> bool:
        """Safe from threads."""
        ...

    def run_worker(  # Textual's own signature
        self,
        work: Callable[[], None],
        name: str | None = ...,
        group: str = ...,
        description: str = ...,
        exit_on_error: bool = ...,
        start: bool = ...,
        exclusive: bool = ...,
        thread: bool = ...,
    ) -> Worker[None]:
        """Start a worker that belongs to the node."""
        ...


class Asker:
    """Asks for one screen, and knows which questions are still open."""

    def __init__(self, node: Node, gateway: Gateway) -> None:
        self._node = node
        self._gateway = gateway
        self._numbers: dict[str, int] = {}
        self._open: set[str] = set()
        self._of_today: set[str] = set()

    def waits_for(self, group: str) -> bool:
        """Whether the answer of a group is awaited."""
        return group in self._open

    @property
    def waits(self) -> bool:
        """Whether any answer is awaited."""
        return bool(self._open)

    @property
    def shows_today(self) -> bool:
        """Whether part of what was answered is as of today, though one looks at another day."""
        return bool(self._of_today)

    def ask(
        self,
        group: str,
        question: Callable[[Gateway], Answer],
        then: Callable[[Answer], None],
        *,
        failed: Callable[[Problem], None],
    ) -> None:
        """Ask in a thread; `then` or `failed` is called on the event loop unless a newer question came in between."""
        number = self._numbers.get(group, 0) + 1
        self._numbers[group] = number
        self._open.add(group)
        self._node.run_worker(
            partial(self._work, group, number, question, then, failed),
            name=f"{group} {number}",
            group=group,
            exit_on_error=False,
            exclusive=True,
            thread=True,
        )

    def deliver(self, message: Answered) -> None:
        """Hand an answer over if it is the newest of its group."""
        if self._numbers.get(message.group) == message.number:
            self._open.discard(message.group)
            if message.showed_today:
                self._of_today.add(message.group)
            else:
                self._of_today.discard(message.group)
            message.deliver()

    def drop(self, group: str) -> None:
        """Do not wait for a group any more."""
        self._numbers[group] = self._numbers.get(group, 0) + 1
        self._open.discard(group)

    def _work(
        self,
        group: str,
        number: int,
        question: Callable[[Gateway], Answer],
        then: Callable[[Answer], None],
        failed: Callable[[Problem], None],
    ) -> None:
        worker = get_current_worker()
        deliver: Callable[[], None]
        self._gateway.begin()
        try:
            deliver = partial(then, question(self._gateway))
        except OkrError as error:
            deliver = partial(failed, problem_of(error))
        if not worker.is_cancelled:
            self._node.post_message(Answered(group, number, deliver, showed_today=self._gateway.showed_today))


def problem_of(error: OkrError) -> Problem:
    """An error of okr in words; options of a command are no hint on a screen."""
    from tui.view_models.basics import Problem

    return Problem(
        message=clean_for_display(error.message),
        hint=clean_for_display(error.hint) if error.hint and not error.hint.startswith("--") else None,
        field=clean_for_display(error.field) if error.field else None,
        code=error.code,
    )


def problem_of_fault(error: BaseException) -> Problem:
    """A fault of okr's own; its text is left out, since it may hold anything."""
    from tui.view_models.basics import Problem

    return Problem(
        message="okr met a fault of its own while it was reading.",
        hint="Try again; nothing that was recorded is lost.",
        code=type(error).__qualname__,
    )
