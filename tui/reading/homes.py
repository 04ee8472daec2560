"""The three homes: employee, lead, executive.

What not every home shows is loaded where it is read: whoever opens the interface waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.agreements import ask, subscribed
from tui.reading.basics import clean, numbers, person, text, unit
from tui.reading.goals import goal, parent, result
from tui.view_models.basics import Named
from tui.view_models.homes import (
    Acknowledged,
    EmployeeHome,
    ExecutiveHome,
    HeatCell,
    Home,
    LeadHome,
    Member,
    Moved,
    MyGoal,
    RateDay,
    Risk,
    Watermelon,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from okr.contract import homes as homes_contract
    from okr.contract.blockers import BlockerView
    from okr.contract.initiatives import InitiativeView
    from tui.view_models.conversation import Blocker, Work


def home(view: homes_contract.Home) -> Home:
    """The home of the acting person."""
    return Home(
        role=view.role,
        roles=view.roles,
        me=person(view.me),
        organisation=clean(view.organisation),
        cycle=clean(view.cycle),
        cycle_starts_on=view.cycle_starts_on,
        cycle_ends_on=view.cycle_ends_on,
        today=view.today,
        summary=numbers(view.summary) if view.summary else None,
        employee=_employee(view.employee) if view.employee else None,
        lead=_lead(view.lead) if view.lead else None,
        executive=_executive(view.executive) if view.executive else None,
        blockers=_blockers(view.blockers) if view.blockers else (),
        work=_work(view.work) if view.work else (),
        reviews=tuple(map(goal, view.reviews)),
    )


def _blockers(views: Iterable[BlockerView]) -> tuple[Blocker, ...]:
    from tui.reading.conversation import blocker

    return tuple(map(blocker, views))


def _work(views: Iterable[InitiativeView]) -> tuple[Work, ...]:
    from tui.reading.conversation import work

    return tuple(map(work, views))


def _employee(view: homes_contract.EmployeeHome) -> EmployeeHome:
    from tui.reading.check_ins import due
    from tui.reading.goal_card import forecast

    return EmployeeHome(
        goals=tuple(
            MyGoal(
                goal(mine.goal),
                tuple(map(result, mine.results)),
                tuple(map(parent, mine.line_of_sight)),
                {clean(heading.key): forecast(heading.forecast) for heading in mine.headings},
            )
            for mine in view.goals
        ),
        due=tuple(map(due, view.due)),
        vision=text(view.vision),
        asks=tuple(map(ask, view.asks)),
        moved_above=tuple(map(_moved, view.moved_above)),
        acknowledged=tuple(map(acknowledged, view.acknowledged)),
    )


def _lead(view: homes_contract.LeadHome) -> LeadHome:
    from tui.reading.accountability import blocker
    from tui.reading.check_ins import due

    return LeadHome(
        teams=tuple(map(unit, view.teams)),
        due=tuple(map(due, view.due)),
        blockers=tuple(map(blocker, view.blockers)),
        goals=tuple(map(goal, view.goals)),
        members=tuple(
            Member(person(member.person), member.goals, member.worst, member.overdue, member.aligned)
            for member in view.members
        ),
        asks=tuple(map(ask, view.asks)),
        watermelons=tuple(
            Watermelon(clean(one.key), clean(one.title), clean(one.sentence)) for one in view.watermelons
        ),
        acknowledged=tuple(map(acknowledged, view.acknowledged)),
        is_counted=view.counted,
    )


def _executive(view: homes_contract.ExecutiveHome) -> ExecutiveHome:
    return ExecutiveHome(
        divisions=tuple(map(unit, view.divisions)),
        focus_areas=tuple(Named(clean(key), clean(view.area_names.get(key, key))) for key in view.focus_areas),
        heat=tuple(map(_heat, view.heat)),
        tops=tuple(map(goal, view.tops)),
        risks=tuple(Risk(goal(item.goal), item.risk, text(item.top), item.days_since_word) for item in view.risks),
        counts=dict(view.counts),
        stale=view.stale,
        orphan_ppm=view.orphan_rate,
        sight_ppm=view.line_of_sight,
        on_time_ppm=view.on_time_rate,
        moved=tuple(map(_moved, view.moved)),
        rates_on=view.rates_on,
        rate_days=tuple(RateDay(one.day, one.aligned, one.line_of_sight, one.on_time) for one in view.rate_days),
        subscriptions={clean(one.parent): subscribed(one) for one in view.subscriptions},
        asks=tuple(map(ask, view.asks)),
        is_counted=view.counted,
    )


def acknowledged(view: homes_contract.Acknowledged) -> Acknowledged:
    """A check-in that somebody has read."""
    return Acknowledged(clean(view.key), clean(view.title), person(view.by), text(view.note), view.recorded_at.date())


def _moved(view: homes_contract.Moved) -> Moved:
    return Moved(clean(view.key), clean(view.title), view.before, view.after)


def _heat(cell: homes_contract.HeatCell) -> HeatCell:
    return HeatCell(
        unit=unit(cell.unit),
        focus_area=clean(cell.focus_area),
        goals=cell.goals,
        progress_ppm=cell.progress,
        expected_ppm=cell.expected,
        status=cell.status,
        off_track=cell.off_track,
        at_risk=cell.at_risk,
        coverage_ppm=cell.coverage,
    )
