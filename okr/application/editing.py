"""What every edit shares: versions, the day from which a change holds, and history (R16)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Row, Table, select

from okr.application.case import ReadCase, WriteCase
from okr.domain.errors import Conflict, InvalidInput, RuleViolation
from okr.domain.vocabulary import ObjectKind
from storage import audit, schema
from storage.goals import people_around
from storage.history import remember
from storage.rows import update_row

Found = Row[tuple[object, ...]]
"""A row of a statement, its columns by name; their types are those of the schema."""


NOTHING: Mapping[str, object] = MappingProxyType({})


def require_version(case: ReadCase, given: int | None, row: Found, *, what: str) -> None:
    """Refuse (Conflict) an edit of something that was changed after the person looked at it; `what` names it."""
    if given is not None and given != row.version:
        raise Conflict(f"{what} was changed{_by_whom(case, row.id)} since; look again.", field="version")


def effective_day(case: WriteCase, given: date | None, *, not_before: date | None = None) -> date:
    """The day from which a change holds: today if none is given; not in the future, nor before the last change."""
    day = given or case.today
    if day > case.today:
        raise InvalidInput(
            f"{day} is in the future; a change holds from today or from an earlier day.", field="effective_on"
        )
    if not_before is not None and day < not_before:
        if given is None:
            return not_before  # what was recorded ahead of a day that has been set back
        raise RuleViolation(
            f"The last change holds from {not_before}; another one cannot hold from before that, from {day}.",
            field="effective_on",
        )
    return day


def change(
    case: WriteCase,
    table: Table,
    row: Found,
    changes: Mapping[str, object],
    *,
    kind: ObjectKind,
    key: str,
    effective_on: date | None = None,
    remembered: bool = False,
    beside: Mapping[str, object] = NOTHING,
) -> bool:
    """Write the columns that change, with the next version, the audit and, where `remembered`, history (R16).

    Answers whether anything changed. `effective_on` is for rows that carry one. `beside` is what changes with the row but
    stands in other tables, which the caller writes afterwards. Conflict where somebody else was faster.
    """
    old = dict(row._mapping)
    new = {name: value for name, value in changes.items() if old[name] != value}
    around = people_around(case.work, [row.id])[row.id] if remembered and kind is ObjectKind.GOAL else {}
    moved = {name: value for name, value in beside.items() if around[name] != value}
    if not new and not moved:
        return False
    if "recorded_at" in old:
        new |= {"effective_on": effective_on or case.today, "recorded_at": case.now}
    if not update_row(case.work, table, row.id, row.version, new):
        raise Conflict(f"{key} was changed{_by_whom(case, row.id)} at this moment; try again.")
    after = old | new
    if remembered:
        remember(
            case.work,
            kind,
            row.id,
            {**old, **around},
            {**after, **around, **moved},
            before_effective_on=old["effective_on"],
            before_recorded_at=old["recorded_at"],
            effective_on=after["effective_on"],
            recorded_at=after["recorded_at"],
        )
    shown = {name for name in new if name not in {"effective_on", "recorded_at"}}
    case.record(
        kind,
        row.id,
        key,
        before={name: old[name] for name in shown} | {name: around[name] for name in moved},
        after={name: new[name] for name in shown} | moved,
    )
    return True


def _by_whom(case: ReadCase, object_id: UUID) -> str:
    entries = audit.of_object(case.work, object_id, limit=1)
    if not entries or entries[0].by_id is None:
        return ""
    people = schema.people
    name = case.connection.execute(select(people.c.name).where(people.c.id == entries[0].by_id)).scalar()
    return f" by {name}" if name else ""
