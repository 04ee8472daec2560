"""The line of sight: from the vision and the top down to a goal, each step with how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.dialogs.base import Dialog
from tui.drawing.rows import Row, blank, goal_row, labelled, text_row

if TYPE_CHECKING:
    from tui.gateway import Gateway
    from tui.view_models.goals import Branch, Cascade


class SightDialog(Dialog):
    """Every way from a goal up to the top, the top first; enter opens a step."""

    NAME = "Line of sight"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.found: Cascade | None = None
        self.vision: str | None = None

    def load(self) -> None:
        key, is_back = self.key, self.okr.gateway.lens.is_back
        self.ask("sight", lambda gateway: _seen(gateway, key, is_back=is_back), self._take)

    def _take(self, seen: tuple[Cascade, str | None]) -> None:
        self.found, self.vision = seen
        self.ready()
        self.board.find("goal", self.key)

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, self.key)

    def rows(self, width: int) -> list[Row]:
        rows = [blank(self.look)]
        if self.found is None or not self.found.roots:
            return rows
        if self.vision is not None:
            rows += [*labelled("Vision", self.vision, width, look=self.look), blank(self.look)]
        ways = _ways(self.found.roots[0])
        if ways == [[self.found.roots[0]]]:
            rows += [
                text_row("Nothing above: this goal leads to no other goal.", "dim", look=self.look),
                blank(self.look),
            ]
        for way in ways:
            for depth, branch in enumerate(way):
                corner = "" if depth == 0 else "  " * (depth - 1) + ("`- " if self.look.ascii_only else "\u2514\u2500 ")
                bold = branch.goal.key == self.key
                rows.append(goal_row(branch.goal, look=self.look, lead=corner, mine=self.me, bold=bold))
            rows.append(blank(self.look))
        if self.found.hidden:
            rows.append(text_row(f"{self.found.hidden} more that you may not see", "dim", look=self.look))
        return rows


def _seen(gateway: Gateway, key: str, *, is_back: bool) -> tuple[Cascade, str | None]:
    """The goals above one, and what all of it is for; of a past day the vision is not kept."""
    return gateway.line_of_sight(key), None if is_back else gateway.settings.show().vision


def _ways(branch: Branch) -> list[list[Branch]]:
    """Every way up from a goal as a way down from its top."""
    if not branch.children:
        return [[branch]]
    return [[*way, branch] for parent in branch.children for way in _ways(parent)]
