"""Straight lines that only the day moves: which pages of them there are, and what becomes of each line on a page."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple
from uuid import UUID

from okr.domain.ending_periods import ending_periods
from okr.domain.linear import linear_expected_ppm, linear_steps
from okr.domain.pace import PaceFactors
from okr.domain.vocabulary import Ambition
from storage import turning_lines as statements
from storage import turning_periods as periods
from storage import verification
from storage.turning import FIRST_ID, LAST_ID
from storage.turning_lines import Factors, Line, Span
from storage.turning_periods import EndingLine, Wait
from storage.unit_of_work import ReadWork, Store, WriteWork

MOST_SPANS = 50
"""Different days of lines on one page: each row of it is compared with every one."""
FEWEST = 50
"""Rows of a page that is not made shorter because of that."""
READ_AT_ONCE = 4
"""Pages that are read before they are written: 3 to 7 ms in which somebody else may write, after some 20 in which they are written."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines that are being brought to a day, `limit` on a page, each page by a `write`. None was due before `since` that moves.

    `periods_end`: on this day check-in periods of some of them are over (R14).
    """

    store: Store
    today: date
    since: date
    limit: int
    write: Callable[[Callable[[WriteWork], int]], int]
    periods_end: bool = False

    def draw(self, *, at_once: bool) -> int:
        """Bring every straight line to the day; answers how many changed in more than the day.

        `at_once`: both halves of them at the same time, where the database is another process and has more than one.
        """
        middle = self.store.read(verification.middle_of_key_results) if at_once else None
        if middle is None:
            return self._part(FIRST_ID, LAST_ID)
        with ThreadPoolExecutor(2) as threads:
            return sum(threads.map(self._part, (FIRST_ID, middle), (middle, LAST_ID)))

    def _part(self, after: UUID, last: UUID) -> int:
        factors = tuple(self.store.read(statements.factors))
        changed = 0
        while pages := self.store.read(partial(self._pages, after=after, last=last), timeout_s=0):
            for page in pages:
                changed += self._draw(page, factors, after)
                after = page.to
        return changed

    def _draw(self, page: "_Page", factors: tuple[Factors, ...], after: UUID) -> int:
        spans = [span for span in page.spans if span.due_on >= self.since]
        lines = [line for span in spans for line in _lines(span, factors, self.today)]
        ending = [line for wait in page.over for line in _ending(wait, factors, self.today)]
        if not lines and not ending:
            return 0
        return self.write(partial(draw, lines=lines, ending=ending, after=after, to=page.to, today=self.today))

    def _pages(self, work: ReadWork, *, after: UUID, last: UUID) -> list["_Page"]:
        """The next pages, none where none comes any more: read together, so that others write meanwhile."""
        found: list[_Page] = []
        while len(found) < READ_AT_ONCE and (page := self._page(work, after=after, last=last)) is not None:
            found.append(page)
            after = page.to
        return found

    def _page(self, work: ReadWork, *, after: UUID, last: UUID) -> "_Page | None":
        """The next page; None where there is none. It is shorter where its lines differ much."""
        limit = self.limit
        while (to := statements.end_of_page(work, after, last, limit)) is not None:
            most = limit if limit <= FEWEST else MOST_SPANS
            page = self._lines_between(work, after, to, most)
            if page is not None:
                return page
            limit = max(FEWEST, limit // 4)
        return None

    def _lines_between(self, work: ReadWork, after: UUID, to: UUID, most: int) -> "_Page | None":
        """The page that ends with an id; None where its lines differ in more ways than so many."""
        if not self.periods_end:
            spans = statements.spans(work, after, to, most)
            return _Page(to, spans, []) if len(spans) <= most else None
        waits = periods.waits(work, after, to, self.today, most)
        going_on = {wait.span for wait in waits if wait.until is None}
        page = _Page(to, sorted(going_on), [wait for wait in waits if wait.until is not None])
        return page if len(waits) <= most else None


class _Page(NamedTuple):
    """The last id of a page, the days of its lines, and how those of them wait for which that is over by the day."""

    to: UUID
    spans: Sequence[Span]
    over: Sequence[Wait]


def draw(
    work: WriteWork, *, lines: Sequence[Line], ending: Sequence[EndingLine], after: UUID, to: UUID, today: date
) -> int:
    """Write the lines of a page; answers how many changed in more than the day."""
    changed = statements.draw(work, lines, after=after, to=to, today=today) if lines else 0
    return changed + (periods.end_periods(work, ending, after=after, to=to, today=today) if ending else 0)


def _ending(wait: Wait, factors: tuple[Factors, ...], today: date) -> list[EndingLine]:
    """What becomes of lines that waited so; nothing is said of those that did not wait for a period of theirs."""
    if wait.until is None:
        return []
    span = wait.span
    ended = ending_periods(
        wait.cadence,
        span.starts_on,
        span.due_on,
        grace_days=wait.grace_days,
        waited_until=wait.until,
        today=today,
    )
    return [EndingLine(line, wait, ended) for line in _lines(span, factors, today)] if ended is not None else []


@lru_cache(maxsize=10_000)
def _lines(span: Span, factors: tuple[Factors, ...], today: date) -> list[Line]:
    """What becomes of lines with these days: the ambition of their goal counts after the last of them alone (R6)."""
    days = span.starts_on.toordinal(), span.due_on.toordinal(), today.toordinal()
    expected = linear_expected_ppm(*days)
    after_due = today > span.due_on
    ambitions: tuple[Ambition | None, ...] = tuple(Ambition) if after_due else (None,)
    return [
        Line(
            span,
            used,
            ambition,
            expected,
            *linear_steps(
                expected,
                before_start=today < span.starts_on,
                after_due=after_due,
                committed=ambition is Ambition.COMMITTED,
                factors=PaceFactors(*used),
            ),
        )
        for used, ambition in product(factors, ambitions)
    ]
