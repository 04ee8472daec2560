"""The title of the selected goal can be read whole in the tree, and nothing moves for it."""

from tests.tui.fakes import FakeBackend
from tests.tui.support import SMALL, app_over, press, running, screen_of, screen_text
from tui.screens.alignment import AlignmentScreen
from tui.screens.whole_title import LINES

LONG = "Whoever calls us because something does not work speaks with somebody who can mend it and is called back until it works"


def last_lines(app) -> list[str]:
    """The lines that are reserved for a title, above the keys."""
    lines = screen_text(app).splitlines()
    return [line.strip() for line in lines[-1 - LINES : -1]]


async def test_a_title_that_its_row_cuts_stands_whole_above_the_keys(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, SMALL) as pilot:
        tree = screen_of(app, AlignmentScreen).tree_view
        height = tree.size.height
        assert last_lines(app) == ["ACME-1 Customers stay because we keep our promises", ""]
        await press(pilot, "j")
        assert last_lines(app) == ["CARE-1 Answer every customer within two hours", ""]
        assert tree.size.height == height


async def test_a_title_that_its_row_holds_is_not_said_twice(backend):
    app = app_over(backend, screen="alignment")
    async with running(app, (140, 24)):
        assert "Customers stay because we keep our promises" in screen_text(app)
        assert last_lines(app) == ["", ""]


async def test_a_title_of_two_lines_is_whole_too(monkeypatch):
    from tui.lines import Target
    from tui.widgets.goal_tree import GoalTree

    monkeypatch.setattr(GoalTree, "target_at", lambda self, index: Target("goal", "CARE-1", LONG))
    app = app_over(FakeBackend(), screen="alignment")
    async with running(app, SMALL):
        assert " ".join(last_lines(app)) == f"CARE-1 {LONG}"
