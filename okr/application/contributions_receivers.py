"""Who is asked to contribute, and for how much: units and people by name, or a whole level below a unit; shares of the need."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.contributions_steps import accept_share
from okr.application.finding import find_person, find_unit
from okr.contract.base import UnitRef
from okr.contract.contributions import AskContributions, AskedUnit, NewReceiver
from okr.domain.contributions import UNANSWERED, divide
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import require_storable
from okr.domain.vocabulary import ContributionState, ShareMode
from storage import contribution_receivers as receivers_statements
from storage import contributions as statements
from storage.rows import AnyRow

NAMED = 5
"""Names in a sentence that refuses; more are counted."""


class Receiver(NamedTuple):
    """Who is asked: the row of a unit or of a person, with what was typed for them."""

    name: str
    unit: AnyRow | None = None
    person: AnyRow | None = None
    share: Decimal | None = None
    weight: Decimal | None = None

    @property
    def id(self) -> UUID:
        """The id of the unit or the person."""
        found: UUID = (self.person if self.unit is None else self.unit).id  # type: ignore[union-attr]  # one of them is
        return found


class Asked(NamedTuple):
    """Those who are asked, and units of the level that are not."""

    receivers: Sequence[Receiver]
    left_out: Sequence[AskedUnit]


def find_receivers(case: ReadCase, command: AskContributions, goal_id: UUID, key_result_id: UUID | None) -> Asked:
    """Everybody who is to be asked; those who were asked already are left out of a level, and refused where they are named."""
    if (command.level is None) == (not command.receivers):
        raise InvalidInput("Say whom to ask: units and people by name, or a level below a unit.", field="receivers")
    if command.level is None:
        known = statements.already_asked(case.work, goal_id, key_result_id, UNANSWERED)
        named = [_named(case, one) for one in command.receivers]
        _require_once(named)
        waiting = [one.name for one in named if one.id in known]
        if waiting:
            raise RuleViolation(
                f"{_listed(waiting)} was asked already and has not answered yet.",
                hint="Ask again on other terms: okr goal ask-again.",
                field="receivers",
            )
        return Asked(named, ())
    return _level(case, command, goal_id, key_result_id)


def shares_of(case: ReadCase, command: AskContributions, receivers: Sequence[Receiver], need: Decimal) -> list[Decimal]:
    """The share of each receiver: what is divided, or what was typed for them."""
    if command.shares is ShareMode.TYPED:
        return [_typed(one) for one in receivers]
    if any(one.share is not None for one in receivers):
        raise InvalidInput("Shares that are typed go with the mode typed.", field="shares")
    amount = need if command.amount is None else require_storable(command.amount, field="amount")
    return list(divide(amount, _weights(case, command.shares, receivers)))


def _level(case: ReadCase, command: AskContributions, goal_id: UUID, key_result_id: UUID | None) -> Asked:
    if command.below is None or command.level is None:
        raise InvalidInput("Say below which unit: --below UNIT.", field="below")
    if command.shares in {ShareMode.TYPED, ShareMode.WEIGHT}:
        raise InvalidInput("A whole level shares equally or by people; name the units to type more.", field="shares")
    above = find_unit(case, command.below, field="below")
    units = receivers_statements.units_of_level(case.work, command.level, above.path)
    states = {*UNANSWERED, ContributionState.ACCEPTED}
    known = statements.already_asked(case.work, goal_id, key_result_id, states)
    left_out = [
        AskedUnit(unit=UnitRef(key=unit.prefix, name=unit.name), reason=f"asked already: {known[unit.id].state}")
        for unit in units
        if unit.id in known
    ]
    receivers = [Receiver(unit.prefix, unit=unit) for unit in units if unit.id not in known]
    if not receivers:
        why = "; all of them were asked already" if units else ""
        raise RuleViolation(f"There is no {command.level} below {above.prefix} to ask{why}.", field="level")
    return Asked(receivers, left_out)


def _named(case: ReadCase, wanted: NewReceiver) -> Receiver:
    if (wanted.unit is None) == (wanted.person is None):
        raise InvalidInput("Each receiver is a unit or a person.", field="receivers")
    if wanted.unit is not None:
        unit = find_unit(case, wanted.unit)
        if unit.archived_on is not None:
            raise RuleViolation(f"{unit.prefix} was archived on {unit.archived_on}; ask another unit.", field="unit")
        return Receiver(unit.prefix, unit=unit, share=wanted.share, weight=wanted.weight)
    person = find_person(case, wanted.person or "")
    if person.employed_to is not None and person.employed_to < case.today:
        raise RuleViolation(f"{person.name} left on {person.employed_to}; ask somebody who works here.", field="person")
    return Receiver(person.name, person=person, share=wanted.share, weight=wanted.weight)


def _require_once(receivers: Sequence[Receiver]) -> None:
    seen: set[UUID] = set()
    for one in receivers:
        if one.id in seen:
            raise InvalidInput(f"{one.name} is named twice.", field="receivers")
        seen.add(one.id)


def _typed(receiver: Receiver) -> Decimal:
    share = accept_share(receiver.share)
    if share is None:
        raise InvalidInput(f"Type the share of {receiver.name} too.", field="share")
    return share


def _weights(case: ReadCase, mode: ShareMode, receivers: Sequence[Receiver]) -> list[Decimal]:
    if mode is ShareMode.WEIGHT:
        missing = [one.name for one in receivers if not one.weight]
        if missing:
            raise InvalidInput(f"By weight each receiver needs one: {_listed(missing)} has none.", field="weight")
        return [one.weight or Decimal(0) for one in receivers]
    if mode is ShareMode.EQUAL:
        return [Decimal(1)] * len(receivers)
    paths = [one.unit.path for one in receivers if one.unit is not None]
    heads = receivers_statements.head_counts(case.work, paths, on=case.today)
    counts = [1 if one.unit is None else heads[one.unit.path] for one in receivers]
    empty = [one.name for one, count in zip(receivers, counts, strict=True) if not count]
    if empty:
        raise RuleViolation(
            f"By head count {_listed(empty)} would get nothing: nobody works there.",
            hint="Leave them out, or share equally.",
            field="shares",
        )
    return [Decimal(count) for count in counts]


def _listed(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
