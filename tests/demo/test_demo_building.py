"""How the made-up company is built: the same every time, on whatever day."""

from datetime import date
from pathlib import Path

from okr.client.local import LocalBackend
from okr.contract.goals import ListGoals
from okr.contract.key_results import ListKeyResults
from tests.demo.conftest import build

Numbers = dict[str, tuple[object, ...]]


def numbers(backend: LocalBackend) -> Numbers:
    """What is derived, by key; nothing in it names a day."""
    found: Numbers = {}
    for goal in backend.call(ListGoals(limit=200)).items:
        found[goal.key] = (goal.title, goal.progress, goal.expected, goal.status, goal.coverage)
    for one in backend.call(ListKeyResults(limit=200)).items:
        found[one.key] = (one.title, one.current, one.progress_raw, one.status, one.stale)
    return found


def test_it_has_the_same_keys_and_numbers_on_any_other_day(company: LocalBackend, tmp_path: Path) -> None:
    other = build(tmp_path / "other.db", date(2028, 2, 29))
    try:
        assert numbers(other) == numbers(company)
    finally:
        other.close()
