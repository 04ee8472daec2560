"""The tabs of the cycle screen that one works in: what each asks for, how it is drawn, and what can be done about its lines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from okr.domain.vocabulary import CycleState
from tui.drawing.cycle import checklist_rows
from tui.drawing.cycle_work import grade_rows, how_proposed, lessons_rows, review_rows
from tui.drawing.rows import Row, paragraph, teaching_rows
from tui.view_models.cycles import GradePage, Lesson, ReviewPage

if TYPE_CHECKING:
    from tui.lines import Target
    from tui.screens.cycle import CycleScreen
    from tui.view_models.cycles import GradeItem, ReviewItem


class Tab(ABC):
    """One pane of the cycle screen."""

    name = ""

    def __init__(self, screen: CycleScreen) -> None:
        self.screen = screen
        self.is_loaded = False
        self.left_at: Target | None = None
        """What the cursor stood on when another tab was opened."""

    @property
    def cycle(self) -> str:
        """The cycle that is looked at."""
        return self.screen.cycle_key

    @property
    def is_back(self) -> bool:
        """Whether one looks at a day that is over."""
        return self.screen.okr.read_only is not None

    @abstractmethod
    def load(self) -> None:
        """Ask for what it shows; ends in `screen.loaded`."""

    @abstractmethod
    def rows(self, width: int) -> list[Row]:
        """What it shows."""

    def load_more(self) -> None:
        """Ask for the next page; most tabs show all at once."""
        return

    def waiting(self) -> int | None:
        """How much waits here, where that is counted."""
        return None

    @property
    def first_stop(self) -> str | None:
        """The key of the goal at which the cursor begins; None for the first line."""
        return None

    def landed(self) -> None:
        """Put the cursor where it was left, or where the work is."""
        board, left, first = self.screen.board, self.left_at, self.first_stop
        if left is not None and board.find(left.kind, left.key):
            return
        if first is None or not board.find("goal", first):
            board.to_start()

    def edit_refusal(self, key: str | None) -> str | None:
        """Why the line of the cursor cannot be written to; None where it can."""
        ways = self.screen.look.said("{app.next-pane} goes to Grading and Lessons.")
        return f"There is nothing to type in {self.name}: {ways}"


class Checklist(Tab):
    """What is missing before the next step."""

    name = "Checklist"

    def load(self) -> None:
        self.screen.loaded(self)

    def rows(self, width: int) -> list[Row]:
        view = self.screen.overview
        if view is None:
            return []
        refusal = self.screen.refusal_of_step()
        key = self.screen.okr.key_of("cycle.step")
        return checklist_rows(view, width, key=key, refusal=refusal, look=self.screen.look)

    def waiting(self) -> int | None:
        view = self.screen.overview
        if view is None or view.unknown is not None or view.plan.before is view.plan.after:
            return None  # nothing waits for a step that is not taken any more
        return sum(group.count for group in view.plan.groups)


class Reviews(Tab):
    """Proposed goals that wait for a review; mine, or everybody's."""

    name = "Review"

    def __init__(self, screen: CycleScreen) -> None:
        super().__init__(screen)
        self.page = ReviewPage(())
        self.of_everybody = False

    def load(self) -> None:
        cycle, everybody = self.cycle, self.of_everybody
        self.screen.ask("tab", lambda gateway: gateway.cycles.reviews(cycle, of_everybody=everybody), self._take)

    def _take(self, page: ReviewPage) -> None:
        self.page = page
        self.screen.loaded(self)

    def load_more(self) -> None:
        cycle, everybody, cursor = self.cycle, self.of_everybody, self.page.next_cursor
        self.screen.ask(
            "more",
            lambda gateway: gateway.cycles.reviews(cycle, of_everybody=everybody, cursor=cursor),
            lambda page: self._take(ReviewPage(self.page.items + page.items, page.next_cursor)),
        )

    def rows(self, width: int) -> list[Row]:
        look = self.screen.look
        if not self.page.items:
            whose = "Nobody's goal waits" if self.of_everybody else "No goal waits for your review"
            sentence = f"{whose} in {self.cycle}. {how_proposed(self.screen.overview, look)}"
            others = ("cycle.everybody", "{cycle.everybody}", "show what others review")
            choices = [] if self.of_everybody else [others]
            if self.is_back:
                sentence = f"{whose.replace('waits', 'waited')} in {self.cycle} on that day."
            return teaching_rows(sentence, width=width, look=look, choices=choices)
        whose = "Everything that waits" if self.of_everybody else "Yours to review"
        other = "yours" if self.of_everybody else "what others review"
        does = "" if self.is_back else "{cycle.approve} approves, {cycle.give-back} returns with a remark, "
        words = f"{whose}: {look.said(does + '{cycle.everybody}')} shows {other}."
        hint = paragraph(words, width, look=look, ink="dim")
        return [*hint, *review_rows(self.page.items, width, more=self.page.next_cursor is not None, look=look)]

    def waiting(self) -> int | None:
        return len(self.page.items) if self.is_loaded else None

    def item(self, key: str | None) -> ReviewItem | None:
        """The goal of a key."""
        return next((item for item in self.page.items if item.goal.key == key), None)

    def review_refusal(self, key: str | None) -> str | None:
        """Why a goal cannot be reviewed by this person; None where it can."""
        item = self.item(key)
        if item is None:
            return "Move to a proposed goal first."
        if not item.may_review:
            return f"Only a manager above the owner or the lead of {item.goal.unit.name} reviews {item.goal.key}, never its owner."
        return None


