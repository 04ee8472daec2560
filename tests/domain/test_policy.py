"""Who may do what to one object: each right, each relation, and the words of a refusal."""

from uuid import UUID

import pytest

from okr.domain.errors import NotAllowed
from okr.domain.policy import (
    RIGHTS,
    SEES_GOAL,
    Action,
    Actor,
    AreaFacts,
    CheckInFacts,
    ContributionFacts,
    Facts,
    GoalFacts,
    OrganisationFacts,
    PersonFacts,
    UnitFacts,
    allowed,
    explain,
    may,
    relations,
    require,
)
from okr.domain.vocabulary import Relation, Visibility

OWNER, BOSS, STRANGER, LEAD, PEER, ADMIN = (UUID(int=number) for number in range(1, 7))
PLACES = {OWNER: ("1.2.3.", "1.5."), BOSS: ("1.2.", "1.9."), STRANGER: ("1.4.", "1.8."), PEER: ("1.6.", "1.5.7.")}
GOAL = GoalFacts(unit_path="1.5.", visibility=Visibility.ORGANISATION, owner_id=OWNER, owner_path="1.2.3.")


def actor(person_id: UUID, *, leads: tuple[str, ...] = (), is_administrator: bool = False) -> Actor:
    person_path, unit_path = PLACES.get(person_id, ("2.", None))
    return Actor(person_id, "X", person_path, unit_path, leads, is_administrator)


@pytest.mark.parametrize(
    ("who", "facts", "expected"),
    [
        (actor(OWNER), GOAL, {Relation.OWNER, Relation.UNIT_MEMBER}),
        (actor(BOSS), GOAL, {Relation.MANAGER}),
        (actor(STRANGER), GOAL, set()),
        (actor(PEER), GOAL, {Relation.UNIT_MEMBER}),
        (actor(LEAD, leads=("1.5.",)), GOAL, {Relation.UNIT_LEAD}),
        (actor(LEAD, leads=("1.", "1.4.")), GOAL, {Relation.UNIT_LEAD}),
        (actor(LEAD, leads=("1.50.", "1.5.7.")), GOAL, set()),
        (actor(ADMIN, is_administrator=True), GOAL, {Relation.ADMINISTRATOR}),
        (actor(STRANGER), GOAL._replace(sponsor_id=STRANGER), {Relation.SPONSOR}),
        (actor(STRANGER), GOAL._replace(delegate_id=STRANGER), {Relation.DELEGATE}),
        (actor(STRANGER), GOAL._replace(contributor_ids=frozenset({STRANGER})), {Relation.CONTRIBUTOR}),
        (actor(STRANGER), GOAL._replace(reader_ids=frozenset({STRANGER})), {Relation.NAMED_READER}),
        (actor(OWNER), PersonFacts(OWNER, "1.2.3.", "1.5."), {Relation.SELF}),
        (actor(BOSS), PersonFacts(OWNER, "1.2.3.", "1.5."), {Relation.MANAGER}),
        (actor(LEAD, leads=("1.",)), PersonFacts(OWNER, "1.2.3.", "1.5."), {Relation.UNIT_LEAD}),
        (actor(OWNER), UnitFacts("1.5."), {Relation.UNIT_MEMBER}),
        (actor(PEER), UnitFacts("1.5."), set()),
        (actor(LEAD, leads=("1.",)), UnitFacts("1.5."), {Relation.UNIT_LEAD}),
        (actor(OWNER), AreaFacts(OWNER), {Relation.OWNER}),
        (actor(OWNER), AreaFacts(None), set()),
        (actor(OWNER), OrganisationFacts(), set()),
        (actor(OWNER), ContributionFacts(person_id=OWNER, asked_by_id=OWNER), {Relation.SELF}),
        (actor(BOSS), ContributionFacts(person_id=OWNER), set()),
        (actor(BOSS), ContributionFacts(person_id=OWNER, asked_by_id=BOSS), {Relation.ASKER}),
        (actor(LEAD, leads=("1.5.",)), ContributionFacts(unit_path="1.5.", lead_id=LEAD), {Relation.SELF}),
        (actor(LEAD, leads=("1.",)), ContributionFacts(unit_path="1.5.", lead_id=PEER), {Relation.UNIT_LEAD}),
        (actor(PEER), ContributionFacts(unit_path="1.5.7."), set()),
    ],
)
def test_relations_follow_from_facts(who: Actor, facts: Facts, expected: set[Relation]) -> None:
    assert relations(who, facts) == {Relation.COLLEAGUE, *expected}


