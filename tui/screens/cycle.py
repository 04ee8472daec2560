"""Cycle: where it stands, what is missing, review, grading, what was learned, what was moved, how confidence came true."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from okr.domain.vocabulary import CycleState
from tui.actions import Context
from tui.drawing.cycle import head_lines
from tui.drawing.rows import Row, loading_rows, problem_rows
from tui.lens import Lens
from tui.screens.base import QUIET_SECONDS, OkrScreen
from tui.screens.cycle_looking_tabs import CalibrationTab, LedgerTab
from tui.screens.cycle_tabs import Checklist, Grades, Lessons, Reviews, Tab
from tui.screens.cycle_writing import WritesInCycle
from tui.view_models.cycles import CycleOverview
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.lines import Line, Target
    from tui.messages import Hint

Kind = TypeVar("Kind", bound=Tab)
TABS = (Checklist, Reviews, Grades, Lessons, LedgerTab, CalibrationTab)
"""The tabs in their order."""
HEAD = 4
"""Lines of the head: the cycle, its steps with their marks, words and days."""
ADMINISTRATORS = "An administrator opens, grades and closes cycles."


class CycleScreen(WritesInCycle, OkrScreen):
    """One cycle in six tabs; `n` and `p` go to the one after and before."""

    SCOPE = "cycle"
    NAME = "Cycle"
    CSS_PATH = "cycle.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self) -> None:
        super().__init__()
        self.overview: CycleOverview | None = None
        self.tabs: tuple[Tab, ...] = tuple(kind(self) for kind in TABS)
        self.opened = 0

    def body(self) -> ComposeResult:
        yield Panel(self._head, id="head")
        yield TabLine([tab.name for tab in self.tabs], id="tabs")
        yield Board(id="main")
        yield from self.editors()

    # What is around ---------------------------------------------------------------------------------------------

    @property
    def tab(self) -> Tab:
        """The open tab."""
        return self.tabs[self.opened]

    def tab_of(self, kind: type[Kind]) -> Kind:
        """The tab of a kind."""
        return next(tab for tab in self.tabs if isinstance(tab, kind))

    @property
    def cycle_key(self) -> str:
        """The cycle that is looked at."""
        return self.overview.shown.key if self.overview else ""

    @property
    def board(self) -> Board:
        """The rows of the open tab."""
        return self.query_one("#main", Board)

    @property
    def shows_today(self) -> bool:
        return isinstance(self.tab, CalibrationTab) and super().shows_today

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, self.cycle_key) if self.overview else (self.NAME,)

    @property
    def context(self) -> Context:
        target = self.selected
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.goal_key,
            roles=self.okr.role_count,
            refusals=self._refusals(target.key if target else None),
        )

    def _refusals(self, key: str | None) -> dict[str, str]:
        tab = self.tab
        found = {
            "cycle.step": self.refusal_of_step(),
            "cycle.step-back": self._refusal_of_step_back(),
            "cycle.change": None if self.session and self.session.is_administrator else ADMINISTRATORS,
            "cycle.new": None if self.session and self.session.is_administrator else ADMINISTRATORS,
            "cycle.edit": tab.edit_refusal(key),
            "cycle.carry": self._refusal_of_carrying(),
        }
        reviews = f"Goals are reviewed in Review: {self.look.key('app.next-pane')} goes there."
        refusal = tab.review_refusal(key) if isinstance(tab, Reviews) else reviews
        found |= {"cycle.approve": refusal, "cycle.give-back": refusal}
        if isinstance(tab, CalibrationTab):
            others = "Only that person and administrators see how well somebody's confidence came true."
            found["cycle.everybody"] = None if self.session and self.session.is_administrator else others
        elif not isinstance(tab, Reviews | Grades):
            found["cycle.everybody"] = (
                f"Only Review and Grading show less or more: {self.look.key('app.next-pane')} goes there."
            )
        return {action: words for action, words in found.items() if words is not None}

    def refusal_of_step(self) -> str | None:
        """Why this person cannot take the cycle a step on; None where they can."""
        if self.okr.read_only is not None:
            return self.okr.read_only
        if self.overview is not None and self.overview.plan.before is self.overview.plan.after:
            return f"{self.cycle_key} is closed; {self.okr.key_of('cycle.step-back')} takes it a step back."
        return None if self.session and self.session.is_administrator else ADMINISTRATORS

    def _refusal_of_carrying(self) -> str | None:
        if self.overview is not None and self.overview.shown.state is CycleState.PLANNING:
            before = self.okr.key_of("cycle.earlier-cycle")
            return f"{self.cycle_key} is still planned: goals go on from the cycle before, and {before} goes there."
        return None

    def _refusal_of_step_back(self) -> str | None:
        from tui.dialogs.cycle_step import BACK

        if self.overview is not None and self.overview.shown.state not in BACK:
            return f"{self.cycle_key} is {self.overview.shown.state}; only what is graded or closed goes a step back."
        return None if self.session and self.session.is_administrator else ADMINISTRATORS

    def hints(self) -> tuple[Hint, ...]:
        """The keys that work now; what belongs to another tab, and what is refused here, is not spoken of: room is short."""
        elsewhere = set()
        if not isinstance(self.tab, Reviews):
            elsewhere |= {"cycle.approve", "cycle.give-back"}
        if not isinstance(self.tab, Reviews | Grades | CalibrationTab):
            elsewhere.add("cycle.everybody")
        if not isinstance(self.tab, Grades | Lessons):
            elsewhere.add("cycle.edit")
        return tuple(
            hint
            for hint in super().hints()
            if hint.action not in elsewhere and (hint.enabled or not hint.action.startswith("cycle."))
        )

    # Loading ----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        key = self.okr.gateway.lens.cycle
        if self.overview is not None and (key or self._current) != self.cycle_key:
            self._wait()  # keys that come now are about the cycle that is asked for
        self.ask("cycle", lambda gateway: gateway.cycles.overview(key), self._take)

    def _take(self, overview: CycleOverview) -> None:
        if self.overview is None or self.overview.shown.key != overview.shown.key:
            self.tab_of(LedgerTab).units = []
        self.overview = overview
        for tab in self.tabs:
            tab.is_loaded = False
        self.tab.load()

    def loaded(self, tab: Tab) -> None:
        """What a tab shows is here."""
        tab.is_loaded = True
        if tab is self.tab:
            self.ready()

    def show_tab(self, number: int) -> None:
        """Open a tab; what it shows is asked for when it is opened first."""
        if self.tab.is_loaded:
            self.tab.left_at = self.board.selected
        self.opened = number % len(self.tabs)
        if self.overview is None:
            return
        if self.tab.is_loaded:
            self.draw()
        else:
            self._wait()
            self.draw()
            self.tab.load()
        self.board.to_start()
        if self.tab.is_loaded:
            self.tab.landed()

    def _wait(self) -> None:
        """What is asked for now is not here yet; said after a moment."""
        self.phase = "loading"
        self.asked_long_ago = False
        self.set_timer(QUIET_SECONDS, self.show_waiting)

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        head = self.query_one("#head", Panel)
        head.styles.height = HEAD + 1
        head.redraw()
        self.query_one("#tabs", TabLine).tell(self.opened, [tab.waiting() for tab in self.tabs])
        self.board.show(self._rows)

    def _head(self, width: int) -> list[Line]:
        if self.overview is None or self.session is None:
            return []
        return head_lines(self.overview, width, today=self.session.today, look=self.look)

    def _rows(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.phase == "loading" or self.overview is None or self.session is None:
            return loading_rows(look=look) if self.asked_long_ago else []
        return self.tab.rows(width)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    # Going about ------------------------------------------------------------------------------------------------

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        self.show_tab(message.number)
        self.tell()

    def on_line_view_moved(self) -> None:
        target = self.board.selected
        if target is not None and target.kind == "more" and not self.asker.waits_for("more"):
            self.tab.load_more()
        super().on_line_view_moved()

    def chosen(self, target: Target) -> None:
        match target.kind:
            case "more":
                self.tab.load_more()
            case "lesson":
                self.okr.perform_id("cycle.edit")
            case "cycle":
                self._look_at(target.key)
            case "ledger unit":
                self.tab_of(LedgerTab).units.append(target.key)
                self.tab.load()
            case _:
                super().chosen(target)

    def do_next_pane(self) -> None:
        self.show_tab(self.opened + 1)

    def do_previous_pane(self) -> None:
        self.show_tab(self.opened - 1)

    def do_right(self) -> None:
        if not self.board.sideways(1):
            self.show_tab(min(len(self.tabs) - 1, self.opened + 1))

    def do_left(self) -> None:
        if not self.board.sideways(-1):
            self.show_tab(max(0, self.opened - 1))

    def do_back(self) -> None:
        units = self.tab_of(LedgerTab).units
        if isinstance(self.tab, LedgerTab) and units:
            units.pop()
            self.tab.load()
        else:
            super().do_back()

    def do_everybody(self) -> None:
        tab = self.tab
        if isinstance(tab, Reviews):
            tab.of_everybody = not tab.of_everybody
        elif isinstance(tab, Grades):
            tab.shown = tab.shown.following
            self.flash(tab.shown.value)
        elif isinstance(tab, CalibrationTab):
            self._ask_whose(tab)
            return
        tab.load()

    def _ask_whose(self, tab: CalibrationTab) -> None:
        from tui.dialogs.ask_key import AskKeyDialog

        form = AskKeyDialog("How well did whose confidence come true?", "Person", completes="person", hint="yourself")

        def taken(_: None) -> None:
            if form.is_answered:
                tab.person = form.done or None
                tab.load()

        self.okr.open_over(form, taken)

    def do_earlier_cycle(self) -> None:
        self._step_through(1)

    def do_later_cycle(self) -> None:
        self._step_through(-1)

    def _step_through(self, by: int) -> None:
        """Quarters come after quarters, years after years; they stand with the newest first."""
        if self.overview is None:
            return
        shown = self.overview.shown
        keys = [cycle.key for cycle in self.overview.cycles if cycle.kind is shown.kind]
        place = keys.index(shown.key) + by if shown.key in keys else 0
        if 0 <= place < len(keys):
            self._look_at(keys[place])
            return
        end = "earliest" if by > 0 else "latest"
        self.flash(f"This is the {end} {shown.kind.value}; {self.okr.key_of('app.cycle')} lists all cycles.")

    def _look_at(self, key: str) -> None:
        """Look at another cycle, here and on every screen."""
        self.okr.look_through(Lens(self.okr.gateway.lens.day, None if key == self._current else key))

    @property
    def _current(self) -> str | None:
        """The key of the current cycle."""
        cycles = self.overview.cycles if self.overview else ()
        return next((cycle.key for cycle in cycles if cycle.is_current), None)

    # Steps ------------------------------------------------------------------------------------------------------

    def do_step(self) -> None:
        from tui.dialogs.cycle_step import StepDialog

        if self.overview is not None:
            self._open_and_reload(StepDialog(self.overview.shown, self.overview.plan.after))

    def do_step_back(self) -> None:
        from tui.dialogs.cycle_step import BACK, StepDialog

        if self.overview is not None:
            shown = self.overview.shown
            self._open_and_reload(StepDialog(shown, BACK[shown.state]))

    def do_carry(self) -> None:
        from tui.dialogs.carry import CarryDialog

        if self.overview is not None:
            unit = None if self.session is None or self.session.is_administrator else self._own_unit()
            self._open_and_reload(CarryDialog(self.overview.shown, unit=unit))

    def do_plan(self) -> None:
        self.okr.open_plan_file()

    def do_export(self) -> None:
        self.okr.open_export(self._own_unit() or "", self.cycle_key)

    def do_outline(self) -> None:
        self.okr.open_outline()

    def _own_unit(self) -> str | None:
        leads = self.session.leads if self.session else ()
        return leads[0].key if leads else None

    def do_new(self) -> None:
        from tui.dialogs.new_cycle import NewCycleDialog

        if self.overview is not None:
            self._open_and_reload(NewCycleDialog(self.overview.cycles, shown=self.overview.shown.key))

    def do_change(self) -> None:
        from tui.dialogs.edit_cycle import EditCycleDialog

        if self.overview is not None:
            self._open_and_reload(EditCycleDialog(self.overview.shown))

    def _open_and_reload(self, dialog: OkrScreen) -> None:
        def done(_: None) -> None:
            said = getattr(dialog, "done", "")
            if said:
                self.okr.all_anew()
                self.okr.refresh_session()
                self.flash(said, "success")

        self.okr.open_over(dialog, done)
