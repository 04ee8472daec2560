"""R13: orphan rate, line of sight, and how far the top goals reach, over the active goals of the whole organisation."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from okr.application.case import ReadCase
from okr.application.finding import find_cycle, find_unit, root_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.paging import page, read_cursor, write_cursor
from okr.contract.alignment import (
    AlignmentReport,
    ListOrphans,
    OrphanGoal,
    ShowAlignment,
    TopGoalReach,
    UnitAlignment,
)
from okr.contract.base import Page, PersonRef, UnitRef
from okr.domain.errors import InvalidInput
from okr.domain.numbers import ratio_ppm
from storage import alignment as statements
from storage.accountability import direct_units
from storage.alignment import ActiveGoal, RawId
from storage.derived import AnyRow

MAXIMUM_LIST = 1_000


@dataclass(frozen=True, slots=True)
class Cascade:
    """The active goals with the ways down from the top goals; `counted` are those that a report is about."""

    goals: Mapping[RawId, ActiveGoal]
    tops: tuple[RawId, ...]
    children: Mapping[RawId, Sequence[RawId]]
    aligned: frozenset[RawId]
    paths: Mapping[RawId, str]

    def below(self, top: RawId) -> set[RawId]:
        """A top goal and every active goal with a path to it."""
        return reach([top], self.children)

    def by_key(self, ids: Iterable[RawId]) -> list[RawId]:
        """Goals in the order of their keys."""
        return sorted(ids, key=lambda one: self.goals[one][1:3])


def load_cascade(case: ReadCase) -> Cascade:
    """Every active goal, and which of them have a path of links of either kind through active goals to a top goal (R13).

    Three statements that read everything; two seconds for 300,000 goals.
    """
    active = {goal.id: goal for goal in statements.active_goals(case.work)}
    children: defaultdict[RawId, list[RawId]] = defaultdict(list)
    for child, parent in statements.links(case.work):
        if child in active and parent in active:
            children[parent].append(child)
    paths = statements.unit_paths(case.work)
    root = next((unit for unit, path in paths.items() if path.count(".") == 1), None)
    tops = tuple(one for one, goal in active.items() if goal.unit_id == root)
    return Cascade(active, tops, children, frozenset(reach(tops, children)), paths)


def reach(tops: Iterable[RawId], children: Mapping[RawId, Sequence[RawId]]) -> set[RawId]:
    """Some goals and all below them, by (parent: children); a loop, since a graph may be deeper than the stack."""
    reached = set(tops)
    frontier = list(reached)
    while frontier:
        for child in children.get(frontier.pop(), ()):
            if child not in reached:
                reached.add(child)
                frontier.append(child)
    return reached


@dataclass(frozen=True, slots=True)
class Rates:
    """R13 for a unit, alone or with all below it, as counts."""

    goals: int = 0
    orphans: int = 0
    people: int = 0
    seeing: int = 0

    @property
    def orphan_rate_ppm(self) -> int | None:
        """Orphans / goals; None without goals."""
        return ratio_ppm(self.orphans, self.goals) if self.goals else None

    @property
    def line_of_sight_ppm(self) -> int | None:
        """People with an active goal on a path to a top goal / people employed; None without people."""
        return ratio_ppm(self.seeing, self.people) if self.people else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Which goals are orphans, who is employed and who sees a top, each by unit; counted once for all units."""

    paths: Mapping[RawId, str]
    goals: Mapping[RawId, int]
    orphans: Mapping[RawId, Sequence[RawId]]
    people: Mapping[RawId, Sequence[RawId]]
    seeing: frozenset[RawId | None]

    def units(self, path: str) -> list[RawId]:
        """The units of a subtree."""
        return [unit for unit, own in self.paths.items() if own.startswith(path)]

    def orphans_of(self, path: str) -> list[RawId]:
        """The orphans of a unit and all below it."""
        return [one for unit in self.units(path) for one in self.orphans.get(unit, ())]

    def people_of(self, path: str) -> list[RawId]:
        """The people employed of a unit and all below it."""
        return [one for unit in self.units(path) for one in self.people.get(unit, ())]

    def rates(self, path: str) -> Rates:
        """The rates of a unit and all below it."""
        people = self.people_of(path)
        return Rates(
            goals=sum(self.goals.get(unit, 0) for unit in self.units(path)),
            orphans=len(self.orphans_of(path)),
            people=len(people),
            seeing=sum(person in self.seeing for person in people),
        )


