"""What the made-up company does when goals and key results are written, and when something is decided about them."""

from collections.abc import Callable, Mapping
from typing import Any

from okr.contract import goals, key_results, reviews
from okr.domain.errors import Conflict, NotAllowed
from okr.domain.vocabulary import GoalState, Status
from tui.actions import MAY_EDIT


def _shown(backend: Any, key: str) -> goals.GoalView:
    view: goals.GoalView = backend._show_goal(goals.ShowGoal(key=key))
    return view


def _require(backend: Any, key: str) -> None:
    if MAY_EDIT not in backend.company.may:
        raise NotAllowed(f"You may not edit {key}.", hint="Maria Lopes may.")


def _move(backend: Any, request: goals.MoveGoal) -> goals.GoalView:
    _require(backend, request.key)
    backend.company.plan(request.key).unit = request.unit
    return _shown(backend, request.key)


def _state(backend: Any, request: goals.SetGoalState) -> goals.GoalView:
    backend.company.plan(request.key).state = request.state
    return _shown(backend, request.key)


def _review(backend: Any, request: reviews.ReviewGoal) -> goals.GoalView:
    backend.company.plan(request.key).state = GoalState.IN_REVIEW
    return _shown(backend, request.key)


def _override(backend: Any, request: goals.SetOverride) -> goals.GoalView:
    plan = backend.company.plan(request.key)
    plan.status, plan.computed = request.status, plan.status
    return _shown(backend, request.key)


def _end(backend: Any, request: goals.EndOverride) -> goals.GoalView:
    plan = backend.company.plan(request.key)
    plan.status, plan.computed = plan.computed or plan.status, None
    return _shown(backend, request.key)


def _edit_result(backend: Any, request: key_results.EditKeyResult) -> key_results.KeyResultView:
    _require(backend, request.key)
    if request.version != 2:
        raise Conflict("Somebody else changed it.")
    return _result(backend, request.key)


def _add_result(backend: Any, request: key_results.CreateKeyResult) -> key_results.KeyResultView:
    _require(backend, request.goal)
    return _result(backend, f"{request.goal}.1").model_copy(update={"key": f"{request.goal}.3"})


def _result(backend: Any, key: str) -> key_results.KeyResultView:
    plan = backend.company.plan(key.partition(".")[0])
    found: key_results.KeyResultView = next(each for each in backend.company.results(plan) if each.key == key)
    return found


def _create(backend: Any, request: goals.CreateGoal) -> goals.GoalView:
    from tests.tui.company import Plan

    unit = request.unit or "CARE"
    key = f"{unit}-9"
    backend.company.plans.append(
        Plan(
            key,
            request.title,
            request.owner or backend.company.me,
            unit,
            None,
            0,
            Status.PENDING,
            request.parent,
            state=GoalState.DRAFT,
        )
    )
    return _shown(backend, key)


ANSWERS: Mapping[type, Callable[[Any, Any], Any]] = {
    goals.MoveGoal: _move,
    goals.SetGoalState: _state,
    goals.SetOverride: _override,
    goals.EndOverride: _end,
    goals.CreateGoal: _create,
    reviews.ReviewGoal: _review,
    key_results.EditKeyResult: _edit_result,
    key_results.CreateKeyResult: _add_result,
}
