"""The derivation of numbers in words: one step for each rule that was applied, with the figures that went in."""

from collections.abc import Set
from datetime import date
from decimal import Decimal
from itertools import pairwise

from okr.contract.base import ratio_text
from okr.contract.why import Step
from okr.domain.definitions import KeyResultDefinition
from okr.domain.evaluate_facts import GoalEvaluation, KeyResultEvaluation, NodeId
from okr.domain.figures import KeyResultFigures
from okr.domain.numbers import PPM, clip_ppm, decimal_text, percent_text, weight_of
from okr.domain.pace import PaceFactors, bar
from okr.domain.rollup import GoalSums
from okr.domain.vocabulary import DIRECTED_METRICS, MAINTAIN_METRICS, Metric, Status
from okr.domain.wording import counted

PARTS_IN_A_FORMULA = 6
"""With more parts than this the formula shows the sums alone; the parts are listed beside it."""


def key_result_steps(evaluated: KeyResultEvaluation, *, today: date, factors: PaceFactors) -> list[Step]:
    """How a key result came to its progress, expectation and status (R1, R3, R5, R6, R8, R10)."""
    definition, figures = evaluated.fact.definition, evaluated.figures
    unit = evaluated.fact.unit_of_measure or ""
    steps = [_value_step(evaluated, unit)]
    steps.extend(_progress_steps(definition, figures))
    if definition.metric is not Metric.TRACKED:
        steps.append(_expected_step(definition, figures, today=today))
        steps.append(_line_step(definition, figures, factors=factors))
    if definition.guardrail:
        kept = "is broken: its objective is at best at risk" if figures.guardrail_broken else "holds"
        steps.append(Step(rule="R8", sentence=f"The guardrail {kept}.", result=None))
    steps.append(_freshness_step(figures))
    return steps


def goal_steps(evaluated: GoalEvaluation, *, hidden: Set[NodeId], factors: PaceFactors) -> list[Step]:
    """How an objective came to its progress, expectation and status (R2, R4, R5, R8, R7); hidden children stay unnamed."""
    figures, sums = evaluated.figures, evaluated.sums
    steps = [
        _mean_step("R2", "P", evaluated, sums.weighted_progress, hidden=hidden),
        _mean_step("R5", "E", evaluated, sums.weighted_expected, hidden=hidden),
        _coverage_step(sums, figures.coverage_ppm),
    ]
    shown = [use for use in evaluated.children if use.id not in hidden]
    steps.extend(
        Step(
            rule="R1",
            sentence=f"{use.key} stands at {percent_text(use.progress_raw_ppm)} and counts as {percent_text(use.progress_ppm)}.",
        )
        for use in shown
        if use.clamped and use.in_progress
    )
    steps.extend(Step(rule="R2", sentence=f"{use.key} is left out: {use.left_out}.") for use in shown if use.left_out)
    if hidden:
        many = "1 part is" if len(hidden) == 1 else f"{len(hidden)} parts are"
        steps.append(Step(rule="R2", sentence=f"{many} included but not shown to you."))
    steps.append(_goal_line_step(evaluated, factors=factors))
    if evaluated.broken_guardrails:
        named = [use.key for use in evaluated.broken_guardrails if use.id not in hidden] or [
            "one that is not shown to you"
        ]
        steps.append(
            Step(rule="R8", sentence=f"Broken guardrail: {', '.join(named)}; at best at risk.", result="at risk")
        )
    steps.append(_weakest_step(evaluated, hidden=hidden))
    if evaluated.status.override is not None:
        override = evaluated.status.override
        sentence = f"{override.set_by} set {override.status} in place of {evaluated.status.computed}: {override.reason}"
        steps.append(Step(rule="R7", sentence=sentence, result=override.status))
    if figures.stale:
        steps.append(Step(rule="R6", sentence="No reading below is fresh any more: stale.", result="stale"))
    return steps


def _value_step(evaluated: KeyResultEvaluation, unit: str) -> Step:
    figures, used = evaluated.figures, evaluated.used
    if evaluated.fed is not None:
        many = len(evaluated.feeds)
        feeding = "the key result that feeds it" if many == 1 else f"the {many} key results that feed it"
        sentence = (
            f"The {evaluated.fact.feed_method} of {feeding}, the newest reading from {evaluated.fed.effective_on}."
        )
        return Step(rule="R3", sentence=sentence, result=_value(evaluated.fed.value, unit))
    if used is None:
        start = evaluated.fact.definition.baseline
        if start is None:
            return Step(rule="R1", sentence="There is no reading yet.")
        return Step(rule="R1", sentence="There is no reading yet: the baseline counts.", result=_value(start, unit))
    sentence = f"The newest reading is check-in {used.number}, effective on {used.effective_on}."
    return Step(rule="R1", sentence=sentence, result=_value(figures.current, unit))


