"""Which keys stand in the last line, and in which order: those that work now, the most useful first."""

from collections.abc import Callable

from tui.actions import Action, Context
from tui.keymap import Keymap, shown_key
from tui.messages import Hint

THE_DAY = "app.day"
BACK_TO_TODAY = "Today"
"""What the key of the days is for while one looks at a past day: the list of days begins with today."""
AFTER_BACK = 21
"""Where that key stands in the past: after "open" and "back" (10 and 20), since it is the way out of what is read-only."""


def hints_now(
    keymap: Keymap,
    context: Context,
    scopes: tuple[str, ...],
    *,
    rank_of: Callable[[Action], int],
    is_typing: bool,
) -> tuple[Hint, ...]:
    """The keys that hold in scopes; in the past the way back to today is among them, and what changes things comes last."""
    is_past = context.read_only is not None

    def rank(action: Action) -> int:
        return AFTER_BACK if is_past and action.id == THE_DAY else rank_of(action)

    def turn(action: Action) -> tuple[bool, bool, int]:
        return is_past and action.writes, action.for_leads and context.roles == 1, rank(action)

    return tuple(
        Hint(
            action.id,
            shown_key(keymap.first(action)),
            BACK_TO_TODAY if is_past and action.id == THE_DAY else action.label,
            action.refused(context) is None,
        )
        for action in sorted((each for each in keymap.holding(scopes) if rank(each)), key=turn)
        if keymap.first(action) and (action.while_typing or not is_typing)
    )
