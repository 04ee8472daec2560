"""What an accepted contribution becomes: a goal that contributes, or one whose key result feeds and that supports (R2, R3)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.contributions_steps import FoundContribution, accept_due, accept_words, has_lead, sees_parent
from okr.application.feeds import add_feed, feed_row, take_from_feeds
from okr.application.finding import FoundGoal, FoundKeyResult
from okr.application.goal_columns import goal_columns
from okr.application.goal_places import Days, employed
from okr.application.key_result_definitions import key_result_row, new_row_id
from okr.application.levels import relevel
from okr.application.links import LinkEnds, add_link, link_row
from okr.application.newborn import newborn
from okr.application.propagation import propagate
from okr.contract.contributions import AcceptContribution
from okr.contract.key_results import NewKeyResult
from okr.domain.contributions import child_aim, weight_of_share
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import WEIGHT_SCALE, weight_of
from okr.domain.pace import PaceFactors
from okr.domain.vocabulary import FeedMethod, KeyResultState, LinkKind, ObjectKind, Source
from storage import derived, schema
from storage import goals as goal_statements
from storage import key_results as result_statements
from storage import links as link_statements
from storage.policy import load_goal_facts
from storage.rows import AnyRow, row_of
from storage.together import Rows, write


class Made(NamedTuple):
    """The goal that brings a contribution, and its key result where it feeds one; `rows` are those of it that are to be written still.

    `result_key` is that of a key result that was made.
    """

    goal_id: UUID
    goal_key: str
    key_result_id: UUID | None
    rows: tuple[Rows, ...] = ()
    result_key: str | None = None


class _Unit(NamedTuple):
    """The unit that gets the goal."""

    id: UUID
    prefix: str


def carry_out(case: WriteCase, found: FoundContribution, command: AcceptContribution) -> Made:
    """Write what was agreed on, or say what is to be written. The graphs are held, so that what is tied stays free of circles."""
    row = found.row
    if row.parent_key_result_id is not None:
        require_open_to_shares(
            row.result_key,
            state=row.result_state,
            source=row.result_source,
            feed_method=row.result_feed_method,
            has_reading=bool(row.result_has_reading),
        )
    if not found.offered:
        return _make_goal(case, found, command)
    given = command.model_fields_set & {"owner", "why", "baseline"}
    if given:
        raise InvalidInput(
            f"{found.key} offers {row.child_key} as it is; {min(given)} is changed there.", field=min(given)
        )
    return _tie_offer(case, found)


def require_shareable(case: ReadCase, row: AnyRow) -> None:
    """Refuse to share a key result that is not open, or whose value would be another one once others feed it."""
    [facts] = derived.key_results_by_id(case.work, [row.id])
    require_open_to_shares(
        row.key,
        state=row.state,
        source=row.source,
        feed_method=row.feed_method,
        has_reading=bool(facts.stored_has_reading),
    )


def require_open_to_shares(
    key: str, *, state: KeyResultState, source: Source, feed_method: FeedMethod | None, has_reading: bool
) -> None:
    """The same of a key result that was read already.

    A fed key result takes no readings of its own; those that it has would silently count no more, so that somebody has to say
    first what becomes of them.
    """
    if state is not KeyResultState.ACTIVE:
        raise RuleViolation(f"{key} is {state} and frozen; make it active again first.")
    if source is Source.FED:
        if feed_method is not FeedMethod.SUM:
            raise RuleViolation(
                f"{key} is fed by the {feed_method} of others, of which nobody can take a share.",
                hint="Shares add up; say so with the next feed: okr kr feed CHILD PARENT --method sum.",
            )
        return
    if source is not Source.TYPED:
        raise RuleViolation(f"{key} takes its readings from a {source}; others cannot feed it.")
    if has_reading:
        raise RuleViolation(
            f"{key} has readings of its own, which would not count once others feed it.",
            hint="Write a key result for what is still to come and share that, or void the readings: "
            f"okr checkin {key} --void NUMBER.",
        )


def _make_goal(case: WriteCase, found: FoundContribution, command: AcceptContribution) -> Made:
    """A draft of the receiver's, with its key result where it feeds one, tied to the parent."""
    row = found.row
    result = None if row.parent_key_result_id is None else _wanted_result(found, command.baseline)
    goal = _goal(case, found, command)
    goal_id, key = new_row_id(goal), str(goal["key"])
    case.record(ObjectKind.GOAL, goal_id, key, after=goal)
    factors = PaceFactors(row.cycle_on_track_percent, row.cycle_at_risk_percent, row.cycle_allowance_percent)
    ends = LinkEnds(goal_id, row.parent_goal_id, f"{key} > {row.goal_key}")
    if result is None:
        weight = weight_of_share(row.share)
        link = link_row(case, ends, kind=LinkKind.CONTRIBUTES, weight_units=weight, effective_on=case.today)
        return Made(goal_id, key, None, (*newborn(case, goal, (), factors=factors), Rows(schema.goal_links, [link])))
    columns = _result_columns(case, found, goal, result)
    result_id = new_row_id(columns)
    link = link_row(case, ends, kind=LinkKind.SUPPORTS, weight_units=WEIGHT_SCALE, effective_on=case.today)
    feeding = LinkEnds(result_id, row.parent_key_result_id, f"{columns['key']} > {row.result_key}")
    feed = feed_row(case, feeding, weight_units=WEIGHT_SCALE, effective_on=case.today)
    rows = (
        *newborn(case, goal, [columns], factors=factors),
        Rows(schema.goal_links, [link]),
        Rows(schema.key_result_feeds, [feed]),
    )
    if row.result_source is not Source.FED:
        write(case.work, *rows)
        _feed_parent(case, row)
        rows = ()
    return Made(goal_id, key, result_id, rows, result_key=str(columns["key"]))


def _goal(case: WriteCase, found: FoundContribution, command: AcceptContribution) -> dict[str, object]:
    """The draft takes over cycle, start, focus area, ambition and visibility of the parent."""
    row = found.row
    feeds = row.parent_key_result_id is not None
    owner_id = _owner(case, found, command.owner)
    unit = _unit(row)
    last = row.result_due_on or row.goal_due_on
    due_on = accept_due(row.due_on, starts_on=row.goal_starts_on, last=last, parent=found.parent_key)
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
        days=Days(row.goal_starts_on, due_on),
        level=0 if feeds else row.goal_level + 1,
        effective_on=case.today,
    )
    return goal | {"next_key_result_number": 2 if feeds else 1}


def _wanted_result(found: FoundContribution, baseline: Decimal | None) -> NewKeyResult:
    """The key result that brings the share, measured as the parent's; a survey only where it starts from a score of its own."""
    row = found.row
    if row.share is None:
        raise RuleViolation(f"{found.key} has no share; counter with one.", field="share")
    start, end = child_aim(row.result_metric, row.share, baseline=baseline, key=row.result_key)
    return NewKeyResult(
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


def _result_columns(
    case: WriteCase, found: FoundContribution, goal: Mapping[str, object], wanted: NewKeyResult
) -> dict[str, object]:
    row = found.row
    cycle = {"key": row.cycle_key, "starts_on": row.cycle_starts_on, "ends_on": row.cycle_ends_on}
    return key_result_row(case, row_of(goal), wanted, number=1, cycle=row_of(cycle), effective_on=case.today)


def _feed_parent(case: WriteCase, row: AnyRow) -> None:
    """Let the parent's key result take its value from what feeds it from the first acceptance on.

    Later ones move nothing: what feeds without a reading adds 0.
    """
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
