"""What surrounds the goals: cycles, notices, undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from okr.client.backend import Backend
    from tui.view_models.surroundings import CycleChoice, LastChange, Notice

MOST_NOTICES = 100
"""Notices that are listed and counted; whoever has more is told "100+"."""


class Surroundings:
    """The frame's own questions."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def cycles(self) -> tuple[CycleChoice, ...]:
        """The cycles, the newest first."""
        from okr.contract.cycles import ListCycles
        from tui.reading.surroundings import cycle_choice

        return tuple(map(cycle_choice, self._connected().call(ListCycles(limit=100)).items))

    def unread(self) -> int:
        """How many notices were not read, at most `MOST_NOTICES`."""
        from okr.contract.notices import ListNotices

        return len(self._connected().call(ListNotices(limit=MOST_NOTICES)).items)

    def notices(self, *, also_read: bool) -> tuple[Notice, ...]:
        """The newest notices."""
        from okr.contract.notices import ListNotices
        from tui.reading.surroundings import notice

        page = self._connected().call(ListNotices(unread=not also_read, limit=MOST_NOTICES))
        return tuple(map(notice, page.items))

    def mark_read(self, key: str | None) -> None:
        """Note that notices were read: those about one thing, or all."""
        from okr.contract.notices import ReadNotices

        self._connected().call(ReadNotices(key=key))

    def nudge(self, kind: str, key: str) -> str:
        """Tell whoever answers for a goal or key result, or a person, that it waits; who was told."""
        from okr.contract.nudges import Nudge
        from tui.reading.basics import clean

        wanted = Nudge(person=key) if kind == "person" else Nudge(about=key)
        return clean(self._connected().call(wanted).told.name)

    def last_change(self) -> LastChange | None:
        """What undoing would take back now; None where there is nothing."""
        from okr.contract.undo import ShowLastChange
        from tui.reading.surroundings import last_change

        step = self._connected().call(ShowLastChange()).step
        return last_change(step) if step is not None else None

    def undo(self) -> LastChange:
        """Take back the last change; what was undone."""
        from okr.contract.undo import UndoLast
        from tui.reading.surroundings import last_change

        return last_change(self._connected().call(UndoLast()))
