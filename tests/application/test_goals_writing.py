"""Goals are created and changed: what is given and what is taken by itself, who may, and what stays of the past."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.cycles import CreateCycle
from okr.contract.goals import CreateGoal, EditGoal, ListGoals, ShowGoal
from okr.contract.people import EditPerson
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, OkrError, RuleViolation
from okr.domain.vocabulary import Ambition, CycleKind, CycleState, GoalState, LinkKind, Metric, ObjectKind, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import (
    CAST,
    Q4,
    ROLES,
    WHY,
    add_cast,
    audit_of,
    history_of,
    id_of,
    ledger_of,
    make_goal,
    make_top,
    reply_time,
)


def test_a_goal_takes_its_person_unit_cycle_and_days_by_itself(company: Company):
    goal = company.call(CreateGoal(title="Call every new customer"), by="emil")

    assert (goal.key, goal.state, goal.unit.key, goal.cycle) == ("HELP-1", GoalState.DRAFT, "HELP", "2026-Q4")
    assert goal.owner is not None
    assert goal.owner.handle == "emil"
    assert (goal.starts, goal.due) == Q4
    assert (goal.ambition, goal.visibility, goal.version) == (Ambition.COMMITTED, Visibility.ORGANISATION, 1)
    assert goal.activated_on is None
    assert goal.progress is None


def test_keys_count_up_within_the_unit_and_are_never_given_twice(company: Company):
    keys = [company.call(CreateGoal(title="Call customers", unit=unit)).key for unit in ("HELP", "CARE", "HELP")]
    with pytest.raises(OkrError):
        company.call(CreateGoal(title="", unit="HELP"))

    assert keys == ["HELP-1", "CARE-1", "HELP-2"]
    assert company.call(CreateGoal(title="Call customers", unit="HELP")).key == "HELP-3"


def test_a_goal_comes_with_its_people_key_results_and_parent_in_one_go(company: Company):
    add_cast(company)
    top = make_top(company)

    goal = make_goal(
        company, **CAST, parent=top.key, weight=Decimal("2.5"), key_results=(reply_time(), reply_time(title="Median"))
    )

    assert [result.key for result in goal.results] == ["HELP-1.1", "HELP-1.2"]
    assert [(parent.key, parent.kind, parent.weight) for parent in goal.parents] == [
        (top.key, LinkKind.CONTRIBUTES, Decimal("2.5"))
    ]
    assert goal.sponsor is not None
    assert goal.sponsor.handle == "spencer"
    assert goal.delegate is not None
    assert goal.delegate.handle == "delia"
    assert [person.handle for person in goal.contributors] == ["cora"]
    first = goal.results[0]
    assert first.owner is not None
    assert first.owner.handle == "emil"
    assert (first.starts, first.due, first.cadence, first.grace_days, first.weight) == (*Q4, "weekly", 2, Decimal(1))


def test_nothing_is_written_of_a_goal_with_a_faulty_key_result(company: Company):
    with pytest.raises(RuleViolation, match=r"HELP-1\.2: target: 9 equals the baseline"):
        make_goal(company, key_results=(reply_time(), reply_time(target=Decimal(9))))

    assert company.call(ListGoals()).items == ()


def test_a_goal_may_begin_at_once_and_then_starts_today(company: Company):
    goal = make_goal(company, activate=True)

    assert (goal.state, goal.activated_on, goal.starts) == (GoalState.ACTIVE, TODAY, TODAY)
    assert goal.results[0].starts == TODAY
    assert goal.version == 1


def test_a_start_that_is_given_holds_when_the_goal_begins_at_once(company: Company):
    goal = make_goal(company, activate=True, starts_on=Q4[0])

    assert (goal.starts, goal.results[0].starts) == (Q4[0], Q4[0])


def test_a_goal_with_a_failing_letter_does_not_begin_and_says_what_to_write(company: Company):
    with pytest.raises(RuleViolation) as refused:
        make_goal(company, activate=True, why=None, key_results=())

    assert "Measurable: there is no key result (add one with a baseline" in refused.value.message
    assert "Relevant: it does not say why it matters to the customer (write one sentence" in refused.value.message
    assert company.call(ListGoals()).items == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_on": date(2026, 9, 30)}, "start 2026-09-30 lies outside the cycle 2026-Q4"),
        ({"due_on": date(2027, 1, 1)}, "due date 2027-01-01 lies outside the cycle 2026-Q4"),
        ({"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 2)}, "is not after the start"),
        ({"title": "  "}, "title: is empty"),
        ({"title": "x\x1b[2J"}, "ESCAPE"),
        ({"title": "a" * 10_000}, "characters"),
        ({"owner": "nobody"}, "Nobody here has the handle"),
        ({"unit": "NONE"}, "There is no unit NONE"),
        ({"cycle": "1999"}, "There is no cycle"),
        ({"focus_area": "none"}, "There is no focus area"),
        ({"parent": "HELP-77"}, "There is no goal HELP-77"),
        ({"effective_on": date(2026, 11, 19)}, "in the future"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(company: Company, fields: dict[str, object], words: str):
    with pytest.raises(OkrError, match=words):
        make_goal(company, **fields)

    assert company.call(ListGoals()).items == ()


def test_days_that_another_cycle_holds_are_refused_with_its_name(company: Company):
    with pytest.raises(RuleViolation, match="or take the cycle 2026"):
        make_goal(company, starts_on=date(2026, 2, 1), due_on=date(2026, 3, 1))


def test_a_closed_cycle_takes_no_goals(company: Company):
    company.call(
        CreateCycle(
            key="2025-Q4",
            kind=CycleKind.QUARTER,
            starts_on=date(2025, 10, 1),
            ends_on=date(2025, 12, 31),
            state=CycleState.CLOSED,
        )
    )
    with pytest.raises(RuleViolation, match="2025-Q4 is closed"):
        make_goal(company, cycle="2025-Q4")


def test_who_has_left_gets_no_goals(company: Company):
    company.call(EditPerson(handle="emil", employed_to=date(2026, 11, 17)))

    with pytest.raises(RuleViolation, match="Emil Employee left on 2026-11-17"):
        make_goal(company)


@pytest.mark.parametrize(
    ("who", "unit", "may"),
    [
        ("emil", "HELP", True),
        ("tess", "HELP", True),
        ("dan", "HELP", True),
        ("olivia", "HELP", True),
        ("sven", "HELP", False),
        ("emil", "CARE", False),
        ("emil", "ACME", False),
        ("sara", "HELP", False),
    ],
)
def test_members_leads_and_administrators_create_goals_in_a_unit(company: Company, who: str, unit: str, may: bool):
    command = CreateGoal(title="Call every new customer", unit=unit, owner="emil")
    if may:
        assert company.call(command, by=who).unit.key == unit
    else:
        with pytest.raises(NotAllowed, match="Only a member of the unit"):
            company.call(command, by=who)


def test_a_parent_that_one_may_not_see_does_not_exist(company: Company):
    secret = make_top(company, visibility=Visibility.NAMED)

    with pytest.raises(NotFound, match=f"There is no goal {secret.key}"):
        make_goal(company, by="emil", parent=secret.key)


def test_a_repeated_request_makes_one_goal_and_gives_the_same_answer(company: Company):
    command = CreateGoal(title="Call every new customer", key_results=(reply_time(),))
    first = company.call(command, by="emil", key="tour-1")
    second = company.call(command, by="emil", key="tour-1")

    assert second == first
    assert [goal.key for goal in company.call(ListGoals()).items] == [first.key]
    with pytest.raises(Conflict):
        company.call(CreateGoal(title="Call somebody else"), by="emil", key="tour-1")


def test_creating_is_in_the_audit_and_needs_no_history(company: Company):
    goal = make_goal(company)
    [entry] = audit_of(company, goal.key)

    assert (entry.operation, entry.object_key, entry.before) == ("goals.create", goal.key, None)
    assert entry.after is not None
    assert entry.after["title"] == goal.title
    assert not history_of(company, ObjectKind.GOAL, id_of(company, goal.key))


# --------------------------------------------------------------------------------------------------------------- edits


def test_what_is_left_out_stays_and_what_is_emptied_goes(company: Company):
    add_cast(company)
    goal = make_goal(company, **CAST)

    edited = company.call(
        EditGoal(key=goal.key, title="Answer customers within four hours", why=None, contributors=()), by="emil"
    )

    assert (edited.title, edited.why, edited.contributors) == ("Answer customers within four hours", None, ())
    assert edited.sponsor == goal.sponsor
    assert edited.focus_area == "trust"
    assert edited.version == goal.version + 1


def test_an_edit_that_changes_nothing_leaves_the_version(company: Company):
    goal = make_goal(company)

    edited = company.call(EditGoal(key=goal.key, title=goal.title, why=WHY), by="emil")

    assert edited.version == goal.version
    assert len(audit_of(company, goal.key)) == 1


def test_people_alone_are_a_change_too(company: Company):
    goal = make_goal(company, visibility=Visibility.NAMED)

    edited = company.call(EditGoal(key=goal.key, readers=("sven",)), by="emil")

    assert [person.handle for person in edited.readers] == ["sven"]
    assert edited.version == goal.version + 1
    assert company.call(ShowGoal(key=goal.key), by="sven").key == goal.key
    with pytest.raises(Conflict, match="was changed by Emil Employee since; look again"):
        company.call(EditGoal(key=goal.key, readers=(), version=goal.version), by="tess")


def test_a_stale_version_is_refused_by_name(company: Company):
    goal = make_goal(company)
    company.call(EditGoal(key=goal.key, title="Answer within a day", version=1), by="tess")

    with pytest.raises(Conflict, match=f"{goal.key} was changed by Tess Team since; look again"):
        company.call(EditGoal(key=goal.key, title="Answer within an hour", version=1), by="emil")

    assert company.call(ShowGoal(key=goal.key)).title == "Answer within a day"


def test_history_keeps_what_held_before(company: Company):
    goal = make_goal(company, effective_on=date(2026, 11, 2))
    company.call(EditGoal(key=goal.key, title="Answer within a day", effective_on=date(2026, 11, 10)), by="emil")
    company.call(EditGoal(key=goal.key, title="Answer within an hour"), by="emil")

    versions = history_of(company, ObjectKind.GOAL, id_of(company, goal.key))

    assert [(one.number, one.effective_on, one.data and one.data["title"]) for one in versions] == [
        (1, date(2026, 11, 2), goal.title),
        (2, date(2026, 11, 10), "Answer within a day"),
        (3, TODAY, "Answer within an hour"),
    ]


def test_a_change_cannot_hold_from_before_the_last_one(company: Company):
    goal = make_goal(company, effective_on=date(2026, 11, 10))

    with pytest.raises(RuleViolation, match="2026-11-10"):
        company.call(EditGoal(key=goal.key, title="Answer sooner", effective_on=date(2026, 11, 9)), by="emil")


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", True),
        ("delegate", True),
        ("lead and manager", True),
        ("lead above", True),
        ("administrator", True),
        ("sponsor", False),
        ("contributor", False),
        ("colleague", False),
    ],
)
def test_who_may_edit_a_goal(company: Company, role: str, may: bool):
    add_cast(company)
    goal = make_goal(company, **CAST)
    command = EditGoal(key=goal.key, title="Answer within a day")
    if may:
        assert company.call(command, by=ROLES[role]).title == "Answer within a day"
    else:
        with pytest.raises(NotAllowed, match="its owner, its delegate, a manager above"):
            company.call(command, by=ROLES[role])


@pytest.mark.parametrize(
    ("role", "may"),
    [("owner", True), ("lead and manager", True), ("lead above", True), ("administrator", True), ("delegate", False)],
)
def test_who_may_move_the_due_date_of_an_active_goal(company: Company, role: str, may: bool):
    add_cast(company)
    goal = make_goal(company, **CAST, activate=True)
    command = EditGoal(key=goal.key, due_on=date(2026, 12, 18), reason="The supplier is early")
    if may:
        assert company.call(command, by=ROLES[role]).due == date(2026, 12, 18)
    else:
        with pytest.raises(NotAllowed):
            company.call(command, by=ROLES[role])


def test_a_goal_that_one_may_not_see_cannot_be_edited_and_does_not_exist(company: Company):
    goal = make_goal(company, visibility=Visibility.NAMED)

    with pytest.raises(NotFound, match=f"There is no goal {goal.key}"):
        company.call(EditGoal(key=goal.key, title="Mine now"), by="sven")


def test_another_owner_of_an_active_goal_needs_a_reason_and_is_kept_in_the_ledger(company: Company):
    goal = make_goal(company, activate=True)

    with pytest.raises(RuleViolation, match="another owner of an active goal needs a reason"):
        company.call(EditGoal(key=goal.key, owner="tess"), by="tess")
    edited = company.call(EditGoal(key=goal.key, owner="tess", reason="Emil moves on"), by="tess")

    assert edited.owner is not None
    assert edited.owner.handle == "tess"
    assert ledger_of(company, goal.key) == [
        (goal.key, "owner", "emil", "tess", "Emil moves on"),
        (f"{goal.key}.1", "owner", "emil", "tess", "Emil moves on"),
    ]


def test_in_a_draft_everything_may_change_without_a_word(company: Company):
    goal = make_goal(company)

    edited = company.call(EditGoal(key=goal.key, owner="tess", due_on=date(2026, 12, 18)), by="emil")

    assert edited.due == date(2026, 12, 18)
    assert ledger_of(company, goal.key) == []


def test_key_results_follow_what_they_have_from_the_goal_and_keep_what_is_their_own(company: Company):
    own = reply_time(title="Its own day", due_on=date(2026, 12, 1), owner="tess")
    goal = make_goal(company, key_results=(reply_time(), own))

    edited = company.call(EditGoal(key=goal.key, due_on=date(2026, 12, 18), owner="dan"), by="emil")

    assert [result.due for result in edited.results] == [date(2026, 12, 18), date(2026, 12, 1)]
    assert [result.owner and result.owner.handle for result in edited.results] == ["dan", "tess"]


def test_a_due_date_that_a_key_result_cannot_follow_is_refused_by_its_key(company: Company):
    milestones = {
        "title": "Launch it",
        "metric": Metric.MILESTONES,
        "milestones": [{"title": "Launch", "due_on": date(2026, 12, 20)}],
        "unit_of_measure": None,
        "baseline": None,
        "target": None,
    }
    goal = make_goal(company, key_results=(reply_time(**milestones),))

    with pytest.raises(RuleViolation, match=rf"{goal.key}\.1: milestones: 'Launch' is due on 2026-12-20"):
        company.call(EditGoal(key=goal.key, due_on=date(2026, 12, 18)), by="emil")

    assert company.call(ShowGoal(key=goal.key)).due == Q4[1]


def test_an_active_goal_keeps_an_owner(company: Company):
    goal = make_goal(company, activate=True)

    with pytest.raises(InvalidInput, match="needs an owner"):
        company.call(EditGoal(key=goal.key, owner=None, reason="Nobody wants it"), by="emil")


def test_a_goal_for_somebody_else_goes_to_their_unit(company: Company):
    goal = company.call(CreateGoal(title="Call every new customer", owner="emil"), by="dan")

    assert (goal.key, goal.unit.key) == ("HELP-1", "HELP")
    with pytest.raises(NotAllowed, match="create a goal in this unit"):
        company.call(CreateGoal(title="Call every new customer", owner="sven"), by="emil")
