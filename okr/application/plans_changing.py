"""What a plan changes of goals that are there, each by the operation that people use for it: their rights and rules hold here too."""

from collections.abc import Sequence
from typing import Any, cast

from okr.application.case import WriteCase
from okr.application.feeds import unfeed_key_result
from okr.application.goal_moves import move_goal
from okr.application.goal_states import set_goal_state
from okr.application.goals import edit_goal
from okr.application.key_results import create_key_result, edit_key_result
from okr.application.links import link_goal, unlink_goal
from okr.application.plans_creating import Creation
from okr.application.plans_difference import ChangedGoal, ChangedResult, Difference, NewResult
from okr.application.plans_findings import Findings
from okr.contract.goals import EditGoal, LinkGoal, MoveGoal, SetGoalState, UnlinkGoal
from okr.contract.key_results import CreateKeyResult, EditKeyResult, NewKeyResult, UnfeedKeyResult
from okr.contract.plans import Plan, PlanFeed, PlanParent
from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.vocabulary import GoalState

_EDITED = frozenset(EditGoal.model_fields) - {"key", "reason", "effective_on", "version"}
_EDITED_RESULT = frozenset(EditKeyResult.model_fields) - {"key", "reason", "effective_on", "version"}
_NEW_RESULT = frozenset(NewKeyResult.model_fields)
_FOLLOWING = ("starts_on", "due_on", "owner")
"""What key results take over when their goal changes it, as long as they had the goal's."""


class Changing:
    """Carries out the changes; what is refused is a finding at its place."""

    def __init__(self, case: WriteCase, plan: Plan, findings: Findings, *, reason: str | None) -> None:
        self.case, self.plan, self.findings = case, plan, findings
        self._reason = reason

    def reopen(self, goals: Sequence[ChangedGoal]) -> None:
        """Take up again what was closed, before anything else of it changes."""
        for one in goals:
            if one.standing.row.state in CLOSED_GOAL_STATES and "state" in one.wanted:
                self._set_state(one, GoalState(str(one.wanted["state"])))

    def loosen(self, goals: Sequence[ChangedGoal]) -> None:
        """Take away links and feeds that the plan no longer has, so that they are in nothing's way."""
        for one in goals:
            for result in one.results:
                if "feeds" in result.wanted:
                    kept = {feed.key_result for feed in feeds_in(result.wanted["feeds"])}
                    self._unfeed(
                        result,
                        [feed for feed in feeds_in(result.standing.fields["feeds"]) if feed.key_result not in kept],
                    )
            if "parents" in one.wanted:
                staying = {parent.goal for parent in parents_in(one.wanted["parents"])}
                self._unlink(
                    one, [parent for parent in parents_in(one.standing.fields["parents"]) if parent.goal not in staying]
                )

    def _unfeed(self, result: ChangedResult, feeds: Sequence[PlanFeed]) -> None:
        for feed in feeds:
            with self.findings.at((*result.path, "feeds")):
                unfeed_key_result(self.case, UnfeedKeyResult(child=result.standing.key, parent=feed.key_result))

    def _unlink(self, one: ChangedGoal, parents: Sequence[PlanParent]) -> None:
        for parent in parents:
            with self.findings.at((*one.path, "parents")):
                unlink_goal(self.case, UnlinkGoal(child=one.standing.key, parent=parent.goal))

    def edit(self, goals: Sequence[ChangedGoal]) -> None:
        """Move and edit goals and their key results; add what is new and cancel what is gone."""
        for one in goals:
            with self.findings.at(one.path):
                self._edit_goal(one)
            for result in one.results:
                with self.findings.at(result.path):
                    self._edit_result(one, result)
            for new in one.new_results:
                with self.findings.at(new.path):
                    self._add_result(one, new)

    def tie(self, goals: Sequence[ChangedGoal]) -> None:
        """Write the links upwards that are new or other than they were."""
        for one in goals:
            before = {parent.goal: parent for parent in parents_in(one.standing.fields["parents"])}
            for parent in parents_in(one.wanted.get("parents")):
                if before.get(parent.goal) != parent:
                    with self.findings.at((*one.path, "parents")):
                        wanted = LinkGoal(
                            child=one.standing.key, parent=parent.goal, kind=parent.kind, weight=parent.weight
                        )
                        link_goal(self.case, wanted)

    def decide(self, difference: Difference, made: Creation) -> None:
        """Bring goals to their states, and cancel those that the file no longer holds."""
        for new in made.to_activate:
            with self.findings.at((*new.path, "state")):
                set_goal_state(self.case, SetGoalState(key=new.key, state=GoalState.ACTIVE, reason=self._why(new.plan)))
        for one in difference.changed:
            if "state" in one.wanted and one.standing.row.state not in CLOSED_GOAL_STATES:
                self._set_state(one, GoalState(str(one.wanted["state"])))
        for standing in difference.removed:
            with self.findings.at(("goals",)):
                command = SetGoalState(key=standing.key, state=GoalState.CANCELLED, reason=self._why(None))
                set_goal_state(self.case, command)

    def _set_state(self, one: ChangedGoal, state: GoalState) -> None:
        with self.findings.at((*one.path, "state")):
            set_goal_state(self.case, SetGoalState(key=one.standing.key, state=state, reason=self._why(one.plan)))

    def _why(self, *closer: Any) -> str | None:  # goals and key results of the plan, or none
        """The reason that stands nearest: with the key result, the goal, on the command line, at the top of the file."""
        given = [one.reason for one in closer if one is not None and one.reason is not None]
        return next(iter(given), self._reason or self.plan.reason)

    def _edit_goal(self, one: ChangedGoal) -> None:
        wanted, key = one.wanted, one.standing.key
        places = {name: wanted[name] for name in ("unit", "cycle") if name in wanted}
        if places:
            move_goal(self.case, MoveGoal.model_validate({"key": key, **places}))
        edited = {name: wanted[name] for name in _EDITED & wanted.keys()}
        if edited:
            reason = self._why(one.plan)
            edit_goal(self.case, EditGoal.model_validate({"key": key, **edited, **_given(reason)}))

    def _edit_result(self, one: ChangedGoal, result: ChangedResult) -> None:
        wanted = {name: result.wanted[name] for name in _EDITED_RESULT & result.wanted.keys()}
        if result.plan is not None:
            followed = [name for name in _FOLLOWING if name in one.wanted and name in result.plan.model_fields_set]
            wanted |= {name: getattr(result.plan, name) for name in followed if name not in wanted}
        if wanted:
            reason = self._why(result.plan, one.plan)
            command = EditKeyResult.model_validate({"key": result.standing.key, **wanted, **_given(reason)})
            edit_key_result(self.case, command)

    def _add_result(self, one: ChangedGoal, new: NewResult) -> None:
        given = {name: getattr(new.plan, name) for name in _NEW_RESULT & new.plan.model_fields_set}
        for name in ("cadence", "grace_days"):
            if given.get(name) is None and getattr(self.plan, name) is not None:
                given[name] = getattr(self.plan, name)
        command = CreateKeyResult(
            goal=one.standing.key, key_result=NewKeyResult.model_validate({"title": "", "metric": None, **given})
        )
        create_key_result(self.case, command)


def parents_in(value: object) -> Sequence[PlanParent]:
    """The parents that a field holds."""
    return cast("Sequence[PlanParent]", value or ())


def feeds_in(value: object) -> Sequence[PlanFeed]:
    """What is fed, as a field holds it."""
    return cast("Sequence[PlanFeed]", value or ())


def _given(reason: str | None) -> dict[str, str]:
    return {} if reason is None else {"reason": reason}
