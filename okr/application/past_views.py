"""R16: goals and key results of the past as lists, trees and cards show them. Names of people and units are today's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from okr.application.as_of import Past
from okr.application.case import ReadCase
from okr.application.key_result_views import Feeding, Numbers, last_word, make_view
from okr.contract.base import PersonRef, UnitRef
from okr.contract.goals import GoalRow, OverrideView, ParentRef
from okr.contract.key_results import FeedRef, KeyResultView
from okr.domain.evaluate_facts import GoalEvaluation, KeyResultEvaluation
from okr.domain.numbers import weight_of
from okr.domain.vocabulary import GoalState, LinkKind
from storage import as_of as statements
from storage import goal_reading
from storage.as_of import Columns
from storage.derived import AnyRow


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in the columns of goals and key results stand for."""

    people: Mapping[UUID, AnyRow]
    units: Mapping[UUID, AnyRow]
    areas: Mapping[UUID, str]
    cycles: Mapping[UUID, AnyRow]

    def person(self, person_id: UUID | None) -> PersonRef | None:
        """A person as other objects name them."""
        row = None if person_id is None else self.people.get(person_id)
        return None if row is None else PersonRef(handle=row.handle, name=row.name)

    def unit(self, unit_id: UUID) -> UnitRef:
        """A unit as other objects name it."""
        row = self.units[unit_id]
        return UnitRef(key=row.prefix, name=row.name)


@dataclass(frozen=True, slots=True)
class PastParent:
    """A parent as a goal had it: the link, and how children name it."""

    link: Columns
    reference: ParentRef


def names_of(case: ReadCase, past: Past) -> Names:
    """The names that the goals and key results need."""
    goals = past.goals.values()
    people = {goal[role] for goal in goals for role in ("owner_id", "sponsor_id", "delegate_id")}
    people |= {result["owner_id"] for result in past.key_results.values()}
    areas = {goal["focus_area_id"] for goal in goals}
    return Names(
        people=goal_reading.people_named(case.work, people - {None}),
        units=statements.unit_names(case.work, {goal["unit_id"] for goal in goals}),
        areas=statements.area_keys(case.work, areas - {None}),
        cycles=statements.all_cycles(case.work),
    )


def past_rows(case: ReadCase, past: Past, names: Names, ids: Collection[UUID]) -> dict[UUID, GoalRow]:
    """Goals by id, in the order of their keys, as they stood; those that did not exist are left out."""
    wanted = [past.goals[one] for one in ids if one in past.goals]
    wanted.sort(key=lambda goal: (goal["prefix"], goal["number"]))
    parents = past_parents(case, past, [goal["id"] for goal in wanted])
    visible = statements.visible_among(case.work, case.actor, {link["child_id"] for link in past.links})
    children: dict[UUID, int] = {}
    for link in past.links:
        if link["child_id"] in visible:
            children[link["parent_id"]] = children.get(link["parent_id"], 0) + 1
    results: dict[UUID, list[KeyResultEvaluation]] = {}
    for one, result in past.key_results.items():
        evaluated = past.evaluation.key_results[one]
        results.setdefault(result["goal_id"], []).append(evaluated)
    return {
        goal["id"]: _row(
            past,
            names,
            goal,
            parents=tuple(parent.reference for parent in parents.get(goal["id"], ())),
            children=children.get(goal["id"], 0),
            results=results.get(goal["id"], []),
        )
        for goal in wanted
    }


def past_parents(case: ReadCase, past: Past, ids: Collection[UUID]) -> dict[UUID, list[PastParent]]:
    """The visible parents of goals as they stood, contributing ones first, then the heaviest, then by key."""
    links = past.edges.out_of(ids)
    above = {link["parent_id"] for link in links}
    held = statements.goals_held(case.work, above, when=past.when)
    visible = statements.visible_among(case.work, case.actor, held)
    found: dict[UUID, list[Columns]] = {}
    for link in links:
        if link["parent_id"] in visible:
            found.setdefault(link["child_id"], []).append(link)
    return {
        child: sorted(
            (_parent(link, held[link["parent_id"]]) for link in several),
            key=lambda parent: (parent.link["kind"], -parent.link["weight_units"], parent.reference.key),
        )
        for child, several in found.items()
    }


def past_line_of_sight(case: ReadCase, past: Past, goal_id: UUID) -> tuple[ParentRef, ...]:
    """The way from a goal to a top as it was, by the first parent each time."""
    line: list[ParentRef] = []
    seen: set[UUID] = set()
    while goal_id not in seen and (above := past_parents(case, past, [goal_id]).get(goal_id)):
        seen.add(goal_id)
        line.append(above[0].reference)
        goal_id = above[0].link["parent_id"]
    return tuple(line)


def past_results(case: ReadCase, past: Past, names: Names, ids: Collection[UUID]) -> dict[UUID, KeyResultView]:
    """Key results by id, in the order of their keys, as they stood; those that did not exist are left out."""
    wanted = [past.key_results[one] for one in ids if one in past.key_results]
    wanted.sort(key=lambda result: _key_order(past, result))
    feedings = _feedings(case, past, [result["id"] for result in wanted])
    return {result["id"]: _result(past, names, result, feedings.get(result["id"], Feeding())) for result in wanted}


