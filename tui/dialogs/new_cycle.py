"""A new cycle: proposed as the one that follows the last of its length."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import CycleKind
from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, paragraph
from tui.format import day
from tui.lines import Line, Pen
from tui.view_models.cycles import CycleItem, NewCycle
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

APPROVAL = (("no", "none"), ("yes", "goals are approved before they begin"))
"""Whether goals of a cycle wait for somebody's yes."""
MONTHS = {CycleKind.YEAR: 12, CycleKind.QUARTER: 3, CycleKind.MONTH: 1}


def following(cycles: Sequence[CycleItem], *, shown: str | None = None) -> NewCycle:
    """The cycle that comes after the last one of the length of the one that is shown, else of the current one."""
    current = next((cycle for cycle in cycles if cycle.is_current), cycles[0])
    model = next((cycle for cycle in cycles if cycle.key == shown), current)
    last = max((cycle for cycle in cycles if cycle.kind is model.kind), key=lambda cycle: cycle.ends)
    starts = last.ends + timedelta(days=1)
    months = MONTHS.get(last.kind) if starts.day == 1 else None
    ends = starts + (last.ends - last.starts) if months is None else _add_months(starts, months) - timedelta(days=1)
    key = name_after(last.key, most={CycleKind.QUARTER: 4, CycleKind.MONTH: 12}.get(last.kind))
    around = [
        cycle for cycle in cycles if cycle.starts <= starts and ends <= cycle.ends and cycle.kind is not last.kind
    ]
    parent = min(around, key=lambda cycle: cycle.ends - cycle.starts, default=None)
    return NewCycle(key, last.kind, starts, ends, parent.key if parent else None, last.needs_approval)


def name_after(name: str, *, most: int | None) -> str:
    """The name that follows: "2026-Q3" is followed by "2026-Q4", that by "2027-Q1", "FY2027" by "FY2028"."""
    numbers = list(re.finditer(r"[0-9]{1,9}", name))
    if not numbers:
        return f"{name} 2"
    last = numbers[-1]
    value = int(last.group()) + 1
    if most is None or value <= most or len(numbers) == 1:
        return name[: last.start()] + str(value).zfill(len(last.group())) + name[last.end() :]
    year = numbers[-2]
    between = name[year.end() : last.start()]
    return (
        f"{name[: year.start()]}{int(year.group()) + 1}{between}{str(1).zfill(len(last.group()))}{name[last.end() :]}"
    )


def _add_months(first: date, months: int) -> date:
    """The first day of a month some months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


class NewCycleDialog(FormDialog):
    """The next cycle, to be planned; ctrl+s makes it."""

    NAME = "New cycle"
    OPERATION = "cycles.create"
    SENDING = "Making it"

    def __init__(self, cycles: Sequence[CycleItem], *, shown: str | None = None) -> None:
        super().__init__()
        self.proposed = following(cycles, shown=shown)

    @property
    def draft_name(self) -> str:
        return f"new cycle {self.proposed.key}"

    def entries(self) -> tuple[Entry, ...]:
        wanted = self.proposed
        return (
            Entry("key", "Name", wanted.key),
            Entry("kind", "Length", wanted.kind.value, choices=tuple((kind.value, kind.value) for kind in CycleKind)),
            Entry("starts_on", "First day", wanted.starts.isoformat()),
            Entry("ends_on", "Last day", wanted.ends.isoformat()),
            Entry("parent", "Part of", wanted.parent or "", hint="the cycle that it lies in"),
            Entry("approval", "Approval", "yes" if wanted.needs_approval else "no", choices=APPROVAL),
        )  # fmt: skip

    def subject(self, width: int) -> list[Line]:
        words = f"{self.proposed.key} follows {day(self.proposed.starts - timedelta(days=1))}"
        return [Pen(self.look).cell(words, width, "bold").line()]

    def outcome(self, width: int) -> list[Row]:
        words = (
            "It begins as planning: everything may be changed, and the lessons of the cycle before stand in it. "
            f"Goals are carried into it with {self.look.key('cycle.carry')}, on the cycle that they come from."
        )
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        wanted = NewCycle(
            self.value("key"),
            CycleKind(self.value("kind")),
            day_of(self.value("starts_on"), "starts_on"),
            day_of(self.value("ends_on"), "ends_on"),
            self.value("parent") or None,
            self.value("approval") == "yes",
        )
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.cycles.create(wanted, sent_as=self.sent_as),
            lambda made: self.finish(f"{made.key} is being planned."),
            failed=self.refused,
        )


def day_of(text: str, field: str) -> date:
    """The day that stands in a field; refused where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text or 'nothing'} is no day.", hint="Write it like 2027-01-01.", field=field) from None
