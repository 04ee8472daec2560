"""The statements of the search: each word must be in a title or name, or begin a key; the best first.

No index holds words: a search looks through the titles that the acting person may see. What makes that bearable is in
`okr.application.search`: keys are looked up first, and key results, of which there are most, only where there is room.
"""

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, case, exists, or_, select

from okr.domain.policy import Actor
from storage.matching import contains, spread, starts_with
from storage.organisation import not_former
from storage.policy import visible_goals
from storage.tables.goals import goals, key_results
from storage.tables.organisation import people, units
from storage.unit_of_work import ReadWork

Rows = Sequence[Row[tuple[object, ...]]]

_PREFIX = re.compile(r"[a-z][a-z0-9]{1,9}")
_KEY = re.compile(r"[a-z][a-z0-9]{1,9}-[0-9]{0,10}(?:\.[0-9]{0,10})?")


def goal_of_key(work: ReadWork, actor: Actor, key: str) -> Rows:
    """The goal of exactly this key, if the acting person may see it."""
    return work.connection.execute(_goals().where(goals.c.key == key, visible_goals(actor))).all()


def results_of_goal(work: ReadWork, actor: Actor, goal_key: str, *, limit: int) -> Rows:
    """The key results of the goal of exactly this key, in their order."""
    statement = _results().where(goals.c.key == goal_key, visible_goals(actor)).order_by(key_results.c.number)
    return work.connection.execute(statement.limit(limit)).all()


def result_of_key(work: ReadWork, actor: Actor, key: str) -> Rows:
    """The key result of exactly this key."""
    return work.connection.execute(_results().where(key_results.c.key == key, visible_goals(actor))).all()


def goals_by_words(work: ReadWork, actor: Actor, words: Sequence[str], *, limit: int) -> Rows:
    """Goals with all words in title or key; those whose title begins with the first word come first."""
    title = goals.c.title
    matching = [or_(contains(work, title, word), *_begins(work, goals.c.key, goals.c.prefix, word)) for word in words]
    rank = case((starts_with(work, title, words[0]), 0), else_=1).label("rank")
    best = (
        select(goals.c.id, rank)
        .where(*matching, visible_goals(actor))
        .order_by(rank, goals.c.prefix, goals.c.number)
        .limit(limit)
        .subquery()
    )
    statement = _goals().join(best, best.c.id == goals.c.id).order_by(best.c.rank, goals.c.prefix, goals.c.number)
    return work.connection.execute(statement).all()


def results_by_words(work: ReadWork, actor: Actor, words: Sequence[str], *, limit: int) -> Rows:
    """Key results with all words in title or key, in no order: the search stops when there are enough.

    Rights are asked for only where the words match: looking through a million titles costs enough as it is.
    """
    title = key_results.c.title
    matching = [or_(contains(work, title, word), *_begins(work, key_results.c.key, None, word)) for word in words]
    if not actor.is_administrator:
        goal = select(goals.c.id).where(goals.c.id == key_results.c.goal_id, visible_goals(actor))
        matching.append(exists(goal.correlate(key_results)))
    some = select(key_results.c.id).where(*matching).limit(limit).subquery()
    statement = _results().join(some, some.c.id == key_results.c.id).order_by(goals.c.prefix, goals.c.number)
    return work.connection.execute(statement.order_by(key_results.c.number)).all()


def units_by_words(work: ReadWork, words: Sequence[str], *, limit: int) -> Rows:
    """Units with all words in name or key; archived ones are left out."""
    statement = _units()
    for word in words:
        statement = statement.where(
            or_(contains(work, units.c.name, word), *_begins(work, units.c.prefix, units.c.prefix, word))
        )
    order = (case((units.c.prefix == words[0].upper(), 0), else_=1), units.c.path)
    return work.connection.execute(statement.where(units.c.archived_on.is_(None)).order_by(*order).limit(limit)).all()


def people_by_words(work: ReadWork, words: Sequence[str], today: date, *, limit: int) -> Rows:
    """People with all words in name, handle or e-mail address, who have not left by a day."""
    statement = _people()
    for word in words:
        columns = (people.c.name, people.c.handle, people.c.email)
        statement = statement.where(or_(*(contains(work, column, word) for column in columns)))
    order = (case((people.c.handle == words[0], 0), else_=1), people.c.name, people.c.id)
    return work.connection.execute(statement.where(not_former(today)).order_by(*order).limit(limit)).all()


def goals_nearly(work: ReadWork, actor: Actor, words: Sequence[str], *, limit: int) -> Rows:
    """Goals that hold the letters of all words in their order, in no order: the search stops when there are enough."""
    matching = [spread(work, goals.c.title, word) for word in words]
    return work.connection.execute(_goals().where(*matching, visible_goals(actor)).limit(limit)).all()


def units_nearly(work: ReadWork, words: Sequence[str], *, limit: int) -> Rows:
    """Units whose names hold the letters of all words in their order."""
    matching = [spread(work, units.c.name, word) for word in words]
    return work.connection.execute(_units().where(*matching, units.c.archived_on.is_(None)).limit(limit)).all()


def people_nearly(work: ReadWork, words: Sequence[str], today: date, *, limit: int) -> Rows:
    """People whose names hold the letters of all words in their order, who have not left by a day."""
    matching = [spread(work, people.c.name, word) for word in words]
    return work.connection.execute(_people().where(*matching, not_former(today)).limit(limit)).all()


def _begins(
    work: ReadWork, key: ColumnElement[str], prefix: ColumnElement[str] | None, word: str
) -> list[ColumnElement[bool]]:
    """The condition for keys that begin with a word; none where no key does."""
    if prefix is not None and _PREFIX.fullmatch(word):
        return [prefix == word.upper()]
    return [starts_with(work, key, word)] if _KEY.fullmatch(word) else []


def _goals() -> Select[tuple[object, ...]]:
    owner = people.alias("owner")
    return select(
        goals.c.key, goals.c.title, goals.c.state, units.c.name.label("unit_name"), owner.c.name.label("owner_name")
    ).select_from(goals.join(units, units.c.id == goals.c.unit_id).outerjoin(owner, owner.c.id == goals.c.owner_id))


def _units() -> Select[tuple[object, ...]]:
    lead = people.alias("lead")
    return select(units.c.prefix, units.c.name, units.c.kind, lead.c.name.label("lead_name")).select_from(
        units.outerjoin(lead, lead.c.id == units.c.lead_id)
    )


def _people() -> Select[tuple[object, ...]]:
    return select(people.c.handle, people.c.name, people.c.title, units.c.name.label("unit_name")).select_from(
        people.outerjoin(units, units.c.id == people.c.unit_id)
    )


def _results() -> Select[tuple[object, ...]]:
    return select(key_results.c.key, key_results.c.title, goals.c.title.label("goal_title")).select_from(
        key_results.join(goals, goals.c.id == key_results.c.goal_id)
    )
