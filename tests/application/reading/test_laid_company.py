"""R16: a large company that is laid over today's says of a day what the same company brought into memory says, row by row."""

import random
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Table, select

from okr.application import past_company
from okr.application.case import ReadCase
from okr.application.laid_company import laid_company_on
from okr.application.past_company import EVERYBODY, company_on
from okr.application.pipeline import load_settings
from okr.contract.accountability import ShowAccountability
from okr.contract.base import Query
from okr.contract.goals import ListGoals, ShowGoal, ShowGoalTree
from okr.contract.homes import ShowHome
from okr.contract.key_results import EditKeyResult
from storage.as_of import When
from storage.failures import Interrupted
from storage.laid_tables import Overlay
from storage.policy import load_actor
from storage.schema import check_ins, key_result_progress, metadata, people
from storage.unit_of_work import ReadWork
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import QUARTER
from tests.application.reading.test_as_of_homes import LATER, lived
from tests.application.reading.test_past_figures import ALLOWED, MOMENTS, live

__all__ = ["lived"]

LEFT_OUT = {key_result_progress: {"check_in_count", "stable_until", "linear"}}
"""How many check-ins were written since, and up to when the turn of a day may pass a row by: none is shown of a day."""


def test_a_laid_day_holds_what_the_day_in_memory_holds(lived: Company) -> None:
    for when in (When(QUARTER), When(TODAY), When(LATER), When(TODAY, datetime(2026, 11, 18, 9, 0, 40, tzinfo=UTC))):
        for handle in ("olivia", "sven"):
            require_agreement(lived, when, handle)


def test_a_laid_day_of_any_company_holds_what_the_day_in_memory_holds(cascade: Company) -> None:
    for seed in range(2):
        assert live(cascade, random.Random(seed)) >= ALLOWED
        for when in MOMENTS:
            require_agreement(cascade, when, "olivia")


def test_more_goals_than_one_answer_takes_are_worked_out_as_a_whole_and_kept(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: tuple[Query[Any], ...] = (
        ShowGoal(key="ACME-1", as_of=QUARTER),
        ShowGoalTree(as_of=QUARTER, depth=1),
        ShowGoalTree(as_of=QUARTER, unit="CARE", limit=1),
        ListGoals(as_of=QUARTER),
        ShowHome(role="executive", as_of=QUARTER),
        ShowAccountability(as_of=QUARTER),
    )
    backend = cascade.acting()
    expected = [backend.call(one).model_dump(exclude={"loaded_at"}) for one in asked]
    assert not backend.store.keeps_days
    monkeypatch.setattr(past_company, "MOST_GOALS", 3)
    assert [backend.call(one).model_dump(exclude={"loaded_at"}) for one in asked] == expected
    assert backend.store.keeps_days
    monkeypatch.setattr(Overlay, "__init__", None)  # what is kept is not worked out again
    assert [backend.call(one).model_dump(exclude={"loaded_at"}) for one in asked] == expected


def test_what_one_writes_oneself_is_in_the_day_at_once(cascade: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_company, "MOST_GOALS", 3)
    asked = ShowAccountability(as_of=QUARTER)
    before = cascade.call(asked)
    cascade.call(EditKeyResult(key="CARE-1.1", target=Decimal(82), reason="Late", effective_on=QUARTER))
    after = cascade.call(asked)
    monkeypatch.undo()
    assert after == cascade.acting(on=LATER).call(asked)
    assert after != before


def test_a_day_that_is_not_wanted_any_more_is_not_worked_out(cascade: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_company, "MOST_GOALS", 3)
    backend = cascade.acting()

    def stop(_: object) -> None:
        backend.interrupt()

    with monkeypatch.context() as patch:
        patch.setattr(Overlay, "holds_the_same", lambda *_: stop(None))
        with pytest.raises(Interrupted):
            backend.call(ShowAccountability(as_of=QUARTER))
    assert backend.store.days.progress is None
    assert backend.call(ShowAccountability(as_of=QUARTER)).unit.goals


def require_agreement(company: Company, when: When, handle: str) -> None:
    backend = company.acting(on=LATER)

    def compare(work: ReadWork) -> None:
        case = _case(work, handle)
        with company_on(case, when, EVERYBODY._replace(life=True)) as past:
            brought = {table: _rows(past, table) for table in metadata.sorted_tables}
        with laid_company_on(case, when) as past:
            laid = {table: _rows(past, table) for table in metadata.sorted_tables}
        for table in metadata.sorted_tables:
            more, less = laid[table] - brought[table], brought[table] - laid[table]
            assert (list(more), list(less)) == ([], []), (table.name, when, handle)

    backend.store.read(compare)


def _case(work: ReadWork, handle: str) -> ReadCase:
    person_id = work.connection.execute(select(people.c.id).where(people.c.handle == handle)).scalar_one()
    return ReadCase(work, load_actor(work, person_id), load_settings(work), LATER, datetime.now(UTC))


def _rows(case: ReadCase, table: Table) -> Counter[str]:
    """The rows of a table, in no order; check-ins of what was not there are of no account."""
    statement = select(*(column for column in table.columns if column.name not in LEFT_OUT.get(table, ())))
    if table is check_ins:
        statement = statement.where(table.c.key_result_id.in_(select(key_result_progress.c.key_result_id)))
    return Counter(str(dict(row._mapping)) for row in case.connection.execute(statement))
