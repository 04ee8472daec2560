"""Who looks at what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tui.lens import Lens
from tui.view_models.basics import Named

Role = Literal["employee", "lead", "executive"]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The newest cycle that has goals, and how many, where the one that is looked at has none."""

    cycle: str
    goals: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Session:
    """Who is looking, at which company, in which cycle, on which day; what the header says.

    `today` is the day that is looked at, `calendar_day` the one that is.
    """

    organisation: str
    today: date
    calendar_day: date
    me: Named
    home: Role
    leads: tuple[Named, ...]
    is_administrator: bool
    day_is_turned: bool
    is_demo: bool
    root: str
    cycle: str | None
    marker: str
    lens: Lens = field(default_factory=Lens)
    stays: Mapping[str, str] = field(default_factory=dict)
    """The operations that undoing does not take back, each with what to do instead."""
    elsewhere: Elsewhere | None = None
    """Where goals are, if the cycle has none."""
