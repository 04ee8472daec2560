"""Editing a goal in place: title, why, owner, unit, days, focus area, ambition; with its SMART letters while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.smart_facts import SmartGoal
from okr.domain.text import accept_long_text, accept_title
from okr.domain.vocabulary import Ambition, GoalState, SmartLetter
from tui.dialogs.form import about_line
from tui.dialogs.goal_form import GoalForm
from tui.drawing.letters import letter_rows
from tui.format import day
from tui.goal_drafting import letters_of, read_day
from tui.lines import Pen
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tui.drawing.rows import Row
    from tui.gateway import Gateway
    from tui.lines import Line
    from tui.view_models.goal_card import GoalCard, Letter
    from tui.view_models.goal_writing import Around

PLANNED = frozenset({GoalState.DRAFT, GoalState.PROPOSED, GoalState.IN_REVIEW})
AMBITIONS = tuple((one.value, one.value) for one in Ambition)


class EditGoalDialog(GoalForm):
    """The fields of a goal; what is not changed is not sent."""

    NAME = "Edit"
    SENDING = "Saving"

    def __init__(self, card: GoalCard) -> None:
        super().__init__(f"edit {card.item.key}")
        self._card = card
        self._version = card.item.version

    def entries(self) -> tuple[Entry, ...]:
        item = self._card.item
        promised = "" if item.state in PLANNED else "why another owner, day or ambition: for the target ledger"
        return (
            Entry("title", "Title", item.title, "what will be different, for whom"),
            Entry("why", "Why", self._card.why or "", "why it matters to the customer", long=True),
            Entry(
                "owner", "Owner", item.owner.key if item.owner else "", "one person answers for it", completes="person"
            ),
            Entry("unit", "Unit", item.unit.key, "", completes="goal"),
            Entry("starts_on", "Starts", item.starts.isoformat(), "such as 2026-10-01"),
            Entry("due_on", "Due", item.due.isoformat(), "such as 2026-12-31, 31 Dec or +2w"),
            Entry("area", "Focus area", item.focus_area or "", "the focus area that it serves", completes="goal"),
            Entry("ambition", "Ambition", item.ambition.value, choices=AMBITIONS),
            Entry("reason", "Reason", "", promised or "not needed: it has not begun", long=True),
        )

    def first_focus(self) -> None:
        self._focus("title")

    def crumbs(self) -> tuple[str, ...]:
        return (self._card.item.key, self.NAME)

    def subject(self, width: int) -> list[Line]:
        """The goal as it is called now."""
        return [about_line(self._card.item.key, self._card.item.title, width, pen=Pen(self.look))]

    def load(self) -> None:
        super().load()
        self.ask("around", lambda gateway: gateway.goal_writing.around(None), self._take_around, failed=lambda _: None)

    def _take_around(self, around: Around) -> None:
        self.around = around
        self._check_all()
        self.redraw()

    # Checking ---------------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day of the company."""
        return self.session.today if self.session is not None else self._card.item.starts

    def check(self, field: str, text: str) -> str:
        match field:
            case "title":
                accept_title(text)
            case "why":
                accept_long_text(text, field="why")
            case "starts_on" | "due_on":
                return day(read_day(text, field=field, today=self.today))
            case "reason" if self._needs_reason and not text:
                return "another owner or day of an active goal needs one"
        return ""

    @property
    def _needs_reason(self) -> bool:
        changed = self.texts()
        return self._card.item.state not in PLANNED and bool(
            {"owner", "starts_on", "due_on", "ambition"} & changed.keys()
        )

    def advice(self, width: int) -> list[Row]:
        return letter_rows(self.letters(), width, look=self.look, needs_approval=self._card.approved is False)

    def letters(self) -> tuple[Letter, ...]:
        """The letters with what is typed; measurable and achievable rest on the key results, which are not changed here."""
        item = self._card.item
        known = SmartGoal(
            title=self.value("title"),
            why=self.value("why"),
            parent_keys=tuple(parent.key for parent in item.parents),
            focus_area=self.value("area") or None,
            owner=self.value("owner") or None,
            starts_on=self._day("starts_on", item.starts),
            due_on=self._day("due_on", item.due),
            cycle_starts_on=self._cycle[0],
            cycle_ends_on=self._cycle[1],
        )
        mine = {SmartLetter.SPECIFIC, SmartLetter.RELEVANT, SmartLetter.TIME_BOUND}
        typed = [one for one in letters_of(known) if one.letter in mine]
        kept = [one for one in self._card.letters if one.letter not in mine]
        order = list(SmartLetter)
        return tuple(sorted([*typed, *kept], key=lambda one: order.index(one.letter)))

    @property
    def _cycle(self) -> tuple[date, date]:
        for one in self.around.cycles if self.around is not None else ():
            if one.key == self._card.item.cycle:
                return one.starts, one.ends
        return self._card.item.starts, self._card.item.due

    def _day(self, field: str, otherwise: date) -> date:
        return otherwise if field in self.faults else read_day(self.value(field), field=field, today=self.today)

    # Sending ----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        changed = self.texts()
        if not changed.keys() - {"reason"}:
            self.finish("Nothing was changed.")
            return
        changes, unit = self._changes(changed), self.value("unit") if "unit" in changed else None
        key, version = self._card.item.key, self._version
        self.sending()
        self.ask(
            "save",
            lambda gateway: gateway.goal_writing.edit_goal(key, changes, unit=unit, version=version),
            lambda _: self.finish(f"{key} is saved."),
            failed=self.refused,
        )

    def _changes(self, changed: Mapping[str, str]) -> dict[str, object]:
        """What is sent, by the names of the request; what is emptied is cleared."""
        changes: dict[str, object] = {}
        for field, text in changed.items():
            words = text.strip()
            match field:
                case "title":
                    changes["title"] = accept_title(words)
                case "starts_on" | "due_on":
                    changes[field] = read_day(words, field=field, today=self.today)
                case "area":
                    changes["focus_area"] = words or None
                case "unit":
                    continue
                case "ambition":
                    changes["ambition"] = Ambition(words)
                case _:
                    changes[field] = words or None
        return changes

    def reread(self, gateway: Gateway) -> Mapping[str, str]:
        card = gateway.goal_cards.card(self._card.item.key)
        item, self._version = card.item, card.item.version
        return {
            "title": item.title,
            "why": card.why or "",
            "owner": item.owner.key if item.owner else "",
            "unit": item.unit.key,
            "starts_on": item.starts.isoformat(),
            "due_on": item.due.isoformat(),
            "area": item.focus_area or "",
            "ambition": item.ambition.value,
        }
