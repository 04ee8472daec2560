"""The rights of `okr.domain.policy` as conditions for lists, made of the same data, and the facts that they need.

A property test holds the conditions equal to the predicate for one object.
"""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_, select, true, union_all

from okr.domain.errors import NotFound
from okr.domain.policy import BARRED, RIGHTS, SEES_GOAL, Action, Actor, GoalFacts
from okr.domain.vocabulary import Relation, Visibility
from storage.tables.goals import goal_contributors, goal_readers, goals, key_results
from storage.tables.organisation import people, units
from storage.trees import ancestors_and_self, outermost, path_range
from storage.unit_of_work import ReadWork

FEW_HIDDEN = 2_000
"""Goals hidden from somebody that are named one by one in a statement that counts some of them."""


@lru_cache(maxsize=256)
def visible_goals(actor: Actor) -> ColumnElement[bool]:
    """The condition on `goals` that holds for what the acting person may see; no more than TRUE for an administrator.

    Kept, since a request uses it several times and building it takes longer than most of its statements.
    """
    if actor.is_administrator:
        return true()
    return or_(*(_sees(actor, visibility) for visibility in Visibility))


@lru_cache(maxsize=64)
def goals_open_to(actor: Actor, action: Action) -> ColumnElement[bool]:
    """The condition on `goals` that holds where the acting person's relation to one lets them do this to it.

    Whether they see it at all is `visible_goals`.
    """
    barred = BARRED.get(action, frozenset())
    able = (
        true() if actor.is_administrator and Relation.ADMINISTRATOR in RIGHTS[action] else _holds(actor, RIGHTS[action])
    )
    return and_(able, ~_holds(actor, barred)) if barred else able


def hidden_count(work: ReadWork, actor: Actor, *conditions: ColumnElement[bool]) -> int:
    """How many goals meet the conditions but are not shown to the acting person ("includes 3 goals that are not shown").

    Where few are hidden, these are asked for first: beside the conditions SQLite would follow an index of theirs instead.
    """
    if actor.is_administrator:
        return 0
    hidden: list[ColumnElement[bool]] = [restricted(), ~visible_goals(actor)]
    if conditions:
        few = work.connection.execute(select(goals.c.id).where(*hidden).limit(FEW_HIDDEN + 1)).scalars().all()
        if not few:
            return 0
        if len(few) <= FEW_HIDDEN:
            hidden = [goals.c.id.in_(few)]
    statement = select(func.count()).select_from(goals).where(*hidden, *conditions)
    return work.connection.execute(statement).scalar_one()


def restricted() -> ColumnElement[bool]:
    """The condition for goals that not everybody sees, so that both databases take the partial index of these few.

    The visibility is spelled out, not bound; the unit, which is always greater than nothing, makes SQLite search that index
    instead of a larger one that another condition would allow (600 ms against 2 for a cycle of 300,000 goals).
    """
    spelled_out: ColumnElement[str] = literal_column(f"'{Visibility.ORGANISATION.value}'")
    return and_(goals.c.visibility != spelled_out, goals.c.unit_id > UUID(int=0))


def load_actor(work: ReadWork, person_id: UUID) -> Actor:
    """The facts about the person who acts; NotFound where there is none."""
    home = units.alias("home")
    person = work.connection.execute(
        select(people.c.name, people.c.handle, people.c.path, people.c.is_administrator, home.c.path.label("unit_path"))
        .select_from(people.outerjoin(home, home.c.id == people.c.unit_id))
        .where(people.c.id == person_id)
    ).one_or_none()
    if person is None:
        raise NotFound("The person who acts is not known here.")
    led = work.connection.execute(select(units.c.path).where(units.c.lead_id == person_id)).scalars()
    return Actor(
        person_id=person_id,
        name=person.name,
        person_path=person.path,
        unit_path=person.unit_path,
        led_unit_paths=outermost(led),
        is_administrator=person.is_administrator,
        handle=person.handle,
    )


