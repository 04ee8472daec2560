"""The line above the tree: a filter with completion, or words that are searched for in the tree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.completing import Completion, Known, complete, owner_letters
from tui.filters import HELP, read_filter
from tui.lines import Line, Pen
from tui.screens.base import OkrScreen
from tui.view_models.goals import EVERY_CYCLE
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.field import Field
from tui.widgets.goal_tree import GoalTree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.timer import Timer

    from okr.domain.errors import InvalidInput
    from tui.actions import Action
    from tui.view_models.basics import Found, Problem
    from tui.view_models.goals import GoalFilter, GoalPage

TYPING_SECONDS = 0.15
"""How long typing must rest before the filter is asked for."""
SEARCH_HINT = "words to jump to in the tree: {alignment.next} and {alignment.previous} go on to the next hit and back"
MOST_PEOPLE = 40
"""People that are offered as owners; those whose goals are loaded."""


class FilteringTree(OkrScreen):
    """The part of the alignment screen that has to do with its line."""

    FILTER_HINT = HELP

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self._came_with = ""
        """The filter with which somebody was sent here from another screen."""
        self.searching = False
        self._finds_first = False
        self._timer: Timer | None = None
        self._known: Known | None = None
        self._completion: Completion | None = None
        self._taken = -1
        self._trouble = ""

    # What is around ---------------------------------------------------------------------------------------------

    @property
    def tree_view(self) -> GoalTree:
        """The tree."""
        return self.query_one("#tree", GoalTree)

    @property
    def list_view(self) -> GoalTree | Board:
        """The keys move in the tree, also from the filter line; in the notice where there is no tree."""
        return self.query_one("#notice", Board) if self.tree_view.has_class("-hidden") else self.tree_view

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        if self.is_typing:
            return ("words" if self.searching else "filter", "always")
        return super().scopes

    def accepts(self, action: Action | None, character: str | None) -> bool:
        """A filter can be typed while the tree is still on its way: it needs none of its rows."""
        if action is not None and action.id == "alignment.filter" and self.keys_open:
            return True
        return super().accepts(action, character)

    @property
    def line(self) -> Field:
        """The line that one types into."""
        return self.query_one("#filter", Field)

    def wanted(self) -> GoalFilter:
        """What the list is limited to; InvalidInput where the filter cannot be understood."""
        return read_filter(self.words, me=self.me, today=self.session.today if self.session else None)

    def in_order(self, wanted: GoalFilter, order: str) -> GoalFilter:
        """The same in another order."""
        return replace(wanted, order=order)

    # Other cycles -----------------------------------------------------------------------------------------------

    def of_cycle(self, wanted: GoalFilter | None) -> str:
        """Of which cycle goals were asked for, as words go on; nothing where the filter names it itself."""
        cycle = self.session.cycle if self.session is not None else None
        return f" of {cycle}" if cycle and (wanted is None or wanted.cycle is None) else ""

    def count_elsewhere(self, wanted: GoalFilter, then: Callable[[str], None]) -> None:
        """Ask how many goals of other cycles a filter leaves that left none; `then` gets the number where there are any.

        A filter that names its cycle is meant as it stands.
        """
        if wanted.cycle is not None:
            return

        def took(page: GoalPage) -> None:
            if page.goals:
                then(f"{len(page.goals)}+" if page.next_cursor else f"{len(page.goals)}")

        elsewhere = replace(wanted, cycle=EVERY_CYCLE, order="key")
        self.ask("elsewhere", lambda gateway: gateway.goals(elsewhere), took, failed=lambda _: None)

    # What comes back --------------------------------------------------------------------------------------------

    def understood(self) -> None:
        """The filter was taken."""
        self._say("")

    def not_understood(self, error: InvalidInput) -> None:
        """A part of the filter is wrong: named below the line, with what would be right."""
        self._say(f"{error.message}; {error.hint}" if error.hint else error.message)

    def not_filtered(self, problem: Problem) -> None:
        """The company knows no such unit, person or area: the list is as it was, and that is said as long as it is so."""
        if problem.code in {"not-found", "invalid"}:
            hint = problem.hint if problem.hint and not problem.hint.startswith("okr ") else ""
            self._say(f"{problem.message} {hint}".strip())
        else:
            self.show_problem(problem)

    def _say(self, trouble: str) -> None:
        self._trouble = trouble
        self._show_choices()

    def _show_choices(self) -> None:
        """Below the line: while one types, and as long as what was typed is not what the list shows."""
        panel = self.query_one("#choices", Panel)
        panel.set_class(not (self.is_typing or (self._trouble and self.words)), "-hidden")
        panel.redraw()

    # The line ---------------------------------------------------------------------------------------------------

    def filter_by(self, words: str, *, sent: bool = False) -> None:
        """Show the goals that a filter leaves; before the screen is shown or afterwards."""
        self.words, self._came_with = words, words if sent else ""
        if self.is_mounted and hasattr(self, "asker"):
            self.show_filter_line()
            self.load()
            self.tell()

    def find(self) -> None:
        if self.keys_open:
            self.do_filter()
        else:
            self._finds_first = True

    def first_focus(self) -> None:
        super().first_focus()
        if self._finds_first:
            self.do_filter()

    def do_filter(self) -> None:
        self.searching = False
        self._open_line(self.words, HELP)

    def do_search(self) -> None:
        """Type words to jump to."""
        self.searching = True
        self._open_line("", self.look.said(SEARCH_HINT))

    def _open_line(self, text: str, hint: str) -> None:
        line = self.line
        line.hint = hint
        line.value = text
        line.set_class(False, "-hidden")
        self._trouble = ""
        self._offer(text)
        self.query_one("#choices", Panel).set_class(False, "-hidden")
        self.set_focus(line)
        if self._known is None and not self.searching and self.keys_open:
            self.ask("words", lambda gateway: gateway.cascades.words(), self._take_words, failed=lambda _: None)
        self.tell()

    def _take_words(self, known: Known) -> None:
        people = {goal.owner.key for goal in self.tree_view.loaded_goals if goal.owner is not None}
        self._known = replace(known, people=tuple(sorted(people)[:MOST_PEOPLE]))
        self._offer_anew()
        self._look_up_owner()

    def _look_up_owner(self) -> None:
        """Who is meant by the letters behind `owner:`, also where none of their goals is loaded."""
        letters = owner_letters(self.line.value) if self.is_typing and not self.searching else ""
        known = self._known
        if not letters or known is None or known.found_for == letters or letters in {"me", "none"}:
            return

        def took(found: Sequence[Found]) -> None:
            self._known = replace(known, found_for=letters, found=tuple(each.key for each in found))
            self._offer_anew()

        self.ask(
            "owners", lambda gateway: gateway.search(letters, ("person",), nearly=True), took, failed=lambda _: None
        )

    def _offer_anew(self) -> None:
        """There is more to offer than a moment ago; not under the hand of who goes through it."""
        if self.is_typing and self._taken < 0:
            self._offer(self.line.value)

    def typed_into_line(self, text: str) -> None:
        """Something was typed: offer how to go on, and filter when typing rests."""
        self._offer(text)
        if self.searching:
            return
        self.words = text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TYPING_SECONDS, self._rested)

    def _rested(self) -> None:
        self._timer = None
        self._look_up_owner()
        self.load()
        self.tell()

    def _offer(self, text: str) -> None:
        self._completion = None if self.searching else complete(text, self._known or Known())
        self._taken = -1
        self.query_one("#choices", Panel).redraw()

    def do_complete(self) -> None:
        """Take the next way to go on."""
        self._complete(1)

    def do_complete_back(self) -> None:
        """Take the way before."""
        self._complete(-1)

    def _complete(self, by: int) -> None:
        found = self._completion
        if found is None or not found.options:
            return
        if len(found.options) == 1:
            self._take_option(found, 0)
            self._offer(self.line.value)
            return
        self._taken = (self._taken + by) % len(found.options) if self._taken >= 0 else 0 if by > 0 else -1
        self._take_option(found, self._taken)
        self.query_one("#choices", Panel).redraw()

    def _take_option(self, found: Completion, number: int) -> None:
        text = found.text(number)
        self.line.value = text
        self.words = text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TYPING_SECONDS, self._rested)

    def choice_lines(self, width: int) -> list[Line]:
        """Below the line: what is wrong, or how one can go on."""
        pen = Pen(self.look)
        found = self._completion
        if not self.is_typing and self._trouble:
            return [pen.cell(f"Not taken: {self._trouble}", width, "warning").line()]
        if self._trouble and not (found is not None and found.options):
            return [pen.cell(self._trouble, width, "warning").line()]
        if self.searching:
            return [
                pen.cell(
                    self.look.said("{words.apply} jumps to the first hit, {words.clear} leaves"), width, "dim"
                ).line()
            ]
        if found is None or not found.options:
            return [
                pen.cell(
                    self.look.said("{filter.apply} keeps the filter, {filter.clear} takes it away"), width, "dim"
                ).line()
            ]
        pen.write(f"{self.look.key('filter.complete')} ", "key")
        for number, option in enumerate(found.options):
            size = len(option) + 2
            if pen.at + size > width - 2:
                pen.write(self.look.ellipsis, "dim")
                break
            pen.write(
                option, "accent bold" if number == self._taken % len(found.options) and self._taken >= 0 else "dim"
            )
            pen.gap(2)
        return [pen.line()]

    def do_apply(self) -> None:
        if self.searching:
            text = self.line.value
            self._leave_line()
            self.search_for(text)
            return
        self.show_filter_line()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self.load()
        self._leave_line()

    def search_for(self, text: str) -> None:
        """Jump to the first hit of some words."""

    def do_clear(self) -> None:
        if self.searching:
            self._leave_line()
            return
        self.unfilter()
        self._leave_line()

    def do_down(self) -> None:
        if self.is_typing:
            self.do_apply()
        else:
            super().do_down()

    def do_back(self) -> None:
        if self.words and self.words == self._came_with:
            self.unfilter()
            super().do_back()
        elif self.words:
            self.unfilter()
        else:
            super().do_back()

    def choice(self, what: str) -> None:
        if what == "unfilter":
            self.unfilter()
        elif what == "every-cycle":
            self.filter_by(f"{self.words.strip()} cycle:{EVERY_CYCLE}", sent=bool(self._came_with))
        else:
            super().choice(what)

    def unfilter(self) -> None:
        """Take the filter away, and stay with the goal."""
        selected = self.selected
        self.words = self._came_with = ""
        self._trouble = ""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.show_filter_line()
        self.show_tree()
        if selected is not None and selected.kind == "goal":
            self.reveal(selected.key, far_by_filter=False)  # else there were no way out of a filter by its key

    def show_tree(self) -> None:
        """Show the cascade again, where a list stood."""
        self.load()

    def reveal(self, key: str, *, far_by_filter: bool = True) -> None:
        """Show a goal in the tree."""

    def show_filter_line(self) -> None:
        """Show the line with the filter that holds, if one does."""
        line = self.line
        line.value = self.words
        line.set_class(not self.words and not self.is_typing, "-hidden")
        self._show_choices()

    def _leave_line(self) -> None:
        self.searching = False
        self.line.value = self.words
        self.line.set_class(not self.words, "-hidden")
        shown = self.tree_view if not self.tree_view.has_class("-hidden") else self.query_one("#notice", Board)
        self.set_focus(shown)
        self._show_choices()
        self.tell()
