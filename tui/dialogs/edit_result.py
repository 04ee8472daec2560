"""Editing a key result in place, and adding one: title, from where to where, days, weight; through the ledger where it is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from okr.domain.quantities import show_number
from okr.domain.text import accept_short, accept_title
from okr.domain.vocabulary import DIRECTED_METRICS, Metric
from tui.dialogs.edit_goal import PLANNED
from tui.dialogs.form import about_line
from tui.dialogs.goal_form import GoalForm
from tui.drawing.rows import Row, labelled
from tui.format import counted, day, since
from tui.goal_drafting import (
    AUTO,
    KINDS,
    ResultDraft,
    in_words,
    milestone_lines,
    read_day,
    read_milestones,
    read_result,
    read_value,
    read_weight,
)
from tui.lines import Pen
from tui.view_models.goal_writing import Heard
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from textual.timer import Timer

    from tui.gateway import Gateway
    from tui.lines import Line
    from tui.view_models.goal_card import GoalCard
    from tui.view_models.goal_writing import Past
    from tui.view_models.goals import ResultItem

NUMBERS = frozenset({"baseline", "target", "lower", "upper"})
DIRECTION = frozenset({"baseline", "target"})
AIMS = NUMBERS | {"milestones", "due_on", "starts_on", "weight", "owner"}
"""What was promised: after activation it changes only with a reason."""
STEPS = "one a line: Contract signed | 2 | 31 Oct"
LOOK_SECONDS = 0.15


class EditResultDialog(GoalForm):
    """The fields of a key result; another aim of an active goal asks for the reason, which goes into the target ledger."""

    NAME = "Edit"
    SENDING = "Saving"

    def __init__(self, card: GoalCard, result: ResultItem) -> None:
        super().__init__(f"edit {result.key}")
        self._card = card
        self._result = result
        self._version = result.version
        self._promised = card.item.state not in PLANNED

    def entries(self) -> tuple[Entry, ...]:
        one = self._result
        numbers = {
            "baseline": Entry("baseline", "From", _number(one.baseline), "where it stood at the start"),
            "target": Entry("target", "To", _number(one.target), "where it is to get"),
            "lower": Entry("lower", "At least", _number(one.lower), "the lower limit"),
            "upper": Entry("upper", "At most", _number(one.upper), "the upper limit"),
        }
        return (
            Entry("title", "Title", one.title, "what is measured"),
            *(numbers[name] for name in _numbers_of(one.metric)),
            *self._milestones(),
            Entry("unit_of_measure", "Unit", one.measure, "such as hours, % or EUR"),
            Entry("starts_on", "Starts", one.starts.isoformat() if one.starts else "", "such as 2026-10-01"),
            Entry("due_on", "Due", one.due.isoformat(), "such as 2026-12-31, 31 Dec or +2w"),
            Entry("weight", "Weight", show_number(one.weight), "1 is usual, 2 counts twice"),
            Entry("owner", "Owner", one.owner.key if one.owner else "", "", completes="person"),
            Entry(
                "reason",
                "Reason",
                "",
                "why the goalposts move" if self._promised else "not needed: it has not begun",
                long=True,
            ),
        )

    def _milestones(self) -> tuple[Entry, ...]:
        """What counts milestones has a field for them, one a line."""
        if self._result.metric is not Metric.MILESTONES:
            return ()
        return (Entry("milestones", "Milestones", milestone_lines(self._result.milestones), STEPS, long=True),)

    def first_focus(self) -> None:
        self._focus("target" if "target" in _numbers_of(self._result.metric) else "title")

    def crumbs(self) -> tuple[str, ...]:
        return (self._result.key, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """The key result as it is called now."""
        return [about_line(self._result.key, self._result.title, width, pen=Pen(self.look))]

    @property
    def today(self) -> date:
        """The day of the company."""
        return self.session.today if self.session is not None else self._result.due

    def check(self, field: str, text: str) -> str:
        measure = self.value("unit_of_measure")
        if field in NUMBERS:
            return show_number(read_value(text, measure, field=field), measure) if text else ""
        match field:
            case "title":
                accept_title(text)
            case "unit_of_measure":
                accept_short(text, field=field, required=False)
            case "starts_on" | "due_on" if text:
                return day(read_day(text, field=field, today=self.today))
            case "weight" if text:
                read_weight(text)
            case "milestones":
                return counted(len(read_milestones(text, field=field, today=self.today)), "milestone")
        return ""

    def advice(self, width: int) -> list[Row]:
        """That goalposts move, where they do."""
        moved = AIMS & self.texts().keys()
        if not self._promised or not moved:
            return []
        words = (
            "This moves the goalposts of an active goal: the reason is kept in the target ledger, and scores show both."
        )
        return labelled("Ledger", words, width, look=self.look, ink="warning", column=12)

    def submit(self) -> None:
        changed = self.texts()
        if not changed.keys() - {"reason"}:
            self.finish("Nothing was changed.")
            return
        changes, key, version = self._changes(changed), self._result.key, self._version
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.goal_writing.edit_result(key, changes, version=version),
            lambda _: self.finish(f"{key} is saved."),
            failed=self.refused,
        )

    def _changes(self, changed: Mapping[str, str]) -> dict[str, object]:
        changes: dict[str, object] = {}
        measure = self.value("unit_of_measure")
        if not self._promised and DIRECTION & changed.keys() and self._result.metric in DIRECTED_METRICS:
            # Both numbers stand before the reader: together they may point the other way.
            changed = {name: self.value(name) for name in DIRECTION} | dict(changed)
        for field, text in changed.items():
            words = text.strip()
            if field in NUMBERS:
                changes[field] = read_value(words, measure, field=field) if words else None
            elif field in {"starts_on", "due_on"}:
                changes[field] = read_day(words, field=field, today=self.today)
            elif field == "weight":
                changes[field] = read_weight(words)
            elif field == "milestones":
                read = read_milestones(words, field=field, today=self.today)
                changes[field] = [{"title": one.title, "weight": one.weight, "due_on": one.due_on} for one in read]
            else:
                changes[field] = words or None
        return changes

    def reread(self, gateway: Gateway) -> Mapping[str, str]:
        one = gateway.goal_writing.result(self._result.key)
        self._version = one.version
        return {
            "title": one.title,
            "baseline": _number(one.baseline),
            "target": _number(one.target),
            "lower": _number(one.lower),
            "upper": _number(one.upper),
            "milestones": milestone_lines(one.milestones),
            "unit_of_measure": one.measure,
            "due_on": one.due.isoformat(),
            "weight": show_number(one.weight),
            "owner": one.owner.key if one.owner else "",
        }


class AddResultDialog(GoalForm):
    """A new key result of a goal; its baseline is proposed from what was read of such a thing before."""

    NAME = "Add a key result"
    SENDING = "Saving"

    def __init__(self, card: GoalCard) -> None:
        super().__init__(f"add to {card.item.key}")
        self._card = card
        self._past: Past | None = None
        self._heard = Heard()
        self._looking: Timer | None = None

    def entries(self) -> tuple[Entry, ...]:
        return (
            Entry("title", "Title", "", "what is measured, such as: median time to the first answer"),
            Entry("baseline", "From", "", "where it stands today"),
            Entry("target", "To", "", "where it is to get; >= 95 or 90 to 95 keeps it there"),
            Entry("measure", "Unit", "", "such as hours, % or EUR"),
            Entry("due", "Due", "", f"{self._card.item.due.isoformat()}, as the goal"),
            Entry("kind", "Kind", AUTO, choices=KINDS),
            Entry("steps", "Milestones", "", STEPS, long=True),
        )

    def crumbs(self) -> tuple[str, ...]:
        return (self._card.item.key, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """The goal that it is to show."""
        return [about_line(self._card.item.key, self._card.item.title, width, pen=Pen(self.look))]

    @property
    def today(self) -> date:
        """The day of the company."""
        return self.session.today if self.session is not None else self._card.item.starts

    @property
    def written(self) -> ResultDraft:
        """What is typed so far."""
        names = ("title", "kind", "baseline", "target", "measure", "due", "steps")
        return ResultDraft(**{name: self.value(name) for name in names})

    def check(self, field: str, text: str) -> str:
        typed = self.written
        if field == "title" or typed.is_empty:
            return accept_title(text) and "" if text else ""
        if field == "target" and typed.title and (typed.target or typed.baseline):
            return in_words(read_result(typed, prefix="", today=self.today))
        if field == "steps" and text:
            return in_words(read_result(typed, prefix="", today=self.today)) if typed.title else ""
        if field == "due" and text:
            return day(read_day(text, field=field, today=self.today))
        return ""

    def changed(self, field: str, value: str) -> None:
        super().changed(field, value)
        if field == "title":
            if self._looking is not None:
                self._looking.stop()
            self._looking = self.set_timer(LOOK_SECONDS, self._look_back)

    def _look_back(self) -> None:
        title, heard = self.value("title"), self._heard
        if title:
            self.ask(
                "past",
                lambda gateway: gateway.goal_writing.past(title, heard=heard),
                self._take_past,
                failed=lambda _: None,
            )

    def _take_past(self, past: Past | None) -> None:
        self._past = past
        if past is not None and not self.value("baseline"):
            self.offer_value("baseline", show_number(past.value))
            if not self.value("measure"):
                self.offer_value("measure", past.measure)
        self.redraw()

    def advice(self, width: int) -> list[Row]:
        return past_rows(self._past, width, today=self.today, form=self)

    def submit(self) -> None:
        new, goal, key = read_result(self.written, prefix="", today=self.today), self._card.item.key, self.sent_as
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.goal_writing.add_result(goal, new, key=key),
            lambda made: self.finish(f"{made} is written."),
            failed=self.refused,
        )


def past_rows(past: Past | None, width: int, *, today: date, form: GoalForm) -> list[Row]:
    """Where the proposed baseline comes from."""
    if past is None:
        return []
    words = f"{show_number(past.value, past.measure)} was the last reading of {past.key} {past.title}, {since(past.on, today)}"
    room = 2 * (width - 12)
    shown = words if cell_width(words) < room else f"{words[: room - 2]}{form.look.ellipsis}"
    return labelled("Baseline", shown, width, look=form.look, ink="accent", column=12)


def _number(value: Decimal | None) -> str:
    return "" if value is None else show_number(value)


def _numbers_of(metric: Metric) -> tuple[str, ...]:
    if metric in DIRECTED_METRICS:
        return ("baseline", "target")
    return {Metric.AT_LEAST: ("lower",), Metric.AT_MOST: ("upper",), Metric.BETWEEN: ("lower", "upper")}.get(metric, ())
