"""What a reading would do, without writing it: the same functions as the roll-up, on what is stored."""

from collections.abc import Sequence
from uuid import UUID

from okr.application.accepting import Accepted, accept
from okr.application.case import ReadCase
from okr.application.doubting import doubt_of
from okr.application.handlers import reads
from okr.application.key_result_numbers import KnownCheckIn, known_check_ins, new_check_in, progress_row, stored_values
from okr.application.previewing_above import Climb
from okr.contract.base import Figures
from okr.contract.check_ins import CheckInPreview, PreviewCheckIn
from okr.domain.errors import RuleViolation
from okr.domain.numbers import PPM, clip_ppm
from storage import check_ins, derived
from storage.derived import PROGRESS_COLUMNS, AnyRow


@reads(PreviewCheckIn)
def preview_check_in(case: ReadCase, query: PreviewCheckIn) -> CheckInPreview:
    """The numbers of a key result, its goal and all goals above before and after a reading that is not written."""
    targets = check_ins.targets(case.work, [query.key.strip().upper()])
    accepted = accept(case, query, targets.get(query.key.strip().upper()))
    row = derived.key_results_by_id(case.work, [accepted.key_result_id])[0]
    before = stored_values(row, PROGRESS_COLUMNS)
    climb = Climb(case, without_override=row.goal_id if accepted.target.ends_override else None)
    check_ins_so_far = derived.check_ins_of(case.work, [_id(row)]).get(_id(row), ())
    after = _after(case, row, accepted, known_check_ins(check_ins_so_far))
    odd = doubt_of(case, accepted, check_ins_so_far)
    if before is not None:
        climb.from_result(row, before, after)
    goal = climb.moved.get(row.goal_id)
    if before is None or goal is None:
        raise RuleViolation(f"{row.key} has no numbers yet.", hint="Run okr verify --repair.")
    return CheckInPreview(
        before=_result_figures(before),
        after=_result_figures(after),
        goal_before=_goal_figures(goal.before),
        goal_after=_goal_figures(goal.after),
        above=climb.above(row.goal_id),
        warnings=(odd,) if odd is not None else (),
    )


def _after(case: ReadCase, row: AnyRow, accepted: Accepted, known: Sequence[KnownCheckIn]) -> dict[str, object]:
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
