"""Initiatives, the work under goals and key results: written, changed, done, listed. Nothing of them counts towards progress."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase, WriteCase
from okr.application.cycle_guard import cycle_of, find_goal_to_change, require_changeable
from okr.application.editing import change, require_version
from okr.application.finding import FoundGoal, FoundKeyResult, find_goal_or_key_result, find_key_result, find_person
from okr.application.goal_places import employed
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads, writes
from okr.application.notices import notify
from okr.application.onlookers import who_sees
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Done, Page
from okr.contract.initiatives import (
    CreateInitiative,
    EditInitiative,
    InitiativeView,
    ListInitiatives,
    RemoveInitiative,
)
from okr.domain.errors import InvalidInput, NotFound, RuleViolation
from okr.domain.part_keys import parse_initiative_key
from okr.domain.policy import Action, PartFacts
from okr.domain.states import require_open_goal
from okr.domain.text import accept_short, accept_title
from okr.domain.vocabulary import ObjectKind
from storage import due
from storage import initiatives as statements
from storage.rows import AnyRow, lock_row
from storage.tables.goals import goals, initiatives
from storage.types import new_id

LONGEST_LOOK = 3_660
"""Days that a list looks ahead or back at most: ten years; beyond it the calendar itself would end."""


@writes(CreateInitiative)
def create_initiative(case: WriteCase, command: CreateInitiative) -> InitiativeView:
    """Add work to a goal that is not closed, or to one of its key results; whoever is to do it is told."""
    goal, result_id = _home(case, command.of)
    case.require(Action.ADD_INITIATIVE, goal.facts)
    require_open_goal(goal.row.key, goal.row.state)
    lock_row(case.work, goals, goal.id)
    owner_id = case.actor.person_id if command.owner is None else _doer(case, goal, command.owner)
    row: dict[str, object] = {
        "id": new_id(),
        "goal_id": goal.id,
        "key_result_id": result_id,
        "title": accept_title(command.title),
        "owner_id": owner_id,
        "due_on": command.due_on,
        "done_on": _done_on(case, command.done_on),
        "external_id": _external_id(command.external_id),
        "version": 1,
    }
    number = statements.add(case.work, row)
    key = f"{goal.row.key}~{number}"
    case.record(ObjectKind.INITIATIVE, _id(row), key, after={**row, "number": number})
    _tell(case, owner_id, key, str(row["title"]), command.due_on)
    return _view_again(case, goal.id, number)


@writes(EditInitiative)
def edit_initiative(case: WriteCase, command: EditInitiative) -> InitiativeView:
    """Change an initiative, or say that it is done; by those in charge of the goal, who works on it, and who has it to do."""
    goal, found, row = _to_change(case, command.key, command.version)
    parsed = parse_initiative_key(command.key)
    changes = _changes(case, goal, command)
    change(case, initiatives, row, changes, kind=ObjectKind.INITIATIVE, key=str(parsed))
    if changes.get("owner_id") not in {None, found.owner_id}:
        _tell(case, changes["owner_id"], str(parsed), str(changes.get("title", found.title)), found.due_on)
    if found.done_on is None and changes.get("done_on") is not None:
        words = f"{case.actor.name} has done {parsed}: {found.title}"
        notify(case, [goal.row.owner_id, found.owner_id], ObjectKind.INITIATIVE, str(parsed), words)
    return _view_again(case, goal.id, parsed.number)


@writes(RemoveInitiative)
def remove_initiative(case: WriteCase, command: RemoveInitiative) -> Done:
    """Take an initiative away; by whoever may change it."""
    _, found, row = _to_change(case, command.key, command.version)
    statements.remove(case.work, row.id)
    key = f"{found.goal_key}~{found.number}"
    case.record(ObjectKind.INITIATIVE, row.id, key, before=dict(row._mapping))
    return Done(message=f"{key} is taken away: {found.title}")


def _to_change(case: WriteCase, key: str, version: int | None) -> tuple[FoundGoal, AnyRow, AnyRow]:
    """The goal of an initiative, the initiative with what stands around it, and its row; refused where it may not be changed."""
    parsed = parse_initiative_key(key)
    goal = find_goal_to_change(case, str(parsed.goal))
    found = statements.find(case.work, goal.id, parsed.number)
    if found is None:
        raise NotFound(
            f"There is no initiative {parsed}.",
            hint=f"okr initiative list --key {goal.row.key} shows them.",
            field="key",
        )
    case.require(Action.EDIT_INITIATIVE, PartFacts(goal.facts, found.owner_id))
    row = statements.row_of(case.work, found.id)
    require_version(case, version, row, what=str(parsed))
    return goal, found, row


@reads(ListInitiatives)
def list_initiatives(case: ReadCase, query: ListInitiatives) -> Page[InitiativeView]:
    """Initiatives that the acting person sees, the longest due first."""
    if query.within_days is not None and abs(query.within_days) > LONGEST_LOOK:
        raise InvalidInput(f"within_days: at most {LONGEST_LOOK} days are looked ahead.", field="within_days")
    conditions = [statements.visible(case.actor), *_asked_for(case, query)]
    conditions += after(statements.ORDER, read_cursor(query.cursor, date, str, int, int))
    found = statements.page(case.work, *conditions, limit=query.limit + 1)
    return page(
        found,
        query.limit,
        items=lambda rows: initiative_views(case, rows),
        cursor=lambda row: write_cursor(row.sorted_on, row.goal_prefix, row.goal_number, row.number),
    )


def initiative_views(case: ReadCase, rows: Sequence[AnyRow]) -> tuple[InitiativeView, ...]:
    """Initiatives as they are shown; rights on their goals are the caller's question."""
    return tuple(
        InitiativeView(
            key=f"{row.goal_key}~{row.number}",
            goal=row.goal_key,
            key_result=row.result_key,
            title=row.title,
            owner=person_ref(row.handle, row.name),
            due_on=row.due_on,
            done_on=row.done_on,
            days_late=0 if row.due_on is None or row.done_on is not None else max(0, (case.today - row.due_on).days),
            external_id=row.external_id,
            version=row.version,
        )
        for row in rows
    )


