"""The figures of a whole graph of goals from plain facts, with how each of them came about: for `why`, as-of and known-at (R16).

Everything is worked out anew, children before parents; the incremental way of the hot path lives with the application.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from okr.domain.evaluate_facts import (
    ChildKind,
    ChildUse,
    Evaluation,
    FeedFact,
    GoalEvaluation,
    GoalFact,
    KeyResultEvaluation,
    KeyResultFact,
    LinkFact,
    NodeId,
)
from okr.domain.feeds import FeedChild, FeedValue, feed_value
from okr.domain.figures import KeyResultFigures, figures_of_readings
from okr.domain.graph import levels
from okr.domain.numbers import PPM, ratio_ppm
from okr.domain.overrides import shown_status
from okr.domain.pace import DEFAULT_FACTORS, PaceFactors
from okr.domain.readings import CheckInFact, as_of
from okr.domain.rollup import (
    NOTHING,
    ChildFigures,
    GoalSums,
    contribution,
    goal_counts,
    goal_figures,
    key_result_counts,
    qualifies,
)
from okr.domain.vocabulary import Ambition, LinkKind, Metric, Status


@dataclass(slots=True)
class _Graph:
    """The facts by what they are looked up by, and what has been worked out so far."""

    today: date
    known_at: datetime | None
    factors: PaceFactors
    goals: dict[NodeId, GoalFact]
    check_ins: Mapping[NodeId, Sequence[CheckInFact]]
    feeds_into: dict[NodeId, list[FeedFact]] = field(default_factory=lambda: defaultdict(list))
    key_results_of: dict[NodeId, list[NodeId]] = field(default_factory=lambda: defaultdict(list))
    links_into: dict[NodeId, list[LinkFact]] = field(default_factory=lambda: defaultdict(list))
    key_results: dict[NodeId, KeyResultEvaluation] = field(default_factory=dict)
    evaluated: dict[NodeId, GoalEvaluation] = field(default_factory=dict)

    def known_check_ins(self, key_result: NodeId) -> list[CheckInFact]:
        facts = self.check_ins.get(key_result, ())
        return [fact for fact in facts if self.known_at is None or fact.recorded_at <= self.known_at]

    def factors_of(self, goal: NodeId) -> PaceFactors:
        fact = self.goals.get(goal)
        return (fact.factors if fact is not None else None) or self.factors


def evaluate(
    goals: Iterable[GoalFact],
    key_results: Iterable[KeyResultFact],
    *,
    links: Iterable[LinkFact],
    check_ins: Mapping[NodeId, Sequence[CheckInFact]],
    today: date,
    feeds: Iterable[FeedFact] = (),
    known_at: datetime | None = None,
    factors: PaceFactors = DEFAULT_FACTORS,
    given: Mapping[NodeId, GoalEvaluation] | None = None,
) -> Evaluation:
    """Return the figures of every goal and key result on a day (R1 to R8).

    The facts are those that held on the day; check-ins are filtered here, by their effective day and, with `known_at`, by what was recorded
    (R16). Links and feeds to what is not among the facts are left aside; a cycle is refused. Goals whose figures are `given` are taken as
    they are; what is below them is not asked for.
    """
    given = given or {}
    graph = _Graph(today, known_at, factors, {goal.id: goal for goal in goals}, check_ins)
    graph.goals.update((one, evaluated.fact) for one, evaluated in given.items())
    graph.evaluated.update(given)
    facts = {fact.id: fact for fact in key_results}
    usable_feeds = [feed for feed in feeds if feed.child in facts and feed.parent in facts]
    for feed in usable_feeds:
        graph.feeds_into[feed.parent].append(feed)
    for key_result in levels(facts, ((feed.child, feed.parent) for feed in usable_feeds)):
        graph.key_results[key_result] = _evaluate_key_result(facts[key_result], graph)
    for fact in facts.values():
        graph.key_results_of[fact.goal_id].append(fact.id)
    usable_links = [link for link in links if link.child in graph.goals and link.parent in graph.goals]
    for link in usable_links:
        graph.links_into[link.parent].append(link)
    for goal in levels(graph.goals, ((link.child, link.parent) for link in usable_links)):
        if goal not in given:
            graph.evaluated[goal] = _evaluate_goal(graph.goals[goal], graph)
    return Evaluation(today, graph.key_results, graph.evaluated)


def _evaluate_key_result(fact: KeyResultFact, graph: _Graph) -> KeyResultEvaluation:
    readings = as_of(graph.check_ins.get(fact.id, ()), graph.today, graph.known_at)
    feeds = graph.feeds_into.get(fact.id, []) if fact.feed_method is not None else []
    fed: FeedValue | None = None
    if fact.feed_method is not None and feeds:
        fed = feed_value(
            fact.feed_method, fact.definition.baseline, children=[_feed_child(feed, graph) for feed in feeds]
        )
        readings = ()
    figures = figures_of_readings(
        fact.definition, readings, today=graph.today, factors=graph.factors_of(fact.goal_id), feed_value=fed
    )
    shown = shown_status(
        figures.status, fact.override, today=graph.today, last_check_in_at=_last_check_in_at([fact.id], graph)
    )
    return KeyResultEvaluation(
        fact=fact,
        figures=figures,
        status=shown,
        readings=readings,
        used=readings[-1] if readings else None,
        feeds=tuple(feed.child for feed in feeds),
        fed=fed,
    )


def _feed_child(feed: FeedFact, graph: _Graph) -> FeedChild:
    child = graph.key_results[feed.child]
    figures = child.figures
    return FeedChild(
        baseline=child.fact.definition.baseline,
        value=figures.current if figures.has_reading else None,
        effective_on=figures.last_reading_on,
        weight_units=feed.weight_units,
    )


def _last_check_in_at(key_results: Iterable[NodeId], graph: _Graph) -> datetime | None:
    return max(
        (fact.recorded_at for key_result in key_results for fact in graph.known_check_ins(key_result)), default=None
    )


def _evaluate_goal(fact: GoalFact, graph: _Graph) -> GoalEvaluation:
    results = graph.key_results_of.get(fact.id, [])
    return evaluate_goal(
        fact,
        [graph.key_results[key_result] for key_result in results],
        [(graph.evaluated[link.child], link) for link in graph.links_into.get(fact.id, [])],
        today=graph.today,
        factors=graph.factors_of(fact.id),
        last_check_in_at=_last_check_in_at(results, graph),
    )


def evaluate_goal(
    fact: GoalFact,
    key_results: Sequence[KeyResultEvaluation],
    children: Sequence[tuple[GoalEvaluation, LinkFact]],
    *,
    today: date,
    factors: PaceFactors = DEFAULT_FACTORS,
    last_check_in_at: datetime | None = None,
) -> GoalEvaluation:
    """Return the figures of one goal from those of its key results and child goals, however these were come by (R2, R8)."""
    weight_all = sum(
        child.fact.definition.weight_units
        for child in key_results
        if key_result_counts(child.fact.definition.state, child.fact.definition.metric)
    ) + sum(link.weight_units for child, link in children if goal_counts(child.fact.state, link.kind))
    uses: list[ChildUse] = []
    sums = NOTHING
    for child in key_results:
        use, added = _use_key_result(child, fact, weight_all=weight_all)
        uses.append(use)
        sums += added
    for child_goal, link in children:
        use, added = _use_goal(child_goal, link, weight_all=weight_all)
        uses.append(use)
        sums += added
    figures = goal_figures(
        sums, factors, due_on=fact.due_on, today=today, committed=fact.ambition is Ambition.COMMITTED
    )
    return GoalEvaluation(
        fact=fact,
        figures=figures,
        status=shown_status(figures.status, fact.override, today=today, last_check_in_at=last_check_in_at),
        sums=sums,
        children=tuple(_with_share(use, sums) for use in uses),
        weakest_children=tuple(use for use in uses if use.speaks and use.shown is figures.weakest),
        broken_guardrails=tuple(use for use in uses if use.guardrail_broken),
    )


def key_result_child(figures: KeyResultFigures, shown: Status | None) -> ChildFigures:
    """Return what an objective takes from a key result; `shown` is its override where one is in force (R7)."""
    return ChildFigures(
        progress_ppm=figures.progress_ppm,
        expected_ppm=figures.expected_ppm,
        coverage_ppm=PPM if figures.fresh else 0,
        status=figures.status,
        shown=shown,
        has_reading=figures.has_reading,
        guardrail_broken=figures.guardrail_broken,
    )


def _use_key_result(child: KeyResultEvaluation, goal: GoalFact, *, weight_all: int) -> tuple[ChildUse, GoalSums]:
    definition, figures = child.fact.definition, child.figures
    allowed = key_result_counts(definition.state, definition.metric)
    taken = key_result_child(figures, child.status.shown)
    reason = "it is tracked without a target" if definition.metric is Metric.TRACKED else f"it is {definition.state}"
    return _use(
        taken,
        named=child.fact,
        kind=ChildKind.KEY_RESULT,
        weight_units=definition.weight_units,
        raw_ppm=figures.progress_raw_ppm,
        ambition=goal.ambition,
        weight_all=weight_all,
        refused=None if allowed else reason,
    )


def _use_goal(child: GoalEvaluation, link: LinkFact, *, weight_all: int) -> tuple[ChildUse, GoalSums]:
    allowed = goal_counts(child.fact.state, link.kind)
    reason = "it supports and does not contribute" if link.kind is LinkKind.SUPPORTS else f"it is {child.fact.state}"
    return _use(
        child.figures.as_child(child.status.shown),
        named=child.fact,
        kind=ChildKind.GOAL,
        weight_units=link.weight_units,
        raw_ppm=child.figures.progress_ppm,
        ambition=child.fact.ambition,
        weight_all=weight_all,
        refused=None if allowed else reason,
    )


def _use(
    taken: ChildFigures,
    *,
    named: GoalFact | KeyResultFact,
    kind: ChildKind,
    weight_units: int,
    raw_ppm: int | None,
    ambition: Ambition,
    weight_all: int,
    refused: str | None,
) -> tuple[ChildUse, GoalSums]:
    allowed = refused is None
    speaks = allowed and qualifies(ambition, weight_units, weight_all=weight_all)
    added = contribution(weight_units, taken, speaks=speaks) if allowed else NOTHING
    left_out = refused
    if left_out is None and weight_units == 0:
        left_out = "its weight is 0"
    elif left_out is None and taken.progress_ppm is None:
        left_out = "it has no progress yet; it counts for coverage alone"
    use = ChildUse(
        id=named.id,
        kind=kind,
        key=named.key,
        title=named.title,
        weight_units=weight_units,
        progress_raw_ppm=raw_ppm,
        progress_ppm=taken.progress_ppm,
        expected_ppm=taken.expected_ppm,
        coverage_ppm=taken.coverage_ppm,
        status=taken.status,
        shown=taken.shown,
        counts=added.counting > 0,
        in_progress=added.weight > 0,
        clamped=raw_ppm is not None and raw_ppm != taken.progress_ppm,
        speaks=speaks,
        share_ppm=None,
        guardrail_broken=added.guardrails_broken > 0,
        left_out=left_out,
    )
    return use, added


def _with_share(use: ChildUse, sums: GoalSums) -> ChildUse:
    if not use.in_progress:
        return use
    return replace(use, share_ppm=ratio_ppm(use.weight_units, sums.weight))
