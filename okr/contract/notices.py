"""Notices: what a person is told of, such as being asked or answered."""

from datetime import datetime

from okr.contract.base import AsOf, Command, Done, Model, Page, PageOf, PersonRef, Query, operation
from okr.domain.vocabulary import NoticeAsks, ObjectKind


class NoticeView(Model):
    """Something that happened and concerns the acting person; `command` is the line for the shell that does what it asks for."""

    kind: ObjectKind
    key: str
    text: str
    asks: NoticeAsks | None = None
    command: str | None = None
    by: PersonRef | None
    recorded_at: datetime
    is_read: bool


@operation("notices.list", "GET", "/notices")
class ListNotices(PageOf, AsOf, Query[Page[NoticeView]]):
    """The acting person's notices, the newest first; `unread` leaves out those that were read.

    As of a day what was told by then, and not read by then.
    """

    unread: bool = True


@operation("notices.read", "POST", "/notices/read")
class ReadNotices(Command[Done]):
    """Mark the acting person's notices as read: all, or those about one object."""

    key: str | None = None
