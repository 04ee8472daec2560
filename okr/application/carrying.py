"""Goals are carried into another cycle as new drafts, with what was reached as their baselines."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from okr.application.carrying_contracts import ask_again_for
from okr.application.carrying_joining import join
from okr.application.carrying_rows import NewGoal, NewResult, new_goal
from okr.application.case import WriteCase
from okr.application.editing import Found
from okr.application.finding import find_cycle, find_goal, find_unit
from okr.application.goal_places import require_open_cycle
from okr.application.goal_rows import person_ref
from okr.application.handlers import writes
from okr.application.key_result_definitions import require_sound
from okr.application.levels import relevel
from okr.application.propagation import propagate
from okr.contract.carrying import CarriedGoal, CarriedResult, CarryForward, CarryReport, NotCarried
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.policy import Action, GoalFacts
from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.vocabulary import CycleState, GoalState, ObjectKind, Source
from okr.domain.wording import counted
from storage import carrying as statements
from storage import goals as goal_statements
from storage import schema
from storage.as_of import visible_among
from storage.goal_reading import in_unit, people_named
from storage.locks import lock_graph
from storage.policy import load_goal_facts, visible_goals
from storage.rows import insert_row
from storage.types import new_id

UNFINISHED = (GoalState.ACTIVE, GoalState.PAUSED, GoalState.MISSED)
"""What is carried where nobody names a goal: begun, and neither achieved nor given up."""

MAXIMUM = 5_000
"""Goals in one transaction."""


class _Link(NamedTuple):
    """A link that a carried goal has in the new cycle; `parent_key` is None where the parent is carried along."""

    source_child: UUID
    parent_id: UUID | None
    source_parent: UUID
    key: str
    row: Found


@writes(CarryForward, timeout_s=0)
def carry_forward(case: WriteCase, command: CarryForward) -> CarryReport:
    """Carry goals forward, all or nothing; a dry run says what would go along and writes nothing."""
    if command.dry_run:
        case.only_looked()
    else:
        lock_graph(case.work, "goals")
        lock_graph(case.work, "key results")
    source, target = _cycles(case, command)
    candidates = _candidates(case, command, source)
    ids = [row.id for row in candidates]
    facts = load_goal_facts(case.work, ids)
    already = statements.carried_to(case.work, ids, target.id)
    left: list[NotCarried] = []
    kept: list[Found] = []
    for row in candidates:
        reason = _stays(case, row, facts[row.id], already.get(row.id), by_name=bool(command.goals))
        if reason is None:
            kept.append(row)
        else:
            left.append(NotCarried(key=row.key, title=row.title, reason=reason))
    results = statements.results_with_readings(case.work, [row.id for row in kept])
    goals = [new_goal(case, row, results.get(row.id, []), target=target) for row in kept]
    links, lost = _links(case, kept, source=source, target=target)
    joined: Mapping[UUID, Sequence[str]] = {}
    if not command.dry_run:
        _write(case, goals, links, target=target)
        joined = join(case, goals, cycle_id=target.id)
    asked = {} if command.dry_run else _ask_again(case, goals)
    names = people_named(case.work, {one.owner_id for one in goals if one.owner_id is not None})
    carried = tuple(_carried(one, names, links, (lost, joined), asked, written=not command.dry_run) for one in goals)
    return CarryReport(
        source=source.key,
        target=target.key,
        done=not command.dry_run,
        carried=carried,
        left=tuple(left),
        sentence=_sentence(len(carried), len(left), source, target, done=not command.dry_run),
    )


def _cycles(case: WriteCase, command: CarryForward) -> tuple[Found, Found]:
    source, target = find_cycle(case, command.source), find_cycle(case, command.target)
    require_open_cycle(target)
    if target.ends_on <= source.ends_on:
        raise RuleViolation(
            f"{target.key} does not end after {source.key}; goals are carried into a later cycle.", field="target"
        )
    if source.state is CycleState.PLANNING:
        raise RuleViolation(
            f"{source.key} is still planned; move its goals instead: okr goal move KEY --cycle {target.key}",
            field="source",
        )
    return source, target


def _candidates(case: WriteCase, command: CarryForward, source: Found) -> Sequence[Found]:
    """The goals that are named, or the unfinished ones that the acting person sees, parents before children."""
    ways = [bool(command.goals), command.unit is not None, command.all_unfinished]
    if sum(ways) != 1:
        raise InvalidInput("Say what to carry: goals by their keys, a unit, or all that is unfinished.", field="goals")
    goals = schema.goals.c
    if command.goals:
        found = {goal.id: goal for goal in (find_goal(case, key) for key in command.goals)}
        for goal in found.values():
            case.require(Action.EDIT_GOAL, goal.facts)
            if goal.row.cycle_id != source.id:
                raise RuleViolation(f"{goal.row.key} is not a goal of {source.key}.", field="goals")
        return statements.to_carry(case.work, goals.id.in_(found))
    conditions = [goals.cycle_id == source.id, goals.state.in_(UNFINISHED), visible_goals(case.actor)]
    if command.unit is not None:
        conditions.append(in_unit(find_unit(case, command.unit), below=True))
    rows = statements.to_carry(case.work, *conditions)
    if len(rows) > MAXIMUM:
        raise RuleViolation(
            f"{len(rows)} goals are more than {MAXIMUM} at a time; carry them unit by unit.", field="unit"
        )
    return rows


def _stays(case: WriteCase, row: Found, facts: GoalFacts, already: Found | None, *, by_name: bool) -> str | None:
    """Why a goal is not carried; None where it is."""
    if already is not None:
        return f"was carried already: {already.key}"
    if row.state is GoalState.ACHIEVED:
        return "was achieved; write a new goal for what comes next"
    if row.state is GoalState.CANCELLED:
        return "was given up"
    if row.state not in UNFINISHED:
        return "never began; move it instead"
    if not by_name and not case.may(Action.EDIT_GOAL, facts):
        return "is carried by its owner, a manager above or the lead of its unit"
    return None


def _links(
    case: WriteCase, kept: Sequence[Found], *, source: Found, target: Found
) -> tuple[list[_Link], dict[UUID, list[str]]]:
    """The links that go along, and by goal the parents that do not: those that stay in the old cycle, or are closed."""
    ids = {row.id for row in kept}
    rows = statements.links_of(case.work, ids)
    parents = {row.parent_id for row in rows}
    continued = statements.carried_to(case.work, parents - ids, target.id)
    visible = visible_among(case.work, case.actor, parents)
    links: list[_Link] = []
    lost: dict[UUID, list[str]] = {}
    for row in rows:
        key = row.parent_key if row.parent_id in visible else "a goal that is not shown"
        if row.parent_id in ids:
            links.append(_Link(row.child_id, None, row.parent_id, key, row))
        elif row.parent_id in continued:
            parent = continued[row.parent_id]
            links.append(_Link(row.child_id, parent.id, row.parent_id, str(parent.key), row))
        elif _goes_on(row, source):
            links.append(_Link(row.child_id, row.parent_id, row.parent_id, key, row))
        else:
            lost.setdefault(row.child_id, []).append(key)
    return links, lost


def _goes_on(row: Found, source: Found) -> bool:
    """Whether a parent outlives the cycle: a goal of the year above a quarter's."""
    return (
        row.parent_cycle_id != source.id
        and row.parent_state not in CLOSED_GOAL_STATES
        and row.parent_cycle_state in {CycleState.PLANNING, CycleState.ACTIVE}
    )


