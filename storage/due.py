"""What is due: key results by the day on which their next check-in is owed, and whose it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from okr.domain.policy import Actor
from okr.domain.vocabulary import GoalState
from storage.derived import AnyRow
from storage.policy import visible_goals
from storage.tables.derived import key_result_progress
from storage.tables.goals import goals, key_results
from storage.tables.organisation import people, units
from storage.trees import ancestors_and_self, path_range
from storage.types import Id
from storage.unit_of_work import ReadWork

ONE_DAY = timedelta(days=1)

LARGE_TEAM = 1_000
"""People below somebody from whom on a team is looked at as a part of the whole: their results are gathered in 50 ms."""

LARGE_SHARE = 20_000
"""Key results or goals of one person from which on they are looked at as a part of the whole, instead of gathered (60 ms)."""

CROWD = 2_000
"""Check-ins due on one day or before it that are sorted together; of a day with more the first are looked for in their order."""

RARE = 20
"""One in so many of a crowd: what is rarer is gathered and sorted, instead of looked for in the order of the keys."""

Place = tuple[bool, date, str, int, int]
"""Whether it is over, the day on which it was due, prefix and number of the goal's key, the key result's number: the order of a list."""

_by_key = (goals.c.prefix, goals.c.number, key_results.c.number)


def page(
    work: ReadWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    after: Place | None,
    through: date,
    limit: int,
    of_many: bool = False,
    began: date | None = None,
) -> list[AnyRow]:
    """The key results whose check-in is due by a day, the longest overdue first: id, goal_id and their order.

    A page goes on after a place. What ended before a day (`began`) is over, and comes after all that is not. `of_many`: the
    conditions leave a large part of the company, or all of it, which reports on the same Friday: a day with a crowd is not sorted,
    but walked through in the order of the keys until the page is full.
    """
    due_on = key_result_progress.c.next_due_on
    if not of_many:
        statement = _page(actor, *conditions).where(due_on <= through)
        order: tuple[ColumnElement[Any], ...] = (due_on, *_by_key)
        if began is not None:
            order = (is_over(began), *order)
        if after is not None:
            statement = statement.where(_later(order, after if began is not None else after[1:]))
        return list(work.connection.execute(statement.order_by(*order).limit(limit)))
    if began is None:
        return _walk(work, actor, *conditions, after=after, through=through, limit=limit)
    found: list[AnyRow] = []
    if after is None or not after[0]:
        part = Part(began, is_over=False)
        found += _walk(work, actor, *conditions, after=after, through=through, limit=limit, part=part)
        after = None
    # Nothing is owed after its own end: what is over was due before that day.
    part, last, left = Part(began, is_over=True), min(through, began - ONE_DAY), limit - len(found)
    return [*found, *_walk(work, actor, *conditions, after=after, through=last, limit=left, part=part)]


def is_over(began: date) -> ColumnElement[bool]:
    """Whether a key result ended before a day: that on which the cycle that is worked in began."""
    return key_results.c.due_on < began


class Part(NamedTuple):
    """What is over, or what is not, on a day on which the cycle that is worked in had begun."""

    began: date
    is_over: bool

    @property
    def condition(self) -> ColumnElement[bool]:
        """What holds for the key results of the part."""
        return is_over(self.began) if self.is_over else key_results.c.due_on >= self.began

    def is_rare(self, work: ReadWork, day: date) -> bool:
        """Whether so little of what was due on a crowded day is in the part that the others are not walked through for it."""
        if day >= self.began:
            return self.is_over
        some = (
            select(self.condition.label("is_in"))
            .join_from(key_result_progress, key_results, key_results.c.id == key_result_progress.c.key_result_id)
            .where(key_result_progress.c.next_due_on == day)
            .limit(CROWD)
            .subquery()
        )
        return work.connection.execute(select(func.count()).where(some.c.is_in)).scalar_one() < CROWD // RARE


def _walk(
    work: ReadWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    after: Place | None,
    through: date,
    limit: int,
    part: Part | None = None,
) -> list[AnyRow]:
    """What is due by a day, with a day of a crowd walked through in the order of the keys, unless what is looked for is rare there."""
    due_on = key_result_progress.c.next_due_on
    wanted = conditions if part is None else (*conditions, part.condition)
    place = None if after is None else after[1:]
    everything = _page(actor, *wanted).order_by(due_on, *_by_key)
    if place is not None:
        everything = everything.where(_later((due_on, *_by_key), place))
    found: list[AnyRow] = []
    first = date.min if place is None else place[0]
    while len(found) < limit:
        crowded = _crowded_day(work, first, through)
        until = through if crowded is None else crowded - ONE_DAY
        if until >= first:
            some = everything.where(due_on >= first, due_on <= until).limit(limit - len(found))
            found.extend(work.connection.execute(some))
        if crowded is None:
            break
        if len(found) < limit:
            of_day = everything.where(due_on == crowded)
            if part is None or not part.is_rare(work, crowded):
                of_day = _of_day(work, actor, *wanted, day=crowded, after=place)
            found.extend(work.connection.execute(of_day.limit(limit - len(found))))
        first = crowded + ONE_DAY
    return found


def _page(actor: Actor, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            key_results.c.id,
            key_results.c.goal_id,
            key_result_progress.c.next_due_on,
            goals.c.prefix,
            goals.c.number.label("goal_number"),
            key_results.c.number,
            key_results.c.due_on,
        )
        .select_from(
            key_result_progress.join(key_results, key_results.c.id == key_result_progress.c.key_result_id).join(
                goals, goals.c.id == key_results.c.goal_id
            )
        )
        .where(goals.c.state == GoalState.ACTIVE, visible_goals(actor), *conditions)
    )


def _of_day(
    work: ReadWork,
    actor: Actor,
    *conditions: ColumnElement[bool],
    day: date,
    after: tuple[date, str, int, int] | None,
) -> Select[*tuple[Any, ...]]:
    """What is due on a day, in the order of the keys; for SQLite in words that no index serves, so that it follows the keys'."""
    due_on = key_result_progress.c.next_due_on
    on_the_day = due_on == day if work.is_postgresql else func.coalesce(due_on, due_on) == literal(day, due_on.type)
    statement = _page(actor, *conditions).where(on_the_day).order_by(*_by_key)
    if after is not None and after[0] == day:
        statement = statement.where(goals.c.prefix >= after[1], _later(_by_key, after[1:]))
    return statement


