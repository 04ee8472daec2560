"""R13: which active goals have a path to a top goal, and how units and people stand by that, for the whole organisation at once.

Goals, units and people go by their places in lists: a million ids that are looked up again and again would take most of the time.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from okr.application.case import ReadCase
from okr.domain.memory import collector_resting
from okr.domain.numbers import ratio_ppm
from storage import alignment as statements
from storage.raw import RawId
from storage.trees import step_below

NOBODY = -1
"""The owner of a goal without one, or with one who is not employed today."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """The active goals, the units and the people employed, each by place, and the ways down from the top goals.

    `is_aligned` holds for the tops and all that has a path to one of them.
    """

    goal_ids: Sequence[RawId]
    unit_of: Sequence[int]
    owner_of: Sequence[int]
    cycle_of: Sequence[RawId]
    people_ids: Sequence[RawId]
    home_of: Sequence[int]
    paths: Sequence[str]
    root: int
    tops: tuple[int, ...]
    children: Mapping[int, Sequence[int]]
    is_aligned: Sequence[int]

    def standing(self, *, cycle_id: RawId | None) -> "Standing":
        """Where goals and people stand, of a cycle or of all."""
        return standing(self, cycle_id=cycle_id)

    def reach_within(self, path: str, people: Collection[RawId]) -> "Callable[[RawId], Reach]":
        """How far top goals reach within the units of a subtree and among some people, by their ids."""
        place_of = {self.goal_ids[top]: top for top in self.tops}
        inside = {unit for unit, own in enumerate(self.paths) if own.startswith(path)}
        among = set(people)
        counting = {place for place, person in enumerate(self.people_ids) if person in among}

        def of(goal_id: RawId) -> Reach:
            top = place_of[goal_id]
            units, owners = self.unit_of, self.owner_of
            below = [goal for goal in reach([top], self.children) if goal != top and units[goal] in inside]
            return Reach(
                goals=len(below),
                people=len(counting.intersection(map(owners.__getitem__, below))),
                units=len(set(map(units.__getitem__, below))),
            )

        return of


def load_cascade(case: ReadCase) -> Cascade:
    """Every active goal, and which of them have a path of links of either kind through active goals to a top goal (R13).

    Four statements that read everything; a second for 300,000 goals. People without a unit are at home in the root.
    """
    with collector_resting():
        return _loaded(case)


def _loaded(case: ReadCase) -> Cascade:
    paths = statements.unit_paths(case.work)
    unit_places = {unit: place for place, unit in enumerate(paths)}
    root = next((place for place, path in enumerate(paths.values()) if path.count(".") == 1), 0)
    people = statements.people_employed(case.work, on=case.today)
    person_places: dict[RawId | None, int] = {person: place for place, (person, _) in enumerate(people)}
    active = statements.active_goals(case.work)
    goal_places = {goal[0]: place for place, goal in enumerate(active)}
    unit_of = [unit_places[unit] for _, unit, _, _ in active]
    children: defaultdict[int, list[int]] = defaultdict(list)
    place_of = goal_places.get
    for child_id, parent_id in statements.links(case.work):
        child, parent = place_of(child_id), place_of(parent_id)
        if child is not None and parent is not None:
            children[parent].append(child)
    tops = tuple(place for place, unit in enumerate(unit_of) if unit == root)
    is_aligned = bytearray(len(active))
    for place in reach(tops, children):
        is_aligned[place] = 1
    return Cascade(
        goal_ids=[goal[0] for goal in active],
        unit_of=unit_of,
        owner_of=[person_places.get(owner, NOBODY) for _, _, owner, _ in active],
        cycle_of=[cycle for _, _, _, cycle in active],
        people_ids=[person for person, _ in people],
        home_of=[root if unit is None else unit_places[unit] for _, unit in people],
        paths=list(paths.values()),
        root=root,
        tops=tops,
        children=children,
        is_aligned=is_aligned,
    )


def reach(tops: Iterable[int], children: Mapping[int, Sequence[int]]) -> set[int]:
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
class Reach:
    """How far a top goal reaches within a subtree: goals, people employed and units below it."""

    goals: int
    people: int
    units: int


@dataclass(frozen=True, slots=True)
class Rates:
    """R13 for a unit and all below it, as counts."""

    goals: int
    orphans: int
    people: int
    seeing: int

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
    """Which goals are orphans, who is employed and who sees a top, each by unit; counted once for all units.

    Units go by their places among `paths`, goals and people by their ids.
    """

    paths: Sequence[str]
    goals: Mapping[int, int]
    orphans: Mapping[int, Sequence[RawId]]
    people: Mapping[int, Sequence[RawId]]
    seeing: frozenset[RawId]

    def units_below(self, path: str) -> list[int]:
        """The units of a subtree."""
        return [unit for unit, own in enumerate(self.paths) if own.startswith(path)]

    def orphans_of(self, path: str) -> list[RawId]:
        """The orphans of a unit and all below it."""
        return [goal for unit, several in self.orphans.items() if self.paths[unit].startswith(path) for goal in several]

    def people_of(self, path: str) -> list[RawId]:
        """The people employed of a unit and all below it."""
        return [person for unit in self.units_below(path) for person in self.people.get(unit, ())]

    def rates(self, path: str) -> Rates:
        """The rates of a unit and all below it."""
        return self._rates(self.units_below(path))

    def rates_below(self, path: str) -> dict[str, Rates]:
        """The rates of each unit directly below one, with all below it, by path: each unit of the subtree is looked at once."""
        steps: defaultdict[str, list[int]] = defaultdict(list)
        for unit in self.units_below(path):
            steps[step_below(path, self.paths[unit])].append(unit)
        return {step: self._rates(units) for step, units in steps.items()}

    def _rates(self, units: Iterable[int]) -> Rates:
        goals = orphans = employed = seeing = 0
        for unit in units:
            goals += self.goals.get(unit, 0)
            orphans += len(self.orphans.get(unit, ()))
            people = self.people.get(unit, ())
            employed += len(people)
            seeing += len(self.seeing.intersection(people))
        return Rates(goals, orphans, employed, seeing)


def standing(cascade: Cascade, *, cycle_id: RawId | None = None) -> Standing:
    """Where goals and people stand (R13): goals of the root unit are tops and do not count.

    A cycle limits the goals that are counted; paths and lines of sight go through all active goals.
    """
    owners = set(compress(cascade.owner_of, cascade.is_aligned)) - {NOBODY}
    places: Iterable[int] = range(len(cascade.unit_of))
    if cycle_id is not None:
        places = [place for place, cycle in enumerate(cascade.cycle_of) if cycle == cycle_id]
    goals = Counter(map(cascade.unit_of.__getitem__, places))
    del goals[cascade.root]
    orphans: defaultdict[int, list[RawId]] = defaultdict(list)
    for goal in places:
        if not cascade.is_aligned[goal]:
            orphans[cascade.unit_of[goal]].append(cascade.goal_ids[goal])
    people: defaultdict[int, list[RawId]] = defaultdict(list)
    for person, home in zip(cascade.people_ids, cascade.home_of, strict=True):
        people[home].append(person)
    seeing = frozenset(map(cascade.people_ids.__getitem__, owners))
    return Standing(cascade.paths, goals, orphans, people, seeing)
