"""What an accepted contribution becomes: a goal that contributes, or one whose key result feeds and that supports (R2, R3)."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.contributions_steps import FoundContribution, accept_due, accept_words, has_lead, sees_parent
from okr.application.feeds import add_feed, take_from_feeds, write_feed
from okr.application.finding import FoundGoal, FoundKeyResult
from okr.application.goal_columns import goal_columns
from okr.application.goal_places import Days, employed
from okr.application.key_result_definitions import add_key_results, new_row_id
from okr.application.levels import relevel
from okr.application.links import LinkEnds, add_link, write_link
from okr.application.propagation import propagate
from okr.contract.contributions import AcceptContribution
from okr.contract.key_results import NewKeyResult
from okr.domain.contributions import child_aim, weight_of_share
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import WEIGHT_SCALE, weight_of
from okr.domain.vocabulary import FeedMethod, KeyResultState, LinkKind, ObjectKind, Source
from storage import derived, schema
from storage import goals as goal_statements
from storage import key_results as result_statements
from storage import links as link_statements
from storage.locks import lock_graph
from storage.policy import load_goal_facts
from storage.rows import AnyRow, insert_row, lock_row


class Made(NamedTuple):
    """The goal that brings a contribution, and its key result where it feeds one."""

    goal_id: UUID
    goal_key: str
    key_result_id: UUID | None


class _Unit(NamedTuple):
    """The unit that gets the goal."""

    id: UUID
    prefix: str


def carry_out(case: WriteCase, found: FoundContribution, command: AcceptContribution) -> Made:
    """Write what was agreed on. The graphs are held from here on, so that what is tied stays free of circles."""
    row = found.row
    lock_graph(case.work, "goals")
    if row.parent_key_result_id is not None:
        lock_graph(case.work, "key results")
        require_shareable(case, lock_row(case.work, schema.key_results, row.parent_key_result_id))
    if not found.offered:
        return _make_goal(case, found, command)
    given = command.model_fields_set & {"owner", "why", "baseline"}
    if given:
        raise InvalidInput(
            f"{found.key} offers {row.child_key} as it is; {min(given)} is changed there.", field=min(given)
        )
    return _tie_offer(case, found)


def require_shareable(case: ReadCase, row: AnyRow) -> None:
    """Refuse to share a key result that is not open, or whose value would be another one once others feed it.

    A fed key result takes no readings of its own; those that it has would silently count no more, so that somebody has to say
    first what becomes of them.
    """
    if row.state is not KeyResultState.ACTIVE:
        raise RuleViolation(f"{row.key} is {row.state} and frozen; make it active again first.")
    if row.source is Source.FED:
        if row.feed_method is not FeedMethod.SUM:
            raise RuleViolation(
                f"{row.key} is fed by the {row.feed_method} of others, of which nobody can take a share.",
                hint="Shares add up; say so with the next feed: okr kr feed CHILD PARENT --method sum.",
            )
        return
    if row.source is not Source.TYPED:
        raise RuleViolation(f"{row.key} takes its readings from a {row.source}; others cannot feed it.")
    [facts] = derived.key_results_by_id(case.work, [row.id])
    if facts.stored_has_reading:
        raise RuleViolation(
            f"{row.key} has readings of its own, which would not count once others feed it.",
            hint="Write a key result for what is still to come and share that, or void the readings: "
            f"okr checkin {row.key} --void NUMBER.",
        )


def _make_goal(case: WriteCase, found: FoundContribution, command: AcceptContribution) -> Made:
    """A draft of the receiver's that takes over cycle, start, focus area, ambition and visibility of the parent.

    It is computed before it is tied: a draft counts for nobody, so that nothing above moves.
    """
    row = found.row
    feeds = row.parent_key_result_id is not None
    owner_id = _owner(case, found, command.owner)
    unit = _unit(row)
    last = row.result_due_on or row.goal_due_on
    days = Days(
        row.goal_starts_on, accept_due(row.due_on, starts_on=row.goal_starts_on, last=last, parent=found.parent_key)
    )
    goal = goal_columns(
        case,
        unit_id=unit.id,
        prefix=unit.prefix,
        number=goal_statements.take_number(case.work, unit.id),
        title=row.title,
        why=accept_words(command.why, field="why") or (row.goal_why if sees_parent(case, found) else None),
        owner_id=owner_id,
        sponsor_id=None if row.goal_owner_id == owner_id else row.goal_owner_id,
        cycle_id=row.goal_cycle_id,
        focus_area_id=row.goal_focus_area_id,
        ambition=row.goal_ambition,
        visibility=row.goal_visibility,
        days=days,
        level=0 if feeds else row.goal_level + 1,
        effective_on=case.today,
    )
    goal_id, key = new_row_id(goal), str(goal["key"])
    insert_row(case.work, schema.goals, goal)
    case.record(ObjectKind.GOAL, goal_id, key, after=goal)
    result_id = _add_result(case, found, goal_id, command.baseline) if feeds else None
    if result_id is None:
        propagate(case, goals=[goal_id])
    else:
        propagate(case, key_results=[result_id])  # and with it the goal, which has no numbers yet
    weight = WEIGHT_SCALE if feeds else weight_of_share(row.share)
    ends = LinkEnds(goal_id, row.parent_goal_id, f"{key} > {row.goal_key}")
    kind = LinkKind.SUPPORTS if feeds else LinkKind.CONTRIBUTES
    write_link(case, ends, kind=kind, weight_units=weight, effective_on=case.today)
    if result_id is not None:
        ends = LinkEnds(result_id, row.parent_key_result_id, f"{key}.1 > {row.result_key}")
        write_feed(case, ends, weight_units=WEIGHT_SCALE, effective_on=case.today)
        _feed_parent(case, row)
    return Made(goal_id, key, result_id)


def _add_result(case: WriteCase, found: FoundContribution, goal_id: UUID, baseline: Decimal | None) -> UUID:
    """The key result that brings the share, measured as the parent's; a survey only where it starts from a score of its own."""
    row = found.row
    if row.share is None:
        raise RuleViolation(f"{found.key} has no share; counter with one.", field="share")
    start, end = child_aim(row.result_metric, row.share, baseline=baseline, key=row.result_key)
    wanted = NewKeyResult(
        title=row.result_title,
        metric=row.result_metric,
        unit_of_measure=row.result_unit_of_measure,
        baseline=start,
        target=end,
        cadence=row.result_cadence,
        grace_days=row.result_grace_days,
        survey=None if baseline is None else row.result_survey,
        minimum_answers=None if baseline is None else row.result_minimum_answers,
    )
    goal = goal_statements.goal_row(case.work, goal_id)
    [added] = add_key_results(case, goal, [wanted], effective_on=case.today)
    return added


