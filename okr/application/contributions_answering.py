"""Contributions are answered: accepted, countered or declined, by whoever's turn it is."""

from okr.application.case import WriteCase
from okr.application.contributions_accepting import carry_out
from okr.application.contributions_reading import view_by_id
from okr.application.contributions_steps import accept_terms, accept_words, find_to_step, take_step
from okr.application.goal_states import set_goal_state
from okr.application.handlers import writes
from okr.contract.contributions import AcceptContribution, ContributionView, CounterContribution, DeclineContribution
from okr.contract.goals import SetGoalState
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import ContributionStep, GoalState


@writes(AcceptContribution)
def accept_contribution(case: WriteCase, command: AcceptContribution) -> ContributionView:
    """Agree on the terms that stand, and write what follows: the goal, its key result, the link and the feed."""
    found = find_to_step(case, command.key, ContributionStep.ACCEPTED, version=command.version)
    made = carry_out(case, found, command)
    take_step(
        case,
        found,
        ContributionStep.ACCEPTED,
        others={"child_goal_id": made.goal_id, "child_key_result_id": made.key_result_id},
    )
    if command.activate:
        set_goal_state(case, SetGoalState(key=made.goal_key, state=GoalState.ACTIVE))
    return view_by_id(case, found.id)


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
    take_step(case, found, ContributionStep.COUNTERED, terms=terms, text=reason)
    return view_by_id(case, found.id)


@writes(DeclineContribution)
def decline_contribution(case: WriteCase, command: DeclineContribution) -> ContributionView:
    """Say no; whoever asked may ask again."""
    found = find_to_step(case, command.key, ContributionStep.DECLINED, version=command.version)
    reason = accept_words(command.reason, field="reason", required=f"you decline {found.key}")
    take_step(case, found, ContributionStep.DECLINED, text=reason)
    return view_by_id(case, found.id)
