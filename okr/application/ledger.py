"""The target ledger: what was promised may be changed after activation, but not without a reason, and not silently."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from okr.application.case import WriteCase
from okr.domain.errors import RuleViolation
from okr.domain.numbers import decimal_text, weight_of
from okr.domain.text import accept_long_text, is_blank
from storage import goals as goal_statements
from storage import ledger
from storage.ledger import Line

GOAL_FIELDS: Mapping[str, str] = {"owner_id": "owner", "due_on": "due", "ambition": "ambition"}
"""What of a goal is in the ledger: column to the word for it. The ambition is there because it decides what is green (R11)."""

KEY_RESULT_FIELDS: Mapping[str, str] = {
    "baseline": "baseline",
    "target": "target",
    "lower": "lower",
    "upper": "upper",
    "amber_lower": "amber lower",
    "amber_upper": "amber upper",
    "milestones": "milestones",
    "weight_units": "weight",
    "owner_id": "owner",
    "due_on": "due",
}
"""What of a key result is in the ledger. Milestones are there because their weights are the target of that metric (R1)."""


def required_reason(reason: str | None, *, key: str, why: str) -> str:
    """The reason as it is stored; RuleViolation, with what asks for it, where there is none."""
    if reason is None or is_blank(reason):
        raise RuleViolation(f"{key}: {why} needs a reason; say why.", hint="--reason '...'", field="reason")
    return accept_long_text(reason, field="reason", required=True)


def ledger_lines(
    case: WriteCase, fields: Mapping[str, str], before: Mapping[str, object], after: Mapping[str, object]
) -> list[Line]:
    """A line for each field of the ledger that `after` changes, in words."""
    changed = [column for column in fields if column in after and before[column] != after[column]]
    people = (value for column in changed for value in (before[column], after[column]) if isinstance(value, UUID))
    return lines_of(fields, before, after, goal_statements.handles_by_id(case.work, people))


def lines_of(
    fields: Mapping[str, str],
    before: Mapping[str, object],
    after: Mapping[str, object],
    handles: Mapping[UUID | None, str],
) -> list[Line]:
    """The same where the handles of the people are known."""
    return [
        Line(fields[column], _words(column, before[column], handles), _words(column, after[column], handles))
        for column in fields
        if column in after and before[column] != after[column]
    ]


def write_ledger(
    case: WriteCase,
    lines: Sequence[Line],
    *,
    goal_id: UUID,
    key_result_id: UUID | None = None,
    reason: str,
    effective_on: date,
) -> None:
    """Write lines about a goal or one of its key results, by the acting person, with their reason."""
    ledger.append(
        case.work,
        lines,
        goal_id=goal_id,
        key_result_id=key_result_id,
        reason=reason,
        by_id=case.actor.person_id,
        effective_on=effective_on,
        recorded_at=case.now,
    )


def _words(column: str, value: object, handles: Mapping[UUID | None, str]) -> str | None:
    if column == "milestones":
        return _milestones(value)
    match value:
        case None:
            return None
        case UUID():
            return handles[value]
        case Decimal():
            return decimal_text(value)
        case int():
            return decimal_text(weight_of(value))
    return str(value)


def _milestones(value: object) -> str | None:
    """Milestones as a person reads them: "Draft (1, due 2026-03-01), Launch (2)"."""
    items = value if isinstance(value, list) else []
    shown = [
        f"{item['title']} ({item['weight']}{', due ' + item['due_on'] if item['due_on'] else ''})" for item in items
    ]
    return ", ".join(shown) or None
