"""Check-ins of an import: new readings, readings that stand already, and corrections of past values."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from okr.application.importing_key_results import KeyResults
from okr.application.importing_plan import refused_itself, unknown
from okr.application.key_result_definitions import definition_of_columns
from okr.application.key_result_numbers import definition_of
from okr.contract.imports import Fate, ImportedCheckIn
from okr.domain.definitions import KeyResultDefinition
from okr.domain.errors import InvalidInput, OkrError, RuleViolation
from okr.domain.readings import require_value
from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import GoalState
from storage import check_ins as check_in_statements
from storage import derived, schema
from storage import imports as statements
from storage.bulk import insert_many
from storage.derived import AnyRow
from storage.imports import Row

_FIELDS = (("value", "value"), ("answers", "answers"), ("confidence", "confidence_percent"), ("status", "status"))
"""What a record gives of a reading, and its columns; the note comes beside them."""


_KEPT = 50_000
"""Facts of key results that are kept for the roll-up, which reads those of larger imports again: 2 KiB each."""


@dataclass(slots=True)
class _Series:
    """A key result's readings: those in force on the days of the file, and the last number."""

    id: UUID
    goal_id: UUID
    key: str
    starts_on: date
    due_on: date
    fed: bool
    cycle_id: UUID
    closed_goal: str | None
    """Its goal, where that takes no more check-ins, in words."""
    definition: KeyResultDefinition
    last: int = 0
    standing: dict[date, AnyRow] = field(default_factory=dict)
    given: dict[date, ImportedCheckIn] = field(default_factory=dict)


