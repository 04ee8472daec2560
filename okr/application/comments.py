"""Comments: said about a goal, a key result, a check-in or a contribution by anybody who may see the goal; taken back by who said it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase, WriteCase
from okr.application.cycle_guard import cycle_of, find_goal_to_change, require_changeable
from okr.application.finding import FoundGoal, find_goal, find_key_result
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads, writes
from okr.application.looking_back import written_by
from okr.application.notices import notify
from okr.application.onlookers import who_sees
from okr.application.paging import before, page, read_cursor, write_cursor
from okr.contract.base import Page, PersonRef
from okr.contract.comments import (
    AddComment,
    CommentResult,
    CommentView,
    ListComments,
    NotTold,
    RestoreComment,
    WithdrawComment,
)
from okr.domain.errors import Conflict, InvalidInput, NotFound, RuleViolation
from okr.domain.keys import KeyResultKey, parse_contribution_key, parse_key
from okr.domain.mentions import LIMIT, mentioned
from okr.domain.part_keys import parse_check_in_key
from okr.domain.policy import Action, CommentFacts
from okr.domain.text import accept_long_text, truncate
from okr.domain.vocabulary import ObjectKind
from storage import check_ins, contribution_reading
from storage import comments as statements
from storage.rows import AnyRow, lock_row
from storage.tables import conversation
from storage.tables.goals import goals
from storage.types import new_id

SHOWN = 200
"""Characters of a comment that a notice quotes."""


class About(NamedTuple):
    """What a comment is about: the goal that decides who reads it, and the part of it that is meant."""

    goal: FoundGoal
    key: str
    key_result_id: UUID | None = None
    check_in_number: int | None = None
    contribution_id: UUID | None = None


class _Mentioned(NamedTuple):
    """Who is mentioned: people who may see the goal, and the others with the reason."""

    people: Sequence[AnyRow]
    not_told: tuple[NotTold, ...]


@writes(AddComment)
def add_comment(case: WriteCase, command: AddComment) -> CommentResult:
    """Say something; who is mentioned and may see the goal is told, and so is the goal's owner."""
    about = _about(case, command.on)
    require_changeable(cycle_of(case, about.goal.row), about.key)
    text = accept_long_text(command.text, field="text", required=True)
    found = _mentioned(case, about.goal, text)
    lock_row(case.work, goals, about.goal.id)
    comment_id = new_id()
    row: dict[str, object] = {
        "id": comment_id,
        "goal_id": about.goal.id,
        "key_result_id": about.key_result_id,
        "check_in_number": about.check_in_number,
        "contribution_id": about.contribution_id,
        "text": text,
        "by_id": case.actor.person_id,
        "recorded_at": case.now,
        "withdrawn_at": None,
        "version": 1,
    }
    number = statements.add(case.work, row, [person.id for person in found.people])
    case.record(ObjectKind.COMMENT, comment_id, _key(about.goal, number), after={**row, "number": number})
    _tell(case, about, text, [person.id for person in found.people])
    return CommentResult(
        comment=_view_again(case, about.goal, number),
        told=tuple(PersonRef(handle=person.handle, name=person.name) for person in found.people),
        not_told=found.not_told,
    )


@reads(ListComments)
def list_comments(case: ReadCase, query: ListComments) -> Page[CommentView]:
    """Comments on what a key names; on a goal with those on all that belongs to it."""
    about = _about(case, query.on)
    conditions: list[ColumnElement[bool]] = [conversation.comments.c.goal_id == about.goal.id]
    for name in ("key_result_id", "check_in_number", "contribution_id"):
        wanted = getattr(about, name)
        if wanted is not None:
            conditions.append(conversation.comments.c[name] == wanted)
    until = written_by(case, query)
    if until is not None:
        conditions.append(conversation.comments.c.recorded_at <= until)
    conditions += before([conversation.comments.c.number], read_cursor(query.cursor, int))
    found = statements.page(case.work, case.actor, *conditions, limit=query.limit + 1)
    return page(found, query.limit, items=lambda rows: _views(case, rows), cursor=lambda row: write_cursor(row.number))


@writes(WithdrawComment)
def withdraw_comment(case: WriteCase, command: WithdrawComment) -> CommentView:
    """Take a comment back; that there was one stays to be seen."""
    goal, row = _own(case, command.goal, command.number)
    if row.withdrawn_at is not None:
        raise RuleViolation(f"Comment {command.number} of {goal.row.key} was withdrawn already.", field="number")
    return _set_withdrawn(case, goal, row, case.now)


@writes(RestoreComment)
def restore_comment(case: WriteCase, command: RestoreComment) -> CommentView:
    """Let a comment that was taken back be read again, with its words; by who said it."""
    goal, row = _own(case, command.goal, command.number)
    if row.withdrawn_at is None:
        raise RuleViolation(f"Comment {command.number} of {goal.row.key} was not withdrawn.", field="number")
    return _set_withdrawn(case, goal, row, None)


def _own(case: WriteCase, key: str, number: int) -> tuple[FoundGoal, AnyRow]:
    """A comment of the acting person, on a goal that may be changed."""
    goal = find_goal_to_change(case, key)
    row = statements.find(case.work, goal.id, number)
    if row is None:
        raise NotFound(
            f"{goal.row.key} has no comment {number}.",
            hint=f"okr comment list {goal.row.key} shows them.",
            field="number",
        )
    case.require(Action.WITHDRAW_COMMENT, CommentFacts(row.by_id))
    return goal, row


