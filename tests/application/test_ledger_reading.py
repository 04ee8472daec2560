"""The target ledger is read: what was moved, by whom and why, the newest first."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.goals import EditGoal
from okr.contract.key_results import EditKeyResult
from okr.contract.ledger import LedgerLine, ListLedger
from okr.domain.errors import InvalidInput, NotFound, RuleViolation
from okr.domain.vocabulary import Ambition, Visibility
from tests.application.companies import Company
from tests.application.goal_company import ledger_of, make_goal


def read(company: Company, by: str = "sven", **fields: object) -> list[LedgerLine]:
    return list(company.call(ListLedger.model_validate(fields), by=by).items)


def moved_goal(company: Company, title: str = "Answer customers faster than before", **fields: object) -> str:
    key = make_goal(company, title, activate=True, **fields).key
    company.call(EditKeyResult(key=f"{key}.1", target=Decimal(5), reason="The tool is late"), by="olivia")
    company.call(EditGoal(key=key, due_on=date(2026, 12, 20), reason="The fair is earlier"), by="olivia")
    return key


def test_what_was_moved_is_told_with_before_after_who_and_why(company: Company):
    key = moved_goal(company)

    lines = read(company, key=key)

    assert {(line.key, line.field, line.before, line.after) for line in lines} == {
        (key, "due", "2026-12-31", "2026-12-20"),
        (f"{key}.1", "due", "2026-12-31", "2026-12-20"),
        (f"{key}.1", "target", "4", "5"),
    }
    last = lines[-1]
    assert (last.field, last.reason, last.goal) == ("target", "The tool is late", key)
    assert last.by is not None
    assert last.by.handle == "olivia"
    assert [line.field for line in read(company, key=f"{key}.1")] == ["due", "target"]


def test_a_unit_has_what_was_moved_in_it_and_below(company: Company):
    below = moved_goal(company)
    beside = moved_goal(company, "Answer letters about bills sooner", unit="SALES", owner="sara", by="sara")

    assert {line.goal for line in read(company, unit="CARE")} == {below}
    assert {line.goal for line in read(company)} == {below, beside}
    assert read(company, unit="CARE", cycle="2026") == []


def test_pages_join_and_no_line_is_told_twice(company: Company):
    moved_goal(company)
    whole = read(company)

    first = company.call(ListLedger(limit=2))
    rest = company.call(ListLedger(limit=2, cursor=first.next_cursor))
    assert [*first.items, *rest.items] == whole


def test_what_may_not_be_seen_is_not_told(company: Company):
    key = moved_goal(company, visibility=Visibility.NAMED)

    assert read(company) == []
    with pytest.raises(NotFound):
        read(company, key=key)
    assert len(read(company, by="emil", key=key)) == 3


def test_a_key_and_a_unit_do_not_go_together(company: Company):
    key = moved_goal(company)

    with pytest.raises(InvalidInput, match="Say either"):
        read(company, key=key, unit="CARE")


def test_another_ambition_after_the_start_is_a_moved_goalpost(company: Company):
    key = make_goal(company, activate=True).key
    softer = {"key": key, "ambition": Ambition.ASPIRATIONAL}
    with pytest.raises(RuleViolation, match="another ambition of an active goal needs a reason"):
        company.call(EditGoal.model_validate(softer), by="emil")

    company.call(EditGoal.model_validate(softer | {"reason": "Nobody knows how yet"}), by="emil")

    assert ledger_of(company, key) == [(key, "ambition", "committed", "aspirational", "Nobody knows how yet")]


def test_the_ambition_of_a_draft_is_free(company: Company):
    key = make_goal(company).key
    company.call(EditGoal(key=key, ambition=Ambition.ASPIRATIONAL), by="emil")
    assert ledger_of(company, key) == []
