"""R16: what contributions said on a day, by the steps that had been taken."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.contributions_steps import STATES, TERMS
from okr.domain.contributions import UNANSWERED
from okr.domain.vocabulary import ContributionStep
from okr.domain.working_days import after_working_days
from storage.past_company import Evening, Rows, contracts


def contracts_then(case: ReadCase, goal_ids: Collection[UUID], evening: Evening) -> tuple[Rows, Rows]:
    """The contributions to goals on the terms of their last step by then, and the steps; without those that were asked for later."""
    current, steps = contracts(case.work, goal_ids)
    then: Rows = []
    kept: Rows = []
    for row in current:
        every = steps[row["id"]]
        taken = [step for step in every if step["recorded_at"] <= evening.written_by]
        if taken:
            kept += taken
            then.append(row if len(taken) == len(every) else {**row, **_terms(case, row, taken)})
    return then, kept


def _terms(case: ReadCase, row: Mapping[str, Any], taken: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a contribution said after the steps taken by then, where others followed."""
    last = taken[-1]
    state = STATES[last["step"]]
    is_accepted = last["step"] is ContributionStep.ACCEPTED
    was_offered = taken[0]["step"] is ContributionStep.OFFERED
    stepped_on = last["recorded_at"].astimezone(case.settings.time_zone).date()
    answer_due_on = after_working_days(stepped_on, case.settings.reminder_days)
    return {
        **{name: last[name] for name in TERMS},
        "state": state,
        "last_step": last["step"],
        "answer_due_on": answer_due_on if state in UNANSWERED else None,
        "child_goal_id": row["child_goal_id"] if was_offered or is_accepted else None,
        "child_key_result_id": row["child_key_result_id"] if is_accepted else None,
    }
