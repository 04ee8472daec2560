"""What a plan is refused for: what moved since it was exported, what the rules do not allow, and who may not."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.cycles import EditCycle, MoveCycle
from okr.contract.goals import EditGoal, ShowGoal
from okr.contract.key_results import EditKeyResult
from okr.contract.plans import ExportPlan
from okr.contract.verification import Verify
from okr.domain.errors import NotFound
from okr.domain.vocabulary import CycleState, GoalState
from okr.exchange.plan.writing import plan_text
from tests.application.companies import Company
from tests.application.goal_company import add_cast, make_goal
from tests.application.plan_company import apply, changed, everything, exported, goal, refusals, with_new_goals


def test_what_moved_since_the_export_is_a_conflict_by_key_and_field(filled: Company) -> None:
    text = exported(filled)
    filled.call(EditKeyResult(key="HELP-1.1", target=Decimal(5), reason="It was too much"))
    filled.call(EditGoal(key="HELP-2", title="Answer many more tickets than last year"))
    edited = changed(text, ("target: 4\n        checkpoints", "target: 3\n        checkpoints"))
    before = everything(filled)
    report = apply(filled, edited, reason="We know better")
    assert not report.written
    assert sorted((one.key, one.field, one.now, one.planned) for one in report.conflicts) == [
        ("HELP-1.1", "target", "5", "3"),
        ("HELP-2", "title", "Answer many more tickets than last year", "Answer more tickets than last year"),
    ]
    assert everything(filled) == before


def test_what_both_changed_in_the_same_way_is_no_conflict(filled: Company) -> None:
    text = exported(filled)
    filled.call(EditGoal(key="HELP-2", title="Answer many more tickets than last year"))
    edited = changed(text, ("Answer more tickets than last year", "Answer many more tickets than last year"))
    report = apply(filled, edited)
    assert (report.written, report.conflicts, report.deeds) == (True, (), ())


def test_other_fields_may_have_moved(filled: Company) -> None:
    text = exported(filled)
    filled.call(EditGoal(key="HELP-2", why="Their patience ends after a day"))
    first, last = (
        text.index("    why: Customers wait", text.index("HELP-2")),
        text.index("    unit", text.index("HELP-2")),
    )
    edited = changed(text[:first] + text[last:], ("Answer more tickets than last year", "Answer more than last year"))
    assert apply(filled, edited).written
    assert goal(filled, "HELP-2").why == "Their patience ends after a day"
    assert goal(filled, "HELP-2").title == "Answer more than last year"


def test_a_key_that_the_file_has_not_seen_is_a_conflict(filled: Company) -> None:
    text = "okr_plan: 1\ngoals:\n  - {key: HELP-2, title: Something else altogether}\n"
    report = apply(filled, text)
    assert [(one.key, one.field) for one in report.conflicts] == [("HELP-2", "title")]


def test_goals_that_were_made_since_are_left_alone(filled: Company) -> None:
    text = exported(filled)
    make_goal(filled, "Learn to answer in three languages")
    report = apply(filled, text)
    assert (report.written, report.deeds) == (True, ())
    assert goal(filled, "HELP-3").state is GoalState.DRAFT


def test_a_cycle_is_refused_at_its_place(filled: Company) -> None:
    text = changed(exported(filled), ("    key_results:\n", "    parents: [{goal: HELP-1}]\n    key_results:\n"))
    report = apply(filled, text)
    assert not report.written
    assert [path for path, _ in refusals(report)] == [("goals", 0, "parents", 0)]
    assert "cycle" in refusals(report)[0][1]


def test_links_may_turn_around_in_one_plan(filled: Company) -> None:
    text = changed(
        exported(filled),
        ("    key_results:\n", "    parents: [{goal: HELP-1, kind: supports}]\n    key_results:\n"),
        ("    parents:\n      - {goal: ACME-1, weight: 2.5}\n", "    parents: []\n"),
    )
    assert apply(filled, text).written
    assert [one.key for one in goal(filled, "ACME-1").parents] == ["HELP-1"]
    assert filled.call(Verify()).difference_count == 0


def test_everything_wrong_is_told_at_once_by_its_place(filled: Company) -> None:
    text = changed(
        with_new_goals(exported(filled)),
        ("owner: tess\n    cycle", "owner: nobody\n    cycle"),
        ("baseline: 0\n        target: 40", "baseline: 50\n        target: 40"),
        ("{goal: ACME-1, weight: 2.5}", "{goal: ACME-99}"),
    )
    report = apply(filled, text)
    assert not report.written
    assert {path for path, _ in refusals(report)} == {
        ("goals", 4, "key_results", 0, "target"),
        ("goals", 5, "owner"),
        ("goals", 1, "parents", 0),
    }


def test_nothing_of_a_closed_cycle_is_changed_by_a_plan(filled: Company) -> None:
    text = exported(filled, unit="HELP")
    filled.call(MoveCycle(key="2026-Q4", state=CycleState.GRADING))
    filled.call(MoveCycle(key="2026-Q4", state=CycleState.CLOSED, force=True, reason="The test closes it."))
    for edit in (
        ("    parents:\n", "    initiatives:\n      - {title: Write a guide, owner: emil}\n    parents:\n"),
        ("weight: 3", "weight: 4"),
    ):
        report = apply(filled, changed(text, edit), reason="Nobody may")
        assert not report.written
        assert any("2026-Q4, which is closed" in one.message for one in report.findings)


def test_what_a_key_result_is_for_life_cannot_be_changed(filled: Company) -> None:
    text = changed(exported(filled, unit="HELP"), ("metric: decrease", "metric: increase"))
    (found,) = refusals(apply(filled, text))
    assert found[0] == ("goals", 0, "key_results", 0, "metric")


def test_the_same_key_twice_is_refused(filled: Company) -> None:
    text = changed(exported(filled), ("- key: HELP-2\n", "- key: HELP-1\n"))
    assert any("given twice" in message for _, message in refusals(apply(filled, text)))


@pytest.mark.parametrize(
    ("who", "edit", "may"),
    [
        ("emil", ("target: 4\n", "target: 3\n"), True),
        ("tess", ("target: 4\n", "target: 3\n"), True),
        ("delia", ("target: 4\n", "target: 3\n"), False),
        ("delia", ("title: Answer the phone", "title: Answer each phone"), True),
        ("cora", ("title: Answer the phone", "title: Answer each phone"), False),
        ("colin", ("title: Answer the phone", "title: Answer each phone"), False),
        ("ada", ("title: Answer the phone", "title: Answer each phone"), True),
    ],
)
def test_a_plan_may_do_what_its_bearer_may_do(company: Company, who: str, edit: tuple[str, str], *, may: bool) -> None:
    add_cast(company)
    make_goal(company, "Answer the phone faster than before", delegate="delia", contributors=("cora",), activate=True)
    text = changed(exported(company, unit="HELP", by=who), edit)
    before = everything(company)
    report = apply(company, text, by=who, reason="It is better so")
    assert report.written is may
    if not may:
        assert refusals(report)[0][1].startswith("Only its owner")
        assert everything(company) == before


def test_only_an_administrator_restores(filled: Company) -> None:
    text = "okr_plan: 1\ngoals:\n  - {key: HELP-9, title: From elsewhere, unit: HELP, cycle: 2026-Q4, owner: emil}\n"
    assert not apply(filled, text, by="tess").written
    assert apply(filled, text).written
    closed = text.replace("HELP-9", "HELP-11").replace(
        "owner: emil", "owner: emil, state: achieved, activated_on: 2026-10-05"
    )
    assert apply(filled, closed).written
    assert goal(filled, "HELP-11").state is GoalState.ACHIEVED
    assert not apply(filled, closed.replace("key: HELP-11, ", ""), by="tess").written


def test_what_a_person_may_not_see_is_neither_exported_nor_touched(filled: Company) -> None:
    text = exported(filled, by="emil")
    assert "SALES-1" not in text
    report = apply(filled, text, by="emil")
    assert (report.written, report.deeds) == (True, ())
    hidden = "okr_plan: 1\ngoals:\n  - {key: SALES-1, title: Something else altogether}\n"
    unknown = hidden.replace("SALES-1", "SALES-7")
    messages = [refusals(apply(filled, one, by="emil"))[0][1] for one in (hidden, unknown)]
    assert messages[0].replace("SALES-1", "SALES-7") == messages[1]
    with pytest.raises(NotFound):
        filled.call(ShowGoal(key="SALES-1"), by="emil")


def test_a_cycle_that_is_here_with_other_days_is_the_cause_that_is_named(filled: Company) -> None:
    text = plan_text(filled.call(ExportPlan(with_organisation=True)))
    assert apply(filled, text).written
    filled.call(EditCycle(key="2026", ends_on=date(2027, 1, 14)))
    before = everything(filled)
    report = apply(filled, text)
    assert not report.written
    [said] = [said for path, said in refusals(report) if path[:2] == ("organisation", "cycles")]
    assert said.startswith("The cycle 2026 is here with other days: 2026-01-01 to 2027-01-14, not 2026-01-01 to")
    assert everything(filled) == before
