"""The goals of a cycle that are graded, a page at a time, each with its score so far (R11)."""

from collections.abc import Sequence

from okr.application.case import ReadCase
from okr.application.closing_scores import closing_scores
from okr.application.finding import FoundGoal, find_cycle, find_person, find_unit
from okr.application.grading import GRADED, reports_of
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page
from okr.contract.grading import GradeReport, ListGrades
from storage import grades as statements
from storage.goal_reading import in_unit
from storage.policy import hidden_count, load_goal_facts, visible_goals
from storage.rows import AnyRow
from storage.tables.goals import goals


@reads(ListGrades)
def list_grades(case: ReadCase, query: ListGrades) -> Page[GradeReport]:
    """Goals by key that began and were not given up; each is computed anew, all of a page at once."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_cycles import of_cycle_on

        found = of_cycle_on(case, query, when, query.cycle, list_grades)
        return found.model_copy(update={"items": tuple(map(_only_looked_at, found.items))})
    cycle = find_cycle(case, query.cycle)
    wanted = [goals.c.cycle_id == cycle.id, goals.c.state.in_(sorted(GRADED))]
    if query.unit is not None:
        wanted.append(in_unit(find_unit(case, query.unit), below=True))
    if query.owner is not None:
        wanted.append(goals.c.owner_id == find_person(case, query.owner, field="owner").id)
    if query.waiting:
        wanted.append(~statements.is_graded())
    later = after((goals.c.prefix, goals.c.number), read_cursor(query.cursor, str, int))
    rows = statements.page(case.work, *wanted, *later, visible_goals(case.actor), limit=query.limit + 1)
    facts = load_goal_facts(case.work, [row.id for row in rows[: query.limit]])

    def reports(kept: Sequence[AnyRow]) -> tuple[GradeReport, ...]:
        found = {row.id: FoundGoal(row=row, facts=facts[row.id]) for row in kept}
        return tuple(reports_of(case, cycle, found, closing_scores(case, list(found))))

    return page(
        rows,
        query.limit,
        items=reports,
        cursor=lambda row: write_cursor(row.prefix, row.number),
        hidden=hidden_count(case.work, case.actor, *wanted),
    )


def _only_looked_at(report: GradeReport) -> GradeReport:
    """A score of a day that is over: nobody grades there any more."""
    return report.model_copy(update={"may_grade": False, "may_score": False})