def _later(columns: Sequence[ColumnElement[Any]], values: Sequence[object]) -> ColumnElement[bool]:
    typed = (literal(value, column.type) for column, value in zip(columns, values, strict=True))
    return tuple_(*columns) > tuple_(*typed)


def _crowded_day(work: ReadWork, first: date, through: date) -> date | None:
    """The day at which more check-ins are due, from a day on, than are sorted together; None where there are fewer."""
    due_on = key_result_progress.c.next_due_on
    statement = select(due_on).where(due_on >= first, due_on <= through).order_by(due_on).offset(CROWD).limit(1)
    return work.connection.execute(statement).scalar()


def of_person(person_id: UUID) -> ColumnElement[bool]:
    """What a person reports on: results of their own, and those without an owner of goals that they own or are delegate of."""
    return _reported(key_results.c.owner_id == person_id, goals.c.owner_id == person_id, person_id)


def of_owner_of_few(work: ReadWork, person_id: UUID) -> ColumnElement[bool]:
    """The same of somebody who is known to own few: found by the owner, whatever the average owner has."""
    owns_result = of_few(work, key_results.c.owner_id == person_id)
    return _reported(owns_result, of_few(work, goals.c.owner_id == person_id), person_id)


def of_owner_of_many(person_id: UUID) -> ColumnElement[bool]:
    """The same of somebody who reports on a large part of the company: what is looked at in its order is asked whose it is."""
    who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
    is_delegate = and_(key_results.c.owner_id.is_(None), unindexed(goals.c.delegate_id) == person_id)
    return or_(who == literal(person_id, Id()), is_delegate)


