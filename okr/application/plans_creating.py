"""New goals of a plan, written many at once: rows of goals, key results and links; rights and rules as for a single one.

A goal that is restored comes as it was elsewhere: active since a day, or closed already. That is an administrator's alone, and
no SMART letter keeps it out. What is to become active now is written as a draft first, and activated as any other goal.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.goal_places import Days, require_inside, require_open_cycle
from okr.application.importing_graph import Graph
from okr.application.levels import relevel
from okr.application.plans_difference import NewGoal
from okr.application.plans_findings import Findings
from okr.application.plans_names import Names
from okr.application.plans_numbers import Numbers
from okr.application.plans_rows import NewRows
from okr.contract.plans import Plan, PlanGoal
from okr.domain.errors import NotFound, RuleViolation
from okr.domain.numbers import weight_units
from okr.domain.policy import Action, OrganisationFacts, UnitFacts
from okr.domain.states import PLANNING_GOAL_STATES, require_open_goal
from okr.domain.vocabulary import CycleState, GoalState, LinkKind, ObjectKind
from storage import imports, schema
from storage import plans as statements
from storage.bulk import insert_many
from storage.goals import keys_by_id
from storage.policy import load_goal_facts, visible_goals
from storage.rows import AnyRow
from storage.types import new_id

Row = dict[str, Any]


@dataclass(slots=True)
class Creation:
    """What was written: the rows of goals by key, and of key results by key."""

    goals: dict[str, Row] = field(default_factory=dict)
    results: dict[str, Row] = field(default_factory=dict)
    to_activate: list[NewGoal] = field(default_factory=list)
    linked: set[UUID] = field(default_factory=set)
    """Parents that were there before."""


def is_restored(goal: PlanGoal) -> bool:
    """Whether a goal comes as it was elsewhere, not as one that begins here."""
    began = goal.activated_on is not None or goal.imported
    return began or goal.key is not None or goal.state not in {*PLANNING_GOAL_STATES, GoalState.ACTIVE}


class Creating:
    """Writes new goals."""

    def __init__(self, case: WriteCase, plan: Plan, names: Names, findings: Findings) -> None:
        self.case, self.plan, self.names, self.findings = case, plan, names, findings
        self.made = Creation()
        self.rows = NewRows(case, plan, names)
        self.people: dict[str, list[Row]] = {"contributors": [], "readers": []}
        self._allowed_units: dict[UUID, bool] = {}

    def write(self, goals: Sequence[NewGoal], numbers: Numbers) -> Creation:
        """Write goals and their key results, without links; what cannot be is a finding."""
        for one in goals:
            with self.findings.at(one.path):
                self._plan_goal(one)
        work = self.case.work
        insert_many(work, schema.goals, list(self.made.goals.values()))
        insert_many(work, schema.key_results, list(self.made.results.values()))
        insert_many(work, schema.goal_contributors, self.people["contributors"])
        insert_many(work, schema.goal_readers, self.people["readers"])
        imports.set_next_numbers(work, schema.units.c.next_goal_number, numbers.following)
        for kind, rows in ((ObjectKind.GOAL, self.made.goals), (ObjectKind.KEY_RESULT, self.made.results)):
            for key, row in rows.items():
                self.case.record(kind, row["id"], key, after=row)
        self._carry()
        return self.made

    def link(self, goals: Sequence[NewGoal]) -> None:
        """Write the links of new goals upwards, in a graph that stays without cycles and counts nothing twice (R2, R4)."""
        wanted = [one for one in goals if one.plan.parents and one.key in self.made.goals]
        if not wanted:
            return
        named = {key for one in wanted for key in self._parent_keys(one)}
        ids = statements.goal_ids_by_key(self.case.work, visible_goals(self.case.actor), named)
        rows = {row.key: row for row in statements.goal_rows(self.case.work, list(ids.values()))}
        graph = Graph(lambda one: keys_by_id(self.case.work, [one])[one])
        graph.load(self.case.work, [row.id for row in rows.values()])
        facts = load_goal_facts(self.case.work, [self.made.goals[one.key]["id"] for one in wanted])
        links: list[Row] = []
        for one in wanted:
            with self.findings.at((*one.path, "parents")):
                self.case.require(Action.LINK_GOAL, facts[self.made.goals[one.key]["id"]])
                links += self._links(one, rows, graph)
        insert_many(self.case.work, schema.goal_links, links)
        labels = {row["id"]: key for key, row in self.made.goals.items()} | {row.id: key for key, row in rows.items()}
        for link in links:
            key = f"{labels[link['child_id']]} > {labels[link['parent_id']]}"
            self.case.record(ObjectKind.LINK, link["id"], key, after=link)
        new = {row["id"] for row in self.made.goals.values()}
        self.made.linked = {link["parent_id"] for link in links} - new
        relevel(self.case, {link["child_id"] for link in links})

    def _parent_keys(self, one: NewGoal) -> Collection[str]:
        with self.findings.at((*one.path, "parents")):
            return [parent.goal for parent in self.names.parents(one.plan.parents or ())]
        return ()

    def _links(self, one: NewGoal, rows: dict[str, AnyRow], graph: Graph) -> list[Row]:
        child, found = self.made.goals[one.key], []
        for parent in self.names.parents(one.plan.parents or ()):
            row = rows.get(parent.goal)
            if row is None:
                raise NotFound(f"There is no goal {parent.goal}.", field="parents")
            if not is_restored(one.plan):
                require_open_goal(row.key, row.state)
                self._require_in_planning(row)
            graph.require_no_cycle(child["id"], row.id)
            if parent.kind is LinkKind.CONTRIBUTES:
                graph.require_counted_once(child["id"], row.id)
            graph.add(child["id"], row.id, parent.kind)
            found.append(
                {
                    "id": new_id(),
                    "child_id": child["id"],
                    "parent_id": row.id,
                    "kind": parent.kind,
                    "weight_units": weight_units(parent.weight),
                    "effective_on": max(child["effective_on"], row.effective_on),
                    "recorded_at": self.case.now,
                    "version": 1,
                }
            )
        return found

    def _require_in_planning(self, parent: AnyRow) -> None:
        """Nothing new hangs itself below what is being scored, or is closed."""
        cycle = next(row for row in self.names.cycles.values() if row.id == parent.cycle_id)
        if cycle.state in {CycleState.GRADING, CycleState.CLOSED}:
            raise RuleViolation(
                f"{parent.key} belongs to the cycle {cycle.key}, which is {cycle.state.value}; nothing can be linked to it "
                "any more.",
                field="parents",
            )

    def _plan_goal(self, one: NewGoal) -> None:
        goal, restored = one.plan, is_restored(one.plan)
        if restored:
            self.case.require(Action.IMPORT, OrganisationFacts())
        unit, cycle = self.names.unit(goal.unit or self.plan.unit), self.names.cycle(goal.cycle or self.plan.cycle)
        self._require_room(unit, cycle, restored=restored)
        row = self.rows.of_goal(one, unit, cycle, restored=restored)
        require_inside(self.case, cycle, Days(row["starts_on"], row["due_on"]), what=one.key)
        results = {}
        next_number = 1
        for result in one.results:
            with self.findings.at(result.path):
                results[result.key] = self.rows.of_result(result, row, cycle, restored=restored)
                next_number = max(next_number, results[result.key]["number"] + 1)
        row["next_key_result_number"] = next_number
        for name, rows in self.people.items():
            handles = self.names.handles(getattr(goal, name) or (), field=name)
            ids = [self.names.person_id(one, field=name, must_work_here=not restored) for one in handles]
            rows.extend({"goal_id": row["id"], "person_id": person_id} for person_id in sorted(filter(None, ids)))
        self.made.goals[one.key] = row
        self.made.results |= results
        if goal.state is GoalState.ACTIVE and not restored:
            self.made.to_activate.append(one)

    def _require_room(self, unit: AnyRow, cycle: AnyRow, *, restored: bool) -> None:
        if unit.id not in self._allowed_units:
            self.case.require(Action.CREATE_GOAL, UnitFacts(unit_path=unit.path))
            self._allowed_units[unit.id] = True
        if restored:
            return
        if unit.archived_on is not None:
            raise RuleViolation(f"{unit.prefix} was archived on {unit.archived_on}; choose another unit.", field="unit")
        require_open_cycle(cycle)

    def _carry(self) -> None:
        """Say what new goals and key results were carried from, once all of them are there."""
        work, actor = self.case.work, self.case.actor
        wanted = {key: one for key, one in self.rows.carried_from.items() if key in self.made.goals | self.made.results}
        if not wanted:
            return
        goals = statements.goal_ids_by_key(work, visible_goals(actor), set(wanted.values()))
        results = statements.key_results_by_key(work, visible_goals(actor), set(wanted.values()))
        ids = goals | {key: row.id for key, row in results.items()}
        for key, origin in wanted.items():
            if origin not in ids:
                with self.findings.at((*self.rows.paths[key], "carried_from")):
                    raise NotFound(f"There is nothing with the key {origin}.", field="carried_from")
                continue
            table = schema.goals if key in self.made.goals else schema.key_results
            row = self.made.goals.get(key) or self.made.results[key]
            statements.set_origin(work, table, row["id"], ids[origin])
