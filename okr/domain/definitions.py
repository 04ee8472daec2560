"""What a key result is, as far as its arithmetic is concerned, and what makes such a definition valid (R1, R5, R10).

Titles, owners and keys are not arithmetic and do not live here; readings live in `readings.py`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okr.domain import cadence as cadences
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import MAX_WEIGHT_UNITS, WEIGHT_SCALE, decimal_text, require_storable
from okr.domain.vocabulary import DIRECTED_METRICS, MAINTAIN_METRICS, KeyResultState, Metric, SurveyKind

DEFAULT_GRACE_DAYS = 2
"""Days after a due day in which a check-in is still on time, unless set (R14)."""

DEFAULT_MINIMUM_ANSWERS = 30
"""Answers that a survey reading needs before it can be green, unless set (R10)."""

MAX_GRACE_DAYS = 366
LAST_DAY = date(9000, 12, 31)
"""The latest due day; beyond it the days after grace would leave the calendar."""

SURVEY_RANGES = {
    SurveyKind.NPS: (Decimal(-100), Decimal(100)),
    SurveyKind.CSAT: (Decimal(0), Decimal(100)),
    SurveyKind.CES: (Decimal(0), Decimal(100)),
}
"""The least and the greatest score that each kind of survey can give (R10)."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of a milestone key result; without a due day it is due with the key result (R1, R5)."""

    title: str
    weight: Decimal
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultDefinition:
    """All that the rules need to know of a key result besides its readings.

    `starts_on` and `due_on` are d0 and d1; `lower` and `upper` the inclusive limits of *maintain*, `amber_lower` and `amber_upper` the
    edges of the comfortable zone inside them. `committed` and `paused` are taken from the goal. `imported` marks a history that came from
    a file: periods due before `owed_from` (all of them where it is None) were never owed (R14).
    """

    metric: Metric
    starts_on: date
    due_on: date
    baseline: Decimal | None = None
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    amber_lower: Decimal | None = None
    amber_upper: Decimal | None = None
    cadence: str = "weekly"
    grace_days: int = DEFAULT_GRACE_DAYS
    weight_units: int = WEIGHT_SCALE
    state: KeyResultState = KeyResultState.ACTIVE
    guardrail: bool = False
    checkpoints: tuple[tuple[date, Decimal], ...] = ()
    milestones: tuple[Milestone, ...] = ()
    survey: SurveyKind | None = None
    minimum_answers: int = DEFAULT_MINIMUM_ANSWERS
    committed: bool = True
    paused: bool = False
    imported: bool = False
    owed_from: date | None = None

    @property
    def origin(self) -> Decimal:
        """The value at which progress is 0: the baseline, for milestones 0 unless given."""
        return self.baseline if self.baseline is not None else Decimal(0)

    @property
    def goalpost(self) -> Decimal | None:
        """The value at which progress is 1: the target, for listed milestones their total weight; None where there is none."""
        if self.milestones:
            return sum((milestone.weight for milestone in self.milestones), Decimal(0))
        return self.target


def validate_definition(definition: KeyResultDefinition) -> None:
    """Refuse a definition that the rules cannot work with, in one sentence that names the field and what would be right."""
    _require_dates(definition)
    _require_numbers(definition)
    if definition.metric in DIRECTED_METRICS:
        _require_direction(definition)
    elif definition.metric in MAINTAIN_METRICS:
        _require_limits(definition)
    elif definition.metric is Metric.MILESTONES:
        _require_milestones(definition)
    elif definition.metric is Metric.TRACKED and definition.target is not None:
        raise RuleViolation(
            "target: a tracked result has no target; use increase or decrease where one is meant.", field="target"
        )
    _require_extras_where_they_belong(definition)
    _require_checkpoints(definition)


def _require_dates(definition: KeyResultDefinition) -> None:
    if definition.due_on <= definition.starts_on:
        raise RuleViolation(
            f"due: {definition.due_on} is not after the start {definition.starts_on}; choose a later due date.",
            field="due",
        )
    if definition.due_on > LAST_DAY:
        raise InvalidInput(f"due: {definition.due_on} is beyond {LAST_DAY}; choose an earlier due date.", field="due")
    if not 0 <= definition.grace_days <= MAX_GRACE_DAYS:
        raise InvalidInput(
            f"grace: {definition.grace_days} days is not between 0 and {MAX_GRACE_DAYS}.", field="grace_days"
        )
    cadences.due_days(definition.cadence, definition.starts_on, definition.due_on)


def _require_numbers(definition: KeyResultDefinition) -> None:
    for field in ("baseline", "target", "lower", "upper", "amber_lower", "amber_upper"):
        value: Decimal | None = getattr(definition, field)
        if value is not None:
            require_storable(value, field=field)
    if not 0 <= definition.weight_units <= MAX_WEIGHT_UNITS:
        raise InvalidInput("weight: it must lie between 0 and 1000.", field="weight")
    if definition.minimum_answers < 1:
        raise InvalidInput("minimum answers: at least 1 answer is needed.", field="minimum_answers")


