"""A goal through its cycles: what it was carried from, and what it was carried to."""

from okr.application.case import ReadCase
from okr.application.editing import Found
from okr.application.finding import find_goal
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.contract.base import UnitRef
from okr.contract.carrying import Lineage, LineageResult, LineageStep, ShowLineage
from storage import carrying as statements


@reads(ShowLineage)
def show_lineage(case: ReadCase, query: ShowLineage) -> Lineage:
    """The chain that a goal is part of, the earliest first; what may not be seen is only counted."""
    goal = find_goal(case, query.key)
    ids = statements.chain(case.work, goal.id)
    rows = statements.lineage(case.work, case.actor, ids)
    results = statements.results_with_readings(case.work, [row.id for row in rows])
    return Lineage(
        key=goal.row.key,
        steps=tuple(_step(row, results.get(row.id, [])) for row in rows),
        hidden=len(ids) - len(rows),
    )


def _step(row: Found, results: list[Found]) -> LineageStep:
    return LineageStep(
        key=row.key,
        title=row.title,
        cycle=row.cycle_key,
        starts=row.starts_on,
        due=row.due_on,
        unit=UnitRef(key=row.unit_key, name=row.unit_name),
        owner=person_ref(row.handle, row.name),
        state=row.state,
        ambition=row.ambition,
        progress=row.progress_ppm,
        score=row.score_ppm,
        results=tuple(
            LineageResult(
                key=one.key,
                title=one.title,
                metric=one.metric,
                state=one.state,
                unit_of_measure=one.unit_of_measure,
                baseline=one.baseline,
                target=one.target,
                current=one.current if one.has_reading else None,
                has_reading=bool(one.has_reading),
            )
            for one in results
        ),
    )
