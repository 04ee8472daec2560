"""A reorganisation in two looks: what would change and be lost comes first, then it is done as it was shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from tui.dialogs.form import about_line
from tui.dialogs.shown_first import ShownFirst
from tui.drawing.reorg import reorg_rows
from tui.drawing.rows import Row, paragraph
from tui.lines import Line, Pen
from tui.view_models.people import PersonItem, Reorg, Step, UnitItem
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.gateway import Gateway

Steps = Callable[["ReorgDialog"], tuple[Step, ...]]
"""What is typed, as steps; InvalidInput names the field that is wrong."""


class ReorgDialog(ShownFirst[Reorg]):
    """{form.save} shows what would change; ctrl+s again does it, unless something was changed meanwhile."""

    NAME = "Reorganise"
    OPERATION = "reorgs.apply"
    SENDING = "Looking at what hangs on it"
    NOTHING_YET = (
        "{form.save} shows what would change hands and what would lose its owner or reviewer. Nothing is written yet."
    )

    def __init__(self, key: str, title: str, entries: tuple[Entry, ...], steps: Steps) -> None:
        super().__init__()
        self._key = key
        self._title = title
        self._entries = entries
        self._steps = steps
        self._planned: tuple[Step, ...] = ()

    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    def subject(self, width: int) -> list[Line]:
        return [about_line(self._key, self._title, width, pen=Pen(self.look))]

    def verdict(self, found: Reorg, width: int) -> list[Row]:
        words = self.look.said("Nothing is written yet: {form.save} does all of it, {form.cancel} leaves it.")
        return paragraph(words, width, look=self.look, ink="accent")

    def shown(self, found: Reorg, width: int) -> list[Row]:
        return reorg_rows(found, look=self.look)

    def submit(self) -> None:
        steps = self._steps(self)
        if not steps:
            raise InvalidInput("Nothing is changed yet.", hint="Type another value into one of the fields.")
        plan, sent_as = self.found, self.sent_as
        self.sending()
        if plan is None or steps != self._planned:
            self._planned = steps
            self.ask("plan", lambda gateway: gateway.people.plan(steps), self.show_found, failed=self.refused)
        else:
            self.ask(
                "send",
                lambda gateway: gateway.people.apply(steps, state=plan.state, sent_as=sent_as),
                self._applied,
                failed=self.not_done,
            )

    def _applied(self, done: Reorg) -> None:
        counts = ", ".join(f"{word}: {many:,}" for word, many in done.counts.items())
        self.finish(f"Done. {counts}" if counts else "Done.")


class ReorgFileDialog(ReorgDialog):
    """The same with the steps of a table; the file is read again by each look."""

    NAME = "Reorganise from a file"

    def __init__(self, file: str = "") -> None:
        entries = (Entry("file", "File", file, hint="reorg.csv: what, who, action, to, date, name", completes="file"),)
        super().__init__(
            "", "Steps of a reorganisation: people leave or move, units merge, move and split", entries, _none
        )

    def load(self) -> None:
        super().load()
        if self.value("file") and self.found is None:
            self.do_save()

    def submit(self) -> None:
        file = self.value("file")
        plan, planned, sent_as = self.found, self._planned, self.sent_as
        self.sending()
        if plan is None:
            self.ask("plan", lambda gateway: _of_file(gateway, file), self._take_both, failed=self.refused)
        else:
            self.ask(
                "send",
                lambda gateway: gateway.people.apply(planned, state=plan.state, sent_as=sent_as),
                self._applied,
                failed=self.not_done,
            )

    def _take_both(self, found: tuple[tuple[Step, ...], Reorg]) -> None:
        self._planned, plan = found
        self.show_found(plan)


def _of_file(gateway: Gateway, file: str) -> tuple[tuple[Step, ...], Reorg]:
    steps = gateway.people.steps_of(file)
    return steps, gateway.people.plan(steps)


def _none(_: ReorgDialog) -> tuple[Step, ...]:
    return ()


def move_person(person: PersonItem) -> ReorgDialog:
    """Another manager, another unit."""
    manager, unit = (person.manager.key if person.manager else ""), (person.unit.key if person.unit else "")

    def steps(form: ReorgDialog) -> tuple[Step, ...]:
        found = []
        if form.value("manager") != manager:
            found.append(Step("person", person.handle, "manager", form.value("manager") or None))
        if form.value("unit").upper() != unit.upper():
            found.append(Step("person", person.handle, "unit", form.value("unit").upper() or None))
        return tuple(found)

    entries = (
        Entry("manager", "Manager", manager, hint="nobody above", completes="person"),
        Entry("unit", "Unit", unit, hint="the key of a unit", completes="unit"),
    )
    return ReorgDialog(person.handle, person.name, entries, steps)


def person_leaves(person: PersonItem, *, today: date) -> ReorgDialog:
    """The last day, and who takes over what the person holds."""

    def steps(form: ReorgDialog) -> tuple[Step, ...]:
        return (Step("person", person.handle, "leaves", form.value("to") or None, _day(form.value("on"))),)

    heir = f"the manager, {person.manager.name}" if person.manager else "whoever leads the unit above"
    entries = (
        Entry("on", "Last day", (person.employed_to or today).isoformat()),
        Entry("to", "Goes to", hint=heir, completes="person"),
    )
    return ReorgDialog(person.handle, f"{person.name} leaves", entries, steps)


def change_unit(unit: UnitItem) -> ReorgDialog:
    """Another lead, another place, or merged into another unit."""
    lead, parent = (unit.lead.key if unit.lead else ""), (unit.parent.key if unit.parent else "")

    def steps(form: ReorgDialog) -> tuple[Step, ...]:
        found = []
        if form.value("lead") != lead:
            found.append(Step("unit", unit.key, "lead", form.value("lead") or None))
        if form.value("parent").upper() != parent.upper():
            found.append(Step("unit", unit.key, "parent", form.value("parent").upper() or None))
        if form.value("merge"):
            found.append(Step("unit", unit.key, "merge", form.value("merge").upper()))
        return tuple(found)

    entries = (
        Entry("lead", "Lead", lead, hint="nobody", completes="person"),
        Entry("parent", "Above it", parent, hint="the top", completes="unit"),
        Entry("merge", "Merge into", hint="empty: it stays a unit of its own", completes="unit"),
    )
    return ReorgDialog(unit.key, unit.name, entries, steps)


def split_unit(unit: UnitItem) -> ReorgDialog:
    """A new unit beside another one, with people and goals of it."""

    def steps(form: ReorgDialog) -> tuple[Step, ...]:
        new = form.value("to").upper()
        if not new:
            return ()
        found = [Step("unit", unit.key, "split", new, name=form.value("name") or None)]
        if form.value("lead"):
            found.append(Step("unit", new, "lead", form.value("lead")))
        for one in form.value("others").replace(",", " ").split():
            is_goal = "-" in one and one.rpartition("-")[2].isdigit() and one.isupper()
            found.append(Step("goal" if is_goal else "person", one, "unit", new))
        return tuple(found)

    entries = (
        Entry("to", "New unit", hint="its key: 2 to 10 letters and digits"),
        Entry("name", "Name", hint="what it is called"),
        Entry("lead", "Lead", hint="nobody", completes="person"),
        Entry("others", "With", hint=f"people and goals of {unit.key} that go to it: emil {unit.key}-3"),
    )
    return ReorgDialog(unit.key, f"{unit.name} is split", entries, steps)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text or 'nothing'} is no day.", hint="Write it like 2027-01-31.", field="on") from None
