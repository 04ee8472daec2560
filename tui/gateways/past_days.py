"""Past days of a large company: whether one can be looked at at once, and working it out ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from okr.client.backend import Backend


class PastDays:
    """What is asked before one looks at a day."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def stands(self, day: date) -> bool:
        """Whether a day can be looked at without a wait."""
        from okr.contract.past_days import ShowDay

        return self._connected().call(ShowDay(day=day)).stands

    def prepare(self, day: date) -> bool:
        """Work a day out, which takes a while; whether it stands then: not where the person wrote something meanwhile."""
        from okr.contract.past_days import PrepareDay

        self._connected().call(PrepareDay(day=day))
        return self.stands(day)
