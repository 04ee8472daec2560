"""R16: the figures of goals of the past whose parts nobody looks at: what a great cascade is made of below what is shown.

The same rules as in `as_of` by a shorter way, for the hundred thousand goals below a top: rows in raw form, straight lines in
integers (`okr.domain.linear`), sums in place. Whatever is no straight line, was corrected, is fed or has changed since is
worked out as everything else is. A property test holds both ways equal.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from okr.domain.cadence import due_days, fresh_through
from okr.domain.graph import levels
from okr.domain.linear import linear_expected_ppm, linear_status
from okr.domain.numbers import PPM, clip_ppm, difference, ratio_ppm
from okr.domain.pace import PaceFactors
from okr.domain.rollup import SUM_NAMES, ChildFigures, GoalFigures, GoalSums, goal_figures, qualifies
from okr.domain.vocabulary import (
    COUNTING_GOAL_STATES,
    COUNTING_KEY_RESULT_STATES,
    DIRECTED_METRICS,
    WORST_FIRST,
    Ambition,
    GoalState,
    KeyResultState,
    LinkKind,
    Status,
)
from storage import as_of
from storage import past_figures as statements
from storage.as_of import Edges, When
from storage.past_figures import LastReading, Moments, ResultLine
from storage.raw import Portion, RawDay, RawId, day_of, portions, raw_id, uuid_of
from storage.unit_of_work import ReadWork

ExactResults = Callable[[Collection[UUID]], Mapping[UUID, tuple[int, ChildFigures]]]
"""Key results worked out whole: weight and figures of those that count, by id."""

Lasting = dict[tuple[object, ...], date | None]


class PastGoal(NamedTuple):
    """A goal as it held, as far as its figures are concerned."""

    state: str
    ambition: str
    due_on: date
    cycle_id: RawId


class Counted(NamedTuple):
    """The figures of a goal, the status that is shown, and the sums that they follow from."""

    figures: GoalFigures
    shown: Status
    sums: GoalSums


def counted(
    work: ReadWork, goal_ids: Iterable[UUID], factors: Mapping[UUID, PaceFactors], *, day: date
) -> dict[UUID, Counted]:
    """The figures of goals in a company of the day, where their sums were worked out."""
    found: dict[UUID, Counted] = {}
    for row in statements.sums_of(work, goal_ids):
        sums = GoalSums(*(getattr(row, name) for name in SUM_NAMES))
        committed = row.ambition is Ambition.COMMITTED
        figures = goal_figures(sums, factors[row.cycle_id], due_on=row.due_on, today=day, committed=committed)
        found[row.goal_id] = Counted(figures, row.shown, sums)
    return found


@dataclass(slots=True)
class _Parts:
    """What the children of a goal add up to so far (R2, R8).

    Who speaks for the weakest status is known once all the weight is: the aspirational wait until then.
    """

    weight: int = 0
    progress: int = 0
    expected: int = 0
    weight_all: int = 0
    coverage: int = 0
    counting: int = 0
    not_reached: int = 0
    with_reading: int = 0
    broken: int = 0
    speaking: list[int] = field(default_factory=lambda: [0] * len(WORST_FIRST))
    waiting: list[tuple[int, Status]] = field(default_factory=list)

    def add(self, weight: int, child: ChildFigures, ambition: str) -> None:
        """Add a child that counts by its state; without weight it matters by a broken guardrail alone."""
        progress, expected, coverage, status, shown, has_reading, guardrail_broken = child
        if guardrail_broken:
            self.broken += 1
        if weight <= 0 or shown is None:
            return
        if progress is not None and expected is not None:
            self.weight += weight
            self.progress += weight * progress
            self.expected += weight * expected
        self.weight_all += weight
        self.coverage += weight * coverage
        self.counting += 1
        if status is not Status.REACHED:
            self.not_reached += 1
        if has_reading:
            self.with_reading += 1
        if ambition == Ambition.COMMITTED:
            self.speaking[_PLACE[shown]] += 1
        else:
            self.waiting.append((weight, shown))

    def total(self) -> GoalSums:
        """The sums of the goal."""
        for weight, shown in self.waiting:
            if qualifies(Ambition.ASPIRATIONAL, weight, weight_all=self.weight_all):
                self.speaking[_PLACE[shown]] += 1
        self.waiting.clear()
        off_track, at_risk, pending, on_track, reached = self.speaking
        return GoalSums(
            self.weight,
            self.progress,
            self.expected,
            self.weight_all,
            self.coverage,
            self.counting,
            self.not_reached,
            self.with_reading,
            off_track,
            at_risk,
            pending,
            on_track,
            reached,
            self.broken,
        )


_PLACE = {
    status: place
    for place, status in enumerate((Status.OFF_TRACK, Status.AT_RISK, Status.PENDING, Status.ON_TRACK, Status.REACHED))
}
"""The statuses in the order in which `GoalSums` counts them."""


@dataclass(slots=True)
class PastFigures:
    """Goals of a day with all that contributes to them, and what their figures are."""

    work: ReadWork
    when: When
    edges: Edges
    factors: Mapping[UUID, PaceFactors]
    exactly: ExactResults
    goals: dict[RawId, PastGoal] = field(default_factory=dict)
    parents: defaultdict[RawId, list[tuple[RawId, int]]] = field(default_factory=lambda: defaultdict(list))
    parts: defaultdict[RawId, _Parts] = field(default_factory=lambda: defaultdict(_Parts))

    def of(
        self, goal_ids: Iterable[UUID], overrides: Mapping[UUID, Status], *, most: int | None = None
    ) -> dict[UUID, Counted] | None:
        """The figures of goals, from all that contributes to them; those that did not exist are left out. None for more than `most` goals.

        `overrides` are the statuses set by hand that are in force (R7), of whatever goal stands below.
        """
        wanted = {raw_id(self.work, one): one for one in goal_ids}
        if not self._gather(wanted, most):
            return None
        results = _Results(self, Moments(self.work, self.when))
        for portion in portions(self.work, self.goals):
            results.add_up(portion)
        return self._counted(wanted, {raw_id(self.work, one): status for one, status in overrides.items()})

    def _gather(self, goal_ids: Iterable[RawId], most: int | None) -> bool:
        """Goals and links, level by level downwards; False where there are more than so many."""
        moments = Moments(self.work, self.when)
        of_changed: defaultdict[RawId, list[tuple[RawId, int]]] = defaultdict(list)
        for edge in self.edges.changed:
            if edge["kind"] == LinkKind.CONTRIBUTES:
                parent = raw_id(self.work, edge["parent_id"])
                of_changed[parent].append((raw_id(self.work, edge["child_id"]), edge["weight_units"]))
        with_history = {raw_id(self.work, one) for one in self.edges.with_history}
        frontier = set(goal_ids)
        while frontier:
            below: set[RawId] = set()
            for portion in portions(self.work, frontier):
                wanted = frontier.intersection(portion.ids)
                held = self._held(portion, wanted, moments)
                self.goals.update(held)
                for link in statements.links_into(self.work, portion):
                    if link.parent_id in held and link.id not in with_history and moments.holds(link):
                        self.parents[link.child_id].append((link.parent_id, link.weight_units))
                        below.add(link.child_id)
                for parent in held.keys() & of_changed.keys():
                    for child, weight_units in of_changed[parent]:
                        self.parents[child].append((parent, weight_units))
                        below.add(child)
            frontier = below - self.goals.keys()
            if most is not None and len(self.goals) > most:
                return False
        return True

    def _held(self, portion: Portion, wanted: Collection[RawId], moments: Moments) -> dict[RawId, PastGoal]:
        """The goals as they held: by their rows, where these say so, else by their versions."""
        changed = statements.goals_changed(self.work, portion)
        days: dict[RawDay, date] = {}
        held: dict[RawId, PastGoal] = {}
        by_versions: list[UUID] = []
        for line in statements.goal_lines(self.work, portion):
            if line.id not in wanted:
                continue
            last = changed.get(line.id)
            if last is not None and not moments.is_last(line, last):
                by_versions.append(uuid_of(line.id))
            elif last is not None or moments.holds(line):
                due_on = days.get(line.due_on)
                if due_on is None:
                    due_on = days[line.due_on] = day_of(line.due_on)
                held[line.id] = PastGoal(line.state, line.ambition, due_on, line.cycle_id)
        for one, goal in as_of.goals_held(self.work, by_versions, when=self.when).items():
            held[raw_id(self.work, one)] = PastGoal(
                goal["state"], goal["ambition"], goal["due_on"], raw_id(self.work, goal["cycle_id"])
            )
        return held

    def _counted(self, wanted: Mapping[RawId, UUID], overrides: Mapping[RawId, Status]) -> dict[UUID, Counted]:
        """Children before parents, each goal's figures into its parents' sums."""
        factors = {raw_id(self.work, one): several for one, several in self.factors.items()}
        links = ((child, parent) for child, several in self.parents.items() for parent, _ in several)
        found: dict[UUID, Counted] = {}
        for goal_id in levels(self.goals, ((child, parent) for child, parent in links if child in self.goals)):
            goal = self.goals[goal_id]
            sums = self.parts.pop(goal_id, _Parts()).total()
            figures = goal_figures(
                sums,
                factors[goal.cycle_id],
                due_on=goal.due_on,
                today=self.when.day,
                committed=goal.ambition == Ambition.COMMITTED,
            )
            shown = overrides.get(goal_id, figures.status)
            if goal_id in wanted:
                found[wanted[goal_id]] = Counted(figures, shown, sums)
            if goal.state in COUNTING_GOAL_STATES:
                child = figures.as_child(shown)
                for parent, weight_units in self.parents.get(goal_id, ()):
                    self.parts[parent].add(weight_units, child, goal.ambition)
        return found


class _Results:
    """The key results of goals: what they are in the sums of these."""

    def __init__(self, past: PastFigures, moments: Moments) -> None:
        self._past = past
        self._moments = moments
        self._today = past.when.day.toordinal()
        self._factors = {raw_id(past.work, one): several for one, several in past.factors.items()}
        self._expected: dict[tuple[RawDay, RawDay], tuple[int, bool, bool]] = {}
        self._fresh_until: Lasting = {}

    def add_up(self, portion: Portion) -> None:
        """Put every key result of some goals that counts into the sums of its goal."""
        work, past = self._past.work, self._past
        changed = statements.results_changed(work, portion)
        readings, corrected = statements.last_readings(work, portion, self._moments)
        exactly: dict[UUID, RawId] = {}
        wanted = frozenset(portion.ids)
        for line in statements.result_lines(work, portion):
            if line.goal_id not in wanted:
                continue
            last = changed.get(line.id)
            if last is not None and not self._moments.is_last(line, last):
                exactly[uuid_of(line.id)] = line.goal_id
            elif last is not None or self._moments.holds(line):
                if line.state not in COUNTING_KEY_RESULT_STATES:
                    continue
                goal = past.goals[line.goal_id]
                child = None if line.id in corrected else self._straight(line, goal, readings.get(line.id))
                if child is None:
                    exactly[uuid_of(line.id)] = line.goal_id
                else:
                    past.parts[line.goal_id].add(line.weight_units, child, goal.ambition)
        for one, (weight_units, child) in past.exactly(exactly).items():
            goal_id = exactly[one]
            past.parts[goal_id].add(weight_units, child, past.goals[goal_id].ambition)

    def _straight(self, line: ResultLine, goal: PastGoal, reading: LastReading | None) -> ChildFigures | None:
        """What a straight line from a baseline to a target is on the day; None for anything else (R1, R5, R6)."""
        if line.metric not in DIRECTED_METRICS or line.checkpoints != "[]" or line.survey or line.feed_method:
            return None
        raw_ppm = 0
        if reading is not None:
            value, baseline, target = Decimal(reading[2]), Decimal(line.baseline), Decimal(line.target)
            raw_ppm = ratio_ppm(difference(value, baseline), difference(target, baseline))
            if (raw_ppm == PPM and value != target) or (raw_ppm == 0 and value != baseline):
                return None  # rounded across 0 or 1, where the millionths do not tell the status
        expected, before_start, after_due = self._line(line.starts_on, line.due_on)
        status, _ = linear_status(
            raw_ppm,
            expected,
            has_reading=reading is not None,
            before_start=before_start,
            after_due=after_due,
            committed=goal.ambition == Ambition.COMMITTED,
            factors=self._factors[goal.cycle_id],
        )
        is_fresh = reading is not None and self._is_fresh(line, goal, reading[0])
        return ChildFigures(clip_ppm(raw_ppm), expected, PPM if is_fresh else 0, status, status, reading is not None)

    def _line(self, starts_on: RawDay, due_on: RawDay) -> tuple[int, bool, bool]:
        """What the line expects today, and whether it has not begun or is over."""
        found = self._expected.get((starts_on, due_on))
        if found is None:
            first, last = day_of(starts_on).toordinal(), day_of(due_on).toordinal()
            found = (linear_expected_ppm(first, last, self._today), self._today < first, self._today > last)
            self._expected[starts_on, due_on] = found
        return found

    def _is_fresh(self, line: ResultLine, goal: PastGoal, last_on: RawDay) -> bool:
        """Whether the last reading is not stale (R6); in a goal that is not active, or a closed result, nothing becomes so."""
        if line.state != KeyResultState.ACTIVE or goal.state != GoalState.ACTIVE:
            return True
        key = (line.cadence, line.starts_on, line.due_on, line.grace_days, last_on)
        if key not in self._fresh_until:
            starts_on = day_of(line.starts_on)
            days = due_days(line.cadence, starts_on, day_of(line.due_on))
            self._fresh_until[key] = fresh_through(
                days, starts_on, last_reading_on=day_of(last_on), grace_days=line.grace_days
            )
        until = self._fresh_until[key]
        return until is None or self._past.when.day <= until
