"""A step of a contribution is taken back by who took it: within some minutes, and before anybody went on from it.

What stood before stands again, as a further step: the steps that were taken stay as they were.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Table, select

from okr.application.case import ReadCase, WriteCase
from okr.application.contributions_reading import view_by_id
from okr.application.contributions_steps import TERMS, FoundContribution, find_contribution, people_of
from okr.application.cycle_guard import cycle_of, require_changeable, require_not_graded
from okr.application.editing import require_version
from okr.application.feeds import end_feed
from okr.application.finding import FoundGoal, FoundKeyResult
from okr.application.goal_states import give_up
from okr.application.handlers import writes
from okr.application.levels import relevel
from okr.application.links import end_link
from okr.application.notices import notify
from okr.application.propagation import propagate
from okr.contract.contributions import ContributionView, TakeBackStep
from okr.contract.undo import MINUTES
from okr.domain.contributions import Side, side_to
from okr.domain.errors import Conflict, NotAllowed, RuleViolation
from okr.domain.vocabulary import ContributionState, ContributionStep, ObjectKind
from storage import audit, contribution_reading, notices, schema
from storage import contributions as statements
from storage import goals as goal_statements
from storage import key_results as result_statements
from storage.audit import Entry
from storage.contribution_taking import built_on
from storage.locks import lock_graph
from storage.policy import load_goal_facts
from storage.rows import AnyRow, update_row
from storage.tables.agreements import contributions

STEPS = frozenset(f"contributions.{name}" for name in ("accept", "counter", "decline", "ask-again", "withdraw"))
"""The operations that take a step after the first one."""

LOOKED_AT = 100
"""Audit entries of a person that are looked through for what one acceptance wrote."""


@writes(TakeBackStep)
def take_back_step(case: WriteCase, command: TakeBackStep) -> ContributionView:
    """Let a contribution stand as it did before one's own last step; the other side is told."""
    found = find_contribution(case, command.key)
    require_version(case, command.version, found.row, what=found.key)
    entry = _own_last_step(case, found)
    taken = ContributionStep(str(found.row.last_step))
    if taken is ContributionStep.ACCEPTED:
        _take_agreement_back(case, found, entry)
    _stand_as_before(case, found, entry, taken)
    return view_by_id(case, found.id)


def _own_last_step(case: ReadCase, found: FoundContribution) -> Entry:
    """What the acting person did to it last; refused where that was somebody else, or is too long ago."""
    newest = audit.of_object(case.work, found.id, limit=1)
    if not newest or newest[0].by_id != case.actor.person_id:
        raise NotAllowed(
            f"Only who took the last step of {found.key} takes it back.",
            hint=f"okr contribution show {found.key} says who took it.",
        )
    entry = newest[0]
    if entry.operation not in STEPS:
        raise RuleViolation(f"{found.key} stands as it did before already; what comes next is a new step.")
    if entry.recorded_at < case.now - timedelta(minutes=MINUTES):
        raise RuleViolation(f"{found.key} is {found.row.state} for more than {MINUTES} minutes: others rely on it.")
    return entry


def _stand_as_before(case: WriteCase, found: FoundContribution, entry: Entry, taken: ContributionStep) -> None:
    row = found.row
    before = dict(entry.before or {})
    state = ContributionState(str(before.get("state", row.state)))
    restored = {**before, "state": state, "last_step": ContributionStep(str(before.get("last_step", row.last_step)))}
    if not update_row(case.work, contributions, found.id, row.version, restored):
        raise Conflict(f"{found.key} was changed by somebody else at this moment; look again.")
    notices.unread_again(case.work, ObjectKind.CONTRIBUTION, found.key, at=entry.recorded_at)
    earlier = contribution_reading.steps(case.work, found.id)[-2]
    terms = {name: restored.get(name, row._mapping[name]) for name in TERMS}
    aside = f"(as before: {case.actor.name} took '{taken}' back)"
    statements.add_step(
        case.work,
        {
            "contribution_id": found.id,
            "number": row.last_number + 1,
            "step": restored["last_step"],
            **terms,
            "text": f"{earlier.text} {aside}" if earlier.text else aside,
            "by_id": earlier.by_id,
            "recorded_at": case.now,
        },
    )
    case.record(
        ObjectKind.CONTRIBUTION,
        found.id,
        found.key,
        before={name: row._mapping[name] for name in restored},
        after=restored,
    )
    by = side_to(taken, state=state, offered=found.offered, key=found.key)
    other = Side.GIVER if by is Side.TAKER else Side.TAKER
    told = f"{case.actor.name} took '{taken}' back: {found.key} is {state} again: {terms['title']}"
    notify(case, people_of(case, found, other), ObjectKind.CONTRIBUTION, found.key, told)


