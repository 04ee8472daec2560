"""How a need is divided among those who are to be asked, as one sees it before it is sent; pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from okr.domain.contributions import UNANSWERED, divide
from okr.domain.errors import OkrError
from okr.domain.numbers import ratio_ppm
from okr.domain.quantities import parse_number, parse_value
from okr.domain.vocabulary import ContributionState, ShareMode
from okr.domain.wording import term
from tui.keymap import DEFAULT, Keymap
from tui.view_models.agreements import Ask, Receiver, Shared

TAKES_AMOUNTS = frozenset({ShareMode.WEIGHT, ShareMode.TYPED})
"""Ways to divide for which a number is typed for each receiver."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one receiver would be asked for; `left_out` says why they are not asked."""

    receiver: Receiver
    share: Decimal | None = None
    ppm: int | None = None
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """What everybody would be asked for, together in millionths of the need; `problem` says what is still missing."""

    parts: tuple[Part, ...] = ()
    total_ppm: int | None = None
    problem: str | None = None

    @property
    def asked(self) -> tuple[Part, ...]:
        """Those who are asked."""
        return tuple(part for part in self.parts if part.left_out is None)


def division(
    of: Shared,
    receivers: Sequence[Receiver],
    *,
    mode: ShareMode,
    typed: Mapping[str, str],
    amount: str = "",
    whole_level: bool = False,
    keymap: Keymap = DEFAULT,
) -> Division:
    """How a need would be divided; those who were asked already are left out."""
    known = {_receiver_key(ask): ask for ask in of.asks}
    left_out = {one.key: _left_out(known.get((one.kind, one.key)), whole_level) for one in receivers}
    asked = [one for one in receivers if left_out[one.key] is None]
    try:
        shares = _shares(of, asked, mode=mode, typed=typed, amount=amount) if asked else []
        problem = None
    except OkrError as error:
        shares, problem = [], error.message
    by_key = dict(zip([one.key for one in asked], shares, strict=False))
    parts = tuple(_part(one, by_key.get(one.key), of.need, left_out[one.key]) for one in receivers)
    whole = _sum(shares) if len(shares) == len(asked) else None
    missing = next((one.name for one, share in zip(asked, shares, strict=False) if share is None), None)
    if problem is None and missing is not None:
        kind, onward = "weight" if mode is ShareMode.WEIGHT else "share", keymap.shown("form.next-field")
        problem = f"Type the {kind} of {missing}: {onward} to the list, then digits."
    total = ratio_ppm(whole, of.need) if whole is not None and of.need else None
    return Division(parts, total, problem)


def amounts(
    asked: Sequence[Part], *, mode: ShareMode, typed: Mapping[str, str], measure: str
) -> tuple[Decimal | None, ...]:
    """The number that was typed for each who is asked; None where numbers are not typed."""
    if mode not in TAKES_AMOUNTS:
        return (None,) * len(asked)
    return tuple(_typed(part.receiver, typed, mode=mode, measure=measure) for part in asked)


def _shares(
    of: Shared, asked: Sequence[Receiver], *, mode: ShareMode, typed: Mapping[str, str], amount: str
) -> list[Decimal | None]:
    if mode is ShareMode.TYPED:
        return [_typed(one, typed, mode=mode, measure=of.measure) for one in asked]
    whole = parse_value(amount, unit=of.measure, field="amount") if amount else of.need
    if whole is None:
        return [None] * len(asked)
    weights = [_weight(one, typed, mode=mode) for one in asked]
    known = [weight for weight in weights if weight is not None]
    if len(known) < len(weights):
        return list(weights) if not known else [None if weight is None else Decimal(0) for weight in weights]
    return list(divide(whole, known))


def _sum(shares: Sequence[Decimal | None]) -> Decimal | None:
    """All shares together; None where one is missing, or there are none."""
    known = [share for share in shares if share is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(shares) else None


def _weight(one: Receiver, typed: Mapping[str, str], *, mode: ShareMode) -> Decimal | None:
    if mode is ShareMode.EQUAL:
        return Decimal(1)
    if mode is ShareMode.PEOPLE:
        return Decimal(one.people)
    return _typed(one, typed, mode=mode, measure="")


def _typed(one: Receiver, typed: Mapping[str, str], *, mode: ShareMode, measure: str) -> Decimal | None:
    text = typed.get(one.key, "").strip()
    if not text:
        return None
    if mode is ShareMode.WEIGHT:
        return parse_number(text, field="weight").value
    return parse_value(text, unit=measure, field="share")


def _part(one: Receiver, share: Decimal | None, need: Decimal | None, left_out: str | None) -> Part:
    ppm = ratio_ppm(share, need) if share is not None and need else None
    return Part(one, share, ppm, left_out)


def _left_out(ask: Ask | None, whole_level: bool) -> str | None:
    if ask is None:
        return None
    states = {*UNANSWERED, ContributionState.ACCEPTED} if whole_level else UNANSWERED
    return f"asked already: {term(ask.state).word}" if ask.state in states else None


def _receiver_key(ask: Ask) -> tuple[str, str]:
    return ("unit" if ask.is_unit else "person", ask.receiver.key)
