"""A step of a cycle: what will happen, what is missing, and then it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from okr.domain.errors import InvalidInput
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import CycleState
from tui.dialogs.form import FormDialog
from tui.drawing.cycle import MEANING, gap_rows
from tui.drawing.rows import Row, blank, paragraph, text_row
from tui.format import counted, day, days_words
from tui.lines import Line, Pen
from tui.view_models.cycles import CycleItem, StepPlan
from tui.widgets.form_line import Entry

BACK: Mapping[CycleState, CycleState] = {
    CycleState.CLOSED: CycleState.GRADING,
    CycleState.GRADING: CycleState.ACTIVE,
}
"""The step back from each state."""

TITLES = {
    CycleState.ACTIVE: "Open",
    CycleState.GRADING: "Begin the grading of",
    CycleState.CLOSED: "Close",
}


def early_words(cycle: CycleItem, after: CycleState, today: date) -> str:
    """That a step comes before the calendar's day, or that there is nothing to begin with; else nothing."""
    said = []
    if after is CycleState.ACTIVE and cycle.state is CycleState.PLANNING:
        if today < cycle.starts:
            said.append(f"It begins only on {day(cycle.starts)}, in {days_words((cycle.starts - today).days)}.")
        if not cycle.goals:
            said.append("No goal is written for it yet.")
    elif after is CycleState.GRADING and cycle.state is CycleState.ACTIVE and today < cycle.ends:
        said.append(f"It runs until {day(cycle.ends)}: {days_words((cycle.ends - today).days)} left.")
    return " ".join(said)


class StepDialog(FormDialog):
    """Says what a step would come to; ctrl+s takes it. What stops it is passed over with a reason alone."""

    NAME = "Cycle"
    OPERATION = "cycles.move"
    SENDING = "Doing it"

    def __init__(self, cycle: CycleItem, after: CycleState) -> None:
        super().__init__()
        self.cycle = cycle
        self.after = after
        self.plan: StepPlan | None = None

    @property
    def draft_name(self) -> str:
        return f"{self.cycle.key} becomes {self.after}"

    @property
    def is_back(self) -> bool:
        """Whether it is a step back, which takes a reason."""
        return BACK.get(self.cycle.state) is self.after

    @property
    def needs_reason(self) -> bool:
        """Whether it is not done without a reason."""
        return self.is_back or (self.plan is not None and self.plan.stops)

    def entries(self) -> tuple[Entry, ...]:
        hint = "why; it stays in the audit" if self.is_back else "needed where something stops the step"
        return (Entry("reason", "Reason", hint=hint, long=True),)

    def subject(self, width: int) -> list[Line]:
        title = "Take back to" if self.is_back else TITLES[self.after]
        words = f"{title} {self.cycle.key}" if not self.is_back else f"Take {self.cycle.key} back to {self.after}"
        days = f"{day(self.cycle.starts)} to {day(self.cycle.ends)}"
        pen = Pen(self.look).cell(words, max(8, width - 28), "bold")
        return [pen.cell(days, max(0, width - pen.at), "dim", align="right").line()]

    def load(self) -> None:
        key, after = self.cycle.key, self.after
        self.ask("plan", lambda gateway: gateway.cycles.preview_step(key, after), self._take)

    def _take(self, plan: StepPlan) -> None:
        self.plan = plan
        self.ready()

    def outcome(self, width: int) -> list[Row]:
        look, plan = self.look, self.plan
        if plan is None:
            return []
        rows = paragraph(f"{self.cycle.key} is {plan.before} and becomes {plan.after}.", width, look=look)
        rows += [*paragraph(MEANING[plan.after], width, look=look, ink="dim"), blank(look)]
        early = early_words(self.cycle, plan.after, self.session.today) if self.session is not None else ""
        if early:
            rows += [*paragraph(early, width, look=look, ink="warning"), blank(look)]
        if plan.stops:
            words = "Something is missing that cannot be mended afterwards: it stops the step unless a reason is given."
            rows += [*paragraph(words, width, look=look, ink="warning"), blank(look)]
        elif not plan.groups and not self.is_back:
            mark = "+" if look.ascii_only else "\u2713"
            rows += [text_row(f"{mark} Nothing is missing.", "success", look=look), blank(look)]
        elif plan.groups:
            missing = sum(group.count for group in plan.groups)
            rows += [
                *paragraph(
                    f"{counted(missing, 'thing')} missing; it can still be mended.", width, look=look, ink="dim"
                ),
                blank(look),
            ]
        for group in plan.groups:
            rows += gap_rows(group, look=look)
        return rows

    def _up_or_down(self, by: int) -> None:
        """There is one field: the arrows move in what is missing."""
        self.board.move(by)

    def submit(self) -> None:
        if self.plan is None:
            return
        reason = accept_long_text(self.value("reason"), field="reason") or None
        if self.needs_reason and reason is None:
            why = (
                "A step back needs a reason."
                if self.is_back
                else "Something is missing: say why it is done all the same."
            )
            raise InvalidInput(why, hint="It stays in the audit.", field="reason")
        key, after, version, stops = self.cycle.key, self.after, self.plan.cycle.version, self.plan.stops
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.cycles.step(
                key, after, reason=reason, force=stops, version=version, sent_as=self.sent_as
            ),
            lambda done: self.finish(done.sentence),
            failed=self.refused,
        )
