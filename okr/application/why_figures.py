"""The figures that explain a goal, now or as of a day, and who may be named among what is below it.

All that is below a goal is worked out anew where it is small; a great one is explained by the figures of its direct children,
which are what its own are made of: the stored ones of today, or those of the day that is asked for, added up without how each
came about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from okr.application.as_of import Past, load, load_shown
from okr.application.case import ReadCase
from okr.application.finding import FoundGoal
from okr.application.past_goals import require_existing
from okr.application.past_views import Names, names_of
from okr.contract.base import PersonRef
from okr.domain.evaluate import evaluate_goal
from okr.domain.evaluate_facts import ChildKind, ChildUse, GoalEvaluation, GoalFact, LinkFact, NodeId
from okr.domain.overrides import ShownStatus
from okr.domain.pace import PaceFactors
from okr.domain.rollup import NOTHING, GoalFigures
from storage import goal_reading
from storage import why as statements
from storage.as_of import When, visible_among
from storage.derived import AnyRow

EXACT_UP_TO = 300
"""Goals below a goal up to which everything is worked out anew; a few tenths of a second at the most."""


@dataclass(frozen=True, slots=True)
class ExplainedGoal:
    """A goal with its figures, however they were come by, and who may be named."""

    evaluated: GoalEvaluation
    past: Past
    names: Names
    owners: Mapping[UUID, UUID | None]
    hidden: frozenset[NodeId]
    is_exact: bool

    def owner(self, use: ChildUse) -> PersonRef | None:
        """Who answers for a part."""
        return self.names.person(self.owners.get(_id(use)))


def goal_of_now(case: ReadCase, found: FoundGoal, when: When) -> ExplainedGoal:
    """A goal as it stands; of a great one the stored figures of its children are taken."""
    if not _is_great(case, found):
        return goal_of_past(case, found, when)
    past = load(case, [found.id], when, below=False)
    rows = statements.children_figures(case.work, found.id)
    children = [(_stored(row), LinkFact(row.id, found.id, row.kind, row.weight_units)) for row in rows]
    anew = past.evaluation.goals[found.id]
    evaluated = evaluate_goal(
        anew.fact,
        [past.evaluation.key_results[one] for one, result in past.key_results.items() if result["goal_id"] == found.id],
        children,
        today=when.day,
        factors=anew.fact.factors or PaceFactors(),
    )
    return _explained(case, past, evaluated, is_exact=False, child_owners={row.id: row.owner_id for row in rows})


def goal_of_past(case: ReadCase, found: FoundGoal, when: When) -> ExplainedGoal:
    """A goal as it stood on a day; NotFound where it did not exist yet."""
    is_exact = not _is_great(case, found)
    past = load(case, [found.id], when) if is_exact else load_shown(case, [found.id], when)
    require_existing(found.id in past.goals, str(found.row.key), when)
    return _explained(case, past, past.evaluation.goals[found.id], is_exact=is_exact)


def _is_great(case: ReadCase, found: FoundGoal) -> bool:
    return statements.count_below(case.work, found.id, up_to=EXACT_UP_TO) > EXACT_UP_TO


def _explained(
    case: ReadCase,
    past: Past,
    evaluated: GoalEvaluation,
    *,
    is_exact: bool,
    child_owners: Mapping[UUID, UUID | None] | None = None,
) -> ExplainedGoal:
    children = {_id(use) for use in evaluated.children if use.kind is ChildKind.GOAL}
    visible = visible_among(case.work, case.actor, children)
    owners = {one: goal["owner_id"] for one, goal in past.goals.items()} | dict(child_owners or {})
    for one, result in past.key_results.items():
        goal = past.goals.get(result["goal_id"])
        owners[one] = result["owner_id"] or (None if goal is None else goal["owner_id"])
    names = names_of(case, past)
    missing = {owner for owner in owners.values() if owner is not None} - names.people.keys()
    people = {**names.people, **goal_reading.people_named(case.work, missing)}
    return ExplainedGoal(
        evaluated=evaluated,
        past=past,
        names=Names(people=people, units=names.units, areas=names.areas, cycles=names.cycles),
        owners=owners,
        hidden=frozenset(children - visible),
        is_exact=is_exact,
    )


def _stored(row: AnyRow) -> GoalEvaluation:
    """A child goal as the roll-up left it: its figures without how they came about."""
    return GoalEvaluation(
        fact=GoalFact(
            id=row.id,
            key=row.key,
            title=row.title,
            state=row.state,
            ambition=row.ambition,
            starts_on=row.starts_on,
            due_on=row.due_on,
        ),
        figures=GoalFigures(
            progress_ppm=row.progress_ppm,
            expected_ppm=row.expected_ppm,
            coverage_ppm=row.coverage_ppm,
            status=row.status,
            weakest=row.weakest,
            stale=row.stale,
            line=0,
            sentence="",
            has_reading=row.with_reading > 0,
            guardrail_broken=False,
        ),
        status=ShownStatus(row.shown, row.status),
        sums=NOTHING,
        children=(),
        weakest_children=(),
        broken_guardrails=(),
    )


def _id(use: ChildUse) -> UUID:
    return cast(UUID, use.id)
