"""Why a number is what it is: the whole derivation of a goal or a key result, now or as of a day (R16).

Key results are worked out anew from their readings; how the figures of a goal are come by stands in `why_figures.py`.
"""

from collections.abc import Sequence
from uuid import UUID

from okr.application.as_of import Past, load
from okr.application.case import ReadCase
from okr.application.finding import FoundGoal, FoundKeyResult, find_goal_or_key_result
from okr.application.handlers import reads
from okr.application.leverage import TopShare, top_shares
from okr.application.looking_back import when_of
from okr.application.past_goals import require_existing
from okr.application.past_views import Names, names_of
from okr.application.why_feeds import fed_forecast, feed_steps
from okr.application.why_figures import goal_of_now, goal_of_past
from okr.application.why_forecast import goal_forecast, result_forecast
from okr.application.why_grade import goal_score, result_score
from okr.application.why_kept import kept
from okr.application.why_lineage import goal_carried_steps, result_carried_steps
from okr.application.why_parts import goal_score_of, parts_of, readings_used, use_step
from okr.application.why_summaries import goal_summary, result_summary
from okr.application.why_words import goal_steps, key_result_steps
from okr.contract.why import Explain, Explanation, LeverageView, PeriodKept
from okr.domain.leverage import WeightedLink, risk_ppm
from okr.domain.numbers import PPM, percent_text, ratio_ppm
from okr.domain.pace import PaceFactors
from okr.domain.vocabulary import GoalState, Metric
from storage import goal_reading
from storage.as_of import When, visible_among


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
    periods: tuple[PeriodKept, ...] = ()
    if evaluated.feeds:
        steps[1:1] = feed_steps(case, past, evaluated)
    else:
        periods, step = kept(case, past, found)
        steps.append(step)
    steps.append(use_step(use, str(goal["key"]), share_ppm=share))
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
        summary=result_summary(evaluated),
        steps=tuple(steps),
        readings=readings_used(case, past, evaluated),
        periods=periods,
        forecast=fed_forecast()
        if evaluated.feeds and not tracked
        else result_forecast(definition, evaluated.readings, today=when.day),
        leverage=leverage,
        score=told.score,
        score_colour=told.colour,
    )


def _explain_goal(case: ReadCase, found: FoundGoal, when: When, *, is_now: bool) -> Explanation:
    explained = goal_of_now(case, found, when) if is_now else goal_of_past(case, found, when)
    evaluated = explained.evaluated
    figures = evaluated.figures
    factors = _factors(explained.past, explained.names, found.id)
    leverage: tuple[LeverageView, ...] = ()
    if is_now:
        leverage = _leverage(case, top_shares(case, found.id), figures.progress_ppm, figures.expected_ppm)
    attained = figures.progress_ppm is not None and evaluated.sums.not_reached == 0
    steps = goal_steps(evaluated, hidden=explained.hidden, factors=factors)
    told = goal_score(case, found, goal_score_of(explained), attained=attained, day=when.day)
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
        summary=goal_summary(evaluated, hidden=explained.hidden),
        steps=tuple(steps),
        parts=parts_of(explained),
        hidden_parts=len(explained.hidden),
        forecast=goal_forecast(explained.past, found.id, is_exact=explained.is_exact),
        leverage=leverage,
        score=told.score,
        score_colour=told.colour,
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
