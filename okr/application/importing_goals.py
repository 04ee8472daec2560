"""Goals of an import with the people around them; their links are beside this."""

from dataclasses import dataclass, field
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.importing_cycles import Frame
from okr.application.importing_organisation import Organisation
from okr.application.importing_plan import Change, Report, Sheet, given_columns
from okr.contract.imports import ImportedGoal, ImportRecords
from okr.domain.errors import OkrError, RuleViolation
from okr.domain.text import accept_long_text, accept_title
from okr.domain.vocabulary import Ambition, GoalState, ObjectKind, Visibility
from storage import imports as statements
from storage import schema
from storage.bulk import insert_many
from storage.goals import people_around, set_people
from storage.imports import Row
from storage.types import new_id

MOVING = frozenset({"state", "ambition", "due_on", "starts_on", "owner_id", "cycle_id"})
"""What the numbers of a goal, or of its key results, follow from."""


@dataclass(slots=True)
class Goals:
    """The goals that an import knows or makes."""

    case: WriteCase
    report: Report
    command: ImportRecords
    organisation: Organisation
    frame: Frame
    sheet: Sheet = field(init=False)
    planned: dict[str, ImportedGoal] = field(default_factory=dict)
    """The records that are taken, by their ids."""
    contributors: dict[UUID, set[UUID]] = field(default_factory=dict)
    """Those of goals where they are given and differ."""
    _standing_contributors: dict[UUID, set[UUID]] = field(default_factory=dict)
    _numbers: dict[UUID, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheet = Sheet("goals", schema.goals, ObjectKind.GOAL, self.report)

    def load(self, ids: set[str]) -> None:
        """Read the goals that the records make or name, and hold them."""
        for row in statements.rows_where(self.case.work, schema.goals.c.external_id, sorted(ids), locked=True):
            self.sheet.know(row["external_id"], row)
        self._load_by_key(ids - self.sheet.rows.keys() - {record.external_id for record in self.command.goals})
        standing = [row["id"] for row in self.sheet.rows.values()]
        self._standing_contributors = statements.contributors_of(self.case.work, standing)

    def _load_by_key(self, names: set[str]) -> None:
        """Those that are named by their keys in okr, which goals made here have instead of an id of the other system."""
        for row in statements.rows_where(
            self.case.work, schema.goals.c.key, sorted({one.upper() for one in names}), locked=True
        ):
            if row["external_id"] not in self.sheet.rows:
                self.sheet.know(row["key"], row)
            self.sheet.also[row["key"].casefold()] = row

    def plan(self) -> None:
        """Plan the goals without their links."""
        sheet = self.organisation.units
        units = {row["id"] for row in (*sheet.rows.values(), *sheet.also.values())}
        if self.command.goals:
            self._numbers = statements.lock_units(self.case.work, units - self.organisation.units.new.keys())
        for record in self.command.goals:
            try:
                one = self.sheet.claim(record.external_id, record.place)
                self._plan_goal(record, one)
            except OkrError as error:
                name = {"starts": "starts_on", "due": "due_on"}.get(error.field or "", error.field)
                value = getattr(record, name, None) if name else None
                self.report.refuse("goals", record.place, error, value=value)
            else:
                self.planned[one] = record

    def write(self) -> None:
        """Write the goals, their contributors, and the next numbers of their units."""
        around = people_around(self.case.work, self.sheet.changed)
        becomes = {one: sorted(people) for one, people in self.contributors.items()}
        self.sheet.write(
            self.case,
            beside={
                one: (was, {**was, **({"contributors": becomes[one]} if one in becomes else {})})
                for one, was in around.items()
            },
        )
        fresh = [
            {"goal_id": goal_id, "person_id": person_id}
            for goal_id, people in self.contributors.items()
            if goal_id in self.sheet.new
            for person_id in sorted(people)
        ]
        insert_many(self.case.work, schema.goal_contributors, fresh)
        for goal_id, people in self.contributors.items():
            if goal_id not in self.sheet.new:
                set_people(self.case.work, schema.goal_contributors, goal_id, people)
        numbers = {row["unit_id"] for row in self.sheet.new.values()}
        statements.set_next_numbers(
            self.case.work, schema.units.c.next_goal_number, {one: self._numbers[one] for one in numbers}
        )

    def moved(self) -> set[UUID]:
        """The goals that are new or whose numbers may move."""
        changed = {goal for goal, change in self.sheet.changed.items() if MOVING & change.columns.keys()}
        return changed | self.sheet.new.keys()

    def _plan_goal(self, record: ImportedGoal, one: str) -> None:
        given = self._columns(record)
        given_people = {self.organisation.person_for(person, name="contributors") for person in record.contributors}
        people = {person for person in given_people if person is not None}
        before = self.sheet.rows.get(one)
        if before is None:
            row = self._new_row(record, given, one)
            self.sheet.create(one, row)
            if people:
                self.contributors[row["id"]] = people
            return
        after = {**before, **given}
        self._require_days(after)
        self.frame.guard.change_of_goal(before, given)
        if given.get("state") is GoalState.ACTIVE and before["activated_on"] is None:
            given["activated_on"] = self.case.today
        standing = self._standing_contributors.get(before["id"], set())
        more = bool(people) and people != standing
        self.sheet.settle(record.place, one, given, more=more)
        if more:
            self.contributors[before["id"]] = people
            self.sheet.changed.setdefault(before["id"], Change(before, {}))
            self.sheet.note(record.place, one, "contributors", standing or None, people)

    def _columns(self, record: ImportedGoal) -> Row:
        """The columns that a record gives."""
        given = given_columns(record, "ambition", "visibility", "state", "starts_on", "due_on")
        given["title"] = accept_title(record.title)
        if record.why is not None:
            given["why"] = accept_long_text(record.why, field="why") or None
        if record.unit is not None:
            given["unit_id"] = self.organisation.unit_for(record.unit)["id"]
        for name in ("owner", "sponsor"):
            person = self.organisation.person_for(getattr(record, name), name=name)
            if person is not None:
                given[f"{name}_id"] = person
        if record.cycle is not None:
            given["cycle_id"] = self.frame.cycle_for(record.cycle, None, None)["id"]
        if record.focus_area is not None:
            area = self.frame.areas.require(record.focus_area, name="focus_area", noun="focus area")
            given["focus_area_id"] = area["id"]
        return given

    def _new_row(self, record: ImportedGoal, given: Row, one: str) -> Row:
        unit = self.organisation.unit_for(record.unit)
        cycle = self.frame.cycle_for(record.cycle, record.starts_on, record.due_on)
        self.frame.guard.new_in(cycle["id"], what=one)
        row = {
            "why": None,
            "unit_id": unit["id"],
            "owner_id": None,
            "sponsor_id": None,
            "delegate_id": None,
            "cycle_id": cycle["id"],
            "focus_area_id": None,
            "ambition": Ambition.COMMITTED,
            "visibility": Visibility.ORGANISATION,
            "state": GoalState.ACTIVE,
            "starts_on": cycle["starts_on"],
            "due_on": cycle["ends_on"],
            **given,
        }
        self._require_days(row)
        number = self._numbers.get(unit["id"], 1)
        self._numbers[unit["id"]] = number + 1
        effective_on = min(row["starts_on"], self.case.today)
        planned = row["state"] in {GoalState.DRAFT, GoalState.PROPOSED, GoalState.IN_REVIEW}
        return {
            **row,
            "id": new_id(),
            "prefix": unit["prefix"],
            "number": number,
            "key": f"{unit['prefix']}-{number}",
            "level": 0,
            "next_key_result_number": 1,
            "imported": True,
            "activated_on": None if planned else effective_on,
            "pauses": [],
            "external_id": one,
            "effective_on": effective_on,
            "recorded_at": self.case.now,
            "version": 1,
        }

    def _require_days(self, row: Row) -> None:
        require_days(row, self.frame.cycle(row["cycle_id"]))


def require_days(row: Row, cycle: Row) -> None:
    """Refuse days that are out of order or outside the cycle."""
    for name in ("starts_on", "due_on"):
        if not cycle["starts_on"] <= row[name] <= cycle["ends_on"]:
            raise RuleViolation(
                f"{name}: {row[name]} lies outside the cycle {cycle['key']} ({cycle['starts_on']} to {cycle['ends_on']}).",
                hint="Choose a day in it, or another cycle.",
                field=name,
            )
    if row["due_on"] <= row["starts_on"]:
        raise RuleViolation(
            f"due_on: {row['due_on']} is not after the start {row['starts_on']}.",
            hint="Choose a later day.",
            field="due_on",
        )
