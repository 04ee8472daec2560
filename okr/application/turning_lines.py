"""Straight lines that only the day moves: which pages of them there are, and what becomes of each line on a page."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import product
from uuid import UUID

from okr.domain.linear import linear_expected_ppm, linear_steps
from okr.domain.pace import PaceFactors
from okr.domain.vocabulary import Ambition
from storage import turning_lines as statements
from storage.turning import FIRST_ID
from storage.turning_lines import Factors, Line, Span
from storage.unit_of_work import ReadWork, Store, WriteWork

MOST_SPANS = 50
"""Different days of lines on one page: each row of it is compared with every one."""
FEWEST = 50
"""Rows of a page that is not made shorter because of that."""


def draw_lines(store: Store, today: date, *, limit: int, write: Callable[[Callable[[WriteWork], int]], int]) -> int:
    """Bring every straight line to a day, page by page, each by a `write`; answers how many changed in more than the day."""
    factors = tuple(store.read(statements.factors))
    changed, after = 0, FIRST_ID

    def look(work: ReadWork) -> tuple[UUID, list[Span]] | None:
        return _page(work, after, limit)

    def draw(work: WriteWork) -> int:
        return statements.draw(work, lines, after=after, to=to, today=today)

    while (page := store.read(look, timeout_s=0)) is not None:
        to, spans = page
        lines = [line for span in spans for line in _lines(span, factors, today)]
        changed += write(draw)
        after = to
    return changed


def _page(work: ReadWork, after: UUID, limit: int) -> tuple[UUID, list[Span]] | None:
    """The last id of the next page and the days of its lines; None where there is none. It is shorter where they differ much."""
    while (to := statements.end_of_page(work, after, limit)) is not None:
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