def _feed_parent(case: WriteCase, row: AnyRow) -> None:
    """Let the parent's key result take its value from what feeds it from the first acceptance on.

    Later ones move nothing: what feeds without a reading adds 0.
    """
    if row.result_source is Source.FED:
        return
    parent = _found_result(case, row.parent_key_result_id)
    take_from_feeds(case, parent)
    propagate(case, key_results=[parent.id])


def _tie_offer(case: WriteCase, found: FoundContribution) -> Made:
    """Tie what was offered, by the rules for any link and feed."""
    row = found.row
    child, parent = _found_goal(case, row.child_goal_id), _found_goal(case, row.parent_goal_id)
    made = Made(child.id, child.row.key, row.child_key_result_id)
    if row.parent_key_result_id is None:
        weight = weight_of(weight_of_share(row.share))
        add_link(case, child, parent, kind=LinkKind.CONTRIBUTES, weight=weight, effective_on=case.today)
        relevel(case, [child.id])
        propagate(case, goals=[child.id, parent.id])
        return made
    if link_statements.link_between(case.work, child.id, parent.id) is None:
        add_link(case, child, parent, kind=LinkKind.SUPPORTS, weight=None, effective_on=case.today)
    child_result = _found_result(case, row.child_key_result_id)
    parent_result = _found_result(case, row.parent_key_result_id)
    add_feed(case, child_result, parent_result)
    take_from_feeds(case, parent_result)
    propagate(case, key_results=[child_result.id, parent_result.id])
    return made


def _owner(case: WriteCase, found: FoundContribution, handle: str | None) -> UUID:
    """Who answers for the goal: who is named, else the person, else the unit's lead."""
    row = found.row
    if handle is not None:
        named = employed(case, handle, field="owner")
        if named is not None:
            return named
    if row.person_id is not None:
        if row.person_employed_to is not None and row.person_employed_to < case.today:
            raise RuleViolation(
                f"{row.person_name} left on {row.person_employed_to}; say who answers for the goal.", field="owner"
            )
        person_id: UUID = row.person_id
        return person_id
    if not has_lead(case, row):
        raise RuleViolation(
            f"{row.unit_prefix} has no lead; say who answers for the goal.", hint="--owner PERSON", field="owner"
        )
    lead_id: UUID = row.lead_id
    return lead_id


def _unit(row: AnyRow) -> _Unit:
    """The unit that was asked; of a person the one that they work in, else the parent's."""
    if row.unit_id is not None:
        if row.unit_archived_on is not None:
            raise RuleViolation(f"{row.unit_prefix} was archived on {row.unit_archived_on}; it takes no new goals.")
        return _Unit(row.unit_id, row.unit_prefix)
    if row.person_unit_id is not None:
        return _Unit(row.person_unit_id, row.person_unit_prefix)
    return _Unit(row.goal_unit_id, row.goal_unit_prefix)


def _found_goal(case: ReadCase, goal_id: UUID) -> FoundGoal:
    return FoundGoal(goal_statements.goal_row(case.work, goal_id), load_goal_facts(case.work, [goal_id])[goal_id])


def _found_result(case: ReadCase, key_result_id: UUID) -> FoundKeyResult:
    row = result_statements.key_result_row(case.work, key_result_id)
    return FoundKeyResult(row=row, goal=_found_goal(case, row.goal_id))
