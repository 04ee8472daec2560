"""What a reading would do, without writing it: the same functions as the roll-up, on what is stored."""

from uuid import UUID

from okr.application.accepting import Accepted, accept
from okr.application.case import ReadCase
from okr.application.handlers import reads
from okr.application.key_result_numbers import child_of, known_check_ins, new_check_in, progress_row, stored_values
from okr.application.propagation import goal_row
from okr.contract.base import Figures
from okr.contract.check_ins import CheckInPreview, PreviewCheckIn
from okr.domain.errors import RuleViolation
from okr.domain.numbers import PPM, clip_ppm
from okr.domain.rollup import SUM_NAMES, GoalSums, contribution, qualifies
from storage import check_ins, derived
from storage.derived import GOAL_PROGRESS_COLUMNS, PROGRESS_COLUMNS, AnyRow


@reads(PreviewCheckIn)
def preview_check_in(case: ReadCase, query: PreviewCheckIn) -> CheckInPreview:
    """The numbers of a key result and its goal before and after a reading that is not written."""
    targets = check_ins.targets(case.work, [query.key.strip().upper()])
    accepted = accept(case, query, targets.get(query.key.strip().upper()))
    row = derived.key_results_by_id(case.work, [accepted.key_result_id])[0]
    before = stored_values(row, PROGRESS_COLUMNS)
    goal = derived.goals_by_id(case.work, [row.goal_id], today=case.today)[0]
    goal_before = stored_values(goal, GOAL_PROGRESS_COLUMNS)
    if before is None or goal_before is None:
        raise RuleViolation(f"{row.key} has no numbers yet.", hint="Run okr verify --repair.")
    after = _after(case, row, accepted)
    goal_after, _ = goal_row(goal, _sums(goal, before, after, row), case=case)
    return CheckInPreview(
        before=_result_figures(before),
        after=_result_figures(after),
        goal_before=_goal_figures(goal_before),
        goal_after=_goal_figures(goal_after),
    )


def _after(case: ReadCase, row: AnyRow, accepted: Accepted) -> dict[str, object]:
    known = known_check_ins(derived.check_ins_of(case.work, [_id(row)]).get(_id(row), ()))
    number = known[-1].fact.number + 1 if known else 1
    new = new_check_in({**accepted.values, "number": number, "recorded_at": case.now})
    return progress_row(
        row,
        [*known, new],
        feeding=None,
        today=case.today,
        zone=case.settings.time_zone,
        minimum_answers=case.settings.minimum_answers,
    )


def _sums(goal: AnyRow, before: dict[str, object], after: dict[str, object], row: AnyRow) -> GoalSums:
    sums = GoalSums(*(getattr(goal, f"stored_{name}") for name in SUM_NAMES))
    if not after["counts"]:
        return sums
    speaks = qualifies(row.ambition, row.weight_units, weight_all=sums.weight_all)
    was = contribution(row.weight_units, child_of(before), speaks=speaks)
    return sums + contribution(row.weight_units, child_of(after), speaks=speaks) - was


def _result_figures(values: dict[str, object]) -> Figures:
    raw = values["progress_raw_ppm"]
    return Figures.model_validate(
        {
            "progress": None if raw is None else clip_ppm(int(str(raw))),
            "progress_raw": raw,
            "expected": values["expected_ppm"],
            "coverage": PPM if values["fresh"] else 0,
            "status": values["shown"],
            "stale": values["stale"],
        }
    )


def _goal_figures(values: dict[str, object]) -> Figures:
    return Figures.model_validate(
        {
            "progress": values["progress_ppm"],
            "progress_raw": values["progress_ppm"],
            "expected": values["expected_ppm"],
            "coverage": values["coverage_ppm"],
            "status": values["shown"],
            "weakest": values["weakest"],
            "stale": values["stale"],
        }
    )


def _id(row: AnyRow) -> UUID:
    found: UUID = row.id
    return found
