"""From the contract's answers to what the screens show; every foreign text is cleaned on the way.

Imports the contract and with it pydantic: only `tui.gateway` imports this, late, in a worker.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from okr.contract import accountability as accountability_contract
from okr.contract import homes as homes_contract
from okr.contract import why as why_contract
from okr.contract.base import Figures, Page, PersonRef, UnitRef
from okr.contract.check_ins import CheckInPreview, CheckInsResult, CheckInView, DueItem
from okr.contract.cycles import CycleView
from okr.contract.goals import GoalRow, GoalTree, GoalView, OverrideView, ParentRef, SmartReport, TreeNode
from okr.contract.key_results import KeyResultView
from okr.contract.organisation import Me, OrganisationView
from okr.contract.search import Hits
from okr.domain.text import clean_for_display
from okr.domain.vocabulary import Source, Status
from tui.actions import MAY_CHECK_IN
from tui.view_models import (
    Accountability,
    AccountRow,
    BlockerItem,
    Branch,
    Cascade,
    CheckInItem,
    Day,
    DuePage,
    DueRow,
    EmployeeHome,
    ExecutiveHome,
    Forecast,
    Found,
    GoalCard,
    GoalItem,
    GoalPage,
    HeatCell,
    Home,
    LeadHome,
    Letter,
    Leverage,
    Member,
    Moved,
    Movement,
    MyGoal,
    Named,
    Numbers,
    Override,
    Parent,
    Part,
    Preview,
    ReadingUsed,
    Recorded,
    ResultItem,
    Risk,
    Role,
    Session,
    Step,
    Why,
)


def session(me: Me, organisation: OrganisationView, *, cycles: Iterable[CycleView], marker: str) -> Session:
    """Who is looking, and at what."""
    turned = organisation.turned_to
    return Session(
        organisation=_clean(organisation.name),
        today=organisation.today,
        me=Named(_clean(me.handle), _clean(me.name)),
        home=_role(me.home),
        leads=tuple(map(_unit, me.leads)),
        is_administrator=me.is_administrator,
        day_is_turned=turned is not None and turned >= organisation.today,
        is_demo=organisation.is_demo,
        root=_clean(organisation.root_unit.key),
        cycle=next((_clean(cycle.key) for cycle in cycles if cycle.is_current), None),
        marker=marker,
    )


def home(view: homes_contract.Home, *, areas: Mapping[str, str]) -> Home:
    """The home of the acting person; `areas` are the names of focus areas by key."""
    return Home(
        role=view.role,
        roles=view.roles,
        me=_person(view.me),
        organisation=_clean(view.organisation),
        cycle=_clean(view.cycle),
        cycle_starts_on=view.cycle_starts_on,
        cycle_ends_on=view.cycle_ends_on,
        today=view.today,
        summary=_numbers(view.summary) if view.summary else None,
        employee=_employee(view.employee) if view.employee else None,
        lead=_lead(view.lead) if view.lead else None,
        executive=_executive(view.executive, areas) if view.executive else None,
    )


def cascade(tree: GoalTree) -> Cascade:
    """A part of the cascade."""
    return Cascade(tuple(map(_branch, tree.roots)), tree.hidden, tree.next_cursor)


def goal_page(page: Page[GoalRow]) -> GoalPage:
    """A page of a list of goals."""
    return GoalPage(tuple(map(goal, page.items)), page.hidden or 0, page.next_cursor)


def goal(row: GoalRow) -> GoalItem:
    """A goal as lists show it."""
    return GoalItem(
        key=_clean(row.key),
        title=_clean(row.title),
        owner=_maybe(row.owner),
        unit=_unit(row.unit),
        state=row.state,
        ambition=row.ambition,
        cycle=_clean(row.cycle),
        focus_area=_text(row.focus_area),
        starts=row.starts,
        due=row.due,
        parents=tuple(map(_parent, row.parents)),
        children=row.children,
        key_results=row.key_results,
        last_reading_on=row.last_reading_on,
        override=_override(row.override) if row.override else None,
        version=row.version,
        numbers=replace(_numbers(row), set_by_hand=row.override is not None),
    )


def result(view: KeyResultView) -> ResultItem:
    """A key result with its readings in short."""
    return ResultItem(
        key=_clean(view.key),
        title=_clean(view.title),
        goal=_clean(view.goal),
        goal_title=_clean(view.goal_title),
        owner=_maybe(view.owner),
        state=view.state,
        metric=view.metric,
        measure=_clean(view.unit_of_measure or ""),
        baseline=view.baseline,
        target=view.target,
        lower=view.lower,
        upper=view.upper,
        current=view.current,
        has_reading=view.has_reading,
        last_reading_on=view.last_reading_on,
        last_note=_text(view.last_note),
        confidence=view.confidence,
        blocker=_text(view.blocker),
        due=view.due,
        next_due_on=view.next_due_on,
        overdue=view.overdue,
        weight=view.weight,
        counts=view.counts,
        fed=view.source is Source.FED,
        guardrail=view.guardrail,
        guardrail_broken=view.guardrail_broken,
        recent=view.recent_values,
        version=view.version,
        numbers=_numbers(view),
    )


def goal_card(
    view: GoalView,
    *,
    smart: SmartReport,
    check_ins: Iterable[CheckInView],
    why: why_contract.Explanation,
    areas: Mapping[str, str],
) -> GoalCard:
    """A goal with everything that belongs to it."""
    return GoalCard(
        item=goal(view),
        area=_text(areas.get(view.focus_area, view.focus_area)) if view.focus_area else None,
        why=_long(view.why),
        sponsor=_maybe(view.sponsor),
        contributors=tuple(map(_person, view.contributors)),
        results=tuple(map(result, view.results)),
        child_goals=tuple(map(goal, view.child_goals)),
        hidden_children=view.hidden_children,
        weakest_child=view.weakest_child,
        broken_guardrails=tuple(map(_clean, view.broken_guardrails)),
        history=tuple(Day(day.day, day.progress, day.expected) for day in view.history),
        line_of_sight=tuple(map(_parent, view.line_of_sight)),
        may=frozenset(view.may),
        imported=view.imported,
        letters=tuple(
            Letter(finding.letter, finding.verdict, _clean(finding.reason), _text(finding.proposal))
            for finding in smart.findings
        ),
        check_ins=tuple(map(check_in, check_ins)),
        forecast=_forecast(why.forecast) if why.forecast else None,
    )


def check_in(view: CheckInView) -> CheckInItem:
    """One check-in."""
    return CheckInItem(
        key=_clean(view.key),
        number=view.number,
        effective_on=view.effective_on,
        value=view.value,
        confidence=view.confidence,
        status=view.status,
        note=_text(view.note),
        blocker=_text(view.blocker),
        by=_clean(view.by.name) if view.by else None,
        replaced=view.corrected_by is not None or view.voided_by is not None,
        imported=view.imported,
    )


def why(view: why_contract.Explanation) -> Why:
    """The derivation of a number."""
    return Why(
        key=_clean(view.key),
        title=_clean(view.title),
        kind=view.kind,
        as_of=view.as_of,
        summary=_clean(view.summary),
        numbers=_numbers(view),
        steps=tuple(Step(_clean(step.rule), _clean(step.sentence), _text(step.result)) for step in view.steps),
        parts=tuple(map(_part, view.parts)),
        hidden_parts=view.hidden_parts,
        readings=tuple(
            ReadingUsed(
                number=used.number,
                effective_on=used.effective_on,
                value=used.value,
                by=_clean(used.by.name) if used.by else None,
                note=_text(used.note),
                used_for=_clean(used.used_for),
            )
            for used in view.readings
        ),
        forecast=_forecast(view.forecast) if view.forecast else None,
        leverage=tuple(Leverage(_clean(item.top), _clean(item.sentence)) for item in view.leverage),
    )


def due_page(page: Page[DueItem]) -> DuePage:
    """A page of what is due."""
    return DuePage(tuple(map(_due, page.items)), page.next_cursor)


def due_of_goal(view: GoalView) -> DuePage:
    """All key results of a goal that readings are typed in for."""
    may = MAY_CHECK_IN in view.may
    rows = tuple(
        DueRow(result=result(item), due_on=item.next_due_on or item.due, days_late=0, may_check_in=may)
        for item in view.results
        if item.source is Source.TYPED
    )
    return DuePage(rows, None)


def preview(view: CheckInPreview) -> Preview:
    """What a reading would do."""
    return Preview(
        before=_numbers(view.before),
        after=_numbers(view.after),
        goal_before=_numbers(view.goal_before),
        goal_after=_numbers(view.goal_after),
        warnings=tuple(map(_clean, view.warnings)),
    )


def recorded(view: CheckInsResult) -> Recorded:
    """What was written, and what moved."""
    return Recorded(
        count=len(view.recorded),
        moved=tuple(
            Movement(
                key=_clean(item.key),
                title=_clean(item.title),
                before_ppm=item.progress_before,
                after_ppm=item.progress_after,
                status_before=item.status_before,
                status_after=item.status_after,
            )
            for item in view.moved
        ),
        notices=tuple(map(_clean, view.notices)),
    )


def accountability(view: accountability_contract.AccountabilityReport) -> Accountability:
    """A unit, the units below it, and its people."""
    return Accountability(
        total=_account(view.unit),
        units=tuple(map(_account, view.units)),
        people=tuple(map(_account, view.people)),
        blockers=tuple(map(_blocker, view.blockers)),
        ownerless=tuple((_clean(item.key), _clean(item.title), item.status) for item in view.ownerless),
    )


def found(view: Hits) -> tuple[Found, ...]:
    """What was found."""
    return tuple(Found(item.kind, _clean(item.key), _clean(item.title), _text(item.detail)) for item in view.items)


# ---------------------------------------------------------------------------------------------------------- the parts


def _clean(text: str) -> str:
    return clean_for_display(text)


def _text(text: str | None) -> str | None:
    return clean_for_display(text) if text else None


def _long(text: str | None) -> str | None:
    return clean_for_display(text, single_line=False) if text else None


def _person(ref: PersonRef) -> Named:
    return Named(_clean(ref.handle), _clean(ref.name))


def _maybe(ref: PersonRef | None) -> Named | None:
    return _person(ref) if ref else None


def _unit(ref: UnitRef) -> Named:
    return Named(_clean(ref.key), _clean(ref.name))


def _role(word: str) -> Role:
    match word:
        case "executive":
            return "executive"
        case "lead":
            return "lead"
    return "employee"


def _numbers(view: Figures) -> Numbers:
    return Numbers(
        progress_ppm=view.progress,
        raw_ppm=view.progress_raw,
        expected_ppm=view.expected,
        coverage_ppm=view.coverage,
        status=view.status,
        weakest=view.weakest,
        stale=view.stale,
    )


def _parent(ref: ParentRef) -> Parent:
    return Parent(_clean(ref.key), _clean(ref.title), ref.kind, ref.weight)


def _override(view: OverrideView) -> Override:
    return Override(view.status, view.computed, _clean(view.reason), _clean(view.by.name), view.until)


def _branch(node: TreeNode) -> Branch:
    return Branch(
        goal=goal(node.goal),
        link=node.link,
        weight=node.weight,
        share_ppm=node.share,
        children=tuple(map(_branch, node.children)),
        more_children=node.more_children,
        seen_above=node.seen_above,
    )


def _due(item: DueItem) -> DueRow:
    return DueRow(result(item.key_result), item.due_on, item.days_late, item.may_check_in)


def _blocker(item: accountability_contract.Blocker) -> BlockerItem:
    return BlockerItem(_clean(item.key), _clean(item.title), _clean(item.text), item.since, _maybe(item.owner))


def _employee(view: homes_contract.EmployeeHome) -> EmployeeHome:
    return EmployeeHome(
        goals=tuple(
            MyGoal(goal(mine.goal), tuple(map(result, mine.results)), tuple(map(_parent, mine.line_of_sight)))
            for mine in view.goals
        ),
        due=tuple(map(_due, view.due)),
        vision=_text(view.vision),
    )


def _lead(view: homes_contract.LeadHome) -> LeadHome:
    return LeadHome(
        teams=tuple(map(_unit, view.teams)),
        due=tuple(map(_due, view.due)),
        blockers=tuple(map(_blocker, view.blockers)),
        goals=tuple(map(goal, view.goals)),
        members=tuple(
            Member(_person(member.person), member.goals, member.worst, member.overdue, member.aligned)
            for member in view.members
        ),
    )


def _executive(view: homes_contract.ExecutiveHome, areas: Mapping[str, str]) -> ExecutiveHome:
    return ExecutiveHome(
        divisions=tuple(map(_unit, view.divisions)),
        focus_areas=tuple(Named(_clean(key), _clean(areas.get(key, key))) for key in view.focus_areas),
        heat=tuple(map(_heat, view.heat)),
        tops=tuple(map(goal, view.tops)),
        risks=tuple(Risk(goal(item.goal), item.risk, _text(item.top), item.days_since_word) for item in view.risks),
        counts=dict(view.counts),
        stale=view.stale,
        orphan_ppm=view.orphan_rate,
        sight_ppm=view.line_of_sight,
        on_time_ppm=view.on_time_rate,
        moved=tuple(Moved(_clean(item.key), _clean(item.title), item.before, item.after) for item in view.moved),
    )


def _heat(cell: homes_contract.HeatCell) -> HeatCell:
    return HeatCell(
        unit=_unit(cell.unit),
        focus_area=_clean(cell.focus_area),
        goals=cell.goals,
        progress_ppm=cell.progress,
        expected_ppm=cell.expected,
        status=cell.status,
        off_track=cell.off_track,
        at_risk=cell.at_risk,
    )


def _forecast(view: why_contract.ForecastView) -> Forecast:
    return Forecast(
        sentence=_clean(view.sentence),
        end_ppm=view.progress_end,
        low_ppm=view.low,
        high_ppm=view.high,
        severity=view.severity,
    )


def _part(view: why_contract.PartUsed) -> Part:
    return Part(
        key=_clean(view.key),
        title=_clean(view.title),
        kind=view.kind,
        owner=_clean(view.owner.name) if view.owner else None,
        share_ppm=view.share,
        progress_ppm=view.progress,
        expected_ppm=view.expected,
        status=view.status,
        left_out_because=_text(view.left_out_because),
        adds_ppm=view.adds,
    )


def _account(row: accountability_contract.AccountabilityRow) -> AccountRow:
    return AccountRow(
        unit=_unit(row.unit) if row.unit else None,
        person=_maybe(row.person),
        goals=row.goals,
        key_results=row.key_results,
        counts={
            Status.OFF_TRACK: row.off_track,
            Status.AT_RISK: row.at_risk,
            Status.PENDING: row.pending,
            Status.ON_TRACK: row.on_track,
            Status.REACHED: row.reached,
        },
        stale=row.stale,
        on_time=row.on_time,
        late=row.late,
        missed=row.missed,
        on_time_ppm=row.on_time_rate,
        overdue=row.overdue,
        oldest_overdue_on=row.oldest_overdue_on,
        blockers=row.blockers,
        without_owner=row.without_owner,
        moved_goalposts=row.moved_goalposts,
    )
