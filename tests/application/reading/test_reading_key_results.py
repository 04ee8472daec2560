"""Reading key results, and what is due; the numbers are those of `cascade`."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from okr.contract.check_ins import DueItem, ListDue, RecordCheckIn
from okr.contract.goals import EditGoal, SetGoalState
from okr.contract.key_results import FeedKeyResult, ListKeyResults, ShowKeyResult
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.vocabulary import FeedMethod, GoalState, Status
from storage import schema
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import QUARTER, check_in, held, make, result


def test_a_key_result_shows_its_numbers_and_its_place(cascade: Company) -> None:
    view = cascade.call(ShowKeyResult(key="help-2.1"), by="tess")
    assert (view.current, view.progress_raw, view.progress, view.expected) == (Decimal(110), -250_000, 0, 500_000)
    assert (view.status, view.has_reading, view.last_reading_on, view.stale) == (Status.OFF_TRACK, True, TODAY, False)
    assert (view.goal, view.goal_title, view.unit.key) == ("HELP-2", "Solve the difficult cases sooner", "HELP")
    assert (view.parents, view.weight, view.counts, view.coverage) == (("HELP-2",), Decimal(1), True, 1_000_000)
    assert view.owner is not None
    assert view.owner.handle == "tess"


def test_what_the_last_reading_said_is_shown_with_the_values_before_it(cascade: Company) -> None:
    check_in(cascade, "HELP-1.1", 78, by="emil", note="Two more people", confidence=40, blocker="The tool is slow")
    view = cascade.call(ShowKeyResult(key="HELP-1.1"))
    assert (view.last_note, view.confidence, view.blocker) == ("Two more people", 40, "The tool is slow")
    assert view.recent_values == (Decimal(90), Decimal(80), Decimal(78))
    cascade.call(RecordCheckIn(key="HELP-1.1", voids=3, note="Another team's number"), by="emil")
    after = cascade.call(ShowKeyResult(key="HELP-1.1"))
    assert (after.current, after.blocker, after.recent_values) == (Decimal(80), None, (Decimal(90), Decimal(80)))


def test_a_reading_of_long_ago_keeps_its_words_under_many_later_records(cascade: Company) -> None:
    check_in(cascade, "HELP-1.1", 70, by="emil", note="The newest")
    for day in range(10, 24):
        check_in(cascade, "HELP-1.1", 99, effective_on=date(2026, 10, day))
    view = cascade.call(ShowKeyResult(key="HELP-1.1"))
    assert (view.current, view.last_note) == (Decimal(70), "The newest")
    assert view.recent_values[-1] == Decimal(70)


def test_a_voided_or_corrected_check_in_takes_no_room_among_the_last_values(cascade: Company) -> None:
    for day in range(1, 15):
        check_in(cascade, "HELP-1.1", 60 + day, effective_on=date(2026, 11, day))
    last = cascade.call(ShowKeyResult(key="HELP-1.1"))
    assert len(last.recent_values) == 12
    for day in range(15, 18):
        check_in(cascade, "HELP-1.1", 1, effective_on=date(2026, 11, day))
        number = cascade.call(ShowKeyResult(key="HELP-1.1")).last_check_in
        cascade.call(RecordCheckIn(key="HELP-1.1", voids=number, note="Another team's number"))
    number = last.last_check_in
    for value in (61, 62, 74):
        check_in(cascade, "HELP-1.1", value, effective_on=date(2026, 11, 14), corrects=number, note="Read anew")
        number = cascade.call(ShowKeyResult(key="HELP-1.1")).last_check_in
    after = cascade.call(ShowKeyResult(key="HELP-1.1"))
    assert after.recent_values == last.recent_values
    assert after.current == last.current


def test_key_results_are_listed_by_key_and_in_pages(cascade: Company) -> None:
    extra = make(
        cascade,
        "Help customers to help themselves",
        "HELP",
        "emil",
        result("A", 0, 10),
        result("B", 0, 10),
        result("C", 0, 10),
        parent="CARE-1",
    )
    keys = [
        "ACME-1.1",
        "CARE-1.1",
        "HELP-1.1",
        "HELP-2.1",
        *(f"{extra}.{n}" for n in (1, 2, 3)),
        "SALES-1.1",
        "SALES-2.1",
    ]
    for limit in (1, 2, 4, 9):
        seen: list[str] = []
        cursor = None
        while True:
            page = cascade.call(ListKeyResults(limit=limit, cursor=cursor))
            assert len(page.items) <= limit
            seen += [view.key for view in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == keys


def test_key_results_are_found_by_goal_unit_owner_and_cycle(cascade: Company) -> None:
    made = make(
        cascade,
        "Train everybody who helps customers",
        "HELP",
        "dan",
        result("Trained", 0, 8, owner="emil"),
        parent="CARE-1",
    )
    asked: list[tuple[dict[str, object], list[str]]] = [
        ({"goal": "CARE-1"}, ["CARE-1.1"]),
        ({"unit": "CARE"}, ["CARE-1.1", "HELP-1.1", "HELP-2.1", f"{made}.1"]),
        ({"owner": "emil"}, ["HELP-1.1", f"{made}.1"]),
        ({"owner": "dan"}, ["CARE-1.1"]),
        ({"cycle": "2026"}, []),
        ({"cycle": "2026-Q4", "unit": "SALES"}, ["SALES-1.1", "SALES-2.1"]),
    ]
    for query, keys in asked:
        assert [view.key for view in cascade.call(ListKeyResults.model_validate(query)).items] == keys


def test_key_results_of_hidden_goals_do_not_exist(cascade: Company) -> None:
    page = cascade.call(ListKeyResults(), by="sven")
    assert ("HELP-2.1" in [view.key for view in page.items], page.hidden) == (False, 1)
    with pytest.raises(NotFound, match=r"There is no key result HELP-2\.1"):
        cascade.call(ShowKeyResult(key="HELP-2.1"), by="sven")
    cascade.call(FeedKeyResult(child="HELP-2.1", parent="HELP-1.1", method=FeedMethod.SUM))
    assert [feed.key for feed in cascade.call(ShowKeyResult(key="HELP-1.1"), by="tess").fed_by] == ["HELP-2.1"]
    assert cascade.call(ShowKeyResult(key="HELP-1.1"), by="sven").fed_by == ()
    assert cascade.call(ShowKeyResult(key="HELP-2.1"), by="tess").parents == ("HELP-2", "HELP-1.1")


def due(company: Company, by: str, **asked: object) -> list[DueItem]:
    return list(company.call(ListDue.model_validate(asked), by=by).items)


def test_what_is_due_is_the_next_period_without_a_reading(cascade: Company) -> None:
    # The reading of 18 November is of the week to the 20th, so that the 27th comes next: nothing within seven days.
    assert due(cascade, "emil") == []
    (item,) = due(cascade, "emil", within_days=9)
    assert (item.key_result.key, item.due_on, item.days_late) == ("HELP-1.1", date(2026, 11, 27), 0)
    (late,) = due(cascade, "sven")
    assert (late.key_result.key, late.due_on, late.days_late) == ("SALES-1.1", date(2026, 10, 16), 33)
    assert late.key_result.overdue
    assert late.may_check_in


def test_mine_team_and_all_are_different_sets(cascade: Company) -> None:
    soon = {"within_days": 9}
    keys = {
        (by, scope): [item.key_result.key for item in due(cascade, by, scope=scope, **soon)]
        for by, scope in (
            ("tess", "mine"),
            ("tess", "team"),
            ("dan", "team"),
            ("sven", "team"),
            ("olivia", "team"),
            ("sven", "all"),
        )
    }
    assert keys == {
        ("tess", "mine"): ["HELP-2.1"],
        ("tess", "team"): ["HELP-1.1", "HELP-2.1"],
        ("dan", "team"): ["CARE-1.1", "HELP-1.1", "HELP-2.1"],
        ("sven", "team"): [],
        ("olivia", "team"): ["SALES-1.1", "ACME-1.1", "CARE-1.1", "HELP-1.1", "HELP-2.1", "SALES-2.1"],
        ("sven", "all"): ["SALES-1.1", "ACME-1.1", "CARE-1.1", "HELP-1.1", "SALES-2.1"],
    }
    assert [item.may_check_in for item in due(cascade, "sven", scope="all", **soon)] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert [item.key_result.key for item in due(cascade, "olivia", person="emil", **soon)] == ["HELP-1.1"]


def test_a_team_holds_those_who_report_though_they_work_elsewhere(cascade: Company) -> None:
    # sara leads SALES and manages sven; what he owns in another unit is hers to look after too.
    made = make(
        cascade, "Sell help to customers who need it", "HELP", "sven", result("Sold", 0, 10), parent="CARE-1", on=TODAY
    )
    assert f"{made}.1" in [item.key_result.key for item in due(cascade, "sara", scope="team", within_days=9)]


def test_what_has_no_owner_of_its_own_is_due_for_the_owner_and_the_delegate_of_the_goal(cascade: Company) -> None:
    cascade.call(EditGoal(key="HELP-1", delegate="sven"))
    assert "HELP-1.1" not in [item.key_result.key for item in due(cascade, "sven", within_days=9)]
    lose_owner(cascade, "HELP-1.1")
    for by in ("emil", "sven"):
        items = due(cascade, by, within_days=9)
        assert [item.may_check_in for item in items if item.key_result.key == "HELP-1.1"] == [True]
    owner = cascade.call(ShowKeyResult(key="HELP-1.1")).owner
    assert owner is not None
    assert owner.handle == "emil"
    assert [view.key for view in cascade.call(ListKeyResults(owner="emil")).items] == ["HELP-1.1"]


def lose_owner(company: Company, key: str) -> None:
    """Take the owner of a key result away, as an import may leave it."""
    table = schema.key_results
    statement = update(table).where(table.c.key == key).values(owner_id=None)
    company.acting().store.write(lambda work: work.connection.execute(statement) and None)


def test_nothing_is_due_on_paused_and_closed_goals(cascade: Company) -> None:
    for state in (GoalState.PAUSED, GoalState.MISSED):
        cascade.call(SetGoalState(key="SALES-1", state=state, reason="The market is closed"))
        assert due(cascade, "sven") == []


def test_due_goes_on_in_pages_and_looks_ahead_within_reason(cascade: Company) -> None:
    whole = [item.key_result.key for item in due(cascade, "olivia", scope="all", within_days=9)]
    seen: list[str] = []
    cursor = None
    while True:
        page = cascade.call(ListDue(scope="all", within_days=9, limit=2, cursor=cursor))
        seen += [item.key_result.key for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == whole
    with pytest.raises(InvalidInput, match="within_days"):
        cascade.call(ListDue(within_days=10**9))


def test_a_broken_guardrail_is_marked(cascade: Company) -> None:
    made = make(
        cascade,
        "Stay friendly under load all the time",
        "HELP",
        "emil",
        result("Speed", 0, 10),
        held("Friendly", 95, guardrail=True),
        parent="CARE-1",
    )
    check_in(cascade, f"{made}.1", 10)
    check_in(cascade, f"{made}.2", 90)
    view = cascade.call(ShowKeyResult(key=f"{made}.2"))
    assert (view.guardrail, view.guardrail_broken, view.status) == (True, True, Status.OFF_TRACK)
    assert QUARTER < TODAY
