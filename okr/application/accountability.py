"""Accountability: by unit and person, what is owned and how it is kept. Counts hold hidden goals too, and say so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application import accountability_named as named
from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import find_cycle, find_unit, root_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.looking_back import when_of
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
from storage import blockers as blocker_statements
from storage import contribution_counts
from storage.company_counts import (
    company_goals,
    company_goals_if_known,
    company_results,
    company_results_if_known,
)
from storage.goal_reading import in_cycle, in_large_unit, in_unit
from storage.policy import hidden_count
from storage.raw import RawId, raw_id
from storage.rows import AnyRow
from storage.schema import goals
from storage.trees import step_below

COUNTED_AT_ONCE = 20_000
"""Active goals up to which units are counted at a glance too: more take longer than a screen may."""

PEOPLE_SHOWN = 1_000
BLOCKERS_SHOWN = 200
OWNERLESS_SHOWN = 200

COUNTS = (
    *statements.GOAL_COUNTS,
    *statements.RESULT_COUNTS,
    "moved_goalposts",
    "unanswered_blockers",
    "unanswered_asks",
)
"""What is counted for a unit and for a person; all of it adds up."""

MOVED = ("moved_goalposts",)
UNANSWERED = ("unanswered_blockers",)
ASKS = ("unanswered_asks",)


class Tally:
    """Counts that add up: of a person, of a unit, of a unit with all below it."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(COUNTS, 0)
        self.first_due_on: date | None = None

    def add(self, names: Sequence[str], numbers: Sequence[Any]) -> None:
        """Add numbers of these names; a day after them is the first on which something is due."""
        counts = self.counts
        for name, many in zip(names, numbers, strict=False):
            counts[name] += many
        if len(numbers) > len(names):
            self._note_due(numbers[-1])

    def add_all(self, names: Sequence[str], several: Sequence[Sequence[Any]]) -> None:
        """Add the numbers of many units; the days after them are the first on which something is due."""
        *sums, days = zip(*several, strict=True) if len(several[0]) > len(names) else (*zip(*several, strict=True), ())
        self.add(names, list(map(sum, sums)))
        for day in set(days):
            self._note_due(day)

    def join(self, other: "Tally") -> None:
        """Add all that another one holds."""
        self.add(COUNTS, [other.counts[name] for name in COUNTS])
        self._note_due(other.first_due_on)

    def _note_due(self, day: date | None) -> None:
        if day is not None and (self.first_due_on is None or day < self.first_due_on):
            self.first_due_on = day

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
            oldest_overdue_on=self.first_due_on if self.counts["overdue"] else None,
        )


@reads(ShowAccountability)
def show_accountability(case: ReadCase, query: ShowAccountability) -> AccountabilityReport:
    """A unit with all below it, the units directly below, and its own people: the active goals of a cycle.

    Goals count where their unit stands and for their owner; key results for their own owner or else the goal's; blockers without
    an answer where the goal's unit stands and for who has to answer. What is asked for the cycles to come waits for its answer
    already, and what is in the way of goals of an earlier cycle still does: both count too, unless a cycle is named.
    """
    when = when_of(case, query)
    unit = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    if when is not None:
        from okr.application.past_company import answered_on

        return answered_on(case, query, when, wanted=lambda place: place.of_unit(unit.id), answer=show_accountability)
    cycle = find_cycle(case, query.cycle)
    here: list[ColumnElement[bool]] = [goals.c.cycle_id == cycle.id, in_unit(unit, below=True)]
    asked = here[0] if query.cycle is not None else contribution_counts.from_cycle_on(cycle.starts_on)
    below = statements.direct_units(case.work, unit.id)
    paths = [str(row.path) for row in below]
    if query.only_moved:
        return _moved_alone(case, unit, below, here)
    is_large = statements.are_more(case.work, *here, than=COUNTED_AT_ONCE)
    is_counted = not (query.at_a_glance and is_large)
    # The few that are named or hidden are found first where a unit has many goals.
    among = [in_cycle(cycle.id), in_large_unit(unit)] if is_large else here
    waiting = slice(1 if query.cycle is None else 0, None)
    whole, parts = (
        _of_units(case, unit, paths, cycle.id, asked, waiting=here[waiting])
        if is_counted
        else (Tally(), {path: Tally() for path in paths})
    )
    return AccountabilityReport(
        unit=whole.row(unit=UnitRef(key=unit.prefix, name=unit.name)),
        units=tuple(parts[row.path].row(unit=UnitRef(key=row.prefix, name=row.name)) for row in below),
        people=_of_people(case, unit.id, here[0], asked, waiting=here[:1][waiting]),
        blockers=blockers(case, among, limit=BLOCKERS_SHOWN, waiting=among[waiting], of_many=is_large),
        ownerless=tuple(
            OwnerlessGoal(
                key=row.key,
                title=row.title,
                unit=UnitRef(key=row.unit_key, name=row.name),
                status=row.shown or Status.PENDING,
                owner=None if row.owner_handle is None else person_ref(row.owner_handle, row.owner_name),
            )
            for row in statements.ownerless(case.work, case.actor, *among, today=case.today, limit=OWNERLESS_SHOWN)
        ),
        overdue=named.overdue(case, among, of_many=is_large),
        unanswered=named.unanswered(case, unit, asked),
        moved=named.moved(case, among),
        hidden=hidden_count(case.work, case.actor, statements.ACTIVE, *among),
        counted=is_counted,
    )


