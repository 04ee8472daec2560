"""The whole schema: importing this module registers every table on `metadata`."""

from storage.tables.agreements import contribution_steps, contributions
from storage.tables.base import metadata
from storage.tables.check_ins import acknowledgements, check_ins
from storage.tables.conversation import blockers, comments, dependencies, mentions, notices
from storage.tables.cycle_life import grades, retrospectives, reviews
from storage.tables.derived import goal_progress, goal_progress_days, key_result_progress, organisation_days
from storage.tables.goals import (
    goal_contributors,
    goal_links,
    goal_readers,
    goals,
    initiatives,
    key_result_feeds,
    key_results,
    overrides,
)
from storage.tables.journal import audit, history, idempotency_keys, target_ledger
from storage.tables.organisation import cycles, focus_areas, graph_locks, organisation, people, units
from storage.triggers import attach

__all__ = [
    "acknowledgements",
    "audit",
    "blockers",
    "check_ins",
    "comments",
    "contribution_steps",
    "contributions",
    "cycles",
    "dependencies",
    "focus_areas",
    "goal_contributors",
    "goal_links",
    "goal_progress",
    "goal_progress_days",
    "goal_readers",
    "goals",
    "grades",
    "graph_locks",
    "history",
    "idempotency_keys",
    "initiatives",
    "key_result_feeds",
    "key_result_progress",
    "key_results",
    "mentions",
    "metadata",
    "notices",
    "organisation",
    "organisation_days",
    "overrides",
    "people",
    "retrospectives",
    "reviews",
    "target_ledger",
    "units",
]

attach(metadata)
