"""The cascade contract: who was asked for which share of what a goal needs, and how they came to agree."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import ContributionState, ContributionStep, GoalState
from tui.view_models.basics import Named


@dataclass(frozen=True, slots=True)
class Ask:
    """A contribution that was asked for or offered, on the terms that stand; `measure` is what its share counts.

    `since` is the day of the last step, `said` what was said with it.
    """

    key: str
    parent: str
    parent_title: str
    receiver: Named
    is_unit: bool
    offered: bool
    state: ContributionState
    title: str
    share: Decimal | None
    part_ppm: int | None
    measure: str
    due: date
    asked_by: Named
    waits_for: Named | None
    answer_due_on: date | None
    reminded: bool
    since: date
    said: str | None
    child: str | None
    child_state: GoalState | None
    child_result: str | None
    version: int
    over: str | None = None
    """Why nothing is agreed on it any more, though nothing was yet."""

    @property
    def goal(self) -> str:
        """The key of the goal that it is for."""
        return self.key.partition("+")[0]

    @property
    def feeds(self) -> bool:
        """Whether it is for a key result."""
        return "." in self.parent


@dataclass(frozen=True, slots=True)
class AskStep:
    """One step on the way, with the terms after it."""

    number: int
    step: ContributionStep
    title: str
    share: Decimal | None
    due: date
    text: str | None
    by: Named
    on: date


@dataclass(frozen=True, slots=True)
class AskCard:
    """An ask with its whole history; `may` are the verbs that the acting person may use now."""

    ask: Ask
    need: Decimal | None
    message: str | None
    steps: tuple[AskStep, ...]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """What a goal or key result needs, how much of it is subscribed (R13, in millionths), and by whom.

    `asks` are in the order of their keys; `cannot` says why nobody can take a share, None where they can.
    """

    key: str
    title: str
    need: Decimal | None
    measure: str
    asked_ppm: int = 0
    accepted_ppm: int = 0
    open_ppm: int = 0
    countered_ppm: int = 0
    declined_ppm: int = 0
    offered_ppm: int = 0
    given_up_ppm: int = 0
    gap_ppm: int = 0
    sentence: str = ""
    asks: tuple[Ask, ...] = ()
    cannot: str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """All that is agreed and open about one goal; `whole` is False for somebody who sees a single ask of it alone."""

    key: str
    title: str
    owner: Named | None
    starts: date | None
    due: date | None
    parts: tuple[Shared, ...]
    may_ask: bool
    may_offer: bool
    whole: bool = True
    more: bool = False
    over: str | None = None
    """Why nobody is asked to contribute any more."""

    def part(self, key: str) -> Shared | None:
        """The part that is about a goal or key result."""
        return next((part for part in self.parts if part.key == key), None)


@dataclass(frozen=True, slots=True)
class Requests:
    """What waits for the acting person, what they asked or offered, and what else they have a part in."""

    waiting: tuple[Ask, ...]
    sent: tuple[Ask, ...]
    others: tuple[Ask, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who may be asked; `people` counts the heads in a unit and below it."""

    kind: str
    key: str
    name: str
    people: int = 1


@dataclass(frozen=True, slots=True)
class Level:
    """Every unit of a kind below a unit."""

    kind: str
    below: str
    below_name: str
    units: tuple[Receiver, ...]


@dataclass(frozen=True, slots=True)
class FoundReceivers:
    """Units, people and whole levels that some letters may mean."""

    receivers: tuple[Receiver, ...] = ()
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom to ask and for what; of `amounts` each receiver has a share, a weight or None, as `mode` says."""

    parent: str
    receivers: tuple[Receiver, ...]
    mode: str
    amounts: tuple[Decimal | None, ...]
    amount: Decimal | None
    title: str | None
    due: date | None
    message: str | None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, who was left out of a level and why, and where the parent stands now."""

    keys: tuple[str, ...]
    left_out: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to an ask; only what is given goes out."""

    key: str
    version: int
    share: Decimal | None = None
    due: date | None = None
    title: str | None = None
    words: str | None = None
    owner: str | None = None
    why: str | None = None
    baseline: Decimal | None = None
    activate: bool = False
    sent_as: str = field(default="", compare=False)
