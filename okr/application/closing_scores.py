"""The closing score of a goal (R11) from its key results and the goals that contribute to it, and the one against the original targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.key_result_numbers import definition_of, fed_value, known_check_ins
from okr.domain.figures import key_result_figures
from okr.domain.numbers import weight_units
from okr.domain.readings import readings_in_force
from okr.domain.rollup import goal_counts, key_result_counts
from okr.domain.score import OriginalAim, WeightedScore, objective_score_ppm, original_target_score_ppm
from okr.domain.vocabulary import KeyResultState, Metric
from storage import derived
from storage import grades as statements
from storage.derived import AnyRow

AIMS = ("baseline", "target", "lower", "upper", "amber_lower", "amber_upper")
"""What of a key result decides about its score and stands in the ledger as a number; the ledger says `amber lower`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one child adds to the score; `original_*` is what it would have added, had nothing been moved."""

    id: UUID
    key: str
    title: str
    is_goal: bool
    weight_units: int
    counts: bool
    score_ppm: int | None
    attained: bool
    original_ppm: int | None
    original_weight_units: int
    original_counts: bool
    graded: bool


@dataclass(frozen=True, slots=True)
class ClosingScore:
    """The unrounded score of a goal with its parts; `original_ppm` is None where nothing was moved."""

    score_ppm: int | None
    attained: bool
    original_ppm: int | None
    parts: tuple[Part, ...]


def closing_score(case: ReadCase, goal_id: UUID) -> ClosingScore:
    """What a goal scores as it stands; a goal below counts with its own score, or with its progress while it has none."""
    return closing_scores(case, [goal_id])[goal_id]


def closing_scores(case: ReadCase, goal_ids: Sequence[UUID]) -> dict[UUID, ClosingScore]:
    """The same of several goals, by goal, in as many statements as of one."""
    results, children = _results(case, goal_ids), _children(case, goal_ids)
    return {one: _score_of((*results.get(one, ()), *children.get(one, ()))) for one in goal_ids}


def _score_of(parts: Sequence[Part]) -> ClosingScore:
    counting = [part for part in parts if part.counts and part.score_ppm is not None]
    score = objective_score_ppm(WeightedScore(part.score_ppm or 0, part.weight_units) for part in counting)
    original = objective_score_ppm(
        WeightedScore(part.original_ppm, part.original_weight_units)
        for part in parts
        if part.original_counts and part.original_ppm is not None
    )
    moved = any(
        (part.original_ppm, part.original_weight_units, part.original_counts)
        != (part.score_ppm, part.weight_units, part.counts)
        for part in parts
    )
    return ClosingScore(
        score_ppm=score,
        attained=bool(counting) and all(part.attained for part in counting if part.weight_units),
        original_ppm=original if moved else None,
        parts=tuple(part for part in parts if part.counts or part.original_counts),
    )


def _results(case: ReadCase, goal_ids: Sequence[UUID]) -> dict[UUID, list[Part]]:
    known = {row.id: row for row in statements.results(case.work, goal_ids)}
    ids = list(known)
    rows = sorted(derived.key_results_by_id(case.work, ids), key=lambda row: int(row.key.rpartition(".")[2]))
    check_ins = derived.check_ins_of(case.work, ids)
    feeding = derived.feeding(case.work, [row.id for row in rows if row.feed_method is not None])
    moved = _moved(statements.moved_goalposts(case.work, goal_ids, [*_WORDS, "weight", "state"]))
    found: dict[UUID, list[Part]] = {}
    for row in rows:
        part = _result(
            case,
            row,
            check_ins.get(row.id, []),
            feeding.get(row.id, []) if row.feed_method is not None else None,
            moved.get(row.id, {}),
            graded=bool(known[row.id].graded),
        )
        found.setdefault(known[row.id].goal_id, []).append(part)
    return found


def _result(
    case: ReadCase,
    row: AnyRow,
    check_ins: Sequence[AnyRow],
    feeding: Sequence[AnyRow] | None,
    moved: Mapping[str, str | None],
    *,
    graded: bool,
) -> Part:
    definition = definition_of(row, minimum_answers=case.settings.minimum_answers)
    facts = [] if feeding is not None else [known.fact for known in known_check_ins(check_ins)]
    fed = None if feeding is None else fed_value(row, definition, feeding)
    figures = key_result_figures(definition, facts, today=case.today, feed_value=fed)
    counts = key_result_counts(definition.state, definition.metric)
    before = {
        name: None if moved[word] is None else Decimal(moved[word] or "")
        for word, name in _WORDS.items()
        if word in moved
    }
    original = figures.score_ppm
    if before:
        readings = [one for one in readings_in_force(facts) if one.effective_on <= case.today]
        current = figures.current if figures.has_reading else None
        original = original_target_score_ppm(
            definition, readings, original=OriginalAim(before), current=current, today=case.today
        )
    given_up = row.state is KeyResultState.CANCELLED and "state" in moved
    weight = moved.get("weight")
    return Part(
        id=row.id,
        key=row.key,
        title=row.title,
        is_goal=False,
        weight_units=row.weight_units,
        counts=counts,
        score_ppm=figures.score_ppm,
        attained=figures.attained,
        original_ppm=original,
        original_weight_units=row.weight_units if weight is None else weight_units(Decimal(weight)),
        original_counts=counts or (given_up and definition.metric is not Metric.TRACKED),
        graded=graded,
    )


def _children(case: ReadCase, goal_ids: Sequence[UUID]) -> dict[UUID, list[Part]]:
    rows = [row for row in statements.children(case.work, goal_ids) if goal_counts(row.state, row.kind)]
    graded = statements.child_scores(case.work, {row.id for row in rows})
    found: dict[UUID, list[Part]] = {}
    for row in rows:
        found.setdefault(row.parent_id, []).append(_child(row, graded.get(row.id)))
    return found


def _child(row: Found, grade: tuple[int | None, int | None] | None) -> Part:
    computed, original = grade or (None, None)
    score = row.progress_ppm if computed is None else computed
    return Part(
        id=row.id,
        key=row.key,
        title=row.title,
        is_goal=True,
        weight_units=row.weight_units,
        counts=True,
        score_ppm=score,
        attained=row.progress_ppm is not None and row.not_reached == 0,
        original_ppm=score if original is None else original,
        original_weight_units=row.weight_units,
        original_counts=True,
        graded=grade is not None,
    )


def _moved(lines: Sequence[Found]) -> dict[UUID, dict[str, str | None]]:
    """By key result and field what it was once: the oldest line of each says it."""
    found: dict[UUID, dict[str, str | None]] = {}
    for line in lines:
        found.setdefault(line.key_result_id, {}).setdefault(line.field, line.before)
    return found


_WORDS = {name.replace("_", " "): name for name in AIMS}
"""The word of the ledger to the field of the definition."""
