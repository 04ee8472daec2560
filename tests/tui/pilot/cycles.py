"""The cycle on screen: a company in the middle of it, as each role, and the keys that lead to its tabs."""

from typing import Any

from okr.domain.vocabulary import CycleState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.cycles import life, several_cycles

REVIEW, GRADING, LESSONS, LEDGER, CALIBRATION = (["tab"] * number for number in range(1, 6))


def backend_of(state: CycleState = CycleState.ACTIVE, **company: Any) -> FakeBackend:
    backend = FakeBackend(Company(**company))
    several_cycles(backend)
    life(backend).state = state
    return backend


def writes(backend: FakeBackend, kind: type) -> list[Any]:
    return [call for call in backend.asked(kind) if not getattr(call, "dry_run", False)]
