"""Check-in: all that is due in one grid; typed values show at once what they do; one key records everything."""

import time
from collections.abc import Collection
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from tui.actions import BY_ID, Action, Context
from tui.drafting import restored
from tui.drawing.check_in import FORM_LINES, form_lines, grid_head
from tui.drawing.rows import Row, loading_rows, problem_rows, teaching_rows
from tui.format import counted
from tui.lines import Line
from tui.messages import Hint
from tui.screens.check_in_sending import SendingReadings
from tui.view_models.check_ins import DuePage, DueRow
from tui.widgets.board import Board
from tui.widgets.check_in_grid import STARTS_NUMBER, CheckInGrid
from tui.widgets.drawn import Panel

SECOND_PRESS_SECONDS = 4.0
MOST_ROWS = 1_000
"""Rows that are read at most."""
WHILE_FILLING = frozenset({"app.help", "app.palette", "app.copy", "app.refresh"})
"""What letters of every screen still do on a row into which something is typed: nothing that one would have to find back from."""
SCOPES = ("mine", "team", "all")
RANKS_WHEN_EMPTY = {"check-in.leave": 32, "check-in.submit": 40}
"""Where keys stand in the last line while nothing is filled in: there is nothing to record, and numbers are typed, not followed."""
SCOPE_WORDS = {"mine": "mine", "team": "my team's", "all": "all I may see"}


