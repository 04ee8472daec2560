"""The columns of a new goal: what every new one has in common, whoever writes it."""

from datetime import date
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.goal_places import Days
from okr.domain.vocabulary import Ambition, GoalState, Visibility
from storage.types import new_id


def goal_columns(
    case: WriteCase,
    *,
    unit_id: UUID,
    prefix: str,
    number: int,
    title: str,
    owner_id: UUID | None,
    cycle_id: UUID,
    days: Days,
    effective_on: date,
    why: str | None = None,
    sponsor_id: UUID | None = None,
    delegate_id: UUID | None = None,
    focus_area_id: UUID | None = None,
    ambition: Ambition = Ambition.COMMITTED,
    visibility: Visibility = Visibility.ORGANISATION,
    activated_on: date | None = None,
    level: int = 0,
    external_id: str | None = None,
) -> dict[str, object]:
    """The row of a new goal of a unit under the number that was taken for it; active where it is activated at once."""
    return {
        "id": new_id(),
        "prefix": prefix,
        "number": number,
        "key": f"{prefix}-{number}",
        "title": title,
        "why": why,
        "unit_id": unit_id,
        "owner_id": owner_id,
        "sponsor_id": sponsor_id,
        "delegate_id": delegate_id,
        "cycle_id": cycle_id,
        "focus_area_id": focus_area_id,
        "ambition": ambition,
        "visibility": visibility,
        "state": GoalState.DRAFT if activated_on is None else GoalState.ACTIVE,
        "starts_on": days.starts_on,
        "due_on": days.due_on,
        "level": level,
        "next_key_result_number": 1,
        "imported": False,
        "activated_on": activated_on,
        "pauses": [],
        "external_id": external_id,
        "effective_on": effective_on,
        "recorded_at": case.now,
        "version": 1,
    }
