"""How a need is divided before it is sent: the same numbers as the application's, what is missing, who is left out."""

from datetime import date
from decimal import Decimal

import pytest

from okr.domain.vocabulary import ContributionState, ShareMode
from tui.sharing import Division, amounts, division
from tui.view_models.agreements import Ask, Receiver, Shared
from tui.view_models.basics import Named

CARE, SALES, TOM = (
    Receiver("unit", "CARE", "Care", 30),
    Receiver("unit", "SALES", "Sales", 10),
    Receiver("person", "tom", "Tom"),
)
NEED = Shared("ACME-1.1", "Customers back", Decimal(120), "customers")


def asked(state: ContributionState) -> Ask:
    ada = Named("ada", "Ada")
    return Ask(
        key="ACME-1+1", parent="ACME-1.1", parent_title="", receiver=Named("CARE", "Care"), is_unit=True, offered=False,
        state=state, title="", share=Decimal(10), part_ppm=None, measure="customers", due=date(2026, 12, 31), asked_by=ada,
        waits_for=None, answer_due_on=None, reminded=False, since=date(2026, 11, 1), said=None, child=None, child_state=None,
        child_result=None, version=1,
    )  # fmt: skip


def shares(found: Division) -> list[int | None]:
    return [None if part.share is None else int(part.share) for part in found.parts]


def test_a_need_is_divided_equally_and_by_head_count():
    equal = division(NEED, [CARE, SALES, TOM], mode=ShareMode.EQUAL, typed={})
    assert (shares(equal), equal.total_ppm, equal.problem) == ([40, 40, 40], 1_000_000, None)
    heads = division(NEED, [CARE, SALES], mode=ShareMode.PEOPLE, typed={})
    assert shares(heads) == [90, 30]
    assert [part.ppm for part in heads.parts] == [750_000, 250_000]


def test_less_or_more_than_the_need_can_be_asked_for():
    found = division(NEED, [CARE, SALES], mode=ShareMode.EQUAL, typed={}, amount="60 customers")
    assert (shares(found), found.total_ppm) == ([30, 30], 500_000)


def test_weights_and_shares_that_are_typed_are_waited_for_by_name():
    found = division(NEED, [CARE, SALES], mode=ShareMode.WEIGHT, typed={"CARE": "3"})
    assert "weight of Sales" in (found.problem or "")
    assert found.total_ppm is None
    found = division(NEED, [CARE, SALES], mode=ShareMode.WEIGHT, typed={"CARE": "3", "SALES": "1"})
    assert (shares(found), found.problem) == ([90, 30], None)
    found = division(NEED, [CARE, SALES], mode=ShareMode.TYPED, typed={"CARE": "90", "SALES": "54"})
    assert (shares(found), found.total_ppm) == ([90, 54], 1_200_000)


def test_what_is_no_number_is_said_and_nothing_is_shown_as_a_share():
    found = division(NEED, [CARE], mode=ShareMode.TYPED, typed={"CARE": ".."})
    assert found.problem is not None
    assert shares(found) == [None]


@pytest.mark.parametrize(
    ("state", "of_a_level", "left_out"),
    [
        (ContributionState.OPEN, False, True),
        (ContributionState.COUNTERED, False, True),
        (ContributionState.ACCEPTED, False, False),
        (ContributionState.ACCEPTED, True, True),
        (ContributionState.DECLINED, True, False),
    ],
)
def test_who_was_asked_already_is_left_out_as_the_application_would(state, of_a_level, left_out):
    known = Shared("ACME-1.1", "", Decimal(120), "customers", asks=(asked(state),))
    found = division(known, [CARE, SALES], mode=ShareMode.EQUAL, typed={}, whole_level=of_a_level)
    assert (found.parts[0].left_out is not None) is left_out
    assert [part.receiver for part in found.asked] == ([SALES] if left_out else [CARE, SALES])


def test_amounts_go_out_only_where_they_are_typed():
    parts = division(NEED, [CARE], mode=ShareMode.TYPED, typed={"CARE": "12"}).asked
    assert amounts(parts, mode=ShareMode.TYPED, typed={"CARE": "12"}, measure="customers") == (Decimal(12),)
    assert amounts(parts, mode=ShareMode.EQUAL, typed={"CARE": "12"}, measure="customers") == (None,)
