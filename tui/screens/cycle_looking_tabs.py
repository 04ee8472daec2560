"""The tabs of the cycle screen that are only looked at: moved goalposts, and how well confidence came true."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from okr.domain.vocabulary import CycleState
from tui.drawing.cycle_looking import calibration_rows, ledger_rows
from tui.drawing.rows import Row, blank, teaching_rows
from tui.screens.cycle_tabs import Tab

if TYPE_CHECKING:
    from tui.screens.cycle import CycleScreen
    from tui.view_models.cycles import CalibrationCard, Ledger


class LedgerTab(Tab):
    """Moved goalposts, of the company or of one unit."""

    name = "Ledger"

    def __init__(self, screen: CycleScreen) -> None:
        super().__init__(screen)
        self.ledger: Ledger | None = None
        self.units: list[str] = []

    @property
    def unit(self) -> str | None:
        """The unit that is looked at."""
        if self.units:
            return self.units[-1]
        session = self.screen.session
        return session.root if session else None

    def load(self) -> None:
        cycle, unit = self.cycle, self.unit
        self.screen.ask("tab", lambda gateway: gateway.cycles.ledger(cycle, unit=unit), self._take)

    def _take(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.screen.loaded(self)

    def load_more(self) -> None:
        known = self.ledger
        if known is None:
            return
        cycle, unit, cursor = self.cycle, self.unit, known.next_cursor
        self.screen.ask(
            "more",
            lambda gateway: gateway.cycles.ledger(cycle, unit=unit, cursor=cursor),
            lambda more: self._take(replace(more, lines=known.lines + more.lines)),
        )

    def rows(self, width: int) -> list[Row]:
        if self.ledger is None or self.screen.session is None:
            return []
        return ledger_rows(self.ledger, width, today=self.screen.session.today, look=self.screen.look)


class CalibrationTab(Tab):
    """How well confidence came true."""

    name = "Calibration"

    def __init__(self, screen: CycleScreen) -> None:
        super().__init__(screen)
        self.card: CalibrationCard | None = None
        self.person: str | None = None

    @property
    def is_early(self) -> bool:
        """Whether a cycle was chosen that is not closed yet; without one all closed cycles are shown."""
        overview = self.screen.overview
        chosen = self.screen.okr.gateway.lens.cycle
        return chosen is not None and overview is not None and overview.shown.state is not CycleState.CLOSED

    def load(self) -> None:
        if self.is_early:
            self.card = None
            self.screen.loaded(self)
            return
        person = self.person
        self.screen.ask("tab", lambda gateway: gateway.cycles.calibration(person), self._take)

    def _take(self, card: CalibrationCard) -> None:
        self.card = card
        self.screen.loaded(self)

    def rows(self, width: int) -> list[Row]:
        look = self.screen.look
        if self.is_early:
            sentence = f"How well confidence came true is drawn when {self.cycle} is closed."
            choices = [("app.cycle", self.screen.okr.key_of("app.cycle"), "look at another cycle")]
            return teaching_rows(sentence, width=width, look=look, choices=choices)
        if self.card is None:
            return []
        return [*calibration_rows(self.card, width, look=look), blank(look)]
