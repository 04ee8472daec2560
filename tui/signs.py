"""The signs beside goals, their words and what they mean: the help shows them, and the page of keys in the documentation."""

from okr.domain.vocabulary import GoalState, LinkKind, Status
from okr.domain.wording import GUARDRAIL, OVERRIDDEN, STALE, WEAKEST, Term, term

SIGNS: tuple[tuple[Term, str], ...] = (
    (term(Status.OFF_TRACK), "off track: too far behind where it should be today"),
    (term(Status.AT_RISK), "at risk: behind where it should be today"),
    (term(Status.ON_TRACK), "on track"),
    (term(Status.REACHED), "reached: it stands at its target"),
    (term(Status.PENDING), "pending: not begun, or too early to say"),
    (STALE, "stale: no fresh check-in"),
    (WEAKEST, "something below it stands worse than it does"),
    (OVERRIDDEN, "set by hand: somebody set the status, with a reason"),
    (GUARDRAIL, "guardrail: a result that must hold; while it does not, the goal is held back"),
    (term(LinkKind.SUPPORTS), "supports the goal above, without counting in its progress"),
    (term(GoalState.PROPOSED), "proposed: it waits for its review"),
    (term(GoalState.IN_REVIEW), "in review: somebody looks at it"),
    (term(GoalState.ACHIEVED), "achieved: people closed it so"),
    (term(GoalState.CANCELLED), "cancelled: it was given up"),
)
"""Each sign with its meaning, which begins with its word; where that has no room the short one stands (`Term.short`)."""


def sign_words(sign: Term, *, ascii_only: bool = False) -> str:
    """A sign as it stands in a narrow list: with its short word where it has one."""
    mark = sign.mark(ascii_only=ascii_only)
    return f"{mark} {sign.shortly}" if sign.shortly else mark
