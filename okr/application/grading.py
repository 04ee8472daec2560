"""Goals are graded while their cycle is: the computed score, the owner's with a reason, and what follows for the goal (R11)."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.closing_scores import ClosingScore, Part, closing_score
from okr.application.cycle_guard import cycle_of, find_goal_to_change
from okr.application.editing import Found, change
from okr.application.finding import FoundGoal, find_goal
from okr.application.goal_life import grade_view
from okr.application.goal_results import all_of
from okr.application.goal_rows import person_ref
from okr.application.goal_states import pauses_after
from okr.application.handlers import reads, writes
from okr.application.ledger import required_reason
from okr.application.propagation import propagate
from okr.contract.grading import GradeGoal, GradeReport, PartScore, ShowGrade
from okr.domain.errors import Conflict, InvalidInput, RuleViolation
from okr.domain.numbers import PPM, weight_of
from okr.domain.policy import Action
from okr.domain.score import closing_colour, grade_state, needs_post_mortem, score_text, too_easy, unrounded_text
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import Ambition, CycleState, GoalState, ObjectKind
from storage import grades as statements
from storage import schema
from storage.as_of import visible_among
from storage.goal_reading import people_named

GRADED = frozenset({GoalState.ACTIVE, GoalState.PAUSED, GoalState.ACHIEVED, GoalState.MISSED})
"""What was promised is graded; what never began, or was given up, is not."""


@reads(ShowGrade)
def show_grade(case: ReadCase, query: ShowGrade) -> GradeReport:
    """The closing score of a goal as it stands, with its grade where it has one."""
    goal = find_goal(case, query.key)
    return report_of(case, goal, closing_score(case, goal.id))


@writes(GradeGoal)
def grade_goal(case: WriteCase, command: GradeGoal) -> GradeReport:
    """Grade a goal, or grade it anew while its cycle is still graded."""
    goal = find_goal_to_change(case, command.key)
    case.require(Action.GRADE_GOAL, goal.facts)
    _require_gradable(goal.row, cycle_of(case, goal.row))
    known = statements.of_goal(case.work, goal.id)
    if command.version is not None and (known is None or known.version != command.version):
        raise Conflict(f"{goal.row.key} was graded in the meantime; look again.", field="version")
    score = closing_score(case, goal.id)
    reason = _reason(case, goal, command, score)
    final = score.score_ppm if command.score is None else command.score
    if final is None:
        raise RuleViolation(
            f"{goal.row.key} has no key result or goal that counts, so that no score follows; its owner gives one with a reason.",
            field="score",
        )
    committed = goal.row.ambition is Ambition.COMMITTED
    values: dict[str, object] = {
        "goal_id": goal.id,
        "key_result_id": None,
        "computed_ppm": score.score_ppm,
        "given_ppm": command.score,
        "original_ppm": score.original_ppm,
        "reason": reason,
        "post_mortem": _post_mortem(command, goal.row, final, known, committed=committed),
        "too_easy": too_easy([*statements.earlier_scores(case.work, goal.row), final], committed=committed),
        "by_id": case.actor.person_id,
        "recorded_at": case.now,
    }
    _write(case, goal, known, values, score)
    attained = score.attained if command.score is None else command.score == PPM
    _close(case, goal.row, grade_state(closing_colour(final, committed=committed, attained=attained)))
    return report_of(case, find_goal(case, command.key), closing_score(case, goal.id))


def _require_gradable(goal: Found, cycle: Found) -> None:
    if cycle.state is not CycleState.GRADING:
        raise RuleViolation(
            f"{goal.key} is not graded yet: its cycle {cycle.key} is {cycle.state}.",
            hint=f"An administrator begins the grading: okr cycle start-grading {cycle.key}",
        )
    if goal.state not in GRADED:
        raise RuleViolation(
            f"{goal.key} is {goal.state}; only what has begun and was not given up is graded.",
            hint=f"What will not be done any more is cancelled: okr goal cancel {goal.key} --reason '...'",
        )


def _reason(case: WriteCase, goal: FoundGoal, command: GradeGoal, score: ClosingScore) -> str | None:
    """The reason of a score that the owner gives; where nobody owns the goal, those in charge give it."""
    if command.score is None:
        return accept_long_text(command.reason or "", field="reason") or None
    if goal.row.owner_id is not None:
        case.require(Action.SCORE_GOAL, goal.facts)
    if not 0 <= command.score <= PPM:
        raise InvalidInput("score: a closing score lies between 0 and 1.", field="score")
    computed = "none" if score.score_ppm is None else score_text(score.score_ppm)
    why = f"another score than the computed one ({computed})"
    return required_reason(command.reason, key=str(goal.row.key), why=why)


def _post_mortem(command: GradeGoal, goal: Found, final: int, known: Found | None, *, committed: bool) -> str | None:
    """The post-mortem, which a committed miss needs; what was written before stays where none is given."""
    text = accept_long_text(command.post_mortem or "", field="post_mortem") or None
    if text is None and known is not None:
        text = known.post_mortem
    if text is None and needs_post_mortem(final, committed=committed):
        score = unrounded_text(final, committed=committed) or score_text(final)
        raise RuleViolation(
            f"{goal.key} is committed and ends at {score}: it needs a short post-mortem (what happened, what will "
            "be done otherwise).",
            hint=f"okr grade {goal.key} --post-mortem '...'",
            field="post_mortem",
        )
    return text


def _write(
    case: WriteCase, goal: FoundGoal, known: Found | None, values: dict[str, object], score: ClosingScore
) -> None:
    """Write the grade of the goal and those of its key results, from which calibration is drawn (R12)."""
    if not statements.put(case.work, known, values):
        raise Conflict(f"{goal.row.key} was graded at this moment; look again.")
    shown = {
        name: value for name, value in values.items() if name.endswith("_ppm") or name in {"reason", "post_mortem"}
    }
    before = None if known is None else {name: getattr(known, name) for name in shown}
    case.record(ObjectKind.GRADE, goal.id, str(goal.row.key), before=before, after=shown)
    graded = statements.of_results(case.work, goal.id)
    for part in score.parts:
        if part.is_goal:
            continue
        own = {
            **values,
            "key_result_id": part.id,
            "computed_ppm": part.score_ppm,
            "given_ppm": None,
            "original_ppm": part.original_ppm if part.original_ppm != part.score_ppm else None,
            "reason": None,
            "post_mortem": None,
            "too_easy": False,
        }
        if not statements.put(case.work, graded.get(part.id), own):
            raise Conflict(f"{part.key} was graded at this moment; look again.")


def _close(case: WriteCase, row: Found, state: GoalState) -> None:
    """Bring the goal to the state that its grade means; it takes no check-ins any more."""
    day = max(case.today, row.effective_on)
    changed = change(
        case,
        schema.goals,
        row,
        {"state": state, "pauses": pauses_after(row, state, day)},
        kind=ObjectKind.GOAL,
        key=row.key,
        effective_on=day,
        remembered=True,
    )
    if changed:
        propagate(case, key_results=all_of(case, row.id), goals=[row.id])


def report_of(case: ReadCase, goal: FoundGoal, score: ClosingScore) -> GradeReport:
    """A closing score as it is shown, with the grade where there is one, and what the acting person may do about it."""
    [report] = reports_of(case, cycle_of(case, goal.row), {goal.id: goal}, {goal.id: score})
    return report


def reports_of(
    case: ReadCase, cycle: Found, goals: Mapping[UUID, FoundGoal], scores: Mapping[UUID, ClosingScore]
) -> list[GradeReport]:
    """The same of several goals of a cycle, in their order; what stands beside them is read for all at once."""
    beside = _Beside(
        cycle=cycle,
        graded=statements.of_goals(case.work, goals),
        visible=visible_among(
            case.work, case.actor, {part.id for score in scores.values() for part in score.parts if part.is_goal}
        ),
        owners=people_named(case.work, {goal.row.owner_id for goal in goals.values() if goal.row.owner_id is not None}),
    )
    return [_report(case, goal, scores[one], beside) for one, goal in goals.items()]


class _Beside(NamedTuple):
    """What stands beside the scores of some goals: their cycle, their grades, the goals below that may be seen, their owners."""

    cycle: Found
    graded: Mapping[UUID, Found]
    visible: Collection[UUID]
    owners: Mapping[UUID, Found]


def _report(case: ReadCase, goal: FoundGoal, score: ClosingScore, beside: _Beside) -> GradeReport:
    row, cycle = goal.row, beside.cycle
    committed = row.ambition is Ambition.COMMITTED
    found = beside.graded.get(goal.id)
    easy = _is_easy(case, row, score, committed=committed)
    shown = [part for part in score.parts if not part.is_goal or part.id in beside.visible]
    owner = beside.owners.get(row.owner_id)
    may_grade = cycle.state is CycleState.GRADING and case.may(Action.GRADE_GOAL, goal.facts)
    return GradeReport(
        key=row.key,
        title=row.title,
        owner=None if owner is None else person_ref(owner.handle, owner.name),
        cycle=cycle.key,
        state=row.state,
        ambition=row.ambition,
        computed=score.score_ppm,
        colour=None
        if score.score_ppm is None
        else closing_colour(score.score_ppm, committed=committed, attained=score.attained),
        original=score.original_ppm,
        too_easy=easy if found is None else found.too_easy,
        needs_post_mortem=score.score_ppm is not None and needs_post_mortem(score.score_ppm, committed=committed),
        parts=tuple(_part(part) for part in shown),
        hidden_parts=len(score.parts) - len(shown),
        grade=grade_view(row, found),
        sentences=_sentences(score, shown, easy=easy, committed=committed, asked=found is None),
        may_grade=may_grade,
        may_score=may_grade and (row.owner_id is None or case.may(Action.SCORE_GOAL, goal.facts)),
    )


def _is_easy(case: ReadCase, row: Found, score: ClosingScore, *, committed: bool) -> bool:
    """R11: only of what ends at 1.0 is it asked how it ended before, which is a question for each goal."""
    if committed or score.score_ppm is None or score_text(score.score_ppm) != score_text(PPM):
        return False
    return too_easy([*statements.earlier_scores(case.work, row), score.score_ppm], committed=committed)


def _part(part: Part) -> PartScore:
    return PartScore(
        key=part.key,
        title=part.title,
        weight=weight_of(part.weight_units),
        score=part.score_ppm,
        original=part.original_ppm if part.original_ppm != part.score_ppm else None,
        graded=part.graded,
    )


def _sentences(score: ClosingScore, shown: list[Part], *, easy: bool, committed: bool, asked: bool) -> tuple[str, ...]:
    """What a reader should know beside the numbers, each in a sentence."""
    said = []
    if score.score_ppm is None:
        said.append("Nothing of it counts, so that no score follows.")
    elif score.original_ppm is not None:
        said.append(
            f"Targets or weights were moved on the way: against the original ones it would be {score_text(score.original_ppm)}."
        )
    if easy:
        said.append("Too easy: it ended at 1.0 the last time too; an aspirational goal is expected at 0.6 to 0.7.")
    full = None if score.score_ppm is None else unrounded_text(score.score_ppm, committed=committed)
    if full is not None:
        said.append(f"The colour is that of {full}: a score is coloured before it is rounded.")
    if asked and score.score_ppm is not None and needs_post_mortem(score.score_ppm, committed=committed):
        said.append("A committed goal that ends under 0.9 needs a post-mortem.")
    given_up = [part.key for part in shown if not part.counts]
    if given_up:
        said.append(f"Given up on the way, and so only in the original score: {', '.join(given_up)}.")
    waiting = [part.key for part in shown if part.is_goal and not part.graded]
    if waiting:
        said.append(f"Not graded yet, so that their progress stands in: {', '.join(waiting)}.")
    return tuple(said)
