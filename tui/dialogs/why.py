"""Why a number is what it is."""

from tui.dialogs.base import Dialog
from tui.drawing.rows import Row
from tui.drawing.why import why_rows
from tui.view_models.why import Why


class WhyDialog(Dialog):
    """The derivation of a goal's or key result's numbers; enter opens what a line stands for."""

    NAME = "Why"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.why: Why | None = None

    def load(self) -> None:
        key = self.key
        self.ask("why", lambda gateway: gateway.why(key), self._take)

    def _take(self, why: Why) -> None:
        self.why = why
        self.ready()

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, self.key)

    def rows(self, width: int) -> list[Row]:
        if self.why is None:
            return []
        today = self.session.today if self.session else self.why.as_of
        return why_rows(self.why, width, today=today, look=self.look)
