"""What is typed in the cycle screen without leaving it: grades, remarks of a review, and what a unit learned."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from okr.domain.errors import InvalidInput
from okr.domain.numbers import PPM
from okr.domain.quantities import parse_number
from okr.domain.score import score_text
from okr.domain.text import accept_long_text
from tui.asking import problem_of
from tui.screens.cycle_tabs import Grades, Lessons, Reviews, Tab
from tui.screens.long_texts import WritesLongTexts
from tui.widgets.field import Field
from tui.widgets.form_line import Entry
from tui.widgets.in_place import InPlace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.view_models.basics import Problem
    from tui.view_models.cycles import CycleOverview, GradeItem, Lesson
    from tui.widgets.board import Board

GRADING = (
    Entry("score", "Own score", hint="empty: the computed one holds"),
    Entry("reason", "Reason", hint="why it is another score than the computed one", long=True),
    Entry("post_mortem", "Post-mortem", hint="what happened, and what will be done otherwise", long=True),
)
REMARK = (Entry("remark", "Remark", hint="what is to be changed; the owner reads it", long=True),)
LESSON = (
    Entry("worked", "Worked", hint="what worked", long=True),
    Entry("to_change", "To change", hint="what is to be done otherwise", long=True),
    Entry("next", "Next", hint="what comes next", long=True),
)


class WritesInCycle(WritesLongTexts):
    """The part of the cycle screen that writes."""

    overview: CycleOverview | None
    _about = ""
    _sent_as = ""
    _sending = False

    @property
    def tab(self) -> Tab:
        """The open tab."""
        raise NotImplementedError

    @property
    def board(self) -> Board:
        """The rows of the open tab."""
        raise NotImplementedError

    def editors(self) -> Iterator[InPlace]:
        """The fields for each thing that is typed."""
        yield InPlace(GRADING, id="grading", operation="grades.give")
        yield InPlace(REMARK, id="review", operation="reviews.give")
        yield InPlace(LESSON, id="retrospective", operation="retrospectives.write")

    @property
    def editor(self) -> InPlace | None:
        """The fields that are open."""
        return next((one for one in self.query(InPlace) if one.is_open), None)

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return self.typing_scopes if self.is_typing else super().scopes

    # Opening ----------------------------------------------------------------------------------------------------

    def do_edit(self) -> None:
        target, tab = self.selected, self.tab
        if target is None:
            return
        if isinstance(tab, Grades):
            item = tab.item(target.key)
            if item is not None:
                self._open_grade(item)
        elif isinstance(tab, Lessons):
            lesson = tab.lesson(target.key)
            if lesson is not None:
                self._open_lesson(lesson)

    def _open_grade(self, item: GradeItem) -> None:
        grade = item.grade
        values = {
            "score": _score_words(grade.given_ppm) if grade and grade.given_ppm is not None else "",
            "reason": grade.reason or "" if grade else "",
            "post_mortem": grade.post_mortem or "" if grade else "",
        }
        computed = "nothing computed" if item.computed_ppm is None else f"computed {score_text(item.computed_ppm)}"
        note = computed if item.may_score else f"{computed}; its owner alone gives another one"
        self._open("#grading", item.key, f"{item.key}  {item.title}", values, note=note)

    def _open_lesson(self, lesson: Lesson) -> None:
        values = {"worked": lesson.worked or "", "to_change": lesson.to_change or "", "next": lesson.next or ""}
        title = f"What {lesson.unit.name} learned from {lesson.cycle}"
        self._open("#retrospective", lesson.unit.key, title, values)

    def do_approve(self) -> None:
        self._review(approves=True, remark=None)

    def do_give_back(self) -> None:
        target, tab = self.selected, self.tab
        item = tab.item(target.key) if isinstance(tab, Reviews) and target is not None else None
        if item is not None:
            self._open("#review", item.goal.key, f"Return {item.goal.key}  {item.goal.title}", {})

    def _open(self, which: str, about: str, title: str, values: dict[str, str], *, note: str = "") -> None:
        cycle = self.overview.shown.key if self.overview is not None else ""
        self.query_one(which, InPlace).open(title, values, draft=f"{cycle} {which[1:]} {about}", note=note)
        self._about = about
        self._sent_as = uuid4().hex
        self.tell()

    # Leaving ----------------------------------------------------------------------------------------------------

    def do_cancel(self) -> None:
        editor = self.editor
        if editor is None:
            return
        if editor.is_changed and not editor.asked:
            editor.ask_to_leave()
        else:
            self._close(editor)

    def _close(self, editor: InPlace) -> None:
        self.set_focus(self.board)
        editor.close()
        self._sending = False
        self.tell()

    def do_next_field(self) -> None:
        if self.editor is not None:
            self.editor.step(1)

    def do_previous_field(self) -> None:
        if self.editor is not None:
            self.editor.step(-1)

    def do_down(self) -> None:
        if self.long_field is None or not self.long_field.step_row(1):
            self.do_next_field() if self.is_typing else super().do_down()

    def do_up(self) -> None:
        if self.long_field is None or not self.long_field.step_row(-1):
            self.do_previous_field() if self.is_typing else super().do_up()

    # Saving -----------------------------------------------------------------------------------------------------

    def do_save(self) -> None:
        editor = self.editor
        if editor is None or self._sending:
            return
        try:
            match editor.id:
                case "grading":
                    self._save_grade(editor)
                case "review":
                    remark = accept_long_text(editor.value("remark"), field="remark")
                    if not remark:
                        raise InvalidInput(
                            "A goal is returned with a remark; say what is to be changed.", field="remark"
                        )
                    self._review(approves=False, remark=remark)
                case _:
                    self._save_lesson(editor)
        except InvalidInput as error:
            editor.complain(problem_of(error))

    def _refused(self, problem: Problem) -> None:
        self._sending = False
        editor = self.editor
        if editor is not None:
            editor.complain(problem)
        else:
            self.flash(problem.in_a_line, "error")

    def _save_grade(self, editor: InPlace) -> None:
        tab = self.tab
        item = tab.item(self._about) if isinstance(tab, Grades) else None
        if item is None:
            return
        score = read_score(editor.value("score"))
        reason = accept_long_text(editor.value("reason"), field="reason") or None
        post_mortem = accept_long_text(editor.value("post_mortem"), field="post_mortem") or None
        key, version, sent_as = item.key, item.grade.version if item.grade else None, self._sent_as
        self._sending = True
        self.ask(
            "write",
            lambda gateway: gateway.cycles.grade(
                key, score=score, reason=reason, post_mortem=post_mortem, version=version, sent_as=sent_as
            ),
            self._graded,
            failed=self._refused,
        )

    def _graded(self, item: GradeItem) -> None:
        """Show the grade, and go to the next goal that waits for one."""
        tab, editor = self.tab, self.editor
        if editor is not None:
            self._close(editor)
        if isinstance(tab, Grades):
            tab.put(item)
            following = tab.following(item.key)
            self.draw()
            if following is not None:
                self.board.find("goal", following)
        score = item.grade.score_ppm if item.grade else item.computed_ppm
        self.flash(f"{item.key} is graded {score_text(score or 0)} and {item.state}.", "success")
        self._other_tabs_are_old()

    def _review(self, *, approves: bool, remark: str | None) -> None:
        target, tab = self.selected, self.tab
        item = tab.item(target.key) if isinstance(tab, Reviews) and target is not None else None
        if item is None or self._sending:
            return
        key, version, sent_as = item.goal.key, item.version, uuid4().hex if approves else self._sent_as
        self._sending = True
        self.ask(
            "write",
            lambda gateway: gateway.cycles.review(
                key, approves=approves, remark=remark, version=version, sent_as=sent_as
            ),
            lambda _: self._reviewed(key, approves=approves),
            failed=self._refused,
        )

    def _reviewed(self, key: str, *, approves: bool) -> None:
        editor = self.editor
        if editor is not None:
            self._close(editor)
        self._sending = False
        said = f"{key} is approved as it stands." if approves else f"{key} is returned to its owner as a draft."
        self.flash(said, "success")
        self._other_tabs_are_old()
        self.tab.load()

    def _save_lesson(self, editor: InPlace) -> None:
        tab = self.tab
        lesson = tab.lesson(self._about) if isinstance(tab, Lessons) else None
        if lesson is None:
            return
        names = ("worked", "to_change", "next")
        worked, to_change, following = (accept_long_text(editor.value(name), field=name) or None for name in names)
        written, sent_as = replace(lesson, worked=worked, to_change=to_change, next=following), self._sent_as
        self._sending = True
        self.ask(
            "write",
            lambda gateway: gateway.cycles.write_lesson(written, sent_as=sent_as),
            lambda done: self._learned(editor, done),
            failed=self._refused,
        )

    def _learned(self, editor: InPlace, lesson: Lesson) -> None:
        self._close(editor)
        self.flash(f"Written for {lesson.unit.name}; the next cycle's planning shows it.", "success")
        self.tab.load()

    def _other_tabs_are_old(self) -> None:
        """What was written changes the checklist: ask for it again, without leaving the tab."""
        self.okr.refresh_session()
        key = self.overview.shown.key if self.overview else None
        self.ask("overview", lambda gateway: gateway.cycles.overview(key), self._take_overview, failed=lambda _: None)

    def _take_overview(self, overview: CycleOverview) -> None:
        self.overview = overview
        self.draw()


def read_score(text: str) -> int | None:
    """A score from 0 to 1 as it is typed ("0.8", "80%"), in millionths; None where nothing is; else InvalidInput."""
    body = text.strip()
    if not body:
        return None
    value = parse_number(body.removesuffix("%").strip(), field="score").value
    if body.endswith("%"):
        value /= 100
    if not Decimal(0) <= value <= 1:
        raise InvalidInput("A closing score lies between 0 and 1.", hint="Write it like 0.8.", field="score")
    return int((value * PPM).to_integral_value())


def _score_words(ppm: int) -> str:
    return format((Decimal(ppm) / PPM).normalize(), "f")
