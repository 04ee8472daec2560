"""A form that is sent twice: ctrl+s looks at what would come of it and shows that, ctrl+s again does it as it was shown."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, blank, paragraph

if TYPE_CHECKING:
    from tui.lines import Target
    from tui.view_models.basics import Problem

Found = TypeVar("Found")


class ShownFirst(FormDialog, Generic[Found]):
    """What was found is long: once it is there the arrows move in it; whatever is typed makes it out of date."""

    KEEPS = False
    NOTHING_YET: ClassVar[str]
    """What saving does as long as nothing was looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Found | None = None

    @abstractmethod
    def verdict(self, found: Found, width: int) -> list[Row]:
        """What saving does next, or what stands in its way."""

    @abstractmethod
    def shown(self, found: Found, width: int) -> list[Row]:
        """What would come of it."""

    def changed(self, field: str, value: str) -> None:
        self.found = None

    def outcome(self, width: int) -> list[Row]:
        if self.found is None:
            return paragraph(self.look.said(self.NOTHING_YET), width, look=self.look, ink="dim")
        return [*self.verdict(self.found, width), blank(self.look), *self.shown(self.found, width)]

    def show_found(self, found: Found) -> None:
        """It was looked at: show what was found from its start."""
        self.found = found
        self._sending = False
        self.redraw()
        self.board.to_start()

    def not_done(self, problem: Problem) -> None:
        """What it touches is no longer what it was: the next ctrl+s looks again."""
        self.found = None
        self.refused(problem)

    def _up_or_down(self, by: int) -> None:
        if self.found is not None and not self._proposed:
            self.board.move(by)
        else:
            super()._up_or_down(by)

    def chosen(self, target: Target) -> None:
        if target.kind != "line":
            super().chosen(target)
