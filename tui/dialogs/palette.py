"""The command palette: every action, goal, key result, person and unit by a few letters."""

from textual.app import ComposeResult
from textual.timer import Timer

from tui.actions import BY_ID, SCOPES, Action, Context
from tui.commands import Offer, actions_offered, commands_offered, found_offered, shell_offered
from tui.dialogs.base import Dialog
from tui.drawing.rows import Row, blank, section, text_row
from tui.lines import Line, Pen, Target, wrap
from tui.places import ROOTS
from tui.view_models.basics import Found
from tui.widgets.board import Board, ChoiceBoard
from tui.widgets.field import Field

TYPING_SECONDS = 0.12
SAID_FROM = 16
"""The cell from which what a key does is said."""
SHELL = "In the shell"


class PaletteDialog(Dialog):
    """Type, move with the arrows, open with enter."""

    NAME = "Palette"
    AUTO_FOCUS = "#search"

    def __init__(self, scopes: tuple[str, ...], context: Context) -> None:
        super().__init__()
        self._of = scopes
        self._about = context
        self._text = ""
        self._found: tuple[Found, ...] = ()
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        yield Field(
            hint="an action, a goal's key or words of its title, a person, a unit", changed=self._changed, id="search"
        )
        yield ChoiceBoard(id="rows")

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("search", "always") if self.is_typing else super().scopes

    def load(self) -> None:
        self.ready()

    def _changed(self, text: str) -> None:
        self._text = text.strip()
        self._found = ()
        self.asker.drop("search")
        self.draw()
        self.board.to_start()
        if self._timer is not None:
            self._timer.stop()
        if len(self._text) > 1:
            self._timer = self.set_timer(TYPING_SECONDS, self._search)

    def _search(self) -> None:
        text = self._text
        self.ask(
            "search",
            lambda gateway: gateway.search(text, nearly=True),
            self._take,
            failed=lambda problem: self.flash(problem.message, "error"),
        )

    def _take(self, found: tuple[Found, ...]) -> None:
        self._found = found
        self.draw()
        self.board.to_start()

    def rows(self, width: int) -> list[Row]:
        offers = actions_offered(self._text, scopes=self._of, context=self._about, keymap=self.okr.keymap)
        found = found_offered(self._found)
        today = self.session.calendar_day if self.session is not None else None
        commands = commands_offered(self._text, today=today)
        rows: list[Row] = [blank(self.look)]
        called = [offer for offer in offers if self._calls(offer)]
        others = [offer for offer in offers if offer not in called]
        rest = "More actions" if called else "Actions"
        in_shell = shell_offered(self._text)
        parts = (("Commands", commands), ("Actions", called), ("Found", found), (rest, others), (SHELL, in_shell))
        for title, some in parts:
            note = f"{self.look.key('search.open')} copies the line" if title == SHELL else ""
            lines = [row for offer in some for row in self._offer(offer, width)]
            rows += section(title, lines, look=self.look, note=note)
        if len(rows) == 1 and not self.asker.waits_for("search"):
            rows.append(text_row(f"Nothing is called {self._text}.", "dim", look=self.look, indent=2))
        return rows

    def _calls(self, offer: Offer) -> bool:
        """Whether an action that can be done here is called by the first words of its name: it is meant before what is found."""
        words = self._text.casefold()
        named = offer.target.kind == "action" and offer.refused is None
        return bool(words) and named and f"{offer.target.title} ".casefold().startswith(f"{words} ")

    def _offer(self, offer: Offer, width: int) -> list[Row]:
        """What is offered; what a key does is said in full, the cursor stops at its first line."""
        if offer.kind == "shell":
            return [Row(lambda width: self._shell_line(offer, width), offer.target)]
        if offer.kind != "key":
            return [Row(lambda width: self._found_line(offer, width), offer.target)]
        words = f"{offer.words} ({offer.refused})" if offer.refused else offer.words
        ink = "dim" if offer.refused else ""
        first, *more = wrap(words, width - SAID_FROM)
        return [self._said(offer.detail, first, ink, offer.target), *(self._said("", line, ink, None) for line in more)]

    def _said(self, keys: str, words: str, ink: str, target: Target | None) -> Row:
        def draw(width: int) -> Line:
            pen = Pen(self.look).gap(2).cell(keys, SAID_FROM - 2, "key")
            return pen.cell(words, width - pen.at, ink).line()

        return Row(draw, target)

    def _found_line(self, offer: Offer, width: int) -> Line:
        pen = Pen(self.look).gap(2).cell(offer.target.key, 12, "dim")
        detail = min(40, (width - pen.at) * 2 // 5)
        pen.cell(offer.words, max(8, width - pen.at - detail - 1)).gap(1)
        return pen.cell(offer.detail or offer.kind, detail, "dim", align="right").line()

    def _shell_line(self, offer: Offer, width: int) -> Line:
        pen = Pen(self.look).gap(2)
        pen.cell(offer.detail, min(34, width // 2 - pen.at), "key").gap(1)
        return pen.cell(offer.words, width - pen.at).line()

    @property
    def list_view(self) -> Board:
        """The arrows move in the rows while one types."""
        return self.board

    def chosen(self, target: Target) -> None:
        if target.kind == "type":
            field = self.query_one(Field)
            field.value = target.key
            self._changed(target.key)
            self.set_focus(field)
            return
        if target.kind == "action" and BY_ID[target.key].scope not in (*self._of, "everywhere"):
            self._go_where_it_works(BY_ID[target.key])
            return
        self.close()
        if target.kind == "action":
            self.okr.perform_id(target.key)
        elif target.kind == "command":
            self.okr.do_command(target.key)
        elif target.kind == "shell":
            self.okr.copy_to_clipboard(target.key)
            self.okr.flash(f"{target.key} is for the shell ({self.okr.key_of('app.suspend')}); the line is copied.")
        else:
            self.okr.open_target(target)

    def _go_where_it_works(self, action: Action) -> None:
        """Open the screen that an action belongs to and name its key; elsewhere something has to be opened first."""
        if action.scope not in ROOTS:
            self.flash(f"{action.label} works in {SCOPES[action.scope]}: open one first.", "warning")
            return
        self.close()
        self.okr.show_root(action.scope)
        screen = self.okr.root(action.scope)
        screen.call_after_refresh(screen.flash, f"{self.okr.key_of(action.id)} does it here: {action.label}.")
