"""Reviews: what stands above a goal looks at it before it begins, and says yes or gives it back."""

from okr.contract.base import Command, operation
from okr.contract.goals import GoalView
from okr.domain.vocabulary import ReviewVerdict


@operation("reviews.give", "POST", "/goals/{key}/reviews")
class ReviewGoal(Command[GoalView]):
    """Approve a proposed goal as it stands, or return it to its owner with a remark; never one's own.

    An approval holds for this version of the goal and its key results: a later change needs another one.
    """

    key: str
    verdict: ReviewVerdict
    remark: str | None = None
    version: int | None = None
