"""A backend over a made-up company: answers requests from memory, so that screens can be tested without a database.

The real `tui.gateway.Gateway` stands above it; what is tested is everything but the application.
"""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from okr.contract import accountability, alignment, check_ins, cycles, focus_areas, goals, organisation, search
from okr.contract.base import Page
from okr.contract.smart import SmartFindingView
from okr.domain.errors import Conflict, NotAllowed
from okr.domain.vocabulary import Ambition, SmartLetter, Verdict, Visibility
from tests.tui.company import ENDS, PEOPLE, PPM, STARTS, TODAY, WAIT, Company, Plan, named, unit
from tests.tui.rooms import ANSWERS
from tests.tui.rooms.homes import blocked
from tui.actions import MAY_EDIT


class FakeBackend:
    """Answers requests from a company in memory; `fail` makes an operation fail, `hold` makes it wait."""

    def __init__(self, company: Company | None = None) -> None:
        self.company = company or Company()
        self.calls: list[Any] = []
        self.keys: list[str | None] = []
        self.fail: dict[type, Exception] = {}
        self.answers = dict(ANSWERS)
        self.hold = threading.Event()
        self.hold.set()
        self.recorded: list[check_ins.NewCheckIn] = []
        self.interrupted = False
        self.closed = False
        self.turned = True
        self.marker = "1"
        self.page = 100
        self._guard = threading.Lock()

    def call(self, request: Any, *, key: str | None = None) -> Any:
        """Answer as the application would."""
        with self._guard:
            self.calls.append(request)
            self.keys.append(key)
        self.hold.wait(20)
        error = self.fail.get(type(request))
        if error is not None:
            raise error
        answer = self.answers.get(type(request))
        if answer is not None:
            return answer(self, request)
        method: Callable[[Any], Any] = getattr(self, _method(type(request)))
        return method(request)

    def interrupt(self) -> None:
        """Let waiting calls go."""
        self.interrupted = True
        self.hold.set()

    def close(self) -> None:
        """Note that it was closed."""
        self.closed = True

    def asked(self, kind: type) -> list[Any]:
        """The requests of a kind, in the order in which they came."""
        return [call for call in self.calls if isinstance(call, kind)]

    # -- the session

    def _latest_change(self, _: Any) -> organisation.ChangeMarker:
        return organisation.ChangeMarker(marker=self.marker)

    def _who_am_i(self, _: Any) -> organisation.Me:
        company = self.company
        me = company.person(company.me)
        assert me is not None
        return organisation.Me(
            handle=me.handle, name=me.name, email=None, unit=unit("ACME"), is_administrator=company.administrator,
            leads=tuple(map(unit, company.leads)), reports=4, home=company.home,
        )  # fmt: skip

    def _show_organisation(self, _: Any) -> organisation.OrganisationView:
        return organisation.OrganisationView(
            name=self.company.organisation, vision="Everyone in the valley can count on their line.", service_values=(),
            fiscal_year_starts_month=1, time_zone="UTC", cadence="weekly", grace_days=2, minimum_answers=30,
            owner=None, root_unit=unit("ACME"), today=TODAY, turned_to=TODAY if self.turned else None, is_demo=True,
            people=len(PEOPLE), goals=len(self.company.plans), version=1,
        )  # fmt: skip

    def _turn_day(self, _: Any) -> Any:
        from okr.contract.verification import TurnReport

        self.turned = True
        return TurnReport(day=TODAY, key_results=2, goals=1, seconds=0.1, finished=True)

    def _list_cycles(self, _: Any) -> Page[cycles.CycleView]:
        from okr.domain.vocabulary import CycleKind, CycleState

        cycle = cycles.CycleView(
            key="2026-Q4", kind=CycleKind.QUARTER, parent=None, starts_on=STARTS, ends_on=ENDS,
            state=CycleState.ACTIVE, on_track_percent=90, at_risk_percent=70, allowance_percent=5, goals=10,
            is_current=True, external_id=None, version=1,
        )  # fmt: skip
        return Page[cycles.CycleView](items=(cycle,))

    def _list_focus_areas(self, _: Any) -> Page[focus_areas.FocusAreaView]:
        items = tuple(
            focus_areas.FocusAreaView(
                key=name, name=name, customers=None, meaning=None, behaviour=None, benefit=None, owner=None, goals=1,
                external_id=None, archived=False, version=1,
            )
            for name in self.company.areas
        )  # fmt: skip
        return Page[focus_areas.FocusAreaView](items=items)

    # -- goals

    def _show_goal_tree(self, request: goals.ShowGoalTree) -> goals.GoalTree:
        company = self.company
        if request.up:
            return goals.GoalTree(roots=(self._up(company.plan(request.key or "")),), upwards=True)
        start = int(request.cursor or 0)
        limit = min(request.limit, self.page)
        if request.keys:
            return goals.GoalTree(
                roots=tuple(self._with_children(company.plan(key), limit) for key in request.keys), upwards=False
            )
        if request.key is None:
            tops = [] if company.empty else company.children(None)
            more = str(start + limit) if start + limit < len(tops) else None
            return goals.GoalTree(
                roots=tuple(self._node(plan, request.depth) for plan in tops[start : start + limit]),
                upwards=False, next_cursor=more,
            )  # fmt: skip
        plan = company.plan(request.key)
        below = company.children(plan.key)
        more = str(start + limit) if start + limit < len(below) else None
        node = self._node(plan, 0)
        children = tuple(self._node(child, request.depth - 1) for child in below[start : start + limit])
        return goals.GoalTree(
            roots=(node.model_copy(update={"children": children, "more_children": 0}),), upwards=False, next_cursor=more
        )

    def _with_children(self, plan: Plan, limit: int) -> goals.TreeNode:
        below = self.company.children(plan.key)
        children = tuple(self._node(child, 0) for child in below[:limit])
        return self._node(plan, 0).model_copy(
            update={"children": children, "more_children": max(0, len(below) - limit)}
        )

    def _node(self, plan: Plan, depth: int) -> goals.TreeNode:
        below = self.company.children(plan.key)
        return goals.TreeNode(
            goal=self.company.goal(plan), link=plan.link if plan.parent else None, weight=Decimal(1), share=PPM // 2,
            children=tuple(self._node(child, depth - 1) for child in below) if depth > 0 else (),
            more_children=0 if depth > 0 else len(below),
        )  # fmt: skip

    def _up(self, plan: Plan) -> goals.TreeNode:
        above = (self._up(self.company.plan(plan.parent)),) if plan.parent else ()
        return goals.TreeNode(goal=self.company.goal(plan), link=None, weight=None, share=None, children=above)

    def _list_goals(self, request: goals.ListGoals) -> Page[goals.GoalRow]:
        def fits(plan: Plan) -> bool:
            words = (request.matching or "").casefold().split()
            return (
                all(word in f"{plan.key} {plan.title}".casefold() for word in words)
                and request.status in {None, plan.status}
                and request.owner in {None, plan.owner}
                and request.cycle in {None, plan.cycle}
                and request.unit in ({None, plan.unit} if request.unit_only else {None, plan.unit, "ACME"})
                and request.ambition in {None, Ambition.COMMITTED}
                and (request.due_until is None or request.due_until >= ENDS)
                and (request.due_from is None or request.due_from <= ENDS)
                and (
                    request.focus_area is None or (plan.area or "").casefold().startswith(request.focus_area.casefold())
                )
                and (request.stale is None or plan.stale == request.stale)
                and (not request.without_owner or plan.owner is None)
            )

        found = [plan for plan in self.company.plans if fits(plan)]
        if request.sort == "behind":
            found.sort(key=lambda plan: (plan.progress if plan.progress is not None else PPM) - plan.expected)
        start, limit = int(request.cursor or 0), min(request.limit, self.page)
        more = str(start + limit) if start + limit < len(found) else None
        rows = tuple(self.company.goal(plan) for plan in found[start : start + limit])
        return Page[goals.GoalRow](items=rows, next_cursor=more, hidden=0)

    def _show_goal(self, request: goals.ShowGoal) -> goals.GoalView:
        company = self.company
        plan = company.plan(request.key)
        steps = 7
        history = tuple(
            goals.DayFigures(
                day=STARTS + timedelta(days=7 * step),
                progress=(plan.progress or 0) * step // steps + (20_000 if step % 2 else 0),
                expected=530_000 * step // steps, status=plan.status,
            )
            for step in range(steps + 1)
        )  # fmt: skip
        return goals.GoalView(
            **company.goal(plan).model_dump(),
            why=plan.why, sponsor=company.person("ada"), delegate=None, contributors=(named(company, "tom"),),
            visibility=Visibility.ORGANISATION, readers=(), results=() if company.empty else company.results(plan),
            child_goals=() if company.empty else tuple(company.goal(child) for child in company.children(plan.key)),
            weakest_child="CHAT-1" if plan.weakest else None, broken_guardrails=(),
            history=() if company.empty else history, imported=False, activated_on=STARTS,
            line_of_sight=company.sight(plan), may=company.may,
        )  # fmt: skip

    def _edit_goal(self, request: goals.EditGoal) -> goals.GoalView:
        if MAY_EDIT not in self.company.may:
            raise NotAllowed(f"You may not edit {request.key}.", hint="Maria Lopes may.")
        if request.version != 3:
            raise Conflict("Somebody else changed it.")
        plan = self.company.plan(request.key)
        plan.title = request.title or plan.title
        plan.why = request.why if "why" in request.model_fields_set else plan.why
        return self._show_goal(goals.ShowGoal(key=request.key))

    def _check_smart(self, request: goals.CheckSmart) -> goals.SmartReport:
        findings = (
            SmartFindingView(letter=SmartLetter.SPECIFIC, verdict=Verdict.PASS, reason="The title names what changes.", proposal=None),
            SmartFindingView(letter=SmartLetter.MEASURABLE, verdict=Verdict.PASS, reason="Two key results have baseline and target.", proposal=None),
            SmartFindingView(letter=SmartLetter.ACHIEVABLE, verdict=Verdict.WARN, reason="The target asks for 3.4 times the best change so far.", proposal="Aim at 3 hours first."),
            SmartFindingView(letter=SmartLetter.RELEVANT, verdict=Verdict.PASS, reason="It leads to a goal above.", proposal=None),
            SmartFindingView(letter=SmartLetter.TIME_BOUND, verdict=Verdict.PASS, reason="It is due on 31 Dec.", proposal=None),
        )  # fmt: skip
        return goals.SmartReport(key=request.key, title="", letters="SMART", findings=findings, may_be_activated=True)

    # -- the rest

    def _show_accountability(self, request: accountability.ShowAccountability) -> accountability.AccountabilityReport:
        company = self.company

        def row(number: int, **who: Any) -> accountability.AccountabilityRow:
            return accountability.AccountabilityRow(
                **who, goals=4 + number, key_results=9, on_track=3, at_risk=1, off_track=number % 3, pending=1, reached=1,
                stale=1, on_time=20 + number, late=3, missed=number, on_time_rate=PPM * (20 + number) // (23 + 2 * number),
                overdue=number, oldest_overdue_on=TODAY - timedelta(days=3 * number) if number else None, blockers=number % 2,
                without_owner=1 if number == 1 else 0, moved_goalposts=0,
            )  # fmt: skip

        units = (
            ()
            if request.unit or company.empty
            else tuple(row(index, unit=unit(key)) for index, key in enumerate(company.divisions))
        )
        people = (
            ()
            if company.empty
            else tuple(
                row(index, person=named(company, handle)) for index, handle in enumerate(list(company.people_names)[:4])
            )
        )
        return accountability.AccountabilityReport(
            unit=row(2, unit=unit(request.unit or "ACME")), units=units, people=people,
            blockers=blocked(self.company),
            ownerless=() if company.empty else (accountability.OwnerlessGoal(key="PROD-2", title="Outages are announced", unit=unit("PROD"), status=WAIT),),
        )  # fmt: skip

    def _show_alignment(self, _: Any) -> alignment.AlignmentReport:
        total = alignment.UnitAlignment(
            unit=unit("ACME"),
            goals=10,
            orphans=1,
            orphan_rate=62_000,
            people=7,
            people_with_line_of_sight=6,
            line_of_sight=880_000,
        )
        return alignment.AlignmentReport(total=total, units=(), tops=(), orphans=(), people_without=())

    def _search(self, request: search.Search) -> search.Hits:
        words = request.text.casefold().split()
        found = [
            search.Hit(kind="goal", key=plan.key, title=plan.title, detail=unit(plan.unit).name)
            for plan in self.company.plans
            if all(word in f"{plan.key} {plan.title}".casefold() for word in words)
        ]
        found += [
            search.Hit(kind="person", key=handle, title=name, detail=None)
            for handle, name in self.company.people_names.items()
            if all(word in name.casefold() for word in words)
        ]
        found = [hit for hit in found if not request.kinds or hit.kind in request.kinds]
        return search.Hits(items=tuple(found[: request.limit]))


def _method(kind: type) -> str:
    """The method that answers a kind of request: `ShowGoal` is answered by `_show_goal`."""
    return "_" + re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