def _write(case: WriteCase, goals: Sequence[NewGoal], links: Sequence[_Link], *, target: Found) -> None:
    new_ids = {one.source.id: one.id for one in goals}
    results = {result.source.id: result for one in goals for result in one.results}
    feeds = _feeds_that_go_along(case, results)
    for one in goals:
        _write_goal(case, one, target=target)
    keys = {one.source.id: str(one.row["key"]) for one in goals}
    touched = set(new_ids.values())
    for link in links:
        parent_id = link.parent_id if link.parent_id is not None else new_ids[link.source_parent]
        parent_key = link.key if link.parent_id is not None else keys[link.source_parent]
        row: dict[str, object] = {
            "id": new_id(),
            "child_id": new_ids[link.source_child],
            "parent_id": parent_id,
            "kind": link.row.kind,
            "weight_units": link.row.weight_units,
            "effective_on": case.today,
            "recorded_at": case.now,
            "version": 1,
        }
        insert_row(case.work, schema.goal_links, row)
        case.record(ObjectKind.LINK, _id(row), f"{keys[link.source_child]} > {parent_key}", after=row)
        touched.add(parent_id)
    _write_feeds(case, feeds, results)
    relevel(case, set(new_ids.values()))
    propagate(case, key_results=[result.id for result in results.values()], goals=touched)


