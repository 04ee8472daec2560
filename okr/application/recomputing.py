"""Everything derived, worked out a second time from check-ins and definitions, and compared with what is stored.

It shares the rules of the domain with the roll-up and nothing else: sums are added up here, so that a mistake there does not hide
itself. Key results and goals are streamed; of each goal its sums are kept, as one number. The key results may be
gone through in parts, each by a process of its own (`recomputing_apart`).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from okr.application.recomputed_goals import Outcome, Outcomes, gives
from okr.application.recomputed_rows import LANE, PLACE_OF, STATUS_SUMS, RowOfResult, Rows, Rules
from okr.domain.feeds import FeedChild, feed_value
from okr.domain.numbers import decimal_text
from storage import verification
from storage.streaming import Notation, Token, notation_of
from storage.unit_of_work import ReadWork

SHOWN = 100
"""Differences that a report names; beyond that they are counted."""
LARGE_LEVEL = 25_000
"""Goals on one level from which on it pays to share them between two processes."""
_WEIGHT_ALL = LANE * PLACE_OF["weight_all"]
_ONE_LANE = (1 << LANE) - 1


class Difference(NamedTuple):
    """A stored value that is not what it must be; the words of `okr.contract.verification.Difference`."""

    key: str
    field: str
    stored: str | None
    computed: str | None


@dataclass(slots=True)
class Recomputed:
    """What was looked at, and what differs: the first differences in words, and all the rows that they are in."""

    goal_count: int = 0
    key_result_count: int = 0
    check_in_count: int = 0
    difference_count: int = 0
    differences: list[Difference] = field(default_factory=list)
    key_results: set[UUID] = field(default_factory=set)
    goals: set[UUID] = field(default_factory=set)
    levels: set[UUID] = field(default_factory=set)
    missing_key_results: int = 0
    missing_goals: int = 0
    surplus: bool = False

    def note(self, key: str, name: str, *, stored: object, computed: object) -> None:
        """Count a difference, and keep it while there is room."""
        self.difference_count += 1
        if len(self.differences) < SHOWN:
            self.differences.append(Difference(key=key, field=name, stored=_text(stored), computed=_text(computed)))

    def compare(
        self, key: str, columns: Sequence[Any], *, stored: Sequence[object] | None, computed: Sequence[object]
    ) -> None:
        """Note each column in which a row differs, or that the row is missing."""
        if stored is None:
            self.note(key, "row", stored=None, computed="missing")
            return
        for column, was, must in zip(columns, stored, computed, strict=True):
            if was != must:
                self.note(key, column.name, stored=was, computed=must)

    def add(self, other: "Recomputed") -> None:
        """Take over what was found in another part."""
        self.goal_count += other.goal_count
        self.key_result_count += other.key_result_count
        self.check_in_count += other.check_in_count
        self.missing_key_results += other.missing_key_results
        self.missing_goals += other.missing_goals
        self.difference_count += other.difference_count
        self.differences.extend(other.differences[: SHOWN - len(self.differences)])
        self.key_results |= other.key_results
        self.goals |= other.goals
        self.levels |= other.levels


@dataclass(slots=True)
class Part:
    """What comes of some of the key results: the sums of goals, and what feeds go on with.

    The sums of a goal are one number (`together`), in a list by the goals' places, or in a dictionary where few get anything.
    `speakers` are the children of aspirational goals by weight and the place of their status: whether they speak for the weakest
    status is known once all the weight is (R8). `waiting` are key results that others feed, as they were read.
    """

    sums: list[int] | dict[int, int]
    found: Recomputed = field(default_factory=Recomputed)
    speakers: dict[int, dict[tuple[int, int], int]] = field(default_factory=dict)
    given: dict[Token, FeedChild] = field(default_factory=dict)
    waiting: dict[Token, Sequence[Any]] = field(default_factory=dict)

    def speak(self, goal: int, weight: int, place: int) -> None:
        """Count a child whose right to speak is not known yet."""
        counts = self.speakers.setdefault(goal, {})
        counts[weight, place] = counts.get((weight, place), 0) + 1

    def add(self, other: "Part") -> None:
        """Take over what came of other key results."""
        sums = self.sums
        for place, amount in other.sums.items() if isinstance(other.sums, dict) else enumerate(other.sums):
            if amount:
                sums[place] += amount
        self.found.add(other.found)
        for goal, counts in other.speakers.items():
            own = self.speakers.setdefault(goal, {})
            for key, count in counts.items():
                own[key] = own.get(key, 0) + count
        self.given |= other.given
        self.waiting |= other.waiting


@dataclass(frozen=True, slots=True)
class Company:
    """What is needed everywhere: the day, how the database writes, the places of goals, and who feeds whom."""

    work: ReadWork
    rules: Rules
    notation: Notation
    places: dict[Token, int]
    of_goals: list[Token]
    """What key results have of their goals, by the goals' places."""
    feeds_into: dict[Token, list[tuple[Token, int]]]

    def empty_part(self) -> Part:
        """A part that holds nothing yet."""
        return Part([0] * len(self.places))

    def after(self, goal: UUID) -> int:
        """The first place of the goals whose ids come after one: places are in the order of the ids."""
        return self.places[self.notation.token(goal)] + 1

    @property
    def feeding(self) -> set[Token]:
        """The key results that feed others."""
        return {child for children in self.feeds_into.values() for child, _ in children}


