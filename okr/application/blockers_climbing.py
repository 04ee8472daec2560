"""With the turn of the day a blocker that nobody answered in time climbs to whoever is above, who is told; so is who let it pass."""

from collections.abc import Callable, Sequence
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.onlookers import who_sees
from okr.domain.blockers import Waiting, climb
from okr.domain.notice_words import answering_blocker
from okr.domain.policy import GoalFacts
from okr.domain.vocabulary import ObjectKind, Visibility
from storage import blockers as statements
from storage.policy import load_goal_facts
from storage.rows import AnyRow
from storage.tables.conversation import notices
from storage.together import Rows, write
from storage.types import new_id

CHUNK = 200
"""Blockers in one transaction: more would let another writer wait for over 100 ms."""

Place = tuple[UUID, int]


def climb_blockers(in_one_transaction: Callable[[Callable[[WriteCase], Place | None]], Place | None]) -> None:
    """Let every blocker climb that is late on the day of the case; run again on the same day it changes nothing."""
    place: Place | None = None
    while True:
        after = place
        place = in_one_transaction(lambda case, after=after: _climb_some(case, after))  # type: ignore[misc]  # bound now
        if place is None:
            return


def _climb_some(case: WriteCase, after: Place | None) -> Place | None:
    """Let some climb; answers the last one where there may be more."""
    rows = statements.late(case.work, case.today, after, CHUNK)
    facts = load_goal_facts(case.work, {row.goal_id for row in rows if _is_restricted(row)})
    above = statements.above(case.work, {row.owner_path for row in rows if row.owner_path}, on=case.today)
    told: list[dict[str, object]] = []
    for row in rows:
        seeing = _seeing(case, above.get(row.owner_path, ()), facts.get(row.goal_id))
        now = Waiting(row.owner_id, row.answer_due_on, row.climbed_on)
        then = climb(now, seeing, today=case.today, reminder_days=case.settings.reminder_days)
        if then == now or not statements.change(case.work, row, then._asdict()):
            continue  # whoever was faster has answered it or handed it on
        key = f"{row.result_key}#{row.number}"
        case.record(ObjectKind.BLOCKER, row.key_result_id, key, before=now._asdict(), after=then._asdict())
        told += _notices(case, row, then, key)
    write(case.work, Rows(notices, told))
    return (rows[-1].key_result_id, rows[-1].number) if len(rows) == CHUNK else None


def _is_restricted(row: AnyRow) -> bool:
    return row.goal_visibility is not Visibility.ORGANISATION


def _seeing(case: WriteCase, above: Sequence[UUID], facts: GoalFacts | None) -> Sequence[UUID]:
    """Those above who may see the goal; without facts everybody may."""
    if facts is None:
        return above
    able = who_sees(case, above, facts)
    return [one for one in above if one in able]


def _notices(case: WriteCase, row: AnyRow, then: Waiting, key: str) -> list[dict[str, object]]:
    """What is told to whom it climbed, and to who let it pass; by nobody, since the calendar did it."""
    words = f"Nobody answered what blocks {row.result_key} ({row.result_title}) by {row.answer_due_on}: {row.text}"
    for_the_next = answering_blocker(words, key, until=f"it waits for you until {then.answer_due_on}")
    told = [(then.owner_id, for_the_next)]
    if row.owner_id is not None:
        told.append((row.owner_id, f"{words} (it has climbed to whoever is above you)"))
    return [
        {
            "id": new_id(),
            "person_id": person_id,
            "object_kind": ObjectKind.BLOCKER,
            "object_key": key,
            "text": text,
            "by_id": None,
            "recorded_at": case.now,
            "read_at": None,
        }
        for person_id, text in told
    ]
