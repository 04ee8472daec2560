"""R16: goals with all that is below them as they held on a day, as known at a time, and their numbers worked out anew.

What is needed is loaded level by level and evaluated exactly by `okr.domain.evaluate`; how it is shown lives in `past_views`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import cast
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.key_result_numbers import definition_of, known_check_ins
from okr.application.past_figures import Counted, PastFigures, counted
from okr.domain.evaluate import evaluate, key_result_child
from okr.domain.evaluate_facts import Evaluation, FeedFact, GoalEvaluation, GoalFact, KeyResultFact, LinkFact, NodeId
from okr.domain.overrides import Override, ShownStatus
from okr.domain.pace import PaceFactors
from okr.domain.rollup import NOTHING, ChildFigures, key_result_counts
from okr.domain.vocabulary import GoalState
from storage import as_of as statements
from storage.as_of import Columns, Edges, When
from storage.derived import AnyRow


@dataclass(frozen=True, slots=True)
class Past:
    """The state of goals and all below them on a day, with the figures that follow from it.

    `links` are those between the goals here, of both kinds; `edges` and `feeding` find further ones.
    """

    when: When
    goals: Mapping[UUID, Columns]
    key_results: Mapping[UUID, Columns]
    links: Sequence[Columns]
    feeds: Sequence[Columns]
    check_ins: Mapping[UUID, list[AnyRow]]
    overrides: Mapping[UUID, AnyRow]
    edges: Edges
    feeding: Edges
    evaluation: Evaluation


@dataclass(slots=True)
class _Found:
    """What has been loaded so far."""

    goals: dict[UUID, Columns] = field(default_factory=dict)
    key_results: dict[UUID, Columns] = field(default_factory=dict)
    links: list[Columns] = field(default_factory=list)
    feeds: list[Columns] = field(default_factory=list)
    check_ins: dict[UUID, list[AnyRow]] = field(default_factory=dict)


def load(case: ReadCase, goal_ids: Collection[UUID], when: When, *, below: bool = True) -> Past:
    """Goals as they held, with all below them where asked for, and their figures; those that did not exist yet are left out."""
    found = _Found()
    edges = statements.goal_link_edges(case.work, when=when)
    feeding = statements.feed_edges(case.work, when=when)
    _load_goals(case, found, goal_ids, when=when, edges=edges if below else None)
    found.key_results.update(statements.key_results_held_of(case.work, found.goals, when=when))
    _load_feeds(case, found, when=when, feeding=feeding)
    found.check_ins.update(statements.check_ins_of(case.work, found.key_results, when=when))
    overrides = overrides_in_force(case, found.goals, when=when)
    evaluation = _evaluated(case, found, overrides, when=when)
    return _past(found, evaluation, when=when, overrides=overrides, edges=edges, feeding=feeding)


def load_shown(case: ReadCase, goal_ids: Collection[UUID], when: When, *, with_children: bool = False) -> Past:
    """Goals as they held, to be shown: with their key results, and their children without what these are made of.

    The figures are those of `load`; what is below the children is only added up (`past_figures`), however much it is. With
    `with_children` the children of the goals are shown as well.
    """
    found = _Found()
    edges = statements.goal_link_edges(case.work, when=when)
    feeding = statements.feed_edges(case.work, when=when)
    found.goals.update(statements.goals_held(case.work, goal_ids, when=when))
    if with_children:
        children = {link["child_id"] for link in edges.into(found.goals)} - found.goals.keys()
        found.goals.update(statements.goals_held(case.work, children, when=when))
    own = frozenset(found.goals)
    found.key_results.update(statements.key_results_held_of(case.work, own, when=when))
    _load_feeds(case, found, when=when, feeding=feeding)
    found.check_ins.update(statements.check_ins_of(case.work, found.key_results, when=when))
    links = edges.into(own)
    below = statements.goals_held(case.work, {link["child_id"] for link in links} - own, when=when)
    found.goals.update(below)
    found.links.extend(link for link in links if link["child_id"] in found.goals)
    overrides = overrides_in_force(case, None, when=when)
    given = _children_added_up(case, found, below, overrides, edges=edges, feeding=feeding, when=when)
    evaluation = _evaluated(case, found, overrides, when=when, given=given)
    return _past(found, evaluation, when=when, overrides=overrides, edges=edges, feeding=feeding)


def _past(
    found: _Found, evaluation: Evaluation, *, when: When, overrides: Mapping[UUID, AnyRow], edges: Edges, feeding: Edges
) -> Past:
    return Past(
        when=when,
        goals=found.goals,
        key_results=found.key_results,
        links=found.links,
        feeds=found.feeds,
        check_ins=found.check_ins,
        overrides=overrides,
        edges=edges,
        feeding=feeding,
        evaluation=evaluation,
    )


def _children_added_up(
    case: ReadCase,
    found: _Found,
    children: Collection[UUID],
    overrides: Mapping[UUID, AnyRow],
    *,
    edges: Edges,
    feeding: Edges,
    when: When,
) -> dict[NodeId, GoalEvaluation]:
    """Goals with their figures, and nothing of how they came about."""
    cycles = statements.all_cycles(case.work)
    counted = added_up(case, children, overrides, edges=edges, feeding=feeding, when=when)
    given: dict[NodeId, GoalEvaluation] = {}
    for one, (figures, shown, _) in counted.items():
        goal = found.goals[one]
        given[one] = GoalEvaluation(
            fact=_goal_fact(goal, overrides.get(one), cycles[goal["cycle_id"]], when=when),
            figures=figures,
            status=ShownStatus(shown, figures.status),
            sums=NOTHING,
            children=(),
            weakest_children=(),
            broken_guardrails=(),
        )
    return given


def added_up(
    case: ReadCase,
    goal_ids: Collection[UUID],
    overrides: Mapping[UUID, AnyRow],
    *,
    edges: Edges,
    feeding: Edges,
    when: When,
) -> dict[UUID, Counted]:
    """The figures of goals from all that is below them, however much it is; `overrides` are those in force on any goal.

    Where that is more than one answer takes, or the day is kept, they are those of the whole company on the day.
    """
    from okr.application.past_company import MOST_GOALS, is_kept, whole_company_on  # it needs this module itself

    ids = set(goal_ids)

    def exactly(ids: Collection[UUID]) -> dict[UUID, tuple[int, ChildFigures]]:
        return _results_worked_out(case, ids, when=when, feeding=feeding)

    factors = {one: _factors(cycle) for one, cycle in statements.all_cycles(case.work).items()}
    past = PastFigures(case.work, when, edges, factors, exactly)
    found = None
    if not is_kept(case, when):
        most = None if case.work.store is None else MOST_GOALS
        found = past.of(ids, {one: override.status for one, override in overrides.items()}, most=most)
    if found is not None:
        return found
    with whole_company_on(case, when) as then:
        return counted(then.work, ids, factors, day=when.day)


def _results_worked_out(
    case: ReadCase, ids: Collection[UUID], *, when: When, feeding: Edges
) -> dict[UUID, tuple[int, ChildFigures]]:
    """Key results with their weights, for the sums of their goals; without those that do not count."""
    found = _Found()
    found.key_results.update(statements.key_results_held(case.work, ids, when=when))
    _load_feeds(case, found, when=when, feeding=feeding)
    of_goals = {found.key_results[one]["goal_id"] for one in ids if one in found.key_results}
    found.goals.update(statements.goals_held(case.work, of_goals, when=when))
    found.check_ins.update(statements.check_ins_of(case.work, found.key_results, when=when))
    evaluated = _evaluated(case, found, {}, when=when).key_results
    worked_out = {}
    for one in ids:
        if one in evaluated:
            definition, figures = evaluated[one].fact.definition, evaluated[one].figures
            if key_result_counts(definition.state, definition.metric):
                worked_out[one] = (definition.weight_units, key_result_child(figures, evaluated[one].status.shown))
    return worked_out


def _load_goals(case: ReadCase, found: _Found, goal_ids: Collection[UUID], *, when: When, edges: Edges | None) -> None:
    """Goals level by level downwards, each once; supporting ones too, since they are shown."""
    frontier: Collection[UUID] = set(goal_ids)
    waiting: list[Columns] = []
    while frontier:
        held = statements.goals_held(case.work, frontier, when=when)
        found.goals.update(held)
        into = edges.into(held) if edges is not None else []
        waiting.extend(into)
        frontier = {link["child_id"] for link in into} - found.goals.keys()
    found.links.extend(link for link in waiting if link["child_id"] in found.goals)


def _load_feeds(case: ReadCase, found: _Found, *, when: When, feeding: Edges) -> None:
    """What feeds the key results, wherever it stands, and what feeds that in turn (R3)."""
    frontier = [one for one, columns in found.key_results.items() if columns["feed_method"] is not None]
    while frontier:
        into = feeding.into(frontier)
        found.feeds.extend(into)
        missing = {feed["child_id"] for feed in into} - found.key_results.keys()
        held = statements.key_results_held(case.work, missing, when=when)
        found.key_results.update(held)
        frontier = [one for one, columns in held.items() if columns["feed_method"] is not None]


def overrides_in_force(case: ReadCase, goals: Collection[UUID] | None, *, when: When) -> dict[UUID, AnyRow]:
    """R7: what was set by the day and had not ended on it; one that ended on the day itself was over by its evening."""
    zone = case.settings.time_zone
    in_force: dict[UUID, AnyRow] = {}
    for row in statements.overrides_of(case.work, goals, when=when):
        ended = row.ended_at is not None and when.knows(row.ended_at)
        if not ended or row.ended_at.astimezone(zone).date() > when.day:
            in_force[row.goal_id] = row
    return in_force


def _evaluated(
    case: ReadCase,
    found: _Found,
    overrides: Mapping[UUID, AnyRow],
    *,
    when: When,
    given: Mapping[NodeId, GoalEvaluation] | None = None,
) -> Evaluation:
    cycles = statements.all_cycles(case.work)
    fed = {feed["parent_id"] for feed in found.feeds}
    return evaluate(
        (
            _goal_fact(goal, overrides.get(one), cycles[goal["cycle_id"]], when=when)
            for one, goal in found.goals.items()
            if not given or one not in given
        ),
        (
            _key_result_fact(case, result, found.goals.get(result["goal_id"]), is_fed=one in fed)
            for one, result in found.key_results.items()
        ),
        links=[
            LinkFact(link["child_id"], link["parent_id"], link["kind"], link["weight_units"]) for link in found.links
        ],
        check_ins={
            one: [check_in.fact for check_in in known_check_ins(rows)]
            for one, rows in found.check_ins.items()
            if found.key_results[one]["feed_method"] is None
        },
        today=when.day,
        feeds=[FeedFact(feed["child_id"], feed["parent_id"], feed["weight_units"]) for feed in _in_order(found.feeds)],
        known_at=when.known_at,
        given=given,
    )


def _in_order(feeds: Iterable[Columns]) -> list[Columns]:
    """Feeds in the order in which the roll-up takes them, which tells for `latest`."""
    return sorted(feeds, key=lambda feed: feed["child_id"])


def _goal_fact(goal: Columns, override: AnyRow | None, cycle: AnyRow, *, when: When) -> GoalFact:
    set_by_hand = None
    if override is not None:
        # Whether it held is decided here, by its end; the domain would look at check-ins of later days too.
        set_by_hand = Override(
            status=override.status,
            reason=override.reason,
            set_by=override.name,
            set_at=override.recorded_at,
            until=override.until_on or when.day,
        )
    return GoalFact(
        id=goal["id"],
        key=goal["key"],
        title=goal["title"],
        state=goal["state"],
        ambition=goal["ambition"],
        starts_on=goal["starts_on"],
        due_on=goal["due_on"],
        override=set_by_hand,
        factors=_factors(cycle),
    )


def _factors(cycle: AnyRow) -> PaceFactors:
    return PaceFactors(cycle.on_track_percent, cycle.at_risk_percent, cycle.allowance_percent)


def _key_result_fact(case: ReadCase, result: Columns, goal: Columns | None, *, is_fed: bool) -> KeyResultFact:
    """A key result as the rules take it; what only feeds another one may come without its goal, on which its value does not depend.

    Nobody waits for check-ins while the goal is not active, or to what is fed: as in a pause, nothing becomes stale.
    """
    state = GoalState.ACTIVE if goal is None else goal["state"]
    row = SimpleNamespace(**result, ambition=None if goal is None else goal["ambition"], goal_state=state)
    definition = definition_of(cast(AnyRow, row), minimum_answers=case.settings.minimum_answers)
    waits = state is GoalState.ACTIVE and result["feed_method"] is None
    return KeyResultFact(
        id=result["id"],
        goal_id=result["goal_id"],
        key=result["key"],
        title=result["title"],
        definition=definition if waits else replace(definition, paused=True),
        unit_of_measure=result["unit_of_measure"],
        feed_method=result["feed_method"] if is_fed else None,
    )
