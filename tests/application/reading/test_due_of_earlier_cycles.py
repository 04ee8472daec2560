"""What was left open in earlier cycles comes after all that is due now, however long it is overdue, on both databases."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from okr.contract.check_ins import DueItem, ListDue
from okr.contract.homes import ShowHome
from storage import due
from storage.due import is_over
from storage.schema import cycles, key_result_progress, key_results
from storage.unit_of_work import WriteWork
from tests.application.companies import Company

BEFORE = timedelta(days=200)


@pytest.fixture
def left_open(cascade: Company) -> list[str]:
    """A company of which every other key result ended before its cycle began, and whose check-ins are overdue since then or for longer."""
    shown = list(_keys(_pages(cascade, limit=100)))[::2]
    cascade.acting().store.write(partial(_ended_long_ago, keys=shown))
    return shown


@pytest.mark.parametrize("by", ["olivia", "dan"])
@pytest.mark.parametrize(("crowd", "rare"), [(2_000, 20), (0, 20), (1, 1), (1, 20), (2, 1), (2, 2)])
def test_pages_hold_what_is_due_now_first_and_all_of_it_once(
    cascade: Company, left_open: list[str], monkeypatch: pytest.MonkeyPatch, crowd: int, rare: int, by: str
) -> None:
    whole = _pages(cascade, by=by, limit=100)
    assert [item.over for item in whole] == sorted(item.over for item in whole)
    assert {item.key_result.key for item in whole if item.over} <= set(left_open)
    assert whole == sorted(whole, key=lambda item: (item.over, item.due_on, item.key_result.key))
    assert any(item.over for item in whole)
    assert not whole[0].over
    monkeypatch.setattr(due, "CROWD", crowd)
    monkeypatch.setattr(due, "RARE", rare)
    assert _keys(_pages(cascade, by=by, limit=1)) == _keys(_pages(cascade, by=by, limit=3)) == _keys(whole)


@pytest.mark.parametrize(("scope", "by"), [("team", "olivia"), ("team", "dan"), ("mine", "dan"), ("mine", "sara")])
def test_what_few_owe_and_what_many_owe_has_one_order(
    cascade: Company, left_open: list[str], monkeypatch: pytest.MonkeyPatch, scope: str, by: str
) -> None:
    few = _pages(cascade, by=by, limit=100, scope=scope)
    assert [item.over for item in few] == sorted(item.over for item in few)
    assert _keys(_pages(cascade, by=by, limit=1, scope=scope)) == _keys(few)
    for name, value in (("LARGE_TEAM", 0), ("LARGE_SHARE", 0), ("CROWD", 1)):
        monkeypatch.setattr(due, name, value)
    assert _keys(_pages(cascade, by=by, limit=2, scope=scope)) == _keys(few)


def test_a_home_has_what_is_due_now_however_much_was_left_open(cascade: Company, left_open: list[str]) -> None:
    home = cascade.call(ShowHome(role="lead"), by="olivia").lead
    assert home is not None
    over = [item.over for item in home.due]
    assert over == sorted(over)
    assert all(item.over == (item.key_result.key in left_open) for item in home.due)


def test_what_ends_with_the_cycle_or_on_its_first_day_is_not_over(cascade: Company) -> None:
    first = _pages(cascade, limit=100)[0].key_result.key

    def ends_on_the_first_day(work: WriteWork) -> date:
        began: date = work.connection.execute(
            select(cycles.c.starts_on).order_by(cycles.c.starts_on.desc()).limit(1)
        ).scalar_one()
        _set(work, first, began, began)
        assert work.connection.execute(select(key_results.c.id).where(is_over(began))).first() is None
        return began

    began = cascade.acting().store.write(ends_on_the_first_day)
    [item] = [item for item in _pages(cascade, limit=100) if item.key_result.key == first]
    assert not item.over
    cascade.acting().store.write(lambda work: _set(work, first, began - timedelta(days=1), began - timedelta(days=1)))
    assert _pages(cascade, limit=100)[-1].key_result.key == first
    assert _pages(cascade, limit=100)[-1].over


def _ended_long_ago(work: WriteWork, keys: list[str]) -> None:
    for number, key in enumerate(keys):
        began = work.connection.execute(select(key_results.c.starts_on).where(key_results.c.key == key)).scalar_one()
        _set(work, key, began - BEFORE, began - BEFORE - timedelta(days=number // 2))


def _set(work: WriteWork, key: str, ends: date, owed: date) -> None:
    """A key result that ends on a day, and whose check-in was owed on another."""
    found = work.connection.execute(select(key_results.c.id).where(key_results.c.key == key)).scalar_one()
    values = {"starts_on": ends - timedelta(days=90), "due_on": ends}
    work.connection.execute(update(key_results).where(key_results.c.id == found).values(values))
    progress = update(key_result_progress).where(key_result_progress.c.key_result_id == found)
    work.connection.execute(progress.values(next_due_on=owed))


def _keys(items: list[DueItem]) -> list[str]:
    return [item.key_result.key for item in items]


def _pages(company: Company, *, limit: int, by: str = "olivia", scope: str = "all") -> list[DueItem]:
    found: list[DueItem] = []
    cursor: str | None = None
    while True:
        asked = {"scope": scope, "within_days": 60, "limit": limit, "cursor": cursor}
        page = company.call(ListDue.model_validate(asked), by=by)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found
