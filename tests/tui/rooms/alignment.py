"""What the made-up company answers around the tree: how goals went, which units there are, what stands on the map."""

from typing import Any

from okr.contract.base import Page
from okr.contract.goal_rows import GoalTrend, ShowTrends, Trends
from okr.contract.units import ListUnits, UnitView
from okr.domain.vocabulary import UnitKind


def trends(backend: Any, request: ShowTrends) -> Trends:
    """Each goal went straight to where it stands, from nothing a third of the way in."""
    plans = {plan.key: plan for plan in backend.company.plans}
    points = request.points
    return Trends(
        items=tuple(
            GoalTrend(
                key=key,
                progress=tuple(
                    None if step < points // 3 else (plans[key].progress or 0) * step // (points - 1)
                    for step in range(points)
                ),
            )
            for key in request.keys
            if key in plans and plans[key].progress is not None
        )
    )


def units(backend: Any, request: ListUnits) -> Page[UnitView]:
    """The units of the company, all but CHAT directly below the root."""
    from tests.tui.company import UNITS, unit

    parents = {"ACME": None, "CHAT": "CARE"}
    return Page[UnitView](
        items=tuple(
            UnitView(
                key=key, name=name, kind=UnitKind.COMPANY if key == "ACME" else UnitKind.DIVISION,
                parent=unit(above) if above else None, lead=None, depth=0 if key == "ACME" else 1, people=3,
                people_below=3, goals=2, external_id=None, archived_on=None, version=1,
            )
            for key, name in UNITS.items()
            for above in [parents.get(key, "ACME")]
            if request.below is None or request.below in {key, above}
        )
    )  # fmt: skip


ANSWERS = {ShowTrends: trends, ListUnits: units}
