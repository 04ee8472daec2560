"""A plan compared with what stands: what is new, what changes field by field, what is removed, and what has moved since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from okr.application.case import WriteCase
from okr.application.plans_fields import WantedFields
from okr.application.plans_findings import Findings, Path
from okr.application.plans_marks import marks_of, moved_fields, words_of
from okr.application.plans_names import Names
from okr.application.plans_numbers import Numbers
from okr.application.plans_standing import (
    GOAL_FIELDS,
    RESULT_FIELDS,
    Fields,
    Standing,
    StandingResult,
    load_standing,
)
from okr.contract.plans import Plan, PlanConflict, PlanGoal, PlanKeyResult
from okr.domain.errors import InvalidInput, NotFound, RuleViolation
from okr.domain.keys import parse_goal_key, parse_key_result_key
from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.vocabulary import KeyResultState
from storage import plans as statements
from storage.policy import visible_goals

REMOVED = "removed"
_NOT_COMPARED = frozenset({"key", "label", "reason", "key_results"})
_HAPPENED = frozenset({"activated_on", "pauses", "imported", "owed_from", "carried_from", "external_id"})
"""What happened, or came from elsewhere: no plan changes it."""
_FIXED = _HAPPENED | {"metric", "source", "survey", "minimum_answers"}
"""What a key result keeps as long as it lives."""


@dataclass(slots=True)
class NewResult:
    """A key result that the plan adds."""

    path: Path
    key: str
    plan: PlanKeyResult


@dataclass(slots=True)
class NewGoal:
    """A goal that the plan adds, with its key results."""

    path: Path
    key: str
    plan: PlanGoal
    results: list[NewResult] = field(default_factory=list)


@dataclass(slots=True)
class ChangedResult:
    """A key result that the plan changes: `wanted` holds the fields that differ. Without a plan it is cancelled."""

    path: Path
    standing: StandingResult
    plan: PlanKeyResult | None
    wanted: Fields


@dataclass(slots=True)
class ChangedGoal:
    """A goal that the plan changes, itself or in its key results; `wanted` holds the fields of it that differ."""

    path: Path
    standing: Standing
    plan: PlanGoal
    wanted: Fields
    results: list[ChangedResult] = field(default_factory=list)
    new_results: list[NewResult] = field(default_factory=list)


@dataclass(slots=True)
class Difference:
    """Everything that a plan does to goals."""

    new: list[NewGoal] = field(default_factory=list)
    changed: list[ChangedGoal] = field(default_factory=list)
    removed: list[Standing] = field(default_factory=list)
    untouched: int = 0


def difference_of(case: WriteCase, plan: Plan, names: Names, findings: Findings) -> tuple[Difference, Numbers]:
    """Compare a plan with what stands, and number what is new.

    What cannot be is a finding, what moved since and would be overwritten a conflict.
    """
    comparison = _Comparison(case, plan, names, findings)
    return comparison.result(), comparison.numbers


class _Comparison:
    def __init__(self, case: WriteCase, plan: Plan, names: Names, findings: Findings) -> None:
        self.case, self.plan, self.names, self.findings = case, plan, names, findings
        self.difference = Difference()
        self.fields = WantedFields(case, plan, names)
        self.keys: dict[int, str] = {}
        """The key of each goal of the file that names one, by its place."""
        self._read_keys()
        removed = {key for key in plan.seen if "." not in key} - set(self.keys.values())
        wanted = set(self.keys.values()) | removed
        ids = statements.goal_ids_by_key(case.work, visible_goals(case.actor), wanted)
        statements.lock_goals(case.work, list(ids.values()))
        self.standing = load_standing(case, list(ids.values()), result_fields=_fields_given(plan))
        self.untouched = self._untouched()
        suspects = [one for key, one in ids.items() if key not in self.untouched]
        self.standing |= load_standing(case, suspects)
        self.numbers = Numbers(case, names, self.standing)
        self.removed = sorted(removed & self.standing.keys(), key=parse_goal_key)

    def result(self) -> Difference:
        """The difference."""
        numbers = self.numbers
        numbers.give_keys(self.plan, self.keys, self.findings)
        for place, goal in enumerate(self.plan.goals):
            path: Path = ("goals", place)
            key = self.keys.get(place)
            with self.findings.at(path):
                if key in self.untouched:
                    self.difference.untouched += 1
                elif key is not None and key in self.standing:
                    self._existing(path, goal, self.standing[key], numbers)
                else:
                    self._new(path, goal, numbers)
        for key in self.removed:
            self._removed(self.standing[key])
        return self.difference

    def _untouched(self) -> set[str]:
        """The goals of which the file says no more than what stands, at a glance."""
        return {
            key
            for place, key in self.keys.items()
            if key in self.standing and _is_untouched(self.plan.goals[place], self.standing[key])
        }

    def _read_keys(self) -> None:
        """The keys that the file names; each once."""
        first: dict[str, int] = {}
        for place, goal in enumerate(self.plan.goals):
            if goal.key is None:
                continue
            with self.findings.at(("goals", place, "key")):
                key = str(parse_goal_key(goal.key))
                if key in first:
                    raise InvalidInput(f"{key} is given twice in this file; keep one of the two.", field="key")
                first[key] = place
                self.keys[place] = key

    def _new(self, path: Path, goal: PlanGoal, numbers: Numbers) -> None:
        key = numbers.goals.get(path)
        if key is None:
            return
        new = NewGoal(path, key, goal)
        for place, result in enumerate(goal.key_results or ()):
            its_path = (*path, "key_results", place)
            result_key = numbers.results.get(its_path)
            if result_key is not None:
                new.results.append(NewResult(its_path, result_key, result))
        self.difference.new.append(new)

    def _existing(self, path: Path, goal: PlanGoal, standing: Standing, numbers: Numbers) -> None:
        changed = ChangedGoal(path, standing, goal, {})
        for name in goal.model_fields_set - _NOT_COMPARED:
            value = getattr(goal, name)
            if value == standing.fields[name]:
                continue
            with self.findings.at((*path, name)):
                wanted = self.fields.of_goal(name, value, standing.fields)
                if wanted != standing.fields[name]:
                    self._require_changeable(standing.key, name, _HAPPENED)
                    changed.wanted[name] = wanted
        if "key_results" in goal.model_fields_set:
            self._results(changed, goal.key_results or (), numbers)
        if not (changed.wanted or changed.results or changed.new_results):
            self.difference.untouched += 1
            return
        self._look_for_conflicts(changed)
        self.difference.changed.append(changed)

    def _results(self, changed: ChangedGoal, given: Iterable[PlanKeyResult], numbers: Numbers) -> None:
        standing, met = changed.standing, set()
        for place, result in enumerate(given):
            path: Path = (*changed.path, "key_results", place)
            if path in numbers.results:
                changed.new_results.append(NewResult(path, numbers.results[path], result))
                continue
            with self.findings.at(path):
                key = result.key or ""
                key = key if key in standing.results else str(parse_key_result_key(key))
                if key in met:
                    raise InvalidInput(f"{key} is given twice in this file; keep one of the two.", field="key")
                met.add(key)
                if key not in standing.results:
                    raise NotFound(
                        f"{standing.key} has no key result {key}.", hint="Leave the key of a new one out.", field="key"
                    )
                self._result(changed, path, standing.results[key], result)
        for key, there in standing.results.items():
            if key not in met and there.fields["state"] is not KeyResultState.CANCELLED:
                if key in self.plan.seen:
                    removal = ChangedResult(changed.path, there, None, {"state": KeyResultState.CANCELLED})
                    changed.results.append(removal)
                else:
                    message = f"{key} has been added since this file was written; it stays."
                    self.findings.add("note", changed.path, message)

    def _result(self, changed: ChangedGoal, path: Path, there: StandingResult, result: PlanKeyResult) -> None:
        wanted: Fields = {}
        goal = {**changed.standing.fields, **changed.wanted}
        for name in result.model_fields_set - _NOT_COMPARED:
            value = getattr(result, name)
            if value == there.fields[name]:
                continue
            with self.findings.at((*path, name)):
                meant = self.fields.of_result(name, value, goal, there.fields)
                if meant != there.fields[name]:
                    self._require_changeable(there.key, name, _FIXED)
                    wanted[name] = meant
        if wanted:
            changed.results.append(ChangedResult(path, there, result, wanted))

    @staticmethod
    def _require_changeable(key: str, name: str, fixed: frozenset[str]) -> None:
        if name in _HAPPENED & fixed:
            raise RuleViolation(
                f"{name} of {key} is what happened, and no plan changes it; leave it as it was.", field=name
            )
        if name in fixed:
            raise RuleViolation(
                f"{key} keeps its {name.replace('_', ' ')} as long as it lives.",
                hint="Take the key result out and write a new one without a key.",
                field=name,
            )

    def _removed(self, standing: Standing) -> None:
        if standing.row.state in CLOSED_GOAL_STATES:
            message = f"{standing.key} is not in the file any more; it is {standing.row.state.value} and stays so."
            self.findings.add("note", ("goals",), message)
            return
        moved = self._moved(standing, standing.key, GOAL_FIELDS)
        self._conflict(standing.key, moved, standing.fields, dict.fromkeys(moved, REMOVED))
        self.difference.removed.append(standing)

    def _look_for_conflicts(self, changed: ChangedGoal) -> None:
        standing = changed.standing
        if changed.wanted:
            moved = self._moved(standing, standing.key, GOAL_FIELDS)
            self._conflict(standing.key, moved, standing.fields, changed.wanted)
        for one in changed.results:
            moved = self._moved(standing, one.standing.key, RESULT_FIELDS)
            wanted = one.wanted if one.plan is not None else dict.fromkeys(moved, REMOVED)
            self._conflict(one.standing.key, moved, one.standing.fields, wanted)

    def _moved(self, standing: Standing, key: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """The fields of a goal or key result that are not what the file has seen; all of them where it has not seen it."""
        now = dict(marks_of(standing))[key]
        seen = self.plan.seen.get(key)
        return names if seen is None else moved_fields(seen, now, names)

    def _conflict(self, key: str, moved: Iterable[str], now: Fields, wanted: Mapping[str, object]) -> None:
        for name in moved:
            if name in wanted:
                planned = words_of(wanted[name])
                self.findings.conflicts.append(
                    PlanConflict(key=key, field=name, now=words_of(now[name]), planned=planned)
                )


def _fields_given(plan: Plan) -> set[str]:
    """The fields that the file gives of any key result."""
    found: set[str] = set()
    for goal in plan.goals:
        for result in goal.key_results or ():
            found |= result.model_fields_set
    return found - _NOT_COMPARED


def _is_untouched(goal: PlanGoal, standing: Standing) -> bool:
    """Whether every field that is given is word for word what stands."""
    if not _is_same(goal, standing.fields):
        return False
    if "key_results" not in goal.model_fields_set:
        return True
    results = goal.key_results or ()
    if len(results) != len(standing.results):
        return False
    return all(
        result.key in standing.results and _is_same(result, standing.results[result.key].fields) for result in results
    )


def _is_same(given: PlanGoal | PlanKeyResult, fields: Fields) -> bool:
    values = vars(given)
    return all(name in _NOT_COMPARED or values[name] == fields[name] for name in given.model_fields_set)
