"""The derived row of one key result: from its facts and check-ins as they are stored to the figures of the domain."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from okr.domain.cadence import due_days
from okr.domain.definitions import KeyResultDefinition, Milestone
from okr.domain.feeds import FeedChild, FeedValue, feed_value
from okr.domain.figures import FOREVER, KeyResultFigures, figures_of_readings
from okr.domain.numbers import PPM, clip_ppm
from okr.domain.pace import PaceFactors
from okr.domain.readings import CheckInFact, readings_in_force
from okr.domain.rollup import ChildFigures, key_result_counts
from okr.domain.timeliness import Duty, Span, TimelinessTally, tally_of_readings
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, Status
from storage.derived import PROGRESS_COLUMNS, AnyRow, goal_facts, key_result_facts

RAW_LIMIT_PPM = 10**15
"""Progress without limits is kept within a thousand million times the target, so that it fits the column."""


def definition_of(row: AnyRow, *, minimum_answers: int) -> KeyResultDefinition:
    """The definition that the rules work with, from a row of `storage.derived.key_result_facts`."""
    return KeyResultDefinition(
        metric=row.metric,
        starts_on=row.starts_on,
        due_on=row.due_on,
        baseline=row.baseline,
        target=row.target,
        lower=row.lower,
        upper=row.upper,
        amber_lower=row.amber_lower,
        amber_upper=row.amber_upper,
        cadence=row.cadence,
        grace_days=row.grace_days,
        weight_units=row.weight_units,
        state=row.state,
        guardrail=row.guardrail,
        checkpoints=checkpoints_of(row.checkpoints),
        milestones=milestones_of(row.milestones),
        survey=row.survey,
        minimum_answers=max(1, row.minimum_answers if row.minimum_answers is not None else minimum_answers),
        committed=row.ambition is Ambition.COMMITTED,
        paused=row.goal_state is GoalState.PAUSED,
        imported=row.imported,
        owed_from=row.owed_from,
    )


def checkpoints_of(stored: Sequence[Sequence[str]]) -> tuple[tuple[date, Decimal], ...]:
    """Checkpoints from their JSON: a list of [day, value]."""
    return tuple((date.fromisoformat(day), Decimal(value)) for day, value in stored) if stored else ()


def milestones_of(stored: Sequence[dict[str, str | None]]) -> tuple[Milestone, ...]:
    """Milestones from their JSON: a list of {title, weight, due_on}."""
    return tuple(
        Milestone(
            title=str(item["title"]),
            weight=Decimal(str(item["weight"])),
            due_on=date.fromisoformat(due_on) if (due_on := item.get("due_on")) else None,
        )
        for item in stored
    )


class KnownCheckIn(NamedTuple):
    """A check-in as the domain takes it, and whether it names a blocker."""

    fact: CheckInFact
    blocked: bool


def known_check_ins(rows: Sequence[AnyRow]) -> list[KnownCheckIn]:
    """Check-ins from rows of `storage.derived.check_ins_of`."""
    return [KnownCheckIn(CheckInFact._make(_fact_of(row)), bool(row.blocker)) for row in rows]


_COLUMNS = {"confidence": "confidence_percent"}
_fact_of = attrgetter(*(_COLUMNS.get(name, name) for name in CheckInFact._fields))
"""The columns that a fact is made of, in its order."""


def new_check_in(values: Mapping[str, Any]) -> KnownCheckIn:
    """A check-in that is not written yet, from its columns."""
    fact = CheckInFact(
        number=values["number"],
        effective_on=values["effective_on"],
        recorded_at=values["recorded_at"],
        value=values["value"],
        confidence=values["confidence_percent"],
        status=values["status"],
        answers=values["answers"],
        corrects=values["corrects"],
        voids=values["voids"],
        imported=values["imported"],
    )
    return KnownCheckIn(fact, bool(values["blocker"]))


def fed_value(row: AnyRow, definition: KeyResultDefinition, feeding: Sequence[AnyRow]) -> FeedValue | None:
    """The value of a fed key result from what feeds it (R3)."""
    children = [
        FeedChild(
            baseline=child.baseline,
            value=child.current if child.has_reading else None,
            effective_on=child.last_reading_on if child.has_reading else None,
            weight_units=child.weight_units,
        )
        for child in feeding
    ]
    return feed_value(row.feed_method, definition.baseline, children=children)


def duty_of(row: AnyRow, zone: ZoneInfo) -> Duty:
    """When the owner of a key result owes check-ins (R14)."""
    closed_on = None
    if row.state is not KeyResultState.ACTIVE:
        closed_on = row.effective_on
    elif row.goal_state in {GoalState.ACHIEVED, GoalState.MISSED, GoalState.CANCELLED}:
        closed_on = row.goal_effective_on
    return Duty(
        zone=ZoneInfo(row.owner_time_zone) if row.owner_time_zone else zone,
        employed=Span(row.employed_from, row.employed_to),
        pauses=tuple(
            Span(date.fromisoformat(first), date.fromisoformat(last) if last else None) for first, last in row.pauses
        ),
        closed_on=closed_on,
    )


def owes_check_ins(row: AnyRow) -> bool:
    """Whether anybody waits for check-ins: the goal is active (or paused, which the rules know) and the result open."""
    return row.goal_state in {GoalState.ACTIVE, GoalState.PAUSED}


def progress_row(
    row: AnyRow,
    check_ins: Sequence[KnownCheckIn],
    *,
    feeding: Sequence[AnyRow] | None,
    today: date,
    zone: ZoneInfo,
    minimum_answers: int,
) -> dict[str, object]:
    """The derived row of a key result on a day. `feeding` is given for a fed key result, whose own check-ins do not count."""
    definition = definition_of(row, minimum_answers=minimum_answers)
    facts = [check_in.fact for check_in in check_ins]
    fed = fed_value(row, definition, feeding) if feeding is not None else None
    if feeding is not None:
        facts = []
    factors = PaceFactors(row.on_track_percent, row.at_risk_percent, row.allowance_percent)
    readings = readings_in_force(facts)
    figures = figures_of_readings(definition, readings, today=today, factors=factors, feed_value=fed)
    duty = duty_of(row, zone)
    owes = feeding is None and owes_check_ins(row)
    tallied = owes or bool(facts)
    tally = tally_of_readings(definition, readings, today=today, duty=duty) if tallied else TimelinessTally()
    counts = key_result_counts(definition.state, definition.metric)
    return {
        "key_result_id": row.id,
        "goal_id": row.goal_id,
        "computed_for": today,
        "check_in_count": check_ins[-1].fact.number if check_ins else 0,
        "last_number": figures.last_number,
        "current": figures.current,
        "has_reading": figures.has_reading,
        "last_reading_on": figures.last_reading_on,
        "progress_raw_ppm": _within(figures.progress_raw_ppm),
        "expected_ppm": figures.expected_ppm,
        "status": figures.status,
        "shown": figures.status,
        "stale": figures.stale and owes,
        "fresh": figures.fresh or (figures.stale and not owes),
        "guardrail_broken": figures.guardrail_broken and counts,
        "attained": figures.attained,
        "below_baseline": figures.below_baseline,
        "blocked": _is_blocked(figures, check_ins) and definition.state is KeyResultState.ACTIVE,
        "counts": counts,
        "counted_weight": definition.weight_units if counts else 0,
        "next_due_on": figures.next_due_on if owes else None,
        "tally_until": _tally_until(definition, None if owes else duty.closed_on, today=today) if tallied else FOREVER,
        "on_time": tally.on_time,
        "late": tally.late,
        "missed": tally.missed,
        "linear": figures.linear,
        "stable_until": figures.stable_until,
    }


def child_figures(
    *,
    progress_raw_ppm: int | None,
    expected_ppm: int | None,
    fresh: bool,
    status: Status | None,
    shown: Status | None,
    has_reading: bool,
    guardrail_broken: bool,
) -> ChildFigures:
    """What a goal takes from the derived row of a key result."""
    return ChildFigures(
        progress_ppm=None if progress_raw_ppm is None else clip_ppm(progress_raw_ppm),
        expected_ppm=expected_ppm,
        coverage_ppm=PPM if fresh else 0,
        status=status,
        shown=shown,
        has_reading=has_reading,
        guardrail_broken=guardrail_broken,
    )


def child_of(values: dict[str, object]) -> ChildFigures:
    """What a goal takes from a derived row that is a dictionary."""
    return child_figures(
        progress_raw_ppm=cast("int | None", values["progress_raw_ppm"]),
        expected_ppm=cast("int | None", values["expected_ppm"]),
        fresh=bool(values["fresh"]),
        status=cast("Status | None", values["status"]),
        shown=cast("Status | None", values["shown"]),
        has_reading=bool(values["has_reading"]),
        guardrail_broken=bool(values["guardrail_broken"]),
    )


def _within(raw_ppm: int | None) -> int | None:
    return None if raw_ppm is None else max(-RAW_LIMIT_PPM, min(RAW_LIMIT_PPM, raw_ppm))


def _is_blocked(figures: KeyResultFigures, check_ins: Sequence[KnownCheckIn]) -> bool:
    return any(check_in.fact.number == figures.last_number and check_in.blocked for check_in in check_ins)


def _tally_until(definition: KeyResultDefinition, closed_on: date | None, *, today: date) -> date:
    """The last day through which no period is decided by the calendar alone (R14): the first open one is, next.

    A day too early costs one computation, a day too late would be wrong; so the earliest end of grace of any period that
    ends today or later, or that is still open, is taken. Of what is closed, only periods due before `closed_on` are waited for.
    """
    days = due_days(definition.cadence, definition.starts_on, definition.due_on)
    length = days[0] - definition.starts_on
    for index, due_on in enumerate(days):
        if closed_on is not None and due_on >= closed_on:
            return FOREVER
        following = days[index + 1] if index + 1 < len(days) else due_on + length
        decided_after = max(due_on + timedelta(days=definition.grace_days), following)
        if decided_after >= today:
            return decided_after
    return FOREVER


def stored_values(row: AnyRow, names: tuple[str, ...]) -> dict[str, object] | None:
    """What is stored of a key result or a goal, from the columns `stored_*` of `storage.derived`'s facts; None where there is no row yet.

    `names` are PROGRESS_COLUMNS or GOAL_PROGRESS_COLUMNS.
    """
    values = row[_stored(names)]
    return None if values[0] is None else dict(zip(names, values, strict=True))


@cache
def _stored(names: tuple[str, ...]) -> slice:
    """Where those columns stand: together, and a slice costs a tenth of looking each of them up by its name."""
    facts = key_result_facts() if names == PROGRESS_COLUMNS else goal_facts()
    first = list(facts.selected_columns.keys()).index(f"stored_{names[0]}")
    return slice(first, first + len(names))
