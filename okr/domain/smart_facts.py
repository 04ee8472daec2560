"""What the SMART check is told of a goal and its key results, and what it says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okr.domain.vocabulary import Metric, SmartLetter, Verdict


@dataclass(frozen=True, slots=True)
class SmartKeyResult:
    """A key result as the check sees it.

    `due_on` is the day in force (given, or inherited). `history_changes` are the changes of its value from period to
    period, earliest first; `history_period` says how long such a period is.
    """

    key: str
    title: str
    metric: Metric
    baseline: Decimal | None = None
    target: Decimal | None = None
    unit_of_measure: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    has_history: bool = False
    history_changes: tuple[Decimal, ...] = ()
    lower: Decimal | None = None
    upper: Decimal | None = None
    history_period: str = "period"


@dataclass(frozen=True, slots=True)
class SmartGoal:
    """A goal as the check sees it, with the key results that are not cancelled."""

    title: str
    why: str = ""
    parent_keys: tuple[str, ...] = ()
    focus_area: str | None = None
    owner: str | None = None
    starts_on: date | None = None
    due_on: date | None = None
    cycle_starts_on: date | None = None
    cycle_ends_on: date | None = None
    key_results: tuple[SmartKeyResult, ...] = ()


@dataclass(frozen=True, slots=True)
class SmartFinding:
    """One thing that the check says about a letter; `key` names the key result where it is about one, `proposal` says what to write instead."""

    letter: SmartLetter
    verdict: Verdict
    reason: str
    proposal: str | None = None
    key: str | None = None


def warn(letter: SmartLetter, reason: str, proposal: str, *, key: str | None = None) -> SmartFinding:
    """An advice."""
    return SmartFinding(letter, Verdict.WARN, reason, proposal, key=key)


def fail(letter: SmartLetter, reason: str, proposal: str, *, key: str | None = None) -> SmartFinding:
    """What keeps a goal from becoming active."""
    return SmartFinding(letter, Verdict.FAIL, reason, proposal, key=key)


def listed(names: Sequence[str]) -> str:
    """Several names in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
