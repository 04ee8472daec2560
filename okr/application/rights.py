"""Who may do what somebody was refused: the nearest people who have the right, by name."""

from collections.abc import Iterator

from okr.application.case import ReadCase
from okr.domain.policy import (
    BARRED,
    Action,
    AreaFacts,
    CheckInFacts,
    Facts,
    GoalFacts,
    PartFacts,
    PersonFacts,
    UnitFacts,
    holders,
)
from okr.domain.vocabulary import Relation
from storage import rights
from storage.people import Named

FEW = 2
"""So many administrators are named where nobody is nearer."""


def who_has(case: ReadCase, action: Action, facts: Facts) -> str | None:
    """Whom to ask, in a sentence; None where nobody has the right but roles that nobody holds."""
    named = [(one, what) for one, what in _holders(case, action, facts) if one.handle != case.actor.handle]
    if not named and Relation.ADMINISTRATOR in holders(action, facts):
        named = [(one, "an administrator") for one in rights.administrators(case.work, limit=FEW)]
    told = {one.handle: f"{one.name} ({one.handle}), {what}" for one, what in reversed(named)}
    return f"Ask {', or '.join(reversed(told.values()))}." if told else None


def _holders(case: ReadCase, action: Action, facts: Facts) -> Iterator[tuple[Named, str]]:
    able = holders(action, facts) - BARRED.get(action, frozenset())
    goal = facts.goal if isinstance(facts, CheckInFacts | PartFacts) else facts
    owner_id = goal.owner_id if isinstance(goal, GoalFacts | AreaFacts) else None
    if Relation.OWNER in able and owner_id is not None:
        owner = rights.person(case.work, owner_id)
        if owner is not None:
            yield owner, "its owner"
    unit_path = goal.unit_path if isinstance(goal, GoalFacts | UnitFacts | PersonFacts) else None
    if Relation.UNIT_LEAD in able and unit_path is not None:
        lead = rights.lead_of(case.work, unit_path)
        if lead is not None:
            yield lead, "who leads the unit or one above"
