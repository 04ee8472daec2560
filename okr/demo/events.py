"""What happened beside the check-ins: corrections, a moved goalpost, a status set by hand, check-ins that were read, agreements."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from okr.contract.check_ins import AcknowledgeCheckIn, RecordCheckIn
from okr.contract.goals import SetOverride
from okr.contract.key_results import EditKeyResult
from okr.demo import weeks
from okr.demo.agreements import last_points
from okr.demo.builder import Builder
from okr.demo.plan import OWNERS, RESULTS
from okr.domain.vocabulary import Status


def events(built: Builder) -> list[tuple[date, Callable[[], None]]]:
    """Each with its day, the earliest first."""
    calendar = built.calendar
    found: list[tuple[date, Callable[[], None]]] = [
        (calendar.due(weeks.MISTYPED[2]), lambda: _correct(built)),
        (calendar.due(weeks.WRONG_PLACE[2]), lambda: _void(built)),
        (calendar.due(weeks.MOVED_GOALPOST[2]), lambda: _move_goalpost(built)),
        (built.today, lambda: _override(built)),
        *last_points(built),
    ]
    for what, person, note in weeks.ACKNOWLEDGED:
        found.append((calendar.due(what[2]), _acknowledgement(built, what, person, note)))
    return sorted(found, key=lambda event: event[0])


def _correct(built: Builder) -> None:
    slug, number, week = weeks.MISTYPED
    result = RESULTS[(slug, number)]
    built.on(OWNERS[slug], built.calendar.due(week)).call(
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
    backend = built.on(OWNERS[slug], built.calendar.due(week))
    key = built.result_key(slug, number)
    wrong = backend.call(RecordCheckIn(key=key, value=Decimal(weeks.WRONG_PLACE_VALUE)))
    backend.call(RecordCheckIn(key=key, voids=wrong.check_in.number, note="These were the appointments moved."))


def _move_goalpost(built: Builder) -> None:
    slug, number, week = weeks.MOVED_GOALPOST
    built.on(OWNERS[slug], built.calendar.due(week)).call(
        EditKeyResult(key=built.result_key(slug, number), target=Decimal(weeks.MOVED_TO), reason=weeks.MOVED_BECAUSE)
    )


def _override(built: Builder) -> None:
    built.on(OWNERS[weeks.OVERRIDDEN], built.today).call(
        SetOverride(
            key=built.keys[weeks.OVERRIDDEN],
            status=Status.AT_RISK,
            reason=weeks.OVERRIDE_BECAUSE,
            until=built.today + timedelta(days=5),
        )
    )


def _acknowledgement(built: Builder, what: tuple[str, int, int], person: str, note: str | None) -> Callable[[], None]:
    def acknowledge() -> None:
        slug, number, week = what
        built.on(person, built.calendar.due(week)).call(
            AcknowledgeCheckIn(key=built.result_key(slug, number), number=built.numbers[what], note=note)
        )

    return acknowledge
