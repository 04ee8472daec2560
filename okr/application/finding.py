"""Finding what a request names: people by handle or e-mail, units, cycles, focus areas, goals and key results by key.

What the acting person may not see is answered like what does not exist.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select

from okr.application.case import ReadCase
from okr.domain.errors import NotFound, RuleViolation
from okr.domain.keys import KeyResultKey, parse_goal_key, parse_key, parse_key_result_key
from okr.domain.policy import Action, GoalFacts
from okr.domain.text import clean_for_display, truncate
from storage.policy import load_goal_facts, visible_goals
from storage.rows import AnyRow
from storage.tables import goals as plan
from storage.tables import organisation

LONGEST_NAME = 256
"""Characters of a key, handle or e-mail address that are looked at: no real one is longer."""
NEAREST_OUT_OF = 2_000
"""How many keys are compared for "did you mean"."""
FEW = 5
"""So many are named where none of them is near."""


class FoundGoal(NamedTuple):
    """A goal's row with the facts that decide about rights on it."""

    row: AnyRow
    facts: GoalFacts

    @property
    def id(self) -> UUID:
        """The goal's id."""
        found: UUID = self.row.id
        return found


class FoundKeyResult(NamedTuple):
    """A key result's row with its goal."""

    row: AnyRow
    goal: FoundGoal

    @property
    def id(self) -> UUID:
        """The key result's id."""
        found: UUID = self.row.id
        return found


def readable(text: str) -> str:
    """What was asked for, as it can be looked up on both databases and shown: signs that no key or name has are replaced."""
    return truncate(clean_for_display(text).strip(), LONGEST_NAME)


def find_goal(case: ReadCase, key: str) -> FoundGoal:
    """The goal of a key that the acting person may see; NotFound with the nearest keys otherwise."""
    wanted = str(parse_goal_key(key))
    goals = plan.goals
    row = case.connection.execute(select(goals).where(goals.c.key == wanted)).one_or_none()
    return _seen(case, row, wanted)


def find_key_result(case: ReadCase, key: str) -> FoundKeyResult:
    """The key result of a key whose goal the acting person may see; NotFound with the nearest keys otherwise."""
    parsed = parse_key_result_key(key)
    wanted = str(parsed)
    table = plan.key_results
    row = case.connection.execute(select(table).where(table.c.key == wanted)).one_or_none()
    if row is None:
        raise NotFound(
            f"There is no key result {wanted}.", hint=_did_you_mean(wanted, _visible_result_keys(case, parsed))
        )
    goals = plan.goals
    goal_row = case.connection.execute(select(goals).where(goals.c.id == row.goal_id)).one()
    facts = load_goal_facts(case.work, [row.goal_id])[row.goal_id]
    if not case.may(Action.SEE_GOAL, facts):
        raise NotFound(
            f"There is no key result {wanted}.", hint=_did_you_mean(wanted, _visible_result_keys(case, parsed))
        )
    return FoundKeyResult(row=row, goal=FoundGoal(row=goal_row, facts=facts))


def find_goal_or_key_result(case: ReadCase, key: str) -> FoundGoal | FoundKeyResult:
    """The goal or the key result of a key."""
    if isinstance(parse_key(key), KeyResultKey):
        return find_key_result(case, key)
    return find_goal(case, key)


def find_person(case: ReadCase, text: str, *, field: str = "person") -> AnyRow:
    """The row of a person by handle or e-mail; NotFound with the nearest handles otherwise."""
    people = organisation.people
    shown = readable(text)
    wanted = shown.lower()
    row = case.connection.execute(
        select(people).where(or_(people.c.handle == wanted, people.c.email == wanted))
    ).one_or_none()
    if row is None:
        handles = case.connection.execute(select(people.c.handle).limit(NEAREST_OUT_OF)).scalars()
        raise NotFound(
            f"Nobody here has the handle or e-mail '{shown}'.",
            hint=_did_you_mean(wanted, handles, all_of="person"),
            field=field,
        )
    return row


def find_unit(case: ReadCase, key: str, *, field: str = "unit") -> AnyRow:
    """The row of a unit by its key; NotFound with the nearest keys otherwise."""
    units = organisation.units
    wanted = readable(key).upper()
    row = case.connection.execute(select(units).where(units.c.prefix == wanted)).one_or_none()
    if row is None:
        keys = case.connection.execute(select(units.c.prefix).limit(NEAREST_OUT_OF)).scalars()
        raise NotFound(f"There is no unit {wanted}.", hint=_did_you_mean(wanted, keys, all_of="unit"), field=field)
    return row


