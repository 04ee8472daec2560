"""The parents of imported goals: links of the graph, which stays free of cycles (R4), and the levels that follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from okr.application.importing_goals import Goals
from okr.application.importing_graph import ClosesCycle, Graph
from okr.application.importing_plan import Change, refused_itself
from okr.application.levels import relevel
from okr.contract.imports import ImportedGoal, ImportedLink, Place
from okr.domain.errors import OkrError
from okr.domain.numbers import WEIGHT_SCALE, weight_units
from okr.domain.vocabulary import LinkKind, ObjectKind
from storage import imports as statements
from storage import schema
from storage.bulk import insert_many
from storage.goals import keys_by_id
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
    _graph: Graph = field(init=False)
    _standing: dict[UUID, dict[UUID, Row]] = field(default_factory=dict)
    """The links of the records' goals that are there, by child and parent."""
    _below: dict[UUID, list[Row]] = field(default_factory=dict)
    """The new links by their parents."""
    _added: dict[UUID, list[Row]] = field(default_factory=dict)
    """The new links by their children."""
    _notes: list[tuple[Place, Row, str | None, str | None]] = field(default_factory=list)
    _refused: set[UUID] = field(default_factory=set)
    """The goals whose records are not taken, new or not: their links stay as they are."""

    def __post_init__(self) -> None:
        self._graph = Graph(self._name)

    def plan(self) -> None:
        """Compare the parents of each record with the links that are there.

        Where a record is refused after all that took links away, those stay, and the others are compared with them anew.
        """
        records = {one: record for one, record in self.goals.planned.items() if record.parents}
        if not records:
            return
        self._load(records)
        standing, fell = self._graph, True
        while fell:
            self._graph = standing.copy()
            self.new, self.changed, self.removed, self._notes = [], [], [], []
            self._below, self._added = {}, {}
            self._plan_all({one: record for one, record in records.items() if one in self.goals.planned})
            rows = (*self.removed, *(change.before for change in self.changed))
            fell = any(row["child_id"] in self._refused for row in rows)
        self.new = [link for link in self.new if link["child_id"] not in self._refused]
        for place, child, before, after in self._notes:
            if child["id"] not in self._refused:
                self.goals.sheet.mark_changed(child["external_id"])
                self.goals.sheet.note(place, child["external_id"], "parents", before, after)

    def _plan_all(self, records: Mapping[str, ImportedGoal]) -> None:
        """Plan the links of records.

        A link that would close a cycle waits for the other records: one of them may take the link away that is in its way.
        """
        waiting = {one: record.parents for one, record in records.items()}
        while waiting:
            rest = {one: self._plan_record(records[one], one, wanted) for one, wanted in waiting.items()}
            if rest == waiting:
                one = next(iter(rest))
                self._plan_record(records[one], one, rest.pop(one), last=True)
            waiting = {one: wanted for one, wanted in rest.items() if wanted}

    def level_new_goals(self) -> None:
        """Give the new goals their levels, so that they need not be found goal by goal once they are written.

        Where a parent that stands moves itself, `relevel` takes them with it.
        """
        new = self.goals.sheet.new
        levels = {row["id"]: row["level"] for row in self.goals.sheet.rows.values() if row["id"] not in new}
        above: dict[UUID, list[UUID]] = {goal_id: [] for goal_id in new}
        for link in self.new:
            if link["kind"] is LinkKind.CONTRIBUTES and link["child_id"] in above:
                above[link["child_id"]].append(link["parent_id"])
        for start in new:
            waiting = [start]
            while waiting:
                node = waiting[-1]
                unknown = [parent for parent in above[node] if parent not in levels] if node not in levels else []
                waiting.extend(unknown)
                if not unknown:
                    levels.setdefault(node, max((levels[parent] + 1 for parent in above[node]), default=0))
                    waiting.pop()
        for goal_id, row in new.items():
            row["level"] = levels[goal_id]

    def write(self) -> None:
        """Write the links, and bring the levels in line."""
        case = self.goals.case
        insert_many(case.work, schema.goal_links, self.new)
        for change in self.changed:
            self._remember(change.before, {**change.before, **change.columns})
            columns = {**change.columns, "effective_on": case.today, "recorded_at": case.now}
            update_row(case.work, schema.goal_links, change.before["id"], change.before["version"], columns)
        for row in self.removed:
            self._remember(row, None)
            statements.remove_link(case.work, row["id"])
        touched = {row["child_id"] for row in (*self.new, *self.removed)}
        touched |= {change.before["child_id"] for change in self.changed}
        relevel(case, touched - self.goals.sheet.new.keys())

    def moved(self) -> set[UUID]:
        """The goals whose sums are to be added up anew."""
        rows: Iterable[Row] = (*self.new, *self.removed, *(change.before for change in self.changed))
        return {goal for row in rows for goal in (row["child_id"], row["parent_id"])}

    def _load(self, records: Mapping[str, ImportedGoal]) -> None:
        rows, work = self.goals.sheet.rows, self.goals.case.work
        known = [rows[one]["id"] for one in records if rows[one]["id"] not in self.goals.sheet.new]
        for link in statements.rows_where(work, schema.goal_links.c.child_id, known, locked=True):
            self._standing.setdefault(link["child_id"], {})[link["parent_id"]] = link
        named = {link.parent for record in records.values() for link in record.parents}
        found = (self.goals.sheet.find(one) for one in named)
        parents = {row["id"] for row in found if row is not None}
        self._graph.load(work, (parents | set(known)) - self.goals.sheet.new.keys())

    def _plan_record(
        self, record: ImportedGoal, one: str, wanted: tuple[ImportedLink, ...], *, last: bool = False
    ) -> tuple[ImportedLink, ...]:
        """Plan links of a record; answers those that wait. `last`: what closes a cycle is refused."""
        rest: list[ImportedLink] = []
        for link in wanted:
            if one not in self.goals.planned:
                return ()
            try:
                self._plan_link(record, self.goals.sheet.rows[one], link)
            except ClosesCycle as error:
                if last:
                    self._refuse(record, one, error, link.parent)
                else:
                    rest.append(link)
            except OkrError as error:
                self._refuse(record, one, error, link.parent)
        if not rest and one in self.goals.planned:
            try:
                self._drop(record, self.goals.sheet.rows[one])
            except OkrError as error:
                self._refuse(record, one, error, ", ".join(link.parent for link in record.parents))
        return tuple(rest) if one in self.goals.planned else ()

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
            self._refused.add(row["id"])
            for link in self._added.pop(row["id"], ()):
                self._graph.remove(link["child_id"], link["parent_id"])
            if one in goals.sheet.rows:
                continue
            for link in self._below.pop(row["id"], ()):
                child = goals.report.labels[link["child_id"]]
                if child in goals.planned:
                    waiting.append((goals.planned[child], child, refused_itself(one, name="parents"), one))

    def _plan_link(self, record: ImportedGoal, child: Row, wanted: ImportedLink) -> None:
        parent = self.goals.sheet.require(wanted.parent, name="parents", noun="goal")
        weight = WEIGHT_SCALE if wanted.weight is None else weight_units(wanted.weight)
        link = self._standing.get(child["id"], {}).get(parent["id"])
        if link is not None:
            self._compare(record, link, wanted)
            return
        if self._graph.has(child["id"], parent["id"]):
            return
        self.goals.frame.guard.link((child, parent))
        self._graph.require_no_cycle(child["id"], parent["id"])
        if wanted.kind is LinkKind.CONTRIBUTES:
            self._graph.require_counted_once(child["id"], parent["id"])
        self._graph.add(child["id"], parent["id"], wanted.kind)
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
        self._added.setdefault(child["id"], []).append(self.new[-1])
        if child["id"] not in self.goals.sheet.new:
            self._note(record.place, child, None, wanted.parent)

    def _compare(self, record: ImportedGoal, link: Row, wanted: ImportedLink) -> None:
        given: Row = {"kind": wanted.kind}
        if wanted.weight is not None:
            given["weight_units"] = weight_units(wanted.weight)
        columns = {name: value for name, value in given.items() if link[name] != value}
        if not columns:
            return
        self.goals.frame.guard.link((self.goals.sheet.rows[record.external_id],))
        if columns.get("kind") is LinkKind.CONTRIBUTES:
            self._graph.require_counted_once(link["child_id"], link["parent_id"])
        if "kind" in columns:
            self._graph.remove(link["child_id"], link["parent_id"])
            self._graph.add(link["child_id"], link["parent_id"], wanted.kind)
        self.changed.append(Change(link, columns))
        child = self.goals.sheet.rows[record.external_id]
        self._note(record.place, child, f"{wanted.parent} {link['kind']}", f"{wanted.parent} {wanted.kind}")

    def _drop(self, record: ImportedGoal, child: Row) -> None:
        """A link to another goal of the same source that the file no longer gives is taken away; those made here stay."""
        labels, sheet = self.goals.report.labels, self.goals.sheet
        named = {sheet.require(link.parent, name="parents", noun="goal")["id"] for link in record.parents}
        gone = [
            (parent_id, link)
            for parent_id, link in self._standing.get(child["id"], {}).items()
            if parent_id in labels
            and parent_id not in named
            and sheet.rows[labels[parent_id]]["external_id"] is not None
        ]
        if gone:
            self.goals.frame.guard.link((child,))
        for parent_id, link in gone:
            self._graph.remove(child["id"], parent_id)
            self.removed.append(link)
            self._note(record.place, child, labels[parent_id], None)

    def _name(self, goal_id: UUID) -> str:
        """What the file calls a goal, else its key."""
        labels = self.goals.report.labels
        return labels.get(goal_id) or keys_by_id(self.goals.case.work, [goal_id])[goal_id]

    def _note(self, place: Place, child: Row, before: str | None, after: str | None) -> None:
        self._notes.append((place, child, before, after))

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