def _moved_alone(
    case: ReadCase, unit: Found, below: Sequence[AnyRow], conditions: list[ColumnElement[bool]]
) -> AccountabilityReport:
    """How often goalposts were moved, by unit: those that were are few in any company, and nothing else is counted for them."""
    path = str(unit.path)
    own, parts = Tally(), {str(row.path): Tally() for row in below}
    unit_paths = statements.paths_below(case.work, path)
    for unit_id, numbers in statements.goalposts_by_unit(case.work, *conditions):
        parts.get(step_below(path, unit_paths[raw_id(case.work, unit_id)]), own).add(MOVED, numbers)
    for part in parts.values():
        own.join(part)
    return AccountabilityReport(
        unit=own.row(unit=UnitRef(key=unit.prefix, name=unit.name)),
        units=tuple(parts[row.path].row(unit=UnitRef(key=row.prefix, name=row.name)) for row in below),
        people=(),
        blockers=(),
        ownerless=(),
        counted=False,
    )


def blockers(
    case: ReadCase,
    conditions: Iterable[ColumnElement[bool]],
    *,
    limit: int,
    waiting: Iterable[ColumnElement[bool]] | None = None,
    of_many: bool = True,
) -> tuple[Blocker, ...]:
    """What is in the way of visible active goals, the oldest first: what last check-ins name, and what waits for an answer.

    Where other conditions are given for what is `waiting`, it may be named by a last check-in as well. Not `of_many`: the
    conditions leave no large part of the company.
    """
    given = tuple(conditions)
    named = statements.blockers(case.work, case.actor, *given, limit=limit, of_many=of_many)
    raised = blocker_statements.newest_of(case.work, [row.id for row in named]) if named else {}
    told = {row.id for row in named}
    unanswered = blocker_statements.page(
        case.work,
        blocker_statements.visible(case.actor),
        blocker_statements.WAITS,
        *((blocker_statements.not_named_last(), *given) if waiting is None else waiting),
        limit=limit if waiting is None else limit + len(told),
    )
    found = [
        *(_blocker(row.key, row.title, row.blocker, row.effective_on, row, raised.get(row.id)) for row in named),
        *(
            _blocker(row.result_key, row.result_title, row.text, row.raised_on, None, row)
            for row in unanswered
            if row.key_result_id not in told
        ),
    ]
    return tuple(sorted(found, key=lambda blocker: blocker.since)[:limit])


def _blocker(key: str, title: str, text: str, since: date, reporting: AnyRow | None, raised: AnyRow | None) -> Blocker:
    """One line; what was in the way before blockers waited for answers was never `raised`."""
    owner = person_ref(reporting.handle, reporting.name) if reporting is not None else None
    if raised is None:
        return Blocker(key=key, title=title, text=text, since=since, owner=owner)
    if reporting is None:
        owner = person_ref(raised.reporting_handle, raised.reporting_name)
    return Blocker(
        key=key,
        title=title,
        text=text,
        since=since,
        owner=owner,
        blocker=f"{raised.result_key}#{raised.number}",
        answers=person_ref(raised.owner_handle, raised.owner_name),
        answer_due_on=raised.answer_due_on,
        answer=raised.answer,
    )


