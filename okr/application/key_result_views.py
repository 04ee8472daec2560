"""Key results as they are shown, in bulk and in a constant number of statements, from the numbers that the roll-up keeps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.goal_rows import person_ref
from okr.contract.base import UnitRef
from okr.contract.key_results import (
    Checkpoint,
    FeedRef,
    KeyResultView,
    MilestoneView,
)
from okr.domain.numbers import PPM, clip_ppm, weight_of
from okr.domain.rollup import key_result_counts
from okr.domain.vocabulary import Metric, Status
from storage import key_result_reading as statements
from storage.derived import AnyRow
from storage.encoding import decode
from storage.key_result_reading import RECENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The figures of a key result, stored or worked out (R1, R5, R6), and the number of the last check-in; `shown` is the status with an override (R7)."""

    current: Decimal | None
    has_reading: bool
    last_reading_on: date | None
    last_check_in: int
    progress_raw_ppm: int | None
    expected_ppm: int | None
    shown: Status | None
    stale: bool
    fresh: bool
    guardrail_broken: bool
    next_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """What the check-in of the current reading said, and the values of the last readings, oldest first."""

    note: str | None = None
    confidence: int | None = None
    blocker: str | None = None
    recent_values: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeding:
    """What a key result feeds, and what it is fed by (R3), by key."""

    feeds: tuple[FeedRef, ...] = ()
    fed_by: tuple[FeedRef, ...] = ()


SILENCE = LastWord()
ALONE = Feeding()


def key_result_view(case: ReadCase, key_result_id: UUID) -> KeyResultView:
    """One key result as it stands now; rights on it are the caller's."""
    return key_result_views(case, [key_result_id])[0]


def key_result_views(case: ReadCase, ids: Collection[UUID]) -> tuple[KeyResultView, ...]:
    """Key results as they stand now, in the order of their keys; rights on them are the caller's. Three statements.

    There are a few more where many of the last check-ins are voided or corrected.
    """
    return tuple(key_result_views_by_id(case, ids).values())


def key_result_views_by_id(case: ReadCase, ids: Collection[UUID]) -> dict[UUID, KeyResultView]:
    """The same by id."""
    if not ids:
        return {}
    rows = statements.rows(case.work, ids)
    words = _last_words(case, rows)
    feedings = _feedings(case, ids)
    return {
        row.id: make_view(
            row._asdict(),
            _numbers(row),
            word=words.get(row.id, SILENCE),
            feeding=feedings.get(row.id, ALONE),
            today=case.today,
        )
        for row in rows
    }


def make_view(
    columns: Mapping[str, Any], numbers: Numbers, *, word: LastWord, feeding: Feeding, today: date
) -> KeyResultView:
    """A key result from its columns (with those of its goal, unit and owners) and its figures on a day.

    The owner is its own or, where it has none, the one of its goal. It is overdue when its next due day is over.
    """
    metric: Metric = columns["metric"]
    raw = numbers.progress_raw_ppm
    due_next = numbers.next_due_on
    own = person_ref(columns["own_handle"], columns["own_name"])
    return KeyResultView(
        progress=None if raw is None else clip_ppm(raw),
        progress_raw=raw,
        expected=numbers.expected_ppm,
        coverage=None if metric is Metric.TRACKED else PPM if numbers.fresh else 0,
        status=numbers.shown,
        stale=numbers.stale,
        key=columns["key"],
        title=columns["title"],
        goal=columns["goal_key"],
        goal_title=columns["goal_title"],
        goal_state=columns["goal_state"],
        owner=own or person_ref(columns["goal_owner_handle"], columns["goal_owner_name"]),
        unit=UnitRef(key=columns["unit_key"], name=columns["unit_name"]),
        **{name: columns[name] for name in _TAKEN_OVER},
        current=numbers.current,
        has_reading=numbers.has_reading,
        last_reading_on=numbers.last_reading_on,
        last_note=word.note,
        last_check_in=numbers.last_check_in,
        confidence=word.confidence,
        blocker=word.blocker,
        starts=columns["starts_on"],
        due=columns["due_on"],
        next_due_on=due_next,
        overdue=due_next is not None and due_next < today,
        weight=weight_of(columns["weight_units"]),
        counts=columns["weight_units"] > 0 and key_result_counts(columns["state"], metric),
        feeds=feeding.feeds,
        fed_by=feeding.fed_by,
        guardrail_broken=numbers.guardrail_broken,
        checkpoints=tuple(_checkpoint(item) for item in columns["checkpoints"]),
        milestones=tuple(_milestone(item) for item in columns["milestones"]),
        parents=(columns["goal_key"], *(feed.key for feed in feeding.feeds)),
        recent_values=word.recent_values,
    )


