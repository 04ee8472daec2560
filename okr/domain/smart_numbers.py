"""The SMART check of a goal's numbers: whether its key results can be measured, and whether what they ask for can be achieved."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from okr.domain.quantities import show_number
from okr.domain.smart_facts import SmartFinding, SmartGoal, SmartKeyResult, fail, listed, warn
from okr.domain.text import is_blank
from okr.domain.vocabulary import DIRECTED_METRICS, MAINTAIN_METRICS, Metric, SmartLetter, Verdict

MOST_KEY_RESULTS = 5
"""More than five are no longer followed week by week."""
STRETCH_FACTOR = 3
"""A target that asks for more than this many times the best change so far is warned about."""

_COUNTING = DIRECTED_METRICS | MAINTAIN_METRICS | {Metric.MILESTONES, Metric.YES_NO}


def measurable(goal: SmartGoal) -> Iterator[SmartFinding]:
    """Whether there is something to count, with baseline, target and unit of measure."""
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
        yield warn(
            SmartLetter.MEASURABLE,
            f"{only} yes or no: nothing shows how far it is until the end",
            "add a key result with a number, or milestones with due dates",
        )


def _nothing_counts(key_results: Sequence[SmartKeyResult]) -> SmartFinding:
    if any(result.metric is Metric.BASELINE for result in key_results):
        return warn(
            SmartLetter.MEASURABLE,
            "its key results only find out where you stand; none says where you want to be",
            "once the first reading is in, add a key result from that baseline to a target",
        )
    if key_results:
        return fail(
            SmartLetter.MEASURABLE,
            "its key results are only tracked: none has a target",
            "give one of them a baseline, a target and a unit of measure",
        )
    return fail(
        SmartLetter.MEASURABLE,
        "there is no key result",
        'add one with a baseline, a target and a unit, such as "first reply: from 9 to 4 hours"',
    )


def _fault(result: SmartKeyResult) -> tuple[str, str] | None:
    """Why this key result cannot be measured, with what to write, or None where it can."""
    if result.metric not in DIRECTED_METRICS | MAINTAIN_METRICS:
        return None
    if result.metric in DIRECTED_METRICS and result.baseline is not None and result.target is not None:
        turned = _wrong_way(result, result.baseline, result.target)
        if turned is not None:
            return turned
    missing = [name for name, value in _needed(result) if value is None or value == ""]
    if missing:
        return f"has no {listed(missing)}", f"give it {listed([_with_article(name) for name in missing])}"
    if result.lower is None or result.upper is None or result.lower < result.upper:
        return None
    low, high = (show_number(limit, result.unit_of_measure.strip()) for limit in (result.lower, result.upper))
    return f"keeps between {low} and {high}, which leaves no room", "put the lower limit under the upper one"


def _wrong_way(result: SmartKeyResult, baseline: Decimal, target: Decimal) -> tuple[str, str] | None:
    unit = result.unit_of_measure.strip()
    if baseline == target:
        return (
            f"starts at its target, {show_number(target, unit)}",
            "set another target, or keep it there with at least or at most",
        )
    if (target > baseline) is not (result.metric is Metric.INCREASE):
        side, other = ("below", Metric.DECREASE) if result.metric is Metric.INCREASE else ("above", Metric.INCREASE)
        asked = f"is to {result.metric} from {show_number(baseline, unit)} to {show_number(target, unit)}"
        return f"{asked}, {side} its baseline", f"swap baseline and target, or make it {_with_article(other)}"
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


def _with_article(name: str) -> str:
    return f"{'an' if name.startswith(('upper', 'increase')) else 'a'} {name}"


def achievable(goal: SmartGoal) -> Iterator[SmartFinding]:
    """Whether somebody answers for it, and what is asked for has been reached before."""
    if len(goal.key_results) > MOST_KEY_RESULTS:
        yield warn(
            SmartLetter.ACHIEVABLE,
            f"{len(goal.key_results)} key results compete for attention; {MOST_KEY_RESULTS} are the most",
            "keep the ones that show the outcome and move the others to goals of their own",
        )
    if goal.owner is None or is_blank(goal.owner):
        yield warn(SmartLetter.ACHIEVABLE, "nobody owns it", "name the one person who answers for it")
    moving = [result for result in goal.key_results if result.metric in DIRECTED_METRICS]
    for result in moving:
        yield from _against_history(result)
    if moving and not any(result.has_history for result in moving):
        keys = listed([result.key for result in moving])
        yield warn(
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
        yield warn(
            SmartLetter.ACHIEVABLE,
            f"{result.key} asks for {_change(asked, unit)}, but in {_periods(result)} it never moved that way",
            "plan a smaller first step, or say in the why what will be different this time",
            key=result.key,
        )
    elif abs(asked) > STRETCH_FACTOR * abs(best):
        reachable = show_number(result.baseline + STRETCH_FACTOR * best, unit)
        yield warn(
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
