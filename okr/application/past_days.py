"""R16: whether a past day can be looked at without a wait, and working it out ahead where it cannot."""

from okr.application.case import ReadCase
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.contract.base import AsOf
from okr.contract.past_days import PastDay, PrepareDay, ShowDay
from storage.as_of import When
from storage.past_company import count_goals

AT_ONCE = 1_000
"""Goals up to which a past day is worked out for each answer, within a second; with more it is worked out as a whole, and kept."""


@reads(ShowDay)
def show_day(case: ReadCase, query: ShowDay) -> PastDay:
    """Whether the day can be looked at at once. InvalidInput for a day in the future."""
    when = when_of(case, AsOf(as_of=query.day))
    return PastDay(day=query.day, stands=when is None or _stands(case, when))


@reads(PrepareDay)
def prepare_day(case: ReadCase, query: PrepareDay) -> PastDay:
    """Work the day out unless it stands; Interrupted where that was stopped. InvalidInput for a day in the future."""
    when = when_of(case, AsOf(as_of=query.day))
    if when is not None and not _stands(case, when):
        from okr.application.laid_company import laid_company_on

        with laid_company_on(case, when, chosen=True):
            pass
    return PastDay(day=query.day, stands=True)


def _stands(case: ReadCase, when: When) -> bool:
    if count_goals(case.work, up_to=AT_ONCE + 1) <= AT_ONCE:
        return True
    from okr.application.laid_company import stands  # only a large company needs it

    return stands(case, when)
