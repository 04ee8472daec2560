"""Goals written as a plan: what a new goal would have by itself is left out, so that a file says what matters."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.finding import find_cycle, find_unit
from okr.application.plans_marks import marks_of
from okr.application.plans_referring import referred_to
from okr.application.plans_standing import GOAL_FIELDS, RESULT_FIELDS, Fields, Standing, StandingResult, load_standing
from okr.contract.plans import ExportPlan, Plan, PlanGoal, PlanKeyResult
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, Source, Visibility
from storage import plans as statements
from storage.policy import visible_goals
from storage.rows import AnyRow

_GOAL_DEFAULTS: Mapping[str, object] = {
    "ambition": Ambition.COMMITTED,
    "visibility": Visibility.ORGANISATION,
    "state": GoalState.DRAFT,
    "imported": False,
}
_RESULT_DEFAULTS: Mapping[str, object] = {
    "weight": 1,
    "source": Source.TYPED,
    "state": KeyResultState.ACTIVE,
    "guardrail": False,
    "imported": False,
}
_ORDER = tuple(name for name in PlanGoal.model_fields if name in GOAL_FIELDS)
_RESULT_ORDER = tuple(name for name in PlanKeyResult.model_fields if name in RESULT_FIELDS)


def write_plan(case: ReadCase, query: ExportPlan) -> Plan:
    """The plan of what the acting person may see of a unit's subtree and a cycle."""
    unit = None if query.unit is None else find_unit(case, query.unit)
    cycle = None if query.cycle is None else find_cycle(case, query.cycle)
    ids = statements.goal_ids(
        case.work,
        visible_goals(case.actor),
        unit_path=None if unit is None else unit.path,
        cycle_id=None if cycle is None else cycle.id,
    )
    standing = load_standing(case, ids)
    header: Fields = {
        "okr_plan": 1,
        "company": case.settings.name,
        "unit": None if unit is None else unit.prefix,
        "cycle": None if cycle is None else cycle.key,
        "cadence": case.settings.cadence,
        "grace_days": case.settings.grace_days,
    }
    plan = {name: value for name, value in header.items() if value is not None}
    if query.with_organisation:
        plan["organisation"] = referred_to(case, standing.values(), extra_unit=None if unit is None else unit.id)
    plan["goals"] = written_goals(case, tuple(standing.values()), header)
    plan["seen"] = seen_of(standing)
    return Plan.model_construct(**plan)  # type: ignore[arg-type]  # every value is of its field's type


def seen_of(standing: Mapping[str, Standing]) -> dict[str, str]:
    """The marks of goals and their key results, by key."""
    return {key: mark for one in standing.values() for key, mark in marks_of(one)}


def written_goals(case: ReadCase, standing: Sequence[Standing], header: Mapping[str, object]) -> tuple[PlanGoal, ...]:
    """Goals as a file shows them below a header."""
    cycles = {row.id: row for row in statements.cycle_rows(case.work)}
    return tuple(_goal(one, cycles, header) for one in standing)


def _goal(standing: Standing, cycles: Mapping[UUID, AnyRow], header: Mapping[str, object]) -> PlanGoal:
    fields, cycle = standing.fields, cycles[standing.row.cycle_id]
    by_itself = {
        **_GOAL_DEFAULTS,
        "unit": header.get("unit"),
        "cycle": header.get("cycle"),
        "starts_on": cycle.starts_on,
        "due_on": cycle.ends_on,
    }
    shown: Fields = {"key": standing.key}
    shown |= {name: fields[name] for name in _ORDER if not _is_left_out(fields[name], by_itself.get(name))}
    results = tuple(_result(one, fields, header) for one in standing.results.values())
    if results:
        shown["key_results"] = results
    return PlanGoal.model_construct(**shown)  # type: ignore[arg-type]  # every value is of its field's type


def _result(result: StandingResult, goal: Fields, header: Mapping[str, object]) -> PlanKeyResult:
    fields = result.fields
    by_itself = {
        **_RESULT_DEFAULTS,
        "starts_on": goal["starts_on"],
        "due_on": goal["due_on"],
        "owner": goal["owner"],
        "cadence": header.get("cadence"),
        "grace_days": header.get("grace_days"),
    }
    shown: Fields = {"key": result.key}
    for name in _RESULT_ORDER:
        value = fields[name]
        if not _is_left_out(value, by_itself.get(name)) or (name == "owner" and value != goal["owner"]):
            shown[name] = value
    return PlanKeyResult.model_construct(**shown)  # type: ignore[arg-type]  # every value is of its field's type


def _is_left_out(value: object, by_itself: object) -> bool:
    return value is None or value == () or (by_itself is not None and value == by_itself)
