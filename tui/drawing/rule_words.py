"""The rules of the arithmetic in a sentence each, as the derivation names them."""

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    "R1": "Progress of a key result is how far it has come from its baseline towards its target. What counts is never under 0 and never over 100 %; a value that is to be kept counts the periods inside its limits.",
    "R2": "Progress of an objective is the weighted mean of its key results and of the goals that contribute to it. Coverage says how much of that weight stands on a fresh reading.",
    "R3": "A key result that others feed takes its value from theirs: their sum, mean, smallest, largest or latest.",
    "R4": "A goal may contribute to several parents, with a weight for each; company-wide counts take it once.",
    "R5": "What is expected today is a straight line from the baseline at the start, through the checkpoints, to the target on the due day. An objective expects the weighted mean of what its parts expect.",
    "R6": "The status compares progress with what is expected: on track from 90 % of it, at risk from 70 %, else off track, each with a small allowance early on. The last reading has to be fresh.",
    "R7": "Whoever answers may set another status with a reason and an end day; the computed one stays beside it.",
    "R8": "An objective shows the status of its weighted progress. Where something below is worse, that is marked and named; a broken guardrail caps it at risk.",
    "R9": "The forecast takes the median of all slopes between readings and draws it on to the due day; the range goes from the 20th to the 80th percentile. It needs three readings over a fifth of the time.",
    "R10": "A survey score carries its number of answers and a margin; too few answers never turn a result green.",
    "R11": "The closing score is the weighted mean of what was reached, from 0 to 1. A committed goal is green only at 1, an aspirational one from 0.65.",
    "R12": "Confidence is the owner's probability of getting there. A watermelon is green outside and red inside: twice in a row said to stand better than it does.",
    "R13": "A goal is aligned where a way leads from it to a goal of the company; a parent is subscribed by what was agreed against what it needs.",
    "R14": "A check-in is on time up to its due day and the grace days, late up to the next due day, else missed.",
    "R15": "Its share in a top goal is the product of the weights along the way; its risk is that share of what it lags behind.",
    "R16": "Every change carries the day from which it holds and the time at which it was recorded; past days are read from that.",
}
"""What a rule says, by its number."""

QUESTIONS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("progress", "Progress", frozenset({"R1", "R2", "R3", "R4", "R10"})),
    ("expected", "Expected today", frozenset({"R5"})),
    ("status", "Status", frozenset({"R6", "R7", "R8"})),
    ("forecast", "Forecast", frozenset({"R9"})),
    ("score", "Closing score", frozenset({"R11"})),
    ("leverage", "What it moves at the top", frozenset({"R13", "R15"})),
    ("habits", "Confidence and check-ins", frozenset({"R12", "R14"})),
    ("history", "History", frozenset({"R16"})),
)
"""The branches of a derivation: name, words, and the rules that answer it."""
