"""Why a number is what it is: the whole derivation of a goal or a key result, now or as of a day (R16).

Key results are worked out anew from their readings. Of a goal all that is below is worked out anew where it is small; a great
one is explained by the figures of its direct children, which are what its own are made of: the stored ones of today, or those
of the day that is asked for, added up without how each came about.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import cast
from uuid import UUID

from okr.application.as_of import Past, load, load_shown
from okr.application.case import ReadCase
from okr.application.finding import FoundGoal, FoundKeyResult, find_goal_or_key_result
from okr.application.handlers import reads
from okr.application.key_result_numbers import duty_of, known_check_ins
from okr.application.leverage import TopShare, top_shares
from okr.application.looking_back import when_of
from okr.application.past_goals import require_existing
from okr.application.past_views import Names, names_of
from okr.application.why_feeds import fed_forecast, feed_steps
from okr.application.why_forecast import goal_forecast, result_forecast
from okr.application.why_grade import goal_score, result_score
from okr.application.why_lineage import goal_carried_steps, result_carried_steps
from okr.application.why_words import goal_steps, key_result_steps, status_words
from okr.contract.base import PersonRef
from okr.contract.why import Explain, Explanation, LeverageView, PartUsed, ReadingUsed, Step
from okr.domain.evaluate import (
    ChildKind,
    ChildUse,
    GoalEvaluation,
    GoalFact,
    KeyResultEvaluation,
    LinkFact,
    NodeId,
    evaluate_goal,
)
from okr.domain.leverage import WeightedLink, risk_ppm
from okr.domain.numbers import PPM, clip_ppm, decimal_text, divide_half_up, percent_text, ratio_ppm, weight_of
from okr.domain.overrides import ShownStatus
from okr.domain.pace import PaceFactors
from okr.domain.rollup import NOTHING, GoalFigures
from okr.domain.score import WeightedScore, objective_score_ppm
from okr.domain.timeliness import TimelinessTally, timeliness_tally
from okr.domain.vocabulary import MAINTAIN_METRICS, GoalState, Metric
from storage import derived, goal_reading
from storage import why as statements
from storage.as_of import When, visible_among
from storage.derived import AnyRow

EXACT_UP_TO = 300
"""Goals below a goal up to which everything is worked out anew; a few tenths of a second at the most."""

READINGS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Explained:
    """A goal with its figures, however they were come by, and who may be named."""

    evaluated: GoalEvaluation
    past: Past
    names: Names
    owners: Mapping[UUID, UUID | None]
    hidden: frozenset[NodeId]
    is_exact: bool


@reads(Explain)
def explain(case: ReadCase, query: Explain) -> Explanation:
    """The derivation of a goal's or key result's numbers; NotFound for what may not be seen or did not exist on the day."""
    found = find_goal_or_key_result(case, query.key)
    asked = when_of(case, query)
    when = asked or When(case.today)
    if isinstance(found, FoundKeyResult):
        return _explain_key_result(case, found, when, is_now=asked is None)
    return _explain_goal(case, found, when, is_now=asked is None)


def _explain_key_result(case: ReadCase, found: FoundKeyResult, when: When, *, is_now: bool) -> Explanation:
    past = load(case, [found.goal.id], when, below=False)
    require_existing(found.id in past.key_results and found.goal.id in past.goals, str(found.row.key), when)
    result, goal = past.key_results[found.id], past.goals[found.goal.id]
    evaluated = past.evaluation.key_results[found.id]
    figures, definition = evaluated.figures, evaluated.fact.definition
    factors = _factors(past, names_of(case, past), found.goal.id)
    leverage: tuple[LeverageView, ...] = ()
    use = next(use for use in past.evaluation.goals[found.goal.id].children if use.id == found.id)
    share = None
    if is_now:
        parent_weight = _weight_in_progress(case, found.goal.id)
        share = ratio_ppm(use.weight_units, parent_weight) if use.in_progress and parent_weight else None
        link = WeightedLink(found.id, found.goal.id, definition.weight_units, parent_weight)
        shares = top_shares(case, found.goal.id, below=link)
        leverage = _leverage(case, shares, figures.progress_ppm, figures.expected_ppm)
    steps = key_result_steps(evaluated, today=when.day, factors=factors)
    if evaluated.feeds:
        steps[1:1] = feed_steps(case, past, evaluated)
    else:
        steps.append(_tally_step(case, past, found, is_now=is_now))
    steps.append(_use_step(use, str(goal["key"]), share_ppm=share))
    told = result_score(case, found, figures.score_ppm, attained=figures.attained, day=when.day)
    steps.extend(told.steps)
    steps.extend(result_carried_steps(case, found.row.carried_from_id))
    tracked = definition.metric is Metric.TRACKED
    return Explanation(
        progress=figures.progress_ppm,
        progress_raw=figures.progress_raw_ppm,
        expected=figures.expected_ppm,
        coverage=None if tracked else PPM if figures.fresh else 0,
        status=evaluated.status.shown,
        stale=figures.stale,
        key=result["key"],
        title=result["title"],
        kind="key result",
        as_of=when.day,
        known_at=when.known_at,
        metric=definition.metric,
        summary=_result_summary(evaluated),
        steps=tuple(steps),
        readings=_readings(case, past, evaluated),
        forecast=fed_forecast()
        if evaluated.feeds and not tracked
        else result_forecast(definition, evaluated.readings, today=when.day),
        leverage=leverage,
        score=told.score,
        score_colour=told.colour,
    )


def _explain_goal(case: ReadCase, found: FoundGoal, when: When, *, is_now: bool) -> Explanation:
    explained = _goal_of_now(case, found, when) if is_now else _goal_of_past(case, found, when)
    evaluated, names = explained.evaluated, explained.names
    figures = evaluated.figures
    factors = _factors(explained.past, names, found.id)
    shown = [use for use in evaluated.children if use.id not in explained.hidden]
    leverage: tuple[LeverageView, ...] = ()
    if is_now:
        leverage = _leverage(case, top_shares(case, found.id), figures.progress_ppm, figures.expected_ppm)
    attained = figures.progress_ppm is not None and evaluated.sums.not_reached == 0
    steps = goal_steps(evaluated, hidden=explained.hidden, factors=factors)
    told = goal_score(case, found, _goal_score(explained), attained=attained, day=when.day)
    steps.extend(told.steps)
    steps.extend(goal_carried_steps(case, found.row.carried_from_id))
    return Explanation(
        progress=figures.progress_ppm,
        progress_raw=figures.progress_ppm,
        expected=figures.expected_ppm,
        coverage=figures.coverage_ppm,
        status=evaluated.status.shown,
        weakest=figures.weakest,
        stale=figures.stale and evaluated.fact.state is GoalState.ACTIVE,
        key=evaluated.fact.key,
        title=evaluated.fact.title,
        kind="goal",
        as_of=when.day,
        known_at=when.known_at,
        summary=_goal_summary(evaluated, hidden=explained.hidden),
        steps=tuple(steps),
        parts=tuple(_part(use, evaluated, names.person(explained.owners.get(_id(use)))) for use in shown),
        hidden_parts=len(explained.hidden),
        forecast=goal_forecast(explained.past, found.id, is_exact=explained.is_exact),
        leverage=leverage,
        score=told.score,
        score_colour=told.colour,
    )


def _goal_of_past(case: ReadCase, found: FoundGoal, when: When) -> _Explained:
    is_exact = not _is_great(case, found)
    past = load(case, [found.id], when) if is_exact else load_shown(case, [found.id], when)
    require_existing(found.id in past.goals, str(found.row.key), when)
    return _explained(case, past, past.evaluation.goals[found.id], is_exact=is_exact)


def _is_great(case: ReadCase, found: FoundGoal) -> bool:
    return statements.count_below(case.work, found.id, up_to=EXACT_UP_TO) > EXACT_UP_TO


def _goal_of_now(case: ReadCase, found: FoundGoal, when: When) -> _Explained:
    if not _is_great(case, found):
        return _goal_of_past(case, found, when)
    past = load(case, [found.id], when, below=False)
    rows = statements.children_figures(case.work, found.id)
    children = [(_stored(row), LinkFact(row.id, found.id, row.kind, row.weight_units)) for row in rows]
    anew = past.evaluation.goals[found.id]
    evaluated = evaluate_goal(
        anew.fact,
        [past.evaluation.key_results[one] for one, result in past.key_results.items() if result["goal_id"] == found.id],
        children,
        today=when.day,
        factors=anew.fact.factors or PaceFactors(),
    )
    return _explained(case, past, evaluated, is_exact=False, child_owners={row.id: row.owner_id for row in rows})


def _explained(
    case: ReadCase,
    past: Past,
    evaluated: GoalEvaluation,
    *,
    is_exact: bool,
    child_owners: Mapping[UUID, UUID | None] | None = None,
) -> _Explained:
    children = {_id(use) for use in evaluated.children if use.kind is ChildKind.GOAL}
    visible = visible_among(case.work, case.actor, children)
    owners = {one: goal["owner_id"] for one, goal in past.goals.items()} | dict(child_owners or {})
    for one, result in past.key_results.items():
        goal = past.goals.get(result["goal_id"])
        owners[one] = result["owner_id"] or (None if goal is None else goal["owner_id"])
    names = names_of(case, past)
    missing = {owner for owner in owners.values() if owner is not None} - names.people.keys()
    people = {**names.people, **goal_reading.people_named(case.work, missing)}
    return _Explained(
        evaluated=evaluated,
        past=past,
        names=Names(people=people, units=names.units, areas=names.areas, cycles=names.cycles),
        owners=owners,
        hidden=frozenset(children - visible),
        is_exact=is_exact,
    )


def _stored(row: AnyRow) -> GoalEvaluation:
    """A child goal as the roll-up left it: its figures without how they came about."""
    return GoalEvaluation(
        fact=GoalFact(
            id=row.id,
            key=row.key,
            title=row.title,
            state=row.state,
            ambition=row.ambition,
            starts_on=row.starts_on,
            due_on=row.due_on,
        ),
        figures=GoalFigures(
            progress_ppm=row.progress_ppm,
            expected_ppm=row.expected_ppm,
            coverage_ppm=row.coverage_ppm,
            status=row.status,
            weakest=row.weakest,
            stale=row.stale,
            line=0,
            sentence="",
            has_reading=row.with_reading > 0,
            guardrail_broken=False,
        ),
        status=ShownStatus(row.shown, row.status),
        sums=NOTHING,
        children=(),
        weakest_children=(),
        broken_guardrails=(),
    )


def _factors(past: Past, names: Names, goal_id: UUID) -> PaceFactors:
    cycle = names.cycles[past.goals[goal_id]["cycle_id"]]
    return PaceFactors(cycle.on_track_percent, cycle.at_risk_percent, cycle.allowance_percent)


def _weight_in_progress(case: ReadCase, goal_id: UUID) -> int:
    (row,) = goal_reading.rows(case.work, [goal_id])
    return row.weight or 0


def _leverage(
    case: ReadCase, shares: Sequence[TopShare], progress_ppm: int | None, expected_ppm: int | None
) -> tuple[LeverageView, ...]:
    """R15 for the top goals that may be seen; key and title are told."""
    visible = visible_among(case.work, case.actor, {share.top_id for share in shares})
    tops = {row.id: row for row in goal_reading.rows(case.work, visible)}
    views = []
    for share in shares:
        top = tops.get(share.top_id)
        if top is None:
            continue
        risk = risk_ppm(share.share_ppm, expected_ppm=expected_ppm, progress_ppm=progress_ppm)
        gain = f"if this catches up, {top.key} moves by {percent_text(risk, 1)}" if risk else "it is not behind"
        views.append(
            LeverageView(
                top=top.key,
                top_title=top.title,
                share=share.share_ppm,
                risk=risk,
                sentence=f"{percent_text(share.share_ppm, 1)} of {top.key} ({top.title}) hangs on this; {gain}.",
            )
        )
    return tuple(views)


def _tally_step(case: ReadCase, past: Past, found: FoundKeyResult, *, is_now: bool) -> Step:
    """R14: how the check-in periods were kept; stored for now, worked out for the past."""
    if is_now:
        row = statements.tally(case.work, found.id)
        on_time, late, missed = (row.on_time, row.late, row.missed) if row is not None else (0, 0, 0)
    else:
        tally = _past_tally(case, past, found)
        on_time, late, missed = tally.on_time, tally.late, tally.missed
    decided = on_time + late + missed
    rate = percent_text(divide_half_up(on_time * PPM, decided)) if decided else "none"
    sentence = f"Of {decided} decided check-in periods {on_time} were on time, {late} late, {missed} missed: on-time rate {rate}."
    return Step(rule="R14", sentence=sentence, result=rate if decided else None)


def _past_tally(case: ReadCase, past: Past, found: FoundKeyResult) -> TimelinessTally:
    """The tally on a day of the past; the owner's employment and time zone are those of today's owner."""
    result, goal = past.key_results[found.id], past.goals[found.goal.id]
    (row,) = derived.key_results_by_id(case.work, [found.id])
    held = {"state": result["state"], "goal_state": goal["state"], "pauses": goal["pauses"]}
    duty = duty_of(cast(AnyRow, SimpleNamespace(**{**row._asdict(), **held})), case.settings.time_zone)
    definition = replace(
        past.evaluation.key_results[found.id].fact.definition, paused=goal["state"] is GoalState.PAUSED
    )
    facts = [check_in.fact for check_in in known_check_ins(past.check_ins.get(found.id, ()))]
    return timeliness_tally(definition, facts, today=past.when.day, duty=duty)


def _use_step(use: ChildUse, goal_key: str, *, share_ppm: int | None) -> Step:
    """R2: what the key result is in its goal; its share in the past would need all that stood beside it."""
    weight = decimal_text(weight_of(use.weight_units))
    if use.left_out is not None:
        return Step(rule="R2", sentence=f"With weight {weight} it is left out of {goal_key}: {use.left_out}.")
    if share_ppm is None or use.progress_ppm is None:
        return Step(rule="R2", sentence=f"It counts in {goal_key} with weight {weight}.")
    share, adds = percent_text(share_ppm, 1), percent_text(divide_half_up(share_ppm * use.progress_ppm, PPM), 1)
    return Step(
        rule="R2", sentence=f"With weight {weight} it is {share} of {goal_key} and adds {adds} there.", result=share
    )


def _goal_score(explained: _Explained) -> int | None:
    """The mean of the unrounded scores of the parts; of a child goal it is its progress so far."""
    scores = []
    for use in explained.evaluated.children:
        own = explained.past.evaluation.key_results.get(use.id) if use.kind is ChildKind.KEY_RESULT else None
        score = use.progress_ppm if own is None else own.figures.score_ppm
        if use.counts and score is not None:
            scores.append(WeightedScore(score, use.weight_units))
    return objective_score_ppm(scores)


def _part(use: ChildUse, parent: GoalEvaluation, owner: PersonRef | None) -> PartUsed:
    return PartUsed(
        key=use.key,
        title=use.title,
        kind="goal" if use.kind is ChildKind.GOAL else "key result",
        owner=owner,
        weight=weight_of(use.weight_units),
        share=use.share_ppm,
        progress_raw=use.progress_raw_ppm,
        progress=use.progress_ppm,
        expected=use.expected_ppm,
        coverage=use.coverage_ppm,
        status=use.shown,
        counts=use.counts,
        clamped=use.clamped,
        left_out_because=use.left_out,
        adds=_adds(use),
    )


def _adds(use: ChildUse) -> int | None:
    """What a part adds to its parent's progress: its share times its progress."""
    if use.share_ppm is None or use.progress_ppm is None:
        return None
    return divide_half_up(use.share_ppm * use.progress_ppm, PPM)


