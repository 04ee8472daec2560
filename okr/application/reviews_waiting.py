"""Which proposed goals wait for a review, and for whose."""

from okr.application.case import ReadCase
from okr.application.finding import find_cycle
from okr.application.goal_life import review_view
from okr.application.goal_rows import rows_of
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page
from okr.contract.reviews import ListWaiting, WaitingReview
from okr.domain.policy import Action, may
from storage import reviews as statements
from storage.goal_reading import page as page_of_goals
from storage.policy import goals_open_to, load_goal_facts, visible_goals
from storage.rows import AnyRow
from storage.tables.goals import goals


@reads(ListWaiting)
def list_waiting(case: ReadCase, query: ListWaiting) -> Page[WaitingReview]:
    """Goals by key that were proposed, and that nobody approved as they stand."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_cycles import of_cycle_on

        then = of_cycle_on(case, query, when, query.cycle, list_waiting)
        return then.model_copy(update={"items": tuple(map(_only_looked_at, then.items))})
    cycle = find_cycle(case, query.cycle)
    wanted = [goals.c.cycle_id == cycle.id, goals.c.state.in_(statements.PROPOSED), ~statements.is_approved()]
    if not query.of_everybody:
        wanted.append(goals_open_to(case.actor, Action.REVIEW_GOAL))
    later = after((goals.c.prefix, goals.c.number), read_cursor(query.cursor, str, int))
    found = page_of_goals(case.work, *wanted, *later, visible_goals(case.actor), limit=query.limit + 1)

    def items(kept: list[AnyRow]) -> tuple[WaitingReview, ...]:
        rows = rows_of(case, kept)
        facts = load_goal_facts(case.work, list(rows))
        said = statements.newest_of(case.work, list(rows))
        whys = statements.whys(case.work, list(rows))
        return tuple(
            WaitingReview(
                goal=goal,
                why=whys.get(one),
                last=review_view(said[one], holds=False) if one in said else None,
                may_review=may(case.actor, Action.REVIEW_GOAL, facts[one]),
            )
            for one, goal in rows.items()
        )

    return page(
        found,
        query.limit,
        items=lambda kept: items(list(kept)),
        cursor=lambda row: write_cursor(row.prefix, row.number),
    )


def _only_looked_at(waiting: WaitingReview) -> WaitingReview:
    """What waited on a day that is over: nobody reviews it there any more."""
    return waiting.model_copy(update={"may_review": False})
