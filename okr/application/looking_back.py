"""R16: whether a query looks back, and at which moment; how the past is worked out lives in `as_of`."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from okr.application.case import ReadCase
from okr.contract.base import AsOf
from okr.domain.errors import InvalidInput

if TYPE_CHECKING:
    from storage.as_of import When


def written_by(case: ReadCase, query: AsOf) -> datetime | None:
    """Up to when something must have been written to be shown: the evening of the day, or an earlier time; None for all."""
    when = when_of(case, query)
    if when is None:
        return None
    evening = datetime.combine(when.day, time.max, tzinfo=case.settings.time_zone).astimezone(UTC)
    return evening if when.known_at is None else min(when.known_at, evening)


def when_of(case: ReadCase, query: AsOf) -> "When | None":
    """The moment that a query looks at; None for now. InvalidInput for a day in the future.

    A `known_at` without a time zone is in the organisation's.
    """
    if query.as_of is None and query.known_at is None:
        return None
    if query.as_of is not None and query.as_of > case.today:
        raise InvalidInput(
            f"{query.as_of} is in the future; today is {case.today}, and what will be is not known.",
            field="as_of",
        )
    known_at = query.known_at
    if known_at is not None and known_at.tzinfo is None:
        known_at = known_at.replace(tzinfo=case.settings.time_zone)
    if known_at is None and query.as_of in {None, case.today}:
        return None
    from storage.as_of import When  # what only the past needs is loaded with it

    return When(query.as_of or case.today, known_at)
