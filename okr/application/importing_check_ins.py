"""Check-ins of an import: new readings, readings that stand already, and corrections of past values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from okr.application.importing_key_results import KeyResults
from okr.application.importing_plan import unknown
from okr.application.key_result_definitions import definition_of_columns
from okr.contract.imports import Fate, ImportedCheckIn
from okr.domain.definitions import KeyResultDefinition
from okr.domain.errors import InvalidInput, OkrError, RuleViolation
from okr.domain.readings import require_value
from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.text import accept_long_text
from storage import check_ins as check_in_statements
from storage import derived, schema
from storage import imports as statements
from storage.imports import Row

_FIELDS = (("value", "value"), ("answers", "answers"), ("confidence", "confidence_percent"), ("status", "status"))
"""What a record gives of a reading, and its columns; the note comes beside them."""


@dataclass(slots=True)
class _Series:
    """A key result's readings: those in force by day, and the last number."""

    row: Row
    definition: KeyResultDefinition
    standing: dict[date, Row]
    last: int
    given: dict[date, ImportedCheckIn] = field(default_factory=dict)


@dataclass(slots=True)
class CheckIns:
    """The check-ins that an import writes."""

    results: KeyResults
    new: list[Row] = field(default_factory=list)
    moved: set[UUID] = field(default_factory=set)
    """The key results that get new ones."""
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
        """Write the check-ins, and end the statuses that held until them (R7)."""
        case = self.results.goals.case
        self.new.sort(key=lambda row: (row["key_result_id"], row["number"]))
        statements.add(case.work, schema.check_ins, self.new)

    def end_overrides(self) -> set[UUID]:
        """End the statuses that held until the next check-in; answers the goals that they were on."""
        case = self.results.goals.case
        checked = {row["goal_id"] for row in self.results.sheet.rows.values() if row["id"] in self.moved}
        ended = checked & statements.goals_with_open_overrides(case.work)
        for goal_id in ended:
            derived.end_overrides_until_next_check_in(case.work, goal_id, at=case.now)
        return ended

    def _load(self) -> None:
        work = self.results.goals.case.work
        sheet = self.results.sheet
        wanted = {one: row for one in dict.fromkeys(self._names()) if (row := sheet.rows.get(one)) is not None}
        known = {row["id"] for row in wanted.values() if row["id"] not in sheet.new}
        counts = check_in_statements.counts_locked(work, known)
        standing: dict[UUID, dict[int, Row]] = {}
        for row in statements.check_ins_of(work, known):
            of_one = standing.setdefault(row["key_result_id"], {})
            for gone in (row["corrects"], row["voids"]):
                of_one.pop(gone, None)
            if row["voids"] is None:
                of_one[row["number"]] = row
        for one, row in wanted.items():
            by_day = {reading["effective_on"]: reading for reading in standing.get(row["id"], {}).values()}
            self._series[one] = _Series(row, definition_of_columns(row), by_day, counts.get(row["id"], 0))

    def _names(self) -> Iterator[str]:
        for record in self.results.goals.command.check_ins:
            one = record.key_result
            yield one if one in self.results.sheet.rows else one.upper()

    def _plan_one(self, record: ImportedCheckIn) -> Fate:
        series = self._series.get(record.key_result) or self._series.get(record.key_result.upper())
        if series is None:
            raise unknown(record.key_result, name="key_result", noun="key result")
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
        self._require_day(series, day)
        value = require_value(series.definition, record.value)
        _require_counts(record)
        note = accept_long_text(record.note, field="note") or None if record.note else None
        series.given[day] = record
        earlier = series.standing.get(day)
        if earlier is not None and not self._differs(record, earlier, note):
            return Fate.UNCHANGED
        self._require_open(series.row)
        series.last += 1
        self.new.append(
            {
                "key_result_id": series.row["id"],
                "number": series.last,
                "effective_on": day,
                "value": value,
                "answers": record.answers,
                "confidence_percent": record.confidence,
                "status": record.status,
                "note": note,
                "blocker": None,
                "corrects": None if earlier is None else earlier["number"],
                "voids": None,
                "by_id": self.results.goals.case.actor.person_id,
                "recorded_at": self.results.goals.case.now,
                "imported": True,
            }
        )
        self.moved.add(series.row["id"])
        return Fate.CREATED if earlier is None else Fate.CHANGED

    def _differs(self, record: ImportedCheckIn, earlier: Row, note: str | None) -> bool:
        given = {column: getattr(record, name) for name, column in _FIELDS} | {"note": note}
        differing = {column: value for column, value in given.items() if value is not None and earlier[column] != value}
        for column, value in differing.items():
            label = f"{record.key_result} {record.effective_on}"
            sheet = self.results.sheet
            sheet.note_of("check_ins", record.place, label, column, earlier[column], value)
        return bool(differing)

    def _require_day(self, series: _Series, day: date) -> None:
        row, today = series.row, self.results.goals.case.today
        if day > today:
            raise InvalidInput(
                f"effective_on: {day} is in the future; a reading is of today ({today}) or earlier.",
                field="effective_on",
            )
        if not row["starts_on"] <= day <= row["due_on"]:
            raise InvalidInput(
                f"effective_on: {day} is outside {row['key']}, which runs from {row['starts_on']} to {row['due_on']}.",
                hint="Give the day on which the value was true, or the key result other days.",
                field="effective_on",
            )

    def _require_open(self, row: Row) -> None:
        if row["feed_method"] is not None:
            raise RuleViolation(
                f"key_result: {row['key']} is fed by other key results.",
                hint="Import the readings of those, and it follows.",
                field="key_result",
            )
        goal = self.results.goals.by_id.get(row["goal_id"])
        if goal is not None and goal["state"] in CLOSED_GOAL_STATES and not goal["imported"]:
            raise RuleViolation(
                f"key_result: {goal['key']} is {goal['state']} and takes no more check-ins.", field="key_result"
            )


def _require_counts(record: ImportedCheckIn) -> None:
    if record.answers is not None and not 1 <= record.answers < 2**31:
        raise InvalidInput("answers: the number of answers is 1 or more.", hint="Leave it empty.", field="answers")
    if record.confidence is not None and not 0 <= record.confidence <= 100:
        raise InvalidInput("confidence: a percentage from 0 to 100 is right.", field="confidence")
