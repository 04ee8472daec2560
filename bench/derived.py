"""The derived numbers of the company that was made: worked out by the roll-up's own functions, once for what is alike.

Key results that are defined alike and have the same readings have the same derived row; goals are added up from the deepest to
the top. Written in bulk, in order; `okr verify` recomputes all of it by other code and finds no difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import cast
from uuid import UUID

from bench.bulk import Filling
from okr.application.case import ReadCase
from okr.application.goal_numbers import goal_row
from okr.application.key_result_numbers import child_of, known_check_ins, progress_row
from okr.domain.rollup import NOTHING, GoalSums, contribution
from okr.domain.vocabulary import Status
from storage import derived, schema
from storage.types import canonical


@dataclass(frozen=True)
class Cascade:
    """Goals in one tree, each above the next `fan_out`, and key results given to them in turn; `alike` key results repeat."""

    goals: Sequence[UUID]
    key_results: Sequence[UUID]
    fan_out: int
    weight: int
    alike: int


def fill_derived(tables: Filling, cascade: Cascade, case: ReadCase) -> None:
    """Fill the derived tables for a cascade whose goals, key results and check-ins were written."""
    samples = _samples(case, cascade.key_results[: cascade.alike])
    _fill_key_results(tables, cascade, samples)
    rows = list(_goal_rows(cascade, samples, case))
    rows.reverse()
    names = [column.name for column in schema.goal_progress.columns]
    tables.fill(schema.goal_progress, (_plain(tables, row, names) for row in rows), names=names, same={})
    days = ["goal_id", "day", "progress_ppm", "expected_ppm", "status"]
    stood = ({**row, "day": case.today, "status": row["shown"]} for row in rows)
    tables.fill(schema.goal_progress_days, (_plain(tables, row, days) for row in stood), names=days, same={})


def _samples(case: ReadCase, ids: Sequence[UUID]) -> list[dict[str, object]]:
    """The derived rows of the key results that all others are like."""
    check_ins = derived.check_ins_of(case.work, ids)
    return [
        progress_row(
            row,
            known_check_ins(check_ins.get(row.id, ())),
            feeding=None,
            today=case.today,
            zone=case.settings.time_zone,
            minimum_answers=case.settings.minimum_answers,
        )
        for row in derived.key_results_by_id(case.work, ids)
    ]


def _fill_key_results(tables: Filling, cascade: Cascade, samples: Sequence[dict[str, object]]) -> None:
    of_each = {"key_result_id", "goal_id"}
    names = [column.name for column in schema.key_result_progress.columns if column.name not in of_each]
    alike = [_plain(tables, sample, names) for sample in samples]
    goals = [tables.identity(goal) for goal in cascade.goals]
    rows = (
        (tables.identity(key_result), goals[place % len(goals)], *alike[place % len(alike)])
        for place, key_result in enumerate(cascade.key_results)
    )
    tables.fill(schema.key_result_progress, rows, names=["key_result_id", "goal_id", *names], same={})


def _goal_rows(cascade: Cascade, samples: Sequence[dict[str, object]], case: ReadCase) -> Iterator[dict[str, object]]:
    """The derived rows of goals, from the deepest up: a goal comes after all that contributes to it."""
    count, results = len(cascade.goals), len(cascade.key_results)
    added = [contribution(cascade.weight, child_of(sample), speaks=True) for sample in samples]
    sums: dict[int, GoalSums] = {}
    (like,) = derived.goals_by_id(case.work, cascade.goals[:1], today=case.today)
    for place in reversed(range(count)):
        total = sums.pop(place, NOTHING)
        for key_result in range(place, results, count):
            total += added[key_result % len(added)]
        values, figures = goal_row(like, total, case=case)
        if place:
            above = (place - 1) // cascade.fan_out
            child = figures.as_child(cast(Status, values["shown"]))
            sums[above] = sums.get(above, NOTHING) + contribution(cascade.weight, child, speaks=True)
        yield values | {"goal_id": cascade.goals[place]}


def _plain(tables: Filling, row: dict[str, object], names: Sequence[str]) -> tuple[object, ...]:
    return tuple(_value(tables, row[name]) for name in names)


def _value(tables: Filling, value: object) -> object:
    match value:
        case UUID():
            return tables.identity(value)
        case date():
            return value.isoformat()
        case Decimal():
            return canonical(value)
        case StrEnum():
            return value.value
    return value
