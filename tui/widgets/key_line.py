"""The last line of every screen: the keys that work now, or for a moment what just happened."""

from textual import events
from textual.message import Message
from textual.timer import Timer

from okr.domain.cells import cell_width
from tui.lines import Line, Look, Pen, Target, wrap
from tui.messages import Hint
from tui.widgets.drawn import Panel

MOST_KEYS = 7
"""Keys that are shown at most; more would not be read (and not fit 80 columns)."""
SHOWN_SECONDS = 6.0
MOST_LINES = 4
"""Lines that a long sentence may take; more than a sentence belongs into a panel."""


class KeyLine(Panel):
    """Keys with their words; a flash in a tone takes their place for some seconds or until the next key."""

    DEFAULT_CSS = "KeyLine { dock: bottom; height: 1; background: $ink-bar; padding: 0 1; }"

    class Pressed(Message):
        """A key's word was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()
        self._flash: tuple[str, str] | None = None
        self._question: tuple[str, tuple[Hint, ...]] | None = None
        self._prefix = ""
        self._timer: Timer | None = None

    @property
    def flashed(self) -> str:
        """What is being flashed; empty where nothing is."""
        return self._flash[0] if self._flash else ""

    def tell(self, hints: tuple[Hint, ...]) -> None:
        """Show keys, the most useful first."""
        if hints != self._hints:
            self._hints = hints
            self.redraw()

    @property
    def asked(self) -> str:
        """The question that waits for an answer; empty where none does."""
        return self._question[0] if self._question else ""

    def ask(self, words: str, answers: tuple[Hint, ...]) -> None:
        """Ask something; the answers are keys and can be clicked."""
        self._question, self._flash = (words, answers), None
        self._fit()

    def answered(self) -> None:
        """The question is answered."""
        if self._question is not None:
            self._question = None
            self._fit()

    def flash(self, words: str, tone: str = "dim") -> None:
        """Say something for some seconds."""
        self._flash = (words, tone)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SHOWN_SECONDS + len(words) / 40, self.quiet)
        self._fit()

    def quiet(self) -> None:
        """Show the keys again."""
        if self._flash is not None:
            self._flash = None
            self._fit()

    def typed(self, prefix: str) -> None:
        """Show the beginning of a sequence that was typed."""
        if prefix != self._prefix:
            self._prefix = prefix
            self.redraw()

    def lines(self, width: int) -> list[Line]:
        look = self.brush.look
        if self._question is not None:
            words, answers = self._question
            return [*_sentence(words, width, "bold", look), fit_hints(answers, width, look)]
        if self._flash is not None:
            return _sentence(self._flash[0], width, self._flash[1], look)
        if self._prefix:
            return [Pen(look).write(f"{self._prefix} {look.ellipsis}", "key").line()]
        return [fit_hints(self._hints, width, look)]

    def _fit(self) -> None:
        """As high as what is said needs; drawing one line anew is the usual case, and cheap."""
        height = len(self.lines(max(8, self.content_size.width)))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        lines = self.lines(self.content_size.width)
        if place is None or not 0 <= place.y < len(lines):
            return
        for spot in lines[place.y].spots:
            if spot.start <= place.x < spot.start + spot.width:
                self.post_message(self.Pressed(spot.target.key))


def _sentence(words: str, width: int, tone: str, look: Look) -> list[Line]:
    """A sentence in as many lines as it needs, at most four."""
    found = wrap(words, width)
    if len(found) > MOST_LINES:
        found = [*found[: MOST_LINES - 1], f"{found[MOST_LINES - 1]} {look.ellipsis}"]
    return [Pen(look).cell(line, width, tone).line() for line in found]


def fit_hints(hints: tuple[Hint, ...], width: int, look: Look) -> Line:
    """As many keys as fit, at most seven up to 119 columns; `?` always stands at the end."""
    most = MOST_KEYS if width < 118 else 2 * MOST_KEYS
    last = [hint for hint in hints if hint.action in {"app.help", "dialog.close"}][:1]
    others = [hint for hint in hints if hint not in last][: most - len(last)]
    room = width - sum(_room(hint) for hint in last)
    pen = Pen(look)
    for hint in others:
        if pen.at + _room(hint) > room:
            break
        _write(pen, hint)
    for hint in last:
        _write(pen, hint)
    return pen.line()


def _room(hint: Hint) -> int:
    return cell_width(hint.key) + 1 + cell_width(hint.word) + 3


def _write(pen: Pen, hint: Hint) -> None:
    start = pen.at
    pen.write(hint.key, "key" if hint.enabled else "dim").gap(1).write(hint.word, "" if hint.enabled else "dim")
    pen.mark(start, Target("do", hint.action))
    pen.gap(3)