def _progress_steps(definition: KeyResultDefinition, figures: KeyResultFigures) -> list[Step]:
    raw = figures.progress_raw_ppm
    steps = [Step(rule="R1", sentence=_progress_sentence(definition, figures), result=_ratio(raw))]
    if raw is not None and raw != clip_ppm(raw):
        below = "below the baseline, " if raw < 0 else ""
        sentence = f"{percent_text(raw)} ({below}counts as {percent_text(clip_ppm(raw))})."
        steps.append(Step(rule="R1", sentence=sentence, result=_ratio(clip_ppm(raw))))
    return steps


def _progress_sentence(definition: KeyResultDefinition, figures: KeyResultFigures) -> str:
    metric, raw, current = definition.metric, figures.progress_raw_ppm, figures.current
    if metric is Metric.TRACKED:
        return "It is tracked without a target: it has no progress and never counts."
    if metric in MAINTAIN_METRICS:
        tally = figures.tally
        if tally is None or raw is None:
            return "No period is decided yet: it has no progress."
        silent = f", {tally.without_reading} of the others without a reading" if tally.without_reading else ""
        return f"{tally.inside} periods inside the limits / {tally.decided} decided{silent} = {_ratio(raw)}."
    if not figures.has_reading or current is None:
        return "Without a reading progress is 0."
    if metric is Metric.YES_NO:
        return f"{'Yes counts as 1' if current >= 1 else 'No counts as 0'}."
    if metric is Metric.BASELINE:
        return "A first reading is there: where we stand is known."
    goalpost, origin = definition.goalpost or Decimal(0), definition.origin
    if metric is Metric.MILESTONES and not origin:
        return f"{decimal_text(current)} of {decimal_text(goalpost)} done by weight = {_ratio(raw)}."
    start, target = decimal_text(origin), decimal_text(goalpost)
    return f"({decimal_text(current)} - {start}) / ({target} - {start}) = {_ratio(raw)}."


def _expected_step(definition: KeyResultDefinition, figures: KeyResultFigures, *, today: date) -> Step:
    expected, metric = figures.expected_ppm, definition.metric
    if metric in MAINTAIN_METRICS:
        sentence = (
            "From the first decided period on all is expected." if expected else "Nothing is decided, nothing expected."
        )
    elif today < definition.starts_on:
        sentence = f"Before the start on {definition.starts_on} nothing is expected."
    elif today >= definition.due_on:
        sentence = f"From the due date {definition.due_on} on all is expected."
    elif metric in DIRECTED_METRICS:
        sentence = _curve_sentence(definition, expected, today=today)
    elif metric is Metric.MILESTONES and definition.milestones:
        due = sum(
            (step.weight for step in definition.milestones if step.due_on is not None and step.due_on <= today),
            Decimal(0),
        )
        whole = decimal_text(definition.goalpost or Decimal(0))
        sentence = f"Milestones of weight {decimal_text(due)} of {whole} are due by now = {_ratio(expected)}."
    else:
        sentence = f"Nothing is expected before the due date {definition.due_on}."
    return Step(rule="R5", sentence=sentence, result=_ratio(expected))


def _curve_sentence(definition: KeyResultDefinition, expected: int | None, *, today: date) -> str:
    if not definition.checkpoints:
        gone, span = (today - definition.starts_on).days, (definition.due_on - definition.starts_on).days
        return f"{gone} of {counted(span, 'day')} {'is' if gone == 1 else 'are'} gone: {gone} / {span} = {_ratio(expected)}."
    target = definition.target or definition.origin
    knots = [(definition.starts_on, definition.origin), *definition.checkpoints, (definition.due_on, target)]
    between = next((pair for pair in pairwise(knots) if today <= pair[1][0]), (knots[-2], knots[-1]))
    (from_day, from_value), (to_day, to_value) = between
    return (
        f"Between {decimal_text(from_value)} on {from_day} and {decimal_text(to_value)} on {to_day}, "
        f"day {(today - from_day).days} of {(to_day - from_day).days}: {_ratio(expected)}."
    )


def _line_step(definition: KeyResultDefinition, figures: KeyResultFigures, *, factors: PaceFactors) -> Step:
    raw, expected = figures.progress_raw_ppm, figures.expected_ppm
    words = figures.sentence
    if figures.line in {7, 8, 9} and raw is not None and expected is not None:
        words = f"{words}. {bars_sentence(clip_ppm(raw), expected, factors=factors)}"
        if figures.line == 8 and figures.below_baseline:
            words = f"{words} Below the baseline it is never on track."
    return Step(rule=f"R6 line {figures.line}", sentence=f"{_capital(words)}.", result=figures.status)