def load_goal_facts(work: ReadWork, goal_ids: Collection[UUID]) -> dict[UUID, GoalFacts]:
    """The facts that decide about rights on goals, by goal; ids that do not exist are left out. Two statements in all."""
    if not goal_ids:
        return {}
    contributors: dict[UUID, set[UUID]] = {}
    readers: dict[UUID, set[UUID]] = {}
    involved = union_all(
        select(goal_contributors.c.goal_id, goal_contributors.c.person_id, literal_column("0").label("reads")).where(
            goal_contributors.c.goal_id.in_(goal_ids)
        ),
        select(key_results.c.goal_id, key_results.c.owner_id, literal_column("0")).where(
            key_results.c.goal_id.in_(goal_ids), key_results.c.owner_id.is_not(None)
        ),
        select(goal_readers.c.goal_id, goal_readers.c.person_id, literal_column("1")).where(
            goal_readers.c.goal_id.in_(goal_ids)
        ),
    )
    for goal_id, person_id, reads in work.connection.execute(involved):
        (readers if reads else contributors).setdefault(goal_id, set()).add(person_id)
    rows = work.connection.execute(
        select(
            goals.c.id,
            goals.c.visibility,
            goals.c.owner_id,
            goals.c.sponsor_id,
            goals.c.delegate_id,
            units.c.path.label("unit_path"),
            people.c.path.label("owner_path"),
        )
        .select_from(
            goals.join(units, units.c.id == goals.c.unit_id).outerjoin(people, people.c.id == goals.c.owner_id)
        )
        .where(goals.c.id.in_(goal_ids))
    )
    return {
        row.id: GoalFacts(
            unit_path=row.unit_path,
            visibility=row.visibility,
            owner_id=row.owner_id,
            owner_path=row.owner_path,
            sponsor_id=row.sponsor_id,
            delegate_id=row.delegate_id,
            contributor_ids=frozenset(contributors.get(row.id, ())),
            reader_ids=frozenset(readers.get(row.id, ())),
        )
        for row in rows
    }


def _sees(actor: Actor, visibility: Visibility) -> ColumnElement[bool]:
    """The condition for the goals of one visibility; the cheap parts first, since both databases stop at what holds."""
    able = SEES_GOAL[visibility]
    of_this_kind = goals.c.visibility == visibility
    if Relation.COLLEAGUE in able:
        return of_this_kind
    return and_(of_this_kind, _holds(actor, able))


def _holds(actor: Actor, relations: Collection[Relation]) -> ColumnElement[bool]:
    """Whether the acting person has one of these relations to a goal."""
    return or_(false(), *(make(actor) for relation, make in _CONDITIONS.items() if relation in relations))


def _is(column: ColumnElement[UUID | None], actor: Actor) -> ColumnElement[bool]:
    """Whether a column names the acting person; never NULL, so that the condition may be negated."""
    return and_(column.is_not(None), column == actor.person_id)


def _is_contributor(actor: Actor) -> ColumnElement[bool]:
    named = select(goal_contributors.c.goal_id).where(goal_contributors.c.person_id == actor.person_id)
    owning = select(key_results.c.goal_id).where(key_results.c.owner_id == actor.person_id)
    return or_(goals.c.id.in_(named), goals.c.id.in_(owning))


def _is_named_reader(actor: Actor) -> ColumnElement[bool]:
    return goals.c.id.in_(select(goal_readers.c.goal_id).where(goal_readers.c.person_id == actor.person_id))


def _is_manager(actor: Actor) -> ColumnElement[bool]:
    low, high = path_range(actor.person_path)
    below = select(people.c.id).where(people.c.path > low, people.c.path < high)
    return and_(goals.c.owner_id.is_not(None), goals.c.owner_id.in_(below))


def _leads_unit(actor: Actor) -> ColumnElement[bool]:
    if not actor.led_unit_paths:
        return false()
    ranges = [path_range(path) for path in actor.led_unit_paths]
    below = or_(*(and_(units.c.path >= low, units.c.path < high) for low, high in ranges))
    return goals.c.unit_id.in_(select(units.c.id).where(below))


def _is_unit_member(actor: Actor) -> ColumnElement[bool]:
    if actor.unit_path is None:
        return false()
    return goals.c.unit_id.in_(select(units.c.id).where(units.c.path.in_(ancestors_and_self(actor.unit_path))))


_CONDITIONS: Mapping[Relation, Callable[[Actor], ColumnElement[bool]]] = {
    Relation.OWNER: lambda actor: _is(goals.c.owner_id, actor),
    Relation.SPONSOR: lambda actor: _is(goals.c.sponsor_id, actor),
    Relation.DELEGATE: lambda actor: _is(goals.c.delegate_id, actor),
    Relation.UNIT_MEMBER: _is_unit_member,
    Relation.UNIT_LEAD: _leads_unit,
    Relation.NAMED_READER: _is_named_reader,
    Relation.CONTRIBUTOR: _is_contributor,
    Relation.MANAGER: _is_manager,
}
"""Each relation to a goal as a condition; a relation that rights need and that is missing here turns the property test red."""
