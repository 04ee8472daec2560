"""Blockers are listed, answered, handed on and reopened; check-ins raise them (`blockers_raising`)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.blockers_raising import able_to_answer
from okr.application.case import ReadCase, WriteCase
from okr.application.cycle_guard import find_key_result_to_change
from okr.application.finding import FoundKeyResult, find_goal_or_key_result, find_person
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads, writes
from okr.application.looking_back import when_of
from okr.application.notices import notify
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page
from okr.contract.blockers import AnswerBlocker, AssignBlocker, BlockerView, ListBlockers, ReopenBlocker
from okr.domain.blockers import waits_from
from okr.domain.errors import Conflict, NotFound, RuleViolation
from okr.domain.notice_words import answering_blocker
from okr.domain.part_keys import CheckInKey, parse_check_in_key
from okr.domain.policy import Action, PartFacts
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import BlockerState, ObjectKind
from storage import audit, due, notices
from storage import blockers as statements
from storage.rows import AnyRow
from storage.tables.conversation import blockers
from storage.tables.goals import goals, key_results
from storage.tables.journal import audit as audit_table


@reads(ListBlockers)
def list_blockers(case: ReadCase, query: ListBlockers) -> Page[BlockerView]:
    """Blockers that the acting person sees, the longest due first."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_blockers import blockers_on

        return blockers_on(case, query, when, list_blockers)
    conditions = [statements.visible(case.actor), *_asked_for(case, query)]
    conditions += after(statements.ORDER, read_cursor(query.cursor, date, str, int, int, int))
    found = statements.page(case.work, *conditions, limit=query.limit + 1)
    return page(
        found,
        query.limit,
        items=lambda rows: blocker_views(case, rows),
        cursor=lambda row: write_cursor(
            row.answer_due_on, row.goal_prefix, row.goal_number, row.result_number, row.number
        ),
    )


@writes(AnswerBlocker)
def answer_blocker(case: WriteCase, command: AnswerBlocker) -> BlockerView:
    """Answer a blocker; who raised it and who reports on the key result are told."""
    found, row = _to_change(case, command.key, command.version)
    _require_open(row)
    answer = accept_long_text(command.answer, field="answer", required=True)
    changes = {
        "state": BlockerState.ANSWERED,
        "answer": answer,
        "answered_by_id": case.actor.person_id,
        "answered_at": case.now,
    }
    _change(case, row, _as_before(case, row) or changes)
    by = case.actor.person_id
    notices.mark_answered(case.work, ObjectKind.BLOCKER, _key(row), by=by, sides=[row.owner_id], at=case.now)
    words = f"{case.actor.name} answers what blocks {row.result_key} ({row.text}): {answer}"
    notify(case, _concerned(row), ObjectKind.BLOCKER, _key(row), words)
    return _view_again(case, found, row.number)


@writes(AssignBlocker)
def assign_blocker(case: WriteCase, command: AssignBlocker) -> BlockerView:
    """Let somebody else answer, who may see the goal; the days to answer start again."""
    found, row = _to_change(case, command.key, command.version)
    _require_open(row)
    owner_id = able_to_answer(case, command.owner, str(row.result_key), field="owner")
    if owner_id == row.owner_id:
        raise RuleViolation(f"{_key(row)} waits for {row.owner_name} already.", field="owner")
    waiting = waits_from(owner_id, today=case.today, reminder_days=case.settings.reminder_days)
    _change(case, row, _as_before(case, row) or waiting._asdict())
    words = f"{case.actor.name} asks you what can be done in {row.result_key} ({row.result_title}): {row.text}"
    text = answering_blocker(words, _key(row), until=f"answer by {waiting.answer_due_on}")
    notify(case, [owner_id], ObjectKind.BLOCKER, _key(row), text)
    return _view_again(case, found, row.number)


@writes(ReopenBlocker)
def reopen_blocker(case: WriteCase, command: ReopenBlocker) -> BlockerView:
    """Say that an answer did not help; whoever had to answer has to again."""
    found, row = _to_change(case, command.key, command.version)
    if row.state is BlockerState.OPEN:
        raise RuleViolation(f"{_key(row)} waits for an answer already.", field="key")
    waiting = waits_from(row.owner_id, today=case.today, reminder_days=case.settings.reminder_days)
    changes = {
        **waiting._asdict(),
        "state": BlockerState.OPEN,
        "answer": None,
        "answered_by_id": None,
        "answered_at": None,
    }
    _change(case, row, _as_before(case, row) or changes)
    words = f"{case.actor.name} says that {row.result_key} is still blocked: {row.text}"
    notify(case, [row.owner_id], ObjectKind.BLOCKER, _key(row), words)
    return _view_again(case, found, row.number)


