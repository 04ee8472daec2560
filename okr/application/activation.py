"""The SMART check of a goal as it is stored, and what activation demands."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import find_goal
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.contract.goals import CheckSmart, SmartReport
from okr.contract.smart import SmartFindingView
from okr.domain.errors import RuleViolation
from okr.domain.numbers import difference
from okr.domain.readings import CheckInFact, Reading, readings_in_force
from okr.domain.smart import can_become_active, check_smart, smart_letters
from okr.domain.smart_facts import SmartFinding, SmartGoal, SmartKeyResult
from okr.domain.vocabulary import DIRECTED_METRICS, KeyResultState, SmartLetter, Verdict
from storage import goals as goal_statements
from storage import key_results as statements
from storage import links, schema


@reads(CheckSmart)
def show_smart(case: ReadCase, query: CheckSmart) -> SmartReport:
    """The SMART check of a goal that the acting person may see."""
    goal = find_goal(case, query.key)
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import Wanted, answered_on

        beside = Wanted(frozenset(), frozenset({goal.row.unit_id}), goals=frozenset({goal.id}))
        return answered_on(case, query, when, wanted=lambda _: beside, answer=show_smart)
    findings = smart_findings(case, goal.row)
    return SmartReport(
        key=goal.row.key,
        title=goal.row.title,
        letters=smart_letters(findings),
        findings=tuple(
            SmartFindingView(
                letter=one.letter, verdict=one.verdict, reason=one.reason, proposal=one.proposal, key=one.key
            )
            for one in findings
        ),
        may_be_activated=can_become_active(findings),
    )


Past = dict[tuple[UUID, str, str | None], list[Reading]]
"""Readings so far by unit, title and unit of measure, for whoever looks at many goals."""


def smart_findings(case: ReadCase, goal: Found, *, known: Past | None = None) -> tuple[SmartFinding, ...]:
    """Everything that the SMART check finds about a goal, with what the readings so far show; `known` is used and filled."""
    cycle = goal_statements.cycle_row(case.work, goal.cycle_id)
    owner = goal_statements.handles_by_id(case.work, [goal.owner_id]).get(goal.owner_id)
    results = statements.rows_of_goal(case.work, goal.id)
    past: Past = {} if known is None else known
    return check_smart(
        SmartGoal(
            title=goal.title,
            why=goal.why or "",
            parent_keys=tuple(link.parent_key for link in links.parents_of(case.work, goal.id)),
            focus_area=_focus_area(case, goal),
            owner=owner,
            starts_on=goal.starts_on,
            due_on=goal.due_on,
            cycle_starts_on=cycle.starts_on,
            cycle_ends_on=cycle.ends_on,
            key_results=tuple(
                _smart_key_result(case, goal, row, past) for row in results if row.state is not KeyResultState.CANCELLED
            ),
        )
    )


def require_smart(case: ReadCase, goal: Found) -> None:
    """Refuse to activate a goal of which a letter fails, with what to write instead."""
    findings = smart_findings(case, goal)
    if can_become_active(findings):
        return
    failing = [one for one in findings if one.verdict is Verdict.FAIL]
    listed = "; ".join(f"{_name(one.letter)}: {one.reason}{_proposal(one)}" for one in failing)
    raise RuleViolation(
        f"{goal.key} cannot become active yet. {listed}.",
        hint=f"All five letters: okr smart {goal.key}",
        field=failing[0].letter,
    )


def _name(letter: SmartLetter) -> str:
    return letter.value.capitalize()


def _proposal(finding: SmartFinding) -> str:
    return f" ({finding.proposal})" if finding.proposal else ""


def _focus_area(case: ReadCase, goal: Found) -> str | None:
    if goal.focus_area_id is None:
        return None
    areas = schema.focus_areas
    found: str = case.connection.execute(select(areas.c.name).where(areas.c.id == goal.focus_area_id)).scalar_one()
    return found


def _smart_key_result(case: ReadCase, goal: Found, row: Found, known: Past) -> SmartKeyResult:
    lineage = (goal.unit_id, row.title, row.unit_of_measure)
    if row.metric not in DIRECTED_METRICS:
        readings = []
    elif lineage in known:
        readings = known[lineage]
    else:
        readings = known[lineage] = _readings_so_far(case, goal, row)
    period = _period_like((row.due_on - row.starts_on).days)
    return SmartKeyResult(
        key=row.key,
        title=row.title,
        metric=row.metric,
        baseline=row.baseline,
        target=row.target,
        unit_of_measure=row.unit_of_measure or "",
        starts_on=row.starts_on,
        due_on=row.due_on,
        has_history=bool(readings),
        history_changes=_changes(readings, period),
        lower=row.lower,
        upper=row.upper,
        history_period=period.name,
    )


def _readings_so_far(case: ReadCase, goal: Found, row: Found) -> list[Reading]:
    """What is known of the past: its own readings, and those of the unit's key results of the same title and unit of measure.

    A key result is measured under its name cycle after cycle; that is its lineage as long as nothing carries it forward.
    """
    earlier = statements.predecessors(
        case.work, goal.unit_id, title=row.title, unit_of_measure=row.unit_of_measure, excluding=row.id
    )
    facts: dict[object, list[CheckInFact]] = defaultdict(list)
    for one in statements.check_ins_of(case.work, [row.id, *earlier]):
        facts[one.key_result_id].append(
            CheckInFact(
                number=one.number,
                effective_on=one.effective_on,
                recorded_at=one.recorded_at,
                value=one.value,
                corrects=one.corrects,
                voids=one.voids,
            )
        )
    readings = [reading for of_one in facts.values() for reading in readings_in_force(of_one)]
    return sorted(readings, key=lambda reading: (reading.effective_on, reading.recorded_at, reading.number))


class _Period(NamedTuple):
    """A stretch of the calendar: what it is called, and which one a day lies in."""

    name: str
    of: Callable[[date], tuple[int, int]]


def _period_like(days: int) -> _Period:
    """The calendar period that is about as long as a key result: only changes over like times can be compared."""
    if days <= 10:
        return _Period("week", lambda day: (day.isocalendar().year, day.isocalendar().week))
    if days <= 45:
        return _Period("month", lambda day: (day.year, day.month))
    if days <= 200:
        return _Period("quarter", lambda day: (day.year, (day.month - 1) // 3))
    return _Period("year", lambda day: (day.year, 0))


def _changes(readings: Sequence[Reading], period: _Period) -> tuple[Decimal, ...]:
    """The changes of the value from period to period, each period by its last reading, earliest first."""
    last: dict[tuple[int, int], Decimal] = {}
    for reading in readings:
        last[period.of(reading.effective_on)] = reading.value
    values = [last[key] for key in sorted(last)]
    return tuple(difference(after, before) for before, after in pairwise(values))