@dataclass(slots=True)
class CheckIns:
    """The check-ins that an import writes."""

    results: KeyResults
    new: list[Row] = field(default_factory=list)
    known: list[AnyRow] = field(default_factory=list)
    """The facts of key results that stood before the import and are in no other record of it, locked."""
    moved: dict[UUID, UUID] = field(default_factory=dict)
    """The key results that get new ones, with their goals."""
    _series: dict[str, _Series] = field(default_factory=dict)

    def plan(self) -> None:
        """Compare each record with the reading in force on its day."""
        if not self.results.goals.command.check_ins:
            return
        self._load()
        fates = self.results.goals.report.fates["check_ins"]
        for record in self.results.goals.command.check_ins:
            try:
                fates[self._plan_one(record)] += 1
            except OkrError as error:
                value = getattr(record, error.field, None) if error.field else None
                self.results.goals.report.refuse("check_ins", record.place, error, value=value)

    def write(self) -> None:
        """Write the check-ins."""
        self.new.sort(key=lambda row: (row["key_result_id"].int, row["number"]))
        insert_many(self.results.goals.case.work, schema.check_ins, self.new)

    def end_overrides(self) -> set[UUID]:
        """End the statuses that held until the next check-in (R7); answers the goals that they were on."""
        if not self.moved:
            return set()
        case = self.results.goals.case
        ended = set(self.moved.values()) & statements.goals_with_open_overrides(case.work)
        derived.end_overrides_until_next_check_in(case.work, ended, at=case.now)
        return ended

    def _load(self) -> None:
        command, sheet = self.results.goals.command, self.results.sheet
        ids = self._ids({record.key_result for record in command.check_ins})
        planned = {
            row["id"]: row for row in sheet.rows.values() if row["id"] in sheet.new or row["id"] in sheet.changed
        }
        series = {row_id: self._of_sheet(planned[row_id]) for row_id in set(ids.values()) if row_id in planned}
        series |= self._of_others(set(ids.values()) - series.keys())
        self._load_standing(
            {row_id: one for row_id, one in series.items() if row_id not in sheet.new},
            {record.effective_on for record in command.check_ins},
        )
        self._series = {name: series[row_id] for name, row_id in ids.items() if row_id in series}

    def _ids(self, names: set[str]) -> dict[str, UUID]:
        """The key results that are named, by their ids in the other system or by their keys."""
        work, rows = self.results.goals.case.work, self.results.sheet.rows
        ids: dict[str, UUID] = {name: rows[name]["id"] for name in names if name in rows}
        ids |= statements.ids_where(work, schema.key_results.c.external_id, names - ids.keys())
        rest = {name: name.upper() for name in names - ids.keys() - self.results.sheet.taken.keys()}
        by_key = statements.ids_where(work, schema.key_results.c.key, set(rest.values()))
        return ids | {name: by_key[key] for name, key in rest.items() if key in by_key}

    def _of_sheet(self, row: Row) -> _Series:
        goals = self.results.goals
        goal = goals.sheet.rows[goals.report.labels[row["goal_id"]]]
        return _Series(
            id=row["id"],
            goal_id=row["goal_id"],
            key=row["key"],
            starts_on=row["starts_on"],
            due_on=row["due_on"],
            fed=row["feed_method"] is not None,
            cycle_id=goal["cycle_id"],
            closed_goal=_closed_goal(goal["key"], goal["state"], imported=goal["imported"]),
            definition=definition_of_columns(row),
        )

    def _of_others(self, ids: set[UUID]) -> dict[UUID, _Series]:
        """Read key results as they stand, and hold their numbers."""
        case = self.results.goals.case
        found: dict[UUID, _Series] = {}
        for row in statements.facts_locked(case.work, ids):
            if len(ids) <= _KEPT:
                self.known.append(row)
            found[row.id] = _Series(
                id=row.id,
                goal_id=row.goal_id,
                key=row.key,
                starts_on=row.starts_on,
                due_on=row.due_on,
                fed=row.feed_method is not None,
                cycle_id=row.goal_cycle_id,
                closed_goal=_closed_goal(row.goal_key, row.goal_state, imported=row.goal_imported),
                definition=definition_of(row, minimum_answers=case.settings.minimum_answers),
                last=row.stored_check_in_count or 0,
            )
        return found

    def _load_standing(self, known: dict[UUID, _Series], days: set[date]) -> None:
        work = self.results.goals.case.work
        changed = known.keys() & self.results.sheet.changed.keys()
        for key_result_id, count in check_in_statements.counts_locked(work, changed).items():
            known[key_result_id].last = count
        readings: dict[UUID, dict[int, AnyRow]] = {}
        for row in statements.check_ins_on(work, known, days):
            of_one = readings.setdefault(row.key_result_id, {})
            for gone in (row.corrects, row.voids):
                of_one.pop(gone, None)
            if row.voids is None:
                of_one[row.number] = row
        for key_result_id, of_one in readings.items():
            known[key_result_id].standing = {row.effective_on: row for row in of_one.values()}

    def _plan_one(self, record: ImportedCheckIn) -> Fate:
        series = self._series.get(record.key_result)
        if series is None:
            raise self._unknown(record.key_result)
        day = record.effective_on
        twin = series.given.get(day)
        if twin is not None:
            if (twin.value, twin.answers, twin.status) == (record.value, record.answers, record.status):
                return Fate.MERGED
            raise InvalidInput(
                f"effective_on: row {twin.place.row} of {twin.place.file} gives another reading of {day}.",
                hint="Keep one of the rows.",
                field="effective_on",
            )
        _require_day(series, day, today=self.results.goals.case.today)
        value = require_value(series.definition, record.value)
        _require_counts(record)
        note = accept_long_text(record.note, field="note") or None if record.note else None
        series.given[day] = record
        earlier = series.standing.get(day)
        if earlier is not None and not self._differs(record, earlier, note):
            return Fate.UNCHANGED
        _require_open(series)
        self.results.goals.frame.guard.reading_in(series.cycle_id, key=series.key)
        series.last += 1
        self.new.append(
            {
                "key_result_id": series.id,
                "number": series.last,
                "effective_on": day,
                "value": value,
                "answers": record.answers,
                "confidence_percent": record.confidence,
                "status": record.status,
                "note": note,
                "blocker": None,
                "corrects": None if earlier is None else earlier.number,
                "voids": None,
                "by_id": self.results.goals.case.actor.person_id,
                "recorded_at": self.results.goals.case.now,
                "imported": True,
            }
        )
        self.moved[series.id] = series.goal_id
        return Fate.CREATED if earlier is None else Fate.CHANGED

    def _unknown(self, name: str) -> OkrError:
        if name in self.results.sheet.taken:
            return refused_itself(name, name="key_result")
        return unknown(name, name="key_result", noun="key result")

    def _differs(self, record: ImportedCheckIn, earlier: AnyRow, note: str | None) -> bool:
        given = {column: getattr(record, name) for name, column in _FIELDS} | {"note": note}
        standing = {column: getattr(earlier, column) for column, value in given.items() if value is not None}
        differing = {column: before for column, before in standing.items() if before != given[column]}
        label = f"{record.key_result} {record.effective_on}"
        for column, before in differing.items():
            self.results.sheet.note_of("check_ins", record.place, label, column, before, given[column])
        return bool(differing)


def _closed_goal(key: str, state: GoalState, *, imported: bool) -> str | None:
    """A goal that takes no more check-ins; one that came closed from elsewhere takes its history."""
    return f"{key} is {state}" if state in CLOSED_GOAL_STATES and not imported else None


def _require_day(series: _Series, day: date, *, today: date) -> None:
    if day > today:
        raise InvalidInput(
            f"effective_on: {day} is in the future; a reading is of today ({today}) or earlier.",
            field="effective_on",
        )
    if not series.starts_on <= day <= series.due_on:
        raise InvalidInput(
            f"effective_on: {day} is outside {series.key}, which runs from {series.starts_on} to {series.due_on}.",
            hint="Give the day on which the value was true, or the key result other days.",
            field="effective_on",
        )


def _require_open(series: _Series) -> None:
    if series.fed:
        raise RuleViolation(
            f"key_result: {series.key} is fed by other key results.",
            hint="Import the readings of those, and it follows.",
            field="key_result",
        )
    if series.closed_goal is not None:
        raise RuleViolation(f"key_result: {series.closed_goal} and takes no more check-ins.", field="key_result")


def _require_counts(record: ImportedCheckIn) -> None:
    if record.answers is not None and not 1 <= record.answers < 2**31:
        raise InvalidInput("answers: the number of answers is 1 or more.", hint="Leave it empty.", field="answers")
    if record.confidence is not None and not 0 <= record.confidence <= 100:
        raise InvalidInput("confidence: a percentage from 0 to 100 is right.", field="confidence")
