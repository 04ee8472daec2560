"""The contract of a goal on screen: opening it, putting the cursor on an ask, and who is asked."""

from tests.tui.company import Company
from tests.tui.rooms.agreements import agreed
from tests.tui.support import rest
from tui.places import ABOUT


async def show(app, pilot, key="CARE-1"):
    app.open_over(ABOUT["contract"].make(key))
    await rest(pilot)


async def to(app, pilot, key):
    """Put the cursor on an ask."""
    assert app.screen.query_one("#main").find("contribution", key)
    await rest(pilot)


def receiver():
    return agreed(Company(me="tom"), may=())
