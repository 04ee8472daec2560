"""People who leave: what is shown before it is done, what is done, and that nothing is left without somebody who answers for it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import LinkGoal, SetGoalState, ShowGoal
from okr.contract.notices import ListNotices
from okr.contract.people import CreatePerson, ShowPerson
from okr.contract.reorgs import Loss, ReorgAction
from okr.contract.units import ShowUnit
from okr.contract.verification import Verify
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import (
    BlockerState,
    ContributionState,
    ContributionStep,
    CycleState,
    GoalState,
    ObjectKind,
    Visibility,
)
from storage import schema
from storage.types import new_id
from tests.application.companies import TODAY, Company, ticking
from tests.application.goal_company import audit_of, id_of, ledger_of, make_goal, make_top, reply_time
from tests.application.reorg_company import apply, leaves, named, person_id, plan, rows, step


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
        "id": asked, "number": 1, "parent_goal_id": id_of(company, top.key), "person_id": person_id(company, "emil"),
        "state": ContributionState.OPEN, "last_step": ContributionStep.ASKED, "title": "Answer sooner",
        "due_on": date(2026, 12, 31), "asked_by_id": person_id(company, "dan"),
        "recorded_at": next(ticking()), "version": 1,
    }  # fmt: skip
    company.acting().store.write(lambda work: work.connection.execute(insert(schema.contributions), [row]))
    done = apply(company, leaves("emil"), leaves("dan"))
    assert rows(done) >= {(top.key, "asked", "emil", "tess"), (top.key, "asker", "dan", "olivia")}
    table = schema.contributions
    person = company.acting().store.read(
        lambda work: work.connection.execute(select(table.c.person_id).where(table.c.id == asked)).scalar_one()
    )
    assert person == person_id(company, "tess")


def test_initiatives_and_blockers_find_somebody_who_answers_for_them(company: Company) -> None:
    goal = make_goal(company, owner="dan", by="dan", activate=True)
    result = f"{goal.key}.1"
    company.call(RecordCheckIn(key=result, value=Decimal(8)), by="dan")
    initiative = {"id": new_id(), "goal_id": id_of(company, goal.key), "number": 1, "title": "Hire", "version": 1}
    done = {**initiative, "id": new_id(), "number": 2, "done_on": TODAY, "owner_id": person_id(company, "emil")}
    blocker = {
        "key_result_id": id_of(company, result),
        "number": 1,
        "state": BlockerState.OPEN,
        "owner_id": person_id(company, "emil"),
        "answer_due_on": TODAY,
        "version": 1,
    }
    owned = {**initiative, "done_on": None, "owner_id": person_id(company, "emil")}
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


def test_who_leaves_later_is_noted_and_stays_employed_until_then(company: Company) -> None:
    last = TODAY + timedelta(days=30)
    done = apply(company, leaves("emil", on=last))
    assert "hands over when this is applied" in done.notes[0]
    assert company.call(ShowPerson(handle="emil")).employed_to == last