class GradesShown(Enum):
    """Which goals the grading shows, in the order in which a key goes round."""

    ALL = "All goals that are graded."
    WAITING = "Only what waits for a grade."
    MINE = "Only mine."

    @property
    def following(self) -> GradesShown:
        """What comes next."""
        known = tuple(GradesShown)
        return known[(known.index(self) + 1) % len(known)]


NO_GRADES = {
    GradesShown.ALL: "No goal of {cycle} has begun.",
    GradesShown.WAITING: "Nothing waits for a grade in {cycle}.",
    GradesShown.MINE: "No goal of {cycle} that has begun is yours.",
}


class Grades(Tab):
    """Goals with their closing scores: all, those that wait, or one's own."""

    name = "Grading"

    def __init__(self, screen: CycleScreen) -> None:
        super().__init__(screen)
        self.page = GradePage(())
        self.shown = GradesShown.ALL
        self._landed_in = ""

    @property
    def _wanted(self) -> tuple[str, bool, str | None]:
        """The cycle, whether only what waits, and whose."""
        owner = self.screen.me if self.shown is GradesShown.MINE else None
        return self.cycle, self.shown is GradesShown.WAITING, owner

    def load(self) -> None:
        cycle, waiting, owner = self._wanted
        self.screen.ask("tab", lambda gateway: gateway.cycles.grades(cycle, waiting=waiting, owner=owner), self._take)

    def _take(self, page: GradePage) -> None:
        self.page = page
        self.screen.loaded(self)
        if self._landed_in != self.cycle and self.screen.tab is self:
            self._landed_in = self.cycle
            self.landed()

    @property
    def first_stop(self) -> str | None:
        """Where the work is: the first goal that waits for a grade which the person may give, else the first that waits."""
        waiting = [item for item in self.page.items if item.grade is None]
        mine = (item.key for item in waiting if item.may_grade)
        return next(mine, waiting[0].key if waiting else None)

    def load_more(self) -> None:
        (cycle, waiting, owner), cursor = self._wanted, self.page.next_cursor
        self.screen.ask(
            "more",
            lambda gateway: gateway.cycles.grades(cycle, waiting=waiting, owner=owner, cursor=cursor),
            lambda page: self._take(GradePage(self.page.items + page.items, page.next_cursor, page.hidden)),
        )

    def rows(self, width: int) -> list[Row]:
        look, page = self.screen.look, self.page
        if not page.items:
            sentence = NO_GRADES[self.shown].format(cycle=self.cycle)
            following = "show all goals" if self.shown is GradesShown.MINE else "show mine"
            choices = [("cycle.everybody", "v", following)] if self.shown is not GradesShown.ALL else []
            return teaching_rows(sentence, width=width, look=look, choices=choices)
        rows: list[Row] = []
        view = self.screen.overview
        if view is not None and view.shown.state is not CycleState.GRADING:
            words = {
                CycleState.PLANNING: "Graded when it is over. The scores so far:",
                CycleState.ACTIVE: "The grading has not begun. If this were the end:",
                CycleState.CLOSED: "Closed: these are the grades that stay.",
            }
            rows += paragraph(words[view.shown.state], width, look=look, ink="dim")
        return rows + grade_rows(page.items, width, more=page.next_cursor is not None, hidden=page.hidden, look=look)

    def item(self, key: str | None) -> GradeItem | None:
        """The goal of a key."""
        return next((item for item in self.page.items if item.key == key), None)

    def put(self, graded: GradeItem) -> None:
        """A goal has its grade now."""
        items = tuple(graded if item.key == graded.key else item for item in self.page.items)
        self.page = replace(self.page, items=items)

    def following(self, key: str) -> str | None:
        """The next goal that waits for a grade which the person may give."""
        keys = [item.key for item in self.page.items]
        later = self.page.items[keys.index(key) + 1 :] if key in keys else ()
        return next((item.key for item in later if item.may_grade and item.grade is None), None)

    def edit_refusal(self, key: str | None) -> str | None:
        item, view = self.item(key), self.screen.overview
        if item is None:
            return "Move to a goal first."
        if view is not None and view.shown.state is not CycleState.GRADING:
            return f"{self.cycle} is {view.shown.state}: goals are graded while their cycle is."
        if not item.may_grade:
            return f"Only its owner, a manager above, the lead of its unit or an administrator grades {item.key}."
        return None


