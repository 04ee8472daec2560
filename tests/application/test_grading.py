"""Closing scores (R11): the computed one, the owner's, the one against the original targets, and what follows for the goal."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import CreateGoal, SetGoalState, ShowGoal
from okr.contract.grading import ShowCalibration, ShowGrade
from okr.contract.key_results import EditKeyResult
from okr.contract.why import Explain
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import Ambition, Colour, CycleState, GoalState, KeyResultState, ObjectKind, Visibility
from tests.application.companies import Company
from tests.application.cycle_company import close_by_force, grade, move, plan_next, start_grading
from tests.application.goal_company import CAST, ROLES, add_cast, audit_of, make_goal, make_top, reply_time


def goal_at(company: Company, value: int, /, **fields: object) -> str:
    """An active goal whose key result went from 9 towards 4 hours and stands at a value: at 5 it scores 0.8."""
    key = make_goal(company, activate=True, **fields).key
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(value)), by="tess")
    return key


@pytest.mark.parametrize(
    ("value", "ambition", "colour", "state"),
    [
        (4, Ambition.COMMITTED, Colour.GREEN, GoalState.ACHIEVED),
        (3, Ambition.COMMITTED, Colour.GREEN, GoalState.ACHIEVED),
        (5, Ambition.COMMITTED, Colour.RED, GoalState.MISSED),
        (5, Ambition.ASPIRATIONAL, Colour.GREEN, GoalState.ACHIEVED),
        (7, Ambition.ASPIRATIONAL, Colour.AMBER, GoalState.MISSED),
        (9, Ambition.ASPIRATIONAL, Colour.RED, GoalState.MISSED),
    ],
)
def test_a_grade_decides_what_became_of_a_goal(company: Company, value, ambition, colour, state):
    key = goal_at(company, value, ambition=ambition)
    start_grading(company)

    report = grade(company, key, post_mortem="The tool came late; we order earlier.")

    assert report.grade is not None
    assert (report.grade.colour, report.state) == (colour, state)
    view = company.call(ShowGoal(key=key))
    assert (view.state, view.grade) == (state, report.grade)


def test_a_committed_miss_needs_a_post_mortem(company: Company):
    key = goal_at(company, 5)
    start_grading(company)

    with pytest.raises(RuleViolation, match=rf"{key} is committed and ends at 0\.8: it needs a short post-mortem"):
        grade(company, key)
    assert company.call(ShowGoal(key=key)).grade is None

    graded = grade(company, key, post_mortem="The tool came late.").grade
    assert graded is not None
    assert graded.post_mortem == "The tool came late."
    again = grade(company, key).grade
    assert again is not None
    assert again.post_mortem == "The tool came late."


def test_the_owner_gives_another_score_with_a_reason_and_both_are_kept(company: Company):
    key = goal_at(company, 5, ambition=Ambition.ASPIRATIONAL)
    start_grading(company)
    with pytest.raises(RuleViolation, match=r"another score than the computed one \(0\.8\) needs a reason"):
        grade(company, key, score=300_000)

    found = grade(company, key, score=300_000, reason="The survey missed two weeks").grade

    assert found is not None
    assert (found.score, found.computed, found.given) == (300_000, 800_000, 300_000)
    assert (found.colour, found.reason) == (Colour.RED, "The survey missed two weeks")
    assert company.call(ShowGoal(key=key)).state is GoalState.MISSED


def test_an_explanation_tells_the_grade_with_who_gave_it_and_why(company: Company):
    key = goal_at(company, 5, ambition=Ambition.ASPIRATIONAL)
    before = company.call(Explain(key=key))
    assert (before.score, before.score_colour) == (800_000, Colour.GREEN)
    start_grading(company)
    grade(company, key, score=300_000, reason="The survey missed two weeks")

    told = company.call(Explain(key=key))

    assert (told.score, told.score_colour) == (300_000, Colour.RED)
    [step] = [one for one in told.steps if one.rule == "R11"]
    assert step.sentence.endswith(
        "graded it 0.3: red for an aspirational goal instead of the computed 0.8: The survey missed two weeks"
    )
    result = company.call(Explain(key=f"{key}.1"))
    assert result.score == 800_000
    assert any(f"When {key} was graded, its score was 0.8" in one.sentence for one in result.steps)


def test_a_score_that_rounds_to_another_colour_is_told_in_full(company: Company):
    key = make_goal(company, activate=True, key_results=(reply_time(baseline=130, target=100),)).key
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(101)), by="tess")
    close_to = make_goal(
        company, "Write faster", activate=True, key_results=(reply_time(baseline=160, target=100),)
    ).key
    company.call(RecordCheckIn(key=f"{close_to}.1", value=Decimal(107)), by="tess")
    start_grading(company)

    report = grade(company, key)

    with pytest.raises(RuleViolation, match=r"ends at 0\.883: it needs a short post-mortem"):
        grade(company, close_to)
    assert (report.state, report.colour) == (GoalState.MISSED, Colour.AMBER)
    assert "The colour is that of 0.966: a score is coloured before it is rounded." in report.sentences


def test_what_was_answered_is_not_asked_for_again(company: Company):
    key = goal_at(company, 5)
    asks = "A committed goal that ends under 0.9 needs a post-mortem."
    assert asks in company.call(ShowGrade(key=key)).sentences
    start_grading(company)
    assert asks not in grade(company, key, post_mortem="The tool came late.").sentences


@pytest.mark.parametrize("score", [-1, 1_000_001])
def test_a_score_lies_between_0_and_1(company: Company, score: int):
    key = goal_at(company, 5)
    start_grading(company)

    with pytest.raises(InvalidInput, match="between 0 and 1"):
        grade(company, key, score=score, reason="Why not", post_mortem="So")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_grade_and_who_may_give_another_score(company: Company, role: str):
    add_cast(company)
    key = goal_at(company, 4, **CAST)
    start_grading(company)
    by = ROLES[role]

    if role in {"owner", "lead and manager", "lead above", "administrator"}:
        assert grade(company, key, by=by).grade is not None
    else:
        with pytest.raises(NotAllowed, match="may grade this goal"):
            grade(company, key, by=by)
    if role == "owner":
        assert grade(company, key, by=by, score=0, reason="It is not so", post_mortem="So").state is GoalState.MISSED
    else:
        with pytest.raises(NotAllowed):
            grade(company, key, by=by, score=0, reason="It is not so", post_mortem="So")


def test_what_a_person_may_not_see_has_no_grade_for_them(company: Company):
    key = goal_at(company, 4, visibility=Visibility.NAMED)
    start_grading(company)

    with pytest.raises(NotFound):
        grade(company, key, by="sara")
    with pytest.raises(NotFound):
        company.call(ShowGrade(key=key), by="sara")


def test_a_goal_is_graded_while_its_cycle_is(company: Company):
    key, draft = goal_at(company, 4), make_goal(company, "Answer every letter within five days").key
    with pytest.raises(RuleViolation, match=f"{key} is not graded yet: its cycle 2026-Q4 is active"):
        grade(company, key)
    start_grading(company)

    with pytest.raises(RuleViolation, match=f"{draft} is draft; only what has begun"):
        grade(company, draft)


def test_a_score_can_be_looked_at_before_it_is_given(company: Company):
    key = goal_at(company, 5)

    report = company.call(ShowGrade(key=key), by="sven")

    assert (report.computed, report.colour, report.needs_post_mortem) == (800_000, Colour.RED, True)
    assert report.grade is None
    assert company.call(ShowGoal(key=key)).state is GoalState.ACTIVE


def test_moved_goalposts_show_the_score_against_the_original_target(company: Company):
    key = goal_at(company, 5)
    for target in (6, 5):
        company.call(EditKeyResult(key=f"{key}.1", target=Decimal(target), reason="Too hard"), by="emil")
    start_grading(company)

    report = grade(company, key)

    assert (report.computed, report.original) == (1_000_000, 800_000)
    assert [(part.score, part.original) for part in report.parts] == [(1_000_000, 800_000)]
    assert any("against the original ones it would be 0.8" in sentence for sentence in report.sentences)
    assert report.grade is not None
    assert report.grade.original == 800_000


def test_a_key_result_given_up_on_the_way_stays_in_the_original_score(company: Company):
    key = goal_at(company, 4, key_results=(reply_time(), reply_time(title="Hours to a second reply")))
    company.call(EditKeyResult(key=f"{key}.2", state=KeyResultState.CANCELLED, reason="We lose it"), by="emil")
    start_grading(company)

    report = grade(company, key)

    assert (report.computed, report.original) == (1_000_000, 500_000)
    assert f"Given up on the way, and so only in the original score: {key}.2." in report.sentences


def test_another_weight_on_the_way_is_undone_in_the_original_score(company: Company):
    key = goal_at(company, 4, key_results=(reply_time(), reply_time(title="Hours to a second reply")))
    company.call(EditKeyResult(key=f"{key}.1", weight=Decimal(3), reason="It matters more"), by="emil")

    report = company.call(ShowGrade(key=key))

    assert (report.computed, report.original) == (750_000, 500_000)


def test_nothing_moved_has_no_original_score(company: Company):
    assert company.call(ShowGrade(key=goal_at(company, 5))).original is None


def test_an_objective_takes_the_scores_of_what_contributes_by_weight(company: Company):
    top = make_top(company, key_results=(reply_time(weight=Decimal(1)),))
    child = goal_at(company, 4, parent=top.key, weight=Decimal(3), link_kind="contributes")
    company.call(RecordCheckIn(key=f"{top.key}.1", value=Decimal(9)), by="olivia")
    before = company.call(ShowGrade(key=top.key))
    assert (before.computed, [part.graded for part in before.parts]) == (750_000, [False, False])
    assert f"Not graded yet, so that their progress stands in: {child}." in before.sentences

    start_grading(company)
    grade(company, child)
    after = company.call(ShowGrade(key=top.key))
    assert [(part.key, part.graded) for part in after.parts] == [(f"{top.key}.1", False), (child, True)]


def test_what_is_not_shown_counts_without_a_name(company: Company):
    top = make_top(company)
    goal_at(company, 4, parent=top.key, visibility=Visibility.NAMED)

    report = company.call(ShowGrade(key=top.key), by="sara")

    assert (len(report.parts), report.hidden_parts) == (1, 1)
    assert report.computed == 500_000


def test_a_goal_with_nothing_that_counts_is_graded_by_its_owner_alone(company: Company):
    key = make_goal(company, activate=True).key
    company.call(EditKeyResult(key=f"{key}.1", state=KeyResultState.CANCELLED, reason="Wrong"), by="emil")
    start_grading(company)

    with pytest.raises(RuleViolation, match="no score follows; its owner gives one with a reason"):
        grade(company, key)
    assert grade(company, key, score=1_000_000, reason="It was done").state is GoalState.ACHIEVED


def test_a_grade_may_be_given_anew_while_the_cycle_is_graded(company: Company):
    key = goal_at(company, 4)
    start_grading(company)
    first = grade(company, key).grade
    second = grade(company, key, score=500_000, reason="It fell back", post_mortem="It did").grade

    assert first is not None
    assert second is not None
    assert (first.version, second.version) == (1, 2)
    assert company.call(ShowGoal(key=key)).state is GoalState.MISSED
    with pytest.raises(Conflict, match="graded in the meantime"):
        grade(company, key, version=1)


def test_a_paused_goal_ends_its_pause_with_its_grade(company: Company):
    key = goal_at(company, 4)
    company.call(SetGoalState(key=key, state=GoalState.PAUSED), by="emil")
    start_grading(company)

    assert grade(company, key).state is GoalState.ACHIEVED


def test_a_graded_goal_takes_no_check_in(company: Company):
    key = goal_at(company, 4)
    start_grading(company)
    grade(company, key)

    with pytest.raises(RuleViolation, match=r"is achieved, so HELP-1\.1 takes no check-in"):
        company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(4)), by="emil")


def _same_next_quarter(company: Company, key: str) -> CreateGoal:
    old = company.call(ShowGoal(key=key))
    return CreateGoal(
        title=old.title, unit="HELP", owner="emil", why=old.why, focus_area="trust", cycle="2027-Q1",
        ambition=Ambition.ASPIRATIONAL, key_results=(reply_time(starts_on=date(2027, 1, 1)),),
        starts_on=date(2027, 1, 1), activate=True,
    )  # fmt: skip


def test_a_stretch_that_ends_at_1_again_and_again_was_too_easy(company: Company):
    first = goal_at(company, 4, ambition=Ambition.ASPIRATIONAL)
    start_grading(company)
    assert not grade(company, first).too_easy
    move(company, CycleState.CLOSED, force=True, reason="The test closes it.")
    plan_next(company, state=CycleState.ACTIVE)
    spring = date(2027, 2, 10)
    again = company.call(_same_next_quarter(company, first), by="tess", on=spring).key
    company.call(RecordCheckIn(key=f"{again}.1", value=Decimal(4)), by="emil", on=spring)

    report = company.call(ShowGrade(key=again), on=spring)

    assert report.too_easy
    assert any("Too easy" in sentence for sentence in report.sentences)


def test_grades_are_in_the_audit(company: Company):
    key = goal_at(company, 4)
    start_grading(company)
    grade(company, key)

    (entry,) = [entry for entry in audit_of(company, key) if entry.object_kind is ObjectKind.GRADE]
    assert entry.after is not None
    assert entry.after["computed_ppm"] == 1_000_000


def say(company: Company, key: str, value: int, confidence: int, *, day: int) -> None:
    company.call(
        RecordCheckIn(key=f"{key}.1", value=Decimal(value), confidence=confidence, note="So", effective_on=date(2026, 11, day)),
        by="emil",
    )  # fmt: skip


def calibrated(company: Company) -> None:
    """Emil said 80 % of what came true, 80 % and 30 % of what did not (the vector of rules.md)."""
    good = make_goal(company, activate=True, starts_on=date(2026, 10, 1)).key
    bad = make_goal(company, "Answer every letter within five days", activate=True, starts_on=date(2026, 10, 1)).key
    say(company, good, 4, 80, day=2)
    say(company, bad, 8, 80, day=2)
    say(company, bad, 9, 30, day=9)
    start_grading(company)
    grade(company, good)
    grade(company, bad, post_mortem="So it was")


def test_how_well_confidence_came_true_is_drawn_when_the_cycle_is_closed(company: Company):
    calibrated(company)
    assert company.call(ShowCalibration(), by="emil").brier is None
    with pytest.raises(RuleViolation, match="2026-Q4 is grading"):
        company.call(ShowCalibration(cycle="2026-Q4"), by="emil")
    move(company, CycleState.CLOSED, force=True, reason="The test closes it.")

    found = company.call(ShowCalibration(), by="emil")

    assert found.brier is not None
    assert (found.predictions, found.came_true, round(found.brier / 1_000_000, 3)) == (3, 1, 0.257)
    assert (
        found.sentence
        == "On average 63 % was said and 33 % came true: more confident than what came; no better than tossing a coin."
    )
    assert [(one.cycle, one.predictions) for one in found.cycles] == [("2026-Q4", 3)]


def test_only_that_person_and_administrators_see_it(company: Company):
    calibrated(company)
    move(company, CycleState.CLOSED, force=True, reason="The test closes it.")

    assert company.call(ShowCalibration(person="emil"), by="olivia").predictions == 3
    assert company.call(ShowCalibration(person="emil"), by="emil").predictions == 3
    for handle in ("tess", "dan", "sven"):
        with pytest.raises(NotAllowed, match="Only the person or an administrator may see how well"):
            company.call(ShowCalibration(person="emil"), by=handle)


def test_a_corrected_confidence_says_nothing(company: Company):
    key = make_goal(company, activate=True, starts_on=date(2026, 10, 1)).key
    say(company, key, 4, 90, day=2)
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(4), confidence=70, corrects=1), by="emil")
    close_by_force_graded(company, key)

    assert company.call(ShowCalibration(), by="emil").mean_confidence == 700_000


def close_by_force_graded(company: Company, key: str) -> None:
    start_grading(company)
    grade(company, key)
    move(company, CycleState.CLOSED, force=True, reason="The test closes it.")


def test_a_forced_close_leaves_what_is_not_graded_without_a_score(company: Company):
    key = goal_at(company, 4)
    close_by_force(company)

    assert company.call(ShowGoal(key=key)).grade is None
    assert company.call(ShowCalibration(), by="emil").predictions == 0
