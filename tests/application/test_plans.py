"""Goals as a plan: what it creates, changes, links and cancels, and that looking at it leaves nothing behind."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import NewCheckIn, RecordCheckIns
from okr.contract.key_results import ShowKeyResult
from okr.contract.organisation import InitOrganisation
from okr.contract.plans import Deed
from okr.contract.verification import Verify
from okr.domain.vocabulary import GoalState, KeyResultState, LinkKind, Metric, Status
from okr.exchange.outline.building import build_outline
from okr.exchange.outline.tree import read_sections
from okr.exchange.outline.writing import proposal_text
from tests.application.companies import Company
from tests.application.goal_company import audit_of, ledger_of
from tests.application.plan_company import (
    apply,
    changed,
    deeds,
    everything,
    exported,
    goal,
    refusals,
    with_new_goals,
    without,
)


def test_what_was_exported_changes_nothing_where_it_comes_from(filled: Company) -> None:
    report = apply(filled, exported(filled), dry_run=True)
    assert (report.deeds, report.untouched, report.findings, report.conflicts) == ((), 4, (), ())


@pytest.mark.parametrize("target", ["sqlite_url", "postgresql_url"])
def test_an_export_applied_to_an_empty_company_gives_the_same_export(
    filled: Company, request: pytest.FixtureRequest, target: str
) -> None:
    text = exported(filled, with_organisation=True)
    empty = Company(request.getfixturevalue(target))
    founding = {"name": "Acme", "unit_prefix": "ACME", "owner_name": "Olivia Owner", "owner_handle": "olivia"}
    empty.call(InitOrganisation.model_validate({**founding, "cycle_key": "another"}))
    report = apply(empty, text)
    assert report.written, report.findings
    assert exported(empty, with_organisation=True) == text
    assert empty.call(Verify()).difference_count == 0
    empty.close()


def test_looking_at_a_plan_writes_nothing_at_all(filled: Company) -> None:
    text = with_new_goals(without(exported(filled), "SALES-1"))
    text = changed(text, ("target: 4\n", "target: 3\n"), ("okr_plan: 1", "okr_plan: 1\nreason: We know better now"))
    before = everything(filled)
    report = apply(filled, text, dry_run=True)
    assert not report.findings
    assert {Deed.CREATED, Deed.CHANGED, Deed.REMOVED} == {one.deed for one in report.deeds}
    assert report.effects
    assert everything(filled) == before


def test_new_goals_get_keys_and_refer_to_each_other_by_labels(filled: Company) -> None:
    report = apply(filled, with_new_goals(exported(filled)))
    assert report.written, report.findings
    assert deeds(report) == [(Deed.CREATED, key) for key in ("HELP-3", "HELP-3.1", "HELP-4", "HELP-4.1")]
    assert {one.path: one.key for one in report.keys}["goals", 5] == "HELP-4"
    sundays, staff = goal(filled, "HELP-3"), goal(filled, "HELP-4")
    assert [(one.key, one.kind) for one in sundays.parents] == [("HELP-1", LinkKind.CONTRIBUTES)]
    assert [(one.key, one.kind) for one in staff.parents] == [("HELP-3", LinkKind.SUPPORTS)]
    assert [one.key for one in filled.call(ShowKeyResult(key="HELP-3.1")).fed_by] == ["HELP-4.1"]
    assert (sundays.state, sundays.owner and sundays.owner.handle) == (GoalState.DRAFT, "emil")
    assert filled.call(Verify()).difference_count == 0
    assert [entry.operation for entry in audit_of(filled, "HELP-3")] == ["plans.apply"]


def test_a_target_that_moves_after_activation_needs_a_reason_and_stands_in_the_ledger(filled: Company) -> None:
    text = changed(exported(filled, unit="HELP"), ("target: 4\n", "target: 3\n"))
    report = apply(filled, text)
    assert not report.written
    assert refusals(report)[0][0] == ("goals", 0, "key_results", 0, "reason")
    report = apply(filled, text, reason="Four hours turned out easy")
    assert report.written
    (deed,) = report.deeds
    assert [(one.field, one.before, one.after) for one in deed.changes] == [("target", "4", "3")]
    assert ledger_of(filled, "HELP-1") == [("HELP-1.1", "target", "4", "3", "Four hours turned out easy")]


@pytest.mark.parametrize("place", ["the key result", "the goal", "the file"])
def test_the_reason_that_stands_nearest_is_taken(filled: Company, place: str) -> None:
    text = changed(exported(filled, unit="HELP"), ("target: 4\n", "target: 3\n"))
    wanted = {
        "the file": (("okr_plan: 1", "okr_plan: 1\nreason: the file"),),
        "the goal": (("okr_plan: 1", "okr_plan: 1\nreason: the file"), ("    why:", "    reason: the goal\n    why:")),
        "the key result": (
            ("    why:", "    reason: the goal\n    why:"),
            ("target: 3", "target: 3\n        reason: the key result"),
        ),
    }
    assert apply(filled, changed(text, *wanted[place])).written
    assert [line[-1] for line in ledger_of(filled, "HELP-1")] == [place]


def test_what_is_taken_out_of_the_file_is_cancelled_and_not_deleted(filled: Company) -> None:
    text = without(exported(filled), "HELP-2")
    assert refusals(apply(filled, text))
    report = apply(filled, text, reason="Nobody has time for it")
    assert deeds(report) == [(Deed.REMOVED, "HELP-2")]
    assert goal(filled, "HELP-2").state is GoalState.CANCELLED
    assert any(entry.after and entry.after.get("reason") for entry in audit_of(filled, "HELP-2"))


def test_a_key_result_that_is_taken_out_is_cancelled(filled: Company) -> None:
    text = exported(filled, unit="HELP")
    first, last = text.index("      - key: HELP-1.3"), text.index("  - key: HELP-2")
    report = apply(filled, text[:first] + text[last:], reason="Checked by others now")
    assert deeds(report) == [(Deed.REMOVED, "HELP-1.3")]
    assert filled.call(ShowKeyResult(key="HELP-1.3")).state is KeyResultState.CANCELLED


def test_null_clears_and_what_is_left_out_stays(filled: Company) -> None:
    text = changed(
        exported(filled, unit="HELP"), ("    sponsor: dan\n    contributors: [tess]\n", "    sponsor: null\n")
    )
    report = apply(filled, text)
    assert report.written
    seen = goal(filled, "HELP-1")
    assert seen.sponsor is None
    assert [one.handle for one in seen.contributors] == ["tess"]


def test_links_go_and_come_and_the_roll_up_follows(filled: Company) -> None:
    filled.call(RecordCheckIns(check_ins=(NewCheckIn(key="HELP-1.1", value=Decimal("6.5"), confidence=80),)))
    text = exported(filled)
    edited = changed(text, ("      - {goal: ACME-1, weight: 2.5}\n", "      - {goal: ACME-1, weight: 50}\n"))
    report = apply(filled, edited, dry_run=True)
    (top,) = [one for one in report.effects if one.key == "ACME-1"]
    assert top.is_ancestor
    assert top.progress_before is not None
    assert top.progress_after is not None
    assert top.progress_after > top.progress_before
    assert apply(filled, edited).written
    assert goal(filled, "ACME-1").progress == top.progress_after
    again = changed(exported(filled), ("    parents:\n      - {goal: ACME-1, weight: 50}\n", "    parents: []\n"))
    assert apply(filled, again).written
    assert goal(filled, "HELP-1").parents == ()
    assert filled.call(Verify()).difference_count == 0


def test_a_goal_becomes_active_only_with_its_letters(filled: Company) -> None:
    text = changed(with_new_goals(exported(filled)), ("    label: sundays", "    label: sundays\n    state: active"))
    report = apply(filled, text)
    assert report.written, report.findings
    assert goal(filled, "HELP-3").state is GoalState.ACTIVE
    assert goal(filled, "HELP-3").activated_on == filled.today
    letters = {one.key: one.failing for one in report.letters}
    assert letters["HELP-3"] == ()
    bare = "okr_plan: 1\nunit: HELP\ncycle: 2026-Q4\ngoals:\n  - {title: Improve things, owner: emil, state: active}\n"
    report = apply(filled, bare)
    assert not report.written
    assert refusals(report)[0][0] == ("goals", 0, "state")


def test_an_existing_goal_is_activated_paused_and_taken_up_again(filled: Company) -> None:
    for state in (GoalState.ACTIVE, GoalState.PAUSED, GoalState.ACTIVE):
        text = exported(filled, unit="HELP")
        place = text.index("    focus_area: trust", text.index("HELP-2")) + len("    focus_area: trust\n")
        rest = text[place:]
        if rest.startswith("    state:"):
            rest = rest[rest.index("\n") + 1 :]
        assert apply(filled, f"{text[:place]}    state: {state.value}\n{rest}").written
        assert goal(filled, "HELP-2").state is state
    assert filled.call(Verify()).difference_count == 0


def test_moved_units_cycles_days_and_owners(filled: Company) -> None:
    text = exported(filled, unit="HELP")
    place = text.index("HELP-2")
    edited = text[:place] + changed(
        text[place:], ("    owner: emil\n", "    owner: tess\n    unit: CARE\n    due_on: 2026-12-20\n"),
    )  # fmt: skip
    report = apply(filled, edited)
    assert report.written, report.findings
    moved = goal(filled, "HELP-2")
    assert (moved.unit.key, moved.owner and moved.owner.handle, moved.due) == ("CARE", "tess", date(2026, 12, 20))
    assert [(one.due, one.owner and one.owner.handle) for one in moved.results] == [(date(2026, 12, 20), "tess")]


def test_initiatives_are_added_changed_and_taken_away(filled: Company) -> None:
    text = changed(exported(filled, unit="HELP"), ("    parents:\n", "    initiatives:\n      - {title: Write a guide, owner: emil}\n      - {title: Train the shift}\n    parents:\n"))  # fmt: skip
    assert apply(filled, text).written
    text = exported(filled, unit="HELP")
    assert "{number: 1, title: Write a guide, owner: emil}" in text
    text = changed(text, ("{number: 1, title: Write a guide, owner: emil}", "{title: Write a guide, done_on: 2026-11-18}"), ("      - {number: 2, title: Train the shift}\n", ""))  # fmt: skip
    report = apply(filled, text)
    assert report.written, report.findings
    assert "- {number: 1, title: Write a guide, done_on: 2026-11-18}" in exported(filled, unit="HELP")
    assert "Train the shift" not in exported(filled, unit="HELP")


def test_the_same_file_applied_again_says_what_is_seen(filled: Company) -> None:
    text = changed(exported(filled), ("Answer more tickets than last year", "Answer twice the tickets of last year"))
    report = apply(filled, text)
    assert set(report.seen) == {"HELP-2", "HELP-2.1"}
    again = apply(filled, text)
    assert (again.written, again.deeds, again.conflicts) == (True, (), ())


def test_letters_of_what_is_written_and_changed_are_shown(filled: Company) -> None:
    text = changed(exported(filled), ("Answer more tickets than last year", "Improve things"))
    report = apply(filled, text, dry_run=True)
    (letters,) = report.letters
    assert letters.key == "HELP-2"
    assert len(letters.letters) >= 5


def test_the_status_that_a_plan_leads_to_is_told_beforehand(filled: Company) -> None:
    filled.call(RecordCheckIns(check_ins=(NewCheckIn(key="HELP-1.1", value=Decimal(4)),)))
    text = changed(exported(filled), ("target: 4\n        checkpoints", "target: -80\n        checkpoints"))
    report = apply(filled, text, reason="A joke", dry_run=True)
    (moved,) = [one for one in report.effects if one.key == "HELP-1"]
    assert not moved.is_ancestor
    assert moved.progress_after is not None
    assert moved.progress_before is not None
    assert moved.progress_after < moved.progress_before
    assert isinstance(moved.status_after, Status)


def test_a_proposal_from_an_outline_is_applied_as_drafts(filled: Company) -> None:
    document = (
        "### Board: Customers stay with us for years. Churn under 2%.\n\n"
        "* Desk\n  * Desk: Answer customers sooner\n    * KR: First reply from 30 to 24 hours => 27\n    * KR: 95% CSAT\n"
    )
    owners = {"Board": "olivia", "Desk": "emil"}
    text = proposal_text(
        build_outline(read_sections(document)), name="okrs.md", unit="HELP", cycle="2026-Q4", owners=owners
    )
    report = apply(filled, text)
    assert report.written, report.findings
    board, desk = goal(filled, "HELP-3"), goal(filled, "HELP-4")
    assert (board.state, board.owner and board.owner.handle) == (GoalState.DRAFT, "olivia")
    assert [one.key for one in desk.parents] == ["HELP-3"]
    assert [(one.metric, one.baseline, one.target, one.lower) for one in desk.results] == [
        (Metric.DECREASE, Decimal(30), Decimal(24), None),
        (Metric.AT_LEAST, None, None, Decimal(95)),
    ]
    assert filled.call(Verify()).difference_count == 0


def test_many_goals_at_once_are_created_in_few_statements(filled: Company) -> None:
    result = "{title: Counted, metric: increase, baseline: 0, target: 5}"
    goals = "".join(
        f"  - {{label: g{number}, title: Goal of many {number}, owner: emil, "
        f"parents: [{{goal: {'HELP-1' if number == 0 else f'g{number // 2}' if number > 1 else 'g0'}}}], key_results: [{result}]}}\n"
        for number in range(200)
    )
    report = apply(filled, f"okr_plan: 1\nunit: HELP\ncycle: 2026-Q4\ngoals:\n{goals}")
    assert report.written, report.findings[:3]
    assert len(report.deeds) == 400
    assert len(report.letters) == 100
    numbers = [int(one.key.rpartition("-")[2]) for one in report.letters]
    assert numbers == sorted(numbers), "HELP-9 stands before HELP-10"
    assert filled.call(Verify()).difference_count == 0
