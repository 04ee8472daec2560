"""R16: on SQLite another process lays a large past day; it says the same, and whatever becomes of it nothing stays behind."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partialmethod
from typing import Any

import pytest

from okr.application import laid_company, laying_apart, past_company
from okr.application.beside import Beside, beside
from okr.application.laid_company import Laying, Together
from okr.application.laying_apart import OPENED
from okr.application.laying_task import Task
from okr.application.recomputing import Part
from okr.client.local import LocalBackend
from okr.contract.accountability import AccountabilityReport, ShowAccountability
from storage import scratch
from storage.as_of import When
from storage.failures import Interrupted
from storage.kept_days import Tick
from storage.laid_tables import Overlay
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import QUARTER
from tests.application.reading.test_as_of_homes import LATER, _before
from tests.application.reading.test_laid_company import require_agreement
from tests.application.reading.test_past_figures import MOMENTS, live

ASKED = ShowAccountability(as_of=QUARTER)


@pytest.fixture
def apart(sqlite_cascade_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company in a SQLite file of which every past day is laid by another process."""
    monkeypatch.setattr(past_company, "MOST_GOALS", 3)
    monkeypatch.setattr(laid_company, "LARGE", 0)
    company = Company(sqlite_cascade_url)
    yield company
    company.close()


@pytest.fixture
def only_apart(apart: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """The same; this process can lay none."""
    monkeypatch.setattr(Overlay, "__init__", _refuse)
    return apart


_make = Overlay.__init__


def _refuse(*_: object) -> None:
    raise AssertionError("laid here")


def test_a_day_that_another_process_lays_holds_what_the_day_in_memory_holds(
    only_apart: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    _before(only_apart)
    monkeypatch.undo()
    with monkeypatch.context() as patch:
        patch.setattr(laid_company, "LARGE", 0)
        patch.setattr(laid_company, "MUCH", 0)
        patch.setattr(Overlay, "__init__", _refuse)
        for when in (When(QUARTER), When(LATER), When(TODAY, datetime(2026, 11, 18, 9, 0, 40, tzinfo=UTC))):
            require_agreement(only_apart, when, "olivia")
        require_agreement(only_apart, When(TODAY), "sven")


def test_a_day_of_any_company_that_another_process_lays_holds_the_same(
    sqlite_cascade_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = Company(sqlite_cascade_url)
    live(company, random.Random(1))
    monkeypatch.setattr(laid_company, "LARGE", 0)
    monkeypatch.setattr(laid_company, "MUCH", 0)
    monkeypatch.setattr(Overlay, "__init__", _refuse)
    for when in MOMENTS:
        require_agreement(company, when, "olivia")
    company.close()


def test_numbers_are_worked_out_by_a_further_process_where_there_are_many(
    only_apart: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laid_company, "MUCH", 0)
    expected = _laid_here(only_apart)
    assert only_apart.call(ASKED) == expected
    assert _has_numbers_apart(only_apart)


def test_numbers_that_no_further_process_works_out_are_worked_out_where_the_day_is_laid(
    only_apart: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laid_company, "MUCH", 0)
    expected = _laid_here(only_apart)
    send = Beside.send

    def misdirect(helper: Beside, what: object) -> bool:
        if isinstance(what, Task):
            what = replace(what, room=replace(what.room, second=what.room.second / "not there"))
        return send(helper, what)

    monkeypatch.setattr(Beside, "send", misdirect)
    assert only_apart.call(ASKED) == expected
    assert not _has_numbers_apart(only_apart)


class Lost(Together):
    """A further process that ended before it had anything to say."""

    def part(self, tick: Tick) -> Part | None:
        return None

    def finish(self) -> None:
        raise AssertionError("nothing came of it")


def test_a_day_is_laid_without_the_numbers_of_a_process_that_was_lost(
    apart: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = _laid_here(apart)
    monkeypatch.setattr(laid_company, "LARGE", sys.maxsize)
    monkeypatch.setattr(Laying, "lay", partialmethod(Laying.lay, Lost()))
    assert apart.call(ASKED) == expected


def test_a_process_that_is_killed_is_done_without(apart: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _laid_here(apart)
    met = _on_opening(monkeypatch, lambda helper: helper.process.kill())
    assert apart.call(ASKED) == expected
    assert [helper.is_lost for helper in met] == [True]
    assert _left_by(apart) == []


def test_a_process_that_cannot_be_started_is_done_without(apart: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _laid_here(apart)

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no processes left")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert apart.call(ASKED) == expected
    assert _left_by(apart) == []


def test_a_day_that_is_not_wanted_any_more_ends_the_process_that_lays_it(
    only_apart: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = only_apart.acting()
    with monkeypatch.context() as patch:
        met = _on_opening(patch, lambda _: backend.interrupt())
        with pytest.raises(Interrupted):
            backend.call(ASKED)
    assert [helper.process.returncode is not None for helper in met] == [True]
    assert backend.store.days.progress is None
    assert backend.working_out is None
    assert _left_by(only_apart) == []
    assert backend.call(ASKED).unit.goals


def test_a_day_that_is_worked_out_ahead_is_stopped_apart(only_apart: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = only_apart.acting()
    with monkeypatch.context() as patch:
        met = _on_opening(patch, lambda _: backend.stop_working_out())
        with backend.store.apart_from_others(), pytest.raises(Interrupted):
            backend.call(ASKED)
    assert [helper.process.returncode is not None for helper in met] == [True]


def test_the_process_says_how_far_it_is(only_apart: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = only_apart.acting()
    shares: list[int | None] = []
    receive = Beside.receive

    def look(helper: Beside) -> object:
        shares.append(backend.working_out)
        return receive(helper)

    monkeypatch.setattr(Beside, "receive", look)
    backend.call(ASKED)
    known = [share for share in shares if share is not None]
    assert known == sorted(known)
    assert known[0] == 0
    assert known[-1] >= 90
    assert len(set(known)) > 5
    assert backend.working_out is None


def test_the_process_ends_with_the_one_that_asked_it(apart: Company) -> None:
    """Whatever is written next to a pipe that nobody reads any more fails, and what it had opened has no name."""
    backend = apart.acting()
    tasks: list[Task] = []
    send = Beside.send

    def note(helper: Beside, what: object) -> bool:
        if not isinstance(what, Task):
            return send(helper, what)
        tasks.append(what)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Beside, "send", note)
        backend.call(ASKED)  # laid here, since nothing reaches the other process
    company = backend.store.url.path
    assert company is not None
    connection, room = scratch.share(company)
    with beside(laying_apart.__name__, backend.store.url) as helper:
        assert helper is not None
        assert helper.send(replace(tasks[0], room=room))
        assert helper.receive() == OPENED
        room.forget_names()
        assert helper.process.stdin is not None
        assert helper.process.stdout is not None
        helper.process.stdout.close()
        helper.process.stdin.close()
        helper.process.wait()
    connection.close()
    assert _left_by(apart) == []


def test_what_a_crashed_process_left_long_ago_is_swept(only_apart: Company) -> None:
    backend = only_apart.acting()
    company = backend.store.url.path
    assert company is not None
    old, new = company.parent / ".okr-day-left", company.parent / ".okr-day-used"
    for path in (old, new):
        path.touch()
    then = time.time() - 2 * scratch.FORGOTTEN_S
    os.utime(old, (then, then))
    backend.call(ASKED)
    assert not old.exists()
    assert new.exists()


def _laid_here(company: Company) -> AccountabilityReport:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laid_company, "LARGE", sys.maxsize)
        patch.setattr(Overlay, "__init__", _make)
        here = LocalBackend(company.url, today=company.today)
        found = here.call(ASKED)
        here.close()
    return found


def _has_numbers_apart(company: Company) -> bool:
    (day,) = company.acting().store.days._days.values()
    found = day.connection.exec_driver_sql("SELECT name FROM second.sqlite_master WHERE name = 'key_result_progress'")
    return found.first() is not None


def _on_opening(patch: pytest.MonkeyPatch, happens: Any) -> list[Beside]:
    """Let something happen as soon as the other process has opened its files; answers those that did."""
    met: list[Beside] = []
    receive = Beside.receive

    def meet(helper: Beside) -> object:
        said = receive(helper)
        if said == OPENED:
            met.append(helper)
            happens(helper)
            helper.process.wait()  # it was killed, and what it had said before is of no account
            while receive(helper) is not None:
                pass
            return OPENED
        return said

    patch.setattr(Beside, "receive", meet)
    return met


def _left_by(company: Company) -> list[str]:
    path = company.acting().store.url.path
    assert path is not None
    return [found.name for found in path.parent.glob(".okr-day-*")]
