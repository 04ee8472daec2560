"""Home: what needs this person now; three homes for three roles."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from tui.screens.base import OkrScreen
from tui.widgets.board import Board

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.actions import Action
    from tui.drawing.rows import Row
    from tui.gateway import Gateway
    from tui.lines import Target
    from tui.view_models.homes import Home
    from tui.view_models.session import Role

MADE_OF = (
    *(f"tui.drawing.{name}" for name in ("home", "home_executive", "heat_map", "home_lead", "home_employee", "frame")),
    "tui.drawing.elsewhere",
    *(f"tui.view_models.{name}" for name in ("homes", "goals", "check_ins", "agreements", "conversation", "session")),
    "tui.view_models.accountability",
)
"""The process that is asked first answers with objects of these modules; whoever waits for it has time to load them."""
ROLE_WORDS: dict[Role, str] = {"employee": "my work", "lead": "my team", "executive": "the company"}
EXECUTIVES_FIRST = {"app.nudge": 42, "app.check-in": 46}
"""What an executive does with the worst risks comes before what their teams do: asking for a word, then checking in."""


class HomeScreen(OkrScreen):
    """The home of a role; `v` goes round the roles that a person has."""

    SCOPE = "home"
    NAME = "Home"
    CSS_PATH = "home.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self) -> None:
        super().__init__()
        self.home: Home | None = None
        self.role: Role | None = None
        self.lists_more = False

    def body(self) -> ComposeResult:
        with Container(id="panes"):
            yield Board(id="main")
            yield Board(id="side")

    def prepare(self) -> None:
        self.role = self.okr.view.home_role

    def load(self) -> None:
        role, at_a_glance = self.role, self._is_another
        self.ask("home", lambda gateway: _home(gateway, role, at_a_glance=at_a_glance), self._take)

    @property
    def _is_another(self) -> bool:
        """Whether the home that is asked for is not the one that stands here: its numbers need not stay, and it is seen sooner without."""
        if self.home is None or self.seen_through != self.okr.gateway.lens:
            return True
        return self.role is not None and self.role != self.home.role

    def _take(self, home: Home) -> None:
        self.home = home
        self.okr.role_count = len(home.roles)
        self.okr.warming.know(home.roles, shown=home.role)
        self.ready()
        if not home.is_counted:
            self.load()  # what was left out, now that the rest stands

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, ROLE_WORDS[self.home.role]) if self.home else (self.NAME,)

    def draw(self) -> None:
        main, side = self.query_one("#main", Board), self.query_one("#side", Board)
        self.set_class(self.home is not None and self.home.lead is not None, "-lead")
        main.show_leading(lambda width: self._rows(width, side=False), "elsewhere")
        side.show(lambda width: self._rows(width, side=True))
        is_alone = self.home is not None and self.has_class("-wide") and not side.rows
        if is_alone and side.has_focus:
            main.focus()
        self.set_class(is_alone, "-alone")

    def _rows(self, width: int, *, side: bool) -> list[Row]:
        if self.home is None and self.problem is None and not self.asked_long_ago:
            return []
        # Imported when there is something to draw: the first paint comes before.
        from tui.drawing.home import home_rows
        from tui.drawing.rows import loading_rows, problem_rows

        if self.phase == "problem" and self.problem is not None:
            return [] if side else problem_rows(self.problem, width, look=self.look, opened=self.details_shown)
        if self.home is None:
            return [] if side else loading_rows(look=self.look)
        elsewhere = self._elsewhere_rows()
        main, aside = home_rows(
            self.home,
            width,
            look=self.look,
            side=self.has_class("-wide"),
            root=self.session.root if self.session else None,
            all_risks=self.lists_more,
            height=self.query_one("#main", Board).size.height - len(elsewhere),
        )
        if side:
            return aside
        return [*main[:1], *elsewhere, *main[1:]]

    def _elsewhere_rows(self) -> list[Row]:
        """Where goals are, below the line that says that there are none here."""
        from tui.drawing.elsewhere import elsewhere_row

        found = self.okr.elsewhere(self.seen_through)
        return [elsewhere_row(self.session, found, look=self.look)] if self.session and found else []

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def rank_of(self, action: Action) -> int:
        executive = self.home is not None and self.home.role == "executive"
        return EXECUTIVES_FIRST.get(action.id, action.rank) if executive else action.rank

    def chosen(self, target: Target) -> None:
        if target.kind == "filter":
            self.okr.show_filtered(target.key)
        elif target.kind == "more":
            self.lists_more = not self.lists_more
            self.draw()
        else:
            super().chosen(target)

    def do_role(self) -> None:
        if self.home is None:
            return
        roles = self.home.roles
        self.role = roles[(roles.index(self.home.role) + 1) % len(roles)]
        self.load()

    def do_check_in(self) -> None:
        """From what is due to all that is due, with the cursor on it: whoever begins means the others too."""
        from tui.screens.check_in import CheckInScreen

        target, view = self.selected, self.home and (self.home.lead or self.home.employee)
        due = {row.result.key for row in view.due} if view else set()
        if view and target is not None and (target.key in due or target.key == "app.check-in"):
            scope = "team" if self.home and self.home.lead else "mine"
            self.okr.open_over(CheckInScreen(scope=scope, row=target.key))
        else:
            self.okr.do_check_in()

    def do_meeting(self) -> None:
        from tui.screens.meeting import MeetingScreen

        self.okr.open_over(MeetingScreen())

    def remember(self) -> None:
        self.okr.remember(role=self.role)


def _home(gateway: Gateway, role: Role | None, *, at_a_glance: bool) -> Home:
    """Ask for the home, and load in the worker, before the answer comes, what it is made of and what draws it."""
    for name in MADE_OF:
        import_module(name)
    return gateway.home(role, at_a_glance=at_a_glance)
