"""What opens beside a goal on every screen: its contract, the conversation about it, requests, the agenda of a talk."""

from __future__ import annotations

from tui.going import GoingAbout
from tui.lines import Target
from tui.places import OVER
from tui.screens.base import OkrScreen


class OpensBeside(GoingAbout):
    """The part of the app that opens agreements and conversations about what the cursor stands on."""

    def do_contract(self) -> None:
        if isinstance(self.screen, OkrScreen) and self.screen.goal_key:
            self.open_target(Target("contract", self.screen.goal_key))

    def do_talk(self) -> None:
        if isinstance(self.screen, OkrScreen) and self.screen.goal_key:
            self.open_target(Target("conversation", self.screen.goal_key))

    def do_requests(self) -> None:
        self.open_over(OVER["requests"].make())

    def do_agenda(self) -> None:
        target = self.screen.selected if isinstance(self.screen, OkrScreen) else None
        if target is not None and target.kind == "person":
            self.open_target(Target("agenda", target.key, target.title))
        else:
            self.open_over(OVER["agenda of"].make())