Share = Callable[[Company, Part, int, int], None]
"""Adds up the goals of a level, of which there are so many."""


def look_at(work: ReadWork, rules: Rules) -> Company:
    """What every part of the recomputation needs."""
    notation = notation_of(work)
    into: dict[Token, list[tuple[Token, int]]] = defaultdict(list)
    for feed in verification.feeds(work):
        into[notation.token(feed.parent_id)].append((notation.token(feed.child_id), feed.weight_units))
    places: dict[Token, int] = {}
    of_goals: list[Token] = []
    met: dict[Token, Token] = {}
    for place, (token, of_goal) in enumerate(verification.goals_in_order(work, notation)):
        places[token] = place
        of_goals.append(met.setdefault(of_goal, of_goal))  # the same text once: it is looked up a million times
    return Company(work, rules, notation, places, of_goals, into)


def recompute(work: ReadWork, rules: Rules) -> Recomputed:
    """Recompute the whole company for the day of the rules, and compare; writes nothing."""
    company = look_at(work, rules)
    return finish(company, recompute_part(company))


def recompute_part(company: Company, *, after: UUID | None = None, to: UUID | None = None) -> Part:
    """Go through the key results with ids after one up to another, or to either end."""
    part = company.empty_part()
    rows = Rows(company.notation, company.rules)
    go_through(
        company, part, rows, verification.key_results_between(company.work, company.notation, after=after, to=to)
    )
    return part


def go_through(company: Company, part: Part, rows: Rows, stream: Iterable[Sequence[Any]]) -> None:
    """Work out key results one by one, and add them to the sums of their goals."""
    known, places, of_goals, sums = rows.known, company.places, company.of_goals, part.sums
    feeding = company.feeding or None
    count = check_ins = 0
    for read in stream:
        token, goal, _, definition, stored, written = read
        count += 1
        place = places[goal]
        of_goal = of_goals[place]
        try:
            row = known[definition, of_goal, written]
        except KeyError:
            row = rows.row(definition, of_goal, written)
        if row is None:
            part.waiting[token] = read
            continue
        check_ins += row.check_ins
        if stored != row.stored:
            _differs(company, part, read, row)
        sums[place] += row.adds
        if row.speaks is not None:
            part.speak(place, *row.speaks)
        if feeding is not None and token in feeding:
            part.given[token] = feeds_with(row)
    part.found.key_result_count += count
    part.found.check_in_count += check_ins


def finish(company: Company, part: Part, share: Share | None = None) -> Recomputed:
    """What comes after all key results: those that are fed, the goals from the deepest up, and rows that stand for nothing.

    `share` adds up the goals of a large level together with another process.
    """
    _fed_key_results(company, part)
    for level, many in verification.levels(company.work):
        if share is not None and many >= LARGE_LEVEL:
            share(company, part, level, many)
        else:
            add_up_level(company, part, part, level)
    found = part.found
    if verification.count_derived(company.work) == (
        found.key_result_count - found.missing_key_results,
        found.goal_count - found.missing_goals,
    ):
        return found
    for kind, ids in zip(("key result", "goal"), verification.surplus_rows(company.work), strict=True):
        for lost in ids:
            part.found.surplus = True
            part.found.note(f"{kind} {lost}", "row", stored="there", computed=None)
    return part.found


def _differs(company: Company, part: Part, read: Sequence[Any], row: RowOfResult) -> None:
    """A stored row is not the text that it must be: say in which columns."""
    token, _, key, _, stored, _ = read
    values = company.notation.take_apart(stored, verification.STORED)
    there = None if values[0] is None else values
    part.found.compare(_word(key), verification.STORED, stored=there, computed=row.values)
    part.found.missing_key_results += there is None
    part.found.key_results.add(company.notation.identity(token))


def feeds_with(row: RowOfResult) -> FeedChild:
    """What a key result feeds others with (R3)."""
    figures = row.figures
    return FeedChild(
        row.baseline,
        figures.current if figures.has_reading else None,
        figures.last_reading_on if figures.has_reading else None,
    )


