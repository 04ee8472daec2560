"""What one was told: asked, answered, acknowledged."""

from functools import partial

from tui.dialogs.base import Dialog
from tui.drawing.frame import notice_rows
from tui.drawing.rows import Row, blank, paragraph
from tui.gateway import Gateway
from tui.lines import Target
from tui.view_models.surroundings import Notice


class NoticesDialog(Dialog):
    """New notices, and on demand those that were read; opening one marks it as read."""

    NAME = "Notices"
    OPERATION = "notices.read"

    def __init__(self) -> None:
        super().__init__()
        self._notices: tuple[Notice, ...] = ()
        self._also_read = False

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("notices", *super().scopes)

    def load(self) -> None:
        also_read = self._also_read
        self.ask("notices", lambda gateway: gateway.surroundings.notices(also_read=also_read), self._take)

    def _take(self, notices: tuple[Notice, ...]) -> None:
        self._notices = notices
        self.ready()

    def rows(self, width: int) -> list[Row]:
        if self.session is None:
            return []
        rows = notice_rows(
            self._notices,
            also_read=self._also_read,
            session=self.session,
            width=width,
            look=self.look,
            key_of=self.okr.key_of,
        )
        if not self._has_new or self.okr.read_only is not None:
            return rows
        words = f"Opening one marks it as read. {self.stays(self.operation)}"
        return [*rows, blank(self.look), *paragraph(words, width, look=self.look, ink="dim")]

    def chosen(self, target: Target) -> None:
        if target.kind != "do" and self.okr.read_only is None:
            self._mark(target.key)
        super().chosen(target)

    def do_read(self) -> None:
        if self.selected is not None:
            self._mark(self.selected.key)

    def do_read_all(self) -> None:
        self._mark(None)

    def do_older(self) -> None:
        self._also_read = not self._also_read
        self.load()

    @property
    def _has_new(self) -> bool:
        """Whether there is anything here that was not read."""
        return not all(one.is_read for one in self._notices)

    def _mark(self, key: str | None) -> None:
        if not self._has_new:
            return
        # Asked by the app, since the dialog may close before the answer comes.
        self.okr.asker.ask("read", partial(_mark_read, key=key), lambda _: self._marked(), failed=self.okr.tell_problem)

    def _marked(self) -> None:
        self.okr.note_unseen_write()
        if self.is_current:
            self.load()


def _mark_read(gateway: Gateway, key: str | None) -> None:
    gateway.surroundings.mark_read(key)
