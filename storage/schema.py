"""The whole schema: importing this module registers every table on `metadata`."""

from storage.tables.base import metadata
from storage.tables.check_ins import acknowledgements, check_ins
from storage.tables.derived import goal_progress, goal_progress_days, key_result_progress
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
    "check_ins",
    "cycles",
    "focus_areas",
    "goal_contributors",
    "goal_links",
    "goal_progress",
    "goal_progress_days",
    "goal_readers",
    "goals",
    "graph_locks",
    "history",
    "idempotency_keys",
    "initiatives",
    "key_result_feeds",
    "key_result_progress",
    "key_results",
    "metadata",
    "organisation",
    "overrides",
    "people",
    "target_ledger",
    "units",
]

attach(metadata)
