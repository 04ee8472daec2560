"""As of when one looks: any past day, by typing it or from a list."""

from datetime import date

from textual.app import ComposeResult

from tui.dialogs.base import Dialog
from tui.drawing.frame import day_rows, matching_days
from tui.drawing.rows import Row
from tui.lens import read_past_day
from tui.lines import Target
from tui.view_models.session import Session
from tui.widgets.board import Board, ChoiceBoard
from tui.widgets.field import Field


class DayDialog(Dialog):
    """Type a day or choose one; every screen then shows that day, at once or when it is worked out, and nothing is changed there."""

    NAME = "As of"
    AUTO_FOCUS = "#search"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._words = ""
        self._typed_day: date | None = None

    def body(self) -> ComposeResult:
        yield Field(
            hint="a past day: 2026-10-03, 3 Oct, -30, 2 weeks ago; today comes back", changed=self._changed, id="search"
        )
        yield ChoiceBoard(id="rows")

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("search", "always") if self.is_typing else super().scopes

    @property
    def list_view(self) -> Board:
        """The arrows move in the rows while one types."""
        return self.board

    def load(self) -> None:
        self.ready()

    def _changed(self, words: str) -> None:
        self._words = words.strip()
        self._typed_day = read_past_day(words, today=self._session.calendar_day) if self._words else None
        self.draw()
        self.board.to_start()

    def rows(self, width: int) -> list[Row]:
        return day_rows(
            self._session,
            typed=self._typed_day,
            words=self._words,
            width=width,
            look=self.look,
            ahead=self.okr.ahead,
        )

    def chosen(self, target: Target) -> None:
        if target.kind == "stop":
            self.close()
            self.okr.stop_working_out()
            return
        if not matching_days(self._session, typed=self._typed_day, words=self._words):
            self.flash("This names no past day.", "warning")
            return
        self.close()
        self.okr.choose_day(date.fromisoformat(target.key) if target.key else None)