def _fed_key_results(company: Company, part: Part) -> None:
    """Recompute what is fed, and compare it."""
    for read, row in fed_key_results(company, part):
        part.found.check_in_count += row.check_ins
        if read[4] != row.stored:
            _differs(company, part, read, row)
    for read in part.waiting.values():
        part.found.note(_word(read[2]), "feeds", stored="a circle", computed=None)


def fed_key_results(company: Company, part: Part) -> Iterator[tuple[Sequence[Any], RowOfResult]]:
    """Work out what is fed, as soon as all that feeds it is known (R3), and add it to the sums; what feeds itself goes on waiting."""
    rows = Rows(company.notation, company.rules)
    feeding = company.feeding
    while part.waiting:
        ready = [
            token
            for token in part.waiting
            if all(child in part.given for child, _ in company.feeds_into.get(token, ()))
        ]
        for token in ready:
            read = part.waiting.pop(token)
            _, goal, _, definition, _, written = read
            place = company.places[goal]
            of_goal = company.of_goals[place]
            facts = rows.facts(definition, of_goal)
            children = [
                FeedChild(given.baseline, given.value, given.effective_on, weight)
                for child, weight in company.feeds_into.get(token, ())
                for given in [part.given[child]]
            ]
            fed = feed_value(facts.feed_method, facts.baseline, children=children)
            row = rows.work_out(definition, of_goal, written, fed)
            part.sums[place] += row.adds
            if row.speaks is not None:
                part.speak(place, *row.speaks)
            if token in feeding:
                part.given[token] = feeds_with(row)
            yield read, row
        if not ready:
            return


def add_up_level(
    company: Company, part: Part, into: Part, level: int, *, after: UUID | None = None, to: UUID | None = None
) -> None:
    """Add up goals of a level from the sums of a part; what they give to others, and what differs, goes into one that may be another."""
    outcomes = Outcomes(company.notation, company.rules)
    for links in goals_with_links(company, level, after=after, to=to):
        _goal(company, part, into, links, outcomes)


def goals_with_links(
    company: Company, level: int, *, after: UUID | None = None, to: UUID | None = None
) -> Iterator[Sequence[Sequence[Any]]]:
    """The goals of a level, each with a line for each goal that it contributes to."""
    stream = verification.goals_of_level(
        company.work, company.notation, level, today=company.rules.today, after=after, to=to
    )
    lines = list(islice(stream, 1))
    for read in stream:
        if read[0] == lines[0][0]:  # one more goal that it contributes to
            lines.append(read)
            continue
        yield lines
        lines = [read]
    if lines:
        yield lines


def settle(
    company: Company, part: Part, into: Part, links: Sequence[Sequence[Any]], outcomes: Outcomes
) -> tuple[Outcome, list[Sequence[Any]]]:
    """What a goal must have, from its sums in a part, given on to the goals that it contributes to; and its links to these."""
    token, _, _, _, _, _, definition, _ = links[0]
    kind = outcomes.kind(definition)
    place = company.places[token]
    sums = part.sums[place]
    if place in part.speakers:
        weight_all = sums >> _WEIGHT_ALL & _ONE_LANE
        for (weight, of_status), count in part.speakers[place].items():
            if 5 * weight >= weight_all:
                sums += count << LANE * of_status
    outcome = outcomes.outcome(definition, kind, sums)
    parents = [link for link in links if link[3] not in _NOTHING]
    for link in parents if kind.counts else ():
        weight = int(link[4])
        if weight > 0:
            above = company.places[link[3]]
            given = outcome.gives.get(weight)
            if given is None:
                given = outcome.gives[weight] = gives(outcome, weight, speaks=kind.committed)
            into.sums[above] += given
            if not kind.committed:
                into.speak(above, weight, STATUS_SUMS[outcome.shown])
    return outcome, parents


def _goal(company: Company, part: Part, into: Part, links: Sequence[Sequence[Any]], outcomes: Outcomes) -> None:
    token, key, level, _, _, _, _, stored = links[0]
    found = into.found
    found.goal_count += 1
    outcome, parents = settle(company, part, into, links, outcomes)
    if stored != outcome.stored:
        values = company.notation.take_apart(stored, verification.GOAL_STORED)
        there = None if values[0] is None else values
        found.compare(_word(key), verification.GOAL_STORED, stored=there, computed=outcome.values)
        found.missing_goals += there is None
        found.goals.add(company.notation.identity(token))
    due_level = 1 + max((int(link[5]) for link in parents), default=-1)
    if due_level != int(level):
        found.note(_word(key), "level", stored=int(level), computed=due_level)
        found.levels.add(company.notation.identity(token))
        found.goals.add(company.notation.identity(token))


_NOTHING: Iterable[object] = (None, b"\\N")
"""How the databases say that a goal contributes to none."""


def _word(key: Token) -> str:
    return key.decode("utf-8") if isinstance(key, bytes) else key


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    return json.dumps(value) if isinstance(value, bool) else str(value)
