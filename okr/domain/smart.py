"""The SMART check: each of the five letters passes, warns or fails, with the reason and what to write instead.

A goal with a failing letter cannot become active; a warning is advice. What a title says is judged in `titles.py`; here
the whole goal is. Nothing is looked up: the caller hands over the goal, its key results and what their history shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okr.domain.quantities import show_number
from okr.domain.text import is_blank
from okr.domain.titles import is_judged, second_goal, vague_words, verb_of, words_of
from okr.domain.vocabulary import DIRECTED_METRICS, MAINTAIN_METRICS, Metric, SmartLetter, Verdict

LONGEST_TITLE = 150
"""Characters; of 569 real titles nine in ten stay below, and a longer one does not fit two lines of 80 cells."""
SHORTEST_WHY_WORDS = 3
"""Words; fewer cannot say for whom and what for."""
MOST_KEY_RESULTS = 5
"""More than five are no longer followed week by week."""
STRETCH_FACTOR = 3
"""A target that asks for more than this many times the best change so far is warned about."""

_WORST_FIRST = (Verdict.FAIL, Verdict.WARN, Verdict.PASS)
_LETTERS = {
    SmartLetter.SPECIFIC: "s",
    SmartLetter.MEASURABLE: "m",
    SmartLetter.ACHIEVABLE: "a",
    SmartLetter.RELEVANT: "r",
    SmartLetter.TIME_BOUND: "t",
}
_COUNTING = DIRECTED_METRICS | MAINTAIN_METRICS | {Metric.MILESTONES, Metric.YES_NO}


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


def check_smart(goal: SmartGoal) -> tuple[SmartFinding, ...]:
    """Everything that the check finds, letter by letter, the worst first; a letter without a fault has one passing line."""
    findings: list[SmartFinding] = []
    for letter, rules in (
        (SmartLetter.SPECIFIC, _specific),
        (SmartLetter.MEASURABLE, _measurable),
        (SmartLetter.ACHIEVABLE, _achievable),
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


# ------------------------------------------------------------------------------------------------------------ specific


def _specific(goal: SmartGoal) -> Iterator[SmartFinding]:
    if is_blank(goal.title):
        yield _fail(SmartLetter.SPECIFIC, "the title is empty", "say what will be different, for whom")
        return
    if len(goal.title) > LONGEST_TITLE:
        yield _warn(
            SmartLetter.SPECIFIC,
            f"the title has {len(goal.title)} characters; over {LONGEST_TITLE} nobody remembers it",
            "keep the change that you want in the title and move the rest to the why",
        )
    if not any(character.isalpha() for character in goal.title):
        yield _fail(SmartLetter.SPECIFIC, "the title has no word", "say what will be different, for whom")
        return
    if not is_judged(goal.title):
        return
    if len(words_of(goal.title)) < 2:
        yield _warn(
            SmartLetter.SPECIFIC,
            "the title is a single word",
            'say what is done to what, such as "Cut onboarding from 10 days to 4"',
        )
        return
    yield from _wording(goal.title)


def _wording(title: str) -> Iterator[SmartFinding]:
    if verb_of(title) is None:
        yield _warn(
            SmartLetter.SPECIFIC,
            "the title has no verb: it names a subject, not a change",
            'start with what you will do, such as "Reduce ...", "Launch ..." or "Keep ..."',
        )
    vague = vague_words(title)
    if vague is not None:
        yield _warn(
            SmartLetter.SPECIFIC,
            f'"{vague}" leaves open what will be different',
            "name what changes, for which customers, and by how much: from ... to ...",
        )
    second = second_goal(title)
    if second is not None:
        yield _warn(
            SmartLetter.SPECIFIC,
            f'the title holds a second goal, from "and {second} ..." on',
            "make two goals of it, or name the one outcome that both serve",
        )


# ---------------------------------------------------------------------------------------------------------- measurable


def _measurable(goal: SmartGoal) -> Iterator[SmartFinding]:
    counting = [result for result in goal.key_results if result.metric in _COUNTING]
    if not counting:
        yield _nothing_counts(goal.key_results)
        return
    faults = {result.key: fault for result in counting if (fault := _fault(result)) is not None}
    verdict = Verdict.FAIL if len(faults) == len(counting) else Verdict.WARN
    for result in counting:
        if result.key in faults:
            reason, proposal = faults[result.key]
            yield SmartFinding(SmartLetter.MEASURABLE, verdict, f"{result.key} {reason}", proposal, key=result.key)
    sound = [result for result in counting if result.key not in faults]
    if sound and all(result.metric is Metric.YES_NO for result in sound):
        only = "the only key result is" if len(sound) == 1 else f"all {len(sound)} key results are"
        yield _warn(
            SmartLetter.MEASURABLE,
            f"{only} yes or no: nothing shows how far it is until the end",
            "add a key result with a number, or milestones with due dates",
        )


def _nothing_counts(key_results: Sequence[SmartKeyResult]) -> SmartFinding:
    if any(result.metric is Metric.BASELINE for result in key_results):
        return _warn(
            SmartLetter.MEASURABLE,
            "its key results only find out where you stand; none says where you want to be",
            "once the first reading is in, add a key result from that baseline to a target",
        )
    if key_results:
        return _fail(
            SmartLetter.MEASURABLE,
            "its key results are only tracked: none has a target",
            "give one of them a baseline, a target and a unit of measure",
        )
    return _fail(
        SmartLetter.MEASURABLE,
        "there is no key result",
        'add one with a baseline, a target and a unit, such as "first reply: from 9 to 4 hours"',
    )


def _fault(result: SmartKeyResult) -> tuple[str, str] | None:
    """Why this key result cannot be measured, with what to write, or None where it can."""
    if result.metric not in DIRECTED_METRICS | MAINTAIN_METRICS:
        return None
    missing = [name for name, value in _needed(result) if value is None or value == ""]
    if missing:
        return f"has no {_listed(missing)}", f"give it {_listed([_with_article(name) for name in missing])}"
    unit = result.unit_of_measure.strip()
    if result.metric is Metric.BETWEEN and result.lower is not None and result.upper is not None:
        if result.lower >= result.upper:
            low, high = show_number(result.lower, unit), show_number(result.upper, unit)
            return f"keeps between {low} and {high}, which leaves no room", "put the lower limit under the upper one"
        return None
    if result.metric in DIRECTED_METRICS and result.baseline is not None and result.target is not None:
        return _wrong_way(result, result.baseline, result.target)
    return None


def _wrong_way(result: SmartKeyResult, baseline: Decimal, target: Decimal) -> tuple[str, str] | None:
    unit = result.unit_of_measure.strip()
    if baseline == target:
        return (
            f"starts at its target, {show_number(target, unit)}",
            "set another target, or keep it there with at least or at most",
        )
    if (target > baseline) is not (result.metric is Metric.INCREASE):
        asked = f"is to {result.metric} from {show_number(baseline, unit)} to {show_number(target, unit)}"
        return asked, "swap baseline and target, or turn increase and decrease round"
    return None


def _needed(result: SmartKeyResult) -> list[tuple[str, Decimal | str | None]]:
    needed: list[tuple[str, Decimal | str | None]] = []
    if result.metric in DIRECTED_METRICS:
        needed += [("baseline", result.baseline), ("target", result.target)]
    if result.metric in {Metric.AT_LEAST, Metric.BETWEEN}:
        needed.append(("lower limit", result.lower))
    if result.metric in {Metric.AT_MOST, Metric.BETWEEN}:
        needed.append(("upper limit", result.upper))
    return [*needed, ("unit of measure", result.unit_of_measure.strip())]


# ---------------------------------------------------------------------------------------------------------- achievable


def _achievable(goal: SmartGoal) -> Iterator[SmartFinding]:
    if len(goal.key_results) > MOST_KEY_RESULTS:
        yield _warn(
            SmartLetter.ACHIEVABLE,
            f"{len(goal.key_results)} key results compete for attention; {MOST_KEY_RESULTS} are the most",
            "keep the ones that show the outcome and move the others to goals of their own",
        )
    if goal.owner is None or is_blank(goal.owner):
        yield _warn(SmartLetter.ACHIEVABLE, "nobody owns it", "name the one person who answers for it")
    moving = [result for result in goal.key_results if result.metric in DIRECTED_METRICS]
    for result in moving:
        yield from _against_history(result)
    if moving and not any(result.has_history for result in moving):
        keys = _listed([result.key for result in moving])
        yield _warn(
            SmartLetter.ACHIEVABLE,
            f"no earlier reading shows what is possible ({keys})",
            "check in a few past values, or say in the why what the target rests on",
        )


def _against_history(result: SmartKeyResult) -> Iterator[SmartFinding]:
    if result.baseline is None or result.target is None or not result.history_changes:
        return
    asked = result.target - result.baseline
    if asked == 0:
        return
    unit = result.unit_of_measure.strip()
    best = max(result.history_changes) if asked > 0 else min(result.history_changes)
    if best * asked <= 0:
        yield _warn(
            SmartLetter.ACHIEVABLE,
            f"{result.key} asks for {_change(asked, unit)}, but in {_periods(result)} it never moved that way",
            "plan a smaller first step, or say in the why what will be different this time",
            key=result.key,
        )
    elif abs(asked) > STRETCH_FACTOR * abs(best):
        reachable = show_number(result.baseline + STRETCH_FACTOR * best, unit)
        yield _warn(
            SmartLetter.ACHIEVABLE,
            f"{result.key} asks for {_change(asked, unit)}, best {result.history_period} so far was {_change(best, '')}",
            f"aim for {reachable} ({STRETCH_FACTOR} times the best), or say in the why what will be different",
            key=result.key,
        )


def _change(change: Decimal, unit: str) -> str:
    return show_number(change, unit, signed=True)


def _periods(result: SmartKeyResult) -> str:
    count = len(result.history_changes)
    return f"the one {result.history_period} so far" if count == 1 else f"{count} {result.history_period}s"


# ------------------------------------------------------------------------------------------------------------ relevant


def _relevant(goal: SmartGoal) -> Iterator[SmartFinding]:
    has_area = goal.focus_area is not None and not is_blank(goal.focus_area)
    if not goal.parent_keys and not has_area:
        yield _fail(
            SmartLetter.RELEVANT,
            "it serves no parent goal and no focus area",
            "link it to the goal that it helps; a top goal names its focus area",
        )
    if is_blank(goal.why):
        yield _fail(
            SmartLetter.RELEVANT,
            "it does not say why it matters to the customer",
            "write one sentence: for which customers, and what gets better for them",
        )
        return
    if _folded(goal.why) == _folded(goal.title):
        yield _warn(
            SmartLetter.RELEVANT,
            "the why repeats the title",
            "say what the customer gains from it and what it costs to leave it",
        )
    elif is_judged(goal.why) and len(goal.why.split()) < SHORTEST_WHY_WORDS:
        yield _warn(
            SmartLetter.RELEVANT,
            f'the why says only "{goal.why.strip()}"',
            "write one sentence: for which customers, and what gets better for them",
        )


def _folded(text: str) -> str:
    return " ".join(words_of(text))


# ---------------------------------------------------------------------------------------------------------- time-bound


def _time_bound(goal: SmartGoal) -> Iterator[SmartFinding]:
    if goal.cycle_starts_on is None or goal.cycle_ends_on is None:
        yield _fail(SmartLetter.TIME_BOUND, "it belongs to no cycle", "choose the cycle in which it is to be reached")
        return
    cycle = (goal.cycle_starts_on, goal.cycle_ends_on)
    yield from _due_inside("it", goal.starts_on, goal.due_on, cycle)
    for result in goal.key_results:
        yield from _due_inside(result.key, result.starts_on, result.due_on, cycle, key=result.key)
        if goal.due_on is not None and result.due_on is not None and goal.due_on < result.due_on <= cycle[1]:
            yield _warn(
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
        yield _fail(SmartLetter.TIME_BOUND, f"{name} has no due date", f"set a day from {first} to {last}", key=key)
    elif not first <= due_on <= last:
        yield _fail(
            SmartLetter.TIME_BOUND,
            f"{name} is due {due_on}, outside its cycle ({first} to {last})",
            f"set a day from {first} to {last}, or choose the cycle that holds {due_on}",
            key=key,
        )
    elif starts_on is not None and starts_on >= due_on:
        yield _fail(
            SmartLetter.TIME_BOUND,
            f"{name} starts {starts_on}, not before it is due ({due_on})",
            f"start before {due_on}, or move the due date",
            key=key,
        )


# -------------------------------------------------------------------------------------------------------------- shared


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


def _warn(letter: SmartLetter, reason: str, proposal: str, *, key: str | None = None) -> SmartFinding:
    return SmartFinding(letter, Verdict.WARN, reason, proposal, key=key)


def _fail(letter: SmartLetter, reason: str, proposal: str, *, key: str | None = None) -> SmartFinding:
    return SmartFinding(letter, Verdict.FAIL, reason, proposal, key=key)


def _with_article(name: str) -> str:
    return f"an {name}" if name.startswith("upper") else f"a {name}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