def root_unit(case: ReadCase) -> AnyRow:
    """The row of the organisation's root unit."""
    units = organisation.units
    return case.connection.execute(select(units).where(units.c.depth == 0)).one()


def find_area(case: ReadCase, key: str, *, field: str = "focus area") -> AnyRow:
    """The row of a focus area by its key; NotFound with the nearest keys otherwise."""
    areas = organisation.focus_areas
    wanted = readable(key).lower()
    row = case.connection.execute(select(areas).where(areas.c.key == wanted)).one_or_none()
    if row is None:
        keys = case.connection.execute(select(areas.c.key).limit(NEAREST_OUT_OF)).scalars()
        raise NotFound(
            f"There is no focus area '{wanted}'.", hint=_did_you_mean(wanted, keys, all_of="area"), field=field
        )
    return row


def find_cycle(case: ReadCase, key: str | None) -> AnyRow:
    """The row of a cycle by its key, or of the current one; NotFound with the nearest keys otherwise."""
    cycles = organisation.cycles
    if key is None:
        return current_cycle(case, case.today)
    wanted = readable(key)
    row = case.connection.execute(select(cycles).where(cycles.c.key == wanted)).one_or_none()
    if row is None:
        keys = case.connection.execute(select(cycles.c.key)).scalars()
        raise NotFound(
            f"There is no cycle '{wanted}'.", hint=_did_you_mean(wanted, keys, all_of="cycle"), field="cycle"
        )
    return row


def current_cycle(case: ReadCase, day: date) -> AnyRow:
    """The cycle that a day lies in, the shortest one that has goals, else the shortest; else the last that began before.

    The shortest of several is where the work is done: a quarter inside its year.
    """
    cycles, goals = organisation.cycles, plan.goals
    rows = case.connection.execute(select(cycles).order_by(cycles.c.starts_on.desc(), cycles.c.ends_on)).all()
    if not rows:
        raise RuleViolation("There is no cycle yet.", hint="Create one: okr cycle new KEY --starts DAY --ends DAY.")
    around = [row for row in rows if row.starts_on <= day <= row.ends_on]
    around.sort(key=lambda row: row.ends_on - row.starts_on)
    for row in around:
        if case.connection.execute(select(goals.c.id).where(goals.c.cycle_id == row.id).limit(1)).first() is not None:
            return row
    if around:
        return around[0]
    begun = [row for row in rows if row.starts_on <= day]
    return begun[0] if begun else rows[-1]


def _seen(case: ReadCase, row: AnyRow | None, wanted: str) -> FoundGoal:
    if row is not None:
        goal_id: UUID = row.id
        facts = load_goal_facts(case.work, [goal_id])[goal_id]
        if case.may(Action.SEE_GOAL, facts):
            return FoundGoal(row=row, facts=facts)
    raise NotFound(f"There is no goal {wanted}.", hint=_did_you_mean(wanted, _visible_goal_keys(case, wanted)))


def _visible_goal_keys(case: ReadCase, wanted: str) -> Sequence[str]:
    goals = plan.goals
    same_prefix = goals.c.prefix == parse_goal_key(wanted).prefix
    for condition in (same_prefix, ~same_prefix):
        keys = (
            case.connection.execute(
                select(goals.c.key).where(condition, visible_goals(case.actor)).limit(NEAREST_OUT_OF)
            )
            .scalars()
            .all()
        )
        if keys:
            return keys
    return ()


def _visible_result_keys(case: ReadCase, wanted: KeyResultKey) -> Sequence[str]:
    goals, results = plan.goals, plan.key_results
    return (
        case.connection.execute(
            select(results.c.key)
            .join(goals, goals.c.id == results.c.goal_id)
            .where(goals.c.prefix == wanted.goal.prefix, visible_goals(case.actor))
            .limit(NEAREST_OUT_OF)
        )
        .scalars()
        .all()
    )


def _did_you_mean(wanted: str, candidates: Iterable[str], *, all_of: str = "goal") -> str:
    """The nearest of what there is; where nothing is near, all of it if that is little, else the command that lists `all_of` it."""
    from okr.domain.quantities import nearest  # only where something is not found

    known = list(candidates)
    found = nearest(wanted, known)
    if found:
        return f"Did you mean {', '.join(found)}?"
    if 0 < len(known) <= FEW:
        return f"There {'is' if len(known) == 1 else 'are'} {', '.join(sorted(known))}."
    return f"okr {all_of} list shows what there is."
