"""The keys that new goals and key results of a plan get, so that others in the same file can refer to them."""

from collections.abc import Mapping
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.plans_findings import Findings, Path
from okr.application.plans_names import Names
from okr.application.plans_standing import Standing
from okr.contract.plans import Plan, PlanGoal
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.keys import parse_goal_key, parse_key, parse_key_result_key
from okr.domain.policy import Action, OrganisationFacts
from storage import plans as statements
from storage.imports import lock_units
from storage.rows import AnyRow


class Numbers:
    """Which key each new goal and key result gets, by its place in the file."""

    def __init__(self, case: WriteCase, names: Names, standing: Mapping[str, Standing]) -> None:
        self.case, self.names, self.standing = case, names, standing
        self.goals: dict[Path, str] = {}
        self.results: dict[Path, str] = {}
        self.following: dict[UUID, int] = {}
        """The next number of each unit that gets goals."""

    def give_keys(self, plan: Plan, keys: Mapping[int, str], findings: Findings) -> None:
        """Give everything new its key, and every label the key that it stands for."""
        self.following = lock_units(self.case.work, self._units(plan, keys))
        given = set(keys.values()) - self.standing.keys()
        taken = statements.keys_taken(self.case.work, given)
        for parsed in map(parse_goal_key, given):
            if parsed.prefix in self.names.units:
                unit_id = self.names.units[parsed.prefix].id
                self.following[unit_id] = max(self.following[unit_id], parsed.number + 1)
        for place, goal in enumerate(plan.goals):
            path: Path = ("goals", place)
            with findings.at(path):
                key = keys.get(place)
                if key is None and goal.key is not None:
                    continue  # refused already
                if key is None:
                    key = self._next(self.names.unit(goal.unit or plan.unit))
                    self.goals[path] = key
                elif key not in self.standing:
                    self._require_free(key, taken)
                    self.goals[path] = key
                self._label(self.names.labels, goal.label, key)
                self._results(path, goal, key, findings)

    def _units(self, plan: Plan, keys: Mapping[int, str]) -> set[UUID]:
        """The units that number the new goals."""
        found = set()
        for place, goal in enumerate(plan.goals):
            key = keys.get(place)
            if key in self.standing:
                continue
            prefix = (goal.unit or plan.unit or "").strip().upper() if key is None else parse_goal_key(key).prefix
            if prefix in self.names.units:
                found.add(self.names.units[prefix].id)
        return found

    def _next(self, unit: AnyRow) -> str:
        number = self.following[unit.id]
        self.following[unit.id] = number + 1
        return f"{unit.prefix}-{number}"

    def _require_free(self, key: str, taken: set[str]) -> None:
        """A key that nothing has yet is given by administrators alone, who restore what was elsewhere."""
        if key in taken or not self.case.may(Action.IMPORT, OrganisationFacts()):
            raise NotFound(f"There is no goal {key}.", hint="Leave the key of a new goal out.", field="key")
        parsed = parse_goal_key(key)
        if parsed.prefix not in self.names.units:
            raise NotFound(
                f"There is no unit {parsed.prefix}, whose goals have such keys.",
                hint="Leave the key of a new goal out.",
                field="key",
            )

    def _results(self, path: Path, goal: PlanGoal, key: str, findings: Findings) -> None:
        standing = self.standing.get(key)
        number = 1 if standing is None else standing.row.next_key_result_number
        met: set[str] = set()
        for place, result in enumerate(goal.key_results or ()):
            if standing is not None and result.key in standing.results and result.label is None:
                continue
            its_path: Path = (*path, "key_results", place)
            with findings.at(its_path):
                its_key = None if result.key is None else str(parse_key_result_key(result.key))
                if its_key is None or standing is None:
                    its_key = its_key or f"{key}.{number}"
                    if its_key in met or not its_key.startswith(f"{key}."):
                        raise InvalidInput(f"{its_key} cannot be the key of another key result of {key}.", field="key")
                    met.add(its_key)
                    number = max(number, parse_key_result_key(its_key).number + 1)
                    self.results[its_path] = its_key
                self._label(self.names.result_labels, result.label, its_key)

    @staticmethod
    def _label(labels: dict[str, str], label: str | None, key: str) -> None:
        if label is None:
            return
        if label in labels:
            raise InvalidInput(f'The label "{label[:60]}" is given twice; choose another one.', field="label")
        try:
            parse_key(label)
        except InvalidInput:
            labels[label] = key
            return
        raise InvalidInput(f'"{label[:60]}" looks like a key; choose a label that does not.', field="label")
