"""A company of any size, written straight into the tables; its derived numbers come from the roll-up itself.

At scale 1: 100,000 people, 300,000 goals in one cascade below one goal, 1,000,000 key results and 5,000,000 check-ins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

from sqlalchemy import Table, insert, select, update

from okr.application.case import WriteCase
from okr.application.pipeline import load_settings
from okr.application.propagation import propagate
from okr.client.local import LocalBackend
from okr.contract.organisation import InitOrganisation
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, LinkKind, Metric, Source, UnitKind, Visibility
from storage import schema
from storage.policy import load_actor
from storage.trees import segment
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork

TODAY = date(2026, 2, 16)
NOW = datetime(2026, 2, 16, 9, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 3, 31)
CYCLE = "2026-Q1"
FAN_OUT = 8
"""Goals below each goal: 300,000 goals make a cascade of seven levels."""

WEIGHT = 10_000
PORTION = 5_000
PEOPLE, UNITS, GOALS, KEY_RESULTS = 100_000, 5_000, 300_000, 1_000_000
CHECK_INS = 5


@dataclass(frozen=True)
class Company:
    """The company that was made: where it is, and what the measures choose from."""

    url: str
    backend: LocalBackend
    goal_keys: tuple[str, ...]
    key_result_keys: tuple[str, ...]
    key_result_ids: tuple[UUID, ...]
    owner_id: UUID

    @property
    def store(self) -> Store:
        """The open store."""
        return self.backend.store


def make(url: str, scale: float) -> Company:
    """Make the company in an empty place."""
    backend = LocalBackend(url, today=TODAY, clock=lambda: NOW)
    backend.call(
        InitOrganisation(
            name="Bench", unit_prefix="TOP", owner_name="Olivia Owner", owner_handle="olivia", cycle_key=CYCLE
        )
    )
    return backend.store.write(lambda work: _fill(work, url, backend, scale), timeout_s=0)


def _fill(work: WriteWork, url: str, backend: LocalBackend, scale: float) -> Company:
    settings = load_settings(work)
    assert settings.owner_id is not None
    work.connection.execute(
        update(schema.cycles).where(schema.cycles.c.key == CYCLE).values(starts_on=FIRST_DAY, ends_on=LAST_DAY)
    )
    units = _units(work, max(2, int(UNITS * scale)))
    _people(work, units, settings.owner_id, max(2, int(PEOPLE * scale)))
    goals = _goals(work, units, settings.owner_id, max(20, int(GOALS * scale)))
    results = _key_results(work, goals, settings.owner_id, max(60, int(KEY_RESULTS * scale)))
    _check_ins(work, list(results.values()), settings.owner_id)
    case = WriteCase(
        work=work, actor=load_actor(work, settings.owner_id), settings=settings, today=TODAY, now=NOW, operation="bench"
    )
    propagate(case, key_results=list(results.values()), goals=list(goals.values()))
    return Company(url, backend, tuple(goals), tuple(results), tuple(results.values()), settings.owner_id)


def insert_all(work: WriteWork, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    """Insert rows, a portion at a time."""
    rest = iter(rows)
    while portion := list(islice(rest, PORTION)):
        work.connection.execute(insert(table), portion)


def _units(work: WriteWork, count: int) -> dict[str, UUID]:
    table = schema.units
    root = work.connection.execute(select(table.c.id, table.c.number, table.c.path)).one()
    ids = {f"U{number}": new_id() for number in range(count)}
    insert_all(
        work,
        table,
        (
            {
                "id": unit_id, "number": root.number + 1 + place, "prefix": prefix, "name": f"Team {place}",
                "kind": UnitKind.TEAM, "parent_id": root.id, "path": root.path + segment(root.number + 1 + place),
                "depth": 1, "next_goal_number": 1_000_000, **_written(),
            }
            for place, (prefix, unit_id) in enumerate(ids.items())
        ),
    )  # fmt: skip
    return ids


def _people(work: WriteWork, units: Mapping[str, UUID], owner_id: UUID, count: int) -> None:
    table = schema.people
    top = work.connection.execute(select(table.c.number, table.c.path)).one()
    unit_ids = list(units.values())
    insert_all(
        work,
        table,
        (
            {
                "id": new_id(), "number": top.number + 1 + place, "handle": f"p{place}", "name": f"Person {place}",
                "unit_id": unit_ids[place % len(unit_ids)], "manager_id": owner_id,
                "path": top.path + segment(top.number + 1 + place), "depth": 1, "competencies": [],
                "is_administrator": False, **_written(),
            }
            for place in range(count)
        ),
    )  # fmt: skip


def _goals(work: WriteWork, units: Mapping[str, UUID], owner_id: UUID, count: int) -> dict[str, UUID]:
    cycle_id = work.connection.execute(select(schema.cycles.c.id).where(schema.cycles.c.key == CYCLE)).scalar_one()
    prefixes = list(units)
    ids: dict[str, UUID] = {}
    levels: list[int] = []
    goals, links = [], []
    for place in range(count):
        prefix, number = prefixes[place % len(prefixes)], place // len(prefixes) + 1
        key, goal_id = f"{prefix}-{number}", new_id()
        parent = (place - 1) // FAN_OUT
        levels.append(0 if place == 0 else levels[parent] + 1)
        ids[key] = goal_id
        goals.append(
            {
                "id": goal_id, "prefix": prefix, "number": number, "key": key, "title": f"Answer customers sooner, part {place}",
                "why": "They leave otherwise", "unit_id": units[prefix], "owner_id": owner_id, "cycle_id": cycle_id,
                "ambition": Ambition.COMMITTED, "visibility": Visibility.ORGANISATION, "state": GoalState.ACTIVE,
                "starts_on": FIRST_DAY, "due_on": LAST_DAY, "level": levels[place], "next_key_result_number": 1_000,
                "imported": False, "activated_on": FIRST_DAY, "pauses": [], **_written(),
            }
        )  # fmt: skip
        if place:
            links.append(
                {
                    "id": new_id(), "child_id": goal_id, "parent_id": goals[parent]["id"], "kind": LinkKind.CONTRIBUTES,
                    "weight_units": WEIGHT, **_written(),
                }
            )  # fmt: skip
    insert_all(work, schema.goals, goals)
    insert_all(work, schema.goal_links, links)
    return ids


def _key_results(work: WriteWork, goals: Mapping[str, UUID], owner_id: UUID, count: int) -> dict[str, UUID]:
    keys = list(goals)
    ids = {f"{keys[place % len(keys)]}.{place // len(keys) + 1}": new_id() for place in range(count)}
    insert_all(
        work,
        schema.key_results,
        (
            {
                "id": result_id, "goal_id": goals[key.partition(".")[0]], "number": int(key.partition(".")[2]), "key": key,
                "title": "Answered within a day", "metric": Metric.INCREASE, "unit_of_measure": "%", "baseline": Decimal(0),
                "target": Decimal(1000), "checkpoints": [], "milestones": [], "starts_on": FIRST_DAY, "due_on": LAST_DAY,
                "cadence": "weekly", "grace_days": 2, "weight_units": WEIGHT, "owner_id": owner_id, "source": Source.TYPED,
                "guardrail": False, "state": KeyResultState.ACTIVE, "imported": False, **_written(),
            }
            for key, result_id in ids.items()
        ),
    )  # fmt: skip
    return ids


def _check_ins(work: WriteWork, results: list[UUID], owner_id: UUID) -> None:
    insert_all(
        work,
        schema.check_ins,
        (
            {
                "key_result_id": result_id, "number": number, "effective_on": FIRST_DAY + timedelta(days=7 * number),
                "value": Decimal(number * 100 + place % 50), "by_id": owner_id, "recorded_at": NOW, "imported": False,
            }
            for place, result_id in enumerate(results)
            for number in range(1, CHECK_INS + 1)
        ),
    )  # fmt: skip


def _written() -> dict[str, object]:
    return {"effective_on": FIRST_DAY, "recorded_at": NOW, "version": 1}
