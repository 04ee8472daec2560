"""What is asked about the settings of the organisation, and how they are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.organisation import EditOrganisation, ShowOrganisation
from tui.reading.basics import clean, long
from tui.view_models.settings import OrganisationSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from okr.client.backend import Backend


class Settings:
    """The settings of the organisation, as their form sees them."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def show(self) -> OrganisationSettings:
        """What holds now."""
        view = self._connected().call(ShowOrganisation())
        return OrganisationSettings(
            name=clean(view.name),
            vision=long(view.vision),
            cadence=clean(view.cadence),
            grace_days=view.grace_days,
            reminder_days=view.reminder_days,
            minimum_answers=view.minimum_answers,
            version=view.version,
        )

    def change(self, changes: Mapping[str, object], *, version: int, sent_as: str) -> None:
        """Change settings; what is not in `changes` stays."""
        request = EditOrganisation.model_validate({"version": version, **changes})
        self._connected().call(request, key=sent_as)
