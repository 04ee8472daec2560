"""The SMART check: each of the five letters passes, warns or fails, with the reason and what to write instead.

A goal with a failing letter cannot become active; a warning is advice. What a title says is judged in `titles.py`, the
numbers in `smart_numbers.py`; here the whole goal is. Nothing is looked up: the caller hands over the goal, its key
results and what their history shows.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from okr.domain.smart_facts import SmartFinding, SmartGoal, fail, warn
from okr.domain.smart_numbers import achievable, measurable
from okr.domain.text import is_blank
from okr.domain.titles import is_judged, second_goal, vague_words, verb_of, words_of
from okr.domain.vocabulary import SmartLetter, Verdict

LONGEST_TITLE = 150
"""Characters; of 569 real titles nine in ten stay below, and a longer one does not fit two lines of 80 cells."""
SHORTEST_WHY_WORDS = 3
"""Words; fewer cannot say for whom and what for."""

_WORST_FIRST = (Verdict.FAIL, Verdict.WARN, Verdict.PASS)
_LETTERS = {
    SmartLetter.SPECIFIC: "s",
    SmartLetter.MEASURABLE: "m",
    SmartLetter.ACHIEVABLE: "a",
    SmartLetter.RELEVANT: "r",
    SmartLetter.TIME_BOUND: "t",
}


def check_smart(goal: SmartGoal) -> tuple[SmartFinding, ...]:
    """Everything that the check finds, letter by letter, the worst first; a letter without a fault has one passing line."""
    findings: list[SmartFinding] = []
    for letter, rules in (
        (SmartLetter.SPECIFIC, _specific),
        (SmartLetter.MEASURABLE, measurable),
        (SmartLetter.ACHIEVABLE, achievable),
        (SmartLetter.RELEVANT, _relevant),
        (SmartLetter.TIME_BOUND, _time_bound),
    ):
        found = sorted(rules(goal), key=lambda finding: _WORST_FIRST.index(finding.verdict))
        findings += found or [SmartFinding(letter, Verdict.PASS, _praise(letter, goal))]
    return tuple(findings)


def worst_by_letter(findings: Sequence[SmartFinding]) -> tuple[SmartFinding, ...]:
    """The five letters in order, each with its worst finding."""
    worst: dict[SmartLetter, SmartFinding] = {}
    for finding in findings:
        known = worst.get(finding.letter)
        if known is None or _WORST_FIRST.index(finding.verdict) < _WORST_FIRST.index(known.verdict):
            worst[finding.letter] = finding
    return tuple(worst[letter] for letter in SmartLetter if letter in worst)


def smart_letters(findings: Sequence[SmartFinding]) -> str:
    """The five letters at a glance: capital where it passes, small where it warns, - where it fails ("SMa-T")."""
    signs = {finding.letter: finding.verdict for finding in worst_by_letter(findings)}
    return "".join(_sign(letter, signs.get(letter)) for letter in SmartLetter)


def can_become_active(findings: Sequence[SmartFinding]) -> bool:
    """Whether no letter fails; the rule by which a draft may become active."""
    return all(finding.verdict is not Verdict.FAIL for finding in findings)


def _sign(letter: SmartLetter, verdict: Verdict | None) -> str:
    small = _LETTERS[letter]
    return small.upper() if verdict is Verdict.PASS else small if verdict is Verdict.WARN else "-"


def _specific(goal: SmartGoal) -> Iterator[SmartFinding]:
    if is_blank(goal.title):
        yield fail(SmartLetter.SPECIFIC, "the title is empty", "say what will be different, for whom")
        return
    if len(goal.title) > LONGEST_TITLE:
        yield warn(
            SmartLetter.SPECIFIC,
            f"the title has {len(goal.title)} characters; over {LONGEST_TITLE} nobody remembers it",
            "keep the change that you want in the title and move the rest to the why",
        )
    if not any(character.isalpha() for character in goal.title):
        yield fail(SmartLetter.SPECIFIC, "the title has no word", "say what will be different, for whom")
        return
    if not is_judged(goal.title):
        return
    if len(words_of(goal.title)) < 2:
        yield warn(
            SmartLetter.SPECIFIC,
            "the title is a single word",
            'say what is done to what, such as "Cut onboarding from 10 days to 4"',
        )
        return
    yield from _wording(goal.title)


def _wording(title: str) -> Iterator[SmartFinding]:
    if verb_of(title) is None:
        yield warn(
            SmartLetter.SPECIFIC,
            "the title has no verb: it names a subject, not a change",
            'start with what you will do, such as "Reduce ...", "Launch ..." or "Keep ..."',
        )
    vague = vague_words(title)
    if vague is not None:
        yield warn(
            SmartLetter.SPECIFIC,
            f'"{vague}" leaves open what will be different',
            "name what changes, for which customers, and by how much: from ... to ...",
        )
    second = second_goal(title)
    if second is not None:
        yield warn(
            SmartLetter.SPECIFIC,
            f'the title holds a second goal, from "and {second} ..." on',
            "make two goals of it, or name the one outcome that both serve",
        )


def _relevant(goal: SmartGoal) -> Iterator[SmartFinding]:
    has_area = goal.focus_area is not None and not is_blank(goal.focus_area)
    if not goal.parent_keys and not has_area:
        yield fail(
            SmartLetter.RELEVANT,
            "it serves no parent goal and no focus area",
            "link it to the goal that it helps; a top goal names its focus area",
        )
    if is_blank(goal.why):
        yield fail(
            SmartLetter.RELEVANT,
            "it does not say why it matters to the customer",
            "write one sentence: for which customers, and what gets better for them",
        )
        return
    if _folded(goal.why) == _folded(goal.title):
        yield warn(
            SmartLetter.RELEVANT,
            "the why repeats the title",
            "say what the customer gains from it and what it costs to leave it",
        )
    elif is_judged(goal.why) and len(goal.why.split()) < SHORTEST_WHY_WORDS:
        yield warn(
            SmartLetter.RELEVANT,
            f'the why says only "{goal.why.strip()}"',
            "write one sentence: for which customers, and what gets better for them",
        )


def _folded(text: str) -> str:
    return " ".join(words_of(text))


def _time_bound(goal: SmartGoal) -> Iterator[SmartFinding]:
    if goal.cycle_starts_on is None or goal.cycle_ends_on is None:
        yield fail(SmartLetter.TIME_BOUND, "it belongs to no cycle", "choose the cycle in which it is to be reached")
        return
    cycle = (goal.cycle_starts_on, goal.cycle_ends_on)
    yield from _due_inside("it", goal.starts_on, goal.due_on, cycle)
    for result in goal.key_results:
        yield from _due_inside(result.key, result.starts_on, result.due_on, cycle, key=result.key)
        if goal.due_on is not None and result.due_on is not None and goal.due_on < result.due_on <= cycle[1]:
            yield warn(
                SmartLetter.TIME_BOUND,
                f"{result.key} is due {result.due_on}, after its goal ({goal.due_on})",
                f"set it to {goal.due_on} or earlier, or move the goal's date",
                key=result.key,
            )


def _due_inside(
    name: str, starts_on: date | None, due_on: date | None, cycle: tuple[date, date], *, key: str | None = None
) -> Iterator[SmartFinding]:
    first, last = cycle
    if due_on is None:
        yield fail(SmartLetter.TIME_BOUND, f"{name} has no due date", f"set a day from {first} to {last}", key=key)
    elif not first <= due_on <= last:
        yield fail(
            SmartLetter.TIME_BOUND,
            f"{name} is due {due_on}, outside its cycle ({first} to {last})",
            f"set a day from {first} to {last}, or choose the cycle that holds {due_on}",
            key=key,
        )
    elif starts_on is not None and starts_on >= due_on:
        yield fail(
            SmartLetter.TIME_BOUND,
            f"{name} starts {starts_on}, not before it is due ({due_on})",
            f"start before {due_on}, or move the due date",
            key=key,
        )


def _praise(letter: SmartLetter, goal: SmartGoal) -> str:
    """What a passing letter rests on."""
    count = len(goal.key_results)
    results = "its key result" if count == 1 else f"its {count} key results"
    return {
        SmartLetter.SPECIFIC: "the title says what will be done",
        SmartLetter.MEASURABLE: f"{results} can be measured",
        SmartLetter.ACHIEVABLE: "nothing speaks against it",
        SmartLetter.RELEVANT: "it says why, and what it serves",
        SmartLetter.TIME_BOUND: f"it is due {goal.due_on}, inside its cycle",
    }[letter]
