"""The initiatives that a plan names: they are known by their numbers, and never count towards progress."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.cycle_guard import cycle_of, require_changeable
from okr.application.plans_creating import Creation
from okr.application.plans_difference import Difference
from okr.application.plans_findings import Findings
from okr.application.plans_names import Names
from okr.contract.plans import PlanInitiative
from okr.domain.errors import RuleViolation
from okr.domain.policy import Action
from okr.domain.vocabulary import ObjectKind
from storage import goals as goal_statements
from storage import initiatives, schema
from storage import plans as statements
from storage.bulk import insert_many
from storage.policy import load_goal_facts
from storage.rows import update_row
from storage.types import new_id


class Working:
    """Writes initiatives."""

    def __init__(self, case: WriteCase, names: Names, findings: Findings) -> None:
        self.case, self.names, self.findings = case, names, findings
        self._numbers: dict[UUID, set[int]] = {}
        """The numbers that are taken, by goal."""

    def write(self, difference: Difference, made: Creation) -> None:
        """Write those of new goals and key results, and bring those of others in line."""
        for new in difference.new:
            if new.key in made.goals:
                goal_id = made.goals[new.key]["id"]
                with self.findings.at((*new.path, "initiatives")):
                    self._add(self.names.initiatives(new.plan.initiatives or ()), goal_id, None)
                for result in new.results:
                    if result.key in made.results and result.plan.initiatives:
                        with self.findings.at((*result.path, "initiatives")):
                            wanted = self.names.initiatives(result.plan.initiatives)
                            self._add(wanted, goal_id, made.results[result.key]["id"])
        for one in difference.changed:
            goal_id = one.standing.id
            if "initiatives" in one.wanted:
                with self.findings.at((*one.path, "initiatives")):
                    self._replace(goal_id, None, one.wanted["initiatives"])
            for changed in one.results:
                if "initiatives" in changed.wanted:
                    with self.findings.at((*changed.path, "initiatives")):
                        self._replace(goal_id, changed.standing.row.id, changed.wanted["initiatives"])
            for added in one.new_results:
                if added.plan.initiatives:
                    with self.findings.at((*added.path, "initiatives")):
                        row = statements.result_row(self.case.work, added.key)
                        self._replace(goal_id, row.id, self.names.initiatives(added.plan.initiatives))

    def _add(self, wanted: Sequence[PlanInitiative], goal_id: UUID, key_result_id: UUID | None) -> None:
        rows = []
        for one in wanted:
            taken = self._numbers.setdefault(goal_id, set())
            number = one.number or max(taken, default=0) + 1
            if number in taken:
                raise RuleViolation(
                    f"Another initiative of this goal has the number {number}; leave it out of a new one."
                )
            taken.add(number)
            ids = {"id": new_id(), "goal_id": goal_id, "key_result_id": key_result_id}
            rows.append({**ids, "number": number, "version": 1, **self._columns(one)})
        insert_many(self.case.work, schema.initiatives, rows)
        for row in rows:
            self.case.record(ObjectKind.INITIATIVE, row["id"], str(row["title"]), after=row)

    def _replace(self, goal_id: UUID, key_result_id: UUID | None, given: object) -> None:
        """Bring the initiatives of a goal or key result in line: those that it no longer has are taken away."""
        self.case.require(Action.EDIT_GOAL, load_goal_facts(self.case.work, [goal_id])[goal_id])
        goal = goal_statements.goal_row(self.case.work, goal_id)
        require_changeable(cycle_of(self.case, goal), str(goal.key))
        wanted = list(cast("Sequence[PlanInitiative]", given))
        rows = list(statements.initiative_rows(self.case.work, [goal_id]))
        self._numbers[goal_id] = {row.number for row in rows}
        for row in sorted(rows, key=lambda one: int(one.number)):
            if row.key_result_id != key_result_id:
                continue
            match = next((one for one in wanted if one.number == row.number), None)
            if match is None:
                initiatives.remove(self.case.work, row.id)
                self.case.record(ObjectKind.INITIATIVE, row.id, row.title, before=dict(row._mapping))
                continue
            wanted.remove(match)
            columns = self._columns(match)
            changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
            if changed:
                update_row(self.case.work, schema.initiatives, row.id, row.version, changed)
                before = {name: getattr(row, name) for name in changed}
                self.case.record(ObjectKind.INITIATIVE, row.id, row.title, before=before, after=changed)
        self._add(wanted, goal_id, key_result_id)

    def _columns(self, one: PlanInitiative) -> dict[str, Any]:
        owner_id = self.names.person_id(one.owner, field="initiatives", must_work_here=False)
        return {
            "title": one.title,
            "owner_id": owner_id,
            "due_on": one.due_on,
            "done_on": one.done_on,
            "external_id": one.external_id,
        }