def test_a_person_is_not_their_own_manager_and_a_like_number_is_no_manager() -> None:
    assert Relation.MANAGER not in relations(actor(OWNER), GOAL)
    assert Relation.MANAGER not in relations(actor(STRANGER)._replace(person_path="1.2.30."), GOAL)
    assert Relation.MANAGER not in relations(actor(STRANGER), GOAL._replace(owner_id=None, owner_path=None))


def test_everybody_sees_what_is_meant_for_the_organisation() -> None:
    assert may(actor(STRANGER), Action.SEE_GOAL, GOAL)


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [(Visibility.UNIT, {OWNER, BOSS, LEAD, PEER, ADMIN}), (Visibility.NAMED, {OWNER, BOSS, LEAD, ADMIN})],
)
def test_a_restricted_goal_is_seen_by_those_concerned(visibility: Visibility, seen_by: set[UUID]) -> None:
    goal = GOAL._replace(visibility=visibility)
    everybody = [actor(one) for one in (OWNER, BOSS, STRANGER, PEER)]
    everybody += [actor(LEAD, leads=("1.",)), actor(ADMIN, is_administrator=True)]
    assert {one.person_id for one in everybody if may(one, Action.SEE_GOAL, goal)} == seen_by


def test_a_named_reader_sees_and_changes_nothing() -> None:
    goal = GOAL._replace(visibility=Visibility.NAMED, reader_ids=frozenset({STRANGER}))
    assert may(actor(STRANGER), Action.SEE_GOAL, goal)
    assert not any(may(actor(STRANGER), action, goal) for action in RIGHTS if "goal" in action and "unit" not in action)


@pytest.mark.parametrize(
    ("action", "able"),
    [
        (Action.EDIT_GOAL, {"owner", "delegate", "boss", "lead", "admin"}),
        (Action.EDIT_TARGET, {"owner", "boss", "lead", "admin"}),
        (Action.CHECK_IN, {"owner", "delegate", "contributor", "boss", "lead", "admin"}),
        (Action.ACTIVATE_GOAL, {"owner", "delegate", "boss", "lead", "admin"}),
        (Action.CLOSE_GOAL, {"owner", "boss", "lead", "admin"}),
        (Action.LINK_GOAL, {"owner", "delegate", "boss", "lead", "admin"}),
        (Action.OVERRIDE_STATUS, {"owner", "boss", "lead"}),
        (Action.REVIEW_GOAL, {"boss", "lead"}),
        (Action.GRADE_GOAL, {"owner", "boss", "lead", "admin"}),
        (Action.SCORE_GOAL, {"owner"}),
    ],
)
def test_who_may_do_what_to_a_goal(action: Action, able: set[str]) -> None:
    delegate, contributor, sponsor = (UUID(int=number) for number in (20, 21, 22))
    goal = GOAL._replace(delegate_id=delegate, contributor_ids=frozenset({contributor}), sponsor_id=sponsor)
    people = {
        "owner": actor(OWNER),
        "boss": actor(BOSS),
        "peer": actor(PEER),
        "stranger": actor(STRANGER),
        "delegate": actor(delegate),
        "contributor": actor(contributor),
        "sponsor": actor(sponsor),
        "lead": actor(LEAD, leads=("1.",)),
        "admin": actor(ADMIN, is_administrator=True),
    }
    assert {name for name, who in people.items() if may(who, action, goal)} == able


def test_nobody_acknowledges_their_own_check_in() -> None:
    by_owner, by_boss = CheckInFacts(GOAL, OWNER), CheckInFacts(GOAL, BOSS)
    assert may(actor(BOSS), Action.ACKNOWLEDGE, by_owner)
    assert not may(actor(OWNER), Action.ACKNOWLEDGE, by_owner)
    assert not may(actor(BOSS), Action.ACKNOWLEDGE, by_boss)
    assert not may(actor(BOSS, is_administrator=True), Action.ACKNOWLEDGE, by_boss)
    assert not may(actor(PEER), Action.ACKNOWLEDGE, by_owner)


