"""What a goal and its key results are in the next cycle: the same, from where they stand now."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found
from okr.application.goal_columns import goal_columns
from okr.application.goal_places import Days
from okr.domain.numbers import decimal_text
from okr.domain.vocabulary import DIRECTED_METRICS, KeyResultState, Metric, Source
from storage import carrying as statements
from storage.goals import people_around
from storage.types import new_id


@dataclass(frozen=True, slots=True)
class NewResult:
    """A key result that goes on: what it comes from, and its new row without number and key."""

    id: UUID
    source: Found
    row: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGoal:
    """A goal that goes on: what it comes from, its new row without number and key, its people, and what does not go along."""

    id: UUID
    source: Found
    row: dict[str, object]
    owner_id: UUID | None
    unit_prefix: str
    people: dict[str, list[UUID]]
    results: tuple[NewResult, ...]
    notes: tuple[str, ...]


def new_goal(case: WriteCase, source: Found, results: Sequence[Found], *, target: Found) -> NewGoal:
    """The goal as a draft of the target cycle."""
    notes: list[str] = []
    owner_id = source.owner_id
    if _has_left(case, source):
        owner_id = None
        notes.append(f"Its owner left on {source.owner_left_on}; say who answers for it.")
    unit = statements.unit_of(case.work, source.unit_id)
    if unit.archived_on is not None:
        notes.append(f"{unit.prefix} was archived on {unit.archived_on}; move it to another unit.")
    days = Days(target.starts_on, target.ends_on)
    row = goal_columns(
        case,
        unit_id=source.unit_id,
        prefix=unit.prefix,
        number=0,
        title=source.title,
        owner_id=owner_id,
        cycle_id=target.id,
        days=days,
        effective_on=case.today,
        why=source.why,
        sponsor_id=source.sponsor_id,
        delegate_id=source.delegate_id,
        focus_area_id=source.focus_area_id,
        ambition=source.ambition,
        visibility=source.visibility,
    )
    row["carried_from_id"] = source.id
    goal_id = row["id"]
    if not isinstance(goal_id, UUID):
        raise TypeError("a goal's id is no UUID")
    carried = []
    for result in results:
        reason = _done_with(result)
        if reason is not None:
            notes.append(f"{result.key} does not go along: {reason}.")
            continue
        carried.append(_new_result(case, result, goal_id=goal_id, owner_id=owner_id, days=days, notes=notes))
    if not carried:
        notes.append("It goes along without a key result; write one.")
    return NewGoal(
        id=goal_id,
        source=source,
        row=row,
        owner_id=owner_id,
        unit_prefix=unit.prefix,
        people=people_around(case.work, [source.id])[source.id],
        results=tuple(carried),
        notes=tuple(notes),
    )


def _done_with(result: Found) -> str | None:
    """Why a key result is not carried; None where it is."""
    if result.state is KeyResultState.CANCELLED:
        return "it was given up"
    if result.state is KeyResultState.ACHIEVED:
        return "it was achieved"
    if result.attained and result.metric in {*DIRECTED_METRICS, Metric.YES_NO, Metric.BASELINE, Metric.MILESTONES}:
        return "it has reached what it aimed at"
    return None


def _new_result(
    case: ReadCase, source: Found, *, goal_id: UUID, owner_id: UUID | None, days: Days, notes: list[str]
) -> NewResult:
    baseline = _baseline(source)
    if source.checkpoints:
        notes.append(f"{source.key} goes along without its checkpoints, which lie in the old cycle.")
    if source.metric is Metric.MILESTONES:
        notes.append(f"{source.key} goes along with all its milestones; take out what is done.")
    own_id = new_id()
    row = {
        **{name: getattr(source, name) for name in _KEPT},
        "id": own_id,
        "goal_id": goal_id,
        "number": 0,
        "key": source.key,
        "baseline": baseline,
        "checkpoints": [],
        "milestones": [{**one, "due_on": None} for one in source.milestones],
        "starts_on": days.starts_on,
        "due_on": days.due_on,
        "owner_id": owner_id if _has_left(case, source) or source.owner_id is None else source.owner_id,
        "source": Source.TYPED if source.source is Source.FED else source.source,
        "feed_method": None,
        "state": KeyResultState.ACTIVE,
        "imported": False,
        "owed_from": None,
        "external_id": None,
        "effective_on": case.today,
        "recorded_at": case.now,
        "version": 1,
        "carried_from_id": source.id,
    }
    if baseline != source.baseline and isinstance(baseline, Decimal):
        before = "nothing" if source.baseline is None else decimal_text(source.baseline)
        notes.append(f"{source.key} begins at {decimal_text(baseline)}, its last reading, instead of {before}.")
    return NewResult(id=own_id, source=source, row=row)


def _baseline(source: Found) -> Decimal | None:
    """Where it begins now: at the last reading; where there was none, where it began before."""
    if source.metric in DIRECTED_METRICS and source.has_reading:
        found: Decimal | None = source.current
        return found
    baseline: Decimal | None = source.baseline
    return baseline


def _has_left(case: ReadCase, row: Found) -> bool:
    return row.owner_left_on is not None and row.owner_left_on < case.today


_KEPT = (
    "title",
    "metric",
    "unit_of_measure",
    "target",
    "stretch",
    "lower",
    "upper",
    "amber_lower",
    "amber_upper",
    "cadence",
    "grace_days",
    "weight_units",
    "survey",
    "minimum_answers",
    "guardrail",
)
"""The columns of a key result that stay what they are."""
