"""Builds the made-up company through the same commands that people use, each as the right person on the right day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from okr.client import Backend
from okr.contract.check_ins import AcknowledgeCheckIn, NewCheckIn, RecordCheckIn, RecordCheckIns
from okr.contract.cycles import CreateCycle
from okr.contract.focus_areas import CreateFocusArea
from okr.contract.goals import CreateGoal, LinkGoal, SetOverride
from okr.contract.key_results import EditKeyResult, FeedKeyResult, MilestoneView, NewKeyResult
from okr.contract.organisation import InitOrganisation
from okr.contract.people import CreatePerson
from okr.contract.units import CreateUnit, EditUnit
from okr.contract.verification import TurnDay
from okr.demo import CHIEF, COMPANY, weeks
from okr.demo.goals import AREAS, DEPARTMENTS, DIVISIONS, SERVICE_VALUES, VISION
from okr.demo.goals import COMPANY as TOPS
from okr.demo.people import PEOPLE, ROOT, UNITS
from okr.demo.shapes import WEEKS, Goal, Result
from okr.demo.team_goals import PERSONAL, TEAMS
from okr.domain.vocabulary import Ambition, CycleKind, FeedMethod, LinkKind, Source, Status

BackendFor = Callable[[str | None, date], Backend]
"""Gives a backend for a person (None: the owner of the file) on a day."""

GOALS = (*TOPS, *DIVISIONS, *DEPARTMENTS, *TEAMS, *PERSONAL)
"""Every goal, parents first."""

_DAYS_SINCE_START = WEEKS * 7
_DAYS_TO_GO = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the cycle: it began 13 weeks before today and ends a week after it."""

    today: date

    @property
    def start(self) -> date:
        """The first day of the cycle."""
        return self.today - timedelta(days=_DAYS_SINCE_START)

    @property
    def end(self) -> date:
        """The last day of the cycle."""
        return self.today + timedelta(days=_DAYS_TO_GO)

    @property
    def key(self) -> str:
        """The key of the cycle: the calendar quarter in which most of it lies."""
        middle = self.start + (self.end - self.start) / 2
        return f"{middle.year}-Q{(middle.month + 2) // 3}"

    def due(self, week: int) -> date:
        """The day on which the check-in of a week is due."""
        return self.start + timedelta(weeks=week)

    def after(self, days: int) -> date:
        """A day of the cycle, counted from its start."""
        return self.start + timedelta(days=days)


@dataclass(slots=True)
class Builder:
    """What has been built so far: the keys of goals by slug, and the numbers of check-ins."""

    backend_for: BackendFor
    calendar: Calendar
    keys: dict[str, str] = field(default_factory=dict)
    numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def result_key(self, slug: str, number: int) -> str:
        """The key of a key result."""
        return f"{self.keys[slug]}.{number}"

    def on(self, person: str | None, day: date) -> Backend:
        """The backend of a person on a day."""
        return self.backend_for(person, day)


def build_demo(backend_for: BackendFor, *, today: date | None = None) -> None:
    """Build the company, dated relative to `today` (in UTC where it is not given); the first command founds it."""
    calendar = Calendar(today or datetime.now(UTC).date())
    built = Builder(backend_for, calendar)
    _found(built)
    _staff(built)
    for goal in GOALS:
        if goal.starts_after_days is None:
            _write(built, goal)
    _feed(built)
    _live_through(built)
    backend_for(None, calendar.today).call(TurnDay())


def _found(built: Builder) -> None:
    calendar = built.calendar
    backend = built.on(None, calendar.start)
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
    backend = built.on(None, built.calendar.start)
    for unit in UNITS:
        backend.call(CreateUnit(name=unit.name, kind=unit.kind, parent=unit.parent, key=unit.key))
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
        backend.call(
            CreateFocusArea(
                key=area.key,
                name=area.name,
                customers=area.customers,
                meaning=area.meaning,
                behaviour=area.behaviour,
                benefit=area.benefit,
                owner=area.owner,
            )
        )


def _write(built: Builder, goal: Goal) -> None:
    """Write a goal as its owner, on the day on which it begins, and link it upwards."""
    calendar = built.calendar
    backend = built.on(goal.owner, calendar.after(goal.starts_after_days or 0))
    links: list[tuple[str, LinkKind, Decimal | None]] = [
        (slug, LinkKind.CONTRIBUTES, Decimal(weight)) for slug, weight in goal.parents.items()
    ]
    links += [(slug, LinkKind.SUPPORTS, None) for slug in goal.supports]
    first = links[0] if links else None
    written = backend.call(
        CreateGoal(
            title=goal.title,
            unit=goal.unit,
            why=goal.why,
            owner=goal.owner,
            sponsor=goal.sponsor,
            contributors=goal.contributors,
            cycle=calendar.key,
            focus_area=goal.area,
            ambition=Ambition.ASPIRATIONAL if goal.aspirational else Ambition.COMMITTED,
            visibility=goal.visibility,
            readers=goal.readers,
            parent=None if first is None else built.keys[first[0]],
            link_kind=LinkKind.CONTRIBUTES if first is None else first[1],
            weight=None if first is None else first[2],
            key_results=tuple(_key_result(calendar, result) for result in goal.results),
            activate=True,
        )
    )
    built.keys[goal.slug] = written.key
    for slug, kind, weight in links[1:]:
        backend.call(LinkGoal(child=written.key, parent=built.keys[slug], kind=kind, weight=weight))


