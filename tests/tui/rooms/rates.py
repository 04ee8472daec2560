"""What the made-up company answers when it is asked what a rate is counted from."""

from typing import Any

from okr.contract.timeliness import ResultKept, ShowTimeliness, TimelinessReport
from tests.tui.company import PPM, named, unit


def _show(backend: Any, request: ShowTimeliness) -> TimelinessReport:
    company = backend.company
    results = [result for plan in company.plans for result in company.results(plan)][:3]
    return TimelinessReport(
        unit=None if request.person else unit(request.unit or "ACME"),
        person=named(company, request.person) if request.person else None,
        cycle="2026-Q4", goals=4, key_results=9, on_time=22, late=3, missed=2, on_time_rate=PPM * 22 // 27,
        sentence="Of 27 decided check-in periods 22 were on time, 3 late, 2 missed: on-time rate 81 %.",
        results=tuple(
            ResultKept(key=result.key, title=result.title, owner=result.owner, on_time=5 + number, late=number % 2, missed=2 - number)
            for number, result in enumerate(results)
        ),
        more=4, hidden=1,
    )  # fmt: skip


ANSWERS: dict[type, Any] = {ShowTimeliness: _show}
