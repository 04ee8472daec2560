"""Contributions are read: lists, one with its steps, and how much of a parent's need is subscribed (R13)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from okr.application.case import ReadCase
from okr.application.contributions_steps import (
    FoundContribution,
    closed_because,
    find_contribution,
    has_lead,
    over_because,
    possible_steps,
)
from okr.application.finding import FoundKeyResult, find_goal_or_key_result, find_person, find_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page, PersonRef, UnitRef
from okr.contract.contributions import (
    ContributionRow,
    ContributionView,
    ListContributions,
    ShowContribution,
    ShowSubscription,
    StepView,
    Subscriptions,
    SubscriptionView,
)
from okr.domain.contributions import (
    OBJECTIVE_NEED,
    Part,
    Side,
    need_of,
    subscribe,
    subscription_words,
    turn_of,
)
from okr.domain.numbers import ratio_ppm
from okr.domain.vocabulary import ContributionState, ContributionStep
from storage import contribution_reading, goal_reading
from storage import contributions as statements
from storage import key_results as result_statements
from storage.rows import AnyRow
from storage.tables.agreements import contributions

VERBS = {
    ContributionStep.ACCEPTED: "accept",
    ContributionStep.COUNTERED: "counter",
    ContributionStep.DECLINED: "decline",
    ContributionStep.ASKED: "ask again",
    ContributionStep.WITHDRAWN: "withdraw",
}
"""What can be done about a contribution, in the order in which it is shown."""

PER_CENT = "%"


@reads(ShowContribution)
def show_contribution(case: ReadCase, query: ShowContribution) -> ContributionView:
    """One contribution with every step on the way to where it stands."""
    found = find_contribution(case, query.key)
    return contribution_view(case, found, contribution_reading.steps(case.work, found.id))


@reads(ListContributions)
def list_contributions(case: ReadCase, query: ListContributions) -> Page[ContributionRow]:
    """Contributions that the acting person sees; those that wait for them in the order in which an answer is due."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import PastOrganisation, Wanted, answered_on

        goals = frozenset() if query.parent is None else frozenset({_goal_of(case, query.parent)})
        unit = None if query.unit is None else find_unit(case, query.unit).id
        person = case.actor.person_id if query.person is None else find_person(case, query.person).id

        def whose(place: PastOrganisation) -> Wanted:
            mine = place.mine(person)
            return mine._replace(goals=goals, asked=mine.asked | ({unit} if unit is not None else frozenset()))

        return answered_on(case, query, when, wanted=whose, answer=list_contributions)
    by_due_day = query.waiting and query.parent is None and query.unit is None and query.person is None
    order: Sequence[ColumnElement[Any]] = contribution_reading.DUE_ORDER if by_due_day else contribution_reading.ORDER
    kinds = (date, str, int, int) if by_due_day else (str, int, int)
    conditions = [*_asked_for(case, query), *after(order, read_cursor(query.cursor, *kinds))]
    if query.state is not None:
        conditions.append(contributions.c.state == query.state)
    found = contribution_reading.page(
        case.work, statements.visible(case.actor), *conditions, order=order, limit=query.limit + 1
    )

    def cursor(row: AnyRow) -> str:
        place = (row.goal_prefix, row.goal_number, row.number)
        return write_cursor(row.answer_due_on, *place) if by_due_day else write_cursor(*place)

    return page(
        found,
        query.limit,
        items=lambda rows: contribution_rows(case, [FoundContribution(row) for row in rows]),
        cursor=cursor,
    )


@reads(ShowSubscription)
def show_subscription(case: ReadCase, query: ShowSubscription) -> Subscriptions:
    """How much of what a goal and its key results need is asked, accepted, countered, declined and open."""
    found = find_goal_or_key_result(case, query.key)
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_company import Wanted, answered_on

        only_this = Wanted(frozenset(), frozenset(), goals=frozenset({_goal_of(case, query.key)}))
        return answered_on(case, query, when, wanted=lambda _: only_this, answer=show_subscription)
    goal, only = (found.goal, found.row) if isinstance(found, FoundKeyResult) else (found, None)
    by_parent = _by_parent(statements.parts(case.work, [goal.id]))
    if only is not None:
        by_parent = {one: parts for one, parts in by_parent.items() if one == only.id}
    shown = _subscriptions(case, goal.row, by_parent)
    return Subscriptions(
        key=found.row.key, title=found.row.title, parents=tuple(shown), over=closed_because(case, goal.row)
    )


