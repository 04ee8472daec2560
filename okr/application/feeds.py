"""Key results feed others of the same unit of measure (R3), without cycles, and so that nothing counts twice (R2)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.chains import UNSEEN
from okr.application.cycle_guard import cycle_of, find_key_result_to_change, require_not_graded
from okr.application.editing import Found, change, effective_day
from okr.application.finding import FoundKeyResult
from okr.application.handlers import writes
from okr.application.key_result_definitions import definition_of_columns
from okr.application.key_result_reading import key_result_view
from okr.application.links import LinkEnds
from okr.application.propagation import propagate
from okr.contract.key_results import FeedKeyResult, KeyResultView, UnfeedKeyResult
from okr.domain.errors import NotFound, RuleViolation
from okr.domain.feeds import require_feedable
from okr.domain.graph import find_cycle
from okr.domain.numbers import WEIGHT_SCALE, weight_units
from okr.domain.policy import Action
from okr.domain.states import require_open_goal
from okr.domain.vocabulary import FeedMethod, KeyResultState, ObjectKind, Source
from storage import feeds as statements
from storage import links as link_statements
from storage import schema
from storage.history import remember
from storage.locks import lock_graph
from storage.policy import load_goal_facts
from storage.rows import insert_row
from storage.types import new_id


@writes(FeedKeyResult)
def feed_key_result(case: WriteCase, command: FeedKeyResult) -> KeyResultView:
    """Let a key result feed another one, or change how; answers the one that is fed, which takes no typed readings any more."""
    child, parent = _found(case, command.child, command.parent)
    case.require(Action.LINK_GOAL, child.goal.facts)
    _require_open(child, parent)
    known = statements.feed_between(case.work, child.id, parent.id)
    if known is None:
        _require_allowed(case, child, parent)
        _add(case, child, parent, command)
    elif command.weight is not None:
        change(
            case,
            schema.key_result_feeds,
            known,
            {"weight_units": weight_units(command.weight)},
            kind=ObjectKind.FEED,
            key=_feed_key(child, parent),
            effective_on=effective_day(case, command.effective_on, not_before=known.effective_on),
            remembered=True,
        )
    method = command.method or parent.row.feed_method or FeedMethod.SUM
    _set_source(case, parent, Source.FED, method, effective_on=command.effective_on)
    propagate(case, key_results=[child.id, parent.id])
    return key_result_view(case, parent.id)


@writes(UnfeedKeyResult)
def unfeed_key_result(case: WriteCase, command: UnfeedKeyResult) -> KeyResultView:
    """Stop a key result from feeding another one; after the last one, that takes typed readings again."""
    child, parent = _found(case, command.child, command.parent)
    case.require(Action.LINK_GOAL, child.goal.facts)
    require_open_goal(parent.goal.row.key, parent.goal.row.state)
    known = statements.feed_between(case.work, child.id, parent.id)
    if known is None:
        raise NotFound(f"{child.row.key} does not feed {parent.row.key}.")
    end_feed(case, known, child, parent, effective_on=command.effective_on)
    propagate(case, key_results=[child.id, parent.id])
    return key_result_view(case, parent.id)


def end_feed(
    case: WriteCase, feed: Found, child: FoundKeyResult, parent: FoundKeyResult, *, effective_on: date | None
) -> None:
    """Take a feed away; after the last one the parent takes typed readings again. Rights are the caller's, the roll-up follows."""
    remember(
        case.work,
        ObjectKind.FEED,
        feed.id,
        dict(feed._mapping),
        None,
        before_effective_on=feed.effective_on,
        before_recorded_at=feed.recorded_at,
        effective_on=effective_day(case, effective_on, not_before=feed.effective_on),
        recorded_at=case.now,
    )
    link_statements.delete_row(case.work, schema.key_result_feeds, feed.id)
    case.record(ObjectKind.FEED, feed.id, _feed_key(child, parent), before=dict(feed._mapping))
    if not statements.count_feeding(case.work, parent.id):
        _write_source(case, parent, Source.TYPED, None, effective_on=effective_on)


def _found(case: WriteCase, child: str, parent: str) -> tuple[FoundKeyResult, FoundKeyResult]:
    """Both key results, with both graphs held: a feed has to fit the links of the goals too."""
    lock_graph(case.work, "goals")
    lock_graph(case.work, "key results")
    found = find_key_result_to_change(case, child), find_key_result_to_change(case, parent)
    for one in found:
        require_not_graded(cycle_of(case, one.goal.row), f"Another feed of {one.row.key}")
    return found


def _add(case: WriteCase, child: FoundKeyResult, parent: FoundKeyResult, command: FeedKeyResult) -> None:
    write_feed(
        case,
        LinkEnds(child.id, parent.id, _feed_key(child, parent)),
        weight_units=WEIGHT_SCALE if command.weight is None else weight_units(command.weight),
        effective_on=effective_day(case, command.effective_on),
    )


def add_feed(case: WriteCase, child: FoundKeyResult, parent: FoundKeyResult) -> None:
    """Let a key result feed another one where the rules allow it; rights and graphs are the caller's, the roll-up follows."""
    require_feed(case, child, parent)
    ends = LinkEnds(child.id, parent.id, _feed_key(child, parent))
    write_feed(case, ends, weight_units=WEIGHT_SCALE, effective_on=case.today)