def _set_withdrawn(case: WriteCase, goal: FoundGoal, row: AnyRow, at: datetime | None) -> CommentView:
    if not statements.set_withdrawn(case.work, row, at):
        raise Conflict(f"Comment {row.number} of {goal.row.key} was changed at this moment; look again.")
    before, after = {"withdrawn_at": row.withdrawn_at}, {"withdrawn_at": at}
    case.record(ObjectKind.COMMENT, row.id, _key(goal, row.number), before=before, after=after)
    return _view_again(case, goal, row.number)


def _about(case: ReadCase, key: str) -> About:
    """What a key names: CARE-7, CARE-7.2, CARE-7.2#3 or CARE-7+3; NotFound where the goal may not be seen."""
    if "+" in key:
        return _about_contribution(case, key)
    if "#" in key:
        parsed = parse_check_in_key(key)
        found = find_key_result(case, str(parsed.key_result))
        if check_ins.pointed_at(case.work, found.id, parsed.number)[0] is None:
            raise NotFound(f"{found.row.key} has no check-in number {parsed.number}.", field="on")
        return About(found.goal, str(parsed), found.id, parsed.number)
    if isinstance(parse_key(key), KeyResultKey):
        found = find_key_result(case, key)
        return About(found.goal, str(found.row.key), found.id)
    goal = find_goal(case, key)
    return About(goal, str(goal.row.key))


def _about_contribution(case: ReadCase, key: str) -> About:
    parsed = parse_contribution_key(key)
    goal = find_goal(case, str(parsed.goal))
    row = contribution_reading.find(case.work, str(parsed.goal), parsed.number)
    if row is None:
        raise NotFound(f"There is no contribution {parsed}.", field="on")
    return About(goal, str(parsed), contribution_id=row.id)


def _mentioned(case: WriteCase, goal: FoundGoal, text: str) -> _Mentioned:
    """Who a text mentions: those who work here and may see the goal are told, of the others the author is told why not."""
    handles = mentioned(text)
    if len(handles) > LIMIT:
        raise InvalidInput(f"{len(handles)} people are mentioned, at most {LIMIT} at once.", field="text")
    known = statements.people_named(case.work, handles)
    able = who_sees(case, (row.id for row in known.values()), goal.facts)
    told: list[AnyRow] = []
    not_told: list[NotTold] = []
    for handle in handles:
        row = known.get(handle)
        if row is None:
            not_told.append(NotTold(handle=handle, reason="nobody here has this handle"))
        elif row.employed_to is not None and row.employed_to < case.today:
            not_told.append(NotTold(handle=handle, reason=f"left on {row.employed_to}"))
        elif row.id not in able:
            not_told.append(NotTold(handle=handle, reason=f"may not see {goal.row.key}"))
        else:
            told.append(row)
    return _Mentioned(told, tuple(not_told))


def _tell(case: WriteCase, about: About, text: str, mentioned_ids: Sequence[UUID]) -> None:
    quoted = truncate(" ".join(text.split()), SHOWN)
    goal_owner = [one for one in [about.goal.row.owner_id] if one not in mentioned_ids]
    words = f"{case.actor.name} mentions you in a comment on {about.key}: {quoted}"
    notify(case, mentioned_ids, ObjectKind.COMMENT, about.key, words)
    notify(case, goal_owner, ObjectKind.COMMENT, about.key, f"{case.actor.name} comments on {about.key}: {quoted}")


def _views(case: ReadCase, rows: Sequence[AnyRow]) -> tuple[CommentView, ...]:
    named = statements.mentioned_in(case.work, [row.id for row in rows])
    return tuple(
        CommentView(
            goal=row.goal_key,
            number=row.number,
            on=_on(row),
            text=row.text if row.withdrawn_at is None else None,
            mentions=tuple(
                PersonRef(handle=one.handle, name=one.name)
                for one in (named.get(row.id, ()) if row.withdrawn_at is None else ())
            ),
            by=person_ref(row.handle, row.name),
            recorded_at=row.recorded_at,
            withdrawn=row.withdrawn_at is not None,
            may_withdraw=row.withdrawn_at is None and case.may(Action.WITHDRAW_COMMENT, CommentFacts(row.by_id)),
            may_restore=row.withdrawn_at is not None and case.may(Action.WITHDRAW_COMMENT, CommentFacts(row.by_id)),
        )
        for row in rows
    )


def _on(row: AnyRow) -> str:
    if row.contribution_number is not None:
        return f"{row.goal_key}+{row.contribution_number}"
    if row.check_in_number is not None:
        return f"{row.result_key}#{row.check_in_number}"
    return str(row.result_key or row.goal_key)


def _view_again(case: ReadCase, goal: FoundGoal, number: int) -> CommentView:
    row = statements.find(case.work, goal.id, number)
    if row is None:
        raise NotFound(f"{goal.row.key} has no comment {number}.")
    return _views(case, [row])[0]


def _key(goal: FoundGoal, number: int) -> str:
    return f"{goal.row.key} comment {number}"
