"""A large company is recomputed by two processes, and the answer is the same, whatever becomes of the second."""

import subprocess
from decimal import Decimal

import pytest
from sqlalchemy import update

from okr.application import recomputing_alike, recomputing_apart
from okr.application.pipeline import load_settings
from okr.application.recomputed_rows import Rules
from okr.application.recomputing import Recomputed, finish, look_at, recompute
from okr.application.recomputing_apart import recompute_whole
from okr.contract.check_ins import RecordCheckIn
from okr.contract.key_results import FeedKeyResult
from okr.domain.vocabulary import Metric
from storage import schema
from storage.unit_of_work import ReadWork
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal, make_top, reply_time

CONTRACTS = {"title": "Contracts", "metric": Metric.INCREASE, "baseline": 0, "target": 100}


@pytest.fixture
def fed(company: Company) -> str:
    """Two key results, of which one feeds a third, with readings; answers the key of the one that is fed."""
    top = make_top(company, key_results=(reply_time(**CONTRACTS, unit_of_measure="contracts"),))
    for title, value in (("Sell contracts in the north", 30), ("Sell contracts in the south", 25)):
        result = reply_time(**CONTRACTS, unit_of_measure="contracts")
        goal = make_goal(company, title, activate=True, key_results=(result,))
        company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(value)), by="emil")
        company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{top.key}.1"), by="olivia")
    return f"{top.key}.1"


def look(company: Company, *, large: int) -> Recomputed:
    store = company.acting().store
    settings = store.read(load_settings)
    return recompute_whole(store, Rules(TODAY, settings.time_zone, settings.minimum_answers), large=large)


def test_two_processes_find_what_one_finds(company: Company, fed: str):
    plant = update(schema.key_result_progress).values(late=7, check_in_count=9)
    company.acting().store.write(lambda work: work.connection.execute(plant) and None)

    alone, together = look(company, large=1_000), look(company, large=0)

    assert together.difference_count == alone.difference_count == 6
    assert together.key_results == alone.key_results
    assert (together.goal_count, together.key_result_count, together.check_in_count) == (3, 3, 2)
    assert {(one.key, one.field) for one in together.differences} == {(one.key, one.field) for one in alone.differences}


def test_the_half_of_a_process_that_cannot_start_is_done_here(
    company: Company, fed: str, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no processes left")

    monkeypatch.setattr(subprocess, "Popen", refuse)

    assert look(company, large=0).key_result_count == 3


def test_the_half_of_a_process_that_dies_is_done_here(company: Company, fed: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recomputing_apart, "_answer", lambda helper: None)

    found = look(company, large=0)

    assert (found.key_result_count, found.difference_count) == (3, 0)


@pytest.mark.parametrize("planted", [{}, {"late": 7, "check_in_count": 9}])
def test_key_results_that_are_alike_are_worked_out_as_any_others(
    company: Company, fed: str, monkeypatch: pytest.MonkeyPatch, planted: dict[str, int]
):
    monkeypatch.setattr(recomputing_alike, "SAMPLE", 0)
    monkeypatch.setattr(recomputing_alike, "ALIKE", 0)
    store = company.acting().store
    if planted:
        plant = update(schema.key_result_progress).values(**planted)
        store.write(lambda work: work.connection.execute(plant) and None)
    settings = store.read(load_settings)

    def compared(work: ReadWork) -> list[tuple[object, ...]]:
        rules = Rules(TODAY, settings.time_zone, settings.minimum_answers)
        company = look_at(work, rules)
        found = [recompute(work, rules), finish(company, recomputing_alike.recompute_part(company))]
        return [
            (one.goal_count, one.key_result_count, one.check_in_count, one.difference_count, one.key_results, one.goals)
            for one in found
        ]

    one_by_one, by_kinds = store.read(compared)
    assert by_kinds == one_by_one
    assert by_kinds[3] == (6 if planted else 0)
