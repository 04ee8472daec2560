"""Who a person is, and what a unit is called: what concerns nobody else, and is written at once."""

from __future__ import annotations

from okr.domain.text import accept_short
from tui.dialogs.form import FormDialog, about_line
from tui.drawing.rows import Row, paragraph
from tui.lines import Line, Pen
from tui.view_models.people import PersonItem, UnitItem
from tui.widgets.form_line import Entry


class EditPersonDialog(FormDialog):
    """Name, title, e-mail; for administrators whether somebody is one too."""

    NAME = "Edit"
    SENDING = "Saving"

    def __init__(self, person: PersonItem, *, administers: bool) -> None:
        super().__init__()
        self.person = person
        self.administers = administers

    @property
    def draft_name(self) -> str:
        return f"edit @{self.person.handle}"

    def entries(self) -> tuple[Entry, ...]:
        person = self.person
        role = Entry(
            "is_administrator",
            "Role",
            "yes" if person.is_administrator else "no",
            choices=(("no", "no special rights"), ("yes", "administrator")),
        )
        return (
            Entry("name", "Name", person.name),
            Entry("title", "Title", person.title or "", hint="such as Head of Care"),
            Entry("email", "E-mail", person.email or ""),
            *((role,) if self.administers else ()),
        )

    def subject(self, width: int) -> list[Line]:
        return [about_line(self.person.handle, self.person.name, width, pen=Pen(self.look))]

    def outcome(self, width: int) -> list[Row]:
        words = self.look.said(
            "Manager, unit and the last day are changed with {person.move} and {person.leaves} on the page: "
            "they move what hangs on them."
        )
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        person, sent_as = self.person, self.sent_as
        name, title = accept_short(self.value("name"), field="name"), self.value("title") or None
        email = self.value("email") or None
        administers = self.value("is_administrator") == "yes" if self.administers else None
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.people.edit_person(
                person.handle,
                name=name,
                title=title,
                email=email,
                administers=administers,
                version=person.version,
                sent_as=sent_as,
            ),
            lambda _: self.finish(f"{name} is saved."),
            failed=self.refused,
        )


class EditUnitDialog(FormDialog):
    """The name of a unit."""

    NAME = "Edit"
    SENDING = "Saving"

    def __init__(self, unit: UnitItem) -> None:
        super().__init__()
        self.unit = unit

    @property
    def draft_name(self) -> str:
        return f"edit unit {self.unit.key}"

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("name", "Name", self.unit.name),)

    def subject(self, width: int) -> list[Line]:
        return [about_line(self.unit.key, self.unit.name, width, pen=Pen(self.look))]

    def outcome(self, width: int) -> list[Row]:
        words = self.look.said(
            "Its key stays: goals are called by it. Lead, place and merging are changed with {unit.move} on the page."
        )
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        unit, sent_as = self.unit, self.sent_as
        name = accept_short(self.value("name"), field="name")
        self.sending()
        self.ask(
            "send",
            lambda gateway: gateway.people.edit_unit(unit.key, name=name, version=unit.version, sent_as=sent_as),
            lambda _: self.finish(f"{name} is saved."),
            failed=self.refused,
        )