def _asked_for(case: ReadCase, query: ListInitiatives) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.key is not None:
        found = find_goal_or_key_result(case, query.key)
        column = initiatives.c.key_result_id if isinstance(found, FoundKeyResult) else initiatives.c.goal_id
        conditions.append(column == found.id)
    elif not query.done:
        conditions.append(statements.TO_DO)
    if query.done is not None:
        conditions.append(initiatives.c.done_on.is_not(None) if query.done else initiatives.c.done_on.is_(None))
    if query.within_days is not None:
        conditions.append(initiatives.c.due_on <= case.today + timedelta(days=query.within_days))
    if query.scope == "team" and not due.leads_all(case.actor):
        conditions.append(statements.of_team(case.actor))
    if query.person is not None:
        conditions.append(statements.mine(find_person(case, query.person).id))
    elif query.scope == "mine" and query.key is None:
        conditions.append(statements.mine(case.actor.person_id))
    return conditions


def _home(case: WriteCase, key: str) -> tuple[FoundGoal, UUID | None]:
    """The goal that the work belongs to, and the key result where one is named."""
    found = find_goal_or_key_result(case, key)
    goal, result_id = (found.goal, found.id) if isinstance(found, FoundKeyResult) else (found, None)
    require_changeable(cycle_of(case, goal.row), str(found.row.key))
    return goal, result_id


def _changes(case: WriteCase, goal: FoundGoal, command: EditInitiative) -> dict[str, object]:
    given = command.model_fields_set
    changes: dict[str, object] = {}
    if "title" in given:
        changes["title"] = accept_title(command.title or "")
    if "owner" in given:
        changes["owner_id"] = None if command.owner is None else _doer(case, goal, command.owner)
    if "due_on" in given:
        changes["due_on"] = command.due_on
    if "done_on" in given:
        changes["done_on"] = _done_on(case, command.done_on)
    if "external_id" in given:
        changes["external_id"] = _external_id(command.external_id)
    if "key_result" in given:
        changes["key_result_id"] = None if command.key_result is None else _result_of(case, goal, command.key_result)
    return changes


def _done_on(case: WriteCase, day: date | None) -> date | None:
    if day is not None and day > case.today:
        raise InvalidInput(f"{day} is in the future; work is done today or on an earlier day.", field="done_on")
    return day


def _result_of(case: WriteCase, goal: FoundGoal, key: str) -> UUID:
    found = find_key_result(case, key)
    if found.goal.id != goal.id:
        raise RuleViolation(
            f"{found.row.key} is no key result of {goal.row.key}; work stays with its goal.", field="key_result"
        )
    return found.id


def _doer(case: WriteCase, goal: FoundGoal, handle: str) -> UUID:
    """Who is to do it: somebody who works here and may see the goal."""
    person_id = employed(case, handle.removeprefix("@"), field="owner")
    if person_id is None or not who_sees(case, [person_id], goal.facts):
        raise RuleViolation(f"{handle} may not see {goal.row.key}, and so cannot work on it.", field="owner")
    return person_id


def _external_id(given: str | None) -> str | None:
    return None if given is None else accept_short(given, field="external_id", required=False) or None


def _tell(case: WriteCase, owner_id: object, key: str, title: str, due_on: date | None) -> None:
    by = "" if due_on is None else f", due {due_on}"
    person_id = owner_id if isinstance(owner_id, UUID) else None
    notify(case, [person_id], ObjectKind.INITIATIVE, key, f"{case.actor.name} gives you {key} to do: {title}{by}")


def _id(row: dict[str, object]) -> UUID | None:
    found = row["id"]
    return found if isinstance(found, UUID) else None


def _view_again(case: ReadCase, goal_id: UUID, number: int) -> InitiativeView:
    row = statements.find(case.work, goal_id, number)
    if row is None:
        raise NotFound("There is no such initiative.")
    return initiative_views(case, [row])[0]
