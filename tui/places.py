"""The screens by name and what opens which of them; a screen's module is imported when it is first wanted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.screens.base import OkrScreen


class Place(NamedTuple):
    """Where a screen's class stands: its module and its name there."""

    module: str
    screen: str

    def make(self, *about: str) -> OkrScreen:
        """The screen, about something if it is about something."""
        made = cast("Callable[..., OkrScreen]", getattr(import_module(self.module), self.screen))
        return made(*about)


ROOTS = {
    "home": Place("tui.screens.home", "HomeScreen"),
    "alignment": Place("tui.screens.alignment", "AlignmentScreen"),
    "check-in": Place("tui.screens.check_in", "CheckInScreen"),
    "accountability": Place("tui.screens.accountability", "AccountabilityScreen"),
    "people": Place("tui.screens.people", "PeopleScreen"),
    "cycle": Place("tui.screens.cycle", "CycleScreen"),
}
"""The screens that stand at the bottom, by name; `okr --screen NAME` opens one of them first."""

ABOUT = {
    "goal": Place("tui.screens.goal", "GoalScreen"),
    "key result": Place("tui.screens.goal", "GoalScreen"),
    "contract": Place("tui.screens.contract", "ContractScreen"),
    "contribution": Place("tui.screens.contract", "ContractScreen"),
    "conversation": Place("tui.screens.conversation", "ConversationScreen"),
    "blocker": Place("tui.screens.conversation", "ConversationScreen"),
    "initiative": Place("tui.screens.conversation", "ConversationScreen"),
    "dependency": Place("tui.screens.conversation", "ConversationScreen"),
    "comment": Place("tui.screens.conversation", "ConversationScreen"),
    "agenda": Place("tui.screens.agenda", "AgendaScreen"),
    "person": Place("tui.screens.person", "PersonScreen"),
    "unit": Place("tui.screens.unit", "UnitScreen"),
}
"""The screens about one thing, by the kind of `Target` that opens them; they are made with its key."""

OVER = {
    "requests": Place("tui.screens.requests", "RequestsScreen"),
    "agenda of": Place("tui.dialogs.agenda_of", "AgendaOfForm"),
}
"""The screens about nothing in particular that open over the others."""
