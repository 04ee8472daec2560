"""What waits for a person, whatever role they look in: blockers to answer, work that is due, notices that they have not read."""

from datetime import timedelta

from okr.application.blockers import blocker_views
from okr.application.case import ReadCase
from okr.application.initiatives import initiative_views
from okr.application.notices import list_notices
from okr.contract.notices import ListNotices
from storage import blockers, initiatives
from storage.tables.conversation import blockers as blockers_table
from storage.tables.goals import initiatives as initiatives_table

SOON = timedelta(days=7)
"""How far ahead work is looked for."""
SHOWN = 20
"""Blockers and pieces of work that a home shows, the longest due first."""
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
    return {
        "blockers": blocker_views(case, to_answer),
        "work": initiative_views(case, to_do),
        "unread": len(news),
        "news": tuple(news[:NEWS_SHOWN]),
    }