def _take_agreement_back(case: WriteCase, found: FoundContribution, entry: Entry) -> None:
    """Untie what the agreement tied, and cancel the goal that it made; refused where something was built on it."""
    lock_graph(case.work, "goals")
    lock_graph(case.work, "key results")
    row = found.row
    child, parent = _goal(case, row.child_goal_id), _goal(case, row.parent_goal_id)
    for goal in (child, parent):
        require_changeable(cycle_of(case, goal.row), found.key)
        require_not_graded(cycle_of(case, goal.row), f"Taking back what was agreed as {found.key}")
    made = _made_with(case, entry)
    ties = [one.object_id for one in made if one.object_kind in {ObjectKind.LINK, ObjectKind.FEED} and one.object_id]
    made_goal = any(one.object_kind is ObjectKind.GOAL and one.object_id == child.id for one in made)
    if made_goal:
        _require_untouched(case, found, entry, ties)
    _untie(case, found, child, parent, ties)
    if made_goal:
        give_up(case, goal_statements.goal_row(case.work, child.id), reason=f"{found.key} was taken back")
    relevel(case, [child.id])
    propagate(case, goals=[child.id, parent.id])


def _made_with(case: ReadCase, entry: Entry) -> list[Entry]:
    """What the same command wrote anew."""
    written = audit.last_by(case.work, case.actor.person_id, since=entry.recorded_at, limit=LOOKED_AT)
    same = (one for _, one in written if one.recorded_at == entry.recorded_at and one.operation == entry.operation)
    return [one for one in same if one.before is None]


def _require_untouched(case: ReadCase, found: FoundContribution, entry: Entry, ties: Sequence[UUID]) -> None:
    row = found.row
    built = built_on(case.work, row.child_goal_id, row.child_key_result_id, made=ties, contribution_id=row.id)
    if built is not None:
        raise RuleViolation(
            f"{row.child_key} has {built} already, so that {found.key} is not taken back any more; cancel the goal instead.",
            hint=f"okr goal cancel {row.child_key} --reason '...'",
        )
    for object_id in filter(None, (row.child_goal_id, row.child_key_result_id)):
        if audit.of_object(case.work, object_id, limit=1)[0].recorded_at != entry.recorded_at:
            raise RuleViolation(
                f"{row.child_key} was changed since {found.key} was accepted; cancel it instead.",
                hint=f"okr goal cancel {row.child_key} --reason '...'",
            )


def _untie(
    case: WriteCase, found: FoundContribution, child: FoundGoal, parent: FoundGoal, ties: Sequence[UUID]
) -> None:
    row = found.row
    if row.child_key_result_id is not None:
        lower, upper = _result(case, row.child_key_result_id, child), _result(case, row.parent_key_result_id, parent)
        for feed in _rows(case, schema.key_result_feeds, ties):
            end_feed(case, feed, lower, upper, effective_on=None)
        propagate(case, key_results=[lower.id, upper.id])
    for link in _rows(case, schema.goal_links, ties):
        end_link(case, link, key=f"{child.row.key} > {parent.row.key}", effective_on=None)


def _rows(case: ReadCase, table: Table, ids: Sequence[UUID]) -> Sequence[AnyRow]:
    return case.connection.execute(select(table).where(table.c.id.in_(ids))).all()


def _goal(case: ReadCase, goal_id: UUID) -> FoundGoal:
    return FoundGoal(goal_statements.goal_row(case.work, goal_id), load_goal_facts(case.work, [goal_id])[goal_id])


def _result(case: ReadCase, key_result_id: UUID, goal: FoundGoal) -> FoundKeyResult:
    return FoundKeyResult(row=result_statements.key_result_row(case.work, key_result_id), goal=goal)
