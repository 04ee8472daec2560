"""What letters in a field mean: proposed below the fields while one types, taken by tab, also when one is faster than the list."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from tui.dialogs.base import Dialog
from tui.dialogs.proposing import Suggestion, meant, mention_at, suggestions_of
from tui.dialogs.unsent import KeepsDraft
from tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from tui.widgets.form_line import Entry, FormLine

    Found = Callable[[tuple[Suggestion, ...]], None]

TYPING_SECONDS = 0.12
STAYS = frozenset({"mention", "receiver"})
"""Where taking something leaves the caret in the field: one may take another one."""
NEVER_ALONE = frozenset({"mention", "receiver", "file"})
"""Where letters are not made what they mean by ctrl+s: they may be meant as they stand."""


class ProposesWhatIsMeant(Dialog, KeepsDraft):
    """The part of a form that makes a few letters a person, a goal, a unit; whoever types faster gets the same."""

    def __init__(self) -> None:
        super().__init__()
        self._proposed: tuple[Suggestion, ...] = ()
        self._proposed_for: Field | None = None
        self._timer: Timer | None = None
        self._sought: tuple[FormLine, str] | None = None
        """The field and its letters for which no list came yet."""
        self._takes_at_once = False
        self._settling: set[str] = set()
        self._saves_then = False

    @abstractmethod
    def do_save(self) -> None:
        """Send what is filled in."""

    @abstractmethod
    def redraw(self) -> None:
        """Draw the head and what comes of it anew."""

    @abstractmethod
    def _to_field(self, by: int) -> None:
        """Go on by so many fields."""

    def changed(self, field: str, value: str) -> None:
        """A field has another value."""

    # Looking ----------------------------------------------------------------------------------------------------

    def _complete(self) -> None:
        """Look for what the letters may mean, a moment after the last one was typed."""
        self._look_no_further()
        wanted = self._wanted()
        line = self._line
        if wanted is not None and line is not None:
            self._sought = (line, wanted[1])
            self._timer = self.set_timer(TYPING_SECONDS, self._search)

    def _look_no_further(self) -> None:
        """What was looked for would come too late: it would lie above what is said since."""
        self._proposed, self._sought, self._takes_at_once = (), None, False
        self.asker.drop("completion")
        if self._timer is not None:
            self._timer.stop()

    def _wanted(self) -> tuple[Entry, str] | None:
        """The field in which one types and the letters that mean something there."""
        entry = self._entry
        if entry is None or not entry.completes or not isinstance(self.focused, Field):
            return None
        buffer = self.focused.buffer
        letters = mention_at(buffer.text, buffer.caret) if entry.completes == "mention" else buffer.text.strip()
        return (entry, letters) if letters else None

    @property
    def _line(self) -> FormLine | None:
        """The field that has the focus, with its label."""
        return next((line for line in self.form_lines if line.field is self.focused), None)

    @property
    def _entry(self) -> Entry | None:
        """What the field that has the focus was made from."""
        return None if self._line is None else self._line.entry

    def _search(self) -> None:
        wanted = self._wanted()
        if wanted is not None:
            self.look_for(*wanted, group="completion", then=self._propose)

    def look_for(self, entry: Entry, letters: str, *, group: str, then: Found) -> None:
        """Ask what letters may mean in a field; nothing is found where asking fails."""
        self.ask(
            group,
            lambda gateway: suggestions_of(gateway, entry.completes, letters),
            then,
            failed=lambda _: then(()),
        )

    def _propose(self, found: tuple[Suggestion, ...]) -> None:
        takes, self._takes_at_once, self._sought = self._takes_at_once, False, None
        self._proposed = found
        self._proposed_for = self.focused if isinstance(self.focused, Field) else None
        if takes and found:
            self._take_proposal(0)
            return
        self.draw()
        self.board.to_start()

    # Taking -----------------------------------------------------------------------------------------------------

    def take(self, suggestion: Suggestion) -> None:
        """Put what was proposed where it belongs."""
        entry, focused = self._entry, self.focused
        if entry is None or not isinstance(focused, Field):
            return
        if entry.completes == "mention":
            buffer = focused.buffer
            while buffer.text[buffer.caret - 1 : buffer.caret] not in {"@", ""}:
                buffer = buffer.backspace()
            focused.buffer = buffer.insert(f"{suggestion.key} ")
        else:
            focused.value = suggestion.key
        self.keep_soon()
        self.changed(entry.id, focused.value)

    def _take_proposal(self, at: int) -> None:
        chosen, self._proposed = self._proposed[at], ()
        if self._proposed_for is not None:
            self.set_focus(self._proposed_for)  # a click had taken the focus to the list
        entry = self._entry
        self.take(chosen)
        if entry is None or entry.completes in STAYS:
            self.redraw()
        else:
            self._to_field(1)

    # Faster than the list ---------------------------------------------------------------------------------------

    def settles_later(self) -> bool:
        """For tab before the list came: what is meant is put in when it comes; says whether the caret stays till then."""
        if self._sought is None or self._sought[0] is not self._line:
            return False
        line, letters = self._sought
        if line.entry.completes in STAYS or len(self.form_lines) == 1:
            if self._timer is not None:
                self._timer.stop()
            self._takes_at_once = True
            self._search()
            return True
        self._settle(line, letters, alone=False)
        return False

    def settles_first(self) -> bool:
        """For ctrl+s: whether it waits until what letters mean is put in, where one thing alone can be meant."""
        line = self._line
        if line is not None and line.entry.completes not in NEVER_ALONE:
            if self._sought is not None and self._sought[0] is line:
                self._settle(line, self._sought[1], alone=True)
            elif self._proposed and self._proposed_for is line.field:
                self._put(line, line.field.value, meant(self._proposed, line.field.value.strip(), alone=True))
        self._saves_then = bool(self._settling)
        return self._saves_then

    def _settle(self, line: FormLine, letters: str, *, alone: bool) -> None:
        """Look what letters mean, wherever the caret is by then; typing on in the field leaves them alone."""
        typed = line.field.value
        self._look_no_further()
        self._settling.add(line.entry.id)

        def put(found: tuple[Suggestion, ...]) -> None:
            self._settling.discard(line.entry.id)
            self._put(line, typed, meant(found, letters, alone=alone))
            if self._saves_then and not self._settling:
                self._saves_then = False
                self.do_save()

        self.look_for(line.entry, letters, group=f"settle {line.entry.id}", then=put)

    def _put(self, line: FormLine, typed: str, chosen: Suggestion | None) -> None:
        if chosen is not None and line.field.value == typed:
            line.field.value = chosen.key
            self.keep_soon()
            self.changed(line.entry.id, chosen.key)
            self.redraw()
