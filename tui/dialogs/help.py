"""The keys of a screen, as the user has them, with their words; and what the signs beside goals mean."""

from collections.abc import Callable

from textual.app import ComposeResult

from okr.domain.wording import Term
from tui.actions import COMING, SCOPES, Action
from tui.dialogs.base import Dialog
from tui.drawing.rows import Row, blank, section, text_row
from tui.format import tone_ink
from tui.keymap import shown_key
from tui.lines import Line, Pen, Target, wrap
from tui.other_words import OTHER_WORDS
from tui.signs import SIGNS, sign_words
from tui.widgets.board import Board
from tui.widgets.field import Field

WITH_SIGNS = frozenset(
    {"home", "alignment", "map", "meeting", "goal", "check-in", "accountability", "person", "unit", "cycle"}
)
"""The scopes of screens that show such signs."""
BESIDE = 24
"""Where the words begin beside keys and signs."""


class HelpDialog(Dialog):
    """Help for a screen: every key that works there, and its signs; typing narrows it."""

    NAME = "Help"
    AUTO_FOCUS = "#search"

    def __init__(self, scopes: tuple[str, ...], screen: str) -> None:
        super().__init__()
        self._of = scopes
        self._screen = screen
        self._words = ""

    def body(self) -> ComposeResult:
        yield Field(hint="type to search", changed=self._search, id="search")
        yield Board(id="rows")

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("search", "always") if self.is_typing else super().scopes

    def load(self) -> None:
        self.ready()

    def crumbs(self) -> tuple[str, ...]:
        return (self._screen, self.NAME)

    def _search(self, text: str) -> None:
        self._words = text.casefold().strip()
        self.draw()

    def rows(self, width: int) -> list[Row]:
        rows: list[Row] = [blank(self.look)]
        holding = self.okr.keymap.holding(self._of)
        for scope in dict.fromkeys(self._of):
            there = [action for action in holding if action.scope == scope and action.id not in COMING]
            actions = [action for action in there if self._matches(action)]
            rows += section(SCOPES[scope], [row for one in actions for row in self._row(one, width)], look=self.look)
            if scope in WITH_SIGNS:
                signs = [row for sign in SIGNS if self._means(*sign) for row in self._sign(*sign, width)]
                rows += section("Signs", signs, look=self.look)
        if len(rows) == 1:
            rows.append(text_row(f"No key here does {self._words}.", "dim", look=self.look, indent=2))
        return rows

    def _matches(self, action: Action) -> bool:
        keys = " ".join(self.okr.keymap.of(action))
        text = f"{action.label} {action.help} {keys} {OTHER_WORDS.get(action.id, '')}".casefold()
        return all(word in text for word in self._words.split())

    def _means(self, sign: Term, words: str) -> bool:
        text = f"signs {sign_words(sign, ascii_only=self.look.ascii_only)} {words}".casefold()
        return all(word in text for word in self._words.split())

    def _sign(self, sign: Term, words: str, width: int) -> list[Row]:
        mark = sign_words(sign, ascii_only=self.look.ascii_only)
        return self._in_lines(mark, tone_ink(sign.tone.value), words, width)

    def _row(self, action: Action, width: int) -> list[Row]:
        keys = "  ".join(shown_key(key) for key in self.okr.keymap.of(action))
        return self._in_lines(keys, "key", action.help, width, Target("action", action.id, action.label))

    def _in_lines(self, first: str, ink: str, words: str, width: int, target: Target | None = None) -> list[Row]:
        """Keys or a sign, and beside it the words in as many lines as they take; the cursor stops at the first."""

        def draw(line: str, beside: str) -> Callable[[int], Line]:
            return lambda width: (
                Pen(self.look).gap(2).cell(beside, BESIDE - 2, ink).cell(line, max(0, width - BESIDE)).line()
            )

        lines = wrap(words, max(10, width - BESIDE)) or [""]
        return [Row(draw(line, "" if at else first), None if at else target) for at, line in enumerate(lines)]

    def chosen(self, target: Target) -> None:
        self.close()
        self.okr.perform_id(target.key)

    def do_down(self) -> None:
        if self.is_typing:
            self.set_focus(self.board)
        super().do_down()