def _readings(case: ReadCase, past: Past, evaluated: KeyResultEvaluation) -> tuple[ReadingUsed, ...]:
    """The readings that the numbers rest on, the newest first: all of *maintain*, else the current one and the trend."""
    is_maintained = evaluated.fact.definition.metric in MAINTAIN_METRICS
    newest = list(reversed(evaluated.readings))[:READINGS_SHOWN]
    rows = {row.number: row for row in past.check_ins.get(_key_result_id(evaluated), ())}
    people = goal_reading.people_named(case.work, {rows[reading.number].by_id for reading in newest})
    found = []
    for reading in newest:
        row = rows[reading.number]
        by = people.get(row.by_id)
        is_current = evaluated.used is not None and reading.number == evaluated.used.number
        used_for = "the current value" if is_current else "its period and the trend" if is_maintained else "the trend"
        found.append(
            ReadingUsed(
                number=reading.number,
                effective_on=reading.effective_on,
                recorded_at=reading.recorded_at,
                value=reading.value,
                by=None if by is None else PersonRef(handle=by.handle, name=by.name),
                note=row.note,
                used_for=used_for,
            )
        )
    return tuple(found)


def _result_summary(evaluated: KeyResultEvaluation) -> str:
    figures, fact = evaluated.figures, evaluated.fact
    if fact.definition.metric is Metric.TRACKED:
        return f"{fact.key} is tracked without a target: it has readings, but neither progress nor status."
    if figures.progress_raw_ppm is None:
        return f"{fact.key} has no progress yet: {figures.sentence}."
    raw, counted = figures.progress_raw_ppm, clip_ppm(figures.progress_raw_ppm)
    stands = percent_text(raw) if raw == counted else f"{percent_text(raw)} (counts as {percent_text(counted)})"
    silence = "" if figures.has_reading else " without a reading"
    stale = ", on a stale reading" if figures.stale else ""
    return (
        f"{fact.key} stands at {stands}{silence} where {percent_text(figures.expected_ppm)} is expected: "
        f"{status_words(evaluated.status.shown)}{stale}."
    )