class CheckInScreen(SendingReadings):
    """The grid of what is due, or of one goal's key results."""

    SCOPE = "check-in"
    NAME = "Check-in"
    CSS_PATH = "check_in.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#grid"

    def __init__(self, *, goal: str | None = None, row: str | None = None, scope: str | None = None) -> None:
        super().__init__()
        self._goal = goal
        self._first = row
        self._due_of = scope
        self.scope = "mine"
        self._next_cursor: str | None = None
        self._is_other = False
        self._typed_into: dict[str, DueRow] = {}
        self._asked_at = -SECOND_PRESS_SECONDS

    def body(self) -> ComposeResult:
        yield Panel(self._head, id="head")
        yield Board(id="notice")
        yield CheckInGrid(self.typed_into_cell, id="grid")
        yield Panel(self._form, id="form")

    def prepare(self) -> None:
        scope = self._due_of or self.okr.view.scope
        self.scope = scope if scope in SCOPES else "mine"
        self.sheet = restored(self.okr.memory.drafts())
        if self.sheet.drafts:
            words = counted(len(self.sheet.drafts), "draft")
            self.call_after_refresh(
                self.flash,
                words + self.look.said(" brought back: {check-in.submit} records, {check-in.clear} clears a row."),
                "accent",
            )

    # What is around ---------------------------------------------------------------------------------------------

    @property
    def list_view(self) -> CheckInGrid | Board:
        """The keys move in the grid, or in the notice where there is no grid."""
        return self.query_one("#notice", Board) if self.grid.has_class("-hidden") else self.grid

    @property
    def is_typing(self) -> bool:
        return self.phase == "ready" and self.focused is self.grid and self.grid.is_typing

    def takes(self, character: str | None) -> bool:
        if character is None or self.is_typing:
            return self.is_typing
        if self.phase == "loading":
            return character in STARTS_NUMBER
        return self.phase == "ready" and self.focused is self.grid and self.grid.begins(character)

    def type_key(self, key: str, character: str | None) -> None:
        self.grid.type_key(key, character)

    def held_back(self, action: Action) -> str | None:
        """Letters of every screen wait while a row is being filled: what is meant for a cell neither writes nor leads away."""
        row = self.grid.row
        if self.list_view is not self.grid or row is None or row.result.key not in self.sheet.drafts:
            return None
        if action.scope != "everywhere" or action.id in WHILE_FILLING:
            return None
        return self.look.said(
            f"{action.label} waits, {row.result.key} is filled in: {{check-in.submit}} records, {{check-in.clear}} empties it."
        )

    @property
    def context(self) -> Context:
        target = self.selected
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.goal_key,
            drafts=len(self.sheet.drafts),
            roles=2 if self.session is not None and self.session.home != "employee" else self.okr.role_count,
            refusals=self._refusals(),
        )

    def _refusals(self) -> dict[str, str]:
        """An earlier reading would take the place of what is typed."""
        row = self.grid.row
        draft = self.sheet.drafts.get(row.result.key) if row is not None else None
        if row is None or draft is None or draft.corrects:
            return {}
        words = f"{row.result.key} is filled in: {{check-in.clear}} empties it, then {{check-in.correct}} corrects."
        return {"check-in.correct": self.look.said(words)}

    @property
    def is_of_every_cycle(self) -> bool:
        return self._goal is None  # what is due is due whichever cycle one looks at

    def crumbs(self) -> tuple[str, ...]:
        if self._goal is not None:
            return (self.okr.root_name(), self._goal, self.NAME)
        if self._due_of is not None:
            return (self.okr.root_name(), self.NAME, SCOPE_WORDS[self.scope])
        return (self.NAME, SCOPE_WORDS[self.scope])

    def hints(self) -> tuple[Hint, ...]:
        """Without "check in": one is doing it; and without letters that wait until the row is recorded."""
        return tuple(
            hint
            for hint in super().hints()
            if hint.action != "app.check-in" and not (len(hint.key) == 1 and self.held_back(BY_ID[hint.action]))
        )

    def rank_of(self, action: Action) -> int:
        """While nothing is filled in, the way out is more useful than recording it."""
        return action.rank if self.sheet.drafts else RANKS_WHEN_EMPTY.get(action.id, action.rank)

    # Loading ----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        goal, scope = self._goal, self.scope
        drafts = {} if self._is_other else self.sheet.drafts
        self._typed_into = {row.result.key: row for row in self.sheet.rows if row.result.key in drafts}
        if goal is not None:
            self.ask("due", lambda gateway: gateway.due_of_goal(goal), self._take)
        else:
            self.ask("due", lambda gateway: gateway.due(scope), self._take)

    def load_others(self) -> None:
        """Other rows are wanted: what is typed from now on is meant for them, and waits until they have come."""
        self.grid.stop_typing()
        self.phase, self._is_other = "loading", True
        self.load()

    def show_rows(self, rows: tuple[DueRow, ...], cell: tuple[str, str] | None = None) -> None:
        """Show what has come, with the cursor in a cell or where it was; what was typed ahead goes there."""
        here = self.skipped_here
        self.sheet = self.sheet.of([replace(row, skip=row.skip or here.get(row.result.key)) for row in rows])
        if self._is_other:
            self.grid.to_top()
            self._is_other = False
        if cell is not None and self.session is not None:
            self.grid.show_sheet(self.sheet, self.previews, self.session.today)
            self.grid.to_cell(*cell)
        self.ready()
        self.try_drafts()

    def _take(self, page: DuePage) -> None:
        self._next_cursor = page.next_cursor
        first, self._first = self._first, None
        self.show_rows(page.rows, None if first is None else (first, "value"))
        self._read_on()

    def _read_on(self, *, near_end: bool = False) -> None:
        """Ask for the next page where the end of this one comes near, or where something is typed into rows that stood here before."""
        waiting = self._typed_into.keys() - {row.result.key for row in self.sheet.rows}
        has_all = self._next_cursor is None or len(self.sheet.rows) >= MOST_ROWS
        if has_all and waiting:
            self._keep_rows(waiting)
        if self._next_cursor is None or has_all or not (near_end or waiting):
            return
        cursor, self._next_cursor = self._next_cursor, None
        scope = self.scope
        self.ask("due", lambda gateway: gateway.due(scope, cursor=cursor), self._take_more)

    def _keep_rows(self, keys: Collection[str]) -> None:
        """Leave rows at the end that are due no more, since somebody checked in: what is typed into them is still to be decided on."""
        left = [row for key, row in self._typed_into.items() if key in keys and key in self.sheet.drafts]
        if left:
            self.sheet = self.sheet.of((*self.sheet.rows, *left))
            self.draw()

    def _take_more(self, page: DuePage) -> None:
        self._next_cursor = page.next_cursor
        self.sheet = self.sheet.of((*self.sheet.rows, *page.rows))
        self.draw()
        self._read_on()

    @on(CheckInGrid.NearEnd)
    def _near_end(self) -> None:
        if self.phase == "ready":
            self._read_on(near_end=True)

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        grid, notice = self.grid, self.query_one("#notice", Board)
        says = self.phase != "ready" or not self.sheet.rows
        for widget in (grid, self.query_one("#form", Panel), self.query_one("#head", Panel)):
            widget.set_class(says, "-hidden")
        notice.set_class(not says, "-hidden")
        if says:
            notice.show(self._notice)
            self.set_focus(notice)
            return
        if self.session is not None:
            grid.refused, grid.asked = self.refused, self.overtaken
            grid.show_sheet(self.sheet, self.previews, self.session.today)
        self.set_focus(grid)
        self.redraw_form()

    def _notice(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.phase == "loading":
            return loading_rows(look=look) if self.asked_long_ago else []
        choices = (
            [("check-in.scope", look.key("check-in.scope"), "show my team's, or all")] if self._goal is None else []
        )
        words = (
            "Nothing is due." if self._goal is None else "This goal has no key result that readings are typed in for."
        )
        return teaching_rows(
            words,
            width=width,
            look=look,
            choices=[*choices, ("app.screen-2", look.key("app.screen-2"), "go to the cascade")],
        )

    def _head(self, width: int) -> list[Line]:
        return [grid_head(width, look=self.look, needs=self.grid.needs)]

    def _form(self, width: int) -> list[Line]:
        grid = self.grid
        row = grid.row
        if row is None or self.session is None:
            return []
        preview = self.previews.get(row.result.key)
        today = self.session.today
        refused = self.refused.get(row.result.key)
        lines = form_lines(
            row,
            self.sheet,
            width,
            today=today,
            look=self.look,
            cell=grid.cell,
            preview=preview,
            refused=refused,
            asked=self.asks(row.result.key),
            is_back=self.session.lens.is_back,
        )
        return lines[:FORM_LINES]

    def remember(self) -> None:
        self.keep_now()
        if self._goal is None and self._due_of is None:
            self.okr.remember(scope=self.scope)

    # Actions ----------------------------------------------------------------------------------------------------

    def do_next_cell(self) -> None:
        if self.list_view is self.grid:
            self.grid.next_cell()

    def do_previous_cell(self) -> None:
        if self.list_view is self.grid:
            self.grid.next_cell(-1)

    def do_next_row(self) -> None:
        if self.list_view is self.grid:
            self.grid.next_open_row()
        else:
            self.do_open()

    def do_row_down(self) -> None:
        if self.list_view is self.grid:
            self.grid.next_row()
        else:
            self.do_down()

    def do_row_up(self) -> None:
        if self.list_view is self.grid:
            self.grid.next_row(-1)
        else:
            self.do_up()

    def do_left(self) -> None:
        self.do_previous_cell()

    def do_right(self) -> None:
        self.do_next_cell()

    def do_repeat(self) -> None:
        row = self.grid.row
        if row is None or not row.result.has_reading or row.result.current is None:
            self.flash("There is no last value to repeat.", "warning")
            return
        self.grid.column = 0
        self.grid.put(format(row.result.current, "f"))

    def do_clear(self) -> None:
        row = self.grid.row
        if row is None:
            return
        self.sheet = self.sheet.cleared(row.result.key)
        self.previews.pop(row.result.key, None)
        self.refused.pop(row.result.key, None)
        self.overtaken.pop(row.result.key, None)
        self.draw()
        self.tell()
        self.keep_soon()

    def do_scope(self) -> None:
        if self._goal is not None:
            self.flash(f"This is {self._goal} alone; {self.look.key('app.screen-4')} shows all that is due.")
            return
        self.scope = SCOPES[(SCOPES.index(self.scope) + 1) % len(SCOPES)]
        self.load_others()

    def do_meeting(self) -> None:
        from tui.screens.meeting import MeetingScreen

        self.okr.open_over(MeetingScreen())

    def do_leave(self) -> None:
        """Escape: out of the cell, then out of the screen; asks once where something is filled in."""
        if self.list_view is self.grid and self.grid.undo_typing():
            return
        if self.list_view is self.grid and self.grid.column > 1:
            self.grid.column = 0
            self.grid.next_row(0)
            return
        now = time.monotonic()
        if self.sheet.drafts and now - self._asked_at > SECOND_PRESS_SECONDS:
            self._asked_at = now
            words = counted(len(self.sheet.drafts), "check-in")
            more = " not recorded yet: {check-in.submit} records; {check-in.leave} again leaves, the drafts are kept."
            self.flash(words + self.look.said(more), "warning")
            return
        self.do_back()
