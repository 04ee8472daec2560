"""A new person and a new unit: who joins where, and what stands below what."""

from __future__ import annotations

from okr.domain.errors import InvalidInput
from okr.domain.text import accept_short
from okr.domain.vocabulary import UnitKind
from tui.dialogs.form import FormDialog
from tui.drawing.rows import Row, paragraph
from tui.lines import Line, Pen
from tui.view_models.people import NewPerson, NewUnit
from tui.widgets.form_line import Entry

KINDS = tuple((kind.value, kind.value) for kind in UnitKind if kind is not UnitKind.COMPANY)
"""What a unit below another one can be."""


def kind_below(kind: str) -> str:
    """What a unit mostly is below one of a kind; a team where there is none."""
    levels = [level.value for level in UnitKind]
    return levels[min(levels.index(kind) + 1, len(levels) - 1)] if kind in levels else UnitKind.TEAM.value


class NewPersonDialog(FormDialog):
    """Somebody joins a unit."""

    NAME = "New person"
    SENDING = "Adding them"
    SAVES = "Add"
    OPERATION = "people.create"

    def __init__(self, unit: str = "", *, manager: str = "", administers: bool = False) -> None:
        super().__init__()
        self._unit = unit
        self._manager = manager
        self._administers = administers

    def entries(self) -> tuple[Entry, ...]:
        role = Entry("is_administrator", "Role", "no", choices=(("no", "no special rights"), ("yes", "administrator")))
        return (
            Entry("name", "Name", hint="first and last name"),
            Entry("title", "Title", hint="such as Head of Care"),
            Entry("email", "E-mail", hint="by which imports find them, too"),
            Entry("unit", "Unit", self._unit, hint="the key of a unit", completes="unit"),
            Entry("manager", "Manager", self._manager, hint="whom they report to; nobody if empty", completes="person"),
            *((role,) if self._administers else ()),
        )

    def subject(self, width: int) -> list[Line]:
        return [Pen(self.look).cell("Somebody joins", width, "bold").line()]

    def outcome(self, width: int) -> list[Row]:
        words = "The handle is made from the name. They can own goals and check in at once."
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        person = NewPerson(
            accept_short(self.value("name"), field="name"),
            self.value("title") or None,
            self.value("email") or None,
            self.value("unit").upper() or None,
            self.value("manager") or None,
            administers=self._administers and self.value("is_administrator") == "yes",
        )
        where = f" in {person.unit}" if person.unit else ""
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.people.add_person(person, sent_as=self.sent_as),
            lambda handle: self.finish(f"{person.name} is @{handle}{where}."),
            failed=self.refused,
        )


class NewUnitDialog(FormDialog):
    """A unit below another one."""

    NAME = "New unit"
    SENDING = "Making it"
    SAVES = "Make"
    OPERATION = "units.create"

    def __init__(self, parent: str = "", *, kind: str = "") -> None:
        super().__init__()
        self._below = parent
        self._kind = kind or UnitKind.TEAM.value

    def entries(self) -> tuple[Entry, ...]:
        return (
            Entry("name", "Name", hint="what it is called"),
            Entry("key", "Key", hint="2 to 10 letters and digits; made from the name if empty"),
            Entry("kind", "Kind", self._kind, choices=KINDS),
            Entry("parent", "Below", self._below, hint="the key of a unit", completes="unit"),
            Entry("lead", "Lead", hint="nobody yet", completes="person"),
        )

    def subject(self, width: int) -> list[Line]:
        return [Pen(self.look).cell("A unit is made", width, "bold").line()]

    def outcome(self, width: int) -> list[Row]:
        move = self.look.key("person.move")
        words = f"Its goals are called by its key, such as CARE-1. People move in with {move} on their page."
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        name = accept_short(self.value("name"), field="name")
        parent = self.value("parent").upper()
        if not parent:
            raise InvalidInput("It has to stand below a unit.", hint="Type a few letters of one.", field="parent")
        unit = NewUnit(name, self.value("key").upper() or None, self.value("kind"), parent, self.value("lead") or None)
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.people.add_unit(unit, sent_as=self.sent_as),
            lambda key: self.finish(f"{name} is {key}, below {parent}."),
            failed=self.refused,
        )