def blocker_views(case: ReadCase, rows: Sequence[AnyRow]) -> tuple[BlockerView, ...]:
    """Blockers as they are shown; rights on their goals are the caller's question."""
    return tuple(
        BlockerView(
            key=_key(row),
            key_result=row.result_key,
            title=row.result_title,
            goal=row.goal_key,
            text=row.text or "",
            state=row.state,
            raised_on=row.raised_on,
            by=person_ref(row.author_handle, row.author_name),
            owner=person_ref(row.owner_handle, row.owner_name),
            answer_due_on=row.answer_due_on,
            days_late=max(0, (case.today - row.answer_due_on).days) if row.state is BlockerState.OPEN else 0,
            climbed_on=row.climbed_on,
            answer=row.answer,
            answered_by=person_ref(row.answerer_handle, row.answerer_name),
            answered_at=row.answered_at,
            version=row.version,
        )
        for row in rows
    )


def _asked_for(case: ReadCase, query: ListBlockers) -> list[ColumnElement[bool]]:
    state = query.state
    conditions: list[ColumnElement[bool]] = []
    if query.key is not None:
        conditions.append(_of_key(case, query.key))
    elif state is None or state is BlockerState.OPEN:
        conditions.append(statements.WAITS)
    if state is not None:
        conditions.append(blockers.c.state == state)
    if query.scope == "team" and not due.leads_all(case.actor):
        conditions.append(statements.of_team(case.work, case.actor))
    if query.person is not None:
        conditions.append(statements.mine(find_person(case, query.person).id))
    elif query.scope == "mine" and query.key is None:
        conditions.append(statements.mine(case.actor.person_id))
    return conditions


def _of_key(case: ReadCase, key: str) -> ColumnElement[bool]:
    found = find_goal_or_key_result(case, key)
    return key_results.c.id == found.id if isinstance(found, FoundKeyResult) else goals.c.id == found.id


def _to_change(case: WriteCase, key: str, version: int | None) -> tuple[FoundKeyResult, AnyRow]:
    """The blocker of a key, which the acting person may answer; refused with the reason where they may not."""
    parsed = parse_check_in_key(key)
    found = find_key_result_to_change(case, str(parsed.key_result))
    row = _found(case, found, parsed)
    case.require(Action.ANSWER_BLOCKER, PartFacts(found.goal.facts, row.owner_id))
    if version is not None and version != row.version:
        raise Conflict(f"{parsed} was changed since; look again.", field="version")
    return found, row


def _found(case: ReadCase, found: FoundKeyResult, key: CheckInKey) -> AnyRow:
    row = statements.find(case.work, found.id, key.number)
    if row is None:
        raise NotFound(
            f"There is no blocker {key}.", hint=f"okr blocker list --key {key.key_result} shows them.", field="key"
        )
    return row


def _require_open(row: AnyRow) -> None:
    if row.state is not BlockerState.OPEN:
        who = row.answerer_name or "somebody"
        raise RuleViolation(
            f"{_key(row)} was answered by {who}: {row.answer}.",
            hint=f"If it is still in the way: okr blocker reopen {_key(row)}",
            field="key",
        )


def _change(case: WriteCase, row: AnyRow, changes: dict[str, object]) -> None:
    if not statements.change(case.work, row, changes):
        raise Conflict(f"{_key(row)} was changed by somebody else at this moment; look again.")
    before = {name: row._mapping[name] for name in changes}
    case.record(ObjectKind.BLOCKER, row.key_result_id, _key(row), before=before, after=changes)


def _as_before(case: WriteCase, row: AnyRow) -> dict[str, object]:
    """What undoing puts back: who had to answer until when, and who had answered what; nothing where nothing is undone."""
    if not case.restores:
        return {}
    of_it = (audit_table.c.object_kind == ObjectKind.BLOCKER, audit_table.c.object_key == _key(row))
    found = audit.of_objects(case.work, [row.key_result_id], *of_it, limit=1)
    before = dict(found[0][1].before or {}) if found else {}
    return before | ({"state": BlockerState(str(before["state"]))} if "state" in before else {})


def _concerned(row: AnyRow) -> list[UUID | None]:
    return [row.author_id, row.result_owner_id or row.goal_owner_id]


def _view_again(case: ReadCase, found: FoundKeyResult, number: int) -> BlockerView:
    row = statements.find(case.work, found.id, number)
    if row is None:
        raise NotFound(f"There is no blocker {found.row.key}#{number}.")
    return blocker_views(case, [row])[0]


def _key(row: AnyRow) -> str:
    return f"{row.result_key}#{row.number}"