def _goal_of(case: ReadCase, key: str) -> UUID:
    """The goal of a key, or the one that a key result belongs to."""
    found = find_goal_or_key_result(case, key)
    return found.goal.id if isinstance(found, FoundKeyResult) else found.id


def subscriptions_of(case: ReadCase, goal_ids: Collection[UUID]) -> tuple[SubscriptionView, ...]:
    """The subscriptions of some goals and of their key results, in the order of the goals; those without contributions are left out."""
    by_goal: dict[UUID, list[AnyRow]] = {}
    for row in statements.parts(case.work, goal_ids):
        by_goal.setdefault(row.parent_goal_id, []).append(row)
    goals = {row.id: row for row in goal_reading.rows(case.work, list(by_goal))}
    return tuple(
        view
        for one in goal_ids
        if one in by_goal
        for view in _subscriptions(case, goals[one], _by_parent(by_goal[one]))
    )


def _subscriptions(
    case: ReadCase, goal: AnyRow, by_parent: Mapping[UUID | None, Sequence[Part]]
) -> Iterable[SubscriptionView]:
    """What is subscribed of a goal, then of its key results."""
    if None in by_parent:
        yield goal_subscription(goal, by_parent[None])
    for row in result_statements.rows_of_goal(case.work, goal.id) if by_parent.keys() - {None} else ():
        if row.id in by_parent and row.baseline is not None and row.target is not None:
            yield result_subscription(row, by_parent[row.id])


def subscription_of(case: ReadCase, goal: AnyRow, result: AnyRow | None) -> SubscriptionView:
    """The subscription of a goal, or of one of its key results."""
    by_parent = _by_parent(statements.parts(case.work, [goal.id]))
    if result is None:
        return goal_subscription(goal, by_parent.get(None, ()))
    return result_subscription(result, by_parent.get(result.id, ()))


def goal_subscription(goal: AnyRow, parts: Sequence[Part]) -> SubscriptionView:
    """The subscription of an objective, whose contributions are parts of a whole."""
    return _subscription(goal.key, goal.title, PER_CENT, OBJECTIVE_NEED, parts)


def result_subscription(row: AnyRow, parts: Sequence[Part]) -> SubscriptionView:
    """The subscription of a key result, in its unit of measure."""
    need = need_of(row.metric, row.baseline, row.target, key=row.key)
    return _subscription(row.key, row.title, row.unit_of_measure or "", need, parts)


def contribution_view(case: ReadCase, found: FoundContribution, steps: Sequence[AnyRow]) -> ContributionView:
    """A contribution with its steps and what the acting person may do now."""
    more = {
        "need": found.need,
        "message": found.row.message,
        "steps": tuple(_step(row) for row in steps),
        "may": tuple(VERBS[step] for step in possible_steps(case, found, VERBS)),
    }
    return ContributionView.model_validate(_fields(case, found, _leads_above(case, [found])) | more)


def view_by_id(case: ReadCase, contribution_id: UUID) -> ContributionView:
    """The same of one that was just written."""
    found = FoundContribution(contribution_reading.by_id(case.work, contribution_id))
    return contribution_view(case, found, contribution_reading.steps(case.work, found.id))


def contribution_rows(case: ReadCase, found: Sequence[FoundContribution]) -> list[ContributionRow]:
    """Contributions as lists show them; who leads above is asked once for all whose unit has no lead."""
    above = _leads_above(case, found)
    return [ContributionRow.model_validate(_fields(case, one, above)) for one in found]


def _leads_above(case: ReadCase, found: Sequence[FoundContribution]) -> Mapping[str, Sequence[AnyRow]]:
    without = {str(one.row.unit_path) for one in found if _turn(one) is Side.GIVER and not _has_somebody(case, one)}
    return statements.leads_above_each(case.work, without, on=case.today) if without else {}


