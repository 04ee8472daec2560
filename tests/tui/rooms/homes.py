"""What the made-up company answers about the three homes."""

from datetime import timedelta
from typing import Any

from okr.contract import accountability, alignment, contributions, homes, nudges
from okr.contract.base import Figures, Page
from okr.contract.insights import Watermelon
from tests.tui.company import DONE, ENDS, NOW, OFF, ON, RISK, STARTS, TODAY, WAIT, Company, named, unit
from tests.tui.rooms import agreements
from tests.tui.rooms.check_ins import due


def blocked(company: Company) -> tuple[accountability.Blocker, ...]:
    """A blocker on each goal that is off track."""
    plans = [] if company.empty else [plan for plan in company.plans if plan.parent is not None]
    return tuple(
        accountability.Blocker(
            key=f"{plan.key}.1", title="First answer", text=company.blocker, since=TODAY - timedelta(days=12),
            owner=company.person(plan.owner),
        )
        for plan in plans
        if plan.status is OFF and company.blocker
    )  # fmt: skip


def _asks(backend: Any) -> tuple[contributions.ContributionRow, ...]:
    kind = contributions.ListContributions
    found: tuple[contributions.ContributionRow, ...] = backend.answers[kind](backend, kind(waiting=True)).items
    return found


def _subscribed(backend: Any, key: str) -> tuple[contributions.SubscriptionView, ...]:
    kind = contributions.ShowSubscription
    found: tuple[contributions.SubscriptionView, ...] = agreements.OWN[kind](backend, kind(key=key)).parents
    return found


def _rate_days() -> tuple[homes.RateDay, ...]:
    """Eight weeks in which alignment grew and punctuality fell."""
    return tuple(
        homes.RateDay(
            day=TODAY - timedelta(weeks=weeks), aligned=938_000 - 30_000 * weeks, line_of_sight=880_000,
            on_time=814_000 + 21_000 * weeks,
        )
        for weeks in range(8, 0, -1)
    )  # fmt: skip


def _show_home(backend: Any, request: homes.ShowHome) -> homes.Home:
    company = backend.company
    role = request.role or company.home
    me = company.person(company.me)
    assert me is not None
    employee = _employee(backend) if role == "employee" else None
    lead = _lead(backend) if role == "lead" else None
    executive = _executive(backend) if role == "executive" else None
    summary = Figures(
        progress=500_000, progress_raw=500_000, expected=530_000, coverage=900_000, status=ON, weakest=OFF
    )
    return homes.Home.model_validate(
        {
            "role": role, "roles": company.roles, "me": me, "organisation": company.organisation, "cycle": "2026-Q4",
            "cycle_starts_on": STARTS, "cycle_ends_on": ENDS, "today": TODAY, "loaded_at": NOW,
            "summary": None if company.empty else summary, "employee": employee, "lead": lead, "executive": executive,
        }
    )  # fmt: skip


def _employee(backend: Any) -> homes.EmployeeHome:
    company = backend.company
    mine = [] if company.empty else [plan for plan in company.plans if plan.owner == company.me] or company.plans[:2]
    return homes.EmployeeHome(
        goals=tuple(
            homes.MyGoal(goal=company.goal(plan), results=company.results(plan), line_of_sight=company.sight(plan))
            for plan in mine
        ),
        due=due(company, mine),
        moved_above=()
        if company.empty
        else (
            homes.Moved(
                key="ACME-1", title="Customers stay because we keep our promises", before=500_000, after=540_000
            ),
        ),
        acknowledged=()
        if company.empty
        else (
            homes.Acknowledged(
                key="CARE-1.1",
                number=4,
                title="First answer",
                by=named(company, "jonas"),
                note=company.blocker or None,
                recorded_at=NOW - timedelta(days=2),
            ),
        ),
        asks=_asks(backend),
        vision="Everyone in the valley can count on their line.",
    )


