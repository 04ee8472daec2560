"""Imported links: free of cycles, in whatever order the rows come, and nothing counts twice beside feeds that were made here."""

import pytest
from sqlalchemy import select

from okr.contract.goals import LinkGoal, ListGoals
from okr.contract.imports import ImportedGoal, ImportedLink, ImportRecords, ImportReport
from okr.contract.key_results import FeedKeyResult, ListKeyResults
from okr.contract.verification import Verify
from okr.domain.vocabulary import LinkKind, Metric
from storage import schema
from storage.unit_of_work import ReadWork
from tests.application.companies import Company
from tests.application.test_imports import JUNE, counted, goal, reading, result, run

APART = ImportRecords(
    goals=(goal("top"), goal("mid"), goal("low")),
    key_results=(result("k-top", "top"), result("k-mid", "mid"), result("k-low", "low")),
)
"""Three goals with a key result each, not linked."""


def supporting(one: str, parent: str) -> ImportedGoal:
    return goal(one).model_copy(update={"parents": (ImportedLink(parent=parent, kind=LinkKind.SUPPORTS),)})


def keys(company: Company) -> dict[str, str]:
    """The keys of goals and key results, by external id."""
    found = {one.external_id or "": one.key for one in company.call(ListGoals(limit=50)).items}
    return found | {one.external_id or "": one.key for one in company.call(ListKeyResults(limit=50)).items}


def parents(company: Company, one: str) -> set[str]:
    """The external ids of the parents of a goal."""
    goals = {row.external_id: row for row in company.call(ListGoals(limit=50)).items}
    by_key = {row.key: row.external_id or "" for row in goals.values()}
    return {by_key[parent.key] for parent in goals[one].parents}


