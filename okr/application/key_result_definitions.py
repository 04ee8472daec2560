"""From what a person asks for to the columns of a key result, each definition checked as a whole."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found
from okr.application.goal_places import Days, employed, require_inside
from okr.application.key_result_numbers import checkpoints_of, milestones_of
from okr.contract.key_results import Checkpoint, MilestoneView, NewKeyResult
from okr.domain.cadence import normalise_cadence
from okr.domain.definitions import KeyResultDefinition, validate_definition
from okr.domain.errors import OkrError, RuleViolation
from okr.domain.numbers import WEIGHT_SCALE, decimal_text, require_storable, weight_units
from okr.domain.text import accept_short, accept_title
from okr.domain.vocabulary import DIRECTED_METRICS, KeyResultState, Metric, ObjectKind, Source
from storage import goals as goal_statements
from storage import schema
from storage.rows import insert_row
from storage.types import new_id


def add_key_results(
    case: WriteCase, goal: Found, wanted: Sequence[NewKeyResult], *, effective_on: date
) -> tuple[UUID, ...]:
    """Write new key results of a goal, with their audit entries; answers their ids. Rights and the roll-up are the caller's."""
    cycle = goal_statements.cycle_row(case.work, goal.cycle_id)
    added = []
    for one in wanted:
        number = goal_statements.take_key_result_number(case.work, goal.id)
        row = key_result_row(case, goal, one, number=number, cycle=cycle, effective_on=effective_on)
        insert_row(case.work, schema.key_results, row)
        added.append(new_row_id(row))
    return tuple(added)


def key_result_row(
    case: WriteCase, goal: Found, wanted: NewKeyResult, *, number: int, cycle: Found, effective_on: date
) -> dict[str, object]:
    """The row of a new key result under the number that was taken for it, found sound and noted for the audit."""
    row = _new_row(case, goal, wanted, number=number, effective_on=effective_on)
    require_sound(case, row, cycle=cycle)
    case.record(ObjectKind.KEY_RESULT, new_row_id(row), str(row["key"]), after=row)
    return row


def new_row_id(row: Mapping[str, object]) -> UUID:
    """The id of a row that was just made."""
    found = row["id"]
    if not isinstance(found, UUID):
        raise TypeError(f"a row's id is a {type(found).__name__}")
    return found


def require_sound(case: ReadCase, row: Mapping[str, object], *, cycle: Found) -> None:
    """Refuse the columns of a key result that the rules cannot work with, by its key."""
    key = str(row["key"])
    definition = definition_of_columns(row)
    require_inside(case, cycle, Days(definition.starts_on, definition.due_on), what=key)
    try:
        validate_definition(definition)
        _require_stretch(definition, row["stretch"])
    except OkrError as error:
        raise type(error)(f"{key}: {error.message}", hint=error.hint, field=error.field) from error


def definition_of_columns(row: Mapping[str, object]) -> KeyResultDefinition:
    """The definition that columns of `key_results` stand for, as far as it can be valid or not."""
    values = {name: row[name] for name in _PLAIN}
    minimum = row["minimum_answers"]
    return KeyResultDefinition(
        **values,  # type: ignore[arg-type]  # columns and fields bear the same names and types
        checkpoints=checkpoints_of(row["checkpoints"]),  # type: ignore[arg-type]  # JSON of the column
        milestones=milestones_of(row["milestones"]),  # type: ignore[arg-type]  # JSON of the column
        **({} if minimum is None else {"minimum_answers": minimum}),  # type: ignore[arg-type]  # an int
    )


def checkpoints_json(checkpoints: Sequence[Checkpoint] | None) -> list[list[str]]:
    """Checkpoints as they are stored: a list of [day, value]."""
    return [[one.day.isoformat(), decimal_text(one.value)] for one in checkpoints or ()]


def milestones_json(milestones: Sequence[MilestoneView] | None) -> list[dict[str, str | None]]:
    """Milestones as they are stored: a list of {title, weight, due_on}."""
    return [
        {
            "title": accept_short(one.title, field="milestones"),
            "weight": decimal_text(one.weight),
            "due_on": None if one.due_on is None else one.due_on.isoformat(),
        }
        for one in milestones or ()
    ]


def accept_unit_of_measure(text: str | None) -> str | None:
    """A unit of measure as it is stored; None where there is none."""
    return accept_short(text or "", field="unit_of_measure", required=False) or None


def accept_external_id(text: str | None) -> str | None:
    """An id of another system as it is stored; None where there is none."""
    return accept_short(text or "", field="external_id", required=False) or None


def _new_row(
    case: WriteCase, goal: Found, wanted: NewKeyResult, *, number: int, effective_on: date
) -> dict[str, object]:
    """The row of a new key result; the goal gives start, due date and owner where they are left out."""
    if wanted.source is Source.FED:
        raise RuleViolation(
            "source: a key result is fed once another one feeds it; write it first, then let the other one feed it.",
            field="source",
        )
    minimum = wanted.minimum_answers
    if minimum is None and wanted.survey is not None:
        minimum = case.settings.minimum_answers
    return {
        "id": new_id(),
        "goal_id": goal.id,
        "number": number,
        "key": f"{goal.key}.{number}",
        "title": accept_title(wanted.title),
        "metric": wanted.metric,
        "unit_of_measure": accept_unit_of_measure(wanted.unit_of_measure),
        **{name: getattr(wanted, name) for name in _VALUES},
        "checkpoints": checkpoints_json(wanted.checkpoints),
        "milestones": milestones_json(wanted.milestones),
        "starts_on": wanted.starts_on or goal.starts_on,
        "due_on": wanted.due_on or goal.due_on,
        "cadence": normalise_cadence(wanted.cadence or case.settings.cadence),
        "grace_days": case.settings.grace_days if wanted.grace_days is None else wanted.grace_days,
        "weight_units": WEIGHT_SCALE if wanted.weight is None else weight_units(wanted.weight),
        "owner_id": employed(case, wanted.owner, field="owner") or goal.owner_id,
        "source": wanted.source,
        "feed_method": None,
        "survey": wanted.survey,
        "minimum_answers": minimum,
        "guardrail": wanted.guardrail,
        "state": KeyResultState.ACTIVE,
        "imported": False,
        "owed_from": None,
        "external_id": accept_external_id(wanted.external_id),
        "effective_on": effective_on,
        "recorded_at": case.now,
        "version": 1,
    }


def _require_stretch(definition: KeyResultDefinition, stretch: object) -> None:
    """Refuse a stretch that asks for less than the target, or that no target stands beside."""
    if not isinstance(stretch, Decimal):
        return
    require_storable(stretch, field="stretch")
    if definition.metric not in DIRECTED_METRICS or definition.target is None:
        raise RuleViolation("stretch: only increase and decrease have one.", field="stretch")
    further = stretch > definition.target if definition.metric is Metric.INCREASE else stretch < definition.target
    if not further:
        raise RuleViolation(
            f"stretch: {decimal_text(stretch)} asks for no more than the target {decimal_text(definition.target)}.",
            field="stretch",
        )


_VALUES = ("baseline", "target", "stretch", "lower", "upper", "amber_lower", "amber_upper")
"""The columns that hold values in the unit of measure."""

_PLAIN = (
    "metric",
    "starts_on",
    "due_on",
    "baseline",
    "target",
    "lower",
    "upper",
    "amber_lower",
    "amber_upper",
    "cadence",
    "grace_days",
    "weight_units",
    "state",
    "guardrail",
    "survey",
)
"""The fields of a definition that are columns of the same name."""
