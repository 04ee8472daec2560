"""Dependencies between goals are written and ended; both owners are told. A circle is shown, never refused."""

from collections.abc import Collection
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.chains import chain_keys
from okr.application.cycle_guard import find_goal_to_change
from okr.application.finding import FoundGoal, find_goal
from okr.application.goal_rows import person_ref
from okr.application.handlers import writes
from okr.application.notices import Notice, notify_each
from okr.application.onlookers import who_sees
from okr.contract.dependencies import DependenciesView, DependencyView, DependOn, EndDependency
from okr.domain.errors import Conflict, NotFound, RuleViolation
from okr.domain.policy import Action
from okr.domain.states import require_open_goal
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import DependencyKind, ObjectKind
from storage import dependencies as statements
from storage.rows import AnyRow, insert_row, update_row
from storage.tables.conversation import dependencies
from storage.types import new_id

WORDS = {DependencyKind.NEEDS: "needs", DependencyKind.BLOCKED_BY: "is blocked by"}
ENDED = {DependencyKind.NEEDS: "no longer needs", DependencyKind.BLOCKED_BY: "is no longer blocked by"}
"""How a dependency is told, and its end."""

FOLLOWED = 10_000
"""Goals that a chain of dependencies is followed over; nobody reads a longer circle."""


@writes(DependOn)
def depend_on(case: WriteCase, command: DependOn) -> DependenciesView:
    """Let a goal depend on another one, or change how; of a dependency that is there stays what is left out."""
    goal, other = _both(case, command.key, command.on)
    if goal.id == other.id:
        raise RuleViolation(f"{goal.row.key} cannot depend on itself.", field="on")
    require_open_goal(goal.row.key, goal.row.state)
    require_open_goal(other.row.key, other.row.state)
    note = accept_long_text(command.note or "", field="note") or None
    known = statements.between(case.work, goal.id, other.id)
    if known is None:
        _add(case, goal, other, command, note)
    else:
        _change(
            case, known, {"kind": command.kind, "note": note}, given=command.model_fields_set, key=_key(goal, other)
        )
    return dependencies_view(case, goal)


@writes(EndDependency)
def end_dependency(case: WriteCase, command: EndDependency) -> DependenciesView:
    """End a dependency."""
    goal, other = _both(case, command.key, command.on)
    known = statements.between(case.work, goal.id, other.id)
    if known is None:
        raise NotFound(f"{goal.row.key} does not depend on {other.row.key}.", field="on")
    if not update_row(case.work, dependencies, known.id, known.version, {"ended_at": case.now}):
        raise Conflict(f"{_key(goal, other)} was changed by somebody else at this moment; look again.")
    before = {"goal_id": goal.id, "on_goal_id": other.id, "kind": known.kind, "note": known.note}
    case.record(ObjectKind.DEPENDENCY, known.id, _key(goal, other), before=before)
    _tell(case, goal, other, ENDED[known.kind])
    return dependencies_view(case, goal)


def dependencies_view(case: ReadCase, goal: FoundGoal) -> DependenciesView:
    """The dependencies of a goal in both directions."""
    depends_on, needed_by = statements.around(case.work, case.actor, goal.id)
    hidden = statements.count(case.work, goal.id) - len(depends_on) - len(needed_by)
    may_be_circle = (depends_on or hidden) and (needed_by or hidden)
    return DependenciesView(
        key=goal.row.key,
        title=goal.row.title,
        depends_on=tuple(map(dependency_view, depends_on)),
        needed_by=tuple(map(dependency_view, needed_by)),
        circle=circle_of(case, goal.id) if may_be_circle else (),
        hidden=hidden,
    )


def dependency_view(row: AnyRow) -> DependencyView:
    """A dependency as one of its goals shows it."""
    return DependencyView(
        key=row.key,
        title=row.title,
        kind=row.kind,
        note=row.note,
        owner=person_ref(row.handle, row.name),
        state=row.state,
        status=row.shown,
        by=person_ref(row.author_handle, row.author_name),
        recorded_at=row.recorded_at,
    )


def circle_of(case: ReadCase, goal_id: UUID) -> tuple[str, ...]:
    """The shortest chain of dependencies from a goal back to itself, by key; empty where there is none.

    One statement a level; what the acting person may not see is not named.
    """
    came_from: dict[UUID, UUID] = {}
    frontier = [goal_id]
    while frontier and len(came_from) < FOLLOWED:
        following: list[UUID] = []
        for source, target in statements.edges_from(case.work, frontier):
            if target == goal_id:
                return _chain(case, came_from, source, goal_id)
            if target not in came_from:
                came_from[target] = source
                following.append(target)
        frontier = following
    return ()


def _chain(case: ReadCase, came_from: dict[UUID, UUID], last: UUID, goal_id: UUID) -> tuple[str, ...]:
    chain = [goal_id]
    while last != goal_id:
        chain.append(last)
        last = came_from[last]
    return chain_keys(case, [goal_id, *reversed(chain)])


def _both(case: WriteCase, key: str, on: str) -> tuple[FoundGoal, FoundGoal]:
    """The goal that depends, which the acting person may link, and the other one, which they may see."""
    goal, other = find_goal_to_change(case, key), find_goal(case, on)
    case.require(Action.LINK_GOAL, goal.facts)
    return goal, other


def _add(case: WriteCase, goal: FoundGoal, other: FoundGoal, command: DependOn, note: str | None) -> None:
    dependency_id = new_id()
    row: dict[str, object] = {
        "id": dependency_id,
        "goal_id": goal.id,
        "on_goal_id": other.id,
        "kind": command.kind,
        "note": note,
        "by_id": case.actor.person_id,
        "recorded_at": case.now,
        "ended_at": None,
        "version": 1,
    }
    insert_row(case.work, dependencies, row)
    case.record(ObjectKind.DEPENDENCY, dependency_id, _key(goal, other), after=row)
    _tell(case, goal, other, WORDS[command.kind], note)


def _change(case: WriteCase, known: AnyRow, wanted: dict[str, object], *, given: Collection[str], key: str) -> None:
    changes = {name: value for name, value in wanted.items() if name in given and known._mapping[name] != value}
    if not changes:
        return
    if not update_row(case.work, dependencies, known.id, known.version, changes):
        raise Conflict(f"{key} was changed by somebody else at this moment; look again.")
    before = {name: known._mapping[name] for name in changes}
    case.record(ObjectKind.DEPENDENCY, known.id, key, before=before, after=changes)


def _tell(case: WriteCase, goal: FoundGoal, other: FoundGoal, words: str, note: str | None = None) -> None:
    """Tell both owners, as far as they may see both goals."""
    owners = {one for one in (goal.row.owner_id, other.row.owner_id) if one is not None}
    able = who_sees(case, owners, goal.facts) & who_sees(case, owners, other.facts)
    text = f"{case.actor.name}: {goal.row.key} ({goal.row.title}) {words} {other.row.key} ({other.row.title})"
    text = f"{text}: {note}" if note else text
    notify_each(case, [Notice(one, ObjectKind.DEPENDENCY, _key(goal, other), text) for one in sorted(able)])


def _key(goal: FoundGoal, other: FoundGoal) -> str:
    return f"{goal.row.key} > {other.row.key}"
