"""What the made-up company answers about notices and undoing."""

from datetime import UTC, datetime
from typing import Any

from okr.contract.base import Done, Page, PersonRef
from okr.contract.notices import ListNotices, NoticeView, ReadNotices
from okr.contract.undo import LastChange, ShowLastChange, UndoLast, UndoStep
from okr.domain.vocabulary import ObjectKind

AT = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def notices(*read: str) -> tuple[NoticeView, ...]:
    """Two notices; those about the named keys were read."""
    priya = PersonRef(handle="priya", name="Priya Raman")
    said = (
        (ObjectKind.GOAL, "CHAT-1", "Priya Raman asks Customer Care to contribute to CHAT-1"),
        (ObjectKind.KEY_RESULT, "CARE-1.1", "Maria Lopes read your check-in of 9 Nov"),
    )
    return tuple(
        NoticeView(kind=kind, key=key, text=text, by=priya, recorded_at=AT, is_read=key in read)
        for kind, key, text in said
    )


def _list(backend: Any, request: ListNotices) -> Page[NoticeView]:
    held: tuple[NoticeView, ...] = getattr(backend, "notices", ())
    if request.as_of is not None:
        held = tuple(one for one in held if one.recorded_at.date() <= request.as_of)
    return Page[NoticeView](items=tuple(one for one in held if not (request.unread and one.is_read)))


def _read(backend: Any, request: ReadNotices) -> Done:
    held: tuple[NoticeView, ...] = getattr(backend, "notices", ())
    backend.notices = tuple(
        one.model_copy(update={"is_read": one.is_read or request.key in {None, one.key}}) for one in held
    )
    return Done(message="Marked as read.")


def _last(backend: Any, _: ShowLastChange) -> LastChange:
    return LastChange(step=getattr(backend, "last_change", None))


def _undo(backend: Any, _: UndoLast) -> UndoStep:
    step: UndoStep = backend.last_change
    backend.last_change = None
    return step


ANSWERS: dict[type, Any] = {ListNotices: _list, ReadNotices: _read, ShowLastChange: _last, UndoLast: _undo}
