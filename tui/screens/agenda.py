"""The agenda of a talk with a person: what changed, what is due, what is in the way, what waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tui.drawing.agenda import agenda_rows
from tui.drawing.rows import Row, loading_rows, problem_rows
from tui.screens.base import OkrScreen
from tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.actions import Context
    from tui.view_models.agenda import Agenda

FORTNIGHT = 14
LONGEST = 366


class AgendaScreen(OkrScreen):
    """What the acting person and the person of a handle have to talk about."""

    SCOPE = "agenda"
    NAME = "1:1"
    CSS = "AgendaScreen #main { padding: 1 0 0 0; }"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person
        self.days = FORTNIGHT
        self.agenda: Agenda | None = None

    def body(self) -> ComposeResult:
        yield Board(id="main")

    def load(self) -> None:
        person, days = self.person, self.days
        self.ask("agenda", lambda gateway: gateway.conversations.agenda(person, days), self._take)

    def _take(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.ready()

    @property
    def is_of_every_cycle(self) -> bool:
        return True

    def crumbs(self) -> tuple[str, ...]:
        return (self.okr.root_name(), self.NAME, self.agenda.person.name if self.agenda else self.person)

    @property
    def context(self) -> Context:
        refused = {}
        if self.agenda is None:
            refused["agenda.copy-all"] = "There is nothing to copy yet."
        if self.days >= LONGEST:
            refused["agenda.longer"] = "A year is as far as an agenda looks back."
        if self.days <= FORTNIGHT:
            refused["agenda.shorter"] = "Two weeks are as little as an agenda looks back here."
        return replace(super().context, refusals=refused)

    def draw(self) -> None:
        self.query_one("#main", Board).show(self._rows)

    def _rows(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.agenda is None:
            return loading_rows(look=look) if self.asked_long_ago else []
        return agenda_rows(self.agenda, width, look=look, me=self.me)

    def do_copy_all(self) -> None:
        if self.agenda is not None:
            self.okr.copy_to_clipboard(self.agenda.markdown)
            self.flash("Copied the agenda as Markdown, if your terminal lets programs write to the clipboard.")

    def do_longer(self) -> None:
        self.days = min(LONGEST, self.days + FORTNIGHT)
        self.load()

    def do_shorter(self) -> None:
        self.days = max(FORTNIGHT, self.days - FORTNIGHT)
        self.load()
