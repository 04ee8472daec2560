"""The parents of imported goals: links of the graph, which stays free of cycles (R4), and the levels that follow."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from okr.application.importing_goals import Goals
from okr.application.importing_plan import Change, unknown
from okr.application.levels import relevel
from okr.contract.imports import Fate, ImportedGoal, ImportedLink, Place
from okr.domain.errors import OkrError, RuleViolation
from okr.domain.numbers import WEIGHT_SCALE, weight_units
from okr.domain.vocabulary import ObjectKind
from storage import imports as statements
from storage import schema
from storage.history import remember
from storage.imports import Row
from storage.rows import update_row
from storage.types import new_id


@dataclass(slots=True)
class Links:
    """The links that an import makes, changes and takes away."""

    goals: Goals
    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    _above: dict[UUID, set[UUID]] = field(default_factory=dict)
    _below: dict[UUID, list[Row]] = field(default_factory=dict)
    """The new links by their parents."""
    _told: set[UUID] = field(default_factory=set)
    """The goals that count as changed for their links alone."""
    _withdrawn: set[UUID] = field(default_factory=set)

    def plan(self) -> None:
        """Compare the parents of each record with the links that are there."""
        records = {one: record for one, record in self.goals.planned.items() if record.parents}
        if not records:
            return
        for child, parent in statements.links_of_all(self.goals.case.work):
            self._above.setdefault(child, set()).add(parent)
        rows = self.goals.sheet.rows
        known = [rows[one]["id"] for one in records if rows[one]["id"] not in self.goals.sheet.new]
        standing: dict[UUID, dict[UUID, Row]] = {}
        for link in statements.rows_where(self.goals.case.work, schema.goal_links.c.child_id, known, locked=True):
            standing.setdefault(link["child_id"], {})[link["parent_id"]] = link
        for one, record in records.items():
            for wanted in record.parents:
                if one not in self.goals.planned:
                    break
                try:
                    self._plan_link(record, rows[one], wanted, standing.get(rows[one]["id"], {}))
                except OkrError as error:
                    self._refuse(record, one, error, wanted.parent)
            if one in self.goals.planned:
                self._drop(record, rows[one], standing.get(rows[one]["id"], {}))
        gone = self._withdrawn
        self.new = [link for link in self.new if link["child_id"] not in gone and link["parent_id"] not in gone]

    def write(self) -> None:
        """Write the links, and bring the levels in line."""
        case = self.goals.case
        statements.add(case.work, schema.goal_links, self.new)
        for change in self.changed:
            self._remember(change.before, {**change.before, **change.columns})
            columns = {**change.columns, "effective_on": case.today, "recorded_at": case.now}
            update_row(case.work, schema.goal_links, change.before["id"], change.before["version"], columns)
        for row in self.removed:
            self._remember(row, None)
            statements.remove_link(case.work, row["id"])
        touched = {row["child_id"] for row in (*self.new, *self.removed)}
        relevel(case, touched | {change.before["child_id"] for change in self.changed})

    def moved(self) -> set[UUID]:
        """The goals whose sums are to be added up anew."""
        rows: Iterable[Row] = (*self.new, *self.removed, *(change.before for change in self.changed))
        return {goal for row in rows for goal in (row["child_id"], row["parent_id"])}

    def _refuse(self, record: ImportedGoal, one: str, error: OkrError, parent: str) -> None:
        """A goal with a parent that cannot be is not taken, nor what hangs from it in the file."""
        waiting: list[tuple[ImportedGoal, str, OkrError, str]] = [(record, one, error, parent)]
        while waiting:
            record, one, error, parent = waiting.pop()
            goals = self.goals
            if goals.planned.pop(one, None) is None:
                continue
            goals.report.refuse("goals", record.place, error, value=parent)
            row = goals.sheet.rows[one]
            goals.contributors.pop(row["id"], None)
            goals.sheet.withdraw(one)
            if one in goals.sheet.rows:
                continue
            self._withdrawn.add(row["id"])
            self._above.pop(row["id"], None)
            again = RuleViolation(
                f'parents: "{one}" is refused itself.', hint="Correct that row first.", field="parents"
            )
            for link in self._below.pop(row["id"], ()):
                child = goals.report.labels[link["child_id"]]
                if child in goals.planned:
                    waiting.append((goals.planned[child], child, again, one))

    def _plan_link(self, record: ImportedGoal, child: Row, wanted: ImportedLink, standing: dict[UUID, Row]) -> None:
        parent = self.goals.sheet.rows.get(wanted.parent)
        if parent is None:
            raise unknown(wanted.parent, name="parents", noun="goal")
        weight = WEIGHT_SCALE if wanted.weight is None else weight_units(wanted.weight)
        link = standing.get(parent["id"])
        if link is not None:
            self._compare(record, link, wanted)
            return
        self._require_no_cycle(child["id"], parent["id"])
        if parent["id"] in self._above.get(child["id"], ()):
            return
        self._above.setdefault(child["id"], set()).add(parent["id"])
        self.new.append(
            {
                "id": new_id(),
                "child_id": child["id"],
                "parent_id": parent["id"],
                "kind": wanted.kind,
                "weight_units": weight,
                "effective_on": max(child["effective_on"], parent["effective_on"])
                if child["id"] in self.goals.sheet.new
                else self.goals.case.today,
                "recorded_at": self.goals.case.now,
                "version": 1,
            }
        )
        self._below.setdefault(parent["id"], []).append(self.new[-1])
        if child["id"] not in self.goals.sheet.new:
            self._note(record.place, child, None, wanted.parent)

    def _compare(self, record: ImportedGoal, link: Row, wanted: ImportedLink) -> None:
        given: Row = {"kind": wanted.kind}
        if wanted.weight is not None:
            given["weight_units"] = weight_units(wanted.weight)
        columns = {name: value for name, value in given.items() if link[name] != value}
        if not columns:
            return
        self.changed.append(Change(link, columns))
        child = self.goals.sheet.rows[record.external_id]
        self._note(record.place, child, f"{wanted.parent} {link['kind']}", f"{wanted.parent} {wanted.kind}")

    def _drop(self, record: ImportedGoal, child: Row, standing: dict[UUID, Row]) -> None:
        """A link to another goal of the same source that the file no longer gives is taken away; those made here stay."""
        labels = self.goals.report.labels
        named = {link.parent for link in record.parents}
        for parent_id, link in standing.items():
            if parent_id in labels and labels[parent_id] not in named:
                self.removed.append(link)
                self._note(record.place, child, labels[parent_id], None)

    def _note(self, place: Place, child: Row, before: str | None, after: str | None) -> None:
        fates = self.goals.report.fates["goals"]
        told = child["id"] in self._told or child["id"] in self.goals.contributors
        if not told and child["id"] not in self.goals.sheet.changed:
            self._told.add(child["id"])
            fates[Fate.UNCHANGED] -= 1
            fates[Fate.CHANGED] += 1
        self.goals.sheet.note(place, child["external_id"], "parents", before, after)

    def _require_no_cycle(self, child: UUID, parent: UUID) -> None:
        """Walk up from the parent; a way that leads to the child is the cycle."""
        came_from: dict[UUID, UUID] = {parent: child}
        waiting = [parent]
        while waiting and child not in waiting:
            node = waiting.pop()
            for above in self._above.get(node, ()):
                if above not in came_from:
                    came_from[above] = node
                    waiting.append(above)
        if child not in waiting:
            return
        chain = [child]
        while len(chain) == 1 or chain[-1] != child:
            if chain[-1] not in came_from:
                break
            chain.append(came_from[chain[-1]])
        names = " > ".join(self.goals.report.text(one) for one in reversed(chain))
        raise RuleViolation(
            f"parents: that would close the cycle {names}.", hint="Take one of these parents away.", field="parents"
        )

    def _remember(self, before: Row, after: Row | None) -> None:
        case = self.goals.case
        remember(
            case.work,
            ObjectKind.LINK,
            before["id"],
            before,
            after,
            before_effective_on=before["effective_on"],
            before_recorded_at=before["recorded_at"],
            effective_on=max(case.today, before["effective_on"]),
            recorded_at=case.now,
        )
