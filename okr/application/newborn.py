"""The derived rows of a draft that is written now, with its key results: worked out from what is written, nothing is read for them.

`propagate` would read what was just written, and what is above and below it, where nothing is yet. Both work with the same
functions, so that the rows are the same.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from okr.application.case import WriteCase
from okr.application.goal_numbers import added_up, day_row, goal_row
from okr.application.key_result_numbers import child_of, progress_row
from okr.domain.pace import PaceFactors
from okr.domain.vocabulary import Ambition
from storage import derived, schema
from storage.rows import row_of
from storage.together import Rows

Columns = Mapping[str, object]
"""The columns of a row that is being written."""


def newborn(case: WriteCase, goal: Columns, results: Sequence[Columns], *, factors: PaceFactors) -> tuple[Rows, ...]:
    """A draft and its key results with their derived rows, in the order in which they can be written.

    A draft counts for nobody, so that nothing above it moves; nobody owes check-ins to it. `factors` are those of its cycle.
    """
    pace = {
        "on_track_percent": factors.on_track_percent,
        "at_risk_percent": factors.at_risk_percent,
        "allowance_percent": factors.tolerance_percent,
    }
    progress = [_result_progress(case, goal, one, pace) for one in results]
    ambition = cast(Ambition, goal["ambition"])
    sums = added_up([(cast(int, one["counted_weight"]), ambition, child_of(one)) for one in progress if one["counts"]])
    values, _ = goal_row(row_of({**goal, **pace, "override_status": None}), sums, case=case)
    written = (
        Rows(schema.goals, [goal]),
        Rows(schema.key_results, results),
        Rows(schema.key_result_progress, progress),
        Rows(schema.goal_progress, [values]),
        derived.replaced_days([day_row(values)]),
    )
    return tuple(one for one in written if one.rows)


def _result_progress(case: WriteCase, goal: Columns, result: Columns, pace: Columns) -> dict[str, object]:
    facts = {
        **result,
        **pace,
        "goal_state": goal["state"],
        "ambition": goal["ambition"],
        "pauses": goal["pauses"],
        "goal_effective_on": goal["effective_on"],
        "owner_time_zone": None,
        "employed_from": None,
        "employed_to": None,
    }
    return progress_row(
        row_of(facts),
        (),
        feeding=None,
        today=case.today,
        zone=case.settings.time_zone,
        minimum_answers=case.settings.minimum_answers,
    )