def require_feed(case: ReadCase, child: FoundKeyResult, parent: FoundKeyResult) -> None:
    """Refuse a feed between key results that are not open, or that the rules do not allow."""
    _require_open(child, parent)
    _require_allowed(case, child, parent)


def write_feed(case: WriteCase, ends: LinkEnds, *, weight_units: int, effective_on: date) -> None:
    """Write a new feed that breaks no rule."""
    insert_row(
        case.work, schema.key_result_feeds, feed_row(case, ends, weight_units=weight_units, effective_on=effective_on)
    )


def feed_row(case: WriteCase, ends: LinkEnds, *, weight_units: int, effective_on: date) -> dict[str, object]:
    """The row of a new feed, noted for the audit."""
    feed_id = new_id()
    row: dict[str, object] = {
        "id": feed_id,
        "child_id": ends.child_id,
        "parent_id": ends.parent_id,
        "weight_units": weight_units,
        "effective_on": effective_on,
        "recorded_at": case.now,
        "version": 1,
    }
    case.record(ObjectKind.FEED, feed_id, ends.key, after=row)
    return row


def take_from_feeds(case: WriteCase, parent: FoundKeyResult) -> None:
    """Let a key result take its value from what feeds it from now on, added up unless it does so in another way already."""
    if parent.row.source is not Source.FED:
        _write_source(case, parent, Source.FED, FeedMethod.SUM, effective_on=None)


def _set_source(
    case: WriteCase, parent: FoundKeyResult, source: Source, method: FeedMethod, *, effective_on: date | None
) -> None:
    """Say where the readings come from; that is the parent's business and takes the right to change its target."""
    if parent.row.source is source and parent.row.feed_method is method:
        return
    case.require(Action.EDIT_TARGET, parent.goal.facts)
    _write_source(case, parent, source, method, effective_on=effective_on)


def _write_source(
    case: WriteCase, parent: FoundKeyResult, source: Source, method: FeedMethod | None, *, effective_on: date | None
) -> None:
    change(
        case,
        schema.key_results,
        parent.row,
        {"source": source, "feed_method": method},
        kind=ObjectKind.KEY_RESULT,
        key=parent.row.key,
        effective_on=effective_day(case, effective_on, not_before=parent.row.effective_on),
        remembered=True,
    )


def _require_open(*found: FoundKeyResult) -> None:
    for one in found:
        require_open_goal(one.goal.row.key, one.goal.row.state)
        if one.row.state is not KeyResultState.ACTIVE:
            raise RuleViolation(f"{one.row.key} is {one.row.state} and frozen; make it active again first.")


def _require_allowed(case: ReadCase, child: FoundKeyResult, parent: FoundKeyResult) -> None:
    if child.id == parent.id:
        raise RuleViolation(f"{child.row.key} cannot feed itself.", field="parent")
    require_feedable(
        definition_of_columns(dict(parent.row._mapping)),
        parent_unit=parent.row.unit_of_measure,
        child_unit=child.row.unit_of_measure,
        parent_key=parent.row.key,
        child_key=child.row.key,
    )
    edges = link_statements.edges_above(case.work, schema.key_result_feeds, [parent.id])
    cycle = find_cycle(edges, (child.id, parent.id))
    if cycle is not None:
        raise RuleViolation(
            f"{child.row.key} cannot feed {parent.row.key}: that would close the cycle {_named_chain(case, cycle)}.",
            hint="Take one of these feeds away first.",
            field="parent",
        )
    _require_counted_once(case, child, parent)


def _require_counted_once(case: ReadCase, child: FoundKeyResult, parent: FoundKeyResult) -> None:
    """R2: a key result reaches another one by R3 alone, and then its goal's link is supports."""
    lower, upper = child.goal.row, parent.goal.row
    if lower.id == upper.id:
        raise RuleViolation(
            f"{child.row.key} and {parent.row.key} both count in {lower.key}, so that the one would count twice.",
            hint=f"Write {child.row.key} as the key result of a goal of its own that supports {lower.key}.",
            field="child",
        )
    if upper.id in link_statements.contributes_to(case.work, [lower.id]):
        raise RuleViolation(
            f"{child.row.key} cannot feed {parent.row.key}: {lower.key} contributes to {upper.key}, so that it would count "
            "twice.",
            hint=f"Link the goal as supports first: okr goal link {lower.key} {upper.key} --supports",
            field="child",
        )


def _named_chain(case: ReadCase, ids: Sequence[UUID]) -> str:
    """The keys of a chain of key results, without those that the acting person may not see."""
    known = statements.keys_by_id(case.work, ids)
    facts = load_goal_facts(case.work, {goal_id for _, goal_id in known.values()})
    return " > ".join(known[one][0] if case.may(Action.SEE_GOAL, facts[known[one][1]]) else UNSEEN for one in ids)


def _feed_key(child: FoundKeyResult, parent: FoundKeyResult) -> str:
    return f"{child.row.key} > {parent.row.key}"
