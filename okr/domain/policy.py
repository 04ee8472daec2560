"""Who may do what (design section 5): each right as data, and the predicate for one object.

Roles come from facts: who owns, leads, manages. `storage.policy` makes the condition for lists of the same data; a property test
holds the two equal. What a person may not see does not exist for them; what they may see but not do is refused with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from okr.domain.errors import NotAllowed
from okr.domain.vocabulary import Relation, Visibility


class Action(StrEnum):
    """What can be done, in the words that complete "may ..."."""

    SEE_GOAL = "see this goal"
    EDIT_GOAL = "edit this goal"
    EDIT_TARGET = "change what this goal's key results aim at"
    CHECK_IN = "check in to this goal"
    ACKNOWLEDGE = "acknowledge this check-in"
    NUDGE = "nudge whoever answers for this"
    ACTIVATE_GOAL = "activate this goal"
    CLOSE_GOAL = "pause, cancel or close this goal"
    LINK_GOAL = "link this goal"
    OVERRIDE_STATUS = "set the status of this goal"
    ASK_CONTRIBUTION = "ask for contributions to this goal"
    ANSWER_CONTRIBUTION = "answer for the one who is to contribute"
    REVIEW_GOAL = "review this goal"
    GRADE_GOAL = "grade this goal"
    SCORE_GOAL = "give this goal another score than the computed one"
    ADD_INITIATIVE = "add work to this goal"
    EDIT_INITIATIVE = "change this initiative"
    ANSWER_BLOCKER = "answer this blocker"
    WITHDRAW_COMMENT = "take this comment back"
    CREATE_GOAL = "create a goal in this unit"
    SEE_PERSON = "see this person"
    EDIT_PERSON = "edit this person"
    EDIT_PROFILE = "edit this profile"
    SEE_CALIBRATION = "see how well this person's confidence came true"
    CREATE_PERSON = "add a person to this unit"
    EDIT_UNIT = "edit this unit"
    EDIT_AREA = "edit this focus area"
    EDIT_CYCLE = "edit cycles"
    CLOSE_CYCLE = "open, grade, close or reopen cycles"
    LOOK_BACK = "write the retrospective of this unit"
    IMPORT = "import"
    ADMINISTER = "administer this organisation"


_ALWAYS = frozenset({Relation.ADMINISTRATOR})
_ABOVE = _ALWAYS | {Relation.UNIT_LEAD, Relation.MANAGER}
_IN_CHARGE = _ABOVE | {Relation.OWNER}
_ACTING = _IN_CHARGE | {Relation.DELEGATE}
_INVOLVED = _ACTING | {Relation.SPONSOR, Relation.CONTRIBUTOR}

SEES_GOAL: Mapping[Visibility, frozenset[Relation]] = {
    Visibility.ORGANISATION: frozenset({Relation.COLLEAGUE}),
    Visibility.UNIT: _INVOLVED | {Relation.UNIT_MEMBER},
    Visibility.NAMED: _INVOLVED | {Relation.NAMED_READER},
}
"""Who sees a goal, by its visibility."""

RIGHTS: Mapping[Action, frozenset[Relation]] = {
    Action.EDIT_GOAL: _ACTING,
    Action.EDIT_TARGET: _IN_CHARGE,  # a delegate reports, but does not move the goalposts
    Action.CHECK_IN: _ACTING | {Relation.CONTRIBUTOR},
    Action.ACKNOWLEDGE: _IN_CHARGE | {Relation.SPONSOR},
    Action.NUDGE: _INVOLVED,
    Action.ACTIVATE_GOAL: _ACTING,
    Action.CLOSE_GOAL: _IN_CHARGE,
    Action.LINK_GOAL: _ACTING,
    Action.OVERRIDE_STATUS: frozenset({Relation.OWNER, Relation.MANAGER, Relation.UNIT_LEAD}),  # R7
    Action.ASK_CONTRIBUTION: _ACTING,
    Action.ANSWER_CONTRIBUTION: _ALWAYS | {Relation.SELF, Relation.UNIT_LEAD},
    Action.REVIEW_GOAL: frozenset({Relation.MANAGER, Relation.UNIT_LEAD}),
    Action.GRADE_GOAL: _IN_CHARGE,
    Action.SCORE_GOAL: frozenset({Relation.OWNER}),  # R11: it is the owner who may see it otherwise
    Action.ADD_INITIATIVE: _ACTING | {Relation.CONTRIBUTOR},
    Action.EDIT_INITIATIVE: _ACTING | {Relation.CONTRIBUTOR, Relation.HOLDER},
    Action.ANSWER_BLOCKER: _ACTING | {Relation.CONTRIBUTOR, Relation.HOLDER},  # they may know that it is gone
    Action.WITHDRAW_COMMENT: frozenset({Relation.AUTHOR}),
    Action.CREATE_GOAL: _ALWAYS | {Relation.UNIT_LEAD, Relation.UNIT_MEMBER},
    Action.SEE_PERSON: frozenset({Relation.COLLEAGUE}),
    Action.EDIT_PERSON: _ABOVE,
    Action.EDIT_PROFILE: _ABOVE | {Relation.SELF},
    Action.SEE_CALIBRATION: _ALWAYS | {Relation.SELF},  # R12
    Action.CREATE_PERSON: _ALWAYS | {Relation.UNIT_LEAD},
    Action.EDIT_UNIT: _ALWAYS | {Relation.UNIT_LEAD},
    Action.EDIT_AREA: _ALWAYS | {Relation.OWNER},
    Action.EDIT_CYCLE: _ALWAYS,
    Action.CLOSE_CYCLE: _ALWAYS,
    Action.LOOK_BACK: _ALWAYS | {Relation.UNIT_LEAD},
    Action.IMPORT: _ALWAYS,
    Action.ADMINISTER: _ALWAYS,
}
"""Who may do what; seeing a goal is in `SEES_GOAL`, since it depends on the goal's visibility."""

