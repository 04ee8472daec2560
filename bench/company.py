"""A company of any size, written straight into the tables; its derived numbers are those of the roll-up (`bench.derived`).

At scale 1: 100,000 people, 300,000 goals in one cascade below one goal, 1,000,000 key results and 5,000,000 check-ins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from bench.bulk import Filling, filling
from bench.derived import Cascade, fill_derived
from okr.application.case import ReadCase
from okr.application.pipeline import load_settings
from okr.client.local import LocalBackend
from okr.contract.organisation import InitOrganisation
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, LinkKind, Metric, Source, UnitKind, Visibility
from storage import schema
from storage.policy import load_actor
from storage.trees import segment
from storage.types import EPOCH, ONE_MICROSECOND, new_id
from storage.unit_of_work import ReadWork, Store, WriteWork

TODAY = date(2026, 2, 16)
NOW = datetime(2026, 2, 16, 9, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 3, 31)
CYCLE = "2026-Q1"
FAN_OUT = 8
"""Goals below each goal: 300,000 goals make a cascade of seven levels."""

WEIGHT = 10_000
PEOPLE, UNITS, GOALS, KEY_RESULTS = 100_000, 5_000, 300_000, 1_000_000
CHECK_INS = 5
TARGET = 1_000
VALUES = 50
"""Different last readings: key results end at 500 to 549 of 1,000."""

_WRITTEN = {
    "effective_on": FIRST_DAY.isoformat(),
    "recorded_at": (NOW - EPOCH) // ONE_MICROSECOND,
    "version": 1,
}


@dataclass(frozen=True)
class Company:
    """The company that was made: where it is, the day it stands at, and what the measures choose from."""

    url: str
    backend: LocalBackend
    today: date
    goal_keys: tuple[str, ...]
    key_result_keys: tuple[str, ...]
    key_result_ids: tuple[UUID, ...]
    owner_id: UUID

    @property
    def store(self) -> Store:
        """The open store."""
        return self.backend.store


@dataclass(frozen=True)
class _Frame:
    """What the rows point at: the owner and the top of the trees, as the founding made them."""

    owner_id: UUID
    cycle_id: UUID
    top_unit: tuple[UUID, int, str]
    top_person: tuple[int, str]


def make(url: str, scale: float) -> Company:
    """Make the company in an empty place."""
    backend = LocalBackend(url, today=TODAY, clock=lambda: NOW)
    backend.call(
        InitOrganisation(
            name="Bench", unit_prefix="TOP", owner_name="Olivia Owner", owner_handle="olivia", cycle_key=CYCLE
        )
    )
    store = backend.store
    store.write(_set_cycle)
    frame = store.read(_frame)
    with filling(store.url) as tables:
        units = _units(tables, frame, max(2, int(UNITS * scale)))
        _people(tables, frame, units, max(2, int(PEOPLE * scale)))
        goals = _goals(tables, frame, units, max(20, int(GOALS * scale)))
        results = _key_results(tables, frame, goals, max(60, int(KEY_RESULTS * scale)))
        _check_ins(tables, frame, list(results.values()))
        cascade = Cascade(list(goals.values()), list(results.values()), FAN_OUT, WEIGHT, VALUES)
        store.read(lambda work: fill_derived(tables, cascade, _case(work)), timeout_s=0)
    backend.close()
    return reopen(url)


def reopen(url: str) -> Company:
    """The company that was made earlier, on the day that it stands at."""
    backend = LocalBackend(url, today=TODAY, clock=lambda: NOW)
    return backend.store.read(lambda work: _found(work, url, backend), timeout_s=0)


def _found(work: ReadWork, url: str, backend: LocalBackend) -> Company:
    settings = load_settings(work)
    assert settings.owner_id is not None
    goals, results = schema.goals.c, schema.key_results.c
    keys = work.connection.execute(select(goals.key).order_by(goals.id)).scalars().all()
    rows = work.connection.execute(select(results.key, results.id).order_by(results.id)).all()
    day = settings.turned_to or TODAY
    return Company(
        url,
        backend.acting(None, today=day) if day != TODAY else backend,
        day,
        tuple(keys),
        tuple(row.key for row in rows),
        tuple(row.id for row in rows),
        settings.owner_id,
    )


def _case(work: ReadWork) -> ReadCase:
    settings = load_settings(work)
    assert settings.owner_id is not None
    return ReadCase(work=work, actor=load_actor(work, settings.owner_id), settings=settings, today=TODAY, now=NOW)


def _set_cycle(work: WriteWork) -> None:
    cycles = schema.cycles
    work.connection.execute(update(cycles).where(cycles.c.key == CYCLE).values(starts_on=FIRST_DAY, ends_on=LAST_DAY))


def _frame(work: ReadWork) -> _Frame:
    units, people, cycles = schema.units.c, schema.people.c, schema.cycles.c
    unit = work.connection.execute(select(units.id, units.number, units.path)).one()
    person = work.connection.execute(select(people.id, people.number, people.path)).one()
    cycle_id = work.connection.execute(select(cycles.id).where(cycles.key == CYCLE)).scalar_one()
    return _Frame(person.id, cycle_id, (unit.id, unit.number, unit.path), (person.number, person.path))


def _units(tables: Filling, frame: _Frame, count: int) -> dict[str, UUID]:
    root_id, root_number, root_path = frame.top_unit
    ids = {f"U{number}": new_id() for number in range(count)}
    tables.fill(
        schema.units,
        (
            (
                tables.identity(unit_id),
                root_number + 1 + place,
                prefix,
                f"Team {place}",
                root_path + segment(root_number + 1 + place),
            )
            for place, (prefix, unit_id) in enumerate(ids.items())
        ),
        names=("id", "number", "prefix", "name", "path"),
        same={
            "kind": UnitKind.TEAM.value,
            "parent_id": tables.identity(root_id),
            "depth": 1,
            "next_goal_number": 1_000_000,
            **_WRITTEN,
        },
    )
    return ids


def _people(tables: Filling, frame: _Frame, units: Mapping[str, UUID], count: int) -> None:
    top_number, top_path = frame.top_person
    unit_ids = [tables.identity(unit) for unit in units.values()]
    tables.fill(
        schema.people,
        (
            (
                tables.identity(new_id()),
                top_number + 1 + place,
                f"p{place}",
                f"Person {place}",
                unit_ids[place % len(unit_ids)],
                top_path + segment(top_number + 1 + place),
            )
            for place in range(count)
        ),
        names=("id", "number", "handle", "name", "unit_id", "path"),
        same={
            "manager_id": tables.identity(frame.owner_id),
            "depth": 1,
            "competencies": "[]",
            "is_administrator": False,
            **_WRITTEN,
        },
    )


def _goals(tables: Filling, frame: _Frame, units: Mapping[str, UUID], count: int) -> dict[str, UUID]:
    prefixes = list(units)
    places = [(prefixes[place % len(prefixes)], place // len(prefixes) + 1) for place in range(count)]
    ids = {f"{prefix}-{number}": new_id() for prefix, number in places}
    own = [tables.identity(goal) for goal in ids.values()]
    levels = [0]
    for place in range(1, count):
        levels.append(levels[(place - 1) // FAN_OUT] + 1)
    tables.fill(
        schema.goals,
        (
            (own[place], prefix, number, key, f"Answer customers sooner, part {place}",
             tables.identity(units[prefix]), levels[place])
            for place, ((prefix, number), key) in enumerate(zip(places, ids, strict=True))
        ),
        names=("id", "prefix", "number", "key", "title", "unit_id", "level"),
        same={
            "why": "They leave otherwise",
            "owner_id": tables.identity(frame.owner_id),
            "cycle_id": tables.identity(frame.cycle_id),
            "ambition": Ambition.COMMITTED.value,
            "visibility": Visibility.ORGANISATION.value,
            "state": GoalState.ACTIVE.value,
            "starts_on": FIRST_DAY.isoformat(),
            "due_on": LAST_DAY.isoformat(),
            "next_key_result_number": 1_000,
            "imported": False,
            "activated_on": FIRST_DAY.isoformat(),
            "pauses": "[]",
            **_WRITTEN,
        },
    )  # fmt: skip
    tables.fill(
        schema.goal_links,
        ((tables.identity(new_id()), own[place], own[(place - 1) // FAN_OUT]) for place in range(1, count)),
        names=("id", "child_id", "parent_id"),
        same={"kind": LinkKind.CONTRIBUTES.value, "weight_units": WEIGHT, **_WRITTEN},
    )
    return ids


def _key_results(tables: Filling, frame: _Frame, goals: Mapping[str, UUID], count: int) -> dict[str, UUID]:
    keys = list(goals)
    own = [tables.identity(goal) for goal in goals.values()]
    ids = {f"{keys[place % len(keys)]}.{place // len(keys) + 1}": new_id() for place in range(count)}
    tables.fill(
        schema.key_results,
        (
            (tables.identity(result_id), own[place % len(own)], place // len(own) + 1, key)
            for place, (key, result_id) in enumerate(ids.items())
        ),
        names=("id", "goal_id", "number", "key"),
        same={
            "title": "Answered within a day",
            "metric": Metric.INCREASE.value,
            "unit_of_measure": "%",
            "baseline": "0",
            "target": str(TARGET),
            "checkpoints": "[]",
            "milestones": "[]",
            "starts_on": FIRST_DAY.isoformat(),
            "due_on": LAST_DAY.isoformat(),
            "cadence": "weekly",
            "grace_days": 2,
            "weight_units": WEIGHT,
            "owner_id": tables.identity(frame.owner_id),
            "source": Source.TYPED.value,
            "guardrail": False,
            "state": KeyResultState.ACTIVE.value,
            "imported": False,
            **_WRITTEN,
        },
    )
    return ids


def _check_ins(tables: Filling, frame: _Frame, results: Sequence[UUID]) -> None:
    days = [(FIRST_DAY + timedelta(days=7 * number)).isoformat() for number in range(CHECK_INS + 1)]
    tables.fill(
        schema.check_ins,
        (
            (result_id, number, days[number], str(number * 100 + place % VALUES))
            for place, result_id in enumerate(map(tables.identity, results))
            for number in range(1, CHECK_INS + 1)
        ),
        names=("key_result_id", "number", "effective_on", "value"),
        same={
            "by_id": tables.identity(frame.owner_id),
            "recorded_at": _WRITTEN["recorded_at"],
            "imported": False,
        },
    )
