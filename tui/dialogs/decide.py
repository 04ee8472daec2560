"""What can be decided about a goal: a small menu that says what is possible, what is not and why, and asks for reasons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from okr.domain.states import PLANNING_GOAL_STATES
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import GoalState, Status
from tui.deciding import Step, steps
from tui.dialogs.base import Dialog
from tui.dialogs.form import about_line
from tui.dialogs.goal_form import GoalForm
from tui.drawing.goal_head import worst_letters
from tui.drawing.letters import letter_rows
from tui.drawing.rows import Row, blank, heading, labelled, paragraph, text_row
from tui.format import day, status_mark, status_word
from tui.goal_drafting import read_day
from tui.lines import Pen, Target, wrap
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tui.gateway import Gateway
    from tui.lines import Line, Look
    from tui.view_models.basics import Problem
    from tui.view_models.goal_card import GoalCard

STATUSES = tuple(
    (status.value, status.value) for status in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.REACHED)
)


REVIEWS = "Approve, Return"
"""The steps that are verdicts of a review."""


class DecideDialog(Dialog):
    """The steps of a goal's life; enter takes one, and asks for a reason where it needs one."""

    NAME = "Decide"
    OPERATION = "reviews.give"

    def __init__(self, card: GoalCard) -> None:
        super().__init__()
        self._card = card
        self._steps: tuple[Step, ...] = ()
        self.done = ""

    def load(self) -> None:
        administers = self.session is not None and self.session.is_administrator
        self._steps = steps(self._card, is_administrator=administers, keymap=self.okr.keymap)
        self.ready()

    def crumbs(self) -> tuple[str, ...]:
        return (self._card.item.key, self.NAME)

    def rows(self, width: int) -> list[Row]:
        look, item = self.look, self._card.item
        rows = [blank(look), Row(lambda width: about_line(item.key, item.title, width, pen=Pen(look)))]
        if item.state in PLANNING_GOAL_STATES:
            waits = self._card.approved is False
            worst = worst_letters(self._card.letters)
            letters = letter_rows(worst, width, look=look, at_most=1, lines=3, needs_approval=waits)
            rows += [blank(look), *letters]
        rows.append(blank(look))
        able = [(number, step) for number, step in enumerate(self._steps) if step.refusal is None]
        barred = [(number, step) for number, step in enumerate(self._steps) if step.refusal is not None]
        for title, found in (("Possible now", able), ("Not now", barred)):
            if found:
                rows.append(heading(title, look=look))
                rows += [row for number, step in found for row in self._step_rows(number, step, width)]
                rows.append(blank(look))
        if any(step.verdict is not None for _, step in able):
            words = self.stays(self.operation)
            rows += paragraph(f"{REVIEWS}: {words[:1].lower()}{words[1:]}", width, look=look, ink="dim")
        return rows

    def _step_rows(self, number: int, step: Step, width: int) -> list[Row]:
        column, look = 26, self.look
        words = wrap(step.refusal or step.help, width - column)[:3]

        def draw(width: int) -> Line:
            pen = Pen(look).cell(step.words, column, "dim" if step.refusal else "bold")
            return pen.cell(words[0], width - column, "dim").line()

        target = Target("step", str(number), step.words)
        return [Row(draw, target), *(text_row(line, "dim", look=look, indent=column) for line in words[1:])]

    def chosen(self, target: Target) -> None:
        if target.kind != "step":
            super().chosen(target)
            return
        step = self._steps[int(target.key)]
        if step.refusal is not None:
            self.flash(step.refusal, "warning")
        elif step.needs_reason:
            form = ReasonForm(self._card, step)
            self.okr.open_over(form, lambda _: self._after(form))
        else:
            self._take(step)

    def _after(self, form: ReasonForm) -> None:
        if form.done:
            self.finish(form.done)

    def _take(self, step: Step) -> None:
        question = _request(self._card, step, reason=None, look=self.look)
        self.ask("decide", question, self.finish, failed=self._refused)

    def _refused(self, problem: Problem) -> None:
        self.flash(problem.in_a_line, "error")

    def finish(self, said: str) -> None:
        """It is done: close, and let the goal say so."""
        self.done = said
        self.close()


