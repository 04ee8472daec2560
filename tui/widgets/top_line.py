"""The first line of every screen: where one is, and on the right who looks, at which cycle, as of when.

Every part of it can be clicked: a step of the way goes there, a fact opens what changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from okr.domain.cells import cell_width
from tui.lines import Line, Look, Pen, Target
from tui.widgets.drawn import Panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from tui.messages import Fact

Crumb = str | Target
"""A step of the way: words, or something that can be opened."""

SHORTEST = 8
"""A step is not cut to fewer cells than this; rather steps in the middle are left out."""
NAMED = 20
"""Facts from this weight on, who looks among them, stay where a short way leaves them room, though something new is said."""
WEIGHTY = 75
"""Facts from this weight on say that what one sees is not how things stand now: for them steps are cut."""


class TopLine(Panel):
    """Breadcrumbs and scope."""

    DEFAULT_CSS = "TopLine { dock: top; height: 1; background: $ink-bar; padding: 0 1; }"

    class Pressed(Message):
        """A part of the line was clicked: a step ("crumb" and its number), or a fact ("do" and its action)."""

        def __init__(self, target: Target) -> None:
            super().__init__()
            self.target = target

    def __init__(self) -> None:
        super().__init__()
        self._crumbs: tuple[Crumb, ...] = ()
        self._facts: tuple[Fact, ...] = ()

    def tell(self, crumbs: tuple[Crumb, ...], facts: tuple[Fact, ...]) -> None:
        """Say where one is, and what is looked at."""
        if (crumbs, facts) != (self._crumbs, self._facts):
            self._crumbs, self._facts = crumbs, facts
            self.redraw()

    def lines(self, width: int) -> list[Line]:
        look = self.brush.look
        facts = fitting_facts(self._facts, max(20, width // 2), look)
        named = tuple(fact for fact in self._facts if fact.weight >= NAMED)
        if len(facts) < len(named) and facts_width(named, look) <= width - way_width(self._crumbs, look) - 2:
            facts = list(named)
        weighty = tuple(fact for fact in self._facts if fact.weight >= WEIGHTY)
        if not set(weighty) <= set(facts):
            facts = fitting_facts(weighty, max(20, 2 * width // 3), look)
        right = Pen(look)
        for index, fact in enumerate(facts):
            if index:
                right.write(f" {look.dot} ", "dim")
            start = right.at
            right.write(fact.words, fact.ink)
            if fact.action:
                right.mark(start, Target("do", fact.action))
        pen = Pen(look).write("okr", "bold accent").mark(0, Target("crumb", "-1"))
        _write_way(pen, self._crumbs, max(12, width - right.at - 2), look)
        at = max(pen.at + 1, width - right.at)
        pen.to(at)
        pen.pieces.extend(right.pieces)
        for spot in right.spots:
            pen.spots.append(type(spot)(spot.start + at, spot.width, spot.target))
        return [pen.line()]

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        for spot in self.lines(self.content_size.width)[0].spots:
            if spot.start <= place.x < spot.start + spot.width:
                self.post_message(self.Pressed(spot.target))


def fitting_facts(facts: tuple[Fact, ...], room: int, look: Look) -> list[Fact]:
    """The facts that fit, in their order; the least weighty ones are left out first."""
    left = list(facts)
    while len(left) > 1 and facts_width(left, look) > room:
        left.remove(min(left, key=lambda fact: fact.weight))
    return left


def facts_width(facts: Sequence[Fact], look: Look) -> int:
    """The cells that facts take, with what stands between them."""
    return sum(cell_width(fact.words) for fact in facts) + cell_width(f" {look.dot} ") * max(0, len(facts) - 1)


def way_width(crumbs: Sequence[Crumb], look: Look) -> int:
    """The cells that the whole way takes."""
    return cell_width("okr") + sum(cell_width(f" {look.crumb} {words_of(crumb)}") for crumb in crumbs)


def words_of(crumb: Crumb) -> str:
    """What stands in the line for a step."""
    return crumb if isinstance(crumb, str) else crumb.key


def _write_way(pen: Pen, crumbs: tuple[Crumb, ...], room: int, look: Look) -> None:
    """The way, the last step in full where that is possible; of a long way the middle is left out."""
    joint = f" {look.crumb} "
    shown: list[tuple[int, str]] = [(index, words_of(crumb)) for index, crumb in enumerate(crumbs)]

    def needed() -> int:
        return pen.at + sum(cell_width(joint) + min(cell_width(words), 40) for _, words in shown)

    while len(shown) > 2 and needed() > room:
        if shown[1][0] < 0:
            del shown[2 if len(shown) > 3 else 1]
        else:
            shown[1] = (-2, look.ellipsis)
        if len(shown) == 2:
            break
    for place, (index, words) in enumerate(shown):
        last = place == len(shown) - 1
        left = room - pen.at - cell_width(joint)
        if left < min(SHORTEST, cell_width(words)):
            break
        pen.write(joint, "dim")
        start = pen.at
        pen.cell(words, min(cell_width(words), left), "bold" if last else "dim")
        if index >= 0 and not last:
            pen.mark(start, Target("crumb", str(index)))