def standing(case: ReadCase, cascade: Cascade, *, cycle_id: RawId | None = None) -> Standing:
    """Where goals and people stand (R13): goals of the root unit are tops and do not count; people without a unit are at the root.

    A cycle limits the goals that are counted; paths and lines of sight go through all active goals.
    """
    root = next((unit for unit, path in cascade.paths.items() if path.count(".") == 1), None)
    goals: Counter[RawId] = Counter()
    orphans: defaultdict[RawId, list[RawId]] = defaultdict(list)
    for one, goal in cascade.goals.items():
        if goal.unit_id != root and (cycle_id is None or goal.cycle_id == cycle_id):
            goals[goal.unit_id] += 1
            if one not in cascade.aligned:
                orphans[goal.unit_id].append(one)
    people: defaultdict[RawId, list[RawId]] = defaultdict(list)
    for person, unit in statements.people_employed(case.work, on=case.today):
        people[cast(RawId, unit or root)].append(person)
    seeing = frozenset(cascade.goals[one].owner_id for one in cascade.aligned)
    return Standing(cascade.paths, goals, orphans, people, seeing)


@reads(ShowAlignment)
def show_alignment(case: ReadCase, query: ShowAlignment) -> AlignmentReport:
    """Orphan rate and line of sight of a unit (the root, if none is given) and the units directly below; the reach of the tops.

    Rates count goals that may not be seen too (`hidden` says how many orphans and tops these are); lists leave them out.
    """
    if not 0 <= query.limit <= MAXIMUM_LIST:
        raise InvalidInput(f"limit: lists hold up to {MAXIMUM_LIST}, not {query.limit}.", field="limit")
    unit = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    cascade = load_cascade(case)
    where = standing(case, cascade, cycle_id=_cycle(case, query.cycle))
    path = str(unit.path)
    hidden = statements.hidden_active(case.work, case.actor)
    orphans = where.orphans_of(path)
    shown = cascade.by_key(one for one in orphans if one not in hidden)
    tops = cascade.by_key(one for one in cascade.tops if one not in hidden)
    without = {one for one in where.people_of(path) if one not in where.seeing}
    reaching = _Reaching(cascade, frozenset(where.units(path)), frozenset(where.people_of(path)))
    return AlignmentReport(
        total=_unit_alignment(UnitRef(key=unit.prefix, name=unit.name), where.rates(path)),
        units=tuple(
            _unit_alignment(UnitRef(key=row.prefix, name=row.name), where.rates(str(row.path)))
            for row in direct_units(case.work, unit.id)
        ),
        tops=tuple(reaching.of(row) for row in statements.goal_rows(case.work, tops[: query.limit])),
        orphans=tuple(_orphan(row) for row in statements.goal_rows(case.work, shown[: query.limit])),
        people_without=tuple(
            PersonRef(handle=row.handle, name=row.name)
            for row in statements.first_people(case.work, without, on=case.today, limit=query.limit)
        ),
        hidden=len(orphans) - len(shown) + len(cascade.tops) - len(tops),
    )


@reads(ListOrphans)
def list_orphans(case: ReadCase, query: ListOrphans) -> Page[OrphanGoal]:
    """All active goals without a path to a top goal, by key."""
    path = str((root_unit(case) if query.unit is None else find_unit(case, query.unit)).path)
    cascade = load_cascade(case)
    orphans = standing(case, cascade, cycle_id=_cycle(case, query.cycle)).orphans_of(path)
    hidden = statements.hidden_active(case.work, case.actor)
    shown = cascade.by_key(one for one in orphans if one not in hidden)
    start = read_cursor(query.cursor, str, int)
    later = shown if start is None else [one for one in shown if cascade.goals[one][1:3] > start]
    return page(
        statements.goal_rows(case.work, later[: query.limit + 1]),
        query.limit,
        items=lambda rows: [_orphan(row) for row in rows],
        cursor=lambda row: write_cursor(row.prefix, row.number),
        hidden=len(orphans) - len(shown),
    )


def _cycle(case: ReadCase, key: str | None) -> RawId | None:
    return None if key is None else statements.raw(case.work, find_cycle(case, key).id)


def _unit_alignment(unit: UnitRef, rates: Rates) -> UnitAlignment:
    return UnitAlignment(
        unit=unit,
        goals=rates.goals,
        orphans=rates.orphans,
        orphan_rate=rates.orphan_rate_ppm,
        people=rates.people,
        people_with_line_of_sight=rates.seeing,
        line_of_sight=rates.line_of_sight_ppm,
    )


def _orphan(row: AnyRow) -> OrphanGoal:
    return OrphanGoal(
        key=row.key,
        title=row.title,
        unit=UnitRef(key=row.unit_key, name=row.unit_name),
        owner=person_ref(row.handle, row.name),
    )


@dataclass(frozen=True, slots=True)
class _Reaching:
    """How far top goals reach within the units of a subtree."""

    cascade: Cascade
    units: frozenset[RawId]
    people: frozenset[RawId]

    def of(self, top: AnyRow) -> TopGoalReach:
        """How many goals, people employed and units below a top goal, it left out."""
        goals = self.cascade.goals
        below = [goals[one] for one in self.cascade.below(top.id) if goals[one].unit_id in self.units and one != top.id]
        return TopGoalReach(
            key=top.key,
            title=top.title,
            owner=person_ref(top.handle, top.name),
            goals=len(below),
            people=len({goal.owner_id for goal in below} & self.people),
            units=len({goal.unit_id for goal in below}),
        )