def owns_many(work: ReadWork, person_id: UUID) -> bool:
    """Whether somebody owns so many key results or goals that what they report on is walked through in its order."""
    owned = (  # counted in the index of owners alone: nothing else is asked of a row
        select(literal(1).label("one")).where(of_few(work, key_results.c.owner_id == person_id)),
        select(literal(1).label("one")).where(of_few(work, goals.c.owner_id == person_id)),
    )
    counts = (select(func.count()).select_from(one.limit(LARGE_SHARE + 1).subquery()) for one in owned)
    return any(work.connection.execute(count).scalar_one() > LARGE_SHARE for count in counts)


def of_team(work: ReadWork, actor: Actor) -> ColumnElement[bool]:
    """What the units report on that the acting person leads, and the people below in the tree of managers."""
    if leads_all(actor):
        return true()
    led, below = led_units(actor), people_below(actor)
    if is_large_team(work, actor):
        who = func.coalesce(key_results.c.owner_id, goals.c.owner_id)
        return or_(unindexed(goals.c.unit_id).in_(led), who.in_(below))
    of_units = (
        select(key_results.c.id)
        .join_from(key_results, goals, goals.c.id == key_results.c.goal_id)
        .where(goals.c.unit_id.in_(led))
    )
    own = select(key_results.c.id).where(of_few(work, key_results.c.owner_id.in_(below)))
    unowned = _ownerless(of_few(work, goals.c.owner_id.in_(below)))
    # All, though some stand there twice: for a union without doubles SQLite walks through all results in the order of their ids.
    return key_results.c.id.in_(union_all(of_units, own, unowned))


def of_few(work: ReadWork, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition that few rows meet, said to SQLite, which takes owners for rare or frequent by their average alone.

    Where somebody owns a large part of the company, it would otherwise walk through all of it for the few goals of a team.
    """
    return condition if work.is_postgresql else func.likelihood(condition, literal_column("0.0001"))


def led_units(actor: Actor) -> Select[tuple[UUID]]:
    """The units that a person leads, with all below them."""
    ranges = [path_range(path) for path in actor.led_unit_paths]
    return select(units.c.id).where(
        or_(false(), *(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    )


def people_below(actor: Actor) -> Select[tuple[UUID]]:
    """The people below a person in the tree of managers."""
    low, high = path_range(actor.person_path)
    return select(people.c.id).where(people.c.path > low, people.c.path < high)


def leads_all(actor: Actor) -> bool:
    """Whether a person leads the root unit."""
    return any(len(ancestors_and_self(path)) == 1 for path in actor.led_unit_paths)


def leads_many(work: ReadWork, actor: Actor) -> bool:
    """Whether a person leads so much of the company that its lists are walked through in their order, instead of sorted."""
    return leads_all(actor) or is_large_team(work, actor)


def is_large_team(work: ReadWork, actor: Actor) -> bool:
    """Whether a team is so large that everything is better looked through than what it owns gathered first."""
    some = people_below(actor).limit(LARGE_TEAM + 1).subquery()
    return work.connection.execute(select(func.count()).select_from(some)).scalar_one() > LARGE_TEAM


def unindexed(column: ColumnElement[UUID | None]) -> ColumnElement[UUID | None]:
    """A column of goals, or the id where it is empty, which is nobody's: so that no index is followed for most of a table."""
    return func.coalesce(column, goals.c.id)


def _reported(owns_result: ColumnElement[bool], owns_goal: ColumnElement[bool], person_id: UUID) -> ColumnElement[bool]:
    own = select(key_results.c.id).where(owns_result)
    return key_results.c.id.in_(union_all(own, _ownerless(owns_goal), _ownerless(goals.c.delegate_id == person_id)))


def _ownerless(of_goals: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """The key results without an owner of their own, of some goals."""
    return (
        select(key_results.c.id)
        .join_from(goals, key_results, goals.c.id == key_results.c.goal_id)
        .where(of_goals, key_results.c.owner_id.is_(None))
    )
