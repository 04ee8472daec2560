"""Past days of a large company, which are worked out as a whole before they can be looked at (R16)."""

from datetime import date

from okr.contract.base import Model, Query, operation


class PastDay(Model):
    """Whether a past day can be looked at without a wait."""

    day: date
    stands: bool


@operation("days.show", "GET", "/days/{day}")
class ShowDay(Query[PastDay]):
    """Whether a past day can be looked at at once: the company is small, or the day is kept. Answered at once itself."""

    day: date


@operation("days.prepare", "GET", "/days/{day}/prepared")
class PrepareDay(Query[PastDay]):
    """Work a past day out where it does not stand, and keep it for whatever the acting person asks about it.

    Takes some twenty seconds for a million key results, and nothing else waits for it. It stops where it is not wanted any more.
    """

    day: date
