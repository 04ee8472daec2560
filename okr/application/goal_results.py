"""What happens to the key results of a goal when the goal changes: what they have from it follows it."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.editing import Found, change, effective_day
from okr.application.key_result_definitions import require_sound
from okr.application.ledger import KEY_RESULT_FIELDS, ledger_lines, write_ledger
from okr.domain.states import is_promised
from okr.domain.vocabulary import KeyResultState, ObjectKind
from storage import goals as goal_statements
from storage import key_results as statements
from storage import schema

INHERITED = ("starts_on", "due_on", "owner_id")
"""What the goal gives where a key result leaves it out; it is the goal's as long as it equals the goal's."""

MOVING = frozenset({"ambition", "cycle_id", "state", "pauses", *INHERITED})
"""Columns of a goal on which the numbers of its key results depend."""


def follow_goal(
    case: WriteCase, goal: Found, changes: Mapping[str, object], *, reason: str | None, effective_on: date
) -> tuple[UUID, ...]:
    """Let key results follow a change of their goal, of which `goal` is the row before; answers those to be rolled up.

    With a reason, what changes after activation is written to the ledger for each.
    """
    rows = statements.rows_of_goal(case.work, goal.id)
    cycle = goal_statements.cycle_row(case.work, _cycle_id(goal, changes))
    for row in rows:
        if row.state is not KeyResultState.ACTIVE:
            continue
        follows = {
            column: changes[column]
            for column in INHERITED
            if column in changes and getattr(row, column) == getattr(goal, column)
        }
        change_key_result(
            case, row, follows, goal_state_is_open=is_promised(goal.state, cycle.state), cycle=cycle,
            reason=reason, effective_on=effective_on,
        )  # fmt: skip
    return tuple(row.id for row in rows) if MOVING & changes.keys() else ()


def change_key_result(
    case: WriteCase,
    row: Found,
    changes: Mapping[str, object],
    *,
    goal_state_is_open: bool,
    cycle: Found,
    reason: str | None,
    effective_on: date,
) -> bool:
    """Write a sound change of a key result with its ledger lines, audit and history; answers whether anything changed."""
    before = dict(row._mapping)
    changed = {name: value for name, value in changes.items() if before[name] != value}
    if not changed:
        return False
    require_sound(case, before | changed, cycle=cycle)
    day = max(effective_on, row.effective_on)
    if goal_state_is_open and reason is not None:
        write_ledger(
            case,
            ledger_lines(case, KEY_RESULT_FIELDS, before, changed),
            goal_id=row.goal_id,
            key_result_id=row.id,
            reason=reason,
            effective_on=day,
        )
    return change(
        case,
        schema.key_results,
        row,
        changed,
        kind=ObjectKind.KEY_RESULT,
        key=row.key,
        effective_on=effective_day(case, day, not_before=row.effective_on),
        remembered=True,
    )


def all_of(case: WriteCase, goal_id: UUID) -> Sequence[UUID]:
    """The ids of a goal's key results."""
    return [row.id for row in statements.rows_of_goal(case.work, goal_id)]


def _cycle_id(goal: Found, changes: Mapping[str, object]) -> UUID:
    found = changes.get("cycle_id", goal.cycle_id)
    if not isinstance(found, UUID):
        raise TypeError(f"a cycle's id is a {type(found).__name__}")
    return found
