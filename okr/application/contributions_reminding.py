"""With the turn of the day whoever has to answer for a contribution, and did not in time, is reminded: once for each day that was set."""

from collections.abc import Callable, Sequence
from uuid import UUID

from okr.application.case import WriteCase
from okr.domain.contributions import Side, turn_of
from okr.domain.notice_words import answering_contribution
from okr.domain.vocabulary import ContributionState, ObjectKind
from storage import contributions as statements
from storage import notices, schema
from storage.rows import AnyRow
from storage.together import Rows, write
from storage.types import new_id

CHUNK = 200
"""Contributions in one transaction: more would let another writer wait for over 100 ms."""


def remind(in_one_transaction: Callable[[Callable[[WriteCase], UUID | None]], UUID | None]) -> None:
    """Remind of every answer that is due by the day of the case; run again it tells nobody twice."""
    place: UUID | None = None
    while True:
        after = place
        place = in_one_transaction(lambda case, after=after: _remind_some(case, after))  # type: ignore[misc]  # bound now
        if place is None:
            return


def _remind_some(case: WriteCase, after: UUID | None) -> UUID | None:
    """Remind of some; answers the last one where there may be more."""
    rows = statements.unanswered_by(case.work, case.today, after, CHUNK)
    waiting = [(row, who) for row in rows if (who := _who(case, row)) is not None]
    told = notices.told_by_calendar(case.work, {who for _, who in waiting}, ObjectKind.CONTRIBUTION)
    new = [
        {
            "id": new_id(),
            "person_id": who,
            "object_kind": ObjectKind.CONTRIBUTION,
            "object_key": _key(row),
            "text": _text(row),
            "by_id": None,
            "recorded_at": case.now,
            "read_at": None,
        }
        for row, who in waiting
        if (who, _key(row), _text(row)) not in told
    ]
    write(case.work, Rows(schema.notices, new))
    return rows[-1].id if len(rows) == CHUNK else None


def _key(row: AnyRow) -> str:
    return f"{row.goal_key}+{row.number}"


def _text(row: AnyRow) -> str:
    key, (who, what) = _key(row), _last_step(row)
    ways = "accept|decline" if row.state is ContributionState.COUNTERED and row.offered else "accept|counter|decline"
    if row.state is ContributionState.COUNTERED and not row.offered:
        ways = "accept|ask-again|withdraw"
    words = f"{key} waits for your answer since {row.answer_due_on}: {who} {what} '{row.title}' for {row.parent_key}"
    return answering_contribution(words, key, ways=ways)


def _last_step(row: AnyRow) -> tuple[str, str]:
    """Who set the terms that wait, and how."""
    if row.state is ContributionState.OPEN:
        return row.asker_name, "offers" if row.offered else "asks for"
    return (row.owner_name or row.asker_name) if row.offered else row.receiver_name, "counters with"


def _who(case: WriteCase, row: AnyRow) -> UUID | None:
    """Who has to answer: the one who is to contribute, or the lead of the unit or of one above; or whose goal it is for."""
    found: UUID | None
    if turn_of(row.state, offered=row.offered) is Side.TAKER:
        found = row.owner_id if row.owner_id is not None else row.asked_by_id
        return found
    if row.person_id is not None:
        found = row.person_id
        return found
    above: Sequence[UUID] = statements.leads_above(case.work, row.unit_path, on=case.today)
    if row.lead_id in above:
        found = row.lead_id  # even where they asked themselves: nobody else answers for their unit
        return found
    return next((one for one in above if one != row.asked_by_id), None)
