"""R16: a company as it stood on a day, for questions that count and list it: homes, accountability, what is due, alignment.

What a question needs is brought into a database in memory, with its numbers worked out for the day; there it is answered by what
answers it every day, so that both say the same. Goals, key results, links, feeds, units, people and managers are those that
held; what people see is decided by today's rights.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from sqlalchemy import Table

from okr.application.as_of import Past, added_up, load, overrides_in_force
from okr.application.case import ReadCase
from okr.application.finding import current_cycle
from okr.application.key_result_numbers import known_check_ins, progress_row
from okr.application.moving import MOVED_WITHIN_DAYS
from okr.application.past_contracts import contracts_then
from okr.application.past_rows import feeding_row, goal_row, goals_on_their_levels
from okr.contract.base import AsOf
from storage import as_of, past_cycles, schema
from storage import past_company as statements
from storage.as_of import Columns, When
from storage.derived import AnyRow
from storage.past_company import Evening, Rows
from storage.past_entries import close_later
from storage.past_people import PastPeople
from storage.past_trees import PEOPLE, UNITS, tree_held, tree_rows
from storage.policy import load_actor
from storage.unit_of_work import ReadWork

MOST_GOALS = 10_000
"""Goals of which a past day is worked out for one answer: some ten seconds. Beyond that the whole company is worked out, and kept."""


class Wanted(NamedTuple):
    """Whose goals a question is about: those of some people and some units, or everybody's (both None).

    `asked` are units whose contracts are looked at, without their goals; `goals` are some more goals. With `all_people` people are
    counted: all of them are brought in, not only those who are named. With `life` it is about how cycles are planned, graded and
    looked back at: reviews, grades and retrospectives come too.
    """

    people: frozenset[UUID] | None = None
    units: frozenset[UUID] | None = None
    asked: frozenset[UUID] = frozenset()
    goals: frozenset[UUID] = frozenset()
    all_people: bool = False
    life: bool = False


EVERYBODY = Wanted()
NO_GOALS = Wanted(frozenset(), frozenset(), all_people=True)
"""For what is asked about units and people alone."""

Asked = TypeVar("Asked", bound=AsOf)
Answer = TypeVar("Answer")


class PastOrganisation:
    """The units and the people of a day, with the paths of the day; who was entered later did not work here yet.

    They are read as they are asked for: what needs everybody needs no tree.
    """

    def __init__(self, case: ReadCase, when: When) -> None:
        self._work = case.work
        self._when = when
        self._asked_by = case.actor.person_id

    @cached_property
    def units(self) -> Mapping[UUID, Mapping[str, Any]]:
        """The units by id."""
        found = tree_held(self._work, UNITS, when=self._when)
        close_later(self._work, found, when=self._when, worked_in=self.people.count_employed)
        return found

    @cached_property
    def people(self) -> PastPeople:
        """The people."""
        return PastPeople(self._work, when=self._when, but=self._asked_by)

    def units_below(self, unit_id: UUID) -> frozenset[UUID]:
        """A unit with all below it."""
        path = self.units[unit_id]["path"]
        return frozenset(one for one, unit in self.units.items() if unit["path"].startswith(path))

    def mine(self, person_id: UUID) -> Wanted:
        """What a person owns themself, and what the units that they led are asked for."""
        return Wanted(frozenset({person_id}), frozenset(), self._led_by(person_id))

    def team_of(self, person_id: UUID) -> Wanted:
        """The people below a person, and the units that they led with all below these."""
        inside = self._led_by(person_id)
        if len(inside) == len(self.units):
            return EVERYBODY
        return Wanted(self.people.below(person_id) | self.people.members(inside), inside)

    def of_unit(self, unit_id: UUID) -> Wanted:
        """A unit with all below it, and the people in it."""
        inside = self.units_below(unit_id)
        if len(inside) == len(self.units):
            return EVERYBODY
        return Wanted(self.people.members(inside), inside, all_people=True)

    def reports_of(self, person_id: UUID) -> Wanted:
        """The people who reported to a person."""
        return Wanted(self.people.reports_of(person_id), frozenset(), all_people=True)

    def _led_by(self, person_id: UUID) -> frozenset[UUID]:
        led = [one for one, unit in self.units.items() if unit["lead_id"] == person_id]
        return frozenset(one for unit in led for one in self.units_below(unit))


def cycle_on(case: ReadCase, when: When, key: str | None) -> str:
    """The key of a cycle: the one that is named, else the one that the day lay in."""
    return key if key is not None else str(current_cycle(case, when.day).key)


def answered_on(
    case: ReadCase,
    query: Asked,
    when: When,
    *,
    wanted: Callable[[PastOrganisation], Wanted],
    answer: Callable[[ReadCase, Asked], Answer],
) -> Answer:
    """What answers a question every day answers it as of a day; without a cycle in the one that the day lay in."""
    with on_day(case, when, wanted) as past:
        return answer(past, as_of_that_day(case, query, when))


def answered_in_whole(
    case: ReadCase, query: Asked, when: When, *, answer: Callable[[ReadCase, Asked], Answer]
) -> Answer:
    """The same where the whole company is needed, and it is a large one."""
    with whole_company_on(case, when) as past:
        return answer(past, as_of_that_day(case, query, when))


def as_of_that_day(case: ReadCase, query: Asked, when: When) -> Asked:
    """A question as it is asked on the day itself."""
    changes: dict[str, object] = {"as_of": None, "known_at": None}
    if "cycle" in type(query).model_fields:
        changes["cycle"] = cycle_on(case, when, getattr(query, "cycle", None))
    return query.model_copy(update=changes)


@contextmanager
def on_day(case: ReadCase, when: When, wanted: Callable[[PastOrganisation], Wanted]) -> Iterator[ReadCase]:
    """A case in which it is that day; in the whole company, where that is kept."""
    if is_kept(case, when):
        with whole_company_on(case, when) as past:
            yield past
        return
    place = PastOrganisation(case, when)
    with company_on(case, when, wanted(place), place) as past:
        yield past


@contextmanager
def whole_company_on(case: ReadCase, when: When) -> Iterator[ReadCase]:
    """A case in which it is that day, with all that stood then, for a large company; it is kept for the next questions."""
    from okr.application.laid_company import laid_company_on  # only a large company needs it

    with laid_company_on(case, when) as past:
        yield past


def is_kept(case: ReadCase, when: When) -> bool:
    """Whether the whole company of a day was worked out already, and is kept."""
    store = case.work.store
    if store is None or not store.keeps_days:
        return False
    from okr.application.laid_company import key_of

    return store.days.has(key_of(case, when))


@contextmanager
def company_on(
    case: ReadCase, when: When, wanted: Wanted, organisation: PastOrganisation | None = None
) -> Iterator[ReadCase]:
    """A case in which it is that day: its transaction sees what stood then, as far as the question goes, or more.

    Nothing can be written there. What is more than `MOST_GOALS` is worked out as a whole, and kept.
    """
    place = organisation or PastOrganisation(case, when)
    evening = evening_of(case, when)
    bringing = _Bringing(case, evening, place, wanted)
    goals = bringing.goals_in_full()
    if goals is None:
        with whole_company_on(case, when) as past:
            yield past
        return
    rows, hidden = bringing.rows(goals)
    with statements.opened(rows) as work:
        if not case.actor.is_administrator:
            statements.leave_out(work, load_actor(work, case.actor.person_id), hidden)
        yield case_on(case, work, evening)


def case_on(case: ReadCase, work: ReadWork, evening: Evening) -> ReadCase:
    """A case on a day, in a transaction that sees what stood then; what they administer is as today."""
    actor = load_actor(work, case.actor.person_id)._replace(is_administrator=case.actor.is_administrator)
    day = evening.day
    settings = case.settings._replace(turned_to=day)
    return replace(case, work=work, actor=actor, settings=settings, today=day, now=evening.over_at)


def evening_of(case: ReadCase, when: When) -> Evening:
    """The moment that a day is looked at: its evening in the organisation's time zone."""
    over = datetime.combine(when.day, time.max, tzinfo=case.settings.time_zone)
    return Evening(when, over.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class _Bringing:
    """Brings in what a question needs."""

    case: ReadCase
    evening: Evening
    place: PastOrganisation
    wanted: Wanted

    @property
    def _when(self) -> When:
        return self.evening.when

    @property
    def _kept(self) -> dict[str, Any]:
        """What a version of a link does not say: the bookkeeping of its row."""
        return {"effective_on": self._when.day, "recorded_at": self.evening.over_at, "version": 1}

    def rows(self, in_full: Collection[UUID]) -> tuple[dict[Table, Rows], frozenset[UUID]]:
        """The rows of the day by table, and the goals among them that the acting person does not see today."""
        case, when = self.case, self._when
        past = load(case, in_full, when, below=False)
        around = self._around(past)
        goals = {**around, **past.goals}
        links = [link for link in past.edges.into(goals) if link["child_id"] in goals]
        visible = as_of.visible_among(case.work, case.actor, goals)
        moved_from = when.day - timedelta(days=MOVED_WITHIN_DAYS)
        rows = statements.beside_goals(case.work, goals, self.evening, moved_from=moved_from)
        shown = [
            check_in._asdict()
            for several in past.check_ins.values()
            for check_in in several
            if check_in.effective_on <= when.day or check_in.corrects is not None or check_in.voids is not None
        ]
        rows |= statements.beside_check_ins(case.work, shown, past.key_results, self.evening)
        rows[schema.contributions], rows[schema.contribution_steps] = contracts_then(case, goals, self.evening)
        rows[schema.cycles] = past_cycles.cycles_then(case.work, self.evening.written_by)
        rows |= {
            schema.units: tree_rows(case.work, UNITS, self.place.units, None),
            schema.goals: goals_on_their_levels(goals, links, visible),
            schema.key_results: _plain(past.key_results),
            schema.goal_links: [{**self._kept, **link} for link in links],
            schema.key_result_feeds: [{**self._kept, **feed} for feed in past.feeds],
            schema.check_ins: shown,
            schema.key_result_progress: list(self._result_numbers(past, goals)),
            schema.goal_progress: list(self._goal_numbers(past, goals)),
        }
        if self.wanted.life:
            rows |= self._life(goals, past)
        rows[schema.people] = tree_rows(case.work, PEOPLE, self.place.people.other, self._people_in(rows))
        return rows, frozenset(goals.keys() - visible)

    def _life(self, goals: Mapping[UUID, Columns], past: Past) -> dict[Table, Rows]:
        """What was said of goals and of cycles by then."""
        work, moment = self.case.work, self.evening.written_by
        return {
            schema.reviews: past_cycles.reviews_then(work, goals, past.key_results.values(), moment),
            schema.grades: past_cycles.grades_then(work, goals, moment),
            schema.retrospectives: past_cycles.retrospectives_then(work, moment),
        }

    def _people_in(self, rows: Mapping[Table, Rows]) -> set[UUID] | None:
        """The people who are named by what is brought in; all, where the question is about everybody."""
        if self.wanted.people is None or self.wanted.all_people:
            return None
        named = {row[name] for table, several in rows.items() for name in _naming(table) for row in several}
        return (named | self.wanted.people | {self.case.actor.person_id}) - {None}

    def goals_in_full(self) -> set[UUID] | None:
        """The goals that the question is about, with all that they may have been on the day; None for more than `MOST_GOALS`."""
        work, wanted = self.case.work, self.wanted
        if wanted.people is None or wanted.units is None:
            many = statements.count_goals(work, up_to=MOST_GOALS + 1)
            return statements.all_goals(work) if many <= MOST_GOALS else None
        if not wanted.people and not wanted.units:
            found = set(wanted.goals)
        else:
            found, changed = statements.goals_of(work, wanted.people, wanted.units, when=self._when)
            before = as_of.goals_held(work, changed - found, when=self._when)
            found |= {one for one, goal in before.items() if _is_of(goal, wanted)} | wanted.goals
        return found if len(found) <= MOST_GOALS else None

    def _around(self, past: Past) -> dict[UUID, Columns]:
        """The goals above, those directly below, those that feed, and those at the other ends of contracts."""
        work, when = self.case.work, self._when
        own = past.goals.keys()
        near = {link["child_id"] for link in past.edges.into(own)}
        near |= {result["goal_id"] for result in past.key_results.values()}
        wanted = self.wanted
        near |= statements.contracts_around(
            work, wanted.people or (), (wanted.units or frozenset()) | wanted.asked, own
        )
        if wanted.life:
            near |= past_cycles.continued(work, past.goals.values())
        frontier: Collection[UUID] = own
        above: set[UUID] = set()
        while frontier:
            parents = {link["parent_id"] for link in past.edges.out_of(frontier)}
            frontier = parents - above - own
            above |= frontier
        return as_of.goals_held(work, (near | above) - own, when=when)

    def _goal_numbers(self, past: Past, goals: Mapping[UUID, Columns]) -> Iterable[dict[str, Any]]:
        """The derived rows of goals: of all that is brought in, where a company is small, else of those in full alone."""
        case, when = self.case, self._when
        is_small = statements.count_goals(case.work, up_to=MOST_GOALS + 1) <= MOST_GOALS
        overrides = overrides_in_force(case, None, when=when)
        wanted: Collection[UUID] = goals if is_small else past.goals
        if self.wanted.life and not is_small:  # what is graded is made of the goals directly below too
            wanted = past.goals.keys() | {link["child_id"] for link in past.edges.into(past.goals)} & goals.keys()
        counted = added_up(case, wanted, overrides, edges=past.edges, feeding=past.feeding, when=when)
        for one, found in counted.items():
            yield goal_row(one, goals[one], found, day=when)

    def _result_numbers(self, past: Past, goals: Mapping[UUID, Columns]) -> Iterable[dict[str, Any]]:
        """The derived rows of key results; of what only feeds another one where scores are worked out from it."""
        counted = goals if self.wanted.life else past.goals
        cycles = as_of.all_cycles(self.case.work)
        settings = self.case.settings
        goals_of = [(result, counted.get(result["goal_id"])) for result in past.key_results.values()]
        owners = self.place.people.rows(
            {result["owner_id"] or goal["owner_id"] for result, goal in goals_of if goal is not None} - {None}
        )
        feeds: dict[UUID, list[Columns]] = {}
        for feed in sorted(past.feeds, key=lambda feed: feed["child_id"]):
            feeds.setdefault(feed["parent_id"], []).append(feed)
        for one, result in past.key_results.items():
            goal = counted.get(result["goal_id"])
            if goal is None:
                continue
            row = self._facts(result, goal, cycles[goal["cycle_id"]], owners)
            feeding = [feeding_row(past, feed) for feed in feeds[one]] if one in feeds else None
            yield progress_row(
                row,
                known_check_ins(past.check_ins.get(one, ())),
                feeding=feeding,
                today=self._when.day,
                zone=settings.time_zone,
                minimum_answers=settings.minimum_answers,
            )

    @staticmethod
    def _facts(result: Columns, goal: Columns, cycle: AnyRow, owners: Mapping[UUID, Columns]) -> AnyRow:
        """A key result with what it has from its goal, its owner and its cycle, as the rules take it."""
        owner_id = result["owner_id"] or goal["owner_id"]
        owner: Columns = owners.get(owner_id, {})
        facts = SimpleNamespace(
            **result,
            ambition=goal["ambition"],
            goal_state=goal["state"],
            goal_effective_on=goal["effective_on"],
            pauses=goal["pauses"],
            on_track_percent=cycle.on_track_percent,
            at_risk_percent=cycle.at_risk_percent,
            allowance_percent=cycle.allowance_percent,
            owner_time_zone=owner.get("time_zone"),
            employed_from=owner.get("employed_from"),
            employed_to=owner.get("employed_to"),
        )
        return cast(AnyRow, facts)


def _is_of(goal: Columns, wanted: Wanted) -> bool:
    people, units = wanted.people or frozenset(), wanted.units or frozenset()
    return goal["owner_id"] in people or goal["delegate_id"] in people or goal["unit_id"] in units


@cache
def _naming(table: Table) -> tuple[str, ...]:
    """The columns of a table that name people."""
    named = {key.parent.name for key in table.foreign_keys if key.column.table is schema.people}
    return tuple(named | ({"by_id", "answered_by_id"} & set(table.columns.keys())))


def _plain(rows: Mapping[UUID, Mapping[str, Any]]) -> Rows:
    return [dict(row) for row in rows.values()]
