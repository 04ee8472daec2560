"""Contributions are answered: accepted, countered or declined, by whoever's turn it is."""

from okr.application.case import WriteCase
from okr.application.contributions_accepting import Made, carry_out
from okr.application.contributions_reading import contribution_view, view_by_id
from okr.application.contributions_steps import (
    FoundContribution,
    accept_terms,
    accept_words,
    decide_step,
    find_to_step,
    require_step,
    seen_contribution,
    standing_after,
    step_row,
    write_step,
)
from okr.application.goal_states import set_goal_state
from okr.application.handlers import writes
from okr.contract.contributions import AcceptContribution, ContributionView, CounterContribution, DeclineContribution
from okr.contract.goals import SetGoalState
from okr.domain.errors import RuleViolation
from okr.domain.keys import parse_contribution_key
from okr.domain.vocabulary import ContributionStep, GoalState
from storage import contribution_reading
from storage.compiled import ask


def _asked_ahead(command: AcceptContribution) -> contribution_reading.Asked:
    parsed = parse_contribution_key(command.key)
    return contribution_reading.asked(str(parsed.goal), parsed.number)


@writes(AcceptContribution, ahead=_asked_ahead)
def accept_contribution(case: WriteCase, command: AcceptContribution) -> ContributionView:
    """Agree on the terms that stand, and write what follows: the goal, its key result, the link and the feed."""
    _, _, _, rows, steps = case.answers or ask(case.connection, _asked_ahead(command))
    found = seen_contribution(case, parse_contribution_key(command.key), rows[0] if rows else None)
    require_step(case, found, ContributionStep.ACCEPTED, version=command.version)
    made = carry_out(case, found, command)
    others = {"child_goal_id": made.goal_id, "child_key_result_id": made.key_result_id}
    step = decide_step(case, found, ContributionStep.ACCEPTED, others=others)
    write_step(case, step, beside=made.rows, is_last=bool(case.answers) and not command.activate)
    if command.activate:
        set_goal_state(case, SetGoalState(key=made.goal_key, state=GoalState.ACTIVE))
        return view_by_id(case, found.id)
    return contribution_view(case, standing_after(case, step, _child(found, made)), [*steps, step_row(case, step)])


def _child(found: FoundContribution, made: Made) -> dict[str, object]:
    """What a contribution tells of the goal that brings it from now on: of one that was offered the same as before."""
    if found.offered:
        return {}
    return {"child_key": made.goal_key, "child_state": GoalState.DRAFT, "child_result_key": made.result_key}


@writes(CounterContribution)
def counter_contribution(case: WriteCase, command: CounterContribution) -> ContributionView:
    """Answer with other terms; then it is the other side's turn."""
    found = find_to_step(case, command.key, ContributionStep.COUNTERED, version=command.version)
    reason = accept_words(command.reason, field="reason", required=f"you counter {found.key}")
    terms = accept_terms(found, share=command.share, due_on=command.due_on, title=command.title)
    if not terms:
        raise RuleViolation(
            "A counter changes the share, the due date or the title; else it is accepted or declined.", field="share"
        )
    write_step(case, decide_step(case, found, ContributionStep.COUNTERED, terms=terms, text=reason))
    return view_by_id(case, found.id)


@writes(DeclineContribution)
def decline_contribution(case: WriteCase, command: DeclineContribution) -> ContributionView:
    """Say no; whoever asked may ask again."""
    found = find_to_step(case, command.key, ContributionStep.DECLINED, version=command.version)
    reason = accept_words(command.reason, field="reason", required=f"you decline {found.key}")
    write_step(case, decide_step(case, found, ContributionStep.DECLINED, text=reason))
    return view_by_id(case, found.id)
