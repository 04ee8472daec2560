"""A goal is reviewed before it begins: by the owner's manager or the unit's lead, never by its owner."""

from collections.abc import Sequence

from okr.application.case import ReadCase, WriteCase
from okr.application.cycle_guard import find_goal_to_change
from okr.application.editing import Found, change, require_version
from okr.application.finding import FoundGoal
from okr.application.goal_reading import goal_view
from okr.application.handlers import writes
from okr.application.notices import notify
from okr.application.onlookers import who_sees
from okr.contract.goals import GoalView
from okr.contract.reviews import ReviewGoal
from okr.domain.errors import RuleViolation
from okr.domain.notice_words import reviewing
from okr.domain.policy import Action
from okr.domain.states import PLANNING_GOAL_STATES
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import GoalState, ObjectKind, ReviewVerdict
from storage import reviews as statements
from storage import schema
from storage.blockers import above
from storage.contributions import leads_above


@writes(ReviewGoal)
def review_goal(case: WriteCase, command: ReviewGoal) -> GoalView:
    """Approve a goal as it stands, or give it back as a draft with what is to be changed."""
    goal = find_goal_to_change(case, command.key)
    case.require(Action.REVIEW_GOAL, goal.facts)
    require_version(case, command.version, goal.row, what=goal.row.key)
    _require_reviewable(goal.row)
    remark = accept_long_text(command.remark or "", field="remark") or None
    approves = command.verdict is ReviewVerdict.APPROVED
    if not approves and remark is None:
        raise RuleViolation(f"{goal.row.key} is returned with a remark; say what is to be changed.", field="remark")
    change(
        case,
        schema.goals,
        goal.row,
        {"state": GoalState.IN_REVIEW if approves else GoalState.DRAFT},
        kind=ObjectKind.GOAL,
        key=goal.row.key,
        effective_on=max(case.today, goal.row.effective_on),
        remembered=True,
    )
    row: dict[str, object] = {
        "goal_id": goal.id,
        "verdict": command.verdict,
        "remark": remark,
        "goal_version": statements.standing(case.work, goal.id).plan_version,
        "by_id": case.actor.person_id,
        "recorded_at": case.now,
    }
    statements.append(case.work, row)
    case.record(ObjectKind.REVIEW, goal.id, str(goal.row.key), after={"verdict": command.verdict, "remark": remark})
    said = f": {remark}" if remark else ""
    did = "approves" if approves else "returns"
    words = f"{case.actor.name} {did} {goal.row.key} ({goal.row.title}){said}"
    notify(case, [goal.row.owner_id], ObjectKind.GOAL, str(goal.row.key), words)
    return goal_view(case, goal.id)


def tell_reviewers(case: WriteCase, goal: FoundGoal) -> None:
    """Tell the nearest manager above the owner, and the nearest lead who is not the owner, that a goal waits for them."""
    facts = goal.facts
    asked = [one for one in leads_above(case.work, facts.unit_path, on=case.today) if one != facts.owner_id][:1]
    if facts.owner_path is not None:
        asked += above(case.work, [facts.owner_path], on=case.today)[facts.owner_path][:1]
    key = str(goal.row.key)
    words = reviewing(f"{case.actor.name} asks you to review {key} ({goal.row.title})", key)
    notify(case, sorted(who_sees(case, asked, facts)), ObjectKind.GOAL, key, words)


def require_approval(case: ReadCase, goal: Found, cycle: Found) -> None:
    """Refuse to activate a goal that nobody approved as it stands, where its cycle asks for it and there is somebody to ask."""
    if not cycle.needs_approval:
        return
    standing = statements.standing(case.work, goal.id)
    if standing.approved or not standing.somebody:
        return
    raise RuleViolation(
        f"{goal.key} cannot become active yet: goals of {cycle.key} are approved first, by a manager of the owner or the lead "
        f"of the unit{_what_was_said(statements.of_goal(case.work, goal.id))}.",
        hint=f"Submit it: okr goal submit {goal.key}. They approve it: okr goal approve {goal.key}",
        field="state",
    )


def _require_reviewable(goal: Found) -> None:
    if goal.state not in PLANNING_GOAL_STATES:
        raise RuleViolation(f"{goal.key} is {goal.state}; only what has not begun is reviewed.", field="state")
    if goal.state is GoalState.DRAFT:
        raise RuleViolation(
            f"{goal.key} is a draft; it is reviewed once it is proposed.",
            hint=f"Its owner submits it: okr goal submit {goal.key}",
            field="state",
        )


def _what_was_said(reviews: Sequence[Found]) -> str:
    """Why the newest review is not enough; nothing where there is none."""
    if not reviews:
        return ""
    newest = reviews[0]
    if newest.verdict is ReviewVerdict.APPROVED:
        return f"; what {newest.name} approved was changed since"
    return f"; {newest.name} returned it: {newest.remark}"
