"""Why an on-time rate is what it is (R14): whose periods were counted, and how each key result kept its own."""

from okr.contract.base import AsOf, Model, PersonRef, Query, Ratio, UnitRef, operation


class ResultKept(Model):
    """A key result, who reports on it, and how many of its check-in periods were kept how."""

    key: str
    title: str
    owner: PersonRef | None
    on_time: int
    late: int
    missed: int


class TimelinessReport(Model):
    """The on-time rate of a unit with all below it, or of a person, with what it was counted from.

    `goals` and `key_results` are the active ones of `cycle` that were counted; `results` those with a decided period, the most
    missed and late first; `more` such are there besides, and `hidden` goals are counted but not shown.
    """

    unit: UnitRef | None = None
    person: PersonRef | None = None
    cycle: str
    goals: int
    key_results: int
    on_time: int
    late: int
    missed: int
    on_time_rate: Ratio | None
    sentence: str
    results: tuple[ResultKept, ...]
    more: int = 0
    hidden: int = 0


@operation("timeliness.show", "GET", "/timeliness")
class ShowTimeliness(AsOf, Query[TimelinessReport]):
    """Why an on-time rate is what it is (R14): of a unit with all below it, the root unless one is given, or of a person.

    In the current cycle, or that of the day, unless one is given; how the periods of one key result were kept tells *why* of it.
    """

    unit: str | None = None
    person: str | None = None
    cycle: str | None = None
