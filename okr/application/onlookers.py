"""Who of some people may see a goal: they are told of it, or asked about it, only where they may."""

from collections.abc import Iterable
from uuid import UUID

from okr.application.case import ReadCase
from okr.domain.policy import Action, GoalFacts, may
from okr.domain.vocabulary import Visibility
from storage.policy import load_actor


def who_sees(case: ReadCase, person_ids: Iterable[UUID], facts: GoalFacts) -> set[UUID]:
    """Those of some people who may see a goal; two statements for each where the goal is not for everybody."""
    asked = set(person_ids)
    if facts.visibility is Visibility.ORGANISATION:
        return asked
    return {one for one in asked if may(load_actor(case.work, one), Action.SEE_GOAL, facts)}
