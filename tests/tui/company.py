"""A made-up company: its goals, people and units, and how each is told in the words of the contract."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from okr.contract import goals, key_results
from okr.contract.base import Figures, PersonRef, UnitRef
from okr.domain.errors import NotFound
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, LinkKind, Metric, Source, Status
from tui.actions import MAY_CHECK_IN, MAY_EDIT

TODAY = date(2026, 11, 18)
STARTS, ENDS = date(2026, 10, 1), date(2026, 12, 31)
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
PPM = 1_000_000

OFF, RISK, ON, WAIT, DONE = Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.PENDING, Status.REACHED

EMPLOYEE: dict[str, Any] = {"me": "jonas", "leads": (), "home": "employee"}
LEAD: dict[str, Any] = {"me": "maria", "leads": ("CARE",), "home": "lead"}
ADMINISTRATOR: dict[str, Any] = {"administrator": True}
"""Who uses the interface: what `Company` takes for each; without any of it, an executive does."""


@dataclass
class Plan:
    """One goal of the made-up company."""

    key: str
    title: str
    owner: str | None
    unit: str
    progress: int | None
    expected: int
    status: Status
    parent: str | None = None
    link: LinkKind = LinkKind.CONTRIBUTES
    area: str | None = "Retention"
    stale: bool = False
    weakest: Status | None = None
    state: GoalState = GoalState.ACTIVE
    why: str | None = None
    computed: Status | None = None
    cycle: str = "2026-Q4"


PEOPLE = {
    "ada": "Ada Lindqvist",
    "maria": "Maria Lopes",
    "jonas": "Jonas Weber",
    "priya": "Priya Raman",
    "tom": "Tom Okafor",
    "lena": "Lena Fischer",
    "sam": "Sam Carter",
}
UNITS = {
    "ACME": "Northwind Internet",
    "CARE": "Customer Care",
    "PROD": "Product",
    "SALES": "Sales and Success",
    "OPS": "Operations",
    "CHAT": "Chat and phone",
}
AREAS = ("Retention", "Fast answers", "Onboarding", "Trust")

PLANS = [
    Plan("ACME-1", "Customers stay because we keep our promises", "ada", "ACME", 540_000, 530_000, ON, weakest=OFF,
         why="One customer in five leaves in the first year, most of them after a broken promise."),
    Plan("ACME-2", "Customers recommend us to their neighbours", "ada", "ACME", 410_000, 530_000, RISK, weakest=OFF),
    Plan("CARE-1", "Answer every customer within two hours", "maria", "CARE", 330_000, 530_000, OFF, "ACME-1",
         area="Fast answers", why="Customers who wait a day churn twice as often as those who get an answer at once."),
    Plan("CARE-2", "Solve problems at the first contact", "jonas", "CARE", 620_000, 530_000, ON, "ACME-1", area="Fast answers"),
    Plan("CHAT-1", "Bring the chat queue below five minutes", "priya", "CHAT", 280_000, 530_000, OFF, "CARE-1", area="Fast answers"),
    Plan("CHAT-2", "Every agent can settle a refund alone", "tom", "CHAT", 850_000, 530_000, ON, "CARE-1", area="Fast answers", stale=True),
    Plan("PROD-1", "New customers are online on the first day", "lena", "PROD", 480_000, 530_000, ON, "ACME-2", area="Onboarding"),
    Plan("PROD-2", "Outages are announced before customers notice them, in every region and every language", None, "PROD", None, 530_000, WAIT, "ACME-2", area="Trust"),
    Plan("SALES-1", "Renewals are a conversation, not a form", "sam", "SALES", PPM, 530_000, DONE, "ACME-1"),
    Plan("OPS-1", "Field visits arrive inside the promised hour", "sam", "OPS", 390_000, 530_000, RISK, "ACME-1", link=LinkKind.SUPPORTS, area="Trust"),
]  # fmt: skip

VALUES = {
    OFF: ("6.5", "5.9", "5.6", "5.8", "5.4"),
    RISK: ("41", "44", "47", "46", "49"),
    ON: ("52", "58", "61", "66", "70"),
    WAIT: (),
    DONE: ("90", "96", "100", "104"),
}


def person(handle: str | None) -> PersonRef | None:
    """A person of the company."""
    return PersonRef(handle=handle, name=PEOPLE.get(handle, handle)) if handle else None


def unit(key: str) -> UnitRef:
    """A unit of the company."""
    return UnitRef(key=key, name=UNITS.get(key, key))


@dataclass
class Company:
    """What the fake backend holds; tests change it."""

    plans: list[Plan] = field(default_factory=lambda: [replace(plan) for plan in PLANS])
    me: str = "ada"
    roles: tuple[str, ...] = ("employee", "lead", "executive")
    home: str = "executive"
    may: tuple[str, ...] = (MAY_EDIT, MAY_CHECK_IN)
    organisation: str = "Northwind Internet"
    areas: tuple[str, ...] = AREAS
    divisions: tuple[str, ...] = ("CARE", "PROD", "SALES", "OPS")
    people_names: dict[str, str] = field(default_factory=lambda: dict(PEOPLE))
    note: str = "Two agents ill, the new routing is live in the north."
    blocker: str | None = "Waiting for the routing licence"
    measure: str = "hours"
    empty: bool = False
    administrator: bool = False
    leads: tuple[str, ...] = ("ACME",)
    of_goals: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What else is told of a goal, by its key: fields of `GoalView`."""

    def goal(self, plan: Plan) -> goals.GoalRow:
        """A goal as lists show it."""
        parents = self._parents(plan)
        override = None
        if plan.computed is not None:
            override = goals.OverrideView(
                status=plan.status,
                computed=plan.computed,
                reason="The supplier is late",
                by=PersonRef(handle="maria", name="Maria Lopes"),
                until=ENDS,
            )
        return goals.GoalRow(
            key=plan.key, title=plan.title, owner=self.person(plan.owner), unit=unit(plan.unit), state=plan.state,
            ambition=Ambition.COMMITTED, cycle=plan.cycle, focus_area=plan.area, starts=STARTS, due=ENDS,
            parents=parents, children=len(self.children(plan.key)), key_results=2,
            last_reading_on=TODAY - timedelta(days=5) if plan.progress is not None else None,
            external_id=None, version=3, progress=plan.progress, progress_raw=plan.progress, expected=plan.expected,
            coverage=PPM if plan.progress is not None else 0, status=plan.status, weakest=plan.weakest, stale=plan.stale,
            override=override,
        )  # fmt: skip

    def person(self, handle: str | None) -> PersonRef | None:
        """A person under the name that the test gives."""
        return PersonRef(handle=handle, name=self.people_names.get(handle, handle)) if handle else None

    def plan(self, key: str) -> Plan:
        """The plan of a goal."""
        for plan in self.plans:
            if plan.key == key:
                return plan
        raise NotFound(f"There is no goal {key}.", hint="Did you mean CARE-1?")

    def children(self, key: str | None) -> list[Plan]:
        """The goals directly below a goal, or the tops."""
        return [plan for plan in self.plans if plan.parent == key]

    def _parents(self, plan: Plan) -> tuple[goals.ParentRef, ...]:
        if plan.parent is None:
            return ()
        above = self.plan(plan.parent)
        return (goals.ParentRef(key=above.key, title=above.title, kind=plan.link, weight=Decimal(1)),)

    def sight(self, plan: Plan) -> tuple[goals.ParentRef, ...]:
        """The way to the top, the top first."""
        way: list[goals.ParentRef] = []
        parents = self._parents(plan)
        while parents:
            way.insert(0, parents[0])
            parents = self._parents(self.plan(parents[0].key))
        return tuple(way)

    def results(self, plan: Plan) -> tuple[key_results.KeyResultView, ...]:
        """Two key results of a goal: one that moves, one that must hold."""
        values = tuple(map(Decimal, VALUES[plan.status]))
        first = self._result(
            plan,
            1,
            "Median time to the first answer",
            Metric.DECREASE if plan.status is OFF else Metric.INCREASE,
            values,
        )
        second = self._result(
            plan, 2, "Complaints per thousand calls stay low", Metric.AT_MOST, tuple(map(Decimal, ("3", "4", "3")))
        )
        return first, second

    def _result(
        self, plan: Plan, number: int, title: str, metric: Metric, values: tuple[Decimal, ...]
    ) -> key_results.KeyResultView:
        holds = metric is Metric.AT_MOST
        return key_results.KeyResultView(
            key=f"{plan.key}.{number}", title=title, goal=plan.key, goal_title=plan.title, goal_state=plan.state, owner=self.person(plan.owner),
            unit=unit(plan.unit), state=KeyResultState.ACTIVE, metric=metric,
            unit_of_measure="" if holds else self.measure, baseline=None if holds else Decimal("7.5"),
            target=None if holds else Decimal("2" if metric is Metric.DECREASE else "80"), stretch=None, lower=None,
            upper=Decimal(5) if holds else None, amber_lower=None, amber_upper=None,
            current=values[-1] if values else None, has_reading=bool(values), last_check_in=len(values),
            last_reading_on=TODAY - timedelta(days=9) if values else None, last_note=self.note if values else None,
            confidence=60 if values else None, blocker=self.blocker if number == 1 and plan.status is OFF else None,
            starts=STARTS, due=ENDS, cadence="weekly", grace_days=2, next_due_on=TODAY + timedelta(days=2),
            overdue=plan.status is OFF, weight=Decimal(1), counts=True,
            source=Source.TYPED, feed_method=None, survey=None, minimum_answers=None, guardrail=holds,
            guardrail_broken=False, checkpoints=(), milestones=(), parents=(), recent_values=values, external_id=None,
            imported=False, version=2, progress=plan.progress, progress_raw=plan.progress, expected=plan.expected,
            coverage=PPM, status=ON if holds else plan.status, stale=plan.stale,
        )  # fmt: skip


def named(company: Company, handle: str) -> PersonRef:
    found = company.person(handle)
    assert found is not None
    return found


def figures(view: Figures) -> Figures:
    return Figures(
        progress=view.progress, progress_raw=view.progress_raw, expected=view.expected, coverage=view.coverage,
        status=view.status, weakest=view.weakest, stale=view.stale,
    )  # fmt: skip
