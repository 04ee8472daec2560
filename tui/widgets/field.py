"""A line to type into: Textual's input, whose content is cleaned whichever way it came (keys, paste, old titles)."""

from textual.widgets import Input

from okr.domain.text import clean_for_display


class Field(Input):
    """One line of text."""

    DEFAULT_CSS = """
    Field {
        height: 1;
        border: none;
        padding: 0 1;
        background: $ink-bar;
        color: $foreground;
        &.-textual-compact { padding: 0 1; }
        &:focus { border: none; background: $ink-cursor; }
        & > .input--placeholder { color: $ink-dim; }
        & > .input--cursor { text-style: reverse; }
    }
    """

    def __init__(self, *, value: str = "", hint: str = "", id: str | None = None) -> None:
        super().__init__(
            value=clean_for_display(value),
            placeholder=clean_for_display(hint),
            id=id,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Nothing that acts upon the terminal is kept, not even for a moment."""
        return clean_for_display(value)
