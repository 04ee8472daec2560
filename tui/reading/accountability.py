"""Who answers for what, and how it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.vocabulary import Status
from tui.reading.agreements import ask
from tui.reading.basics import clean, maybe, text, unit
from tui.view_models.accountability import (
    Accountability,
    AccountRow,
    BlockerItem,
    OverdueItem,
    OwnerlessItem,
    Unaligned,
)

if TYPE_CHECKING:
    from okr.contract import accountability as accountability_contract
    from okr.contract.alignment import OrphanGoal


def accountability(view: accountability_contract.AccountabilityReport) -> Accountability:
    """A unit, the units below it, and its people."""
    from tui.reading.goal_beside import moved  # the home of a lead names blockers alone, and waits for what it loads

    return Accountability(
        total=account(view.unit),
        units=tuple(map(account, view.units)),
        people=tuple(map(account, view.people)),
        blockers=tuple(map(blocker, view.blockers)),
        ownerless=tuple(
            OwnerlessItem(clean(item.key), clean(item.title), maybe(item.owner)) for item in view.ownerless
        ),
        is_counted=view.counted,
        overdue=tuple(
            OverdueItem(clean(item.key), clean(item.title), maybe(item.owner), item.due_on) for item in view.overdue
        ),
        unanswered=tuple(map(ask, view.unanswered)),
        moved=tuple(map(moved, view.moved)),
    )


def blocker(item: accountability_contract.Blocker) -> BlockerItem:
    """A blocker."""
    return BlockerItem(
        key=clean(item.key),
        title=clean(item.title),
        text=clean(item.text),
        since=item.since,
        owner=maybe(item.owner),
        answers=maybe(item.answers),
        answer_due_on=item.answer_due_on,
        answer=text(item.answer),
    )


def account(row: accountability_contract.AccountabilityRow) -> AccountRow:
    """What a unit or a person answers for."""
    return AccountRow(
        unit=unit(row.unit) if row.unit else None,
        person=maybe(row.person),
        goals=row.goals,
        key_results=row.key_results,
        counts={
            Status.OFF_TRACK: row.off_track,
            Status.AT_RISK: row.at_risk,
            Status.PENDING: row.pending,
            Status.ON_TRACK: row.on_track,
            Status.REACHED: row.reached,
        },
        stale=row.stale,
        on_time=row.on_time,
        late=row.late,
        missed=row.missed,
        on_time_ppm=row.on_time_rate,
        overdue=row.overdue,
        oldest_overdue_on=row.oldest_overdue_on,
        blockers=row.blockers,
        without_owner=row.without_owner,
        moved_goalposts=row.moved_goalposts,
        unanswered_blockers=row.unanswered_blockers,
        unanswered_asks=row.unanswered_asks,
    )


def unaligned(goal: OrphanGoal) -> Unaligned:
    """A goal that leads nowhere."""
    return Unaligned(clean(goal.key), clean(goal.title), maybe(goal.owner))
