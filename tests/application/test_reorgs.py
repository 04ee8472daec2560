"""A reorganisation is shown before it is done, does what it showed, and leaves nothing without somebody who answers for it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from okr.contract.base import PersonRef, UnitRef
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import LinkGoal, ListGoals, SetGoalState, ShowGoal
from okr.contract.notices import ListNotices
from okr.contract.people import CreatePerson, EditPerson, ShowPerson
from okr.contract.reorgs import ApplyReorg, Loss, PlanReorg, ReorgAction, ReorgPlan, ReorgStep
from okr.contract.units import CreateUnit, EditUnit, ShowUnit
from okr.contract.verification import Verify
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import (
    BlockerState,
    ContributionState,
    ContributionStep,
    CycleState,
    GoalState,
    ObjectKind,
    UnitKind,
    Visibility,
)
from storage import schema
from storage.types import new_id
from tests.application.companies import TODAY, Company, ticking
from tests.application.goal_company import audit_of, id_of, ledger_of, make_goal, make_top, reply_time


def leaves(who: str, **more: object) -> ReorgStep:
    return ReorgStep.model_validate({"what": "person", "action": ReorgAction.LEAVES, "who": who} | more)


def step(what: str, who: str, action: ReorgAction, to: str | None = None, **more: object) -> ReorgStep:
    return ReorgStep.model_validate({"what": what, "who": who, "action": action, "to": to} | more)


def plan(company: Company, *steps: ReorgStep, by: str | None = None) -> ReorgPlan:
    return company.call(PlanReorg(steps=steps), by=by)


def apply(company: Company, *steps: ReorgStep, by: str | None = None, state: str | None = None) -> ReorgPlan:
    return company.call(ApplyReorg(steps=steps, state=state), by=by)


def rows(done: ReorgPlan) -> set[tuple[str, str, str | None, str | None]]:
    """What changes: key, field, before, after."""
    return {(one.key, one.field, one.before, one.after) for one in done.changes}


def named(ref: PersonRef | UnitRef | None) -> str | None:
    """The handle or key of what is referred to."""
    if ref is None:
        return None
    return ref.handle if isinstance(ref, PersonRef) else ref.key


def test_a_leaver_is_shown_with_all_that_changes_hands_and_nothing_is_written(company: Company) -> None:
    goal = make_goal(company, activate=True)
    found = plan(company, leaves("emil"))
    assert not found.applied
    assert rows(found) == {
        ("emil", "leaves", None, TODAY.isoformat()),
        (goal.key, "owner", "emil", "tess"),
        (f"{goal.key}.1", "owner", "emil", "tess"),
    }
    assert found.counts == {"leavers": 1, "goals": 1, "key results": 1}
    assert {one.loses for one in found.changes} == {None, Loss.OWNER}
    assert named(company.call(ShowGoal(key=goal.key)).owner) == "emil"
    assert company.call(ShowPerson(handle="emil")).employed_to is None


def test_what_was_shown_is_done_with_ledger_and_audit(company: Company) -> None:
    goal = make_goal(company, activate=True)
    found = plan(company, leaves("emil"))
    done = apply(company, leaves("emil"), state=found.state)
    assert done.applied
    assert rows(done) == rows(found)
    after = company.call(ShowGoal(key=goal.key))
    assert named(after.owner) == "tess"
    reason = f"Reorganisation: emil leaves on {TODAY}"
    assert ledger_of(company, goal.key) == [
        (f"{goal.key}.1", "owner", "emil", "tess", reason),
        (goal.key, "owner", "emil", "tess", reason),
    ]
    assert audit_of(company, goal.key)[0].operation == "reorgs.apply"
    assert company.call(ShowPerson(handle="emil")).employed_to == TODAY
    assert company.call(Verify()).difference_count == 0


def test_who_takes_over_is_told_what_is_theirs_now(company: Company) -> None:
    goal = make_goal(company, activate=True)
    apply(company, leaves("emil"))
    (notice,) = company.call(ListNotices(), by="tess").items
    assert (notice.kind, notice.key) == (ObjectKind.GOAL, goal.key)
    assert notice.text == f"emil leaves on {TODAY}; yours from now on: goal {goal.key}; key result {goal.key}.1"
    assert company.call(ListNotices(), by="dan").items == ()
    assert plan(company, leaves("tess")).counts
    assert company.call(ListNotices(), by="dan").items == ()


def test_who_reorganises_is_not_told_what_they_did(company: Company) -> None:
    make_goal(company, activate=True)
    apply(company, leaves("emil", to="olivia"))
    assert company.call(ListNotices(), by="olivia").items == ()


def test_a_lead_who_leaves_hands_over_unit_reports_and_goals_to_their_manager(company: Company) -> None:
    goal = make_goal(company, owner="tess")
    apply(company, leaves("tess"))
    assert named(company.call(ShowUnit(key="HELP")).lead) == "dan"
    assert named(company.call(ShowPerson(handle="emil")).manager) == "dan"
    assert named(company.call(ShowGoal(key=goal.key)).owner) == "dan"


def test_a_whole_line_that_leaves_hands_over_to_the_first_who_stays(company: Company) -> None:
    goal = make_goal(company)
    apply(company, leaves("emil"), leaves("tess"), leaves("dan"))
    assert named(company.call(ShowGoal(key=goal.key)).owner) == "olivia"
    assert named(company.call(ShowUnit(key="HELP")).lead) == "olivia"
    assert named(company.call(ShowPerson(handle="emil")).manager) == "tess"


def test_somebody_from_below_who_takes_over_takes_the_place_in_the_line(company: Company) -> None:
    company.call(CreatePerson(handle="edda", name="Edda", unit="HELP", manager="tess"))
    apply(company, leaves("tess", to="@emil"))
    assert named(company.call(ShowPerson(handle="emil")).manager) == "dan"
    assert named(company.call(ShowPerson(handle="edda")).manager) == "emil"
    assert named(company.call(ShowUnit(key="HELP")).lead) == "emil"


def test_somebody_from_two_levels_below_may_take_over(company: Company) -> None:
    apply(company, leaves("dan", to="emil"))
    assert named(company.call(ShowPerson(handle="emil")).manager) == "olivia"
    assert named(company.call(ShowPerson(handle="tess")).manager) == "emil"
    assert named(company.call(ShowUnit(key="CARE")).lead) == "emil"


def test_sponsorships_pass_on_and_delegations_end_unless_somebody_is_named(company: Company) -> None:
    first = make_goal(company, sponsor="sven", delegate="sven")
    other = make_goal(company, "Answer every letter within three days", owner="sara", sponsor="sven", by="olivia")
    found = plan(company, leaves("sven"))
    assert rows(found) >= {(first.key, "sponsor", "sven", "sara"), (first.key, "delegate", "sven", None)}
    assert (other.key, "sponsor", "sven", None) in rows(found)
    named = plan(company, leaves("sven", to="dan"))
    assert (first.key, "delegate", "sven", "dan") in rows(named)


def test_focus_areas_and_key_results_of_other_goals_pass_on(company: Company) -> None:
    goal = make_goal(company, key_results=(reply_time(), reply_time(title="Hours to a last reply", owner="dan")))
    found = plan(company, leaves("dan"))
    assert rows(found) >= {
        ("trust", "owner", "dan", "olivia"),
        (f"{goal.key}.2", "owner", "dan", "olivia"),
        ("CARE", "lead", "dan", "olivia"),
        ("tess", "manager", "dan", "olivia"),
    }
    apply(company, leaves("dan"))
    assert not [one for one in plan(company, leaves("dan")).changes if one.kind is not ObjectKind.PERSON]


def test_what_was_asked_and_is_not_agreed_is_answered_by_who_takes_over(company: Company) -> None:
    top = make_top(company)
    asked = new_id()
    row = {
        "id": asked, "number": 1, "parent_goal_id": id_of(company, top.key), "person_id": _person(company, "emil"),
        "state": ContributionState.OPEN, "last_step": ContributionStep.ASKED, "title": "Answer sooner",
        "due_on": date(2026, 12, 31), "asked_by_id": _person(company, "dan"),
        "recorded_at": next(ticking()), "version": 1,
    }  # fmt: skip
    company.acting().store.write(lambda work: work.connection.execute(insert(schema.contributions), [row]))
    done = apply(company, leaves("emil"), leaves("dan"))
    assert rows(done) >= {(top.key, "asked", "emil", "tess"), (top.key, "asker", "dan", "olivia")}
    table = schema.contributions
    person = company.acting().store.read(
        lambda work: work.connection.execute(select(table.c.person_id).where(table.c.id == asked)).scalar_one()
    )
    assert person == _person(company, "tess")


def test_initiatives_and_blockers_find_somebody_who_answers_for_them(company: Company) -> None:
    goal = make_goal(company, owner="dan", by="dan", activate=True)
    result = f"{goal.key}.1"
    company.call(RecordCheckIn(key=result, value=Decimal(8)), by="dan")
    initiative = {"id": new_id(), "goal_id": id_of(company, goal.key), "number": 1, "title": "Hire", "version": 1}
    done = {**initiative, "id": new_id(), "number": 2, "done_on": TODAY, "owner_id": _person(company, "emil")}
    blocker = {
        "key_result_id": id_of(company, result),
        "number": 1,
        "state": BlockerState.OPEN,
        "owner_id": _person(company, "emil"),
        "answer_due_on": TODAY,
        "version": 1,
    }
    owned = {**initiative, "done_on": None, "owner_id": _person(company, "emil")}
    write = company.acting().store.write
    write(lambda work: work.connection.execute(insert(schema.initiatives), [owned, done]))
    write(lambda work: work.connection.execute(insert(schema.blockers), [blocker]))
    found = apply(company, leaves("emil"))
    assert rows(found) >= {(f"{goal.key}~1", "owner", "emil", "tess"), (f"{result}#1", "owner", "emil", "tess")}
    assert (found.counts["initiatives"], found.counts["blockers"]) == (1, 1)
    assert "initiatives" not in plan(company, leaves("emil")).counts


def test_goals_of_a_closed_cycle_stay_as_they_were(company: Company) -> None:
    goal = make_goal(company, activate=True)
    closed = schema.cycles.update().where(schema.cycles.c.key == goal.cycle).values(state=CycleState.CLOSED)
    company.acting().store.write(lambda work: work.connection.execute(closed))
    done = apply(company, leaves("emil"), step("unit", "HELP", ReorgAction.MERGE, "SALES"))
    assert not [one for one in done.changes if one.kind in {ObjectKind.GOAL, ObjectKind.KEY_RESULT}]
    after = company.call(ShowGoal(key=goal.key))
    assert (named(after.unit), named(after.owner)) == ("HELP", "emil")
    with pytest.raises(RuleViolation, match="closed"):
        plan(company, step("goal", goal.key, ReorgAction.OWNER, "tess"))


def test_a_goal_keeps_its_parent_and_its_weight_and_the_numbers_hold(company: Company) -> None:
    top, goal = make_top(company), make_goal(company, activate=True)
    company.call(LinkGoal(child=goal.key, parent=top.key, weight=Decimal(3)))
    apply(company, leaves("emil"), step("unit", "HELP", ReorgAction.MERGE, "SALES"))
    (parent,) = company.call(ShowGoal(key=goal.key)).parents
    assert (parent.key, parent.weight) == (top.key, Decimal(3))
    assert company.call(Verify()).difference_count == 0


def test_a_named_goal_whose_readers_all_leave_says_who_would_still_see_it(company: Company) -> None:
    goal = make_goal(company, visibility=Visibility.NAMED, readers=("sven",), by="olivia")
    found = plan(company, leaves("emil"), leaves("sven"))
    (effect,) = (one for one in found.effects if one.loses is Loss.VISIBILITY)
    assert effect.key == goal.key
    assert "sven" in effect.before
    assert effect.after == "tess; above: dan, olivia"
    apply(company, leaves("emil"), leaves("sven"))
    assert named(company.call(ShowGoal(key=goal.key), by="tess").owner) == "tess"


def test_a_restricted_goal_without_an_owner_that_only_leavers_see_gets_one(company: Company) -> None:
    goal = make_goal(company, visibility=Visibility.NAMED, readers=("sven",), by="olivia", key_results=())
    ownerless = schema.goals.update().where(schema.goals.c.key == goal.key).values(owner_id=None)
    company.acting().store.write(lambda work: work.connection.execute(ownerless))
    found = plan(company, leaves("sven"))
    assert (goal.key, "owner", None, "tess") in rows(found)


def test_a_goal_that_waits_for_review_says_who_reviews_it_then(company: Company) -> None:
    goal = make_goal(company)
    company.call(SetGoalState(key=goal.key, state=GoalState.PROPOSED), by="emil")
    (effect,) = (one for one in plan(company, leaves("tess")).effects if one.loses is Loss.REVIEWER)
    assert (effect.key, effect.before, effect.after) == (goal.key, "tess", "dan")


def test_a_new_owner_who_would_not_see_the_parent_is_named(company: Company) -> None:
    top = make_top(company, visibility=Visibility.NAMED, readers=("emil",))
    goal = make_goal(company)
    company.call(LinkGoal(child=goal.key, parent=top.key))
    found = plan(company, leaves("emil", to="sven"))
    (effect,) = (one for one in found.effects if one.loses is Loss.PARENT)
    assert (effect.key, effect.before) == (goal.key, top.key)


def test_a_merged_unit_hands_over_people_goals_and_units_and_is_archived(company: Company) -> None:
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="HELP"))
    goal = make_goal(company, activate=True)
    done = apply(company, step("unit", "HELP", ReorgAction.MERGE, "SALES"))
    assert done.counts == {
        "people in another unit": 2, "units in another place": 1, "units merged": 1, "goals in another unit": 1,
    }  # fmt: skip
    assert company.call(ShowUnit(key="HELP")).archived_on == TODAY
    assert named(company.call(ShowUnit(key="CHAT")).parent) == "SALES"
    assert named(company.call(ShowPerson(handle="emil")).unit) == "SALES"
    after = company.call(ShowGoal(key=goal.key))
    assert (named(after.unit), named(after.owner)) == ("SALES", "emil")


def test_a_unit_may_go_up_in_one_below_it(company: Company) -> None:
    apply(company, step("unit", "CARE", ReorgAction.MERGE, "HELP"))
    help_desk = company.call(ShowUnit(key="HELP"))
    assert (named(help_desk.parent), help_desk.people) == ("ACME", 3)
    assert company.call(ShowUnit(key="CARE")).archived_on == TODAY


def test_a_unit_is_split_with_the_people_and_goals_that_are_named(company: Company) -> None:
    goal = make_goal(company)
    done = apply(
        company,
        step("person", "emil", ReorgAction.UNIT, "CHAT"),
        step("goal", goal.key, ReorgAction.UNIT, "CHAT"),
        step("unit", "CHAT", ReorgAction.LEAD, "emil"),
        step("unit", "HELP", ReorgAction.SPLIT, "CHAT", name="Chat Team"),
    )
    assert done.counts["new units"] == 1
    chat = company.call(ShowUnit(key="CHAT"))
    assert (chat.name, chat.kind, named(chat.parent), named(chat.lead)) == ("Chat Team", UnitKind.TEAM, "CARE", "emil")
    assert named(company.call(ShowGoal(key=goal.key)).unit) == "CHAT"


def test_units_move_and_members_who_no_longer_see_goals_are_named(company: Company) -> None:
    goal = make_goal(company, unit="CARE", owner="dan", by="dan", visibility=Visibility.UNIT)
    steps = (step("unit", "HELP", ReorgAction.PARENT, "SALES"),)
    (effect,) = plan(company, *steps).effects
    assert (effect.kind, effect.key, effect.before) == (ObjectKind.UNIT, "HELP", goal.key)
    company.call(ShowGoal(key=goal.key), by="emil")
    apply(company, *steps)
    with pytest.raises(NotFound):
        company.call(ShowGoal(key=goal.key), by="emil")


def test_managers_may_be_swapped_in_one_reorganisation(company: Company) -> None:
    apply(
        company,
        step("person", "tess", ReorgAction.MANAGER, "emil"),
        step("person", "emil", ReorgAction.MANAGER, "dan"),
    )
    assert named(company.call(ShowPerson(handle="tess")).manager) == "emil"
    assert named(company.call(ShowPerson(handle="emil")).manager) == "dan"


def test_the_past_keeps_its_structure(company: Company) -> None:
    goal = make_goal(company, activate=True)
    later = TODAY + timedelta(days=7)
    steps = (leaves("emil", on=later), step("unit", "HELP", ReorgAction.MERGE, "SALES", on=later))
    company.call(ApplyReorg(steps=steps), on=later)
    then = company.call(ShowGoal(key=goal.key, as_of=TODAY), on=later)
    now = company.call(ShowGoal(key=goal.key), on=later)
    assert (named(then.unit), named(then.owner)) == ("HELP", "emil")
    assert (named(now.unit), named(now.owner)) == ("SALES", "tess")
    assert [one.key for one in company.call(ListGoals(owner="emil", as_of=TODAY), on=later).items] == [goal.key]
    assert not company.call(ListGoals(owner="emil"), on=later).items


def test_goals_that_are_over_stay_with_who_answered_for_them(company: Company) -> None:
    goal = make_goal(company, activate=True)
    company.call(SetGoalState(key=goal.key, state=GoalState.CANCELLED, reason="No longer needed"), by="tess")
    done = apply(company, leaves("emil"), step("unit", "HELP", ReorgAction.MERGE, "SALES"))
    assert "goals" not in done.counts
    after = company.call(ShowGoal(key=goal.key))
    assert (named(after.unit), named(after.owner)) == ("HELP", "emil")


def test_a_plan_is_refused_where_what_it_touches_was_changed_since(company: Company) -> None:
    goal = make_goal(company)
    found = plan(company, leaves("emil"))
    make_goal(company, "Answer every letter within three days")
    with pytest.raises(Conflict, match="changed since"):
        apply(company, leaves("emil"), state=found.state)
    assert named(company.call(ShowGoal(key=goal.key)).owner) == "emil"
    again = plan(company, leaves("emil"))
    assert apply(company, leaves("emil"), state=again.state).applied


def test_what_the_plan_does_not_touch_may_change_meanwhile(company: Company) -> None:
    found = plan(company, leaves("emil"))
    company.call(EditPerson(handle="sven", title="Seller"))
    assert apply(company, leaves("emil"), state=found.state).applied


def test_the_same_request_under_its_key_is_done_once(company: Company) -> None:
    make_goal(company)
    request = ApplyReorg(steps=(leaves("emil"),))
    first = company.call(request, key="once")
    assert company.call(request, key="once") == first


@pytest.mark.parametrize("by", ["tess", "dan", "olivia"])
def test_who_leads_or_manages_the_leaver_may_plan_and_apply(company: Company, by: str) -> None:
    make_goal(company)
    found = plan(company, leaves("emil"), by=by)
    assert apply(company, leaves("emil"), by=by, state=found.state).counts["goals"] == 1


@pytest.mark.parametrize("by", ["emil", "sara", "sven"])
def test_others_are_refused_even_the_plan(company: Company, by: str) -> None:
    for ask in (plan, apply):
        with pytest.raises(NotAllowed):
            ask(company, leaves("emil"), by=by)


def test_a_lead_moves_units_only_between_those_they_lead(company: Company) -> None:
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    apply(company, step("unit", "CHAT", ReorgAction.PARENT, "HELP"), by="dan")
    with pytest.raises(NotAllowed):
        apply(company, step("unit", "CHAT", ReorgAction.PARENT, "SALES"), by="dan")
    with pytest.raises(NotAllowed):
        apply(company, step("unit", "HELP", ReorgAction.MERGE, "SALES"), by="dan")


def test_goals_that_are_not_shown_are_counted_and_transferred_all_the_same(company: Company) -> None:
    secret = make_goal(
        company, unit="SALES", owner="emil", visibility=Visibility.NAMED, by="olivia", sponsor="sven", key_results=()
    )
    company.call(CreatePerson(handle="lena", name="Lena Lead", unit="CARE", manager="olivia"))
    company.call(EditUnit(key="HELP", lead="lena"))
    found = plan(company, leaves("emil"), by="lena")
    assert found.hidden == 1
    assert secret.key not in {one.key for one in found.changes} | {one.key for one in found.effects}
    apply(company, leaves("emil"), by="lena")
    assert named(company.call(ShowGoal(key=secret.key)).owner) == "tess"


def test_steps_that_contradict_themselves_are_refused_in_words(company: Company) -> None:
    refused: list[tuple[tuple[ReorgStep, ...], type[Exception], str]] = [
        ((leaves("olivia"),), RuleViolation, "Nobody above olivia"),
        ((leaves("olivia", to="dan"),), RuleViolation, "No administrator"),
        ((leaves("emil"), leaves("emil")), InvalidInput, "twice"),
        ((leaves("emil", to="emil"),), InvalidInput, "themselves"),
        ((leaves("emil", to="tess"), leaves("tess")), RuleViolation, "do not work here"),
        ((leaves("tess"), step("person", "sven", ReorgAction.MANAGER, "tess")), RuleViolation, "tess leaves"),
        ((step("person", "dan", ReorgAction.MANAGER, "emil"),), RuleViolation, "above itself: dan > emil > tess > dan"),
        ((step("unit", "CARE", ReorgAction.PARENT, "HELP"),), RuleViolation, "above itself"),
        ((step("unit", "ACME", ReorgAction.MERGE, "HELP"),), RuleViolation, "cannot go up"),
        ((step("unit", "HELP", ReorgAction.SPLIT, "CARE"),), RuleViolation, "key CARE already"),
        ((step("goal", "HELP-1", ReorgAction.MERGE, "CARE"),), InvalidInput, "a goal has no"),
        ((step("person", "nobody", ReorgAction.LEAVES),), NotFound, "nobody"),
        ((step("person", "emil", ReorgAction.MANAGER, "dan", on=TODAY + timedelta(days=1)),), InvalidInput, "future"),
    ]
    for steps, kind, words in refused:
        with pytest.raises(kind, match=words):
            plan(company, *steps)


def test_a_step_of_a_file_is_refused_with_its_place(company: Company) -> None:
    with pytest.raises(NotFound, match=r"reorg\.csv:2: "):
        plan(company, leaves("nobody", place="reorg.csv:2"))


def test_who_leaves_later_is_noted_and_stays_employed_until_then(company: Company) -> None:
    last = TODAY + timedelta(days=30)
    done = apply(company, leaves("emil", on=last))
    assert "hands over when this is applied" in done.notes[0]
    assert company.call(ShowPerson(handle="emil")).employed_to == last


def _person(company: Company, handle: str) -> UUID:
    statement = select(schema.people.c.id).where(schema.people.c.handle == handle)
    found: UUID = company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())
    return found
