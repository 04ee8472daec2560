"""What becomes of each page of a step of the turn: by this process, and by a second one where there is much to do.

Python works on one processor at a time, and most of the time goes into reading and working out. So a second process plans
most of it, page by page; this one plans the rest, and writes everything. If the second comes to nothing, its part is planned here.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar, cast
from uuid import UUID

from okr.application.beside import Beside, beside, serve
from okr.application.cascade import Rates
from okr.application.case import ReadCase, Settings
from okr.application.rates import aligned
from okr.application.turning_in_bulk import Plan, Turner
from okr.domain.policy import Actor
from storage import turning, verification
from storage.streaming import notation_of
from storage.unit_of_work import ReadWork, Store, WriteWork

Result = TypeVar("Result")

GAP_S = 0.003
"""Three times what a waiting process lets pass between two looks (see `storage.sqlite`)."""
RESULT_PARTS, GOAL_PARTS = 6, 6
"""Of so many equal parts this process plans the first, the other one the rest, since this one writes as well."""
WITHOUT_GAP_S = 0.02
COUNT = "count"
"""Asks the second process for the rates of R13."""
LARGE = 200_000
"""Key results from which on a second process pays."""
LARGE_LEVEL = 20_000
"""Goals on one level from which on it pays."""


@dataclass(frozen=True, slots=True)
class Step:
    """Key results that are computed whole, or goals of a level; `limit` on a page."""

    kind: str
    limit: int
    level: int = 0
    after: UUID = turning.FIRST_ID
    to: UUID = turning.LAST_ID


@dataclass(frozen=True, slots=True)
class Moment:
    """The case of the turn without its transaction."""

    actor: Actor
    settings: Settings
    today: date
    now: datetime


def plans(store: Store, turner: Turner, step: Step) -> Iterator[Plan]:
    """The plans of a step, a page each."""
    after = step.after
    while True:
        plan = store.read(partial(_plan, turner=turner, step=step, after=after), timeout_s=0)
        if not plan.page:
            return
        yield plan
        after = turner.notation.identity(plan.page[-1])


def _plan(work: ReadWork, *, turner: Turner, step: Step, after: UUID) -> Plan:
    if step.kind == "wholes":
        page = turning.movable_after(work, after, to=step.to, today=turner.today, limit=step.limit)
        return turner.plan_wholes(work, page)
    page = turning.goals_after(work, after, to=step.to, level=step.level, today=turner.today, limit=step.limit)
    return turner.plan_goals(work, page, step.level) if page else Plan([])


@dataclass(slots=True)
class Planner:
    """Plans alone, or together with a second process that knows the day; and writes, so that others get their turn in between."""

    store: Store
    turner: Turner
    other: Beside | None
    rested_at: float = 0.0
    wrote_at: float = 0.0
    is_counting: bool = False
    unanswered_step: Step | None = None

    def count_meanwhile(self) -> None:
        """Have the second process, where there is one, count what the day does not move, until its help is needed.

        Not on SQLite, whose log grows while somebody reads for long: who writes next would have to move it into the file.
        """
        is_free = self.other is not None and not self.store.url.is_sqlite
        self.is_counting = is_free and self.other is not None and self.other.send(COUNT)

    def counted(self) -> Rates | None:
        """What the second process has counted; None where it did not."""
        answer = self.other.receive() if self.other is not None and self.is_counting else None
        self.is_counting = False
        return answer if isinstance(answer, Rates) else None

    def write(self, step: Callable[[WriteWork], Result]) -> Result:
        """Run a step in a transaction of its own, on SQLite with a gap now and then, in which others who wait get their turn.

        What was read since the last one may have been gap enough.
        """
        if self.store.url.is_sqlite:
            now = time.monotonic()
            since = now - self.wrote_at
            if since < GAP_S and now - self.rested_at > WITHOUT_GAP_S:
                time.sleep(GAP_S - since)
                since = GAP_S
            if since >= GAP_S:
                self.rested_at = time.monotonic()
        result = self.store.write(step, timeout_s=0, repeatable=True)
        self.wrote_at = time.monotonic()
        return result

    def plans(self, step: Step) -> Iterator[Plan]:
        """The plans of a step, in no order, from this process and from the other one by turns."""
        lanes = [iter(lane) for lane in self.lanes(step)]
        while lanes:
            for lane in tuple(lanes):
                plan = next(lane, None)
                if plan is None:
                    lanes.remove(lane)
                else:
                    yield plan
        yield from self.unanswered()

    def each(self, step: Step, do: Callable[[Plan], int]) -> int:
        """Do something with each plan of a step, and add up what it answers.

        Where the database is another process, with plans of this process and of the other one at once: one waits for its commit while the other works.
        """
        if self.store.url.is_sqlite or self.other is None:
            return sum(map(do, self.plans(step)))
        with ThreadPoolExecutor(2) as threads:
            done = sum(threads.map(lambda lane: sum(map(do, lane)), self.lanes(step)))
        return done + sum(map(do, self.unanswered()))

    def lanes(self, step: Step) -> Sequence[Iterator[Plan]]:
        """The plans of a step: those that are made here, and those that the other process makes; then comes `unanswered`."""
        self.unanswered_step = None
        other = self.other
        middle = None if other is None else self.store.read(partial(_middle, step=step), timeout_s=0)
        if other is None or middle is None or not other.send(replace(step, after=middle)):
            return (plans(self.store, self.turner, step),)
        self.unanswered_step = replace(step, after=middle)
        return plans(self.store, self.turner, replace(step, to=middle)), self._theirs(other)

    def _theirs(self, other: Beside) -> Iterator[Plan]:
        while isinstance(plan := other.receive(), Plan):
            yield plan

    def unanswered(self) -> Iterator[Plan]:
        """The plans of what the other process was to do, made here where it came to nothing."""
        if self.other is not None and self.other.is_lost and self.unanswered_step is not None:
            yield from plans(self.store, self.turner, self.unanswered_step)


def _middle(work: ReadWork, step: Step) -> UUID | None:
    """The id that parts what a step may have to look at; None where it is too little to be shared."""
    if step.kind != "goals":
        return verification.middle_of_key_results(work, parts=RESULT_PARTS)
    many = dict(verification.levels(work)).get(step.level, 0)
    return verification.middle_of_level(work, step.level, many, parts=GOAL_PARTS) if many >= LARGE_LEVEL else None


@contextmanager
def planner_for(store: Store, turner: Turner, *, large: int = LARGE) -> Iterator[Planner]:
    """The planner of a turn: with a second process where the company is large."""
    if store.read(verification.count_key_results) < large:
        yield Planner(store, turner, None)
        return
    case = turner.case
    with beside(__spec__.name, store.url) as other:
        told = other is not None and other.send(Moment(case.actor, case.settings, case.today, case.now))
        yield Planner(store, turner, other if told else None)


def main() -> None:
    """The second process: plans what it is told to, page by page, and nothing after the last."""
    with serve() as (store, asked, answer):
        moment = cast(Moment, next(asked))

        def turner(work: ReadWork) -> Turner:
            case = ReadCase(work=work, actor=moment.actor, settings=moment.settings, today=moment.today, now=moment.now)
            return Turner(case, notation_of(work))

        own = store.read(turner)
        for step in asked:
            if step == COUNT:
                answer(store.read(lambda work: aligned(replace(own.case, work=work)), timeout_s=0))
                continue
            for plan in plans(store, own, cast(Step, step)):
                answer(plan)
            answer(None)


if __name__ == "__main__":
    main()