def _goal_summary(evaluated: GoalEvaluation, *, hidden: Set[NodeId]) -> str:
    figures, fact = evaluated.figures, evaluated.fact
    if figures.progress_ppm is None:
        return f"{fact.key} has no progress: {figures.sentence}."
    override = evaluated.status.override
    by_hand = f" (set by {override.set_by}, computed {evaluated.status.computed})" if override is not None else ""
    stands, expected = percent_text(figures.progress_ppm), percent_text(figures.expected_ppm)
    shown = status_words(evaluated.status.shown)
    parts = [f"{fact.key} stands at {stands} where {expected} is expected: {shown}{by_hand}"]
    if figures.weakest_is_worse:
        named = [use for use in evaluated.weakest_children if use.id not in hidden]
        heaviest = max(named, key=lambda use: use.weight_units, default=None)
        cause = "a part that is not shown to you" if heaviest is None else f"{heaviest.key} ({heaviest.title})"
        parts.append(f"the weakest part is {cause}, {figures.weakest}")
    if figures.coverage_ppm is not None and figures.coverage_ppm < PPM:
        parts.append(f"{percent_text(figures.coverage_ppm)} of it rests on fresh readings")
    return "; ".join(parts) + "."


def _id(use: ChildUse) -> UUID:
    return cast(UUID, use.id)


def _key_result_id(evaluated: KeyResultEvaluation) -> UUID:
    return cast(UUID, evaluated.fact.id)
