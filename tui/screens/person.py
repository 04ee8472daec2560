"""One person: who they are, what they own and why it matters, how they keep their check-ins, who reports to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.actions import Context
from tui.drawing.people import person_rows
from tui.drawing.rows import Row
from tui.screens.about import AboutScreen
from tui.view_models.people import PersonCard

if TYPE_CHECKING:
    from tui.lines import Target


class PersonScreen(AboutScreen):
    """The page of a person; `e` and `m` change them where one may."""

    SCOPE = "person"
    NAME = "Person"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.card: PersonCard | None = None

    def load(self) -> None:
        key = self.key
        self.ask("person", lambda gateway: gateway.people.person(key), self._take)

    def _take(self, card: PersonCard) -> None:
        self.card = card
        self.ready()

    @property
    def heading(self) -> str:
        return self.card.person.name if self.card else self.key

    @property
    def context(self) -> Context:
        target = self.selected
        refusals = {}
        if self.card is not None and not self.card.may_edit:
            words = f"Only a manager above, the lead of the unit or an administrator changes {self.card.person.name}."
            refusals = {"person.edit": words, "person.move": words, "person.leaves": words}
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            goal=self.goal_key,
            person=self.key,
            roles=self.okr.role_count,
            refusals=refusals,
        )

    @property
    def rate_key(self) -> str:
        """This person's, unless the cursor stands on another one."""
        target = self.selected
        key = target.key if target is not None and target.kind == "person" else self.key
        return f"person {key}"

    @property
    def nudged(self) -> tuple[str, str] | None:
        """This person, unless the cursor stands on a goal or on another one."""
        return super().nudged or ("person", self.key)

    def known_rows(self, width: int, *, side: bool) -> list[Row] | None:
        if self.card is None or self.session is None:
            return None
        wide = self.has_class("-wide")
        main, aside = person_rows(
            self.card, width, today=self.session.today, look=self.look, side=wide, root=self.session.root
        )
        return aside if side else main

    def chosen(self, target: Target) -> None:
        if target.kind == "person" and target.key == self.key:
            self.flash("This is the person.")
        else:
            super().chosen(target)

    def do_goals(self) -> None:
        if self.card is not None:
            self.okr.show_filtered(f"owner:{self.card.person.handle}")

    def do_agenda(self) -> None:
        """The talk with this person, unless the cursor stands on another one."""
        from tui.places import ABOUT

        target = self.selected
        key = target.key if target is not None and target.kind == "person" else self.key
        self.okr.open_over(ABOUT["agenda"].make(key))

    def do_edit(self) -> None:
        from tui.dialogs.edit_person import EditPersonDialog

        if self.card is not None and self.session is not None:
            self.open_form(EditPersonDialog(self.card.person, administers=self.session.is_administrator))

    def do_move(self) -> None:
        from tui.dialogs.reorg import move_person

        if self.card is not None:
            self.open_form(move_person(self.card.person))

    def do_leaves(self) -> None:
        from tui.dialogs.reorg import person_leaves

        if self.card is not None and self.session is not None:
            self.open_form(person_leaves(self.card.person, today=self.session.calendar_day))