BARRED: Mapping[Action, frozenset[Relation]] = {
    Action.ACKNOWLEDGE: frozenset({Relation.SELF}),
    Action.REVIEW_GOAL: frozenset({Relation.OWNER}),
    Action.ANSWER_CONTRIBUTION: frozenset({Relation.ASKER}),
}
"""Who may never, whatever else they are: nobody acknowledges their own check-in, reviews their own goal, or agrees with themselves."""

_NEVER: Mapping[Action, str] = {
    Action.ACKNOWLEDGE: "its author",
    Action.REVIEW_GOAL: "its owner",
    Action.ANSWER_CONTRIBUTION: "whoever asked",
}

_WORDS: Mapping[Relation, str] = {
    Relation.OWNER: "its owner",
    Relation.DELEGATE: "its delegate",
    Relation.SPONSOR: "its sponsor",
    Relation.CONTRIBUTOR: "a contributor",
    Relation.NAMED_READER: "a named reader",
    Relation.SELF: "the person",
    Relation.MANAGER: "a manager above",
    Relation.UNIT_MEMBER: "a member of the unit",
    Relation.UNIT_LEAD: "the lead of the unit or of one above",
    Relation.COLLEAGUE: "anybody in the organisation",
    Relation.ASKER: "whoever asked",
    Relation.HOLDER: "whoever it lies with",
    Relation.AUTHOR: "its author",
    Relation.ADMINISTRATOR: "an administrator",
}


class Actor(NamedTuple):
    """The person who acts, with the facts that give rights. Paths are those of the trees of units and of people."""

    person_id: UUID
    name: str
    person_path: str
    unit_path: str | None = None
    led_unit_paths: tuple[str, ...] = ()
    is_administrator: bool = False
    handle: str = ""


class GoalFacts(NamedTuple):
    """What decides about rights on a goal. `contributor_ids` holds the owners of its key results too."""

    unit_path: str
    visibility: Visibility
    owner_id: UUID | None = None
    owner_path: str | None = None
    sponsor_id: UUID | None = None
    delegate_id: UUID | None = None
    contributor_ids: frozenset[UUID] = frozenset()
    reader_ids: frozenset[UUID] = frozenset()


class CheckInFacts(NamedTuple):
    """What decides about rights on a check-in: its goal and its author."""

    goal: GoalFacts
    author_id: UUID


class PartFacts(NamedTuple):
    """What decides about rights on a part of a goal that lies with somebody: a blocker to be answered, work to be done."""

    goal: GoalFacts
    holder_id: UUID | None


class CommentFacts(NamedTuple):
    """What decides about rights on a comment: who wrote it."""

    author_id: UUID


class PersonFacts(NamedTuple):
    """What decides about rights on a person."""

    person_id: UUID
    person_path: str
    unit_path: str | None = None


class UnitFacts(NamedTuple):
    """What decides about rights on a unit."""

    unit_path: str


class AreaFacts(NamedTuple):
    """What decides about rights on a focus area."""

    owner_id: UUID | None = None