_TAKEN_OVER = (
    "state",
    "metric",
    "unit_of_measure",
    "baseline",
    "target",
    "stretch",
    "lower",
    "upper",
    "amber_lower",
    "amber_upper",
    "cadence",
    "grace_days",
    "source",
    "feed_method",
    "survey",
    "minimum_answers",
    "guardrail",
    "external_id",
    "imported",
    "version",
)
"""Columns that a view shows under their own names."""


def _numbers(row: AnyRow) -> Numbers:
    """The stored figures; those of a key result that the roll-up has not met yet are empty."""
    return Numbers(
        current=row.current if row.has_reading is not None else row.baseline,
        has_reading=bool(row.has_reading),
        last_reading_on=row.last_reading_on,
        last_check_in=row.check_in_count or 0,
        progress_raw_ppm=row.progress_raw_ppm,
        expected_ppm=row.expected_ppm,
        shown=row.shown,
        stale=bool(row.stale),
        fresh=bool(row.fresh),
        guardrail_broken=bool(row.guardrail_broken),
        next_due_on=row.next_due_on,
    )


def _last_words(case: ReadCase, rows: Sequence[AnyRow]) -> dict[UUID, LastWord]:
    """What was said last; where voided and corrected check-ins took up room, it is looked for among twice as many."""
    words: dict[UUID, LastWord] = {}
    short, among = list(rows), RECENT
    while short:
        by_result: dict[UUID, list[AnyRow]] = {row.id: [] for row in short}
        for check_in in statements.last_check_ins(case.work, by_result, among=among):
            by_result[check_in.key_result_id].append(check_in)
        words |= {row.id: last_word(by_result[row.id], row.last_number, day=case.today) for row in short}
        short = [
            row for row in short if (row.check_in_count or 0) > among and len(words[row.id].recent_values) < RECENT
        ]
        among *= 2
    return words


def last_word(check_ins: Sequence[AnyRow], last_number: int | None, *, day: date) -> LastWord:
    """What the current reading (by its number) said, and the last values by a day: those that nothing later corrects or voids."""
    overruled = {pointed for row in check_ins for pointed in (row.corrects, row.voids) if pointed is not None}
    in_force = [
        row for row in check_ins if row.value is not None and row.effective_on <= day and row.number not in overruled
    ]
    in_force.sort(key=lambda row: (row.effective_on, row.number))
    current = next((row for row in in_force if row.number == last_number), None)
    values = tuple(row.value for row in in_force[-RECENT:])
    if current is None:
        return LastWord(recent_values=values)
    return LastWord(
        note=current.note, confidence=current.confidence_percent, blocker=current.blocker, recent_values=values
    )


def _feedings(case: ReadCase, ids: Collection[UUID]) -> dict[UUID, Feeding]:
    feeds: dict[UUID, list[FeedRef]] = {}
    fed_by: dict[UUID, list[FeedRef]] = {}
    for row in statements.feeds(case.work, case.actor, ids):
        reference = FeedRef(key=row.key, title=row.title, weight=weight_of(row.weight_units))
        (feeds if row.upwards else fed_by).setdefault(row.id, []).append(reference)
    return {
        one: Feeding(feeds=tuple(feeds.get(one, ())), fed_by=tuple(fed_by.get(one, ()))) for one in {*feeds, *fed_by}
    }


def _checkpoint(item: Sequence[Any]) -> Checkpoint:
    day, value = (decode(part) for part in item)
    return Checkpoint(day=day, value=value)  # type: ignore[arg-type]  # pydantic reads days and numbers from text


def _milestone(item: Mapping[str, Any]) -> MilestoneView:
    return MilestoneView.model_validate({name: decode(part) for name, part in item.items()})
