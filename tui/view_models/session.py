"""Who looks at what."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tui.view_models.basics import Named

Role = Literal["employee", "lead", "executive"]


@dataclass(frozen=True, slots=True)
class Session:
    """Who is looking, at which company, on which day; what the header says."""

    organisation: str
    today: date
    me: Named
    home: Role
    leads: tuple[Named, ...]
    is_administrator: bool
    day_is_turned: bool
    is_demo: bool
    root: str
    cycle: str | None
    marker: str
