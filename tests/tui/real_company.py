"""A company in a database for tests of the real interface: Ada leads it, Maria leads Care, and a cascade of two goals has readings."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from okr.client import connect
from okr.contract.check_ins import RecordCheckIn
from okr.contract.focus_areas import CreateFocusArea
from okr.contract.goals import CreateGoal
from okr.contract.key_results import NewKeyResult
from okr.contract.organisation import InitOrganisation
from okr.contract.people import CreatePerson
from okr.contract.units import CreateUnit
from okr.domain.vocabulary import Metric, UnitKind

TODAY = date(2026, 11, 18)
STARTS = date(2026, 10, 1)
GOALS = (
    ("ACME", "ada.lindqvist", "Keep our customers through the year"),
    ("CARE", "maria.lopes", "Answer every customer within two hours"),
)


def found_company(
    url: str, readings: Mapping[str, Sequence[int]], *, others: Sequence[str] = (), result: str = "Answered in time"
) -> None:
    """Found it: `readings` of the key result of each unit's goal come every other week, `others` report to Ada."""
    backend = connect(url, today=STARTS)
    backend.call(
        InitOrganisation(name="Northwind Internet", owner_name="Ada Lindqvist", unit_prefix="ACME", cycle_key="2026-Q4")
    )
    backend.close()
    backend = connect(url, today=TODAY)
    for name in ("Maria Lopes", *others):
        backend.call(CreatePerson(name=name, manager="ada.lindqvist"))
    backend.call(
        CreateUnit(name="Customer Care", key="CARE", lead="maria.lopes", parent="ACME", kind=UnitKind.DIVISION)
    )
    backend.call(CreateFocusArea(name="Fast answers"))
    parent = None
    for unit, owner, title in GOALS:
        wanted = NewKeyResult(
            title=result, metric=Metric.INCREASE, unit_of_measure="%", baseline=Decimal(10), target=Decimal(90)
        )
        goal = backend.call(
            CreateGoal(
                title=title, unit=unit, owner=owner, parent=parent, focus_area="fast-answers", why="Customers who wait leave us for another.",
                key_results=(wanted,), activate=True, effective_on=STARTS,
            )
        )  # fmt: skip
        parent = parent or goal.key
        for week, value in enumerate(readings[unit], start=1):
            day = STARTS + timedelta(days=14 * week)
            backend.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(value), effective_on=day, confidence=70))
    backend.close()
