"""What is shared by tests that write to one goal: who may do everything, going there, typing into its forms."""

from tests.tui.support import press, settle
from tui.dialogs.goal_form import GoalForm
from tui.widgets.field import Field

EVERYTHING = ("edit_goal", "check_in", "close_goal", "activate_goal", "override_status", "edit_target")


async def at_goal(app, pilot, key: str) -> None:
    app.open_goal(key)
    await settle(pilot)


async def typed(app, pilot, field: str, text: str) -> None:
    """Put the caret into a field, empty it and type."""
    form = app.screen
    assert isinstance(form, GoalForm)
    form.set_focus(form.query_one(f"#{field}", Field))
    await press(pilot, "ctrl+u", *("space" if letter == " " else letter for letter in text))
