"""Short ways to say key results, check-ins and children in the tests of the arithmetic; and what hypothesis may make of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from okr.domain.definitions import KeyResultDefinition
from okr.domain.readings import CheckInFact
from okr.domain.vocabulary import Metric, Status

Known = TypeVar("Known")

D0 = date(2026, 1, 1)
NINETY_DAYS = D0 + timedelta(days=90)
THIRTEEN_WEEKS = D0 + timedelta(days=91)


def day(number: int) -> date:
    """Return the day a number of days after the start that the tests use."""
    return D0 + timedelta(days=number)


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=UTC)


def known(value: Known | None) -> Known:
    """Return what a test expects to be there; the test fails where it is not."""
    assert value is not None
    return value


def decrease(**changes: Any) -> KeyResultDefinition:
    base = plain(Metric.DECREASE, baseline=Decimal(100), target=Decimal(60))
    return replace(base, **changes)


def increase(**changes: Any) -> KeyResultDefinition:
    base = plain(Metric.INCREASE, baseline=Decimal(0), target=Decimal(100))
    return replace(base, **changes)


def at_least(**changes: Any) -> KeyResultDefinition:
    base = plain(Metric.AT_LEAST, due_on=THIRTEEN_WEEKS, lower=Decimal(90))
    return replace(base, **changes)


def plain(metric: Metric, **changes: Any) -> KeyResultDefinition:
    return replace(KeyResultDefinition(metric=metric, starts_on=D0, due_on=NINETY_DAYS), **changes)


def check_in(number: int, on: date | int, value: int | str | Decimal | None, **more: Any) -> CheckInFact:
    """Return a check-in; the day may be a number of days after the start; it is recorded at noon of its day unless said otherwise."""
    effective_on = day(on) if isinstance(on, int) else on
    fact = CheckInFact(
        number=number,
        effective_on=effective_on,
        recorded_at=noon(effective_on),
        value=None if value is None else Decimal(value),
    )
    return fact._replace(**more)


def check_ins(*pairs: tuple[int, int | str]) -> list[CheckInFact]:
    """Return check-ins from (day number, value) pairs, numbered from 1."""
    return [check_in(number, on, value) for number, (on, value) in enumerate(pairs, start=1)]


values = st.decimals(min_value=-10_000, max_value=10_000, places=3)
statuses = st.sampled_from(Status)


@st.composite
def directed(draw, *, checkpoints: bool = False) -> KeyResultDefinition:
    """Draw an increase or decrease result, on request with checkpoints."""
    baseline = draw(values)
    target = draw(values.filter(lambda value: value != baseline))
    length = draw(st.integers(1, 400))
    days: Sequence[int] = ()
    if checkpoints and length > 1:
        days = sorted(draw(st.sets(st.integers(1, length - 1), max_size=4)))
    return KeyResultDefinition(
        metric=Metric.INCREASE if target > baseline else Metric.DECREASE,
        starts_on=D0,
        due_on=day(length),
        baseline=baseline,
        target=target,
        cadence=draw(st.sampled_from(["daily", "weekly", "biweekly", "monthly", "none", "FREQ=WEEKLY;BYDAY=FR"])),
        grace_days=draw(st.integers(0, 5)),
        committed=draw(st.booleans()),
        checkpoints=tuple((day(each), draw(values)) for each in days),
    )


@st.composite
def any_definition(draw) -> KeyResultDefinition:
    """Draw a result of any metric, short enough that its days can all be looked at."""
    metric = draw(st.sampled_from(Metric))
    changes: dict[str, Any] = {
        "due_on": day(draw(st.integers(1, 60))),
        "cadence": draw(st.sampled_from(["daily", "weekly", "monthly", "none", "FREQ=WEEKLY;BYDAY=MO,TH"])),
        "grace_days": draw(st.integers(0, 4)),
        "committed": draw(st.booleans()),
        "paused": draw(st.booleans()),
    }
    if metric in {Metric.INCREASE, Metric.DECREASE}:
        shape: KeyResultDefinition = draw(directed(checkpoints=True))
        return shape
    if metric in {Metric.AT_LEAST, Metric.BETWEEN}:
        changes["lower"] = Decimal(-5)
        changes["amber_lower"] = Decimal(0)
        changes["guardrail"] = draw(st.booleans())
    if metric in {Metric.AT_MOST, Metric.BETWEEN}:
        changes["upper"] = Decimal(50)
    if metric is Metric.MILESTONES:
        changes["target"] = Decimal(draw(st.integers(1, 5)))
    return plain(metric, **changes)


@st.composite
def histories(draw, *, longest: int = 70) -> list[CheckInFact]:
    """Draw check-ins in the order of their numbers, some correcting or voiding an earlier one."""
    facts: list[CheckInFact] = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        on = draw(st.integers(-5, longest))
        points_at = draw(st.integers(1, number - 1)) if number > 1 and draw(st.booleans()) else None
        voids = points_at is not None and draw(st.booleans())
        facts.append(
            check_in(
                number,
                on,
                None if voids else draw(values),
                recorded_at=noon(day(on + draw(st.integers(0, 10)))),
                status=draw(st.none() | statuses),
                corrects=None if voids else points_at,
                voids=points_at if voids else None,
            )
        )
    return facts
