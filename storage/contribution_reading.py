"""Statements that read contributions with all that they touch: one by its key or id, pages of them, and their steps."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Label, Select, and_, bindparam, func, select

from okr.domain.vocabulary import ContributionStep
from storage import compiled
from storage.compiled import Question
from storage.locks import both_graphs
from storage.rows import AnyRow
from storage.tables.agreements import contribution_steps, contributions
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals, key_results
from storage.tables.organisation import cycles, people, units
from storage.unit_of_work import ReadWork

_unit, _home = units.alias("receiving_unit"), units.alias("parent_unit")
_works_in = units.alias("unit_of_person")
_lead, _person, _asker = people.alias("lead"), people.alias("person"), people.alias("asker")
_owner = people.alias("parent_owner")
_child, _child_result = goals.alias("child"), key_results.alias("child_result")
_first, _last, _later = (contribution_steps.alias(name) for name in ("first", "last", "later"))

ORDER = (goals.c.prefix, goals.c.number, contributions.c.number)
"""By key; a page goes on after such values."""

DUE_ORDER = (contributions.c.answer_due_on, *ORDER)
"""The longest due first."""


class Asked(NamedTuple):
    """What is asked about a contribution that is answered: what is read stands still, since it is locked before."""

    graphs: Question
    contribution: Question
    key_result: Question
    found: Question
    steps: Question


def asked(goal_key: str, number: int) -> Asked:
    """Lock the graphs, the contribution, and the key result that it is for; then what `find` and `steps` tell."""
    key = {"goal_key": goal_key, "number": number}
    return Asked(
        both_graphs(),
        Question(_locked(), key, locks=True),
        Question(_locked_key_result(), key, locks=True),
        Question(_by_key(), key),
        Question(_steps_by_key(), key),
    )


def find(work: ReadWork, goal_key: str, number: int) -> AnyRow | None:
    """A contribution with its parent, receiver and child, by the key of the goal that it is for."""
    found = compiled.fetch(work.connection, _by_key(), {"goal_key": goal_key, "number": number})
    return found[0] if found else None


def by_id(work: ReadWork, contribution_id: UUID) -> AnyRow:
    """The same of one that exists."""
    [row] = compiled.fetch(work.connection, _by_id(), {"id": contribution_id})
    return row


def page(
    work: ReadWork, *conditions: ColumnElement[bool], order: Sequence[ColumnElement[Any]], limit: int
) -> Sequence[AnyRow]:
    """Contributions that meet the conditions, in an order."""
    return work.connection.execute(_whole().where(*conditions).order_by(*order).limit(limit)).all()


def steps(work: ReadWork, contribution_id: UUID) -> Sequence[AnyRow]:
    """Every step of a contribution with who took it, the first one first."""
    return compiled.fetch(work.connection, _steps_by_id(), {"id": contribution_id})


@cache
def _by_key() -> Select[*tuple[Any, ...]]:
    return _whole().where(*_of_key())


@cache
def _by_id() -> Select[*tuple[Any, ...]]:
    return _whole().where(contributions.c.id == bindparam("id"))


@cache
def _locked() -> Select[*tuple[Any, ...]]:
    return select(contributions.c.id).where(contributions.c.id == _id_of_key()).with_for_update()


@cache
def _locked_key_result() -> Select[*tuple[Any, ...]]:
    for_one = select(contributions.c.parent_key_result_id).join(goals, _of_goal).where(*_of_key()).scalar_subquery()
    return select(key_results.c.id).where(key_results.c.id == for_one).with_for_update()


@cache
def _steps_by_id() -> Select[*tuple[Any, ...]]:
    return _steps().where(contribution_steps.c.contribution_id == bindparam("id"))


@cache
def _steps_by_key() -> Select[*tuple[Any, ...]]:
    return _steps().where(contribution_steps.c.contribution_id == _id_of_key())


def _steps() -> Select[*tuple[Any, ...]]:
    return (
        select(*contribution_steps.c, people.c.handle, people.c.name)
        .select_from(contribution_steps.outerjoin(people, people.c.id == contribution_steps.c.by_id))
        .order_by(contribution_steps.c.number)
    )


def _of_key() -> tuple[ColumnElement[bool], ...]:
    return goals.c.key == bindparam("goal_key"), contributions.c.number == bindparam("number")


def _id_of_key() -> ColumnElement[UUID]:
    return select(contributions.c.id).join(goals, _of_goal).where(*_of_key()).scalar_subquery()


_of_goal = goals.c.id == contributions.c.parent_goal_id


@cache
def _whole() -> Select[*tuple[Any, ...]]:
    """A contribution with its parent, receiver and child: what every step of it needs, in one statement."""
    return select(*contributions.c, *_of_parent(), *_of_steps(), *_of_people(), *_of_child()).select_from(_tables())


def _tables() -> FromClause:
    last_number = (
        select(func.max(_later.c.number))
        .where(_later.c.contribution_id == contributions.c.id)
        .correlate(contributions)
        .scalar_subquery()
    )
    return (
        contributions.join(goals, _of_goal)
        .join(_home, _home.c.id == goals.c.unit_id)
        .join(cycles, cycles.c.id == goals.c.cycle_id)
        .join(_asker, _asker.c.id == contributions.c.asked_by_id)
        .join(_first, and_(_first.c.contribution_id == contributions.c.id, _first.c.number == 1))
        .join(_last, and_(_last.c.contribution_id == contributions.c.id, _last.c.number == last_number))
        .outerjoin(_owner, _owner.c.id == goals.c.owner_id)
        .outerjoin(key_results, key_results.c.id == contributions.c.parent_key_result_id)
        .outerjoin(key_result_progress, key_result_progress.c.key_result_id == key_results.c.id)
        .outerjoin(_unit, _unit.c.id == contributions.c.unit_id)
        .outerjoin(_lead, _lead.c.id == _unit.c.lead_id)
        .outerjoin(_person, _person.c.id == contributions.c.person_id)
        .outerjoin(_works_in, _works_in.c.id == _person.c.unit_id)
        .outerjoin(_child, _child.c.id == contributions.c.child_goal_id)
        .outerjoin(_child_result, _child_result.c.id == contributions.c.child_key_result_id)
    )


_GOAL = ("key", "prefix", "title", "why", "visibility", "state", "starts_on", "due_on", "level", "ambition", "number")
_GOAL_IDS = ("unit_id", "owner_id", "delegate_id", "cycle_id", "focus_area_id")
_RESULT = ("key", "title", "metric", "unit_of_measure", "baseline", "target", "source", "state", "cadence", "due_on")
_RESULT_MORE = ("survey", "minimum_answers", "grace_days", "feed_method")
_CYCLE = ("key", "state", "starts_on", "ends_on", "on_track_percent", "at_risk_percent", "allowance_percent")


def _of_parent() -> Iterator[Label[Any]]:
    """The goal that is contributed to and its cycle as `goal_*` and `cycle_*`; its key result, where it is one, as `result_*`."""
    yield from _labelled(goals, "goal", *_GOAL, *_GOAL_IDS)
    yield from _labelled(_home, "goal_unit", "path", "prefix")
    yield from _labelled(cycles, "cycle", *_CYCLE)
    yield from _labelled(key_results, "result", *_RESULT, *_RESULT_MORE)
    yield key_result_progress.c.has_reading.label("result_has_reading")


def _of_steps() -> Iterator[Label[Any]]:
    yield (_first.c.step == ContributionStep.OFFERED).label("offered")
    yield from _labelled(_last, "last", "number", "by_id", "recorded_at", "text")


def _of_people() -> Iterator[Label[Any]]:
    """Who asks, who owns the parent, and who is asked: a unit with its lead, or a person."""
    yield from _labelled(_asker, "asker", "handle", "name")
    yield from _labelled(_owner, "owner", "handle", "name")
    yield from _labelled(_unit, "unit", "prefix", "name", "path", "archived_on")
    yield _unit.c.lead_id.label("lead_id")
    yield from _labelled(_lead, "lead", "handle", "name", "employed_to")
    yield from _labelled(_person, "person", "handle", "name", "unit_id", "employed_to")
    yield _works_in.c.prefix.label("person_unit_prefix")


def _of_child() -> Iterator[Label[Any]]:
    yield from _labelled(_child, "child", "key", "state")
    yield _child_result.c.key.label("child_result_key")


def _labelled(table: FromClause, word: str, *names: str) -> Iterator[Label[Any]]:
    for name in names:
        yield table.c[name].label(f"{word}_{name}")
