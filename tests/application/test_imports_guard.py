"""An import passes the guards that people pass: closed cycles stay as they were, and goalposts move with a reason only."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.cycles import MoveCycle
from okr.contract.imports import ImportedCycle, ImportRecords, ImportReport
from okr.contract.key_results import ListKeyResults, ShowKeyResult
from okr.contract.ledger import ListLedger
from okr.contract.verification import Verify
from okr.domain.vocabulary import CycleState
from tests.application.companies import Company
from tests.application.goal_company import audit_of, make_goal
from tests.application.test_imports import JUNE, MARCH, WHOLE, goal, place, reading, result, run

REASON = "Agreed with the owner on 3 November"


def moved_target(target: int = 60) -> ImportRecords:
    return ImportRecords(key_results=(result("k1", "g2", target=Decimal(target)),))


def refusals(report: ImportReport) -> list[tuple[str | None, str | None, int]]:
    return [(one.kind, one.field, one.place.row) for one in report.findings if one.level == "refused"]


def ledger(company: Company) -> list[tuple[str, str | None, str | None, str]]:
    return [(line.field, line.before, line.after, line.reason) for line in company.call(ListLedger(limit=50)).items]


def close(company: Company, key: str) -> None:
    company.call(MoveCycle(key=key, state=CycleState.GRADING))
    company.call(MoveCycle(key=key, state=CycleState.CLOSED, force=True, reason="The test closes it."))


@pytest.fixture
def imported(company: Company) -> Company:
    assert run(company, WHOLE).written
    return company


def test_another_target_of_a_goal_that_has_begun_is_refused_without_a_reason(imported: Company) -> None:
    records = moved_target()
    report = run(imported, records)
    assert not report.written
    assert refusals(report) == [("key_results", "target", records.key_results[0].place.row)]
    assert "needs a reason" in report.findings[-1].message
    assert ledger(imported) == []


def test_with_a_reason_it_is_taken_and_stands_in_the_ledger(imported: Company) -> None:
    report = run(imported, moved_target(), reason=REASON)
    assert report.written, report.findings
    assert ledger(imported) == [("target", "100", "60", REASON)]
    assert imported.call(ShowKeyResult(key=_key(imported, "k1"))).target == 60
    assert imported.call(Verify()).difference_count == 0
    run(imported, moved_target(), reason="The same again")
    assert len(ledger(imported)) == 1


def test_a_dry_run_says_the_same_and_writes_no_line(imported: Company) -> None:
    assert refusals(run(imported, moved_target(), dry_run=True))
    assert not refusals(run(imported, moved_target(), dry_run=True, reason=REASON))
    assert ledger(imported) == []


def test_the_good_rows_are_kept_where_bad_ones_are_skipped(imported: Company) -> None:
    fine = result("k2", "g3", title="Another title")
    records = ImportRecords(key_results=(*moved_target().key_results, fine))
    report = run(imported, records, skip_bad_rows=True)
    assert report.written
    assert [field for _, field, _ in refusals(report)] == ["target"]
    assert imported.call(ShowKeyResult(key=_key(imported, "k1"))).target == 100
    assert imported.call(ShowKeyResult(key=_key(imported, "k2"))).title == "Another title"
    assert ledger(imported) == []


def test_owners_and_due_days_of_goals_are_in_the_ledger_too(imported: Company) -> None:
    records = ImportRecords(goals=(goal("g2", "g1", owner="p1", unit="desk", due_on=date(2026, 11, 30)),))
    assert {field for _, field, _ in refusals(run(imported, records))} <= {"owner", "due_on"}
    report = run(imported, records, reason=REASON)
    assert report.written, report.findings
    assert {(field, reason) for field, _, _, reason in ledger(imported)} == {("owner", REASON), ("due", REASON)}


def test_titles_and_plans_change_without_a_reason(imported: Company) -> None:
    assert run(imported, ImportRecords(goals=(goal("g2", "g1", owner="p2", title="Another title"),))).written
    drafts = ImportRecords(goals=(goal("g9", state="draft"),), key_results=(result("k9", "g9"),))
    assert run(imported, drafts).written
    changed = ImportRecords(key_results=(result("k9", "g9", target=Decimal(50)),))
    assert run(imported, changed).written
    assert ledger(imported) == []


def test_nothing_of_a_closed_cycle_is_changed(imported: Company) -> None:
    close(imported, "H1")
    title = ImportRecords(key_results=(result("k2", "g3", title="Another title"),))
    report = run(imported, title, reason=REASON)
    assert refusals(report) == [("key_results", "title", title.key_results[0].place.row)]
    assert "H1, which is closed" in report.findings[-1].message
    moved = ImportRecords(goals=(goal("g3", "g2", cycle="2026"),))
    assert refusals(run(imported, moved, reason=REASON)) == [("goals", "cycle", moved.goals[0].place.row)]
    assert run(imported, WHOLE).written


def test_a_closed_cycle_that_was_lived_here_takes_nothing_new(imported: Company) -> None:
    make_goal(imported, cycle="2026-Q4")
    close(imported, "2026-Q4")
    records = ImportRecords(goals=(goal("late", cycle="2026-Q4"),))
    assert refusals(run(imported, records)) == [("goals", "cycle", records.goals[0].place.row)]


def test_history_of_a_cycle_that_was_closed_elsewhere_may_still_come(imported: Company) -> None:
    close(imported, "H1")
    later = ImportRecords(
        key_results=(result("k3", "g3"),), check_ins=(reading("k2", JUNE, 70), reading("k3", MARCH, 5))
    )
    report = run(imported, later)
    assert report.written, report.findings


def test_while_a_cycle_is_graded_its_aims_stay_but_last_readings_come(imported: Company) -> None:
    imported.call(MoveCycle(key="H1", state=CycleState.GRADING))
    aim = ImportRecords(key_results=(result("k2", "g3", target=Decimal(80)),))
    report = run(imported, aim, reason=REASON)
    assert refusals(report) == [("key_results", "target", aim.key_results[0].place.row)]
    assert "being graded" in report.findings[-1].message
    assert refusals(run(imported, ImportRecords(goals=(goal("late", cycle="H1"),))))
    assert run(imported, ImportRecords(check_ins=(reading("k2", JUNE, 70),))).written


@pytest.mark.parametrize("state", [CycleState.CLOSED, CycleState.ACTIVE])
def test_a_cycle_is_not_closed_or_opened_again_by_a_file(imported: Company, state: CycleState) -> None:
    imported.call(MoveCycle(key="H1", state=CycleState.GRADING))
    given = {"key": "H1", "kind": "other", "starts_on": date(2026, 1, 1), "ends_on": JUNE, "state": state}
    records = ImportRecords(cycles=(ImportedCycle.model_validate({"place": place(), **given}),))
    report = run(imported, records)
    assert refusals(report) == [("cycles", "state", records.cycles[0].place.row)]


def test_the_audit_keeps_what_was_moved_with_its_reason(imported: Company) -> None:
    assert run(imported, moved_target(), reason=REASON).written
    entry = audit_of(imported, _key(imported, "k1"))[0]
    assert entry.operation == "imports.run"
    assert entry.after is not None
    assert entry.after["reason"] == REASON
    assert "target" in entry.after


def _key(company: Company, external_id: str) -> str:
    return next(one.key for one in company.call(ListKeyResults(limit=50)).items if one.external_id == external_id)
