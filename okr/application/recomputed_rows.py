"""What the derived row of a key result must hold, from its definition and check-ins as they were written.

It shares the rules of the domain with the roll-up and nothing else. Key results that are defined alike and have the same
check-ins have the same row, which is worked out once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from okr.domain.cadence import due_days
from okr.domain.definitions import KeyResultDefinition, Milestone
from okr.domain.feeds import FeedValue
from okr.domain.figures import FOREVER, KeyResultFigures, key_result_figures
from okr.domain.pace import PaceFactors
from okr.domain.readings import CheckInFact
from okr.domain.rollup import GoalSums
from okr.domain.timeliness import Duty, Span, TimelinessTally, timeliness_tally
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, Metric, Status
from storage.streaming import Notation, Token
from storage.verification import CHECK_IN, OF_GOAL, RESULT, STORED

LIMIT_PPM = 10**15
"""Stored progress is kept within this on either side."""
ONE_PPM = 1_000_000
REMEMBERED = 50_000
"""Rows that are kept in case the next key results are like them: some tens of megabytes."""

SUM_NAMES = tuple(GoalSums.__dataclass_fields__)
PLACE_OF = {name: place for place, name in enumerate(SUM_NAMES)}
STATUS_SUMS = {
    Status.OFF_TRACK: PLACE_OF["off_track"],
    Status.AT_RISK: PLACE_OF["at_risk"],
    Status.PENDING: PLACE_OF["pending"],
    Status.ON_TRACK: PLACE_OF["on_track"],
    Status.REACHED: PLACE_OF["reached"],
}
"""Where in the sums of a goal a child with a status is counted."""

LANE = 64
"""Bits of each sum where all sums of a goal are one number: they are never negative and stay far below that, so that they add at once."""


def together(amounts: dict[str, int]) -> int:
    """Amounts by the names of the sums as one number."""
    return sum(amount << LANE * PLACE_OF[name] for name, amount in amounts.items())


@dataclass(frozen=True, slots=True)
class Rules:
    """The day and the settings that hold for every key result."""

    today: date
    zone: ZoneInfo
    minimum_answers: int


@dataclass(frozen=True, slots=True)
class RowOfResult:
    """What a key result must have: its row as text, how many check-ins were read, and what its goal's sums get of it, together.

    `speaks` is the place of its status in the sums where that depends on all the weight of the goal (R8), with its weight.
    """

    stored: Token
    values: tuple[object, ...]
    check_ins: int
    adds: int
    speaks: tuple[int, int] | None
    baseline: Decimal | None
    figures: KeyResultFigures


@dataclass(slots=True)
class Rows:
    """Works out rows, and remembers them."""

    notation: Notation
    rules: Rules
    known: dict[tuple[Token, Token, Token | None], RowOfResult | None] = field(default_factory=dict)
    defined: dict[tuple[Token, Token], Any] = field(default_factory=dict)

    def row(self, definition: Token, of_goal: Token, check_ins: Token | None) -> RowOfResult | None:
        """The row of a key result; None for one that is fed by others, whose value is not known yet."""
        fed = self.facts(definition, of_goal).feed_method is not None
        found = None if fed else self.work_out(definition, of_goal, check_ins, None)
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        self.known[definition, of_goal, check_ins] = found
        return found

    def facts(self, definition: Token, of_goal: Token) -> Any:
        """The columns of a definition and of what follows from its goal, by name."""
        found = self.defined.get((definition, of_goal))
        if found is None:
            if len(self.defined) >= REMEMBERED:
                self.defined.clear()
            values = self.notation.take_apart(definition, RESULT) + self.notation.take_apart(of_goal, OF_GOAL)
            names = [column.name for column in (*RESULT, *OF_GOAL)]
            found = SimpleNamespace(**dict(zip(names, values, strict=True)))
            if not found.has_owner:
                found.owner_time_zone = found.goals_owner_time_zone
                found.employed_from = found.goals_owner_employed_from
                found.employed_to = found.goals_owner_employed_to
            self.defined[definition, of_goal] = found
        return found

    def work_out(
        self, definition: Token, of_goal: Token, check_ins: Token | None, fed: FeedValue | None
    ) -> RowOfResult:
        """The row of a key result, with the value that it is fed (R3) where it is."""
        facts = self.facts(definition, of_goal)
        rows = self.notation.take_list_apart(check_ins, CHECK_IN) if check_ins is not None else []
        given = [_fact(row) for row in rows]
        counted = given if facts.feed_method is None else []
        kept = definition_of(facts, self.rules.minimum_answers)
        figures = key_result_figures(
            kept,
            counted,
            today=self.rules.today,
            factors=PaceFactors(facts.on_track_percent, facts.at_risk_percent, facts.allowance_percent),
            feed_value=fed,
        )
        blocked = any(row[0] == figures.last_number and row[-1] for row in rows)
        last = max((row[0] for row in rows), default=0)
        values = _values(facts, kept, figures, counted, blocked, last, self.rules)
        ordered = tuple(values[column.name] for column in STORED)
        adds, speaks = _adds(facts, figures, values)
        return RowOfResult(
            self.notation.put_together(ordered), ordered, len(rows), adds, speaks, facts.baseline, figures
        )


def definition_of(row: Any, minimum_answers: int) -> KeyResultDefinition:
    """The definition that the rules work with."""
    answers = minimum_answers if row.minimum_answers is None else row.minimum_answers
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
        checkpoints=tuple((date.fromisoformat(day), Decimal(value)) for day, value in row.checkpoints),
        milestones=tuple(
            Milestone(
                str(step["title"]),
                Decimal(str(step["weight"])),
                date.fromisoformat(step["due_on"]) if step.get("due_on") else None,
            )
            for step in row.milestones
        ),
        survey=row.survey,
        minimum_answers=max(answers, 1),
        committed=row.ambition is Ambition.COMMITTED,
        paused=row.goal_state is GoalState.PAUSED,
        imported=row.imported,
        owed_from=row.owed_from,
    )


def _fact(row: Sequence[Any]) -> CheckInFact:
    number, effective_on, recorded_at, value, status, answers, corrects, voids, imported, _ = row
    return CheckInFact(
        number=number,
        effective_on=effective_on,
        recorded_at=recorded_at,
        value=value,
        status=status,
        answers=answers,
        corrects=corrects,
        voids=voids,
        imported=imported,
    )


def _values(
    row: Any,
    definition: KeyResultDefinition,
    figures: KeyResultFigures,
    facts: Sequence[CheckInFact],
    blocked: bool,
    written: int,
    rules: Rules,
) -> dict[str, object]:
    """What the derived row must hold, by column."""
    raw = figures.progress_raw_ppm
    open_states = (KeyResultState.ACTIVE, KeyResultState.ACHIEVED, KeyResultState.MISSED)
    counts = row.metric is not Metric.TRACKED and row.state in open_states
    awaited = row.feed_method is None and row.goal_state in (GoalState.ACTIVE, GoalState.PAUSED)
    duty = _duty(row, rules.zone)
    tally, tally_until = TimelinessTally(), FOREVER
    if awaited or facts:
        tally = timeliness_tally(definition, facts, today=rules.today, duty=duty)
        tally_until = _tally_until(definition, rules.today, None if awaited else duty.closed_on)
    return {
        "of_its_goal": True,
        "check_in_count": written,
        "last_number": figures.last_number,
        "current": figures.current,
        "has_reading": figures.has_reading,
        "last_reading_on": figures.last_reading_on,
        "progress_raw_ppm": None if raw is None else min(LIMIT_PPM, max(-LIMIT_PPM, raw)),
        "expected_ppm": figures.expected_ppm,
        "status": figures.status,
        "shown": figures.status,
        "stale": figures.stale if awaited else False,
        "fresh": figures.fresh if awaited else figures.has_reading,
        "guardrail_broken": figures.guardrail_broken if counts else False,
        "attained": figures.attained,
        "below_baseline": figures.below_baseline,
        "blocked": blocked and row.state is KeyResultState.ACTIVE,
        "counts": counts,
        "counted_weight": row.weight_units if counts else 0,
        "next_due_on": figures.next_due_on if awaited else None,
        "tally_until": tally_until,
        "on_time": tally.on_time,
        "late": tally.late,
        "missed": tally.missed,
        "linear": figures.linear,
        "stable_until": figures.stable_until,
    }


def _duty(row: Any, zone: ZoneInfo) -> Duty:
    """When the owner owes check-ins (R14): not after the key result or its goal was closed."""
    closed_on = row.closed_on if row.state is not KeyResultState.ACTIVE else row.goal_closed_on
    pauses = tuple(
        Span(date.fromisoformat(first), date.fromisoformat(last) if last else None) for first, last in row.pauses
    )
    own_zone = ZoneInfo(row.owner_time_zone) if row.owner_time_zone else zone
    return Duty(own_zone, Span(row.employed_from, row.employed_to), pauses, closed_on)


def _tally_until(definition: KeyResultDefinition, today: date, closed_on: date | None) -> date:
    """The first day from today on that ends the wait for a period (R14), through which nothing about periods changes by itself.

    What is closed owes nothing on its due days from then on.
    """
    days = due_days(definition.cadence, definition.starts_on, definition.due_on)
    length = days[0] - definition.starts_on
    over = [
        max(due + timedelta(days=definition.grace_days), following)
        for due, following in zip(days, (*days[1:], days[-1] + length), strict=True)
        if closed_on is None or due < closed_on
    ]
    return next((day for day in over if day >= today), FOREVER)


def _adds(row: Any, figures: KeyResultFigures, values: dict[str, object]) -> tuple[int, tuple[int, int] | None]:
    """What a goal gets of a key result (R2, R8)."""
    if not values["counts"]:
        return 0, None
    adds = {"guardrails_broken": int(bool(values["guardrail_broken"]))}
    if row.weight_units <= 0 or figures.status is None:
        return together(adds), None
    weight = row.weight_units
    if figures.progress_ppm is not None and figures.expected_ppm is not None:
        adds["weight"] = weight
        adds["weighted_progress"] = weight * figures.progress_ppm
        adds["weighted_expected"] = weight * figures.expected_ppm
    adds["weight_all"] = weight
    adds["weighted_coverage"] = weight * ONE_PPM if values["fresh"] else 0
    adds["counting"] = 1
    adds["not_reached"] = int(figures.status is not Status.REACHED)
    adds["with_reading"] = int(figures.has_reading)
    place = STATUS_SUMS[figures.status]
    if row.ambition is Ambition.COMMITTED:
        return together(adds) + (1 << LANE * place), None
    return together(adds), (weight, place)
