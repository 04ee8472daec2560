"""What building needs everywhere: the days of a quarter, who acts on which day, and how a goal is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from okr.client import Backend
from okr.contract.goals import CreateGoal, LinkGoal
from okr.contract.key_results import Checkpoint, MilestoneView, NewKeyResult
from okr.demo.shapes import WEEKS, Goal, Result
from okr.domain.vocabulary import Ambition, LinkKind, Source

BackendFor = Callable[[str | None, date], Backend]
"""Gives a backend for a person (None: the owner of the file) on a day."""

_QUARTER = timedelta(weeks=WEEKS)
_STILL_TO_GO = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a quarter."""

    start: date
    end: date

    @property
    def key(self) -> str:
        """The key of the cycle: the calendar quarter in which most of it lies."""
        middle = self.start + (self.end - self.start) / 2
        return f"{middle.year}-Q{(middle.month + 2) // 3}"

    def due(self, week: int) -> date:
        """The day on which the check-in of a week is due."""
        return self.start + timedelta(weeks=week)

    def after(self, days: int) -> date:
        """A day of the quarter, counted from its start."""
        return self.start + timedelta(days=days)


def this_quarter(today: date) -> Calendar:
    """The quarter that people work in: it began 13 weeks before today and ends a week after it."""
    return Calendar(today - _QUARTER, today + _STILL_TO_GO)


def last_quarter(today: date) -> Calendar:
    """The 13 weeks before that."""
    start = this_quarter(today).start
    return Calendar(start - _QUARTER, start - timedelta(days=1))


@dataclass(slots=True)
class Builder:
    """What has been built so far: the keys of goals by slug, and the numbers of check-ins."""

    backend_for: BackendFor
    today: date
    calendar: Calendar
    keys: dict[str, str] = field(default_factory=dict)
    numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def result_key(self, slug: str, number: int) -> str:
        """The key of a key result."""
        return f"{self.keys[slug]}.{number}"

    def on(self, person: str | None, day: date) -> Backend:
        """The backend of a person on a day."""
        return self.backend_for(person, day)

    def write(self, goal: Goal, *, calendar: Calendar) -> None:
        """Write a goal of a quarter as its owner, on the day on which it begins, and link it upwards."""
        backend = self.on(goal.owner, calendar.after(goal.starts_after_days or 0))
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
                delegate=goal.delegate,
                contributors=goal.contributors,
                cycle=calendar.key,
                focus_area=goal.area,
                ambition=Ambition.ASPIRATIONAL if goal.aspirational else Ambition.COMMITTED,
                visibility=goal.visibility,
                readers=goal.readers,
                parent=None if first is None else self.keys[first[0]],
                link_kind=LinkKind.CONTRIBUTES if first is None else first[1],
                weight=None if first is None else first[2],
                key_results=tuple(_key_result(calendar, result) for result in goal.results),
                activate=True,
            )
        )
        self.keys[goal.slug] = written.key
        for slug, kind, weight in links[1:]:
            backend.call(LinkGoal(child=written.key, parent=self.keys[slug], kind=kind, weight=weight))


def _key_result(calendar: Calendar, result: Result) -> NewKeyResult:
    return NewKeyResult(
        title=result.title,
        metric=result.metric,
        unit_of_measure=result.unit,
        baseline=_number(result.base),
        target=_number(result.target),
        stretch=_number(result.stretch),
        lower=_number(result.lower),
        upper=_number(result.upper),
        amber_lower=_number(result.amber_lower),
        amber_upper=_number(result.amber_upper),
        checkpoints=tuple(
            Checkpoint(day=calendar.after(day), value=Decimal(value)) for day, value in result.checkpoints
        ),
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