class ReasonForm(GoalForm):
    """Asks for the reason of a step; for a status set by hand also which one and until when (R7)."""

    NAME = "Reason"

    def __init__(self, card: GoalCard, step: Step) -> None:
        super().__init__(f"{step.kind} {card.item.key}")
        self._card = card
        self._step = step

    @property
    def operation(self) -> str:
        return "" if self._step.verdict is None else DecideDialog.OPERATION

    def entries(self) -> tuple[Entry, ...]:
        hint = "what is to be changed" if self._step.kind == "return" else "one sentence that others will read"
        reason = Entry("reason", "Reason", "", hint, long=True)
        if self._step.kind != "override":
            return (reason,)
        until = Entry("until", "Until", "", "2026-12-31, 31 Dec, +2w; left empty: until the next check-in")
        return (Entry("status", "Status", STATUSES[0][0], choices=STATUSES), reason, until)

    def crumbs(self) -> tuple[str, ...]:
        return (self._card.item.key, self._step.words)

    def subject(self, width: int) -> list[Line]:
        """The goal, and what is about to be done to it."""
        item = self._card.item
        return [about_line(item.key, f"{self._step.words}: {item.title}", width, pen=Pen(self.look))]

    def check(self, field: str, text: str) -> str:
        if field == "until" and text:
            until = read_day(text, field="until", today=self.today)
            if until < self.today:
                raise InvalidInput("until: lies in the past", hint="today or later", field="until")
            return day(until)
        return ""

    @property
    def today(self) -> date:
        """The day of the company."""
        return self.session.today if self.session is not None else self._card.item.due

    def advice(self, width: int) -> list[Row]:
        if self._step.kind != "override":
            return []
        numbers = self._card.item.numbers
        computed = self._card.item.override.computed if self._card.item.override is not None else numbers.status
        words = f"{status_mark(computed, self.look)} {status_word(computed)} stays visible beside what you set"
        return labelled("Computed", words, width, look=self.look, column=12)

    def submit(self) -> None:
        reason = accept_long_text(self.value("reason"), field="reason", required=True)
        question = _request(self._card, self._step, reason=reason, look=self.look, form=self)
        self.sending()
        self.ask("save", question, self.finish, failed=self.refused)


def _request(
    card: GoalCard, step: Step, *, reason: str | None, look: Look, form: ReasonForm | None = None
) -> Callable[[Gateway], str]:
    """What is asked of the gateway for a step; it answers what is said when it is done, and how that is taken back."""
    key, version = card.item.key, card.item.version
    back = look.said("{app.undo} takes it back.")
    if step.kind == "state" and step.state is not None:
        return partial(_move, card=card, state=step.state, reason=reason, back=back)
    if step.verdict is not None:
        verdict = step.verdict

        def review(gateway: Gateway) -> str:
            gateway.goal_writing.review(key, verdict, remark=reason, version=version)
            return f"{key} is {verdict.value}."

        return review
    if step.kind == "override" and form is not None:
        status, text = Status(form.value("status")), form.value("until")
        until = read_day(text, field="until", today=form.today) if text else None

        def override(gateway: Gateway) -> str:
            gateway.goal_writing.override(key, status, reason=reason or "", until=until)
            return f"{key} shows {status.value}, the computed status beside it; {back}"

        return override

    def end_override(gateway: Gateway) -> str:
        gateway.goal_writing.end_override(key)
        return f"{key} shows the computed status again; {back}"

    return end_override


def _move(gateway: Gateway, *, card: GoalCard, state: GoalState, reason: str | None, back: str) -> str:
    """Take a goal to another state; of what is proposed it is said who reviews it."""
    item, writing = card.item, gateway.goal_writing
    if state is not GoalState.PROPOSED:
        writing.set_state(item.key, state, reason=reason, version=item.version)
        return f"{item.key} is {state.value} now; {back}"
    owner = item.owner.key if item.owner is not None else None
    names = writing.submit(item.key, unit=item.unit.key, owner=owner, version=item.version)
    who = f": {' or '.join(names)} reviews it" if names else ""
    return f"{item.key} is {state.value} now{who}; {back}"
