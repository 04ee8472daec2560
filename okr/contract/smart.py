"""How findings of the SMART check travel."""

from okr.contract.base import Model
from okr.domain.vocabulary import SmartLetter, Verdict


class SmartFindingView(Model):
    """One letter: its verdict, the reason, and what to write instead."""

    letter: SmartLetter
    verdict: Verdict
    reason: str
    proposal: str | None
    key: str | None = None
