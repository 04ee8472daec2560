"""What an explanation says of the closing score (R11): what it would be today, or the grade that was given, by whom and why."""

from datetime import date
from typing import NamedTuple

from okr.application.case import ReadCase
from okr.application.finding import FoundGoal, FoundKeyResult
from okr.application.goal_life import grade_view
from okr.contract.why import Step
from okr.domain.score import closing_colour, score_text, unrounded_text
from okr.domain.vocabulary import Ambition, Colour
from storage import grades


class ToldScore(NamedTuple):
    """A score with its colour, and how it came about in words."""

    score: int | None
    colour: Colour | None
    steps: list[Step]


def goal_score(case: ReadCase, goal: FoundGoal, score: int | None, *, attained: bool, day: date) -> ToldScore:
    """The grade of a goal where it was given by that day, else the score that it would have if this were the end."""
    grade = grade_view(goal.row, grades.of_goal(case.work, goal.id))
    committed = goal.row.ambition is Ambition.COMMITTED
    if grade is None or grade.score is None or grade.recorded_at.date() > day:
        return _score_so_far(score, committed=committed, attained=attained)
    words = _words(grade.score, grade.colour, committed=committed)
    if grade.given is None:
        said = f"{grade.by.name} graded it {words}, as computed."
    else:
        computed = "nothing" if grade.computed is None else _figure(grade.computed, committed=committed)
        said = f"{grade.by.name} graded it {words} instead of the computed {computed}: {grade.reason}"
    steps = [Step(rule="R11", sentence=said, result=score_text(grade.score))]
    if grade.original is not None:
        beside = f"Against the original targets it would be {score_text(grade.original)}."
        steps.append(Step(rule="R11", sentence=beside, result=score_text(grade.original)))
    return ToldScore(grade.score, grade.colour, steps)


def result_score(case: ReadCase, found: FoundKeyResult, score: int | None, *, attained: bool, day: date) -> ToldScore:
    """The score that a key result had when its goal was graded, else the one that it would have if this were the end."""
    grade = grades.of_results(case.work, found.goal.id).get(found.id)
    committed = found.goal.row.ambition is Ambition.COMMITTED
    if grade is None or grade.computed_ppm is None or grade.recorded_at.date() > day:
        return _score_so_far(score, committed=committed, attained=attained)
    colour = closing_colour(grade.computed_ppm, committed=committed, attained=attained)
    words = _words(grade.computed_ppm, colour, committed=committed)
    said = f"When {found.goal.row.key} was graded, its score was {words}."
    steps = [Step(rule="R11", sentence=said, result=score_text(grade.computed_ppm))]
    if grade.original_ppm is not None:
        beside = f"Against the original target it would be {score_text(grade.original_ppm)}."
        steps.append(Step(rule="R11", sentence=beside, result=score_text(grade.original_ppm)))
    return ToldScore(grade.computed_ppm, colour, steps)


def _score_so_far(score: int | None, *, committed: bool, attained: bool) -> ToldScore:
    if score is None:
        return ToldScore(None, None, [])
    colour = closing_colour(score, committed=committed, attained=attained)
    said = f"If it closed like this, its score would be {_words(score, colour, committed=committed)}."
    return ToldScore(score, colour, [Step(rule="R11", sentence=said, result=score_text(score))])


def _words(score: int, colour: Colour | None, *, committed: bool) -> str:
    kind = "a committed" if committed else "an aspirational"
    return f"{_figure(score, committed=committed)}: {colour} for {kind} goal"


def _figure(score: int, *, committed: bool) -> str:
    """The score as it is shown; where its colour is not the one of what is shown, as it was coloured too."""
    full = unrounded_text(score, committed=committed)
    return score_text(score) if full is None else f"{score_text(score)} ({full}, coloured before it is rounded)"
