"""The top of a cascade, where all who check in meet: on PostgreSQL moved where it lies, locked for that and the commit alone.

Whoever locks it, reads it, and writes what follows holds it for two answers of the server and its own work: eight writers then
wait most of the time, and do no more than one. Here the server adds the differences and compares the progress with steps that the
caller worked out from what it read without a lock. All of that is looked at again under the lock.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Select, TextualSelect, bindparam, select, text
from sqlalchemy.types import TypeEngine

from okr.domain.vocabulary import WORST_FIRST, Ambition, GoalState, LinkKind, Status
from storage.compiled import Question
from storage.schema import goal_progress
from storage.types import Id, Word

ADDED = (
    "weighted_progress",
    "weighted_coverage",
    "not_reached",
    "with_reading",
    "off_track",
    "at_risk",
    "pending",
    "on_track",
    "reached",
    "guardrails_broken",
)
"""The sums of which differences are added, in this order."""

COMPARED = (
    "weight",
    "weighted_expected",
    "weight_all",
    "state",
    "ambition",
    "due_on",
    "on_track_percent",
    "at_risk_percent",
    "allowance_percent",
    "override_status",
)
"""What has to be as the caller read it."""


class Move(NamedTuple):
    """How a top is moved, with the steps of `okr.domain.goal_steps`.

    `child_id` contributes to it with that weight; it is None where a key result of the top's own moved.
    """

    goal_id: UUID
    child_id: UUID | None
    child_weight: int
    added: Sequence[int]
    as_read: Sequence[object]
    today: date
    is_active: bool
    expected_ppm: int
    at_risk_from: int
    on_track_from: int


def moving(move: Move) -> tuple[Question, Question]:
    """What locks a top, and what moves it and answers what it was and is; that fails where something is not as it was read.

    The failure is `storage.failures.NOT_AS_READ`, after which the transaction is tried again. Two statements, since each sees what was committed when its own turn came.
    """
    values: dict[str, object] = {
        "goal_id": move.goal_id,
        "child_id": move.child_id,
        "child_weight": move.child_weight,
        "today": move.today,
        "is_active": move.is_active,
        "expected_ppm": move.expected_ppm,
        "at_risk_from": move.at_risk_from,
        "on_track_from": move.on_track_from,
    }
    values.update(zip(ADDED, move.added, strict=True))
    values.update(zip((f"read_{name}" for name in COMPARED), move.as_read, strict=True))
    return Question(_lock(), {"goal_id": move.goal_id}, locks=True), Question(_move(), values)


@cache
def _lock() -> Select[*tuple[Any, ...]]:
    own = goal_progress.c.goal_id
    return select(own).where(own == bindparam("goal_id", type_=own.type)).with_for_update()


@cache
def _move() -> TextualSelect:
    typed: dict[str, TypeEngine[Any]] = {
        "goal_id": Id(),
        "child_id": Id(),
        "today": Date(),
        "is_active": Boolean(),
        "read_state": Word(GoalState),
        "read_ambition": Word(Ambition),
        "read_due_on": Date(),
        "read_override_status": Word(Status),
    }
    whole = ("child_weight", "expected_ppm", "at_risk_from", "on_track_from", *ADDED)
    numbers = {name: BigInteger() for name in (*whole, *(f"read_{name}" for name in COMPARED))}
    values = [bindparam(name, type_=kind) for name, kind in (numbers | typed).items()]
    return (
        text(_MOVE)
        .bindparams(*values)
        .columns(
            Column("moved", Integer),
            Column("progress_before", Integer),
            Column("progress_ppm", Integer),
            Column("shown_before", Word(Status)),
            Column("shown", Word(Status)),
        )
    )


_SAME = {
    **{name: f"p.{name} = :read_{name}" for name in ("weight", "weighted_expected", "weight_all")},
    **{name: f"g.{name} = :read_{name}" for name in ("state", "ambition", "due_on")},
    **{name: f"y.{name} = :read_{name}" for name in ("on_track_percent", "at_risk_percent", "allowance_percent")},
    "override_status": "o.status IS NOT DISTINCT FROM :read_override_status",
}

_WEAKEST = " ".join(
    f"WHEN j.{status.name.lower()} > 0 THEN '{status}'" for status in WORST_FIRST
)  # the counts are named after their statuses

_MOVE = f"""
WITH was AS (
  SELECT p.goal_id, p.weight, p.weight_all, p.progress_ppm AS progress_before, p.shown AS shown_before,
    {", ".join(f"p.{name} + :{name} AS {name}" for name in ADDED)}
  FROM goal_progress AS p
  JOIN goals AS g ON g.id = p.goal_id
  JOIN cycles AS y ON y.id = g.cycle_id
  LEFT JOIN overrides AS o ON o.goal_id = g.id AND o.key_result_id IS NULL AND o.ended_at IS NULL
    AND (o.until_on IS NULL OR o.until_on >= :today)
  WHERE p.goal_id = :goal_id AND p.weight > 0 AND p.with_reading + :with_reading > 0
    AND {" AND ".join(_SAME[name] for name in COMPARED)}
    AND (:child_id IS NULL OR EXISTS (
      SELECT FROM goal_links AS l WHERE l.child_id = :child_id AND l.parent_id = p.goal_id
        AND l.kind = '{LinkKind.CONTRIBUTES}' AND l.weight_units = :child_weight))
    AND NOT EXISTS (SELECT FROM goal_links AS l WHERE l.child_id = p.goal_id AND l.kind = '{LinkKind.CONTRIBUTES}')
), stands AS (
  SELECT *, div(2 * weighted_progress::numeric + weight, 2 * weight::numeric)::integer AS progress,
    div(2 * weighted_coverage::numeric + weight_all, 2 * weight_all::numeric)::integer AS coverage
  FROM was
), judged AS (
  SELECT *, CASE
    WHEN progress < :at_risk_from AND NOT (not_reached = 0 AND progress >= 1000000) THEN '{Status.OFF_TRACK}'
    WHEN guardrails_broken > 0 THEN '{Status.AT_RISK}'
    WHEN not_reached = 0 AND progress >= 1000000 THEN '{Status.REACHED}'
    WHEN progress >= :on_track_from THEN '{Status.ON_TRACK}'
    ELSE '{Status.AT_RISK}' END AS judgement
  FROM stands
), moved AS (
  UPDATE goal_progress AS p SET computed_for = :today, {", ".join(f"{name} = j.{name}" for name in ADDED)},
    progress_ppm = j.progress, expected_ppm = :expected_ppm, coverage_ppm = j.coverage,
    status = j.judgement, shown = coalesce(:read_override_status, j.judgement),
    weakest = CASE {_WEAKEST} END, stale = :is_active AND j.weighted_coverage = 0
  FROM judged AS j WHERE p.goal_id = j.goal_id
  RETURNING p.goal_id, j.progress_before, j.shown_before, p.progress_ppm, p.expected_ppm, p.shown
), kept AS (
  INSERT INTO goal_progress_days (goal_id, day, progress_ppm, expected_ppm, status)
  SELECT goal_id, :today, progress_ppm, expected_ppm, shown FROM moved
  WHERE (progress_ppm, shown) IS DISTINCT FROM (progress_before, shown_before)
  ON CONFLICT (goal_id, day) DO UPDATE
  SET progress_ppm = excluded.progress_ppm, expected_ppm = excluded.expected_ppm, status = excluded.status
)
SELECT 1 / count(*) AS moved, min(progress_before) AS progress_before, min(progress_ppm) AS progress_ppm,
  min(shown_before) AS shown_before, min(shown) AS shown
FROM moved
"""  # noqa: S608 - names of the schema
