"""What a goal is given when it is written or moved: its unit, its cycle, its days, and the people around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import find_cycle, find_person, find_unit
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import CycleState
from storage import goals as statements


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a goal or key result."""

    starts_on: date
    due_on: date


def goal_unit(case: ReadCase, key: str | None, *, owner_id: UUID) -> Found:
    """The unit that is named, else the owner's, else the acting person's; an archived one is refused."""
    unit = find_unit(case, key) if key is not None else _home(case, owner_id)
    if unit.archived_on is not None:
        raise RuleViolation(f"{unit.prefix} was archived on {unit.archived_on}; choose another unit.", field="unit")
    return unit


def open_cycle(case: ReadCase, key: str | None) -> Found:
    """The cycle that is named, else the current one; one that is closed or being graded is refused."""
    cycle = find_cycle(case, key)
    require_open_cycle(cycle)
    return cycle


def require_open_cycle(cycle: Found) -> None:
    """Refuse what would put a goal into a cycle that is closed, or is being graded."""
    if cycle.state is CycleState.CLOSED:
        raise RuleViolation(f"The cycle {cycle.key} is closed; choose one that is not.", field="cycle")
    if cycle.state is CycleState.GRADING:
        raise RuleViolation(
            f"The cycle {cycle.key} is being graded and takes no goal any more; choose the next one.", field="cycle"
        )


def goal_days(case: ReadCase, cycle: Found, starts_on: date | None, due_on: date | None) -> Days:
    """The days of a goal: those given, else the cycle's; inside the cycle and in order, or refused with what would be right."""
    days = Days(starts_on or cycle.starts_on, due_on or cycle.ends_on)
    require_inside(case, cycle, days)
    return days


def require_inside(case: ReadCase, cycle: Found, days: Days, *, what: str = "") -> None:
    """Refuse days out of order or outside the cycle; `what` names whose days they are, where that is not plain."""
    named = f"{what}: " if what else ""
    for field, word, day in (("starts_on", "start", days.starts_on), ("due_on", "due date", days.due_on)):
        if not cycle.starts_on <= day <= cycle.ends_on:
            raise RuleViolation(
                f"{named}the {word} {day} lies outside the cycle {cycle.key} ({cycle.starts_on} to {cycle.ends_on}); "
                f"choose a day in it{_other_cycle(case, days)}.",
                field=field,
            )
    if days.due_on <= days.starts_on:
        raise RuleViolation(
            f"{named}the due date {days.due_on} is not after the start {days.starts_on}; choose a later one.",
            field="due_on",
        )


def employed(case: ReadCase, handle: str | None, *, field: str) -> UUID | None:
    """The id of a person who still works here, None where nobody is named."""
    if handle is None:
        return None
    person = find_person(case, handle, field=field)
    if person.employed_to is not None and person.employed_to < case.today:
        raise RuleViolation(
            f"{field}: {person.name} left on {person.employed_to}; choose somebody who works here.", field=field
        )
    found: UUID = person.id
    return found


def everybody(case: ReadCase, handles: Iterable[str] | None, *, field: str) -> frozenset[UUID]:
    """The ids of the people who are named."""
    found = {employed(case, handle, field=field) for handle in handles or ()}
    return frozenset(person_id for person_id in found if person_id is not None)


def _home(case: ReadCase, owner_id: UUID) -> Found:
    for person_id in (owner_id, case.actor.person_id):
        unit = statements.home_unit(case.work, person_id)
        if unit is not None:
            return unit
    raise RuleViolation("You work in no unit; say which unit the goal belongs to.", field="unit")


def _other_cycle(case: ReadCase, days: Days) -> str:
    around = statements.cycles_around(case.work, days.starts_on, days.due_on)
    return f", or take the cycle {around[0]}" if around else ""
