"""When garbage is looked for: never while somebody types."""

import pytest

from tui import collecting
from tui.collecting import AWAY_SECONDS, QUIET_SECONDS, Collecting


class Collector:
    """A collector that notes what it is told; `worked` is whether anything was made since it looked last."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.worked = True

    def isenabled(self) -> bool:
        return False

    def get_threshold(self) -> tuple[int, int, int]:
        return 700, 10, 10

    def set_threshold(self, often: int, again: int, seldom: int) -> None:
        self.told.append(f"all after {seldom}")

    def get_count(self) -> tuple[int, int, int]:
        return 5, 3 if self.worked else 0, 0

    def __getattr__(self, name: str) -> object:
        return lambda *_: self.told.append(name)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    made = Collector()
    monkeypatch.setattr(collecting, "gc", made)
    return made


def test_it_looks_only_where_nobody_types(collector: Collector) -> None:
    now = [100.0]
    rests = Collecting(lambda: now[0])
    now[0] += 2 * QUIET_SECONDS
    rests.rest()
    assert collector.told == [], "what the program needs is still being loaded"
    rests.wake()
    assert collector.told == ["freeze", "enable", "all after 100"]
    collector.told.clear()
    rests.note_key()
    now[0] += QUIET_SECONDS / 2
    rests.rest()
    assert collector.told == []
    now[0] += 2 * QUIET_SECONDS
    rests.rest()
    assert collector.told == ["collect", "freeze"]
    collector.worked = False
    rests.rest()
    assert collector.told == ["collect", "freeze"], "nothing came since"


def test_what_was_passed_over_is_looked_through_once_nobody_is_there(collector: Collector) -> None:
    now = [100.0]
    rests = Collecting(lambda: now[0])
    rests.wake()
    now[0] += 2 * QUIET_SECONDS
    rests.rest()
    collector.told.clear()
    now[0] += AWAY_SECONDS
    rests.rest()
    rests.rest()
    assert collector.told == ["unfreeze", "collect", "freeze"]


def test_a_collector_that_works_already_is_left_alone(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Collector, "isenabled", lambda _: True)
    now = [100.0]
    rests = Collecting(lambda: now[0])
    rests.wake()
    now[0] += AWAY_SECONDS
    rests.rest()
    assert collector.told == []
