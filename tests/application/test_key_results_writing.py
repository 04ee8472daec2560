"""Key results are created and changed: sound as a whole, their metric for ever, goalposts moved only with a reason."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import SetGoalState, ShowGoal
from okr.contract.key_results import CreateKeyResult, EditKeyResult, FeedKeyResult, KeyResultView, ShowKeyResult
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, OkrError, RuleViolation
from okr.domain.vocabulary import GoalState, KeyResultState, Metric, ObjectKind, Source, SurveyKind, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import (
    CAST,
    DELEGATES_MAY_THE_FIRST,
    Q4,
    ROLES,
    add_cast,
    audit_of,
    history_of,
    id_of,
    ledger_of,
    make_goal,
    make_top,
    reply_time,
)

WHY = "We counted wrongly"


def edit(company: Company, key: str, /, **fields: object) -> KeyResultView:
    by = str(fields.pop("by", "emil"))
    return company.call(EditKeyResult.model_validate({"key": key, **fields}), by=by)


def test_a_key_result_takes_its_number_days_and_owner_from_the_goal(company: Company):
    goal = make_goal(company, starts_on=date(2026, 10, 12), due_on=date(2026, 12, 18))

    added = company.call(CreateKeyResult(goal=goal.key, key_result=reply_time(title="Median")), by="emil")

    assert (added.key, added.goal, added.state) == ("HELP-1.2", goal.key, KeyResultState.ACTIVE)
    assert (added.starts, added.due) == (date(2026, 10, 12), date(2026, 12, 18))
    assert added.owner is not None
    assert added.owner.handle == "emil"
    assert (added.weight, added.source, added.version) == (Decimal(1), Source.TYPED, 1)


def test_what_is_given_is_kept_as_it_was_given(company: Company):
    goal = make_goal(company)
    wanted = reply_time(
        stretch=Decimal("3.5"),
        checkpoints=[{"day": date(2026, 11, 1), "value": Decimal("7.25")}],
        cadence="FREQ=WEEKLY;BYDAY=FR",
        grace_days=5,
        weight=Decimal("0.3333"),
        owner="tess",
        external_id="jira-7",
    )

    added = company.call(CreateKeyResult(goal=goal.key, key_result=wanted), by="emil")

    assert added.checkpoints == wanted.checkpoints
    assert (added.stretch, added.cadence, added.grace_days) == (Decimal("3.5"), "FREQ=WEEKLY;BYDAY=FR", 5)
    assert (added.weight, added.external_id) == (Decimal("0.3333"), "jira-7")
    assert added.owner is not None
    assert added.owner.handle == "tess"


def test_a_new_key_result_counts_in_its_goal(company: Company):
    goal = make_goal(company, activate=True)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(4)), by="emil")
    assert company.call(ShowGoal(key=goal.key)).progress == 1_000_000

    company.call(CreateKeyResult(goal=goal.key, key_result=reply_time(title="Median")), by="emil")

    assert company.call(ShowGoal(key=goal.key)).progress == 500_000


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"target": Decimal(9)}, "equals the baseline"),
        ({"target": None}, "decrease needs the value to be reached"),
        ({"target": Decimal(10)}, "decrease needs a target below the baseline"),
        ({"metric": Metric.AT_LEAST}, "at least needs a lower limit"),
        ({"guardrail": True}, "only a maintain result"),
        ({"target": Decimal("1e30")}, "too large"),
        ({"target": Decimal("1.0000000001")}, "more than 9 decimals"),
        ({"stretch": Decimal(5)}, "asks for no more than the target"),
        ({"due_on": date(2027, 1, 31)}, "outside the cycle 2026-Q4"),
        ({"starts_on": date(2026, 12, 31)}, "not after the start"),
        ({"cadence": "now and then"}, "is not known; use daily"),
        ({"checkpoints": [{"day": date(2027, 1, 1), "value": Decimal(5)}]}, "before the due date"),
        ({"source": Source.FED}, "once another one feeds it"),
        ({"survey": SurveyKind.NPS, "target": Decimal(-200)}, "lies between -100 and 100"),
        ({"title": "a\x00b"}, "NUL"),
        ({"unit_of_measure": "\u202ehours"}, "unit_of_measure"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_sentence(company: Company, fields: dict[str, object], words: str):
    goal = make_goal(company)

    with pytest.raises(OkrError, match=words):
        company.call(CreateKeyResult(goal=goal.key, key_result=reply_time(**fields)), by="emil")

    assert company.call(ShowGoal(key=goal.key)).key_results == 1


@pytest.mark.parametrize(("role", "to_draft", "to_active"), DELEGATES_MAY_THE_FIRST)
def test_who_may_add_key_results(company: Company, role: str, to_draft: bool, to_active: bool):
    add_cast(company)
    draft, active = (
        make_goal(company, **CAST),
        make_goal(company, "Call back customers in a day", **CAST, activate=True),
    )
    for goal, may in ((draft, to_draft), (active, to_active)):
        command = CreateKeyResult(goal=goal.key, key_result=reply_time(title="Median"))
        if may:
            assert company.call(command, by=ROLES[role]).key == f"{goal.key}.2"
        else:
            with pytest.raises(NotAllowed):
                company.call(command, by=ROLES[role])


def test_a_goal_that_one_may_not_see_has_no_key_results(company: Company):
    goal = make_goal(company, visibility=Visibility.NAMED)

    with pytest.raises(NotFound, match=f"There is no goal {goal.key}"):
        company.call(CreateKeyResult(goal=goal.key, key_result=reply_time()), by="sven")
    with pytest.raises(NotFound, match=rf"There is no key result {goal.key}\.1"):
        edit(company, f"{goal.key}.1", title="Mine now", by="sven")


def test_a_repeated_request_adds_one_key_result(company: Company):
    goal = make_goal(company)
    command = CreateKeyResult(goal=goal.key, key_result=reply_time(title="Median"))

    assert company.call(command, by="emil", key="k") == company.call(command, by="emil", key="k")
    assert company.call(ShowGoal(key=goal.key)).key_results == 2


# --------------------------------------------------------------------------------------------------------------- edits


def test_in_a_draft_goalposts_move_freely(company: Company):
    goal = make_goal(company)

    edited = edit(company, f"{goal.key}.1", baseline=Decimal(12), target=Decimal(3), weight=Decimal(2))

    assert (edited.baseline, edited.target, edited.weight, edited.version) == (Decimal(12), Decimal(3), Decimal(2), 2)
    assert ledger_of(company, goal.key) == []


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"baseline": Decimal(10)}, ("baseline", "9", "10")),
        ({"target": Decimal("5.5")}, ("target", "4", "5.5")),
        ({"weight": Decimal("0.5")}, ("weight", "1", "0.5")),
        ({"owner": "tess"}, ("owner", "emil", "tess")),
        ({"due_on": date(2026, 12, 18)}, ("due", "2026-12-31", "2026-12-18")),
    ],
)
def test_after_activation_a_moved_goalpost_needs_a_reason_and_is_in_the_ledger(
    company: Company, fields: dict[str, object], line: tuple[str, str, str]
):
    goal = make_goal(company, activate=True)
    key = f"{goal.key}.1"

    with pytest.raises(RuleViolation, match=f"{key}: another {line[0]} after the goal's activation needs a reason"):
        edit(company, key, **fields)
    assert company.call(ShowKeyResult(key=key)).version == 1

    edit(company, key, **fields, reason=WHY)
    assert ledger_of(company, goal.key) == [(key, *line, WHY)]


def test_limits_and_milestones_are_goalposts_too(company: Company):
    steps = [{"title": "Draft", "weight": Decimal(1)}, {"title": "Launch", "due_on": date(2026, 12, 1)}]
    nothing = {"baseline": None, "target": None}
    goal = make_goal(
        company,
        activate=True,
        key_results=(
            reply_time(**nothing, metric=Metric.AT_MOST, upper=Decimal(8), guardrail=True),
            reply_time(**nothing, title="Launch it", metric=Metric.MILESTONES, milestones=steps),
        ),
    )

    edit(company, f"{goal.key}.1", upper=Decimal(9), amber_upper=Decimal("8.5"), reason=WHY)
    edit(company, f"{goal.key}.2", milestones=steps[1:], reason=WHY)

    assert ledger_of(company, goal.key) == [
        (f"{goal.key}.1", "upper", "8", "9", WHY),
        (f"{goal.key}.1", "amber upper", None, "8.5", WHY),
        (f"{goal.key}.2", "milestones", "Draft (1), Launch (1, due 2026-12-01)", "Launch (1, due 2026-12-01)", WHY),
    ]


def test_what_is_no_goalpost_changes_without_a_word(company: Company):
    goal = make_goal(company, activate=True)

    edited = edit(company, f"{goal.key}.1", title="Hours to the first answer", cadence="monthly", grace_days=4)

    assert (edited.title, edited.cadence, edited.grace_days) == ("Hours to the first answer", "monthly", 4)
    assert ledger_of(company, goal.key) == []


def test_a_moved_target_moves_the_progress_up_to_the_top(company: Company):
    top = make_top(company, key_results=(reply_time(weight=Decimal(0)),))
    goal = make_goal(company, parent=top.key, activate=True)
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(8)), by="emil")
    assert company.call(ShowGoal(key=top.key)).progress == 200_000

    edit(company, f"{goal.key}.1", target=Decimal(7), reason=WHY)

    assert company.call(ShowGoal(key=top.key)).progress == 500_000


def test_the_new_whole_has_to_be_sound(company: Company):
    goal = make_goal(company)

    with pytest.raises(RuleViolation, match=rf"{goal.key}\.1: target: decrease needs a target below the baseline 3"):
        edit(company, f"{goal.key}.1", baseline=Decimal(3))

    assert edit(company, f"{goal.key}.1", baseline=Decimal(3), target=Decimal(1)).target == 1


def test_in_a_draft_the_direction_follows_the_numbers_and_afterwards_stays(company: Company):
    goal = make_goal(company)
    key = f"{goal.key}.1"
    assert company.call(ShowKeyResult(key=key)).metric is Metric.DECREASE

    turned = edit(company, key, baseline=33, target=45)
    assert (turned.metric, turned.baseline, turned.target) == (Metric.INCREASE, Decimal(33), Decimal(45))

    company.call(SetGoalState(key=goal.key, state=GoalState.ACTIVE), by="emil")
    with pytest.raises(RuleViolation, match="increase needs a target above the baseline 33, not 20"):
        edit(company, key, baseline=33, target=20, reason=WHY, by="tess")


def test_what_is_emptied_goes_back_to_the_goals(company: Company):
    goal = make_goal(company, key_results=(reply_time(due_on=date(2026, 12, 1), owner="tess", grace_days=9),))

    edited = edit(company, f"{goal.key}.1", due_on=None, owner=None, grace_days=None, unit_of_measure=None)

    assert (edited.due, edited.grace_days, edited.unit_of_measure) == (Q4[1], 2, None)
    assert edited.owner is not None
    assert edited.owner.handle == "emil"


@pytest.mark.parametrize(("role", "title", "target"), DELEGATES_MAY_THE_FIRST)
def test_who_may_rename_and_who_may_move_the_target(company: Company, role: str, title: bool, target: bool):
    add_cast(company)
    goal = make_goal(company, **CAST, activate=True)
    for fields, may in (({"title": "Median"}, title), ({"target": Decimal(5), "reason": WHY}, target)):
        if may:
            edit(company, f"{goal.key}.1", by=ROLES[role], **fields)
        else:
            with pytest.raises(NotAllowed, match="Only its owner"):
                edit(company, f"{goal.key}.1", by=ROLES[role], **fields)


def test_the_owner_of_a_key_result_alone_does_not_move_its_target(company: Company):
    goal = make_goal(company, activate=True, key_results=(reply_time(owner="sven"),))

    with pytest.raises(NotAllowed):
        edit(company, f"{goal.key}.1", by="sven", target=Decimal(5), reason=WHY)


def test_a_stale_version_is_refused_by_name(company: Company):
    goal = make_goal(company)
    edit(company, f"{goal.key}.1", by="tess", title="Median", version=1)

    with pytest.raises(Conflict, match=rf"{goal.key}\.1 was changed by Tess Team since; look again"):
        edit(company, f"{goal.key}.1", title="Mean", version=1)


def test_giving_a_key_result_up_needs_a_reason_stands_in_the_ledger_and_stops_it_from_counting(company: Company):
    goal = make_goal(company, activate=True, key_results=(reply_time(), reply_time(title="Median")))
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(4)), by="emil")
    key = f"{goal.key}.2"

    with pytest.raises(RuleViolation, match="another state after the goal's activation needs a reason"):
        edit(company, key, state=KeyResultState.CANCELLED)
    edit(company, key, state=KeyResultState.CANCELLED, reason=WHY)

    assert company.call(ShowGoal(key=goal.key)).progress == 1_000_000
    assert ledger_of(company, goal.key) == [(key, "state", "active", "cancelled", WHY)]
    assert audit_of(company, key)[0].after == {"state": "cancelled", "reason": WHY}


def test_an_achieved_key_result_is_frozen_until_it_is_active_again(company: Company):
    goal = make_goal(company, activate=True)
    key = f"{goal.key}.1"
    edit(company, key, state=KeyResultState.ACHIEVED)

    with pytest.raises(RuleViolation, match="is achieved and frozen; make it active again first"):
        edit(company, key, title="Median")
    with pytest.raises(OkrError, match="achieved"):
        company.call(RecordCheckIn(key=key, value=Decimal(5)), by="emil")

    assert edit(company, key, state=KeyResultState.ACTIVE, reason="Not yet").state is KeyResultState.ACTIVE


def test_a_key_result_has_a_state(company: Company):
    goal = make_goal(company)

    with pytest.raises(InvalidInput, match="state: a key result has one"):
        edit(company, f"{goal.key}.1", state=None)


def test_another_unit_of_measure_is_refused_while_a_feed_depends_on_it(company: Company):
    top, goal = make_top(company), make_goal(company)
    company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{top.key}.1"))

    for key, other in ((f"{goal.key}.1", f"{top.key}.1"), (f"{top.key}.1", f"{goal.key}.1")):
        with pytest.raises(RuleViolation, match=f"{key} and {other} are tied by a feed"):
            edit(company, key, by="olivia", unit_of_measure="minutes")


def test_history_keeps_what_was_aimed_at(company: Company):
    goal = make_goal(company, starts_on=Q4[0], effective_on=Q4[0])
    key = f"{goal.key}.1"
    company.call(SetGoalState(key=goal.key, state=GoalState.ACTIVE, effective_on=Q4[0]), by="emil")
    edit(company, key, target=Decimal(5), reason=WHY, effective_on=date(2026, 11, 2))
    edit(company, key, target=Decimal(6), reason=WHY)

    versions = history_of(company, ObjectKind.KEY_RESULT, id_of(company, key))

    assert [(one.effective_on, one.data and one.data["target"]) for one in versions] == [
        (Q4[0], Decimal(4)),
        (date(2026, 11, 2), Decimal(5)),
        (TODAY, Decimal(6)),
    ]
