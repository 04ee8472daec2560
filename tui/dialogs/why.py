"""Why a number is what it is: the derivation as a tree, whose inputs lead to their own derivations."""

from tui.dialogs.base import Dialog
from tui.drawing.rows import Row
from tui.drawing.why import why_rows
from tui.lines import Target
from tui.screens.base import OkrScreen
from tui.view_models.why import Why


class WhyDialog(Dialog):
    """The derivation of a goal's or key result's numbers.

    Enter on a goal or key result explains that one, and escape comes back; on a rule or reading it tells it in full.
    `about` is the question to begin with: progress, expected, status, forecast, score or leverage.
    """

    NAME = "Why"

    def __init__(self, key: str, *, about: str = "", trail: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.key = key
        self.why: Why | None = None
        self.opened: frozenset[str] = frozenset()
        self._about = about
        self._trail = trail

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("why", "dialog", "list", "always")

    def load(self) -> None:
        key = self.key
        self.ask("why", lambda gateway: gateway.why(key), self._take)

    def _take(self, why: Why) -> None:
        first = self.why is None
        self.why = why
        self.ready()
        if first and self._about:
            self.board.find("question", self._about)
            self.board.scroll_to(y=self.board.cursor, animate=False, force=True)  # what was asked about stands first

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, *self._trail, self.key)

    def rows(self, width: int) -> list[Row]:
        if self.why is None:
            return []
        today = self.session.today if self.session else self.why.as_of
        return why_rows(self.why, width, today=today, look=self.look, opened=self.opened)

    def chosen(self, target: Target) -> None:
        match target.kind:
            case "rule" | "reading":
                self.opened ^= {target.key}
                self.draw()
            case "question":
                self._open_first(target.key)
            case "goal" | "key result" if target.key != self.key:
                self.okr.open_over(WhyDialog(target.key, trail=(*self._trail, self.key)))
            case "goal" | "key result":
                self.flash("This is what is explained here.")
            case _:
                super().chosen(target)

    def _open_first(self, question: str) -> None:
        """Tell every rule of a question in full, or none of them."""
        from tui.drawing.rule_words import QUESTIONS

        rules = next(rules for name, _, rules in QUESTIONS if name == question)
        self.opened = self.opened - rules if rules & self.opened else self.opened | rules
        self.draw()

    def do_explain(self) -> None:
        self.do_open()

    def do_open_goal(self) -> None:
        """Leave the derivations and open what the cursor stands on."""
        target = self.selected
        key = target.key if target is not None and target.kind in {"goal", "key result"} else self.key
        while isinstance(self.okr.screen, OkrScreen) and "why" in self.okr.screen.scopes:
            self.okr.close_top()
        self.okr.open_goal(key)
