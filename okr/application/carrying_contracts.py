"""Contributions that nobody had answered when a goal was carried are asked for again, from the goal that continues it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.contributions_steps import answer_due_on
from okr.application.notices import Notice, notify_each
from okr.domain.vocabulary import ContributionState, ContributionStep, ObjectKind
from storage import carrying as statements
from storage import contributions
from storage.types import new_id


def ask_again_for(
    case: WriteCase, goals: Mapping[UUID, Mapping[str, object]], results: Mapping[UUID, UUID]
) -> dict[UUID, int]:
    """Ask again what was open or countered; answers how many, by the goal that was carried.

    `goals` are the new rows by the old ids, `results` the new ids by the old ones; what was asked for a key result that
    does not go along is left out, and so is whoever is not there any more.
    """
    asked: dict[UUID, int] = {}
    rows: list[dict[str, object]] = []
    steps: list[dict[str, object]] = []
    told: list[Notice] = []
    for old in statements.unanswered(case.work, goals, on=case.today):
        if old.parent_key_result_id is not None and old.parent_key_result_id not in results:
            continue
        goal = goals[old.parent_goal_id]
        number = asked.get(old.parent_goal_id, 0) + 1
        asked[old.parent_goal_id] = number
        key = f"{goal['key']}+{number}"
        due_on = goal["due_on"]
        if not isinstance(due_on, date):
            raise TypeError(f"a due date is a {type(due_on).__name__}")
        row: dict[str, object] = {
            "id": new_id(),
            "number": number,
            "parent_goal_id": goal["id"],
            "parent_key_result_id": results.get(old.parent_key_result_id),
            "unit_id": old.unit_id,
            "person_id": old.person_id,
            "state": ContributionState.OPEN,
            "last_step": ContributionStep.ASKED,
            "title": old.title,
            "share": old.share,
            "due_on": due_on,
            "message": old.message,
            "asked_by_id": case.actor.person_id,
            "answer_due_on": answer_due_on(case),
            "child_goal_id": None,
            "child_key_result_id": None,
            "recorded_at": case.now,
            "version": 1,
        }
        rows.append(row)
        steps.append(
            {
                "contribution_id": row["id"],
                "number": 1,
                "step": ContributionStep.ASKED,
                "title": old.title,
                "share": old.share,
                "due_on": due_on,
                "text": old.message,
                "by_id": case.actor.person_id,
                "recorded_at": case.now,
            }
        )
        receiver = old.person_id if old.person_id is not None else old.lead_id
        if receiver is not None:
            words = (
                f"{case.actor.name} asks again for what {old.parent_key}+{old.number} asked for, as {key}: {old.title}"
            )
            told.append(Notice(receiver, ObjectKind.CONTRIBUTION, key, words))
        contribution_id: UUID = row["id"]  # type: ignore[assignment]  # made by new_id
        case.record(ObjectKind.CONTRIBUTION, contribution_id, key, after=row)
    contributions.add(case.work, rows, steps)
    notify_each(case, told)
    return asked
