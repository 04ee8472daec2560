"""What can be decided about a goal: each step with whether it can be taken now, and why not where it cannot."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from okr.domain.errors import RuleViolation
from okr.domain.policy import Action, GoalFacts, explain
from okr.domain.states import CLOSED_GOAL_STATES, PLANNING_GOAL_STATES, Transition, goal_transition
from okr.domain.vocabulary import GoalState, ReviewVerdict, Verdict, Visibility
from tui.keymap import DEFAULT, Keymap
from tui.view_models.goal_card import GoalCard

NOBODY = GoalFacts(unit_path="", visibility=Visibility.ORGANISATION)
"""Who may do what does not depend on the goal; this stands for any."""

_STEPS: tuple[tuple[GoalState, str, str], ...] = (
    (GoalState.PROPOSED, "Submit for review", "the owner's manager and the unit's lead are told, and look at it"),
    (GoalState.IN_REVIEW, "Take into review", "say that you look at it"),
    (GoalState.ACTIVE, "Begin", "activate it: from now on it counts, and its targets are promised"),
    (GoalState.DRAFT, "Back to draft", "work on it again"),
    (GoalState.PAUSED, "Pause", "let it rest; it does not count meanwhile"),
    (GoalState.ACHIEVED, "Close as achieved", "it was reached"),
    (GoalState.MISSED, "Close as missed", "it was not reached; with the reason"),
    (GoalState.CANCELLED, "Cancel", "give it up; with the reason"),
)
_NAMES = {
    (GoalState.PAUSED, GoalState.ACTIVE): ("Resume", "go on with it"),
    (GoalState.ACHIEVED, GoalState.ACTIVE): ("Reopen", "an administrator takes the closing back, with a reason"),
    (GoalState.MISSED, GoalState.ACTIVE): ("Reopen", "an administrator takes the closing back, with a reason"),
    (GoalState.CANCELLED, GoalState.ACTIVE): ("Reopen", "an administrator takes the closing back, with a reason"),
}

Kind = Literal["state", "approve", "return", "override", "end override"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be decided; `refusal` says why not now, `needs_reason` that a sentence is asked for."""

    kind: Kind
    words: str
    help: str
    refusal: str | None = None
    needs_reason: bool = False
    state: GoalState | None = None
    verdict: ReviewVerdict | None = None


def steps(card: GoalCard, *, is_administrator: bool, keymap: Keymap = DEFAULT) -> tuple[Step, ...]:
    """Everything that can be decided about a goal: first what can be done now, and of that what it waits for."""
    found = [*_states(card, is_administrator=is_administrator, keymap=keymap), *_reviews(card), *_overrides(card)]
    ordered = sorted(found, key=lambda step: (step.refusal is not None, _turn(step, card)))
    return tuple(_asking_first(ordered) if card.item.state is GoalState.ACTIVE else ordered)


def _asking_first(ordered: list[Step]) -> list[Step]:
    """What is under way waits for nothing: first a step that asks before it does anything, so that one key stops no goal."""
    asking = [step for step in ordered if step.refusal is None and step.needs_reason]
    first = next((step for step in asking if step.kind == "override"), asking[0] if asking else None)
    return ordered if first is None else [first, *(step for step in ordered if step is not first)]


def _turn(step: Step, card: GoalCard) -> int:
    """A verdict comes before all else until there is one, so that a reviewer does not begin a goal by one key; then to begin it."""
    if step.verdict is not None and not card.approved:
        return 0
    return 1 if step.state is GoalState.ACTIVE and card.item.state in PLANNING_GOAL_STATES else 2


def _states(card: GoalCard, *, is_administrator: bool, keymap: Keymap) -> Iterator[Step]:
    before = card.item.state
    for after, words, help_ in _STEPS:
        if after is before:
            continue
        name, told = _NAMES.get((before, after), (words, help_))
        if after is GoalState.PROPOSED and card.approved:
            told = "once more; the approval that it has is lost"
        try:
            transition = goal_transition(card.item.key, before, after)
        except RuleViolation as error:
            if after in PLANNING_GOAL_STATES or after is GoalState.IN_REVIEW:
                continue  # what lies behind is not worth a line
            yield Step("state", name, told, error.message, state=after)
            continue
        refusal = _refused(card, transition, after, is_administrator=is_administrator, keymap=keymap)
        yield Step("state", name, told, refusal, transition.needs_reason, after)


def _refused(
    card: GoalCard, transition: Transition, after: GoalState, *, is_administrator: bool, keymap: Keymap
) -> str | None:
    """Why a step cannot be taken: the right, a letter that fails, no owner, no approval."""
    action = transition.action
    allowed = is_administrator if action is Action.ADMINISTER else action.name.lower() in card.may
    if not allowed:
        return explain(action, NOBODY)
    begins = after is GoalState.ACTIVE and card.item.state in PLANNING_GOAL_STATES
    if not begins:
        return None
    failing = [one for one in card.letters if one.verdict is Verdict.FAIL]
    if failing:
        first = failing[0]
        return f"{first.letter.value.capitalize()} fails: {first.reason}" + (
            f" ({first.proposal})" if first.proposal else ""
        )
    if card.item.owner is None:
        return f"It has no owner: name the person who answers for it ({keymap.shown('goal.edit')})."
    if card.approved is False:
        is_submitted = card.item.state in {GoalState.PROPOSED, GoalState.IN_REVIEW}
        return f"It needs an approval{', and waits for it.' if is_submitted else ': submit it first.'}"
    return None


def _reviews(card: GoalCard) -> Iterator[Step]:
    if card.item.state not in {GoalState.PROPOSED, GoalState.IN_REVIEW}:
        return
    allowed = Action.REVIEW_GOAL.name.lower() in card.may
    refusal = None if allowed else explain(Action.REVIEW_GOAL, NOBODY)
    yield Step(
        "approve",
        "Approve",
        "as it stands; a later change needs another approval",
        refusal,
        verdict=ReviewVerdict.APPROVED,
    )
    yield Step(
        "return",
        "Return",
        "give it back with what is to be changed",
        refusal,
        needs_reason=True,
        verdict=ReviewVerdict.RETURNED,
    )


def _overrides(card: GoalCard) -> Iterator[Step]:
    """R7: another status than the computed one, and back."""
    if card.item.state in CLOSED_GOAL_STATES | PLANNING_GOAL_STATES:
        return
    allowed = Action.OVERRIDE_STATUS.name.lower() in card.may
    refusal = None if allowed else explain(Action.OVERRIDE_STATUS, NOBODY)
    yield Step(
        "override", "Set the status by hand", "beside the computed one, with a reason (R7)", refusal, needs_reason=True
    )
    if card.item.override is not None:
        yield Step("end override", "Show the computed status", "take the status set by hand away", refusal)
