"""R16: the numbers of a day that is laid over a company: what `okr verify` says that they must be, streamed and written.

Key results that are defined alike and have the same check-ins are worked out once (`recomputed_rows`), and of each goal only its sums
are kept, so that a million of them fit into little memory.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from okr.application.recomputed_goals import Outcomes
from okr.application.recomputed_rows import Rows
from okr.application.recomputing import Company, Part, fed_key_results, feeds_with, goals_with_links, settle
from storage import verification
from storage.kept_days import Tick
from storage.laid_progress import write_goals, write_results
from storage.streaming import Token
from storage.unit_of_work import WriteWork

PORTION = 50_000
"""Key results that are gone through at a time."""


def work_out_key_results(work: WriteWork, company: Company, tick: Tick) -> Part:
    """Write the derived rows of every key result, of which there are none yet; `tick` is told how far it is. Answers what goals get."""
    part = company.empty_part()
    rows = Rows(company.notation, company.rules)
    many = verification.count_key_results(work)
    after = None
    for start in range(0, many, PORTION):
        tick(start, many)
        to = verification.key_result_at(work, start + PORTION - 1)
        stream = verification.key_results_to_work_out(work, company.notation, after=after, to=to)
        worked_out = worked_out_of(company, part, rows, stream)
        # PostgreSQL hands over one stream at a time: what is written waits until all is read.
        write_results(work, company.rules.today, list(worked_out) if work.is_postgresql else worked_out)
        after = to
    write_fed(work, company, part)
    return part


def write_fed(work: WriteWork, company: Company, part: Part) -> None:
    """Write the derived rows of the key results that others feed, once all of these are known."""
    fed = [(read[0], read[1], row.stored) for read, row in fed_key_results(company, part)]
    write_results(work, company.rules.today, fed)


def work_out_goals(work: WriteWork, company: Company, part: Part, tick: Tick) -> None:
    """Write the derived rows of every goal, from what they get of their key results; `tick` is told how far it is."""
    done = 0
    for level, many in verification.levels(work):
        outcomes = Outcomes(company.notation, company.rules)
        settled = (
            (links[0][0], settle(company, part, part, links, outcomes)[0].stored)
            for links in goals_with_links(company, level)
        )
        # What is read from PostgreSQL comes in one stream; SQLite must not look for rows among those that it writes meanwhile.
        write_goals(work, company.rules.today, list(settled))
        done += many
        tick(done, len(company.places))


def worked_out_of(
    company: Company, part: Part, rows: Rows, stream: Iterator[Sequence[Any]]
) -> Iterator[tuple[Token, Token, Token]]:
    """Work out key results one by one, and add them to the sums of their goals; those that are fed wait."""
    known, places, of_goals, sums = rows.known, company.places, company.of_goals, part.sums
    feeding = company.feeding or None
    for token, goal, definition, written in stream:
        place = places.get(goal)
        if place is None:  # its goal was not there on the day
            continue
        of_goal = of_goals[place]
        try:
            row = known[definition, of_goal, written]
        except KeyError:
            row = rows.row(definition, of_goal, written)
        if row is None:
            part.waiting[token] = (token, goal, b"", definition, None, written)
            continue
        sums[place] += row.adds
        if row.speaks is not None:
            part.speak(place, *row.speaks)
        if feeding is not None and token in feeding:
            part.given[token] = feeds_with(row)
        yield token, goal, row.stored
