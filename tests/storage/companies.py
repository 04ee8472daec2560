"""Rows for tests of storage: the least that each table accepts, with what the test cares about put in its place."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import insert

from okr.domain.vocabulary import (
    Ambition,
    CycleKind,
    CycleState,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Source,
    UnitKind,
    Visibility,
)
from storage import schema
from storage.trees import place
from storage.types import new_id
from storage.unit_of_work import WriteWork

DAY = date(2026, 1, 1)
END = date(2026, 12, 31)
MOMENT = datetime(2026, 1, 1, 9, tzinfo=UTC)
RECORDED = {"effective_on": DAY, "recorded_at": MOMENT, "version": 1}


def add_unit(work: WriteWork, name: str, parent_id: UUID | None = None, *, lead_id: UUID | None = None) -> UUID:
    where = place(work, schema.units, parent_id)
    row = {"id": new_id(), "name": name, "prefix": f"U{where.number}", "kind": UnitKind.TEAM, "next_goal_number": 1}
    placed = {
        "number": where.number,
        "path": where.path,
        "depth": where.depth,
        "parent_id": parent_id,
        "lead_id": lead_id,
    }
    work.connection.execute(insert(schema.units), [{**row, **placed, **RECORDED}])
    return _id(row)


def add_person(
    work: WriteWork,
    name: str,
    manager_id: UUID | None = None,
    *,
    unit_id: UUID | None = None,
    is_administrator: bool = False,
) -> UUID:
    where = place(work, schema.people, manager_id)
    row = {"id": new_id(), "name": name, "handle": f"p{where.number}", "competencies": []}
    placed = {"number": where.number, "path": where.path, "depth": where.depth, "manager_id": manager_id}
    facts = {"unit_id": unit_id, "is_administrator": is_administrator}
    work.connection.execute(insert(schema.people), [{**row, **placed, **facts, **RECORDED}])
    return _id(row)


def add_cycle(work: WriteWork, key: str = "2026") -> UUID:
    row = {
        "id": new_id(),
        "key": key,
        "kind": CycleKind.YEAR,
        "starts_on": DAY,
        "ends_on": END,
        "state": CycleState.ACTIVE,
        "on_track_percent": 90,
        "at_risk_percent": 70,
        "allowance_percent": 5,
        "version": 1,
    }
    work.connection.execute(insert(schema.cycles), [row])
    return _id(row)


def add_goal(work: WriteWork, number: int, *, unit_id: UUID, cycle_id: UUID, **columns: object) -> UUID:
    row = {
        "id": new_id(),
        "prefix": "CARE",
        "number": number,
        "key": f"CARE-{number}",
        "title": f"Goal {number}",
        "unit_id": unit_id,
        "cycle_id": cycle_id,
        "ambition": Ambition.COMMITTED,
        "visibility": Visibility.ORGANISATION,
        "state": GoalState.DRAFT,
        "starts_on": DAY,
        "due_on": END,
        "level": 0,
        "next_key_result_number": 1,
        "imported": False,
        **RECORDED,
        **columns,
    }
    work.connection.execute(insert(schema.goals), [row])
    return _id(row)


def add_key_result(work: WriteWork, number: int, *, goal_id: UUID, **columns: object) -> UUID:
    row = {
        "id": new_id(),
        "goal_id": goal_id,
        "number": number,
        "key": f"{goal_id.hex[-12:]}.{number}",
        "title": f"Key result {number}",
        "metric": Metric.TRACKED,
        "checkpoints": [],
        "milestones": [],
        "starts_on": DAY,
        "due_on": END,
        "cadence": "FREQ=WEEKLY",
        "grace_days": 2,
        "weight_units": 10_000,
        "source": Source.TYPED,
        "guardrail": False,
        "state": KeyResultState.ACTIVE,
        "imported": False,
        **RECORDED,
        **columns,
    }
    work.connection.execute(insert(schema.key_results), [row])
    return _id(row)


def add_link(work: WriteWork, child_id: UUID, parent_id: UUID, **columns: object) -> UUID:
    row = {
        "id": new_id(),
        "child_id": child_id,
        "parent_id": parent_id,
        "kind": LinkKind.CONTRIBUTES,
        "weight_units": 10_000,
        **RECORDED,
        **columns,
    }
    work.connection.execute(insert(schema.goal_links), [row])
    return _id(row)


def _id(row: dict[str, object]) -> UUID:
    found = row["id"]
    assert isinstance(found, UUID)
    return found