class ContributionFacts(NamedTuple):
    """What decides who answers for the one who is to contribute: a person, or a unit with its lead; and who asked."""

    person_id: UUID | None = None
    unit_path: str | None = None
    lead_id: UUID | None = None
    asked_by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is asked about concerns the organisation as a whole."""


Facts = (
    GoalFacts
    | CheckInFacts
    | PartFacts
    | CommentFacts
    | PersonFacts
    | UnitFacts
    | AreaFacts
    | ContributionFacts
    | OrganisationFacts
)


def relations(actor: Actor, facts: Facts) -> frozenset[Relation]:
    """What the acting person is to an object."""
    found = {Relation.COLLEAGUE}
    if actor.is_administrator:
        found.add(Relation.ADMINISTRATOR)
    if isinstance(facts, GoalFacts):
        found |= _to_goal(actor, facts)
    elif isinstance(facts, CheckInFacts | PartFacts | CommentFacts):
        found |= _to_part(actor, facts)
    elif isinstance(facts, PersonFacts):
        found |= _to_person(actor, facts)
    elif isinstance(facts, UnitFacts):
        found |= _to_unit(actor, facts)
    elif isinstance(facts, ContributionFacts):
        found |= _to_contribution(actor, facts)
    elif isinstance(facts, AreaFacts) and facts.owner_id == actor.person_id:
        found.add(Relation.OWNER)
    return frozenset(found)


def allowed(action: Action, held: frozenset[Relation], facts: Facts) -> bool:
    """Whether somebody with these relations to an object may do this to it."""
    if held & BARRED.get(action, frozenset()):
        return False
    return bool(held & holders(action, facts))


def may(actor: Actor, action: Action, facts: Facts) -> bool:
    """Whether the acting person may do this to an object."""
    return allowed(action, relations(actor, facts), facts)


def require(actor: Actor, action: Action, facts: Facts) -> None:
    """Refuse with the reason (NotAllowed) what the acting person may see but not do; who may not even see it is the caller's 404."""
    if not may(actor, action, facts):
        raise NotAllowed(explain(action, facts))


def holders(action: Action, facts: Facts) -> frozenset[Relation]:
    """The relations that have the right to do this to an object."""
    if action is not Action.SEE_GOAL:
        return RIGHTS[action]
    goal = facts.goal if isinstance(facts, CheckInFacts) else facts
    if not isinstance(goal, GoalFacts):
        raise TypeError(f"{type(facts).__name__} tells nothing about the visibility of a goal")
    return SEES_GOAL[goal.visibility]


def explain(action: Action, facts: Facts) -> str:
    """Who has the right, in a sentence: "Only its owner, a manager above or an administrator may edit this goal."."""
    able = holders(action, facts)
    words = [text for relation, text in _WORDS.items() if relation in able]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    sentence = f"Only {listed} may {action}."
    return f"{sentence[:-1]}, and never {_NEVER[action]}." if action in BARRED else sentence


def _to_goal(actor: Actor, facts: GoalFacts) -> set[Relation]:
    me = actor.person_id
    found = set()
    if facts.owner_id == me:
        found.add(Relation.OWNER)
    if facts.owner_path is not None and _is_above(actor.person_path, facts.owner_path):
        found.add(Relation.MANAGER)
    if facts.sponsor_id == me:
        found.add(Relation.SPONSOR)
    if facts.delegate_id == me:
        found.add(Relation.DELEGATE)
    if me in facts.contributor_ids:
        found.add(Relation.CONTRIBUTOR)
    if me in facts.reader_ids:
        found.add(Relation.NAMED_READER)
    if _leads(actor, facts.unit_path):
        found.add(Relation.UNIT_LEAD)
    if actor.unit_path is not None and actor.unit_path.startswith(facts.unit_path):
        found.add(Relation.UNIT_MEMBER)  # who works below a unit sees what is meant for it
    return found


def _to_part(actor: Actor, facts: CheckInFacts | PartFacts | CommentFacts) -> set[Relation]:
    """What somebody is to what belongs to a goal, and to that goal."""
    me = actor.person_id
    if isinstance(facts, CommentFacts):
        return {Relation.AUTHOR} if facts.author_id == me else set()
    found = _to_goal(actor, facts.goal)
    if isinstance(facts, CheckInFacts) and facts.author_id == me:
        found.add(Relation.SELF)
    if isinstance(facts, PartFacts) and facts.holder_id == me:
        found.add(Relation.HOLDER)
    return found


def _to_person(actor: Actor, facts: PersonFacts) -> set[Relation]:
    found = set()
    if facts.person_id == actor.person_id:
        found.add(Relation.SELF)
    if _is_above(actor.person_path, facts.person_path):
        found.add(Relation.MANAGER)
    if facts.unit_path is not None and _leads(actor, facts.unit_path):
        found.add(Relation.UNIT_LEAD)
    return found


def _to_unit(actor: Actor, facts: UnitFacts) -> set[Relation]:
    found = set()
    if _leads(actor, facts.unit_path):
        found.add(Relation.UNIT_LEAD)
    if actor.unit_path == facts.unit_path:
        found.add(Relation.UNIT_MEMBER)  # of this very unit: nobody sets the goals of the units above theirs
    return found


def _to_contribution(actor: Actor, facts: ContributionFacts) -> set[Relation]:
    me = actor.person_id
    if me in {facts.person_id, facts.lead_id}:
        return {Relation.SELF}  # who leads the unit that they ask answers for it all the same
    found = set()
    if facts.unit_path is not None and _leads(actor, facts.unit_path):
        found.add(Relation.UNIT_LEAD)
    if facts.asked_by_id == me:
        found.add(Relation.ASKER)
    return found


def _is_above(path: str, other: str) -> bool:
    """Whether a path's node is a true ancestor of another's; every segment ends with a full stop."""
    return other != path and other.startswith(path)


def _leads(actor: Actor, unit_path: str) -> bool:
    return any(unit_path.startswith(led) for led in actor.led_unit_paths)
