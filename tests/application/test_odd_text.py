"""Text that no database takes or no terminal should see: asked for, it is answered like anything unknown."""

from typing import cast

import pytest

from okr.application.paging import write_cursor
from okr.contract.base import Request
from okr.contract.cycles import ShowCycle
from okr.contract.focus_areas import ShowFocusArea
from okr.contract.people import ListPeople, ShowPerson
from okr.contract.search import Search
from okr.contract.units import ListUnits, ShowUnit
from okr.domain.errors import InvalidInput, NotFound
from tests.application.companies import Company

ODD = ["\0", "a\0b", "\ud800", "\x1b[31mred\x1b[0m", "\u202eevil", "a\nb", "x" * 100_000, ""]


@pytest.mark.parametrize("text", ODD)
def test_what_cannot_exist_is_not_found_and_shown_harmlessly(company: Company, text: str):
    queries: tuple[Request[object], ...] = (
        cast(Request[object], ShowPerson(handle=text)),
        cast(Request[object], ShowUnit(key=text)),
        cast(Request[object], ShowCycle(key=text)),
        cast(Request[object], ShowFocusArea(key=text)),
    )
    for query in queries:
        with pytest.raises(NotFound) as refusal:
            company.call(query)
        assert len(refusal.value.message) < 400
        assert not {"\0", "\x1b", "\u202e", "\n", "\ud800"} & set(refusal.value.message)


@pytest.mark.parametrize("text", ODD)
def test_nobody_acts_under_such_a_name(company: Company, text: str):
    with pytest.raises(NotFound):
        company.call(ListUnits(), by=text)


@pytest.mark.parametrize("text", [text for text in ODD if text])
def test_it_is_searched_for_in_vain(company: Company, text: str):
    assert company.call(Search(text=text)).items == ()
    assert company.call(ListPeople(matching=text)).items == ()


@pytest.mark.parametrize("text", ["\0", "1.\0"])
def test_a_forged_cursor_is_refused(company: Company, text: str):
    with pytest.raises(InvalidInput, match="no cursor"):
        company.call(ListUnits(cursor=write_cursor(text)))
