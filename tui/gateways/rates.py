"""What is asked about what rates are counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.alignment import ShowAlignment
from okr.contract.timeliness import ShowTimeliness
from tui.reading import rates as reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from okr.client.backend import Backend
    from tui.view_models.rates import Aligned, OnTime


class Rates:
    """Rates, as their derivation sees them."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def of_unit(self, unit: str | None) -> OnTime:
        """The on-time rate of a unit with all below it, of the whole where none is named (R14)."""
        return reading.on_time(self._connected().call(ShowTimeliness(unit=unit)))

    def of_person(self, handle: str) -> OnTime:
        """The on-time rate of a person (R14)."""
        return reading.on_time(self._connected().call(ShowTimeliness(person=handle)))

    def aligned(self, unit: str | None) -> Aligned:
        """How aligned a unit is (R13); in a large company this takes a second."""
        return reading.aligned(self._connected().call(ShowAlignment(unit=unit)))
