"""A check-in that says which one it follows is refused where there is a later one, and costs no statement more."""

from decimal import Decimal

import pytest

from okr.contract.check_ins import ListCheckIns, NewCheckIn, PreviewCheckIn, RecordCheckIn, RecordCheckIns
from okr.contract.key_results import ShowKeyResult
from okr.domain.errors import Conflict
from tests.application.companies import Company
from tests.application.goal_company import make_goal


@pytest.fixture
def result(company: Company) -> str:
    return f"{make_goal(company, 'Answer customers faster', activate=True).key}.1"


def record(company: Company, key: str, value: int, *, after: int | None = None, by: str = "emil"):
    return company.call(RecordCheckIn(key=key, value=Decimal(value), after=after), by=by)


def last(company: Company, key: str) -> int:
    return company.call(ShowKeyResult(key=key)).last_check_in


def test_a_key_result_tells_the_number_of_its_last_check_in_also_as_of_a_day(company: Company, result: str):
    assert last(company, result) == 0
    record(company, result, 8)
    record(company, result, 7)
    assert last(company, result) == 2
    company.call(RecordCheckIn(key=result, value=Decimal(6), corrects=1), by="emil")
    assert last(company, result) == 3
    assert company.call(ShowKeyResult(key=result, as_of=company.today)).last_check_in == 3


def test_a_check_in_after_the_last_one_is_taken_and_after_an_earlier_one_is_a_conflict(company: Company, result: str):
    record(company, result, 8, after=0)
    with pytest.raises(Conflict, match=f"{result} has a later check-in than number 0") as found:
        record(company, result, 6, after=0)
    assert found.value.hint is not None
    assert "after number 1" in found.value.hint
    record(company, result, 6, after=1)
    record(company, result, 5)
    assert [one.number for one in company.call(ListCheckIns(key=result)).items] == [3, 2, 1]


def test_of_many_check_ins_the_row_that_was_overtaken_is_named_and_none_is_recorded(company: Company, result: str):
    other = f"{make_goal(company, 'Answer letters faster', activate=True).key}.1"
    record(company, result, 8)
    rows = tuple(NewCheckIn(key=key, value=Decimal(4), after=0) for key in (other, result))
    with pytest.raises(Conflict, match=rf"(?s)Nothing was recorded\..*row 2: {result} has a later"):
        company.call(RecordCheckIns(check_ins=rows), by="emil")
    assert last(company, other) == 0
    both = (NewCheckIn(key=result, value=Decimal(4), after=1), NewCheckIn(key=result, value=Decimal(3), after=1))
    company.call(RecordCheckIns(check_ins=both), by="emil")
    assert last(company, result) == 3


def test_a_preview_says_so_too(company: Company, result: str):
    record(company, result, 8)
    with pytest.raises(Conflict):
        company.call(PreviewCheckIn(key=result, value=Decimal(4), after=0), by="emil")
