"""What units learned from a cycle: written by their leads, shown while the next cycle is planned."""

import pytest

from okr.contract.cycles import ShowCycle
from okr.contract.retrospectives import ListRetrospectives, WriteRetrospective
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, RuleViolation
from okr.domain.vocabulary import CycleState
from tests.application.companies import Company
from tests.application.cycle_company import NEXT, QUARTER, move, plan_next


def write(company: Company, unit: str = "HELP", /, *, by: str = "tess", cycle: str = QUARTER, **fields: object):
    return company.call(WriteRetrospective.model_validate({"cycle": cycle, "unit": unit, **fields}), by=by)


def test_what_was_learned_is_shown_while_the_next_cycle_is_planned(company: Company):
    write(company, worked="One queue for all", to_change="Fewer goals", next="Mail first")
    write(company, "CARE", by="dan", worked="Weekly talks")
    plan_next(company)

    lessons = company.call(ShowCycle(key=NEXT), by="emil").lessons
    assert [(one.unit.key, one.cycle, one.worked) for one in lessons] == [
        ("CARE", QUARTER, "Weekly talks"),
        ("HELP", QUARTER, "One queue for all"),
    ]
    assert (lessons[1].to_change, lessons[1].next, lessons[1].by.handle) == ("Fewer goals", "Mail first", "tess")
    move(company, CycleState.ACTIVE, key=NEXT)
    assert company.call(ShowCycle(key=NEXT)).lessons == ()


def test_a_change_keeps_what_is_left_out(company: Company):
    write(company, worked="One queue for all")
    changed = write(company, to_change="Fewer goals", version=1)

    assert (changed.worked, changed.to_change, changed.version) == ("One queue for all", "Fewer goals", 2)
    assert write(company, worked=None).worked is None
    with pytest.raises(Conflict, match="The retrospective of HELP was changed since"):
        write(company, next="Mail", version=1)


@pytest.mark.parametrize(
    ("handle", "able"), [("olivia", True), ("dan", True), ("tess", True), ("emil", False), ("sara", False)]
)
def test_the_lead_and_those_above_write_it(company: Company, handle: str, able: bool):
    if able:
        assert write(company, by=handle, worked="One queue").by.handle == handle
    else:
        with pytest.raises(NotAllowed, match="may write the retrospective of this unit"):
            write(company, by=handle, worked="One queue")


def test_it_is_read_by_unit_in_pages_that_join(company: Company):
    for unit, by in (("HELP", "tess"), ("CARE", "dan"), ("SALES", "sara"), ("ACME", "olivia")):
        write(company, unit, by=by, worked=f"{unit} worked")

    first = company.call(ListRetrospectives(cycle=QUARTER, limit=3))
    rest = company.call(ListRetrospectives(cycle=QUARTER, limit=3, cursor=first.next_cursor))
    assert [one.unit.key for one in (*first.items, *rest.items)] == ["ACME", "CARE", "HELP", "SALES"]
    assert [one.unit.key for one in company.call(ListRetrospectives(cycle=QUARTER, unit="CARE")).items] == [
        "CARE",
        "HELP",
    ]


def test_an_empty_one_and_one_of_a_cycle_to_come_are_refused(company: Company):
    plan_next(company)

    with pytest.raises(InvalidInput, match="Say what worked"):
        write(company)
    with pytest.raises(RuleViolation, match="is still planned"):
        write(company, cycle=NEXT, worked="Nothing yet")
