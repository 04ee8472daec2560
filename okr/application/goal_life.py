"""What stands beside a goal's numbers: reviews, grade, and the same goal in other cycles."""

from uuid import UUID

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.contract.base import PersonRef
from okr.contract.goal_life import CarriedRef, GradeView, ReviewView
from okr.domain.numbers import PPM
from okr.domain.score import closing_colour
from okr.domain.vocabulary import Ambition, GoalState, ReviewVerdict
from storage import carrying, grades, reviews


def life_of(case: ReadCase, goal_id: UUID) -> dict[str, object]:
    """The fields of `GoalView` that tell of a goal's life, by name."""
    goal = carrying.life(case.work, goal_id)
    said = reviews.of_goal(case.work, goal_id)
    standing = reviews.standing(case.work, goal_id) if said or goal.needs_approval else None
    approved = standing is not None and bool(standing.approved)
    is_asked_for = goal.needs_approval and (approved or (standing is not None and bool(standing.somebody)))
    around = carrying.neighbours(case.work, case.actor, goal_id)
    return {
        "approved": approved if is_asked_for else None,
        "reviews": tuple(review_view(row, holds=approved and row is said[0]) for row in said),
        "grade": grade_view(goal, grades.of_goal(case.work, goal_id)),
        "carried_from": next((_carried(row) for row in around if row.is_before), None),
        "carried_to": tuple(_carried(row) for row in around if not row.is_before),
    }


def grade_view(goal: Found, grade: Found | None) -> GradeView | None:
    """A grade as it is shown; None where there is none. `goal` has its state and ambition."""
    if grade is None:
        return None
    score: int = grade.computed_ppm if grade.given_ppm is None else grade.given_ppm
    attained = score == PPM and goal.state is GoalState.ACHIEVED
    return GradeView(
        score=score,
        colour=closing_colour(score, committed=goal.ambition is Ambition.COMMITTED, attained=attained),
        computed=grade.computed_ppm,
        given=grade.given_ppm,
        original=grade.original_ppm,
        reason=grade.reason,
        post_mortem=grade.post_mortem,
        too_easy=grade.too_easy,
        by=PersonRef(handle=grade.handle, name=grade.name),
        recorded_at=grade.recorded_at,
        version=grade.version,
    )


def review_view(row: Found, *, holds: bool) -> ReviewView:
    """What a reviewer said, as it is shown; `holds`: nothing was changed since, and it is the newest."""
    return ReviewView(
        number=row.number,
        verdict=row.verdict,
        remark=row.remark,
        by=PersonRef(handle=row.handle, name=row.name),
        recorded_at=row.recorded_at,
        holds=holds and row.verdict is ReviewVerdict.APPROVED,
    )


def _carried(row: Found) -> CarriedRef:
    return CarriedRef(key=row.key, cycle=row.cycle_key, state=row.state)
