"""Cycles: making and changing the years, quarters and months in which goals live."""

from collections.abc import Sequence
from datetime import date

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found
from okr.application.finding import current_cycle, find_cycle
from okr.application.handlers import writes
from okr.contract.cycles import CreateCycle, CycleView
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind
from storage import cycles as stored
from storage import schema
from storage.counting import goals_by
from storage.rows import insert_row
from storage.types import new_id

CYCLE_KEY_LIMIT = 40


@writes(CreateCycle)
def create_cycle(case: WriteCase, command: CreateCycle) -> CycleView:
    """Create a cycle, inside its parent where it has one; administrators only."""
    case.require(Action.EDIT_CYCLE, OrganisationFacts())
    key = accept_cycle_key(command.key)
    if stored.exists(case.work, key):
        raise RuleViolation(f"Another cycle has the key {key} already.", field="key")
    parent = None if command.parent is None else find_cycle(case, command.parent)
    require_order(command.starts_on, command.ends_on)
    require_inside(parent, command.starts_on, command.ends_on)
    require_factors(command.on_track_percent, command.at_risk_percent)
    new = new_id()
    row: dict[str, object] = {
        "id": new,
        "key": key,
        "kind": command.kind,
        "parent_id": None if parent is None else parent.id,
        "starts_on": command.starts_on,
        "ends_on": command.ends_on,
        "state": command.state,
        "on_track_percent": command.on_track_percent,
        "at_risk_percent": command.at_risk_percent,
        "allowance_percent": command.allowance_percent,
        "external_id": accept_short(command.external_id, field="external_id") if command.external_id else None,
        "version": 1,
    }
    insert_row(case.work, schema.cycles, row)
    case.record(ObjectKind.CYCLE, new, key, after=row)
    return view_of(case, key)


def view_of(case: ReadCase, key: str) -> CycleView:
    """The cycle of a key as it is shown."""
    return views(case, stored.shown(case.work, schema.cycles.c.key == key))[0]


def views(case: ReadCase, rows: Sequence[Found]) -> tuple[CycleView, ...]:
    """Cycles as they are shown; the goals of all of them are counted at once."""
    goals = goals_by(case.work, case.actor, schema.goals.c.cycle_id, [row.id for row in rows])
    current = current_cycle(case, case.today).id if rows else None
    return tuple(
        CycleView(
            key=row.key,
            kind=row.kind,
            parent=row.parent_key,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            state=row.state,
            on_track_percent=row.on_track_percent,
            at_risk_percent=row.at_risk_percent,
            allowance_percent=row.allowance_percent,
            goals=goals.get(row.id, 0),
            is_current=row.id == current,
            external_id=row.external_id,
            version=row.version,
        )
        for row in rows
    )


def accept_cycle_key(text: str) -> str:
    """A cycle's key as it is stored: one line of up to 40 characters; else InvalidInput."""
    return accept_short(text, field="key", limit=CYCLE_KEY_LIMIT)


def require_order(starts_on: date, ends_on: date) -> None:
    """Refuse a cycle that does not end after it starts."""
    if ends_on <= starts_on:
        raise InvalidInput(f"A cycle ends after it starts: {ends_on} is not after {starts_on}.", field="ends_on")


def require_inside(parent: Found | None, starts_on: date, ends_on: date) -> None:
    """Refuse (R5: its goals' time would lie elsewhere) a cycle that reaches out of its parent."""
    if parent is None:
        return
    if starts_on < parent.starts_on or ends_on > parent.ends_on:
        raise RuleViolation(
            f"{starts_on} to {ends_on} is not inside {parent.key}, {parent.starts_on} to {parent.ends_on}.",
            field="starts_on" if starts_on < parent.starts_on else "ends_on",
        )


def require_factors(on_track_percent: int, at_risk_percent: int) -> None:
    """Refuse pace factors of R6 in the wrong order."""
    if at_risk_percent > on_track_percent:
        raise InvalidInput(
            f"At risk begins below on track: {at_risk_percent} % is more than {on_track_percent} %.",
            field="at_risk_percent",
        )