def _fields(case: ReadCase, found: FoundContribution, above: Mapping[str, Sequence[AnyRow]]) -> dict[str, object]:
    row, need = found.row, found.need
    return {
        "key": found.key,
        "parent": found.parent_key,
        "parent_title": row.result_title or row.goal_title,
        "unit": None if row.unit_prefix is None else UnitRef(key=row.unit_prefix, name=row.unit_name),
        "person": person_ref(row.person_handle, row.person_name),
        "offered": found.offered,
        "state": row.state,
        "title": row.title,
        "share": row.share,
        "part": None if row.share is None or need is None else ratio_ppm(row.share, need),
        "unit_of_measure": PER_CENT if row.parent_key_result_id is None else row.result_unit_of_measure or "",
        "due": row.due_on,
        "asked_by": PersonRef(handle=row.asker_handle, name=row.asker_name),
        "waits_for": _waits_for(case, found, above),
        "answer_due_on": row.answer_due_on,
        "reminded": row.answer_due_on is not None and row.answer_due_on <= case.today,
        "since": row.last_recorded_at,
        "said": row.last_text,
        "child": row.child_key,
        "child_state": row.child_state,
        "child_key_result": row.child_result_key,
        "over": None if row.state is ContributionState.ACCEPTED else over_because(row),
        "version": row.version,
    }


def _asked_for(case: ReadCase, query: ListContributions) -> Iterable[ColumnElement[bool]]:
    if query.parent is not None:
        found = find_goal_or_key_result(case, query.parent)
        column = contributions.c.parent_key_result_id if isinstance(found, FoundKeyResult) else None
        yield (contributions.c.parent_goal_id if column is None else column) == found.id
    if query.unit is not None:
        yield contributions.c.unit_id == find_unit(case, query.unit).id
    if query.person is not None:
        yield contributions.c.person_id == find_person(case, query.person).id
    named = query.parent is not None or query.unit is not None or query.person is not None
    if query.waiting and named:
        yield or_(*(contributions.c.state == state for state in statements.UNANSWERED))
    elif query.waiting:
        yield statements.waits_for(case.actor, on=case.today)
    elif not named:
        yield statements.concerns(case.actor, on=case.today)


def _by_parent(rows: Iterable[AnyRow]) -> dict[UUID | None, list[Part]]:
    """Contributions to a goal and its key results by the key result; those to the goal itself under None."""
    found: dict[UUID | None, list[Part]] = {}
    for row in rows:
        part = Part(
            state=row.state,
            offered=bool(row.offered),
            asked=row.asked,
            share=row.share,
            given_up=bool(row.given_up),
        )
        found.setdefault(row.parent_key_result_id, []).append(part)
    return found


def _subscription(key: str, title: str, unit_of_measure: str, need: Decimal, parts: Sequence[Part]) -> SubscriptionView:
    sums = subscribe(need, parts)
    return SubscriptionView(
        parent=key,
        title=title,
        need=need,
        unit_of_measure=unit_of_measure,
        asked=sums.ppm(sums.asked),
        accepted=sums.ppm(sums.accepted),
        open=sums.ppm(sums.open),
        countered=sums.ppm(sums.countered),
        declined=sums.ppm(sums.declined),
        offered=sums.ppm(sums.offered),
        given_up=sums.ppm(sums.given_up),
        gap=sums.gap_ppm,
        verdict=sums.verdict.value,
        sentence=subscription_words(sums),
        contributions=sum(sums.counts.values()),
    )


def _waits_for(case: ReadCase, found: FoundContribution, above: Mapping[str, Sequence[AnyRow]]) -> PersonRef | None:
    """Whose turn it is; for a unit without a lead the nearest lead above who did not ask."""
    row, turn = found.row, _turn(found)
    if turn is None:
        return None
    if turn is Side.TAKER:
        return person_ref(row.owner_handle, row.owner_name)
    if row.person_id is not None:
        return person_ref(row.person_handle, row.person_name)
    if has_lead(case, row):
        return person_ref(row.lead_handle, row.lead_name)
    leads = above.get(str(row.unit_path), ())
    return next((person_ref(one.handle, one.name) for one in leads if one.id != row.asked_by_id), None)


def _turn(found: FoundContribution) -> Side | None:
    return turn_of(found.row.state, offered=found.offered)


def _has_somebody(case: ReadCase, found: FoundContribution) -> bool:
    """Whether a person is asked, or a unit with a lead who works here."""
    return found.row.unit_id is None or has_lead(case, found.row)


def _step(row: AnyRow) -> StepView:
    return StepView(
        number=row.number,
        step=row.step,
        title=row.title,
        share=row.share,
        due=row.due_on,
        text=row.text,
        by=PersonRef(handle=row.handle or "", name=row.name or ""),
        recorded_at=row.recorded_at,
    )
