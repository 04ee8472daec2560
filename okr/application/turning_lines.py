"""Straight lines that only the day moves: which pages of them there are, and what becomes of each line on a page."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import product
from uuid import UUID

from okr.domain.linear import linear_expected_ppm, linear_steps
from okr.domain.pace import PaceFactors
from okr.domain.vocabulary import Ambition
from storage import turning_lines as statements
from storage import verification
from storage.turning import FIRST_ID, LAST_ID
from storage.turning_lines import Factors, Line, Span
from storage.unit_of_work import ReadWork, Store, WriteWork

MOST_SPANS = 50
"""Different days of lines on one page: each row of it is compared with every one."""
FEWEST = 50
"""Rows of a page that is not made shorter because of that."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines that are being brought to a day, `limit` on a page, each page by a `write`. None was due before `since` that moves."""

    store: Store
    today: date
    since: date
    limit: int
    write: Callable[[Callable[[WriteWork], int]], int]

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
        while page := self.store.read(partial(_page, after=after, last=last, limit=self.limit), timeout_s=0):
            to, spans = page
            lines = [line for span in spans if span.due_on >= self.since for line in _lines(span, factors, self.today)]
            if lines:
                changed += self.write(partial(statements.draw, lines=lines, after=after, to=to, today=self.today))
            after = to
        return changed


def _page(work: ReadWork, *, after: UUID, last: UUID, limit: int) -> tuple[UUID, list[Span]] | None:
    """The last id of the next page and the days of its lines; None where there is none. It is shorter where they differ much."""
    while (to := statements.end_of_page(work, after, last, limit)) is not None:
        most = limit if limit <= FEWEST else MOST_SPANS
        spans = statements.spans(work, after, to, most)
        if len(spans) <= most:
            return to, spans
        limit = max(FEWEST, limit // 4)
    return None


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