def test_nobody_reviews_their_own_goal_not_even_as_the_lead_of_its_unit() -> None:
    assert may(actor(LEAD, leads=("1.5.",)), Action.REVIEW_GOAL, GOAL)
    assert not may(actor(OWNER, leads=("1.",)), Action.REVIEW_GOAL, GOAL)
    assert explain(Action.REVIEW_GOAL, GOAL).endswith("may review this goal, and never its owner.")


def test_nobody_answers_what_they_asked_but_a_lead_who_asks_their_own_unit():
    asked_of_unit = ContributionFacts(unit_path="1.5.", lead_id=PEER, asked_by_id=LEAD)
    assert not may(actor(LEAD, leads=("1.",)), Action.ANSWER_CONTRIBUTION, asked_of_unit)
    assert not may(actor(LEAD, leads=("1.",), is_administrator=True), Action.ANSWER_CONTRIBUTION, asked_of_unit)
    assert may(actor(PEER, leads=("1.5.",)), Action.ANSWER_CONTRIBUTION, asked_of_unit)
    own = asked_of_unit._replace(lead_id=LEAD)
    assert may(actor(LEAD, leads=("1.",)), Action.ANSWER_CONTRIBUTION, own)
    assert explain(Action.ANSWER_CONTRIBUTION, own).endswith("and never whoever asked.")


def test_goals_are_made_in_ones_own_unit_and_below_what_one_leads() -> None:
    assert may(actor(OWNER), Action.CREATE_GOAL, UnitFacts("1.5."))
    assert not may(actor(OWNER), Action.CREATE_GOAL, UnitFacts("1."))
    assert not may(actor(PEER), Action.CREATE_GOAL, UnitFacts("1.5."))
    assert may(actor(LEAD, leads=("1.",)), Action.CREATE_GOAL, UnitFacts("1.5."))


@pytest.mark.parametrize("action", [Action.IMPORT, Action.EDIT_CYCLE, Action.CLOSE_CYCLE, Action.ADMINISTER])
def test_only_an_administrator_does_what_concerns_everybody(action: Action) -> None:
    assert may(actor(ADMIN, is_administrator=True), action, OrganisationFacts())
    assert not may(actor(LEAD, leads=("1.",)), action, OrganisationFacts())


def test_how_confidence_came_true_is_seen_by_oneself_and_an_administrator() -> None:
    owner = PersonFacts(OWNER, "1.2.3.", "1.5.")
    assert may(actor(OWNER), Action.SEE_CALIBRATION, owner)
    assert not may(actor(BOSS), Action.SEE_CALIBRATION, owner)
    assert may(actor(ADMIN, is_administrator=True), Action.SEE_CALIBRATION, owner)


def test_whoever_may_change_a_goal_sees_it() -> None:
    seeing = frozenset.intersection(*(SEES_GOAL[kind] for kind in (Visibility.UNIT, Visibility.NAMED)))
    on_goals = [action for action in RIGHTS if action.value.endswith("goal") or "goal's" in action.value]
    assert len(on_goals) >= 6
    for action in on_goals:
        assert RIGHTS[action] <= seeing, action


def test_every_action_has_its_right_and_its_words() -> None:
    assert set(RIGHTS) == set(Action) - {Action.SEE_GOAL}
    assert set(SEES_GOAL) == set(Visibility)
    for action in RIGHTS:
        assert explain(action, OrganisationFacts()).startswith("Only ")


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(actor(STRANGER), Action.EDIT_TARGET, GOAL)
    assert refused.value.message == (
        "Only its owner, a manager above, the lead of the unit or of one above or an administrator may change what this"
        " goal's key results aim at."
    )
    assert explain(Action.IMPORT, OrganisationFacts()) == "Only an administrator may import."
    assert explain(Action.ACKNOWLEDGE, GOAL).endswith("may acknowledge this check-in, and never its author.")
    require(actor(OWNER), Action.EDIT_TARGET, GOAL)


def test_seeing_a_goal_cannot_be_asked_of_something_else() -> None:
    with pytest.raises(TypeError, match="UnitFacts"):
        allowed(Action.SEE_GOAL, frozenset({Relation.OWNER}), UnitFacts("1."))
