"""What a goal carries through its life beside its numbers: what reviewers said, its grade, where it came from."""

from datetime import datetime

from okr.contract.base import Model, PersonRef, Ratio
from okr.domain.vocabulary import Colour, GoalState, ReviewVerdict


class ReviewView(Model):
    """What a reviewer said of a goal. `holds`: it is an approval, and the goal was not changed since."""

    number: int
    verdict: ReviewVerdict
    remark: str | None
    by: PersonRef
    recorded_at: datetime
    holds: bool


class GradeView(Model):
    """The closing score of a goal (R11): the computed one, the owner's with the reason, and which of them holds."""

    score: Ratio
    colour: Colour
    computed: Ratio | None
    given: Ratio | None
    original: Ratio | None
    reason: str | None
    post_mortem: str | None
    too_easy: bool
    by: PersonRef
    recorded_at: datetime
    version: int


class CarriedRef(Model):
    """The same goal in another cycle."""

    key: str
    cycle: str
    state: GoalState
