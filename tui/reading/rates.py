"""What rates are counted from."""

from okr.contract.alignment import AlignmentReport
from okr.contract.timeliness import TimelinessReport
from tui.reading.accountability import unaligned
from tui.reading.basics import clean, maybe, unit
from tui.view_models.rates import Aligned, OnTime, ResultKept


def on_time(report: TimelinessReport) -> OnTime:
    """An on-time rate with what it was counted from."""
    return OnTime(
        who=unit(report.unit) if report.unit else maybe(report.person),
        is_person=report.person is not None,
        cycle=clean(report.cycle),
        goals=report.goals,
        key_results=report.key_results,
        rate_ppm=report.on_time_rate,
        sentence=clean(report.sentence),
        results=tuple(
            ResultKept(clean(one.key), clean(one.title), maybe(one.owner), one.on_time, one.late, one.missed)
            for one in report.results
        ),
        more=report.more,
        hidden=report.hidden,
    )


def aligned(report: AlignmentReport) -> Aligned:
    """How aligned a unit is, with what keeps it from being so."""
    total = report.total
    return Aligned(
        goals=total.goals,
        orphans=total.orphans,
        people=total.people,
        seeing=total.people_with_line_of_sight,
        leading_nowhere=tuple(map(unaligned, report.orphans)),
        without=tuple(one for person in report.people_without if (one := maybe(person)) is not None),
        hidden=report.hidden,
    )
