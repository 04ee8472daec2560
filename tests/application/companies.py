"""A small founded company for tests of the application, and the ways to act in it.

| handle | who | unit | manager |
|---|---|---|---|
| olivia | owner, administrator, leads ACME | ACME (company) | - |
| dan | leads the division CARE | CARE | olivia |
| tess | leads the team HELP, below CARE | HELP | dan |
| emil | employee | HELP | tess |
| sara | leads the division SALES | SALES | olivia |
| sven | employee elsewhere: to HELP a stranger | SALES | sara |

Cycles 2026 and, inside it, 2026-Q4; focus area `trust`; today is Wednesday, 18 November 2026, in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TypeVar

from okr.client.local import LocalBackend
from okr.contract.base import Request
from okr.contract.focus_areas import CreateFocusArea
from okr.contract.organisation import InitOrganisation
from okr.contract.people import CreatePerson
from okr.contract.units import CreateUnit, EditUnit
from okr.domain.vocabulary import UnitKind

Result = TypeVar("Result")

TODAY = date(2026, 11, 18)
PEOPLE = (
    # handle, name, unit, manager
    ("dan", "Dan Division", "CARE", "olivia"),
    ("tess", "Tess Team", "HELP", "dan"),
    ("emil", "Emil Employee", "HELP", "tess"),
    ("sara", "Sara Sales", "SALES", "olivia"),
    ("sven", "Sven Stranger", "SALES", "sara"),
)
UNITS = (
    # key, name, kind, parent, lead
    ("CARE", "Customer Care", UnitKind.DIVISION, "ACME", "dan"),
    ("HELP", "Help Desk", UnitKind.TEAM, "CARE", "tess"),
    ("SALES", "Sales", UnitKind.DIVISION, "ACME", "sara"),
)


def ticking(day: date = TODAY) -> Iterator[datetime]:
    """Moments of a day, from 9 in the morning in UTC, a second apart: no two changes at the same time."""
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return (start + timedelta(seconds=seconds) for seconds in count())


@dataclass
class Company:
    """A founded company in a database of its own."""

    url: str
    today: date = TODAY
    _moments: Iterator[datetime] = field(default_factory=ticking)
    _backends: dict[tuple[str | None, date], LocalBackend] = field(default_factory=dict)

    def acting(self, by: str | None = None, *, on: date | None = None) -> LocalBackend:
        """The backend of a person (the owner, if none is named), on a day (today, if none is given)."""
        day = on or self.today
        if (by, day) not in self._backends:
            self._backends[by, day] = LocalBackend(self.url, acting_as=by, today=day, clock=lambda: next(self._moments))
        return self._backends[by, day]

    def call(
        self, request: Request[Result], *, by: str | None = None, on: date | None = None, key: str | None = None
    ) -> Result:
        """Ask as a person; the owner, if none is named."""
        return self.acting(by, on=on).call(request, key=key)

    def close(self) -> None:
        for backend in self._backends.values():
            backend.close()
        self._backends.clear()


def found(url: str, *, today: date = TODAY) -> Company:
    """Found the company described above in an empty place."""
    company = Company(url, today)
    company.call(InitOrganisation(name="Acme", unit_prefix="ACME", owner_name="Olivia Owner", owner_handle="olivia"))
    for key, name, kind, parent, _ in UNITS:
        company.call(CreateUnit(key=key, name=name, kind=kind, parent=parent))
    for handle, name, unit, manager in PEOPLE:
        company.call(CreatePerson(handle=handle, name=name, unit=unit, manager=manager))
    for key, _, _, _, lead in UNITS:
        company.call(EditUnit(key=key, lead=lead))
    company.call(CreateFocusArea(name="Trust", key="trust", owner="dan"))
    return company
