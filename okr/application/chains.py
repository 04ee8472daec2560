"""Chains of goals in words, without what the acting person may not see."""

from collections.abc import Sequence
from uuid import UUID

from okr.application.case import ReadCase
from okr.domain.policy import Action
from storage import goals as statements
from storage.policy import load_goal_facts

UNSEEN = "a goal that is not shown"
"""Stands in a named chain for what the acting person may not see."""


def chain_keys(case: ReadCase, goal_ids: Sequence[UUID]) -> tuple[str, ...]:
    """The keys of a chain of goals; those that the acting person may not see are not named."""
    keys = statements.keys_by_id(case.work, goal_ids)
    facts = load_goal_facts(case.work, set(goal_ids))
    return tuple(keys[goal_id] if case.may(Action.SEE_GOAL, facts[goal_id]) else UNSEEN for goal_id in goal_ids)


def named_chain(case: ReadCase, goal_ids: Sequence[UUID]) -> str:
    """The same in one line: "CARE-7 > ACME-1 > CARE-7"."""
    return " > ".join(chain_keys(case, goal_ids))
