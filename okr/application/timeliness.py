"""Why an on-time rate is what it is (R14): what was counted, and the key results that it comes from, the worst kept first."""

from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase
from okr.application.finding import find_cycle, find_person, find_unit, root_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.contract.base import PersonRef, UnitRef
from okr.contract.timeliness import ResultKept, ShowTimeliness, TimelinessReport
from okr.domain.errors import InvalidInput
from okr.domain.numbers import percent_text, ratio_ppm
from okr.domain.timeliness import TimelinessTally
from storage import timeliness as statements
from storage.accountability import ACTIVE
from storage.goal_reading import in_unit
from storage.policy import hidden_count
from storage.schema import goals

SHOWN = 50
"""Key results that are named; the rest is counted."""


@reads(ShowTimeliness)
def show_timeliness(case: ReadCase, query: ShowTimeliness) -> TimelinessReport:
    """What an on-time rate comes from. Counts hold hidden goals too, and say so."""
    if query.unit is not None and query.person is not None:
        raise InvalidInput("The rate of a unit or of a person, not of both.", field="person")
    if query.person is not None:
        person = find_person(case, query.person, field="person")
        return _of_person(case, query, person.id, person_ref(person.handle, person.name))
    return _of_unit(case, query)


def _of_person(case: ReadCase, query: ShowTimeliness, person_id: UUID, ref: PersonRef | None) -> TimelinessReport:
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import answered_on

        return answered_on(case, query, when, wanted=lambda place: place.mine(person_id), answer=show_timeliness)
    cycle = find_cycle(case, query.cycle)
    here = [goals.c.cycle_id == cycle.id]
    owned = [*here, goals.c.owner_id == person_id]
    reports = [*here, statements.reported_by(person_id)]
    return _report(case, str(cycle.key), owned, reports, person=ref)


def _of_unit(case: ReadCase, query: ShowTimeliness) -> TimelinessReport:
    unit = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import answered_on

        return answered_on(case, query, when, wanted=lambda place: place.of_unit(unit.id), answer=show_timeliness)
    cycle = find_cycle(case, query.cycle)
    here = [goals.c.cycle_id == cycle.id, in_unit(unit, below=True)]
    return _report(case, str(cycle.key), here, here, unit=UnitRef(key=unit.prefix, name=unit.name))


def _report(
    case: ReadCase,
    cycle: str,
    owned: list[ColumnElement[bool]],
    reports: list[ColumnElement[bool]],
    *,
    unit: UnitRef | None = None,
    person: PersonRef | None = None,
) -> TimelinessReport:
    """`owned` says which goals were counted, `reports` which key results."""
    counted = statements.sums(case.work, *reports)
    kept = TimelinessTally(int(counted.on_time), int(counted.late), int(counted.missed))
    found = statements.kept_worst(case.work, case.actor, *reports, limit=SHOWN)
    return TimelinessReport(
        unit=unit,
        person=person,
        cycle=cycle,
        goals=statements.count_goals(case.work, *owned),
        key_results=counted.key_results,
        on_time=kept.on_time,
        late=kept.late,
        missed=kept.missed,
        on_time_rate=kept.on_time_rate_ppm,
        sentence=kept_sentence(kept),
        results=tuple(
            ResultKept(
                key=row.key,
                title=row.title,
                owner=person_ref(row.handle, row.name),
                on_time=row.on_time,
                late=row.late,
                missed=row.missed,
            )
            for row in found
        ),
        more=counted.decided - len(found),
        hidden=hidden_count(case.work, case.actor, ACTIVE, *owned),
    )


def kept_sentence(kept: TimelinessTally) -> str:
    """R14 with its numbers: what was counted, and what it comes to."""
    decided = kept.on_time + kept.late + kept.missed
    rate = percent_text(ratio_ppm(kept.on_time, decided)) if decided else "none"
    return (
        f"Of {decided:,} decided check-in periods {kept.on_time:,} were on time, {kept.late:,} late, "
        f"{kept.missed:,} missed: on-time rate {rate}."
    )