def _key_order(past: Past, result: Columns) -> tuple[str, int, int]:
    goal = past.goals[result["goal_id"]]
    return goal["prefix"], goal["number"], result["number"]


def _result(past: Past, names: Names, result: Columns, feeding: Feeding) -> KeyResultView:
    goal = past.goals[result["goal_id"]]
    evaluated = past.evaluation.key_results[result["id"]]
    figures = evaluated.figures
    unit = names.unit(goal["unit_id"])
    own, of_goal = names.person(result["owner_id"]), names.person(goal["owner_id"])
    columns = {
        **result,
        "goal_key": goal["key"],
        "goal_title": goal["title"],
        "goal_state": goal["state"],
        "unit_key": unit.key,
        "unit_name": unit.name,
        "own_handle": own and own.handle,
        "own_name": own and own.name,
        "goal_owner_handle": of_goal and of_goal.handle,
        "goal_owner_name": of_goal and of_goal.name,
    }
    written = past.check_ins.get(result["id"], ())
    numbers = Numbers(
        current=figures.current,
        has_reading=figures.has_reading,
        last_reading_on=figures.last_reading_on,
        last_check_in=max((one.number for one in written), default=0),
        progress_raw_ppm=figures.progress_raw_ppm,
        expected_ppm=figures.expected_ppm,
        shown=evaluated.status.shown,
        stale=figures.stale,
        fresh=figures.fresh,
        guardrail_broken=figures.guardrail_broken,
        next_due_on=figures.next_due_on,
    )
    word = last_word(written, figures.last_number, day=past.when.day)
    return make_view(columns, numbers, word=word, feeding=feeding, today=past.when.day)


def _feedings(case: ReadCase, past: Past, ids: Collection[UUID]) -> dict[UUID, Feeding]:
    into, out_of = past.feeding.into(ids), past.feeding.out_of(ids)
    others = {feed["child_id"] for feed in into} | {feed["parent_id"] for feed in out_of}
    held = statements.key_results_held(case.work, others, when=past.when)
    visible = statements.visible_among(case.work, case.actor, {other["goal_id"] for other in held.values()})
    feeds: dict[UUID, list[FeedRef]] = {}
    fed_by: dict[UUID, list[FeedRef]] = {}
    for several, own, other_end, found in (
        (into, "parent_id", "child_id", fed_by),
        (out_of, "child_id", "parent_id", feeds),
    ):
        for feed in several:
            other = held.get(feed[other_end])
            if other is not None and other["goal_id"] in visible:
                reference = FeedRef(key=other["key"], title=other["title"], weight=weight_of(feed["weight_units"]))
                found.setdefault(feed[own], []).append(reference)
    return {
        one: Feeding(
            feeds=tuple(sorted(feeds.get(one, ()), key=lambda feed: feed.key)),
            fed_by=tuple(sorted(fed_by.get(one, ()), key=lambda feed: feed.key)),
        )
        for one in ids
    }


def _parent(link: Columns, parent: Columns) -> PastParent:
    weight = weight_of(link["weight_units"]) if link["kind"] is LinkKind.CONTRIBUTES else None
    return PastParent(link, ParentRef(key=parent["key"], title=parent["title"], kind=link["kind"], weight=weight))


def _row(
    past: Past,
    names: Names,
    goal: Columns,
    *,
    parents: tuple[ParentRef, ...],
    children: int,
    results: list[KeyResultEvaluation],
) -> GoalRow:
    evaluated: GoalEvaluation = past.evaluation.goals[goal["id"]]
    figures = evaluated.figures
    last_days = [result.figures.last_reading_on for result in results if result.figures.last_reading_on is not None]
    area = goal["focus_area_id"]
    return GoalRow(
        progress=figures.progress_ppm,
        progress_raw=figures.progress_ppm,
        expected=figures.expected_ppm,
        coverage=figures.coverage_ppm,
        status=evaluated.status.shown,
        weakest=figures.weakest,
        stale=figures.stale and goal["state"] is GoalState.ACTIVE,
        key=goal["key"],
        title=goal["title"],
        owner=names.person(goal["owner_id"]),
        unit=names.unit(goal["unit_id"]),
        state=goal["state"],
        ambition=goal["ambition"],
        cycle=names.cycles[goal["cycle_id"]].key,
        focus_area=None if area is None else names.areas[area],
        starts=goal["starts_on"],
        due=goal["due_on"],
        parents=parents,
        children=children,
        key_results=len(results),
        last_reading_on=max(last_days, default=None),
        override=_override(past.overrides.get(goal["id"]), evaluated),
        external_id=goal["external_id"],
        version=goal["version"],
    )


def _override(row: AnyRow | None, evaluated: GoalEvaluation) -> OverrideView | None:
    computed = evaluated.status.computed
    if row is None or computed is None:
        return None
    by = PersonRef(handle=row.handle, name=row.name)
    return OverrideView(status=row.status, computed=computed, reason=row.reason, by=by, until=row.until_on)