def _require_direction(definition: KeyResultDefinition) -> None:
    metric, baseline, target = definition.metric, definition.baseline, definition.target
    if baseline is None:
        raise RuleViolation(f"baseline: {metric} needs the value that it starts from.", field="baseline")
    if target is None:
        raise RuleViolation(
            f"target: {metric} needs the value to be reached; use tracked where there is none.", field="target"
        )
    if target == baseline:
        raise RuleViolation(
            f"target: {decimal_text(target)} equals the baseline, so no change is asked for; use maintain (at least, at most or "
            "between) to hold a value.",
            field="target",
        )
    if (target > baseline) is not (metric is Metric.INCREASE):
        side, other = ("above", Metric.DECREASE) if metric is Metric.INCREASE else ("below", Metric.INCREASE)
        raise RuleViolation(
            f"target: {metric} needs a target {side} the baseline {decimal_text(baseline)}, not {decimal_text(target)}; "
            f"or use {other}.",
            field="target",
        )
    if definition.survey is not None:
        low, high = SURVEY_RANGES[definition.survey]
        for field, value in (("baseline", baseline), ("target", target)):
            if not low <= value <= high:
                raise RuleViolation(
                    f"{field}: a score of {definition.survey} lies between {low} and {high}, not at {decimal_text(value)}.",
                    field=field,
                )


def _require_limits(definition: KeyResultDefinition) -> None:
    metric, lower, upper = definition.metric, definition.lower, definition.upper
    wants_lower = metric in {Metric.AT_LEAST, Metric.BETWEEN}
    wants_upper = metric in {Metric.AT_MOST, Metric.BETWEEN}
    for field, value, wanted in (("lower", lower, wants_lower), ("upper", upper, wants_upper)):
        if wanted and value is None:
            raise RuleViolation(f"{field}: {metric} needs a {field} limit.", field=field)
        if not wanted and value is not None:
            raise RuleViolation(f"{field}: {metric} has no {field} limit; use between for two limits.", field=field)
    if lower is not None and upper is not None and lower > upper:
        raise RuleViolation(
            f"lower: {decimal_text(lower)} is above the upper limit {decimal_text(upper)}; exchange them.",
            field="lower",
        )
    _require_amber_band(definition)


def _require_amber_band(definition: KeyResultDefinition) -> None:
    lower, upper = definition.lower, definition.upper
    amber_lower, amber_upper = definition.amber_lower, definition.amber_upper
    for field, value, limit in (("amber_lower", amber_lower, lower), ("amber_upper", amber_upper, upper)):
        if value is None:
            continue
        if limit is None:
            raise RuleViolation(f"{field}: {definition.metric} has no limit on that side; leave it out.", field=field)
        if (lower is not None and value < lower) or (upper is not None and value > upper):
            raise RuleViolation(
                f"{field}: {decimal_text(value)} lies outside the limits; the band is inside them.", field=field
            )
    if amber_lower is not None and amber_upper is not None and amber_lower > amber_upper:
        raise RuleViolation(
            "amber_lower: it lies above amber_upper, so that nothing would be on track.", field="amber_lower"
        )


def _require_milestones(definition: KeyResultDefinition) -> None:
    if not definition.milestones:
        if definition.target is None:
            raise RuleViolation("milestones: list them, or give their total weight as the target.", field="milestones")
        if definition.target <= definition.origin:
            raise RuleViolation(
                f"target: the total {decimal_text(definition.target)} must be above {decimal_text(definition.origin)}.",
                field="target",
            )
        return
    if definition.baseline is not None and definition.baseline != 0:
        raise RuleViolation("baseline: listed milestones start from 0; leave the baseline out.", field="baseline")
    for milestone in definition.milestones:
        require_storable(milestone.weight, field="milestones")
        if milestone.weight <= 0:
            raise RuleViolation(f"milestones: the weight of '{milestone.title}' must be above 0.", field="milestones")
        if milestone.due_on is not None and not definition.starts_on <= milestone.due_on <= definition.due_on:
            raise RuleViolation(
                f"milestones: '{milestone.title}' is due on {milestone.due_on}, outside {definition.starts_on} to "
                f"{definition.due_on}.",
                field="milestones",
            )


def _require_extras_where_they_belong(definition: KeyResultDefinition) -> None:
    metric = definition.metric
    if definition.guardrail and metric not in MAINTAIN_METRICS:
        raise RuleViolation(
            "guardrail: only a maintain result (at least, at most, between) can be one.", field="guardrail"
        )
    if definition.survey is not None and metric not in DIRECTED_METRICS:
        raise RuleViolation("survey: a survey score is measured by increase or decrease.", field="survey")
    if definition.milestones and metric is not Metric.MILESTONES:
        raise RuleViolation(f"milestones: {metric} has none; use the metric milestones.", field="milestones")
    if metric not in MAINTAIN_METRICS:
        for field in ("lower", "upper", "amber_lower", "amber_upper"):
            if getattr(definition, field) is not None:
                raise RuleViolation(f"{field}: only a maintain result has limits; {metric} has none.", field=field)


def _require_checkpoints(definition: KeyResultDefinition) -> None:
    if definition.checkpoints and definition.metric not in DIRECTED_METRICS:
        raise RuleViolation("checkpoints: only increase and decrease have them.", field="checkpoints")
    previous = definition.starts_on
    for day, value in definition.checkpoints:
        require_storable(value, field="checkpoints")
        if day <= previous or day >= definition.due_on:
            raise RuleViolation(
                f"checkpoints: {day} must lie after {previous} and before the due date {definition.due_on}.",
                field="checkpoints",
            )
        previous = day
