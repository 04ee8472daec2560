"""Closing scores (R11) and how well confidence came true (R12)."""

from okr.contract.base import AsOf, Command, Model, Number, Page, PageOf, PersonRef, Query, Ratio, operation
from okr.contract.goal_life import GradeView
from okr.domain.vocabulary import Ambition, Colour, GoalState


class PartScore(Model):
    """What a key result, or a goal below, adds to the closing score. `original`: against what it aimed at in the beginning."""

    key: str
    title: str
    weight: Number
    score: Ratio | None
    original: Ratio | None
    graded: bool


class GradeReport(Model):
    """The closing score of a goal: what the arithmetic gives, what was moved on the way, and the grade where it has one."""

    key: str
    title: str
    owner: PersonRef | None
    cycle: str
    state: GoalState
    ambition: Ambition
    computed: Ratio | None
    colour: Colour | None
    original: Ratio | None
    too_easy: bool
    needs_post_mortem: bool
    parts: tuple[PartScore, ...]
    hidden_parts: int = 0
    grade: GradeView | None = None
    sentences: tuple[str, ...] = ()
    may_grade: bool = False
    may_score: bool = False


@operation("grades.show", "GET", "/goals/{key}/grade")
class ShowGrade(Query[GradeReport]):
    """The closing score that a goal has, or would have if this were the end."""

    key: str


@operation("grades.list", "GET", "/cycles/{cycle}/grades")
class ListGrades(PageOf, AsOf, Query[Page[GradeReport]]):
    """The goals of a cycle that are graded, by key, with their scores so far; `waiting` leaves out what has its grade."""

    cycle: str
    unit: str | None = None
    owner: str | None = None
    waiting: bool = False


@operation("grades.give", "PUT", "/goals/{key}/grade")
class GradeGoal(Command[GradeReport]):
    """Grade a goal while its cycle is graded; it becomes achieved where the score is green, missed otherwise.

    The computed score holds unless its owner gives another one with a reason; both are kept. A committed goal that ends
    under 0.9 needs a post-mortem.
    """

    key: str
    score: Ratio | None = None
    reason: str | None = None
    post_mortem: str | None = None
    version: int | None = None


class CycleCalibration(Model):
    """How well the confidences of one cycle came true."""

    cycle: str
    predictions: int
    came_true: int
    mean_confidence: Ratio
    brier: Ratio


class Calibration(Model):
    """How well a person's confidence came true in closed cycles (R12): 0 is perfect, 0.25 is a coin, 1 is always wrong."""

    person: PersonRef
    predictions: int
    came_true: int
    mean_confidence: Ratio | None
    brier: Ratio | None
    sentence: str
    cycles: tuple[CycleCalibration, ...]


@operation("calibration.show", "GET", "/calibration")
class ShowCalibration(Query[Calibration]):
    """A person's calibration, one's own unless another is named; seen by that person and by administrators."""

    person: str | None = None
    cycle: str | None = None
