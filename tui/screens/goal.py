"""One goal with everything that belongs to it: a head, and sections that tab goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from tui.actions import Context
from tui.drawing.goal import overview_rows
from tui.drawing.goal_course import course_rows
from tui.drawing.goal_head import SECTIONS, head_lines, section_line, section_rule
from tui.drawing.goal_record import record_rows
from tui.drawing.goal_ties import cascade_rows
from tui.drawing.goal_work import check_in_rows, work_rows
from tui.drawing.rows import Row, loading_rows, problem_rows
from tui.lines import Line, Pen, Target
from tui.screens.base import OkrScreen
from tui.view_models.basics import Problem
from tui.view_models.goal_card import Beside, Course, GoalCard
from tui.widgets.board import Board
from tui.widgets.line_view import LineView
from tui.widgets.sections import SectionHead
from tui.widgets.top_line import Crumb

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.dialogs.decide import DecideDialog
    from tui.dialogs.form import FormDialog
    from tui.view_models.check_ins import CheckInItem

OVERVIEW, COURSE, CHECK_INS, CASCADE, WORK, RECORD = range(len(SECTIONS))


class GoalScreen(OkrScreen):
    """The goal of a key; a key result's key puts the cursor on that result.

    From 112 columns on the overview stays on the left and the other sections are shown beside it.
    """

    SCOPE = "goal"
    NAME = "Goal"
    CSS_PATH = "goal.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#main"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key.partition(".")[0]
        self._first = key if "." in key else None
        self.card: GoalCard | None = None
        self.beside: Beside | None = None
        self.section = OVERVIEW
        self.subject = key
        self._courses: dict[str, Course] = {}

    def body(self) -> ComposeResult:
        yield SectionHead(self._head, id="about")
        with Container(id="panes"):
            yield Board(id="main")
            yield Board(id="side")

    # Asking -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        key = self.key
        self._courses.clear()
        self.ask("goal", lambda gateway: gateway.goal_cards.card(key), self._take)

    def _take(self, card: GoalCard) -> None:
        first, self.card = self.card is None, card
        self.okr.remember(goal=self.key)
        self.ready()
        if self._first is not None:
            self._main.find("key result", self._first)
        elif first:
            self._main.find("goal", self.key)
        self._first = None
        self._ask_beside(card)
        self._ask_course()

    def _ask_beside(self, card: GoalCard) -> None:
        key = card.item.key
        self.ask("beside", lambda gateway: gateway.goal_cards.beside(key), self._take_beside, failed=self._say)

    def _take_beside(self, beside: Beside) -> None:
        self.beside = beside
        self.draw()

    def _ask_course(self) -> None:
        """Ask for the picture of the chosen subject, where it can be seen and is not there yet."""
        if self.card is None or self.subject in self._courses or not self._course_is_seen:
            return
        key = self.subject
        self.ask("course", lambda gateway: gateway.goal_cards.course(key), self._take_course, failed=self._say)

    def _take_course(self, course: Course) -> None:
        self._courses[course.key] = course
        self.draw()

    def _say(self, problem: Problem) -> None:
        self.flash(problem.message, "error")

    # Where one is -----------------------------------------------------------------------------------------------

    @property
    def _main(self) -> Board:
        return self.query_one("#main", Board)

    @property
    def _side(self) -> Board:
        return self.query_one("#side", Board)

    @property
    def is_wide(self) -> bool:
        """Whether two sections stand beside each other."""
        return self.has_class("-wide")

    @property
    def shown_beside(self) -> int:
        """The section that the second pane shows."""
        return self.section or COURSE

    @property
    def _course_is_seen(self) -> bool:
        return self.section == COURSE or (self.is_wide and self.shown_beside == COURSE)

    def crumbs(self) -> tuple[Crumb, ...]:
        if self.card is None:
            return (self.okr.root_name(), self.key)
        above = tuple(Target("goal", parent.key, parent.title) for parent in self.card.line_of_sight)
        direct = {parent.key for parent in self.card.item.parents}
        return (self.okr.root_name(), *(above if above[-1:] and above[-1].key in direct else above[::-1]), self.key)

    @property
    def list_view(self) -> LineView | None:
        return self._side if self.section else self._main

    @property
    def goal_key(self) -> str | None:
        return super().goal_key or self.key

    @property
    def context(self) -> Context:
        target = self.selected
        own = target is None or target.kind not in {"goal", "key result"} or target.key.partition(".")[0] == self.key
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.key if own else target.key if target else None,
            may=self.card.may if self.card is not None and own else None,
            roles=self.okr.role_count,
        )

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        self.query_one(SectionHead).redraw()
        self._main.show(lambda width: self._rows(OVERVIEW, width, board=self._main))
        self._side.show(lambda width: self._rows(self.shown_beside, width, board=self._side))

    def _head(self, width: int) -> list[Line]:
        card = self.card
        if card is None or self.phase != "ready":
            return [Pen(self.look).write(self.key, "dim").line()]
        line = section_line(self.section, self._counts(card), width, look=self.look)
        rule = section_rule(self.section, line, width, look=self.look)
        return [*head_lines(card, width, look=self.look), Pen(self.look).line(), line, rule]

    def _counts(self, card: GoalCard) -> tuple[int, ...]:
        """How much is in each section; 0 shows nothing."""
        moved = len(self.beside.moved) if self.beside is not None else 0
        work = len(card.blockers) + len(card.work) + card.comments
        return (0, 0, len(card.check_ins), card.item.children, work, moved + len(card.reviews))

    def _rows(self, section: int, width: int, *, board: Board) -> list[Row]:
        look, first = self.look, board is (self._side if self.section and not self.is_wide else self._main)
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown) if first else []
        card, session = self.card, self.session
        if card is None or session is None:
            return loading_rows(look=look) if first and self.asked_long_ago else []
        today = session.today
        match section:
            case 0:
                return overview_rows(card, self.beside, width, today=today, look=look)
            case 1:
                course, room = self._courses.get(self.subject), board.size.height
                return course_rows(card, course, width, room=room, subject=self.subject, today=today, look=look)
            case 2:
                return check_in_rows(card, width, today=today, look=look)
            case 3:
                return cascade_rows(card, self.beside, width, look=look)
            case 4:
                return work_rows(card, self.beside, width, today=today, look=look)
        return record_rows(card, self.beside, width, today=today, look=look)

    def on_resize(self) -> None:
        self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        self.draw()
        self._ask_course()

    # Going about ------------------------------------------------------------------------------------------------

    def show_section(self, number: int) -> None:
        """Go to a section."""
        before, self.section = self.section, number % len(SECTIONS)
        self.set_class(self.section != OVERVIEW, "-beside")
        board = self._side if self.section else self._main
        if before != self.section:
            self.draw()
        if self.section and before != self.section:
            board.to_start()
        self.set_focus(board)
        if self.section == COURSE:
            board.find("key result" if "." in self.subject else "goal", self.subject)
        self._ask_course()
        self.tell()

    def show_course(self, key: str) -> None:
        """Show the course of the goal or of one of its key results."""
        self.subject = key
        self.show_section(COURSE)
        self.draw()

    def on_section_head_chosen(self, message: SectionHead.Chosen) -> None:
        message.stop()
        self.show_section(message.number)

    def on_line_view_moved(self) -> None:
        """What the cursor stands on is what the picture shows."""
        target = self.selected
        if target is not None and self._course_is_seen and self.section in {OVERVIEW, COURSE}:
            own = target.key == self.key or target.key.startswith(f"{self.key}.")
            if own and target.kind in {"goal", "key result"} and target.key != self.subject:
                self.subject = target.key
                self._side.show(lambda width: self._rows(self.shown_beside, width, board=self._side))
                self._ask_course()
        super().on_line_view_moved()

    def do_next_pane(self) -> None:
        self.show_section(self.section + 1)

    def do_previous_pane(self) -> None:
        self.show_section(self.section - 1)

    def do_right(self) -> None:
        if self.list_view is None or not self.list_view.sideways(1):
            self.show_section(min(RECORD, self.section + 1))

    def do_left(self) -> None:
        if self.list_view is None or not self.list_view.sideways(-1):
            self.show_section(max(OVERVIEW, self.section - 1))

    def do_back(self) -> None:
        if self.section and not self.is_wide:
            self.show_section(OVERVIEW)
        else:
            super().do_back()

    def chosen(self, target: Target) -> None:
        own = target.key == self.key or target.key.startswith(f"{self.key}.")
        if target.kind == "letter":
            self.okr.perform_id("goal.edit")
        elif not own or target.kind not in {"goal", "key result"}:
            super().chosen(target)
        elif self.section == COURSE or target.kind == "goal":
            self.okr.perform_id("app.why")
        else:
            self.show_course(target.key)

    def do_why(self) -> None:
        """Explain what the cursor stands on, beginning with what the section is about."""
        from tui.dialogs.why import WhyDialog

        about = {COURSE: "forecast", CASCADE: "leverage", RECORD: "score"}.get(self.section, "")
        key = self.goal_key or self.key
        own = key == self.key or self.section == COURSE
        self.okr.open_over(WhyDialog(key, about=about if own else ""))

    # Changing ---------------------------------------------------------------------------------------------------

    def do_edit(self) -> None:
        """Edit the key result of the cursor, or the goal."""
        from tui.dialogs.edit_goal import EditGoalDialog
        from tui.dialogs.edit_result import EditResultDialog

        if self.card is None:
            return
        target = self.selected
        key = target.key if target is not None and target.kind == "key result" else ""
        result = next((each for each in self.card.results if each.key == key), None)
        self._write(EditGoalDialog(self.card) if result is None else EditResultDialog(self.card, result))

    def do_add_result(self) -> None:
        from tui.dialogs.edit_result import AddResultDialog

        if self.card is not None:
            self._write(AddResultDialog(self.card))

    def do_acknowledge(self) -> None:
        """Say that one has read the newest check-in of what is selected."""
        key = self.goal_key or self.key
        self.ask("newest", lambda gateway: gateway.check_ins(key), self._acknowledge, failed=self.okr.tell_problem)

    def _acknowledge(self, found: tuple[CheckInItem, ...]) -> None:
        from tui.dialogs.acknowledging import AcknowledgeForm

        newest = next((one for one in found if not one.replaced and one.value is not None), None)
        if newest is None:
            self.flash("Nobody has checked in yet.", "warning")
        elif newest.read_by is not None:
            self.flash(f"{newest.key}#{newest.number} was read by {newest.read_by}.")
        else:
            self._write(AcknowledgeForm(newest))

    def do_decide(self) -> None:
        from tui.dialogs.decide import DecideDialog

        if self.card is not None:
            self._write(DecideDialog(self.card))

    def _write(self, form: FormDialog | DecideDialog) -> None:
        """Open a form; when it has done something, say so and load the goal again."""
        self.okr.open_over(form, lambda _: self._written(form.done))

    def _written(self, said: str) -> None:
        if said:
            self.flash(said, "success")
            self.load()
