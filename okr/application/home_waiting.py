"""What waits for a person in any role: goals to review, blockers to answer, work that is due, notices that they have not read."""

from datetime import timedelta

from okr.application.blockers import blocker_views
from okr.application.case import ReadCase
from okr.application.goal_rows import goal_rows
from okr.application.initiatives import initiative_views
from okr.application.notices import list_notices
from okr.contract.notices import ListNotices
from storage import blockers, initiatives, reviews
from storage.tables.conversation import blockers as blockers_table
from storage.tables.goals import initiatives as initiatives_table

SOON = timedelta(days=7)
"""How far ahead work is looked for."""
SHOWN = 20
"""Goals to review, blockers and pieces of work that a home shows, the last two the longest due first."""
COUNTED = 100
"""Notices that are counted at most."""
NEWS_SHOWN = 5


def waiting_for(case: ReadCase) -> dict[str, object]:
    """The fields of `Home` that tell what waits for the acting person, by name."""
    me = case.actor.person_id
    to_answer = blockers.page(
        case.work, blockers.visible(case.actor), blockers.WAITS, blockers_table.c.owner_id == me, limit=SHOWN
    )
    to_do = initiatives.page(
        case.work,
        initiatives.visible(case.actor),
        initiatives.mine(me),
        initiatives.TO_DO,
        initiatives_table.c.due_on <= case.today + SOON,
        limit=SHOWN,
    )
    news = list_notices(case, ListNotices(limit=COUNTED)).items
    to_review = reviews.waiting_for(case.work, case.actor, limit=SHOWN)
    return {
        "reviews": tuple(goal_rows(case, to_review).values()) if to_review else (),
        "blockers": blocker_views(case, to_answer),
        "work": initiative_views(case, to_do),
        "unread": len(news),
        "news": tuple(news[:NEWS_SHOWN]),
    }
