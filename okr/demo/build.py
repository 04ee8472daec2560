"""Builds the made-up company through the same commands that people use, each as the right person on the right day."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from okr.contract.check_ins import NewCheckIn, RecordCheckIns
from okr.contract.cycles import CreateCycle
from okr.contract.organisation import InitOrganisation
from okr.contract.people import CreatePerson
from okr.contract.units import CreateUnit, EditUnit
from okr.contract.verification import TurnDay
from okr.demo import CHIEF, COMPANY, weeks
from okr.demo.agreements import offer_shares
from okr.demo.builder import BackendFor, Builder, Calendar, last_quarter, this_quarter
from okr.demo.earlier import live_through_last_quarter, take_over_the_old_list, unit_id
from okr.demo.events import events
from okr.demo.goals import AREAS, SERVICE_VALUES, VISION
from okr.demo.people import PEOPLE, ROOT, UNITS
from okr.demo.plan import GOALS, RESULTS
from okr.demo.shapes import WEEKS
from okr.domain.vocabulary import CycleKind


def build_demo(backend_for: BackendFor, *, today: date | None = None) -> None:
    """Build the company, dated relative to `today` (in UTC where it is not given); the first command founds it.

    The backends need not turn the day by themselves: it is turned here, once a week.
    """
    day = today or datetime.now(UTC).date()
    built = Builder(backend_for, day, this_quarter(day))
    _found(built)
    _staff(built)
    live_through_last_quarter(built)
    built.on(None, built.calendar.start).call(TurnDay())
    for goal in GOALS:
        if goal.starts_after_days is None:
            built.write(goal, calendar=built.calendar)
    offer_shares(built)
    _live_through(built)
    take_over_the_old_list(built)
    built.on(None, day).call(TurnDay())


def _found(built: Builder) -> None:
    calendar = built.calendar
    backend = built.on(None, last_quarter(built.today).start)
    year = calendar.start.year + (calendar.start.month > 1)
    backend.call(
        InitOrganisation(
            name=COMPANY,
            unit_prefix=ROOT,
            vision=VISION,
            service_values=SERVICE_VALUES,
            fiscal_year_starts_month=calendar.start.month,
            owner_name="Ada Winter",
            owner_handle=CHIEF,
            owner_email="ada@brightwater.example",
            cycle_key=f"FY{year}",
            is_demo=True,
        )
    )
    backend.call(
        CreateCycle(
            key=calendar.key, kind=CycleKind.QUARTER, starts_on=calendar.start, ends_on=calendar.end, parent=f"FY{year}"
        )
    )


def _staff(built: Builder) -> None:
    backend = built.on(None, last_quarter(built.today).start)
    for unit in UNITS:
        backend.call(
            CreateUnit(name=unit.name, kind=unit.kind, parent=unit.parent, key=unit.key, external_id=unit_id(unit.key))
        )
    for person in PEOPLE:
        joined = person.joined_after_days
        backend.call(
            CreatePerson(
                name=person.name,
                handle=person.handle,
                email=f"{person.handle}@brightwater.example",
                title=person.title,
                unit=person.unit,
                manager=person.manager,
                competencies=person.competencies,
                employed_from=built.calendar.after(-700 if joined is None else joined),
            )
        )
    for unit in UNITS:
        backend.call(EditUnit(key=unit.key, lead=unit.lead))
    for area in AREAS:
        backend.call(area)


# ------------------------------------------------------------------------------------------------------------ 13 weeks


def _live_through(built: Builder) -> None:
    """Take the 13 weeks day by day: new goals, check-ins in one batch for each person and day, and what came between."""
    calendar = built.calendar
    later = [goal for goal in GOALS if goal.starts_after_days is not None]
    planned = sorted(_readings(calendar), key=lambda one: (one[0], one[1]))
    happenings = events(built)
    week = 1
    for day, of_day in groupby(planned, key=lambda one: one[0]):
        if day >= calendar.due(week):
            built.on(None, day).call(TurnDay())
            week += 1
        for goal in [goal for goal in later if calendar.after(goal.starts_after_days or 0) <= day]:
            built.write(goal, calendar=calendar)
            later.remove(goal)
        for person, readings in groupby(of_day, key=lambda one: one[1]):
            _check_in(built, day, person, [(what, week, value) for _, _, what, week, value in readings])
        while happenings and happenings[0][0] <= day:
            happenings.pop(0)[1]()
    for goal in later:
        built.write(goal, calendar=calendar)
    for _, happen in happenings:
        happen()


def _readings(calendar: Calendar) -> Iterator[tuple[date, str, tuple[str, int], int, Decimal]]:
    """Every reading with the day on which it is written down, and by whom."""
    for goal in GOALS:
        for number, result in enumerate(goal.results, start=1):
            person = result.owner or goal.owner
            for week, value in result.readings().items():
                if (goal.slug, number, week) in weeks.NO_CHECK_IN:
                    continue
                remark = weeks.REMARKS.get((goal.slug, number, week))
                late = None if remark is None else remark.late_by
                day = calendar.due(week) + timedelta(days=-_early(person) if late is None else late)
                yield day, person, (goal.slug, number), week, value


def _early(person: str) -> int:
    """How many days before the due day a person checks in: everyone has a habit."""
    return sum(map(ord, person)) % 3


def _check_in(built: Builder, day: date, person: str, readings: Sequence[tuple[tuple[str, int], int, Decimal]]) -> None:
    """Record what a person reads on a day, in one batch."""
    written = built.on(person, day).call(
        RecordCheckIns(check_ins=tuple(_new(built, what, week, value) for what, week, value in readings))
    )
    for (what, week, _), view in zip(readings, written.recorded, strict=True):
        built.numbers[(*what, week)] = view.number


def _new(built: Builder, what: tuple[str, int], week: int, value: Decimal) -> NewCheckIn:
    slug, number = what
    result = RESULTS[what]
    remark = weeks.REMARKS.get((slug, number, week), weeks.Remark())
    usual = result.confidence
    if usual is not None and week < WEEKS // 2:
        usual = max(usual, 60)
    confidence = remark.confidence if remark.confidence is not None else usual
    needs_note = (confidence is not None and confidence < 50) or (result.metric == "yes or no" and value == 1)
    typed = Decimal(weeks.MISTYPED_AS) if (slug, number, week) == weeks.MISTYPED else value
    on_its_day = built.calendar.due(week) - timedelta(days=1) if remark.late_by is not None else None
    return NewCheckIn(
        key=built.result_key(slug, number),
        value=typed,
        effective_on=on_its_day,
        answers=None if result.answers is None else result.answers + 7 * week,
        confidence=confidence,
        status=remark.status,
        note=remark.note or (weeks.STILL_TRUE if needs_note else None),
        blocker=remark.blocker,
    )
