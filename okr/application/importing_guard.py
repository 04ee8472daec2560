"""What an import may not do behind people's backs: change what is closed, or move goalposts without a word.

What other systems say of cycles that were never lived here is history, and taken: new goals, key results and readings, but
no change of what stands.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.importing_plan import Sheet
from okr.application.ledger import GOAL_FIELDS, KEY_RESULT_FIELDS, lines_of
from okr.contract.imports import ImportRecords
from okr.domain.errors import RuleViolation
from okr.domain.states import cycle_transition, is_promised
from okr.domain.text import accept_long_text, is_blank
from okr.domain.vocabulary import CycleState, ObjectKind
from storage import goals as goal_statements
from storage import imports as statements
from storage import ledger
from storage.derived import chunks
from storage.imports import Row

_GRADED_GOAL = frozenset({"due_on", "starts_on", "state", "ambition", "cycle_id"})
_GRADED_RESULT = frozenset({*KEY_RESULT_FIELDS, "stretch", "starts_on", "state", "metric", "unit_of_measure"}) - {
    "owner_id"
}
"""What scores are drawn from, so that it stays while a cycle is graded."""
_RECORD_NAMES = {"owner_id": "owner", "weight_units": "weight", "cycle_id": "cycle", "parent_id": "parent"}


@dataclass(slots=True)
class Moved:
    """A goalpost that is going to be moved: the fields of the ledger that change, before and after."""

    goal_id: UUID
    key_result_id: UUID | None
    fields: Mapping[str, str]
    before: Row
    after: Row


@dataclass
class Guard:
    """Refuses record by record, and keeps what has to be written to the target ledger."""

    case: WriteCase
    command: ImportRecords
    cycles: Sheet
    moved: list[Moved] = field(default_factory=list)

    def change_of_goal(self, before: Row, given: Row) -> None:
        """Refuse a change of a goal that its cycle does not allow, or that lacks its reason."""
        changed = _changed(before, given)
        if not changed:
            return
        cycle = self._standing_cycle(before["cycle_id"])
        key = before["key"]
        self._require_changeable(cycle, key, changed)
        self._require_not_graded(cycle, key, changed & _GRADED_GOAL)
        if "cycle_id" in changed:
            self.new_in(given["cycle_id"], what=key)
        if cycle is not None and is_promised(before["state"], cycle["state"]):
            self._require_reason(key, changed, GOAL_FIELDS)
            if changed & GOAL_FIELDS.keys():
                self.moved.append(Moved(before["id"], None, GOAL_FIELDS, before, given))

    def change_of_key_result(self, before: Row, given: Row, goal: Row) -> None:
        """The same of a key result; its goal as it is going to be."""
        changed = _changed(before, given)
        if not changed:
            return
        cycle = self._standing_cycle(goal["cycle_id"])
        key = before["key"]
        self._require_changeable(cycle, key, changed)
        self._require_not_graded(cycle, key, changed & _GRADED_RESULT)
        if cycle is not None and is_promised(goal["state"], cycle["state"]):
            self._require_reason(key, changed, KEY_RESULT_FIELDS)
            if changed & KEY_RESULT_FIELDS.keys():
                self.moved.append(Moved(goal["id"], before["id"], KEY_RESULT_FIELDS, before, given))

    def change_of_cycle(self, before: Row, given: Row) -> None:
        """Refuse a step of a cycle that has its own command, with what that names and asks for."""
        changed = _changed(before, given)
        after: CycleState = given.get("state") or before["state"]
        if "state" in changed:
            step = cycle_transition(before["key"], before["state"], after)
            if step.needs_reason or after is CycleState.CLOSED:
                verb = "reopen" if step.needs_reason else "close"
                raise RuleViolation(
                    f"state: {before['key']} is {before['state']}; that it becomes {after} is decided in okr.",
                    hint=f"okr cycle {verb} {before['key']}",
                    field="state",
                )
        elif changed and before["state"] is CycleState.CLOSED:
            self._require_changeable(before, before["key"], changed)

    def new_in(self, cycle_id: UUID, *, what: str) -> None:
        """Refuse what is new in a cycle that is graded, or that was lived here and is closed."""
        cycle = self._by_id[cycle_id]
        if cycle["id"] in self.cycles.new:
            return
        if cycle["state"] is CycleState.GRADING:
            raise RuleViolation(
                f"cycle: {cycle['key']} is being graded and takes nothing new.",
                hint="It belongs into the next cycle.",
                field="cycle",
            )
        if cycle["state"] is CycleState.CLOSED and cycle["id"] in self._lived:
            raise _closed(cycle, what, name="cycle")

    def reading_in(self, cycle_id: UUID, *, key: str) -> None:
        """Refuse a reading of a cycle whose scores were drawn."""
        cycle = self._standing_cycle(cycle_id)
        if cycle is not None and cycle["state"] is CycleState.CLOSED and cycle["id"] in self._lived:
            raise _closed(cycle, key, name="key_result")

    def write(self, goals: Sheet, results: Sheet) -> None:
        """Write the lines of the target ledger; of records that were refused after all there are none."""
        if not self.moved:
            return
        reason = accept_long_text(self.command.reason or "", field="reason", required=True)
        kept = [
            one
            for one in self.moved
            if (one.goal_id in goals.changed if one.key_result_id is None else one.key_result_id in results.changed)
        ]
        ids = {value for one in kept for row in (one.before, one.after) if (value := row.get("owner_id")) is not None}
        handles: dict[UUID | None, str] = {}
        for part in chunks(ids):
            handles |= goal_statements.handles_by_id(self.case.work, part)
        ledger.append_many(
            self.case.work,
            (
                ((one.goal_id, one.key_result_id, _effective_on(self.case, one)), line)
                for one in kept
                for line in lines_of(one.fields, one.before, one.after, handles)
            ),
            reason=reason,
            by_id=self.case.actor.person_id,
            recorded_at=self.case.now,
        )
        for one in kept:
            kind = ObjectKind.GOAL if one.key_result_id is None else ObjectKind.KEY_RESULT
            names = [name for name in one.fields if name in one.after]
            self.case.record(
                kind,
                one.key_result_id or one.goal_id,
                one.before["key"],
                before={name: one.before[name] for name in names},
                after={name: one.after[name] for name in names} | {"reason": reason},
            )

    def link(self, goals: Iterable[Row]) -> None:
        """Refuse a link of goals whose scores are drawn, or were."""
        for goal in goals:
            cycle = self._standing_cycle(goal["cycle_id"])
            if cycle is None:
                continue
            if cycle["state"] is CycleState.CLOSED and cycle["id"] in self._lived:
                raise _closed(cycle, goal["key"], name="parents")
            self._require_not_graded(cycle, goal["key"], {"parents"})

    @cached_property
    def _by_id(self) -> Mapping[UUID, Row]:
        return {row["id"]: row for row in self.cycles.rows.values()}

    @cached_property
    def _lived(self) -> Set[UUID]:
        return statements.cycles_lived_here(self.case.work)

    def _standing_cycle(self, cycle_id: UUID) -> Row | None:
        """A cycle as it stands before this import; None where the import makes it."""
        cycle = self._by_id[cycle_id]
        if cycle["id"] in self.cycles.new:
            return None
        change = self.cycles.changed.get(cycle["id"])
        return cycle if change is None else change.before

    @staticmethod
    def _require_changeable(cycle: Row | None, key: str, changed: Collection[str]) -> None:
        if cycle is not None and cycle["state"] is CycleState.CLOSED:
            raise _closed(cycle, key, name=_first(changed))

    @staticmethod
    def _require_not_graded(cycle: Row | None, key: str, changed: Collection[str]) -> None:
        if changed and cycle is not None and cycle["state"] is CycleState.GRADING:
            name = _first(changed)
            raise RuleViolation(
                f"{name}: {key} cannot have another one any more: the cycle {cycle['key']} is being graded.",
                hint=f"It belongs into the next cycle; an administrator can go back: okr cycle reopen {cycle['key']} --reason '...'",
                field=name,
            )

    def _require_reason(self, key: str, changed: Set[str], fields: Mapping[str, str]) -> None:
        moved = changed & fields.keys()
        if moved and is_blank(self.command.reason or ""):
            name = _first(moved)
            raise RuleViolation(
                f"{name}: {key} has begun; another {fields[next(one for one in fields if one in moved)]} needs a reason, "
                "which the target ledger keeps.",
                hint="Say why: --reason '...'",
                field=name,
            )


def _changed(before: Row, given: Row) -> Set[str]:
    return {name for name, value in given.items() if before[name] != value}


def _first(columns: Collection[str]) -> str:
    """The name that a record has for the first of some columns."""
    column = min(columns)
    return _RECORD_NAMES.get(column, column)


def _effective_on(case: WriteCase, one: Moved) -> date:
    day: date = one.before["effective_on"]
    return max(case.today, day)


def _closed(cycle: Row, key: str, *, name: str) -> RuleViolation:
    return RuleViolation(
        f"{name}: {key} belongs to the cycle {cycle['key']}, which is closed: it can be read, but not changed.",
        hint=f"An administrator can reopen the cycle: okr cycle reopen {cycle['key']} --reason '...'",
        field=name,
    )