def _write_goal(case: WriteCase, one: NewGoal, *, target: Found) -> None:
    number = goal_statements.take_number(case.work, one.source.unit_id)
    prefix = one.unit_prefix
    one.row.update(prefix=prefix, number=number, key=f"{prefix}-{number}", next_key_result_number=len(one.results) + 1)
    insert_row(case.work, schema.goals, one.row)
    for field, table in goal_statements.PEOPLE_TABLES.items():
        goal_statements.set_people(case.work, table, one.id, one.people[field])
    case.record(ObjectKind.GOAL, one.id, str(one.row["key"]), after=one.row)
    for place, result in enumerate(one.results, start=1):
        result.row.update(number=place, key=f"{one.row['key']}.{place}")
        require_sound(case, result.row, cycle=target)
        insert_row(case.work, schema.key_results, result.row)
        case.record(ObjectKind.KEY_RESULT, result.id, str(result.row["key"]), after=result.row)


def _feeds_that_go_along(case: WriteCase, new: Mapping[UUID, NewResult]) -> list[Found]:
    """The feeds between key results that both go along; one that nothing feeds any more is typed in from now on."""
    feeds = [row for row in statements.feeds_among(case.work, new) if row.child_id in new]
    for parent_id in {row.parent_id for row in feeds}:
        result = new[parent_id]
        result.row.update(source=Source.FED, feed_method=result.source.feed_method)
    return feeds


def _write_feeds(case: WriteCase, feeds: Sequence[Found], new: Mapping[UUID, NewResult]) -> None:
    for row in feeds:
        child, parent = new[row.child_id], new[row.parent_id]
        feed: dict[str, object] = {
            "id": new_id(),
            "child_id": child.id,
            "parent_id": parent.id,
            "weight_units": row.weight_units,
            "effective_on": case.today,
            "recorded_at": case.now,
            "version": 1,
        }
        insert_row(case.work, schema.key_result_feeds, feed)
        case.record(ObjectKind.FEED, _id(feed), f"{child.row['key']} > {parent.row['key']}", after=feed)


def _ask_again(case: WriteCase, goals: Sequence[NewGoal]) -> Mapping[UUID, int]:
    results = {result.source.id: result.id for one in goals for result in one.results}
    return ask_again_for(case, {one.source.id: one.row for one in goals}, results)


def _carried(
    one: NewGoal,
    names: Mapping[UUID, Found],
    links: Sequence[_Link],
    ties: tuple[Mapping[UUID, Sequence[str]], Mapping[UUID, Sequence[str]]],
    asked: Mapping[UUID, int],
    *,
    written: bool,
) -> CarriedGoal:
    owner = None if one.owner_id is None else names.get(one.owner_id)
    lost, joined = ties
    notes = [
        *one.notes,
        *(f"It is not tied to {key} any more, which does not go along." for key in lost.get(one.source.id, ())),
        *joined.get(one.source.id, ()),
    ]
    return CarriedGoal(
        key=one.source.key,
        new_key=str(one.row["key"]) if written else None,
        title=one.source.title,
        owner=None if owner is None else person_ref(owner.handle, owner.name),
        results=tuple(
            CarriedResult(
                key=result.source.key,
                new_key=str(result.row["key"]) if written else None,
                title=result.source.title,
                old_baseline=result.source.baseline,
                baseline=result.row["baseline"],  # type: ignore[arg-type]  # a column of values
                target=result.source.target,
            )
            for result in one.results
        ),
        parents=tuple(link.key for link in links if link.source_child == one.source.id),
        asked_again=asked.get(one.source.id, 0),
        notes=tuple(notes),
    )


def _sentence(carried: int, left: int, source: Found, target: Found, *, done: bool) -> str:
    verb = ("was" if carried == 1 else "were") + " carried" if done else "would be carried"
    stays = f"; {left} {'stays' if left == 1 else 'stay'}" if left else ""
    return f"{counted(carried, 'goal')} {verb} from {source.key} into {target.key}{stays}."


def _id(row: Mapping[str, object]) -> UUID:
    found = row["id"]
    if not isinstance(found, UUID):
        raise TypeError(f"a row's id is a {type(found).__name__}")
    return found