def refusals(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [(one.place.row, one.field, one.message) for one in report.findings if one.level == "refused"]


@pytest.fixture
def fed(company: Company) -> Company:
    """The key result of `low` feeds that of `top`."""
    assert run(company, APART).written
    key = keys(company)
    company.call(FeedKeyResult(child=key["k-low"], parent=key["k-top"]))
    return company


def test_a_goal_whose_key_result_feeds_another_cannot_come_in_as_contributing_to_it(fed: Company) -> None:
    record = goal("low", "top")
    report = run(fed, ImportRecords(goals=(goal("mid", "top"), record)))
    key = keys(fed)
    ((row, field, message),) = refusals(report)
    assert (row, field) == (record.place.row, "parents")
    assert f"{key['k-low']} feeds {key['k-top']}" in message
    assert "supports" in message
    assert not report.written


@pytest.mark.parametrize("order", ["upwards", "downwards"])
def test_nor_through_goals_between_that_come_with_the_same_file(fed: Company, order: str) -> None:
    between = [goal("low", "new"), goal("new", "mid"), goal("mid", "top")]
    records = between if order == "upwards" else between[::-1]
    report = run(fed, ImportRecords(goals=tuple(records)))
    assert len(refusals(report)) >= 1
    assert all(field == "parents" for _, field, _ in refusals(report))
    assert not report.written
    kept = run(fed, ImportRecords(goals=tuple(records)), skip_bad_rows=True)
    assert kept.written
    assert fed.call(Verify()).difference_count == 0


def test_it_may_come_in_as_supporting(fed: Company) -> None:
    assert run(fed, ImportRecords(goals=(supporting("low", "top"),))).written
    assert parents(fed, "low") == {"top"}
    assert fed.call(Verify()).difference_count == 0


def test_a_link_that_supports_cannot_be_made_to_contribute_by_a_file(fed: Company) -> None:
    key = keys(fed)
    fed.call(LinkGoal(child=key["low"], parent=key["top"], kind=LinkKind.SUPPORTS))
    report = run(fed, ImportRecords(goals=(goal("low", "top"),)))
    assert [field for _, field, _ in refusals(report)] == ["parents"]


def test_what_is_tied_by_a_feed_keeps_its_unit_of_measure_and_metric(fed: Company) -> None:
    records = (
        result("k-low", "low", unit_of_measure="hours"),
        result("k-top", "top", metric=Metric.AT_LEAST, baseline=None, target=None, lower=5),
        result("k-mid", "mid", unit_of_measure="hours"),
    )
    report = run(fed, ImportRecords(key_results=records))
    assert [(row, field) for row, field, _ in refusals(report)] == [
        (records[0].place.row, "unit_of_measure"),
        (records[1].place.row, "metric"),
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_newer_file_may_turn_a_cascade_upside_down(company: Company, order: int) -> None:
    old = (goal("a"), goal("b", "a"), goal("c", "b"))
    new = (goal("a", "b"), goal("b", "c"), goal("c", "d"), goal("d"))
    assert run(company, ImportRecords(goals=old)).written
    report = run(company, ImportRecords(goals=new[::order]))
    assert not refusals(report)
    assert {one: parents(company, one) for one in "abc"} == {"a": {"b"}, "b": {"c"}, "c": {"d"}}
    assert company.call(Verify()).difference_count == 0
    assert not run(company, ImportRecords(goals=new)).changes


def test_a_cycle_with_links_that_stand_is_refused_once_and_named(company: Company) -> None:
    assert run(company, ImportRecords(goals=(goal("a"), goal("b", "a"), goal("c", "b")))).written
    report = run(company, ImportRecords(goals=(goal("a", "c"), goal("d", "a"))), skip_bad_rows=True)
    ((_, field, message),) = refusals(report)
    assert (field, "cycle" in message) == ("parents", True)
    assert f"a > c > {keys(company)['b']} > a" in message
    assert counted(report)["goals"] == (1, 0, 0, 1)
    assert parents(company, "a") == set()
    assert parents(company, "d") == {"a"}


def test_a_refused_goal_keeps_all_its_links(company: Company) -> None:
    assert run(company, ImportRecords(goals=(goal("a"), goal("b"), goal("c", "a")))).written
    mixed = ImportRecords(goals=(goal("c", "b", "nowhere"),))
    report = run(company, mixed, skip_bad_rows=True)
    assert counted(report)["goals"] == (0, 0, 0, 1)
    assert not report.changes
    assert parents(company, "c") == {"a"}


def test_what_hangs_from_a_refused_goal_says_so(company: Company) -> None:
    records = ImportRecords(goals=(goal("a", owner="nobody"), goal("b", "a")), key_results=(result("k", "a"),))
    report = run(company, records)
    assert [
        message.split(":")[1].strip() for _, field, message in refusals(report) if field in {"parents", "goal"}
    ] == ['"a" is refused itself. Correct that row first.'] * 2


def test_levels_follow_where_new_and_standing_goals_are_mixed(company: Company) -> None:
    """Roll-up goes by levels: `new` hangs from `b`, which the same file moves below `a`."""
    assert run(company, ImportRecords(goals=(goal("a"), goal("b"), goal("c", "b")))).written
    mixed = (goal("new", "b", "c"), goal("b", "a"), goal("a", "top"), goal("top"), goal("leaf", "new"))
    records = ImportRecords(goals=mixed, key_results=(result("k", "leaf"),), check_ins=(reading("k", JUNE, 50),))
    assert run(company, records).written
    assert company.call(Verify()).difference_count == 0

    def levels(work: ReadWork) -> dict[str, int]:
        table = schema.goals.c
        return {row.external_id: row.level for row in work.connection.execute(select(table.external_id, table.level))}

    expected = {"top": 0, "a": 1, "b": 2, "c": 3, "new": 4, "leaf": 5}
    assert company.acting().store.read(levels) == expected
    goals = {one.external_id: one.progress for one in company.call(ListGoals(limit=50)).items}
    assert goals["top"] == 500_000


def test_links_that_a_refused_row_would_have_taken_away_still_stand(company: Company) -> None:
    """`b` gives up `a` in the file, so that `a` may go below `b`; but `b` is refused, and so is then `a`."""
    assert run(company, ImportRecords(goals=(goal("a"), goal("b", "a")))).written
    newer = (goal("a", "b"), goal("b", "c"), goal("c", "b"))
    for _ in range(2):
        report = run(company, ImportRecords(goals=newer), skip_bad_rows=True)
        assert {field for _, field, _ in refusals(report)} == {"parents"}
        assert not report.changes
        assert (parents(company, "a"), parents(company, "b")) == (set(), {"a"})
        assert company.call(Verify()).difference_count == 0
