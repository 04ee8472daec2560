"""Answering an ask wherever one stands on it: on the contract, among the requests, in the dialog of one ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.vocabulary import ContributionState
from okr.domain.wording import term
from tui.dialogs.form import FormDialog, said_of
from tui.screens.base import OkrScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.view_models.agreements import Ask, AskCard

VERBS = {
    "agreement.accept": "accept",
    "agreement.counter": "counter",
    "agreement.decline": "decline",
    "agreement.ask-again": "ask again",
    "agreement.withdraw": "withdraw",
}
"""What the application calls each action."""
SETTLED = frozenset({ContributionState.ACCEPTED, ContributionState.DECLINED, ContributionState.WITHDRAWN})


class AgreeingScreen(OkrScreen):
    """A screen on which the selected ask can be answered."""

    @property
    def ask_selected(self) -> Ask | None:
        """The ask that the cursor stands on."""
        return None

    @property
    def card_selected(self) -> AskCard | None:
        """The same with what the acting person may do, once that is known."""
        return None

    def answered(self, said: str) -> None:
        """An answer was given, or a form was left (then nothing is said): show how it stands now."""
        if said:
            self.flash(said, "success")
            self.okr.all_anew()

    def ask_refusals(self) -> Mapping[str, str]:
        """Why the selected ask cannot be answered, by action."""
        ask, card = self.ask_selected, self.card_selected
        may = card.may if card is not None and ask is not None and card.ask.key == ask.key else None
        keys = {action: self.okr.key_of(action) for action in VERBS}
        return refusals(ask, may, me=self.me, keys=keys)

    def open_form(self, form: FormDialog) -> None:
        """Open a form; what it did is said here."""
        self.okr.open_over(form, lambda _: self.answered(said_of(form)))

    def do_accept(self) -> None:
        from tui.dialogs.accepting import AcceptForm

        if self.ask_selected is not None:
            self.open_form(AcceptForm(self.ask_selected))

    def do_counter(self) -> None:
        from tui.dialogs.answering import CounterForm

        if self.ask_selected is not None:
            self.open_form(CounterForm(self.ask_selected))

    def do_decline(self) -> None:
        from tui.dialogs.answering import DeclineForm

        if self.ask_selected is not None:
            self.open_form(DeclineForm(self.ask_selected))

    def do_ask_again(self) -> None:
        from tui.dialogs.answering import AskAgainForm

        if self.ask_selected is not None:
            self.open_form(AskAgainForm(self.ask_selected))

    def do_comment(self) -> None:
        from tui.dialogs.talking import CommentForm

        if self.ask_selected is not None:
            self.open_form(CommentForm(self.ask_selected.key))

    def do_withdraw(self) -> None:
        from tui.dialogs.answering import WithdrawForm

        if self.ask_selected is not None:
            self.open_form(WithdrawForm(self.ask_selected))


def refusals(ask: Ask | None, may: frozenset[str] | None, *, me: str | None, keys: Mapping[str, str]) -> dict[str, str]:
    """Why each step cannot be taken, in words, and who may; as long as `may` is not known, what the state alone says.

    `keys` are those of the steps, by action.
    """
    if ask is None:
        return dict.fromkeys([*VERBS, "agreement.comment"], "Move to a request first.")
    refused = {}
    for action, verb in VERBS.items():
        if may is None:
            why = _out_of_turn(ask, verb, keys)
        else:
            why = None if verb in may else _out_of_turn(ask, verb, keys) or _not_yours(ask, verb, me=me)
        if why is not None:
            refused[action] = why
    return refused


def _out_of_turn(ask: Ask, verb: str, keys: Mapping[str, str]) -> str | None:
    """Why nobody can take a step in the state of an ask; None where somebody can."""
    if ask.over is not None and verb in {"accept", "counter", "ask again"}:
        return ask.over
    if verb in {"accept", "counter", "decline"}:
        if ask.state in SETTLED:
            return f"{ask.key} is {term(ask.state).word}; there is nothing to answer any more."
        if verb == "counter" and ask.state is ContributionState.COUNTERED:
            accept, again, back = (keys[f"agreement.{step}"] for step in ("accept", "ask-again", "withdraw"))
            return f"{ask.key} is countered already: {accept} accepts it, {again} asks again, {back} takes it back."
        return None
    if ask.state is ContributionState.ACCEPTED:
        return f"{ask.key} is accepted; what was agreed is changed on its goal."
    if verb == "ask again" and ask.offered:
        return f"{ask.key} was offered by {ask.asked_by.name}, not asked for."
    if verb == "withdraw" and ask.state in SETTLED:
        return f"{ask.key} is {term(ask.state).word}; there is nothing to take back."
    return None


def _not_yours(ask: Ask, verb: str, *, me: str | None) -> str:
    """Who takes a step, where the acting person does not."""
    if verb in {"accept", "counter", "decline"}:
        who = ask.waits_for.name if ask.waits_for else "whoever leads above"
        if ask.waits_for is not None and ask.waits_for.key == me:
            return f"You do not {verb} {ask.key}: it was you who set these terms."
        return f"You do not answer {ask.key}: {who} does."
    whose = f"{ask.asked_by.name} offered it and" if ask.offered else f"who answers for {ask.goal}"
    return f"You do not {verb} {ask.key}: {whose} may."
