"""The rows of new goals and key results of a plan."""

from typing import Any

from okr.application.case import WriteCase
from okr.application.key_result_definitions import checkpoints_json, milestones_json, require_sound
from okr.application.plans_difference import NewGoal, NewResult
from okr.application.plans_findings import Path
from okr.application.plans_names import Names, accepted_text
from okr.contract.plans import Plan
from okr.domain.cadence import normalise_cadence
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import WEIGHT_SCALE, weight_units
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, Source, Visibility
from storage.rows import AnyRow
from storage.types import new_id

Row = dict[str, Any]
VALUES = ("baseline", "target", "stretch", "lower", "upper", "amber_lower", "amber_upper")


class NewRows:
    """Makes rows of what a plan says; what they were carried from is noted, since that may be new as well."""

    def __init__(self, case: WriteCase, plan: Plan, names: Names) -> None:
        self.case, self.plan, self.names = case, plan, names
        self.carried_from: dict[str, str] = {}
        self.paths: dict[str, Path] = {}

    def of_goal(self, one: NewGoal, unit: AnyRow, cycle: AnyRow, *, restored: bool) -> Row:
        """The row of a new goal; what is to become active now is a draft until then."""
        goal, names = one.plan, self.names
        self._note_origin(one.key, one.path, goal.carried_from)
        prefix, _, number = one.key.rpartition("-")
        people = {
            f"{name}_id": names.person_id(getattr(goal, name), field=name, must_work_here=not restored)
            for name in ("owner", "sponsor", "delegate")
        }
        starts_on = goal.starts_on or cycle.starts_on
        state = GoalState.DRAFT if goal.state is GoalState.ACTIVE and not restored else goal.state
        if state is GoalState.ACTIVE and people["owner_id"] is None and not goal.imported:
            raise RuleViolation(f"{one.key} is active and needs an owner; name who answers for it.", field="owner")
        began = min(goal.activated_on or starts_on, self.case.today)
        return {
            "id": new_id(),
            "prefix": prefix,
            "number": int(number),
            "key": one.key,
            "title": accepted_text("title", goal.title),
            "why": accepted_text("why", goal.why),
            "unit_id": unit.id,
            **people,
            "cycle_id": cycle.id,
            "focus_area_id": None if goal.focus_area is None else names.area(goal.focus_area).id,
            "ambition": goal.ambition or Ambition.COMMITTED,
            "visibility": goal.visibility or Visibility.ORGANISATION,
            "state": state,
            "starts_on": starts_on,
            "due_on": goal.due_on or cycle.ends_on,
            "level": 0,
            "next_key_result_number": 1,
            "imported": goal.imported,
            "activated_on": goal.activated_on if restored else None,
            "pauses": [[None if day is None else day.isoformat() for day in pause] for pause in goal.pauses],
            "external_id": accepted_text("external_id", goal.external_id),
            "effective_on": began if restored else self.case.today,
            "recorded_at": self.case.now,
            "version": 1,
            "carried_from_id": None,
        }

    def of_result(self, one: NewResult, goal: Row, cycle: AnyRow, *, restored: bool) -> Row:
        """The row of a key result of a new goal, sound by itself; the goal gives what is left out."""
        plan = one.plan
        self._note_origin(one.key, one.path, plan.carried_from)
        if plan.metric is None:
            raise InvalidInput(f"{one.key} needs a metric; say how it is measured.", field="metric")
        if plan.source is Source.FED or (plan.state is not KeyResultState.ACTIVE and not restored):
            name = "source" if plan.source is Source.FED else "state"
            raise RuleViolation(f"{name}: a new key result is not {getattr(plan, name).value} yet.", field=name)
        if plan.imported and not restored:
            self.case.require(Action.IMPORT, OrganisationFacts())
        settings = self.case.settings
        owner_id = goal["owner_id"]
        if plan.owner is not None or (restored and "owner" in plan.model_fields_set):
            owner_id = self.names.person_id(plan.owner, field="owner", must_work_here=not restored)
        grace_days = self.plan.grace_days if plan.grace_days is None else plan.grace_days
        minimum = plan.minimum_answers
        row = {
            "id": new_id(),
            "goal_id": goal["id"],
            "number": int(one.key.rpartition(".")[2]),
            "key": one.key,
            "title": accepted_text("title", plan.title),
            "metric": plan.metric,
            "unit_of_measure": accepted_text("unit_of_measure", plan.unit_of_measure),
            **{name: getattr(plan, name) for name in VALUES},
            "checkpoints": checkpoints_json(plan.checkpoints),
            "milestones": milestones_json(plan.milestones),
            "starts_on": plan.starts_on or goal["starts_on"],
            "due_on": plan.due_on or goal["due_on"],
            "cadence": normalise_cadence(plan.cadence or self.plan.cadence or settings.cadence),
            "grace_days": settings.grace_days if grace_days is None else grace_days,
            "weight_units": WEIGHT_SCALE if plan.weight is None else weight_units(plan.weight),
            "owner_id": owner_id,
            "source": Source.FED if restored and plan.feed_method is not None else plan.source,
            "feed_method": plan.feed_method if restored else None,
            "survey": plan.survey,
            "minimum_answers": settings.minimum_answers if minimum is None and plan.survey is not None else minimum,
            "guardrail": bool(plan.guardrail),
            "state": plan.state,
            "imported": plan.imported,
            "owed_from": plan.owed_from,
            "external_id": accepted_text("external_id", plan.external_id),
            "effective_on": goal["effective_on"],
            "recorded_at": self.case.now,
            "version": 1,
            "carried_from_id": None,
        }
        require_sound(self.case, row, cycle=cycle)
        return row

    def _note_origin(self, key: str, path: Path, origin: str | None) -> None:
        if origin is not None:
            self.carried_from[key] = origin.strip().upper()
            self.paths[key] = path
