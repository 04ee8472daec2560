"""Answers kept for repeated requests: the same request with the same key is carried out once.

The key is stored in the transaction of the write, per person; the same key with another request is refused. Kept 7 days.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select

from okr.domain.errors import Conflict
from storage.encoding import Json
from storage.tables.journal import idempotency_keys
from storage.unit_of_work import ReadWork, WriteWork

KEPT = timedelta(days=7)
"""How long a request may be repeated under its key without being carried out again."""


def hash_request(operation: str, body: str) -> str:
    """What tells two requests apart: the operation and its body as text, in one spelling."""
    return hashlib.sha256(f"{operation}\n{body}".encode()).hexdigest()


def find(work: ReadWork, person_id: UUID, key: str, *, request_hash: str) -> dict[str, Json] | None:
    """The answer that was given to this request before, or None; Conflict where the key was used for another one."""
    statement = select(idempotency_keys.c.request_hash, idempotency_keys.c.answer).where(
        idempotency_keys.c.person_id == person_id, idempotency_keys.c.key == key
    )
    row = work.connection.execute(statement).one_or_none()
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise Conflict("This idempotency key was used for another request; use a new key for each request.")
    answer: dict[str, Json] = row.answer
    return answer


def remember(
    work: WriteWork,
    person_id: UUID,
    key: str,
    *,
    request_hash: str,
    answer: Mapping[str, Json],
    recorded_at: datetime,
) -> None:
    """Keep the answer, in the transaction of the write that it answers."""
    row = {"request_hash": request_hash, "answer": dict(answer), "recorded_at": recorded_at}
    work.connection.execute(insert(idempotency_keys), [{"person_id": person_id, "key": key, **row}])


def forget_older_than(work: WriteWork, moment: datetime) -> int:
    """Let go of the answers recorded before a moment; answers how many."""
    found = work.connection.execute(delete(idempotency_keys).where(idempotency_keys.c.recorded_at < moment))
    return found.rowcount