class Lessons(Tab):
    """What each unit learned."""

    name = "Lessons"

    def __init__(self, screen: CycleScreen) -> None:
        super().__init__(screen)
        self.lessons: tuple[Lesson, ...] = ()

    def load(self) -> None:
        cycle = self.cycle
        self.screen.ask("tab", lambda gateway: gateway.cycles.lessons(cycle), self._take)

    def _take(self, lessons: tuple[Lesson, ...]) -> None:
        self.lessons = lessons
        self.screen.loaded(self)

    @property
    def mine(self) -> tuple[Lesson, ...]:
        """The units for which the person writes, with what stands there."""
        session = self.screen.session
        known = {item.unit.key: item for item in self.lessons}
        led = session.leads if session else ()
        return tuple(known.get(unit.key) or Lesson(self.cycle, unit, None, None, None, None, None) for unit in led)

    def lesson(self, unit: str | None) -> Lesson | None:
        """What stands for a unit."""
        return next((item for item in (*self.mine, *self.lessons) if item.unit.key == unit), None)

    def rows(self, width: int) -> list[Row]:
        look = self.screen.look
        if not self.lessons and not self.mine:
            sentence = f"No unit has written what it learned from {self.cycle}."
            if not self.is_back:
                sentence += f" The lead of a unit writes it here, with {look.key('cycle.edit')}."
            return teaching_rows(sentence, width=width, look=look)
        return lessons_rows(self.lessons, self.mine, width, look=look)

    def edit_refusal(self, key: str | None) -> str | None:
        session, item = self.screen.session, self.lesson(key)
        if session is not None and not session.leads and not session.is_administrator:
            unit = item.unit.name if item is not None else "a unit"
            return f"The lead of {unit}, those above and administrators write what it learned."
        if item is None:
            return "Move to a unit first."
        return None
