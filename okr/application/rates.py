"""The rates of the whole organisation, day by day: how aligned it is (R13), and how on time its check-ins are (R14)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from okr.application.cascade import Rates
from okr.application.case import ReadCase
from okr.application.counted_cascade import standing_now
from okr.application.finding import current_cycle, root_unit
from okr.contract.homes import RateDay
from okr.domain.errors import RuleViolation
from okr.domain.numbers import ratio_ppm
from storage import homes as statements
from storage import organisation_days
from storage.alignment import count_active
from storage.organisation_days import OrganisationDay
from storage.unit_of_work import ReadWork, Store

COUNTED_AT_ONCE = 20_000
"""Active goals up to which rates are worked out at once; for more it would take longer than a home may, and the last turn's count stands."""

TREND_WEEKS = 12
"""Weeks that a trend goes back."""


def keep_day(store: Store, case: ReadCase, known: Rates | None = None) -> None:
    """Keep how the organisation stands on the day of the case; the turn of the day calls it when all numbers stand there.

    `known` is what R13 gives where the caller has had it counted already: the day moves none of it.
    """

    def count(work: ReadWork) -> OrganisationDay | None:
        return _counted(replace(case, work=work), known)

    stood = store.read(count, timeout_s=0)
    if stood is not None:
        store.write(lambda work: organisation_days.keep(work, stood), timeout_s=0)


@dataclass(frozen=True, slots=True)
class Standing:
    """The rates of a day: R13, and R14 in millionths where anything is decided. `day` is None where nothing was counted yet.

    `is_large`: there is too much to count at a glance, and the rates are those of the last turn.
    """

    day: date | None
    aligned: Rates
    on_time_ppm: int | None
    is_large: bool


def rates(case: ReadCase, cycle_id: UUID) -> Standing:
    """R13, and R14 over a cycle: today's, or where there is too much to count at a glance, those of the last turn.

    A turn counts R14 over the cycle that is current on its day; for another cycle it is counted now.
    """
    if count_active(case.work, up_to=COUNTED_AT_ONCE + 1) <= COUNTED_AT_ONCE:
        return Standing(case.today, aligned(case), _on_time_now(case, cycle_id), is_large=False)
    stood = organisation_days.newest(case.work, until=case.today)
    if stood is None:
        return Standing(None, Rates(0, 0, 0, 0), None, is_large=True)
    found = Rates(stood.goals, stood.orphans, stood.people, stood.people_in_sight)
    is_its_cycle = current_cycle(case, stood.day).id == cycle_id
    on_time = _on_time(stood.on_time, stood.late, stood.missed) if is_its_cycle else _on_time_now(case, cycle_id)
    return Standing(stood.day, found, on_time, is_large=True)


def trend(case: ReadCase) -> tuple[RateDay, ...]:
    """The rates of the last weeks, the newest day of each, in order; without today's, which `rates` gives."""
    first = case.today - timedelta(weeks=TREND_WEEKS)
    by_week: dict[int, OrganisationDay] = {}
    for one in organisation_days.since(case.work, first, until=case.today - timedelta(days=1)):
        by_week[(case.today - one.day).days // 7] = one  # the later days of a week come later
    return tuple(rate_day(by_week[week]) for week in sorted(by_week, reverse=True))


def rate_day(stood: OrganisationDay) -> RateDay:
    """The rates of a day, none where there is nothing to divide by."""
    return RateDay(
        day=stood.day,
        aligned=ratio_ppm(stood.goals - stood.orphans, stood.goals) if stood.goals else None,
        line_of_sight=ratio_ppm(stood.people_in_sight, stood.people) if stood.people else None,
        on_time=_on_time(stood.on_time, stood.late, stood.missed),
    )


def aligned(case: ReadCase) -> Rates:
    """R13 for the whole organisation, counted now."""
    return standing_now(case).rates(str(root_unit(case).path))


def _on_time_now(case: ReadCase, cycle_id: UUID) -> int | None:
    kept = statements.timeliness(case.work, cycle_id=cycle_id)
    return _on_time(kept.on_time or 0, kept.late or 0, kept.missed or 0)


def _on_time(on_time: int, late: int, missed: int) -> int | None:
    """R14: the share of what was on time in what is decided."""
    decided = int(on_time + late + missed)
    return ratio_ppm(int(on_time), decided) if decided else None


def _counted(case: ReadCase, known: Rates | None) -> OrganisationDay | None:
    """Everything counted; None before there is a cycle."""
    try:
        cycle = current_cycle(case, case.today)
    except RuleViolation:
        return None
    found = known or aligned(case)
    kept = statements.timeliness(case.work, cycle_id=cycle.id)
    return OrganisationDay(
        day=case.today,
        goals=found.goals,
        orphans=found.orphans,
        people=found.people,
        people_in_sight=found.seeing,
        on_time=int(kept.on_time or 0),
        late=int(kept.late or 0),
        missed=int(kept.missed or 0),
    )
