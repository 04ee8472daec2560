"""Accountability: by unit and person, what is owned and how it is kept. Counts hold hidden goals too, and say so."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase
from okr.application.finding import find_cycle, find_unit, root_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.contract.accountability import (
    AccountabilityReport,
    AccountabilityRow,
    Blocker,
    OwnerlessGoal,
    ShowAccountability,
)
from okr.contract.base import PersonRef, UnitRef
from okr.domain.numbers import ratio_ppm
from okr.domain.vocabulary import Status
from storage import accountability as statements
from storage.derived import AnyRow
from storage.goal_reading import in_unit
from storage.policy import hidden_count
from storage.schema import goals

PEOPLE_SHOWN = 1_000
BLOCKERS_SHOWN = 200
OWNERLESS_SHOWN = 200

COUNTS = (
    "goals",
    *(status.name.lower() for status in Status),
    "stale",
    "without_owner",
    "key_results",
    "on_time",
    "late",
    "missed",
    "overdue",
    "blockers",
    "moved_goalposts",
)
"""What is counted for a unit and for a person; all of it adds up."""


class Tally:
    """Counts that add up: of a person, of a unit, of a unit with all below it."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(COUNTS, 0)
        self.oldest_overdue_on: date | None = None

    def add(self, row: Mapping[str, object]) -> None:
        """Add the counts that a row of a statement has."""
        for name in COUNTS:
            many = row.get(name)
            if isinstance(many, int):
                self.counts[name] += many
        day = row.get("oldest_overdue_on")
        if isinstance(day, date) and (self.oldest_overdue_on is None or day < self.oldest_overdue_on):
            self.oldest_overdue_on = day

    @property
    def on_time_rate_ppm(self) -> int | None:
        """R14: on time / (on time + late + missed)."""
        decided = self.counts["on_time"] + self.counts["late"] + self.counts["missed"]
        return ratio_ppm(self.counts["on_time"], decided) if decided else None

    def row(self, *, unit: UnitRef | None = None, person: PersonRef | None = None) -> AccountabilityRow:
        """The row of the report."""
        return AccountabilityRow(
            unit=unit,
            person=person,
            **self.counts,
            on_time_rate=self.on_time_rate_ppm,
            oldest_overdue_on=self.oldest_overdue_on,
        )


@reads(ShowAccountability)
def show_accountability(case: ReadCase, query: ShowAccountability) -> AccountabilityReport:
    """A unit with all below it, the units directly below, and its own people: the active goals of a cycle.

    Goals count where their unit stands and for their owner; key results for their own owner or else the goal's.
    """
    unit = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    here: list[ColumnElement[bool]] = [
        goals.c.cycle_id == find_cycle(case, query.cycle).id,
        in_unit(unit, below=True),
    ]
    below = statements.direct_units(case.work, unit.id)
    whole, parts = _of_units(case, str(unit.path), [str(row.path) for row in below], here)
    return AccountabilityReport(
        unit=whole.row(unit=UnitRef(key=unit.prefix, name=unit.name)),
        units=tuple(parts[row.path].row(unit=UnitRef(key=row.prefix, name=row.name)) for row in below),
        people=_of_people(case, unit.id, here[0]),
        blockers=blockers(case, here, limit=BLOCKERS_SHOWN),
        ownerless=tuple(
            OwnerlessGoal(
                key=row.key,
                title=row.title,
                unit=UnitRef(key=row.prefix, name=row.name),
                status=row.shown or Status.PENDING,
            )
            for row in statements.ownerless(case.work, case.actor, *here, limit=OWNERLESS_SHOWN)
        ),
        hidden=hidden_count(case.work, case.actor, statements.ACTIVE, *here),
    )


def blockers(case: ReadCase, conditions: Iterable[ColumnElement[bool]], *, limit: int) -> tuple[Blocker, ...]:
    """The blockers that the last check-ins of visible active goals name, the oldest first."""
    return tuple(
        Blocker(
            key=row.key,
            title=row.title,
            text=row.blocker,
            since=row.effective_on,
            owner=person_ref(row.handle, row.name),
        )
        for row in statements.blockers(case.work, case.actor, *conditions, limit=limit)
    )


def _of_units(
    case: ReadCase, path: str, parts: list[str], conditions: list[ColumnElement[bool]]
) -> tuple[Tally, dict[str, Tally]]:
    """The tally of a subtree, and of those of the units directly below, by their paths."""
    paths = statements.paths_below(case.work, path)
    part_of = {unit_id: _part(own, parts) for unit_id, own in paths.items()}
    whole = Tally()
    tallies = {part: Tally() for part in parts}
    for unit_id, row in _rows(
        statements.goals_by_unit(case.work, *conditions),
        statements.results_by_unit(case.work, *conditions, today=case.today),
        statements.goalposts_by_unit(case.work, *conditions),
    ):
        whole.add(row)
        part = part_of[unit_id]
        if part is not None:
            tallies[part].add(row)
    return whole, tallies


def _part(path: str, parts: list[str]) -> str | None:
    return next((part for part in parts if path.startswith(part)), None)


def _of_people(case: ReadCase, unit_id: UUID, condition: ColumnElement[bool]) -> tuple[AccountabilityRow, ...]:
    people = statements.people_of_unit(case.work, unit_id, on=case.today, limit=PEOPLE_SHOWN)
    ids = [person.id for person in people]
    tallies = {person_id: Tally() for person_id in ids}
    for person_id, row in _rows(
        statements.goals_by_owner(case.work, ids, condition),
        statements.results_by_owner(case.work, ids, condition, today=case.today),
        statements.goalposts_by_owner(case.work, ids, condition),
    ):
        tallies[person_id].add(row)
    return tuple(tallies[person.id].row(person=PersonRef(handle=person.handle, name=person.name)) for person in people)


def _rows(*answers: Iterable[AnyRow]) -> Iterable[tuple[UUID, Mapping[str, object]]]:
    """The rows of grouped statements, with what they are of."""
    for answer in answers:
        for row in answer:
            columns = row._asdict()
            if "many" in columns:
                columns["moved_goalposts"] = columns["many"]
            yield row.of, columns
