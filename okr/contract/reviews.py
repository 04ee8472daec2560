"""Reviews: what stands above a goal looks at it before it begins, and says yes or gives it back."""

from okr.contract.base import AsOf, Command, Model, Page, PageOf, Query, operation
from okr.contract.goal_life import ReviewView
from okr.contract.goal_rows import GoalRow
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


class WaitingReview(Model):
    """A proposed goal that nobody approved as it stands; `last` is what was said of it before."""

    goal: GoalRow
    why: str | None
    last: ReviewView | None
    may_review: bool


@operation("reviews.waiting", "GET", "/reviews/waiting")
class ListWaiting(PageOf, AsOf, Query[Page[WaitingReview]]):
    """Proposed goals of a cycle that wait for a review: those that the acting person may review, or all that they see."""

    cycle: str | None = None
    of_everybody: bool = False