def _of_units(
    case: ReadCase,
    unit: Found,
    parts: list[str],
    cycle_id: UUID,
    asked: ColumnElement[bool],
    *,
    waiting: list[ColumnElement[bool]],
) -> tuple[Tally, dict[str, Tally]]:
    """The tally of a subtree, and of those of the units directly below, by their paths."""
    path = str(unit.path)
    conditions = [goals.c.cycle_id == cycle_id, in_unit(unit, below=True)]
    paths = statements.paths_below(case.work, path)
    own = Tally()
    tallies = {part: Tally() for part in parts}
    tally_of = {unit_id: tallies.get(step_below(path, its), own) for unit_id, its in paths.items()}
    for names, rows in (
        (statements.GOAL_COUNTS, _goals_by_unit(case, unit, cycle_id)),
        (statements.RESULT_COUNTS, _results_by_unit(case, unit, cycle_id)),
    ):
        for tally, several in _by_tally(tally_of, rows).items():
            tally.add_all(names, several)
    for names, few in (
        (("without_owner",), statements.goals_of_former_by_unit(case.work, *conditions, today=case.today)),
        (MOVED, statements.goalposts_by_unit(case.work, *conditions)),
        (UNANSWERED, blocker_statements.unanswered_by_unit(case.work, *waiting)),
        (ASKS, contribution_counts.unanswered_by_unit(case.work, asked, today=case.today)),
    ):
        for unit_id, numbers in few:
            counted = tally_of.get(raw_id(case.work, unit_id))
            if counted is not None:  # what is asked of others may wait in any unit
                counted.add(names, numbers)
    for tally in tallies.values():
        own.join(tally)
    return own, tallies


def _goals_by_unit(case: ReadCase, unit: Found, cycle_id: UUID) -> Sequence[statements.RawCounts]:
    """The active goals of a subtree by unit; those of the whole company where these are to be counted or were."""
    if unit.depth == 0:
        return company_goals(case.work, cycle_id=cycle_id)
    known = company_goals_if_known(case.work, cycle_id=cycle_id)
    if known is not None:
        return known
    return statements.goals_by_unit(case.work, goals.c.cycle_id == cycle_id, in_unit(unit, below=True))


def _results_by_unit(case: ReadCase, unit: Found, cycle_id: UUID) -> Sequence[statements.RawCounts]:
    """The same of their key results."""
    if unit.depth == 0:
        return company_results(case.work, cycle_id=cycle_id, today=case.today)
    known = company_results_if_known(case.work, cycle_id=cycle_id, today=case.today)
    if known is not None:
        return known
    conditions = goals.c.cycle_id == cycle_id, in_unit(unit, below=True)
    return statements.results_by_unit(case.work, *conditions, today=case.today)


def _by_tally(
    tally_of: Mapping[RawId, Tally], rows: Iterable[statements.RawCounts]
) -> dict[Tally, list[tuple[Any, ...]]]:
    """The numbers of units, gathered by where they are added up; those of other units are left out."""
    found: defaultdict[Tally, list[tuple[Any, ...]]] = defaultdict(list)
    for unit_id, numbers in rows:
        tally = tally_of.get(unit_id)
        if tally is not None:
            found[tally].append(numbers)
    return found


def _of_people(
    case: ReadCase,
    unit_id: UUID,
    condition: ColumnElement[bool],
    asked: ColumnElement[bool],
    *,
    waiting: list[ColumnElement[bool]],
) -> tuple[AccountabilityRow, ...]:
    people = statements.people_of_unit(case.work, unit_id, on=case.today, limit=PEOPLE_SHOWN)
    ids = [person.id for person in people]
    tallies = {person_id: Tally() for person_id in ids}
    for names, rows in (
        (statements.GOAL_COUNTS, statements.goals_by_owner(case.work, ids, condition)),
        (statements.RESULT_COUNTS, statements.results_by_owner(case.work, ids, condition, today=case.today)),
        (MOVED, statements.goalposts_by_owner(case.work, ids, condition)),
        (UNANSWERED, blocker_statements.unanswered_by_owner(case.work, ids, *waiting)),
        (ASKS, contribution_counts.unanswered_by_person(case.work, ids, asked, today=case.today)),
    ):
        for person_id, numbers in rows:
            tallies[person_id].add(names, numbers)
    return tuple(tallies[person.id].row(person=PersonRef(handle=person.handle, name=person.name)) for person in people)
