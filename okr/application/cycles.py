"""Cycles: making and changing the years, quarters and months in which goals live."""

from collections.abc import Sequence
from datetime import date

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found, change, require_version
from okr.application.finding import current_cycle, find_cycle
from okr.application.handlers import reads, writes
from okr.application.looking_back import when_of
from okr.application.paging import before, page, read_cursor, write_cursor
from okr.application.propagation import propagate
from okr.application.retrospectives import retrospectives_of
from okr.contract.base import Page
from okr.contract.cycles import CreateCycle, CycleView, EditCycle, ListCycles, ShowCycle
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.fiscal import CYCLE_KEY_LIMIT
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.text import accept_short
from okr.domain.vocabulary import CycleState, ObjectKind
from okr.domain.wording import counted
from storage import cycles as stored
from storage import schema, touched
from storage.counting import goals_by
from storage.rows import insert_row, lock_row
from storage.types import new_id

LESSONS_SHOWN = 200
"""Retrospectives that a cycle in planning shows."""

FACTORS = ("on_track_percent", "at_risk_percent", "allowance_percent")
"""The pace factors of R6."""


@writes(CreateCycle)
def create_cycle(case: WriteCase, command: CreateCycle) -> CycleView:
    """Create a cycle, inside its parent where it has one; administrators only."""
    case.require(Action.EDIT_CYCLE, OrganisationFacts())
    key = accept_short(command.key, field="key", limit=CYCLE_KEY_LIMIT)
    if stored.exists(case.work, key):
        raise RuleViolation(f"Another cycle has the key {key} already.", field="key")
    parent = None if command.parent is None else find_cycle(case, command.parent)
    _require_order(command.starts_on, command.ends_on)
    _require_inside(parent, command.starts_on, command.ends_on)
    _require_factors(command.on_track_percent, command.at_risk_percent)
    new = new_id()
    row: dict[str, object] = {
        "id": new,
        "key": key,
        "kind": command.kind,
        "parent_id": None if parent is None else parent.id,
        "starts_on": command.starts_on,
        "ends_on": command.ends_on,
        "state": command.state,
        "needs_approval": command.needs_approval,
        "on_track_percent": command.on_track_percent,
        "at_risk_percent": command.at_risk_percent,
        "allowance_percent": command.allowance_percent,
        "external_id": accept_short(command.external_id, field="external_id") if command.external_id else None,
        "version": 1,
    }
    insert_row(case.work, schema.cycles, row)
    case.record(ObjectKind.CYCLE, new, key, after=row)
    return view_of(case, key)


@writes(EditCycle, timeout_s=0)
def edit_cycle(case: WriteCase, command: EditCycle) -> CycleView:
    """Change a cycle; administrators only. Other pace factors (R6) give its goals and key results their status anew.

    Goals and key results keep their own days: those that lie inside the cycle now must do so afterwards.
    """
    case.require(Action.EDIT_CYCLE, OrganisationFacts())
    row = lock_row(case.work, schema.cycles, find_cycle(case, command.key).id)
    require_version(case, command.version, row, what=row.key)
    changes: dict[str, object] = {}
    for field in command.model_fields_set - {"key", "parent", "version"}:
        changes[field] = getattr(command, field)
        if changes[field] is None:
            raise InvalidInput(f"{field.replace('_', ' ')} cannot be empty.", field=field)
    if command.state is not None and command.state is not row.state:
        from okr.application.cycle_life import require_plain_step  # which shows cycles as this module does

        require_plain_step(case, row, command.state)
    parent = _parent(case, command, row)
    changes["parent_id"] = None if parent is None else parent.id
    starts_on = command.starts_on or row.starts_on
    ends_on = command.ends_on or row.ends_on
    _require_order(starts_on, ends_on)
    _require_inside(parent, starts_on, ends_on)
    _require_room(case, row, starts_on, ends_on)
    factors: dict[str, int] = {name: getattr(command if name in changes else row, name) for name in FACTORS}
    _require_factors(factors["on_track_percent"], factors["at_risk_percent"])
    change(case, schema.cycles, row, changes, kind=ObjectKind.CYCLE, key=row.key)
    if command.state is not None:
        from okr.application.grading_begun import tell_owners  # few edits take a cycle a step

        tell_owners(case, row, command.state)
    if any(factors[name] != getattr(row, name) for name in FACTORS):
        propagate(
            case,
            key_results=touched.results_in_cycle(case.work, row.id),
            goals=touched.goals_in_cycle(case.work, row.id),
        )
    return view_of(case, row.key)


