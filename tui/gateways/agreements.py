"""What is asked about the cascade contract, and the steps that are taken: each one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    AskContributions,
    CounterContribution,
    DeclineContribution,
    ListContributions,
    NewReceiver,
    OfferContribution,
    ShowContribution,
    ShowSubscription,
    WithdrawContribution,
)
from okr.contract.goals import ShowGoal
from okr.contract.organisation import WhoAmI
from okr.contract.search import Search
from okr.contract.units import ListBelow, ListUnits, ShowUnit
from okr.domain.errors import NotFound
from okr.domain.vocabulary import ShareMode, UnitKind
from tui.reading import agreements as reading
from tui.view_models.agreements import (
    Answer,
    Ask,
    AskCard,
    Asked,
    Contract,
    FoundReceivers,
    Level,
    Proposal,
    Receiver,
    Requests,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from okr.client.backend import Backend
    from okr.contract.base import Command
    from okr.contract.contributions import ContributionView

PAGE = 200
"""Contributions that one screen shows at most; the commands page through all of them."""
FEW_UNITS = 3
"""Units that letters may mean whose levels are looked up."""
MOST_UNITS = 1_000
MOST_FOUND = 12


class Agreements:
    """The cascade contract, as its screens see it."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def contract(self, key: str) -> Contract:
        """The contract of a goal, key result or contribution; whoever may not see the goal sees the one contribution."""
        backend = self._connected()
        goal = key.partition("+")[0].partition(".")[0]
        try:
            view = backend.call(ShowGoal(key=goal))
        except NotFound:
            if "+" not in key:
                raise
            return reading.single(backend.call(ShowContribution(key=key)))
        found = backend.call(ListContributions(parent=goal, limit=PAGE))
        subscriptions = backend.call(ShowSubscription(key=goal))
        return reading.contract(view, subscriptions=subscriptions, rows=found.items, more=found.next_cursor is not None)

    def ask(self, key: str) -> AskCard:
        """One contribution with every step."""
        return reading.ask_card(self._connected().call(ShowContribution(key=key)))

    def requests(self) -> Requests:
        """What waits for the acting person, and what they asked."""
        backend = self._connected()
        waiting = backend.call(ListContributions(waiting=True, limit=PAGE))
        mine = backend.call(ListContributions(limit=PAGE))
        more = waiting.next_cursor is not None or mine.next_cursor is not None
        return reading.requests(waiting.items, mine.items, me=backend.call(WhoAmI()).handle, more=more)

    def receivers(self, letters: str) -> FoundReceivers:
        """Units, people, and whole levels below the units, that some letters may mean."""
        backend = self._connected()
        hits = backend.call(Search(text=letters, kinds=("unit", "person"), limit=MOST_FOUND))
        keys = [item.key for item in hits.items if item.kind == "unit"]
        units = [backend.call(ShowUnit(key=key)) for key in keys[:FEW_UNITS]]
        levels = [
            level
            for one in units
            for level in reading.levels(one, backend.call(ListUnits(below=one.key, limit=MOST_UNITS)).items)
        ]
        return FoundReceivers((*map(reading.receiver, units), *reading.people_found(hits)), tuple(levels))

    def top_levels(self) -> tuple[Level, ...]:
        """The whole levels below the top of the organisation."""
        backend = self._connected()
        tops = [row.unit.key for row in backend.call(ListBelow(limit=1)).items if row.unit is not None]
        return tuple(
            level
            for key in tops
            for level in reading.levels(
                backend.call(ShowUnit(key=key)), backend.call(ListUnits(below=key, limit=MOST_UNITS)).items
            )
        )

    def propose(self, proposal: Proposal, *, key: str) -> Asked:
        """Ask everybody, or nobody."""
        mode = ShareMode(proposal.mode)
        named = proposal.level is None or mode in {ShareMode.TYPED, ShareMode.WEIGHT}
        request = AskContributions(
            parent=proposal.parent,
            receivers=tuple(map(_receiver, proposal.receivers, proposal.amounts, [mode] * len(proposal.receivers)))
            if named
            else (),
            level=None if named or proposal.level is None else UnitKind(proposal.level.kind),
            below=None if named or proposal.level is None else proposal.level.below,
            shares=mode,
            amount=proposal.amount,
            title=proposal.title,
            due_on=proposal.due,
            message=proposal.message,
        )
        return reading.asked(self._connected().call(request, key=key))

    def offer(self, offered: str, parent: str, *, share: Decimal | None, message: str | None, key: str) -> Ask:
        """Offer a goal or key result to a parent."""
        request = OfferContribution(offered=offered, parent=parent, share=share, message=message)
        return self._step(request, key)

    def accept(self, answer: Answer) -> Ask:
        """Agree on the terms that stand."""
        request = AcceptContribution.model_validate(
            {
                "key": answer.key,
                "version": answer.version,
                **_given(
                    owner=answer.owner, why=answer.why, baseline=answer.baseline, activate=answer.activate or None
                ),
            }
        )
        return self._step(request, answer.sent_as)

    def counter(self, answer: Answer) -> Ask:
        """Answer with other terms."""
        request = CounterContribution(
            key=answer.key, version=answer.version, share=answer.share, due_on=answer.due, title=answer.title,
            reason=answer.words or "",
        )  # fmt: skip
        return self._step(request, answer.sent_as)

    def decline(self, answer: Answer) -> Ask:
        """Say no."""
        request = DeclineContribution(key=answer.key, version=answer.version, reason=answer.words or "")
        return self._step(request, answer.sent_as)

    def ask_again(self, answer: Answer) -> Ask:
        """Ask again, on the same terms or others."""
        request = AskContributionAgain(
            key=answer.key, version=answer.version, share=answer.share, due_on=answer.due, title=answer.title,
            message=answer.words,
        )  # fmt: skip
        return self._step(request, answer.sent_as)

    def withdraw(self, answer: Answer) -> Ask:
        """Take back what is not agreed yet."""
        request = WithdrawContribution(key=answer.key, version=answer.version, reason=answer.words)
        return self._step(request, answer.sent_as)

    def _step(self, request: Command[ContributionView], key: str) -> Ask:
        return reading.ask(self._connected().call(request, key=key or None))


def _given(**values: object) -> dict[str, object]:
    """The values that there are: an offer refuses what it does not need, even where it is None."""
    return {name: value for name, value in values.items() if value is not None}


def _receiver(one: Receiver, amount: Decimal | None, mode: ShareMode) -> NewReceiver:
    """A receiver with the share or weight that was typed for them."""
    return NewReceiver(
        unit=one.key if one.kind == "unit" else None,
        person=one.key if one.kind == "person" else None,
        share=amount if mode is ShareMode.TYPED else None,
        weight=amount if mode is ShareMode.WEIGHT else None,
    )
