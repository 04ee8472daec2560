"""What the goal screen asks: the card at once, what is told beside it afterwards, and the course of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.check_ins import ListCheckIns
from okr.contract.comments import ListComments
from okr.contract.contributions import ShowSubscription
from okr.contract.focus_areas import ListFocusAreas
from okr.contract.goals import CheckSmart, ShowGoal
from okr.contract.key_results import ShowKeyResult
from okr.contract.ledger import ListLedger
from okr.contract.trail import ShowTrail
from tui.reading import goal_beside
from tui.reading.goal_card import goal_card
from tui.view_models.goal_card import Beside, Course, GoalCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from okr.client.backend import Backend

RECENT = 20
"""Check-ins and comments that the screen lists; the commands have all of them."""
PAGE = 100


class GoalCards:
    """One goal, as the goal screen sees it."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def card(self, key: str) -> GoalCard:
        """A goal with its SMART letters, its newest check-ins, its forecast and what it moves."""
        backend = self._connected()
        view = backend.call(ShowGoal(key=key, insights=True))
        smart = backend.call(CheckSmart(key=key))
        check_ins = backend.call(ListCheckIns(key=key, limit=RECENT))
        areas = {area.key: area.name for area in backend.call(ListFocusAreas(limit=PAGE)).items}
        return goal_card(view, smart=smart, check_ins=check_ins.items, areas=areas)

    def beside(self, key: str) -> Beside:
        """Agreements, moved goalposts, comments and the audit."""
        backend = self._connected()
        subscriptions = backend.call(ShowSubscription(key=key)).parents
        ledger = backend.call(ListLedger(key=key, limit=PAGE)).items
        comments = backend.call(ListComments(on=key, limit=RECENT)).items
        return Beside(
            subscriptions=tuple(map(goal_beside.subscription, subscriptions)),
            moved=tuple(map(goal_beside.moved, ledger)),
            said=tuple(map(goal_beside.said, comments)),
            deeds=tuple(map(goal_beside.deed, backend.call(ShowTrail(key=key, limit=RECENT)).items)),
        )

    def course(self, key: str) -> Course:
        """The numbers of a goal or a key result over time, with what is expected and where it is heading."""
        backend = self._connected()
        if "." not in key:
            return goal_beside.goal_course(backend.call(ShowGoal(key=key, insights=True)))
        view = backend.call(ShowKeyResult(key=key, insights=True))
        return goal_beside.result_course(view, backend.call(ListCheckIns(key=key, limit=1_000)).items)
