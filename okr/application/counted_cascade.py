"""R13 for a company in which few goals lead nowhere: units and owners are counted by the database, and no path is followed but theirs."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from okr.application.cascade import Reach, Standing, load_cascade
from okr.application.case import ReadCase
from okr.application.orphans import few_orphans
from okr.domain.memory import collector_resting
from storage import alignment as statements
from storage.raw import RawId


@dataclass(frozen=True, slots=True)
class CountedCascade:
    """The active goals of a company of which the orphans are known, by unit and by owner."""

    case: ReadCase
    paths: Mapping[RawId, str]
    root: RawId | None
    goals: Mapping[tuple[RawId, RawId], int]
    """How many are of a cycle and a unit."""
    owned: Mapping[RawId, int]
    orphans: Collection[statements.ActiveGoal]
    tops: Collection[statements.ActiveGoal]
    people: Collection[tuple[RawId, RawId | None]]

    def standing(self, *, cycle_id: RawId | None) -> Standing:
        """Where goals and people stand, of a cycle or of all."""
        place_of: dict[RawId | None, int] = {unit: place for place, unit in enumerate(self.paths)}
        at_root = next((place for place, unit in enumerate(self.paths) if unit == self.root), 0)
        goals: Counter[int] = Counter()
        for (cycle, unit), many in self.goals.items():
            if unit != self.root and cycle_id in {None, cycle}:
                goals[place_of[unit]] += many
        orphans: defaultdict[int, list[RawId]] = defaultdict(list)
        for goal, unit, _, cycle in self.orphans:
            if cycle_id in {None, cycle}:
                orphans[place_of[unit]].append(goal)
        people: defaultdict[int, list[RawId]] = defaultdict(list)
        for person, home in self.people:
            people[place_of.get(home, at_root)].append(person)
        seeing = _beside(self.owned, self.orphans).intersection(person for person, _ in self.people)
        return Standing(list(self.paths.values()), goals, orphans, people, frozenset(seeing))

    def reach(self, path: str, people: Collection[RawId], top: RawId) -> Reach:
        """How far the only top goal reaches within a subtree and among some people: whatever is no orphan hangs on it."""
        if {goal for goal, *_ in self.tops} != {top}:
            raise ValueError("only of a top that stands alone is it known what hangs on it")
        inside = {unit for unit, own in self.paths.items() if own.startswith(path) and unit != self.root}
        orphans = [goal for goal in self.orphans if goal[1] in inside]
        below: Counter[RawId] = Counter()
        for (_, unit), many in self.goals.items():
            if unit in inside:
                below[unit] += many
        below.subtract(Counter(unit for _, unit, _, _ in orphans))
        if len(inside) >= len(self.paths) - 1:  # what is owned in all units, less the goals of the root
            owners = _beside(self.owned, [*orphans, *self.tops])
        else:
            owners = _beside(statements.owned(self.case.work, path), orphans)
        return Reach(
            goals=below.total(),
            people=len(owners.intersection(people)),
            units=sum(many > 0 for many in below.values()),
        )


def counted_cascade(case: ReadCase) -> CountedCascade | None:
    """The company counted; None where too many goals could be orphans."""
    few = few_orphans(case)
    if few is None:
        return None
    with collector_resting():
        return _counted(case, few)


def _counted(case: ReadCase, few: Collection[UUID]) -> CountedCascade:
    paths = statements.unit_paths(case.work)
    return CountedCascade(
        case=case,
        paths=paths,
        root=next((unit for unit, path in paths.items() if path.count(".") == 1), None),
        goals=statements.goals_by_cycle_and_unit(case.work),
        owned=statements.owned(case.work),
        orphans=statements.active_among(case.work, few),
        tops=statements.tops(case.work),
        people=statements.people_employed(case.work, on=case.today),
    )


def standing_now(case: ReadCase) -> Standing:
    """Where goals and people stand (R13), found in the cheapest way."""
    return (counted_cascade(case) or load_cascade(case)).standing(cycle_id=None)


def _beside(owned: Mapping[RawId, int], orphans: Collection[statements.ActiveGoal]) -> set[RawId]:
    """Who owns goals that are no orphans."""
    lost = Counter(owner for _, _, owner, _ in orphans if owner is not None)
    return owned.keys() - {owner for owner, many in lost.items() if owned.get(owner, 0) <= many}
