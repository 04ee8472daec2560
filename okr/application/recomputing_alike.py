"""Key results of which most are like many others, on PostgreSQL: each kind is read and worked out once, from one that is of it.

To write down a million rows, to hand them over and to take them apart costs more than all the rest; their kinds are one number
each. What comes out is the same: whatever differs from what it must be is read and named row by row.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from okr.application.recomputed_rows import RowOfResult, Rows
from okr.application.recomputing import Company, Part, feeds_with, go_through
from okr.application.recomputing import recompute_part as recompute_one_by_one
from storage import verification
from storage.streaming import Token

SAMPLE = 1_000
"""Key results that are looked at to see whether most are like others."""
ALIKE = 4
"""Key results for each kind from which on it pays."""
AT_ONCE = 500
"""Key results that are asked for by their ids in one statement."""


def recompute_part(company: Company, *, after: UUID | None = None, to: UUID | None = None) -> Part:
    """Go through the key results with ids after one up to another, or to either end."""
    if not _are_alike(company):
        return recompute_one_by_one(company, after=after, to=to)
    part = company.empty_part()
    rows = Rows(company.notation, company.rules)
    of_kind, of_goal = array("q"), array("q")
    numbers: dict[tuple[Token, Token], int] = {}
    tokens: list[Token] = []
    feeders: list[tuple[Token, int]] = []
    places, of_goals, feeding = company.places, company.of_goals, company.feeding
    for token, goal, kind in verification.kinds_between(company.work, company.notation, after=after, to=to):
        place = places[goal]
        number = numbers.get((kind, of_goals[place]))
        if number is None:
            number = numbers[kind, of_goals[place]] = len(tokens)
            tokens.append(token)
        of_kind.append(number)
        of_goal.append(place)
        if token in feeding:
            feeders.append((token, number))
    found = _worked_out(company, rows, tokens)
    _add_up(part, found, of_kind, of_goal)
    for token, number in feeders:
        row = found[number]
        if row is not None:
            part.given[token] = feeds_with(row)
    if None in found:
        again = verification.kinds_between(company.work, company.notation, after=after, to=to)
        odd = [token for token, goal, kind in again if found[numbers[kind, of_goals[places[goal]]]] is None]
        go_through(company, part, rows, _read(company, odd))
    return part


def _are_alike(company: Company) -> bool:
    """Whether the first key results of the company have few kinds."""
    work = company.work
    if not verification.can_tell_kinds(work):
        return False
    end = verification.key_result_at(work, SAMPLE)
    if end is None:
        return False
    rows = verification.kinds_between(work, company.notation, after=None, to=end)
    kinds = [(kind, company.of_goals[company.places[goal]]) for _, goal, kind in rows]
    return ALIKE * len(set(kinds)) <= len(kinds)


def _worked_out(company: Company, rows: Rows, tokens: Sequence[Token]) -> list[RowOfResult | None]:
    """What each kind must be, from one that is of it; None where that is not what is stored, or follows from others (R3)."""
    found: dict[Token, RowOfResult | None] = {}
    for token, goal, _, definition, stored, written in _read(company, tokens):
        row = rows.row(definition, company.of_goals[company.places[goal]], written)
        found[token] = row if row is not None and stored == row.stored else None
    return [found[token] for token in tokens]


def _add_up(part: Part, found: Sequence[RowOfResult | None], of_kind: "array[int]", of_goal: "array[int]") -> None:
    sums = part.sums
    count = check_ins = 0
    for number, goal in zip(of_kind, of_goal, strict=True):
        row = found[number]
        if row is None:
            continue
        count += 1
        check_ins += row.check_ins
        sums[goal] += row.adds
        if row.speaks is not None:
            part.speak(goal, *row.speaks)
    part.found.key_result_count += count
    part.found.check_in_count += check_ins


def _read(company: Company, tokens: Iterable[Token]) -> Iterator[Sequence[Any]]:
    rest = iter(tokens)
    while some := [company.notation.identity(token) for token in islice(rest, AT_ONCE)]:
        yield from verification.key_results_with(company.work, company.notation, some)
