"""What a search found."""

from okr.contract.search import Hits
from tui.reading.basics import clean, text
from tui.view_models.basics import Found


def found(view: Hits) -> tuple[Found, ...]:
    """What was found."""
    return tuple(Found(item.kind, clean(item.key), clean(item.title), text(item.detail)) for item in view.items)