def bars_sentence(progress_ppm: int, expected_ppm: int, *, factors: PaceFactors) -> str:
    """The inequalities of R6 with their numbers, as far as they decide."""
    on_track = bar(factors.on_track_percent, expected_ppm, factors=factors)
    at_risk = bar(factors.at_risk_percent, expected_ppm, factors=factors)
    p = percent_text(progress_ppm, 2)
    parts = []
    for name, percent, height in (
        ("on track", factors.on_track_percent, on_track),
        ("at risk", factors.at_risk_percent, at_risk),
    ):
        reached = 100 * progress_ppm >= height
        formula = (
            f"{_share(percent)} * {percent_text(expected_ppm, 2)} - {_share(factors.tolerance_percent)} * "
            f"{percent_text(PPM - expected_ppm, 2)} = {percent_text(_hundredth(height), 2)}"
        )
        parts.append(f"{p} {'>=' if reached else '<'} {formula} ({name})")
        if reached:
            break
    return "; ".join(parts)


def _freshness_step(figures: KeyResultFigures) -> Step:
    if not figures.has_reading:
        return Step(rule="R6", sentence="Nothing to be fresh: there is no reading.", result=None)
    if figures.stale:
        sentence = f"The last reading, of {figures.last_reading_on}, is older than the cadence plus grace: stale."
        return Step(rule="R6", sentence=sentence, result="stale")
    return Step(rule="R6", sentence=f"The last reading, of {figures.last_reading_on}, is fresh.", result="fresh")


def _mean_step(rule: str, letter: str, evaluated: GoalEvaluation, weighted: int, *, hidden: Set[NodeId]) -> Step:
    figures, sums = evaluated.figures, evaluated.sums
    result = figures.progress_ppm if letter == "P" else figures.expected_ppm
    if not sums.weight:
        none = "There is no progress" if letter == "P" else "Nothing is expected"
        return Step(rule=rule, sentence=f"{none}: {figures.sentence}.")
    counting = [use for use in evaluated.children if use.in_progress]
    total = decimal_text(weight_of(sums.weight))
    if len(counting) <= PARTS_IN_A_FORMULA and not any(use.id in hidden for use in counting):
        values = [use.progress_ppm if letter == "P" else use.expected_ppm for use in counting]
        terms = [
            f"{decimal_text(weight_of(use.weight_units))} * {_ratio(value)}"
            for use, value in zip(counting, values, strict=True)
        ]
        formula = f"({' + '.join(terms)}) / {total}"
    else:
        formula = f"{ratio_text(weighted // 10_000)} / {total}, over {len(counting)} parts"
    what = (
        "Progress is the average of the parts"
        if letter == "P"
        else "Expected is the average of what is expected of them"
    )
    return Step(
        rule=rule,
        sentence=f"{what}, each by its weight: {formula} = {_ratio(result)}.",
        result=_ratio(result),
    )


def _coverage_step(sums: GoalSums, coverage: int | None) -> Step:
    if coverage is None:
        return Step(rule="R2", sentence="There is no coverage: nothing below counts.")
    fresh = ratio_text(sums.weighted_coverage // 10_000)
    total = decimal_text(weight_of(sums.weight_all))
    return Step(
        rule="R2",
        sentence=f"Fresh readings stand behind {fresh} of {total} by weight: coverage {percent_text(coverage)}.",
        result=_ratio(coverage),
    )


def _goal_line_step(evaluated: GoalEvaluation, *, factors: PaceFactors) -> Step:
    figures = evaluated.figures
    words = figures.sentence
    if figures.line in {7, 8, 9} and figures.progress_ppm is not None and figures.expected_ppm is not None:
        words = f"{words}. {bars_sentence(figures.progress_ppm, figures.expected_ppm, factors=factors)}"
    return Step(rule=f"R8, R6 line {figures.line}", sentence=f"{_capital(words)}.", result=figures.status)


def _weakest_step(evaluated: GoalEvaluation, *, hidden: Set[NodeId]) -> Step:
    figures = evaluated.figures
    if figures.weakest is None:
        return Step(rule="R8", sentence="Nothing below speaks for the weakest status.")
    named = [f"{use.key} ({use.title})" for use in evaluated.weakest_children if use.id not in hidden]
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    cause = f": {', '.join(named[:3])}{more}" if named else ": a part that is not shown to you"
    mark = "worse than the whole" if figures.weakest_is_worse else "not worse than the whole"
    return Step(rule="R8", sentence=f"The weakest below is {figures.weakest}, {mark}{cause}.", result=figures.weakest)


def _value(value: Decimal | None, unit: str) -> str | None:
    return None if value is None else f"{decimal_text(value)} {unit}".strip()


def _ratio(ppm: int | None) -> str | None:
    return None if ppm is None else ratio_text(ppm)


def _share(percent: int) -> str:
    return decimal_text(Decimal(percent) / 100)


def _hundredth(height: int) -> int:
    """A bar, which is a hundred times millionths, in millionths; rounded up, since what is under it does not reach it."""
    return -(-height // 100)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def status_words(status: Status | None) -> str:
    """A status for a sentence; what is only tracked has none."""
    return "without a status" if status is None else str(status)
