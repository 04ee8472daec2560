"""The map: units as columns, goals as boxes, what contributes and what supports; orphans aside."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from tui.actions import Context
from tui.drawing.elsewhere import ELSEWHERE, elsewhere_choices, elsewhere_sentence
from tui.drawing.goal_map import columns_of, legend
from tui.drawing.rows import Row, loading_rows, problem_rows, teaching_rows
from tui.lines import Target
from tui.screens.base import OkrScreen
from tui.view_models.goal_map import GoalMap
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.map_view import MapView


class GoalMapScreen(OkrScreen):
    """A unit and the units directly below it; enter opens a goal, `o` goes into a unit, `O` and escape out of it again."""

    SCOPE = "map"
    NAME = "Map"
    CSS_PATH = "goal_map.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#map"

    def __init__(self, *, unit: str | None = None, goal: str | None = None) -> None:
        super().__init__()
        self._units: list[str | None] = [None]
        self._start = unit
        self._goal = goal
        self.view: GoalMap | None = None

    def body(self) -> ComposeResult:
        yield Board(id="notice")
        yield MapView(id="map")
        yield Panel(lambda width: [legend(width, beyond=self.map_view.beyond, look=self.look)], id="legend")

    @property
    def map_view(self) -> MapView:
        """The map."""
        return self.query_one("#map", MapView)

    @property
    def list_view(self) -> Board | None:
        """The keys move on the map; in the notice where there is none."""
        return self.query_one("#notice", Board) if self.map_view.has_class("-hidden") else None

    @property
    def selected(self) -> Target | None:
        if self.list_view is not None:
            return super().selected
        goal = self.map_view.goal
        return Target("goal", goal.key, goal.title) if goal is not None else None

    @property
    def context(self) -> Context:
        column = self.map_view.column
        return Context(
            scopes=self.scopes,
            selected="goal" if self.selected else None,
            goal=self.goal_key,
            roles=self.okr.role_count,
            opens=column is not None and column.opens,
            history=len(self._units) - 1,
        )

    def crumbs(self) -> tuple[str, ...]:
        name = self.view.columns[0].name if self.view else ""
        return ("Alignment", self.NAME, name) if name else ("Alignment", self.NAME)

    def load(self) -> None:
        unit = self._units[-1]
        self.ask("map", lambda gateway: gateway.cascades.map(unit, cycle=gateway.cycle_shown()), self._take)

    def _take(self, view: GoalMap) -> None:
        self.view = view
        start, self._start = self._start, None
        known = {column.key for column in view.columns}
        if start is not None and start not in known and len(self._units) == 1:
            self._units.append(start)
            self.load()
            return
        selected = self.selected
        key = self._goal or (selected.key if selected else None)
        self._goal = None
        self.map_view.show(columns_of(view, look=self.look), goal=key)
        self.ready()

    def draw(self) -> None:
        says = self.phase != "ready" or self.view is None or not any(each.goals for each in self.view.columns)
        notice = self.query_one("#notice", Board)
        for widget in (self.map_view, self.query_one("#legend", Panel)):
            widget.set_class(says, "-hidden")
        notice.set_class(not says, "-hidden")
        if says:
            notice.show_leading(self._notice, ELSEWHERE)
            self.set_focus(notice)
        else:
            self.map_view.refresh()
            self.set_focus(self.map_view)

    def _notice(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.phase == "loading":
            return loading_rows(look=look) if self.asked_long_ago else []
        choices = [("app.back", look.key("app.back"), "go back to the tree")]
        words = "No goal is active here yet."
        found = self.okr.elsewhere(self.seen_through)
        if self.session is not None and found is not None:
            words = elsewhere_sentence(self.session, found)
            choices = [*elsewhere_choices(found), *choices]
        return teaching_rows(words, width=width, look=look, choices=choices)

    @on(MapView.Moved)
    def _moved(self) -> None:
        self.query_one("#legend", Panel).redraw()
        self.tell()

    @on(MapView.Chosen)
    def _chosen(self) -> None:
        self.do_open()

    # Actions ----------------------------------------------------------------------------------------------------

    def do_open(self) -> None:
        target = self.selected
        if target is not None:
            self.chosen(target)

    def do_into(self) -> None:
        """Into the unit of the column."""
        column = self.map_view.column
        if column is None or not column.opens:
            return
        self._units.append(column.key)
        self.load()

    def do_above(self) -> None:
        self._units.pop()
        self.load()

    def do_back(self) -> None:
        if len(self._units) > 1:
            self.do_above()
        else:
            super().do_back()

    def do_down(self) -> None:
        if self.list_view is not None:
            super().do_down()
        else:
            self.map_view.move(rows=1)

    def do_up(self) -> None:
        if self.list_view is not None:
            super().do_up()
        else:
            self.map_view.move(rows=-1)

    def do_left(self) -> None:
        self.map_view.move(columns=-1)

    def do_right(self) -> None:
        self.map_view.move(columns=1)

    def do_next_pane(self) -> None:
        self.map_view.move(columns=1)

    def do_previous_pane(self) -> None:
        self.map_view.move(columns=-1)

    def do_first(self) -> None:
        self.map_view.move(rows=-10_000)

    def do_last(self) -> None:
        self.map_view.move(rows=10_000)

    def _page(self, by: float) -> None:
        self.map_view.page(by)