def _key_result(calendar: Calendar, result: Result) -> NewKeyResult:
    return NewKeyResult(
        title=result.title,
        metric=result.metric,
        unit_of_measure=result.unit,
        baseline=_number(result.base),
        target=_number(result.target),
        lower=_number(result.lower),
        upper=_number(result.upper),
        amber_lower=_number(result.amber_lower),
        amber_upper=_number(result.amber_upper),
        milestones=tuple(
            MilestoneView(title=title, weight=Decimal(weight), due_on=calendar.after(day))
            for title, weight, day in result.milestones
        ),
        source=Source.TYPED if result.survey is None else Source.SURVEY,
        survey=result.survey,
        guardrail=result.guardrail,
        weight=_number(result.weight),
        owner=result.owner,
        cadence=result.cadence,
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _feed(built: Builder) -> None:
    slug, number, children = weeks.FED
    owner = next(goal.owner for goal in GOALS if goal.slug == slug)
    backend = built.on(owner, built.calendar.start)
    parent = built.result_key(slug, number)
    for child, child_number in children:
        backend.call(FeedKeyResult(child=built.result_key(child, child_number), parent=parent, method=FeedMethod.SUM))


# ------------------------------------------------------------------------------------------------------------ 13 weeks


def _live_through(built: Builder) -> None:
    """Take the 13 weeks day by day: new goals, check-ins in one batch for each person and day, and what came between."""
    later = [goal for goal in GOALS if goal.starts_after_days is not None]
    planned = sorted(_readings(built.calendar), key=lambda one: (one[0], one[1]))
    events = _events(built)
    for day, of_day in groupby(planned, key=lambda one: one[0]):
        for goal in [goal for goal in later if built.calendar.after(goal.starts_after_days or 0) <= day]:
            _write(built, goal)
            later.remove(goal)
        for person, readings in groupby(of_day, key=lambda one: one[1]):
            _check_in(built, day, person, [(what, week, value) for _, _, what, week, value in readings])
        while events and events[0][0] <= day:
            events.pop(0)[1]()
    for goal in later:
        _write(built, goal)
    for _, happen in events:
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
    result = _RESULTS[what]
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


_RESULTS: Mapping[tuple[str, int], Result] = {
    (goal.slug, number): result for goal in GOALS for number, result in enumerate(goal.results, start=1)
}
_OWNERS: Mapping[str, str] = {goal.slug: goal.owner for goal in GOALS}


def _events(built: Builder) -> list[tuple[date, Callable[[], None]]]:
    """What happened beside the check-ins, by day."""
    calendar = built.calendar
    events: list[tuple[date, Callable[[], None]]] = [
        (calendar.due(weeks.MISTYPED[2]), lambda: _correct(built)),
        (calendar.due(weeks.WRONG_PLACE[2]), lambda: _void(built)),
        (calendar.due(weeks.MOVED_GOALPOST[2]), lambda: _move_goalpost(built)),
        (calendar.today, lambda: _override(built)),
    ]
    for what, person, note in weeks.ACKNOWLEDGED:
        events.append((calendar.due(what[2]), _acknowledgement(built, what, person, note)))
    return sorted(events, key=lambda event: event[0])


def _correct(built: Builder) -> None:
    slug, number, week = weeks.MISTYPED
    result = _RESULTS[(slug, number)]
    built.on(_OWNERS[slug], built.calendar.due(week)).call(
        RecordCheckIn(
            key=built.result_key(slug, number),
            value=result.readings()[week],
            corrects=built.numbers[weeks.MISTYPED],
            confidence=result.confidence,
            note="Typed a digit twice.",
        )
    )


def _void(built: Builder) -> None:
    slug, number, week = weeks.WRONG_PLACE
    backend = built.on(_OWNERS[slug], built.calendar.due(week))
    key = built.result_key(slug, number)
    wrong = backend.call(RecordCheckIn(key=key, value=Decimal(weeks.WRONG_PLACE_VALUE)))
    backend.call(RecordCheckIn(key=key, voids=wrong.check_in.number, note="These were the appointments moved."))


def _move_goalpost(built: Builder) -> None:
    slug, number, week = weeks.MOVED_GOALPOST
    built.on(_OWNERS[slug], built.calendar.due(week)).call(
        EditKeyResult(key=built.result_key(slug, number), target=Decimal(weeks.MOVED_TO), reason=weeks.MOVED_BECAUSE)
    )


def _override(built: Builder) -> None:
    calendar = built.calendar
    built.on(_OWNERS[weeks.OVERRIDDEN], calendar.today).call(
        SetOverride(
            key=built.keys[weeks.OVERRIDDEN],
            status=Status.AT_RISK,
            reason=weeks.OVERRIDE_BECAUSE,
            until=calendar.today + timedelta(days=5),
        )
    )


def _acknowledgement(built: Builder, what: tuple[str, int, int], person: str, note: str | None) -> Callable[[], None]:
    def acknowledge() -> None:
        slug, number, week = what
        built.on(person, built.calendar.due(week)).call(
            AcknowledgeCheckIn(key=built.result_key(slug, number), number=built.numbers[what], note=note)
        )

    return acknowledge
