"""Which cycle one looks at."""

from textual.app import ComposeResult

from tui.dialogs.base import Dialog
from tui.drawing.frame import cycle_rows
from tui.drawing.rows import Row
from tui.lens import Lens
from tui.lines import Target
from tui.view_models.surroundings import CycleChoice
from tui.widgets.board import ChoiceBoard


class CycleDialog(Dialog):
    """The cycles, the newest first; every screen then shows the chosen one."""

    NAME = "Cycle"

    def __init__(self, lens: Lens) -> None:
        super().__init__()
        self._lens = lens
        self._cycles: tuple[CycleChoice, ...] = ()
        self._is_placed = True

    def body(self) -> ComposeResult:
        yield ChoiceBoard(id="rows")

    def load(self) -> None:
        self.ask("cycles", lambda gateway: gateway.surroundings.cycles(), self._take)

    def _take(self, cycles: tuple[CycleChoice, ...]) -> None:
        self._cycles, self._is_placed = cycles, False
        self.ready()

    def draw(self) -> None:
        super().draw()
        if self.phase == "ready" and not self._is_placed:  # before the keys that were typed ahead come to the rows
            self._is_placed = True
            chosen = self._lens.cycle or next((cycle.key for cycle in self._cycles if cycle.is_current), "")
            self.board.find("cycle", chosen)

    def rows(self, width: int) -> list[Row]:
        if self.session is None:
            return []
        return cycle_rows(self._cycles, lens=self._lens, today=self.session.calendar_day, look=self.look)

    def chosen(self, target: Target) -> None:
        if target.kind == "do":
            self.choice(target.key)
            return
        self.close()
        current = next((cycle.key for cycle in self._cycles if cycle.is_current), None)
        wanted = target.key or None
        self.okr.look_through(Lens(self._lens.day, None if wanted == current else wanted))
