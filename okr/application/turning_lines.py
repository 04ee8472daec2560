"""Straight lines that only the day moves: which pages of them there are, and what becomes of each line on a page."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple, Protocol, TypeVar
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


Result = TypeVar("Result")


class _Write(Protocol):
    """Runs a step in a transaction of its own."""

    def __call__(self, step: Callable[[WriteWork], Result]) -> Result: ...


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines that are being brought to a day, `limit` on a page, each page by a `write`. None was due before `since` that moves.

    `periods_end`: on this day check-in periods of some of them are over (R14).
    """

    store: Store
    today: date
    since: date
    limit: int
    write: "_Write"
    periods_end: bool = False

    def draw(self, *, at_once: bool) -> int:
        """Bring every straight line to the day; answers how many changed in more than the day.

        `at_once`: both halves of them at the same time, where the database is another process and has more than one.
        """
        factors = tuple(self.store.read(statements.factors))
        part = partial(self._part if self.store.url.is_sqlite else self._part_by_guess, factors=factors)
        middle = self.store.read(verification.middle_of_key_results) if at_once else None
        if middle is None:
            return part(FIRST_ID, LAST_ID)
        with ThreadPoolExecutor(2) as threads:
            return sum(threads.map(part, (FIRST_ID, middle), (middle, LAST_ID)))

    def _part(self, after: UUID, last: UUID, factors: tuple[Factors, ...]) -> int:
        changed = 0
        while pages := self.store.read(partial(self._pages, after=after, last=last), timeout_s=0):
            for page in pages:
                changed += self._draw(self._becoming(page, factors), after, page.to)
                after = page.to
        return changed

    def _part_by_guess(self, after: UUID, last: UUID, factors: tuple[Factors, ...]) -> int:
        """The same where to read a page takes a fifth of the time: after two pages with the same lines the next are taken to have them too.

        What that leaves behind is read. Where it is much, the next page is read again before it is drawn.
        """
        guess = before = NOTHING
        changed = 0
        while True:
            if not any(guess):
                page = self.store.read(partial(self._page, after=after, last=last), timeout_s=0)
                if page is None:
                    return changed
                own = self._becoming(page, factors)
                changed += self._draw(own, after, page.to)
                guess, before, after = own if own == before else NOTHING, own, page.to
                continue
            tried = self.write(
                partial(draw_next, guess=guess, after=after, last=last, limit=self.limit, today=self.today)
            )
            if tried is None:
                return changed
            changed += tried.changed
            if tried.left is not None:
                more, own = self._rest(*tried.left, factors)
                changed += more
                guess = guess.and_also(own) if tried.lines * 2 >= self.limit else NOTHING
            after = tried.to

    def _rest(self, after: UUID, last: UUID, factors: tuple[Factors, ...]) -> "tuple[int, _Becoming]":
        """Bring what is left of a page to the day; answers how many changed, and what was not among the lines that were guessed."""
        changed, found = 0, NOTHING
        while (page := self.store.read(partial(self._page, after=after, last=last), timeout_s=0)) is not None:
            found = self._becoming(page, factors)
            changed += self._draw(found, after, page.to)
            after = page.to
        return changed, found

    def _draw(self, becoming: "_Becoming", after: UUID, to: UUID) -> int:
        if not any(becoming):
            return 0
        lines, ending = becoming
        return self.write(partial(draw, lines=lines, ending=ending, after=after, to=to, today=self.today))

    def _becoming(self, page: "_Page", factors: tuple[Factors, ...]) -> "_Becoming":
        spans = [span for span in page.spans if span.due_on >= self.since]
        return _Becoming(
            [line for span in spans for line in _lines(span, factors, self.today)],
            [line for wait in page.over for line in _ending(wait, factors, self.today)],
        )

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


class _Becoming(NamedTuple):
    """What becomes of lines: of those that go on, and of those of which a period ends."""

    lines: Sequence[Line]
    ending: Sequence[EndingLine]

    def and_also(self, more: "_Becoming") -> "_Becoming":
        """Both together, unless that is too much to compare each row of a page with."""
        lines = list(dict.fromkeys([*self.lines, *more.lines]))
        ending = list(dict.fromkeys([*self.ending, *more.ending]))
        return _Becoming(lines, ending) if len(lines) + len(ending) <= MOST_SPANS else self


NOTHING = _Becoming([], [])


class _Tried(NamedTuple):
    """A page that was drawn by a guess: its last id, how many lines were and changed, and between which ids others are left."""

    to: UUID
    lines: int
    changed: int
    left: tuple[UUID, UUID] | None


def draw(
    work: WriteWork, *, lines: Sequence[Line], ending: Sequence[EndingLine], after: UUID, to: UUID, today: date
) -> int:
    """Write the lines of a page; answers how many changed in more than the day."""
    changed = statements.draw(work, lines, after=after, to=to, today=today).changed if lines else 0
    return changed + (periods.end_periods(work, ending, after=after, to=to, today=today) if ending else 0)


def draw_next(
    work: WriteWork, *, guess: _Becoming, after: UUID, last: UUID, limit: int, today: date
) -> "_Tried | None":
    """Write the lines of the next page that become what is guessed; None where no page comes any more."""
    to = statements.end_of_page(work, after, last, limit)
    if to is None:
        return None
    left: tuple[UUID, UUID] | None = (after, to)
    many = changed = 0
    if guess.ending:
        many = changed = periods.end_periods(work, guess.ending, after=after, to=to, today=today)
        left = statements.behind(work, after, to, today) if many < limit else None
    if guess.lines and left is not None:
        drawn = statements.draw(work, guess.lines, after=left[0], to=left[1], today=today, many=limit)
        many, changed = many + drawn.lines, changed + drawn.changed
        left = statements.behind(work, *left, today) if many < limit else None
    return _Tried(to, many, changed, left)


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
