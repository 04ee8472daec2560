"""R16: whether a past day can be looked at without a wait, and working it out ahead where it cannot."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Table

from okr.application import past_days
from okr.client.backend import StopsWorkingOut, WorksDaysOut
from okr.client.local import LocalBackend
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import ShowGoalTree
from okr.contract.homes import ShowHome
from okr.contract.past_days import PastDay, PrepareDay, ShowDay
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import ObjectKind
from storage import kept_days
from storage.failures import Interrupted
from storage.laid_tables import Overlay
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import QUARTER

STANDS, DOES_NOT = PastDay(day=QUARTER, stands=True), PastDay(day=QUARTER, stands=False)


@pytest.fixture
def large(cascade: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalBackend]:
    """Olivia's way into a company that is a large one."""
    monkeypatch.setattr(past_days, "AT_ONCE", 3)
    backend = cascade.acting()
    yield backend
    backend.close()


def seen(backend: LocalBackend) -> object:
    """What the home of the day says of the whole company."""
    home = backend.call(ShowHome(role="executive", as_of=QUARTER))
    return home.summary, home.executive


def test_any_day_of_a_small_company_stands(cascade: Company) -> None:
    backend = cascade.acting()
    assert backend.call(ShowDay(day=QUARTER)) == backend.call(PrepareDay(day=QUARTER)) == STANDS
    assert not backend.store.keeps_days


def test_a_day_of_a_large_company_stands_once_it_was_prepared(
    large: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert large.call(ShowDay(day=QUARTER)) == DOES_NOT
    assert large.call(PrepareDay(day=QUARTER)) == STANDS
    assert large.call(ShowDay(day=QUARTER)) == STANDS
    monkeypatch.setattr(Overlay, "__init__", None)  # from now on nothing is worked out
    assert large.call(PrepareDay(day=QUARTER)) == STANDS
    assert large.call(ShowGoalTree(as_of=QUARTER, depth=1)).roots


def test_today_always_stands_and_tomorrow_is_refused(large: LocalBackend) -> None:
    assert large.call(ShowDay(day=TODAY)).stands
    assert large.call(PrepareDay(day=TODAY)).stands
    assert not large.store.keeps_days
    for asks in (ShowDay, PrepareDay):
        with pytest.raises(InvalidInput, match="in the future"):
            large.call(asks(day=TODAY + timedelta(days=1)))


def test_a_day_does_not_stand_any_more_when_one_has_written(large: LocalBackend, cascade: Company) -> None:
    large.call(PrepareDay(day=QUARTER))
    cascade.call(RecordCheckIn(key="CARE-1.1", value=Decimal(70)), by="dan")
    assert large.call(ShowDay(day=QUARTER)) == STANDS, "what others write is shown later"
    large.call(RecordCheckIn(key="CARE-1.1", value=Decimal(71)))
    assert large.call(ShowDay(day=QUARTER)) == DOES_NOT
    assert large.call(PrepareDay(day=QUARTER)) == STANDS
    assert large.call(ShowDay(day=QUARTER)) == STANDS


def test_a_day_that_one_looks_at_stays_as_it_was_known_until_it_is_chosen_again(
    large: LocalBackend, cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    large.call(PrepareDay(day=QUARTER))
    before = seen(large)
    monkeypatch.setattr(kept_days, "KEPT_S", -1)  # a long time goes by
    cascade.call(RecordCheckIn(key="CARE-1.1", value=Decimal(70), effective_on=QUARTER), by="dan")
    with monkeypatch.context() as patch:
        patch.setattr(Overlay, "__init__", None)
        assert seen(large) == before, "nobody waits for what others write"
    assert large.call(ShowDay(day=QUARTER)) == DOES_NOT
    assert large.call(PrepareDay(day=QUARTER)) == STANDS
    assert seen(large) != before


def test_a_day_is_read_while_it_is_worked_out_anew(
    large: LocalBackend, cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    large.call(PrepareDay(day=QUARTER))
    before = seen(large)
    monkeypatch.setattr(kept_days, "KEPT_S", -1)
    cascade.call(RecordCheckIn(key="CARE-1.1", value=Decimal(70), effective_on=QUARTER), by="dan")
    read = []
    holds_the_same = Overlay.holds_the_same

    def look_meanwhile(over: Overlay, table: Table, kind: ObjectKind) -> bool:
        with ThreadPoolExecutor(1) as other:
            read.append(other.submit(seen, large).result(timeout=30))
        return holds_the_same(over, table, kind)

    monkeypatch.setattr(Overlay, "holds_the_same", look_meanwhile)
    large.call(PrepareDay(day=QUARTER))
    assert read == [before]


def test_preparing_is_stopped_by_itself(large: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(large, WorksDaysOut)
    assert isinstance(large, StopsWorkingOut)

    def stop(*_: object) -> bool:
        large.stop_working_out()
        return False

    with monkeypatch.context() as patch:
        patch.setattr(Overlay, "holds_the_same", stop)
        with pytest.raises(Interrupted):
            large.call(PrepareDay(day=QUARTER))
    assert large.working_out is None
    assert large.call(ShowDay(day=QUARTER)) == DOES_NOT
    assert large.call(PrepareDay(day=QUARTER)) == STANDS