def _lead(backend: Any) -> homes.LeadHome:
    company = backend.company
    plans = [] if company.empty else [plan for plan in company.plans if plan.parent is not None]
    members = [] if company.empty else [handle for handle in company.people_names if handle != company.me]
    worst = [OFF, RISK, ON, None, DONE, ON]
    return homes.LeadHome(
        teams=(unit("CARE"), unit("CHAT")),
        due=due(company, plans),
        blockers=blocked(company),
        goals=tuple(company.goal(plan) for plan in plans),
        members=tuple(
            homes.TeamMember(person=named(company, handle), goals=index % 3, worst=worst[index % 6], overdue=2 if index == 0 else 0, aligned=index != 2)
            for index, handle in enumerate(members)
        ),
        asks=_asks(backend),
        watermelons=() if company.empty else (
            Watermelon(
                key="CARE-2.1", title="First answer",
                sentence="CARE-2.1 is green outside and red inside, 2 check-ins in a row: the owner says on track where the pace says at risk",
            ),
        ),
    )  # fmt: skip


def _executive(backend: Any) -> homes.ExecutiveHome:
    company = backend.company
    plans = [] if company.empty else company.plans
    statuses = [ON, OFF, RISK, None, DONE, ON, WAIT, ON]
    cells = []
    for row, area in enumerate(company.areas):
        for column, division in enumerate(company.divisions):
            status = statuses[(row * 3 + column * 5) % 8]
            if status is None:
                continue
            cells.append(
                homes.HeatCell(
                    unit=unit(division), focus_area=area, goals=2 + row, progress=(330_000 + 70_000 * ((row + column) % 8)),
                    expected=530_000, status=status, off_track=1 if status is OFF else 0, at_risk=1 if status is RISK else 0,
                    coverage=1_000_000 if (row + column) % 3 else 640_000,
                )
            )  # fmt: skip
    behind = [plan for plan in plans if plan.status in {OFF, RISK}]
    return homes.ExecutiveHome(
        divisions=tuple(unit(key) for key in company.divisions),
        focus_areas=() if company.empty else company.areas,
        area_names={area: area for area in company.areas},
        heat=() if company.empty else tuple(cells),
        tops=tuple(company.goal(plan) for plan in plans if plan.parent is None),
        risks=tuple(
            homes.RiskItem(goal=company.goal(plan), risk=90_000 - 10_000 * index, top="ACME-1", days_since_word=(3, 19, 0, None)[index % 4])
            for index, plan in enumerate(behind)
        ),
        counts={OFF: 2, RISK: 2, ON: 4, WAIT: 1, DONE: 1} if plans else {},
        stale=1 if plans else 0,
        orphan_rate=62_000 if plans else None,
        line_of_sight=880_000 if plans else None,
        on_time_rate=814_000 if plans else None,
        moved=tuple(
            homes.Moved(key=plan.key, title=plan.title, before=(plan.progress or 0) - step, after=plan.progress)
            for plan, step in zip(plans[1:4], (70_000, -40_000, 0), strict=False)
        ),
        rates_on=TODAY if plans else None,
        rate_days=_rate_days() if plans else (),
        subscriptions=tuple(view for plan in plans if plan.parent is None for view in _subscribed(backend, plan.key)),
        asks=_asks(backend),
    )  # fmt: skip


def _nudge(backend: Any, request: nudges.Nudge) -> nudges.NudgeView:
    company = backend.company
    told = company.person(request.person or company.plan((request.about or "").partition(".")[0]).owner)
    return nudges.NudgeView(key=request.about or told.handle, told=told, text="Ada Lindqvist nudges you")


def _orphans(backend: Any, _: alignment.ListOrphans) -> Page[alignment.OrphanGoal]:
    company = backend.company
    plans = [] if company.empty else [plan for plan in company.plans if plan.key == "OPS-1"]
    items = (
        alignment.OrphanGoal(key=plan.key, title=plan.title, unit=unit(plan.unit), owner=company.person(plan.owner))
        for plan in plans
    )
    return Page[alignment.OrphanGoal](items=tuple(items))


ANSWERS: dict[type, Any] = {homes.ShowHome: _show_home, nudges.Nudge: _nudge, alignment.ListOrphans: _orphans}