@reads(ListCycles)
def list_cycles(case: ReadCase, query: ListCycles) -> Page[CycleView]:
    """A page of cycles, the newest first."""
    cycles = schema.cycles
    conditions = before([cycles.c.starts_on, cycles.c.key], read_cursor(query.cursor, date, str))
    rows = stored.shown(case.work, *conditions, limit=query.limit + 1)
    when = when_of(case, query)

    def items(kept: Sequence[Found]) -> tuple[CycleView, ...]:
        if when is None:
            return views(case, kept)
        from okr.application.past_cycles import views_on  # which shows cycles as this module does

        return views_on(case, kept, when)

    return page(rows, query.limit, items=items, cursor=lambda row: write_cursor(row.starts_on, row.key))


@reads(ShowCycle)
def show_cycle(case: ReadCase, query: ShowCycle) -> CycleView:
    """One cycle; while it is planned, with what the units learned from the one before."""
    cycle = find_cycle(case, query.key)
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_cycles import view_on  # which shows cycles as this module does

        (row,) = stored.shown(case.work, schema.cycles.c.key == cycle.key)
        return view_on(case, row, cycle, when)
    view = view_of(case, cycle.key)
    if cycle.state is not CycleState.PLANNING:
        return view
    earlier = stored.before(case.work, cycle)
    if earlier is None:
        return view
    return view.model_copy(update={"lessons": retrospectives_of(case, earlier, limit=LESSONS_SHOWN)})


def view_of(case: ReadCase, key: str) -> CycleView:
    """The cycle of a key as it is shown."""
    return views(case, stored.shown(case.work, schema.cycles.c.key == key))[0]


def views(case: ReadCase, rows: Sequence[Found]) -> tuple[CycleView, ...]:
    """Cycles as they are shown; the goals of all of them are counted at once."""
    goals = goals_by(case.work, case.actor, schema.goals.c.cycle_id, [row.id for row in rows])
    current = current_cycle(case, case.today).id if rows else None
    return tuple(cycle_view(row, goals=goals.get(row.id, 0), is_current=row.id == current) for row in rows)


def cycle_view(row: Found, *, goals: int, is_current: bool) -> CycleView:
    """A cycle as it is shown."""
    return CycleView(
        key=row.key,
        kind=row.kind,
        parent=row.parent_key,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=row.state,
        on_track_percent=row.on_track_percent,
        at_risk_percent=row.at_risk_percent,
        allowance_percent=row.allowance_percent,
        goals=goals,
        is_current=is_current,
        external_id=row.external_id,
        version=row.version,
        needs_approval=row.needs_approval,
    )


def _parent(case: WriteCase, command: EditCycle, row: Found) -> Found | None:
    """The parent that a cycle has or is given; refused where the cycle stands above it."""
    if "parent" not in command.model_fields_set:
        return None if row.parent_id is None else lock_row(case.work, schema.cycles, row.parent_id)
    if command.parent is None:
        return None
    parent = find_cycle(case, command.parent)
    chain = stored.chain_up(case.work, parent.id)
    if row.id in chain:
        names = list(chain.values())[: list(chain).index(row.id) + 1]
        raise RuleViolation(f"That would close a cycle: {' > '.join([row.key, *names])}.", field="parent")
    return parent


def _require_room(case: WriteCase, row: Found, starts_on: date, ends_on: date) -> None:
    """Refuse new days that leave out a cycle below, or goals that lie inside the old ones."""
    left_out = stored.child_outside(case.work, row.id, starts_on, ends_on)
    if left_out is not None:
        raise RuleViolation(
            f"{left_out.key}, {left_out.starts_on} to {left_out.ends_on}, would not be inside {row.key} any more.",
            hint=f"Change {left_out.key} first.",
        )
    number, example = stored.goals_left_out(case.work, row, starts_on, ends_on)
    if number:
        raise RuleViolation(
            f"{counted(number, 'goal')} of {row.key}, such as {example}, would lie outside {starts_on} to {ends_on}.",
            hint="Change the days of the goals first.",
        )


def _require_order(starts_on: date, ends_on: date) -> None:
    """Refuse a cycle that does not end after it starts."""
    if ends_on <= starts_on:
        raise InvalidInput(f"A cycle ends after it starts: {ends_on} is not after {starts_on}.", field="ends_on")


def _require_inside(parent: Found | None, starts_on: date, ends_on: date) -> None:
    """Refuse (R5: its goals' time would lie elsewhere) a cycle that reaches out of its parent."""
    if parent is None:
        return
    if starts_on < parent.starts_on or ends_on > parent.ends_on:
        raise RuleViolation(
            f"{starts_on} to {ends_on} is not inside {parent.key}, {parent.starts_on} to {parent.ends_on}.",
            field="starts_on" if starts_on < parent.starts_on else "ends_on",
        )


def _require_factors(on_track_percent: int, at_risk_percent: int) -> None:
    """Refuse pace factors of R6 in the wrong order."""
    if at_risk_percent > on_track_percent:
        raise InvalidInput(
            f"At risk begins below on track: {at_risk_percent} % is more than {on_track_percent} %.",
            field="at_risk_percent",
        )
