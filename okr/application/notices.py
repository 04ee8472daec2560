"""Notices: telling people what concerns them, and what they have read."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from okr.application.case import ReadCase, WriteCase
from okr.application.finding import readable
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads, writes
from okr.application.looking_back import written_by
from okr.application.paging import before, page, read_cursor, write_cursor
from okr.contract.base import Done, Page
from okr.contract.notices import ListNotices, NoticeView, ReadNotices
from okr.domain.notice_words import part
from okr.domain.vocabulary import ObjectKind
from storage import notices as statements
from storage.derived import AnyRow
from storage.tables.conversation import notices
from storage.together import Rows, write
from storage.types import new_id


class Notice(NamedTuple):
    """What a person is told about an object."""

    person_id: UUID
    kind: ObjectKind
    key: str
    text: str


@reads(ListNotices)
def list_notices(case: ReadCase, query: ListNotices) -> Page[NoticeView]:
    """The acting person's own notices; nobody reads those of others."""
    conditions = before([notices.c.id], read_cursor(query.cursor, UUID))
    moment = written_by(case, query)
    unread: ColumnElement[bool] = notices.c.read_at.is_(None)
    if moment is not None:
        conditions.append(notices.c.recorded_at <= moment)
        unread = or_(unread, notices.c.read_at > moment)
    if query.unread:
        conditions.append(unread)
    found = statements.of_person(case.work, case.actor.person_id, *conditions, limit=query.limit + 1)
    return page(
        found,
        query.limit,
        items=lambda rows: [_view(row, by=moment) for row in rows],
        cursor=lambda row: write_cursor(row.id),
    )


@writes(ReadNotices)
def read_notices(case: WriteCase, command: ReadNotices) -> Done:
    """Mark notices as read."""
    key = None if command.key is None else readable(command.key).upper()
    count = statements.mark_read(case.work, case.actor.person_id, object_key=key, at=case.now)
    return Done(message=f"{count} {'notice' if count == 1 else 'notices'} marked as read")


def notify(case: WriteCase, person_ids: Iterable[UUID | None], kind: ObjectKind, key: str, text: str) -> None:
    """Tell people of something, each once; whoever does it is not told."""
    notify_each(case, notices_to(person_ids, kind, key, text))


def notices_to(person_ids: Iterable[UUID | None], kind: ObjectKind, key: str, text: str) -> list[Notice]:
    """The same notice to people, to each once."""
    return [Notice(one, kind, key, text) for one in dict.fromkeys(person_ids) if one is not None]


def notify_each(case: WriteCase, told: Iterable[Notice]) -> None:
    """Tell each person what concerns them, in one statement; whoever does it is not told."""
    write(case.work, notice_rows(case, told))


def notice_rows(case: WriteCase, told: Iterable[Notice]) -> Rows:
    """What tells each person what concerns them, to be written beside what it speaks of."""
    rows = [
        {
            "id": new_id(),
            "person_id": notice.person_id,
            "object_kind": notice.kind,
            "object_key": notice.key,
            "text": notice.text,
            "by_id": case.actor.person_id,
            "recorded_at": case.now,
            "read_at": None,
        }
        for notice in told
        if notice.person_id != case.actor.person_id
    ]
    return Rows(notices, rows)


def _view(row: AnyRow, *, by: datetime | None) -> NoticeView:
    """A notice; what was read after a moment that one looks at had not been read."""
    said = part(row.text)
    return NoticeView(
        kind=row.object_kind,
        key=row.object_key,
        text=said.words,
        asks=said.asks,
        command=said.command,
        by=person_ref(row.handle, row.name),
        recorded_at=row.recorded_at,
        is_read=row.read_at is not None and (by is None or row.read_at <= by),
    )
