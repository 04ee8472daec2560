"""Contributions that nobody had answered when a goal was carried are asked for again, from the goal that continues it."""

from collections.abc import Mapping
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.contributions_new import new_row, write_new
from okr.application.notices import Notice, notify_each
from okr.domain.vocabulary import ContributionStep, ObjectKind
from storage import carrying as statements


def ask_again_for(
    case: WriteCase, goals: Mapping[UUID, Mapping[str, object]], results: Mapping[UUID, UUID]
) -> dict[UUID, int]:
    """Ask again what was open or countered; answers how many, by the goal that was carried.

    `goals` are the new rows by the old ids, `results` the new ids by the old ones; what was asked for a key result that
    does not go along is left out, and so is whoever is not there any more.
    """
    asked: dict[UUID, int] = {}
    rows: dict[str, dict[str, object]] = {}
    told: list[Notice] = []
    for old in statements.unanswered(case.work, goals, on=case.today):
        if old.parent_key_result_id is not None and old.parent_key_result_id not in results:
            continue
        goal = goals[old.parent_goal_id]
        asked[old.parent_goal_id] = number = asked.get(old.parent_goal_id, 0) + 1
        key = f"{goal['key']}+{number}"
        rows[key] = new_row(
            case,
            ContributionStep.ASKED,
            number=number,
            parent_goal_id=goal["id"],
            parent_key_result_id=results.get(old.parent_key_result_id),
            unit_id=old.unit_id,
            person_id=old.person_id,
            title=old.title,
            share=old.share,
            due_on=goal["due_on"],
            message=old.message,
        )
        receiver = old.person_id if old.person_id is not None else old.lead_id
        if receiver is not None:
            words = (
                f"{case.actor.name} asks again for what {old.parent_key}+{old.number} asked for, as {key}: {old.title}"
            )
            told.append(Notice(receiver, ObjectKind.CONTRIBUTION, key, words))
    write_new(case, rows)
    notify_each(case, told)
    return asked
