"""R16: a whole large company as it stood on a day, kept for all that is asked about that day.

What `past_company` brings into memory for one question is laid over the company here, table by table and mostly by the database itself;
then the numbers are worked out as `okr verify` does (`laid_numbers`). What answers every day answers there. It takes some twenty seconds
for a million key results, and is kept by the store (`storage.kept_days`).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from okr.application.case import ReadCase
from okr.application.laid_numbers import work_out_goals, work_out_key_results
from okr.application.moving import MOVED_WITHIN_DAYS
from okr.application.past_company import PastOrganisation, case_on, evening_of
from okr.application.past_contracts import contracts_then
from okr.application.recomputed_rows import Rules
from okr.application.recomputing import Part, look_at
from okr.domain.graph import levels
from okr.domain.vocabulary import ObjectKind, Visibility
from storage import as_of, kept_days, past_cycles, schema
from storage import past_company as statements
from storage.as_of import When
from storage.kept_days import Tick
from storage.laid_tables import Overlay, open_to_all
from storage.past_company import Evening
from storage.past_trees import PEOPLE, UNITS, Tree
from storage.policy import load_actor, restricted, visible_goals
from storage.raw import uuid_of
from storage.scratch import Room
from storage.unit_of_work import ReadWork, WriteWork

COPIED, INDEXED, COUNTED, ADDED_UP = 30, 45, 85, 99
"""How far a day is, in hundredths: when all is copied that stood, when it has its indexes, when what follows for key results is
worked out, and when it is added up for goals."""

LARGE = 20_000
"""Goals from which on a process of its own lays a day: it takes half a second to start."""
MUCH = 60_000
"""Goals from which on a further process works out the numbers of key results meanwhile."""


@contextmanager
def laid_company_on(case: ReadCase, when: When, *, chosen: bool = False) -> Iterator[ReadCase]:
    """A case in which it is that day: its transaction sees all that stood then. Nothing can be written there.

    It is worked out where it is not kept, or where it is `chosen` and others wrote since; Interrupted where that was stopped.
    """
    store = case.work.store
    if store is None:
        raise TypeError("a day is laid over a company that comes from a store")
    stamp, wrote_since = _stamp(case)
    hidden = stamp[1]

    def lay(work: WriteWork, tick: Tick) -> None:
        Laying(replace(case, work=work), work, when, hidden, tick).lay()

    def apart(work: WriteWork, room: Room, tick: Tick) -> bool:
        from okr.application.laying_apart import lay_apart  # it needs this module itself
        from okr.application.laying_task import Task

        is_much = statements.count_goals(case.work, up_to=MUCH) >= MUCH and (os.cpu_count() or 1) > 1
        return lay_apart(
            case, Task(room, when, hidden, case.actor, case.settings, case.today, case.now, is_much), work, tick
        )

    is_large = store.url.is_sqlite and statements.count_goals(case.work, up_to=LARGE) >= LARGE
    by_another = apart if is_large else None
    key = key_of(case, when)
    with store.days.answering(key, stamp, lay, wrote_since=wrote_since, apart=by_another, chosen=chosen) as work:
        yield case_on(case, work, evening_of(case, when))


def stands(case: ReadCase, when: When) -> bool:
    """Whether the day is kept and may be chosen, as the acting person may see it. Does not wait for one that is worked out."""
    store = case.work.store
    if store is None or not store.keeps_days:
        return False
    day = store.days.kept(key_of(case, when))
    if day is None:
        return False
    stamp, wrote_since = _stamp(case)
    return day.is_good(stamp, wrote_since=wrote_since)


def key_of(case: ReadCase, when: When) -> tuple[object, ...]:
    """What a kept day is found by: the moment, and all about who asks that decides what they see."""
    return (when, case.actor, case.settings._replace(turned_to=None))


def _stamp(case: ReadCase) -> tuple[kept_days.Stamp, kept_days.WroteSince]:
    """What a day that is laid now goes by, and how to ask whether the acting person wrote since."""

    def wrote_since(entry: UUID | None) -> bool:
        return kept_days.has_written(case.work, case.actor.person_id, entry)

    return (kept_days.newest_entry(case.work), _hidden(case)), wrote_since


def _hidden(case: ReadCase) -> frozenset[UUID]:
    """The goals that the acting person may not see today, which are few."""
    if case.actor.is_administrator:
        return frozenset()
    goals = schema.goals.c
    found = select(goals.id).where(restricted(), ~visible_goals(case.actor))
    return frozenset(case.connection.execute(found).scalars())


class Together(Protocol):
    """Another process that works out the numbers of the key results meanwhile, into a file of its own."""

    def part(self, tick: Tick) -> Part | None:
        """What goals get of their key results; None where it came to nothing. Waits for it."""

    def finish(self) -> None:
        """Wait until all is written. Unreachable where it came to nothing."""


class Laying:
    """Lays one day over a company, in the transaction of a connection of its own."""

    def __init__(self, case: ReadCase, work: WriteWork, when: When, hidden: frozenset[UUID], tick: Tick) -> None:
        self._case = case
        self._work = work
        self._evening = evening_of(case, when)
        self._when = when
        self._hidden = hidden
        self._tick = tick
        self.over = Overlay(work, when)

    def lay(self, together: Together | None = None) -> None:
        """Everything that stood, then the numbers that follow from it."""
        over, results = self.over, schema.key_result_progress
        steps = (self._organisation, self._goals, self._key_results, self._edges, self._beside, self._said)
        for done, step in enumerate(steps):
            self._tick(COPIED * done // len(steps), 100)
            step()
        over.take_their_names()
        over.index_others(results, schema.goal_progress, tick=self._between(COPIED, INDEXED))
        over.analyse(schema.goals, schema.key_results, schema.goal_links, schema.people, schema.units)
        company = look_at(self._work, self.rules)
        counting, adding = self._between(INDEXED, COUNTED), self._between(COUNTED, ADDED_UP)
        part = None if together is None else together.part(counting)
        if part is None or together is None:
            work_out_goals(self._work, company, work_out_key_results(self._work, company, counting), adding)
            over.index(results, schema.goal_progress)
        else:
            over.leave_to_another(results)
            work_out_goals(self._work, company, part, adding)
            over.index(schema.goal_progress)
            together.finish()
        over.analyse(schema.goal_progress, results)
        if not self._case.actor.is_administrator:
            actor = load_actor(self._work, self._case.actor.person_id)
            statements.leave_out(self._work, actor._replace(is_administrator=False), self._hidden)

    def lay_for_numbers(self) -> None:
        """What the numbers of key results follow from; of these only those that were not what their rows say."""
        self._organisation()
        self._goals()
        feeds, kind = schema.key_result_feeds, ObjectKind.FEED
        self.over.note_all_with_history(kind)
        self.over.copy(feeds, *self.over.as_they_are(feeds))
        self.over.put(feeds, ({**self._kept, **edge} for edge in as_of.feed_edges(self._work, when=self._when).changed))
        self._odd_key_results()
        self.over.take_their_names()

    @property
    def rules(self) -> Rules:
        """What the numbers are worked out by."""
        settings = self._case.settings
        return Rules(self._when.day, settings.time_zone, settings.minimum_answers)

    @property
    def _kept(self) -> dict[str, object]:
        """What a version of a link does not say: the bookkeeping of its row."""
        return {"effective_on": self._when.day, "recorded_at": self._evening.over_at, "version": 1}

    def _between(self, first: int, last: int) -> Tick:
        """What tells how far a part of the work is, which itself takes the day from one hundredth to another."""
        return lambda done, many: self._tick(first + (last - first) * done // max(many, 1), 100)

    def _organisation(self) -> None:
        """The organisation, its cycles and focus areas, and units and people where they hung."""
        over, work = self.over, self._work
        rows = statements.organisation_then(work, self._evening)
        for table, several in rows.items():
            over.put(table, several)
        over.put(schema.cycles, past_cycles.cycles_then(work, self._evening.written_by))
        place = PastOrganisation(self._case, self._when)
        over.copy(schema.units)
        over.rewrite(schema.units, _moved(work, place.units))
        over.copy(schema.people)
        over.rewrite(
            schema.people, ({name: row[name] for name in _names(PEOPLE)} for row in place.people.other.values())
        )

    def _goals(self) -> None:
        """The goals as they held; whoever asks sees everything of them or nothing."""
        over, goals = self.over, schema.goals
        odd = over.find_odd(goals, ObjectKind.GOAL)
        over.copy(goals, *over.as_they_are(goals), visibility=open_to_all())
        for some in odd:
            held = as_of.goals_held(self._work, some, when=self._when).values()
            over.put(goals, ({**goal, "visibility": Visibility.ORGANISATION} for goal in held))
        over.change(goals, self._hidden, visibility=Visibility.NAMED)

    def _key_results(self) -> None:
        over, results = self.over, schema.key_results
        self._odd_key_results()
        over.copy(results, *over.as_they_are(results), over.there(results.c.goal_id, schema.goals))

    def _odd_key_results(self) -> None:
        """The key results that were something else than their rows say; they stay noted."""
        over, results = self.over, schema.key_results
        there = over.of(schema.goals)
        for some in over.find_odd(results, ObjectKind.KEY_RESULT):
            held = list(as_of.key_results_held(self._work, some, when=self._when).values())
            of_goals = {result["goal_id"] for result in held}
            wanted = select(there.c.id).where(there.c.id.in_(of_goals))
            known = set(self._work.connection.execute(wanted).scalars())
            over.put(results, (result for result in held if result["goal_id"] in known))

    def _edges(self) -> None:
        """The links and the feeds that held, and the levels that follow from the links."""
        over = self.over
        for table, kind, ends, edges in (
            (schema.goal_links, ObjectKind.LINK, schema.goals, as_of.goal_link_edges),
            (schema.key_result_feeds, ObjectKind.FEED, schema.key_results, as_of.feed_edges),
        ):
            over.note_all_with_history(kind)
            over.copy(
                table, *over.as_they_are(table), over.there(table.c.child_id, ends), over.there(table.c.parent_id, ends)
            )
            over.put(table, ({**self._kept, **edge} for edge in edges(self._work, when=self._when).changed))
            laid = over.of(table)
            over.drop(table, ~over.there(laid.c.child_id, ends) | ~over.there(laid.c.parent_id, ends))
        self._levels()

    def _levels(self) -> None:
        """Bring the levels of goals to the links of the day, where these were other ones."""
        over = self.over
        if over.holds_the_same(schema.goal_links, ObjectKind.LINK):
            return
        due = levels((), ((parent, child) for child, parent in over.contributing()))
        wrong: dict[int, list[UUID]] = {}
        for one, level in over.levels():
            if due.get(one, 0) != level:
                wrong.setdefault(due.get(one, 0), []).append(uuid_of(one))
        for level, ids in wrong.items():
            over.change(schema.goals, ids, level=level)

    def _beside(self) -> None:
        """What was set by hand, agreed and raised beside the goals."""
        over, work, when = self.over, self._work, self._when
        ledger = schema.target_ledger.c
        known = [] if when.known_at is None else [ledger.recorded_at <= when.known_at]
        over.copy(schema.target_ledger, ledger.effective_on <= when.day, *known)
        over.last_days(when.day - timedelta(days=MOVED_WITHIN_DAYS))
        over.put(schema.overrides, _one_in_force(statements.overrides_then(work, self._evening), self._evening))
        laid = over.of(schema.overrides)
        over.drop(schema.overrides, ~over.there(laid.c.goal_id, schema.goals))
        agreed = statements.agreed_goals(work)
        there = set(as_of.goals_held(work, agreed, when=when))
        then, steps = contracts_then(self._case, there, self._evening)
        over.put(schema.contributions, then)
        over.put(schema.contribution_steps, steps)
        for table, rows in statements.said_of_check_ins(work, self._evening).items():
            over.put(table, rows)

    def _said(self) -> None:
        """What was said of goals and of cycles: reviews, grades and what units learned."""
        over, work, moment = self.over, self._work, self._evening.written_by
        reviewed = as_of.goals_held(work, past_cycles.reviewed_goals(work), when=self._when)
        results = as_of.key_results_held_of(work, reviewed, when=self._when).values()
        over.put(schema.reviews, past_cycles.reviews_then(work, reviewed, results, moment))
        graded = as_of.goals_held(work, past_cycles.graded_goals(work), when=self._when)
        over.put(schema.grades, past_cycles.grades_then(work, graded, moment))
        over.put(schema.retrospectives, past_cycles.retrospectives_then(work, moment))


def _moved(work: ReadWork, held: Mapping[UUID, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The units that hung elsewhere, or of which something else held, than their rows say."""
    names = _names(UNITS)
    for row in work.connection.execute(select(*(schema.units.c[name] for name in names))).all():
        then = held[row.id]
        if any(then[name] != getattr(row, name) for name in names):
            yield {name: then[name] for name in names}


def _names(tree: Tree) -> tuple[str, ...]:
    return ("id", *tree.goes_back, "path", "depth")


def _one_in_force(rows: statements.Rows, evening: Evening) -> statements.Rows:
    """Overrides of which each goal has one in force at most: where several were, the newest counts (R7)."""
    newest: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        in_force = row["ended_at"] is None and (row["until_on"] is None or row["until_on"] >= evening.day)
        if row["key_result_id"] is None and in_force:
            if row["goal_id"] in newest:
                newest[row["goal_id"]]["ended_at"] = evening.over_at
            newest[row["goal_id"]] = row
    return rows
