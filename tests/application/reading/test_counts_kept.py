"""What a large unit is counted for is kept until anything is written: nobody sees other numbers than who has just opened the company."""

from datetime import UTC, datetime
from typing import Any

import pytest

from okr.application import lead_home
from okr.client.local import LocalBackend
from okr.contract.accountability import ShowAccountability
from okr.contract.base import Request
from okr.contract.cycles import ListCycles
from okr.contract.focus_areas import ListFocusAreas
from okr.contract.homes import ShowHome
from okr.contract.units import ListBelow
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import check_in, make, result

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
COUNTED: tuple[Request[Any], ...] = (
    ListBelow(with_figures=True),
    ListBelow(unit="ACME", with_figures=True),
    ShowHome(role="executive"),
    ShowHome(role="lead"),
    ShowAccountability(),
    ShowAccountability(unit="CARE"),
    ListBelow(with_figures=True),
    ListBelow(unit="ACME", with_figures=True),
    ListBelow(unit="CARE", with_figures=True),
    ListFocusAreas(),
    ListCycles(),
)
"""What counts units, each after others that left their counts, and before."""


def _answers(backend: LocalBackend, *, anew: Company | None = None) -> list[object]:
    """Each answer; of backends that were opened for each where one is given to open them."""
    found = []
    for request in COUNTED:
        if anew is None:
            found.append(backend.call(request))
            continue
        fresh = LocalBackend(backend.url, acting_as="olivia", today=TODAY, clock=lambda: NOW)
        found.append(fresh.call(request))
        fresh.close()
    return found


def test_counts_that_were_kept_are_those_of_now(cascade: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_home, "TEAM_GOALS", 1)  # a lead with more goals is told what all of them come to
    backend = LocalBackend(cascade.url, acting_as="olivia", today=TODAY, clock=lambda: NOW)
    try:
        first = _answers(backend)
        assert _answers(backend) == first == _answers(backend, anew=cascade)
        check_in(cascade, "SALES-1.1", 90, by="sven")
        after = _answers(backend)
        assert after == _answers(backend, anew=cascade)
        assert after[2] != first[2]
        assert after[3] != first[3]
        assert after[4] != first[4]
        make(cascade, "Learn what customers miss", "CARE", "dan", result("Answers", 0, 10), focus_area="trust")
        assert _answers(backend)[-2:] == _answers(backend, anew=cascade)[-2:] != after[-2:]
    finally:
        backend.close()
