"""Somebody checks in to a row while one types: one is asked in the row before anything is recorded over theirs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from okr.contract.base import Page
from okr.contract.check_ins import CheckInView, ListCheckIns, ListDue, NewCheckIn, RecordCheckIns
from okr.domain.errors import Conflict
from tests.tui.company import NOW, TODAY
from tests.tui.fakes import FakeBackend
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, rest, running, screen_of, screen_text
from tui.screens.check_in import CheckInScreen

KEY, NEXT = "CARE-1.1", "CARE-2.1"
LAST = 5
"""Check-ins of each row when it was read."""


def line_with(app, text):
    return next((line for line in screen_text(app).splitlines() if text in line), "")


class Others:
    """What others record while one types; rows that were typed without knowing of it are refused, as the company does."""

    def __init__(self, backend: FakeBackend) -> None:
        self.backend = backend
        self.recorded: dict[str, list[CheckInView]] = {}
        self._record = backend.answers[RecordCheckIns]
        self._list = backend.answers[ListCheckIns]
        self._due = backend.answers[ListDue]
        backend.answers[RecordCheckIns] = self._take
        backend.answers[ListCheckIns] = self._history
        backend.answers[ListDue] = self._rows

    def record(self, key: str, value: int, *, by: str = "maria") -> None:
        rows = self.recorded.setdefault(key, [])
        rows.append(
            CheckInView(
                key=key, number=LAST + len(rows) + 1, effective_on=TODAY, value=Decimal(value), answers=None,
                confidence=None, status=None, note=None, blocker=None, corrects=None, voids=None,
                by=self.backend.company.person(by), recorded_at=NOW - timedelta(minutes=2), imported=False,
            )
        )  # fmt: skip

    def _last(self, key: str) -> int:
        return LAST + len(self.recorded.get(key, ()))

    def _take(self, backend: FakeBackend, request: RecordCheckIns):
        late = [
            f"row {number}: {row.key} has a later check-in than number {row.after}."
            for number, row in enumerate(request.check_ins, start=1)
            if row.after is not None and row.after < self._last(row.key)
        ]
        if late:
            raise Conflict("Nothing was recorded. " + "\n".join(late), field="after")
        return self._record(backend, request)

    def _history(self, backend: FakeBackend, request: ListCheckIns):
        page = self._list(backend, request)
        return Page[CheckInView](items=(*page.items, *self.recorded.get(request.key, ())))

    def _rows(self, backend: FakeBackend, request: ListDue):
        page = self._due(backend, request)
        return page.model_copy(update={"items": tuple(map(self._row, page.items))})

    def _row(self, item):
        last = self._last(item.key_result.key)
        found = self.recorded.get(item.key_result.key)
        now = {"last_check_in": last} | ({"current": found[-1].value} if found else {})
        return item.model_copy(update={"key_result": item.key_result.model_copy(update=now)})


@pytest.fixture
def others(backend, monkeypatch):
    monkeypatch.setattr("tui.screens.check_in_sending.now", lambda: NOW)
    return Others(backend)


def values(rows: list[NewCheckIn]) -> list[tuple[str, Decimal | None]]:
    return [(row.key, row.value) for row in rows]


async def test_a_row_that_somebody_checked_in_to_asks_before_anything_is_recorded(backend, others):
    app = app_over(backend, screen="check-in")
    async with running(app, SMALL) as pilot:
        await press(pilot, *"4.5", "enter", *"66", "enter")
        others.record(NEXT, 71)
        await press(pilot, "ctrl+s")
        assert backend.recorded == []
        assert "Sure?     Maria Lopes recorded 71 two minutes ago; record 66 all the same?" in screen_text(app)
        assert "66?" in line_with(app, f"{NEXT} ")
        assert "?" not in line_with(app, f"{KEY} ")
        assert "others were faster in 1 row; ctrl+s again records." in flashed(app)
        screen = screen_of(app, CheckInScreen)
        assert screen.grid.row is not None
        assert screen.grid.row.result.key == NEXT
        assert [screen.sheet.text(key, "value") for key in (KEY, NEXT)] == ["4.5", "66"]
        await press(pilot, "ctrl+s")
        assert values(backend.recorded) == [(KEY, Decimal("4.5")), (NEXT, Decimal(66))]
        assert screen.sheet.drafts == {}
        assert "Sure?" not in screen_text(app)


async def test_what_is_sent_says_which_check_in_it_follows_and_a_yes_has_a_key_of_its_own(backend, others):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        others.record(KEY, 5)
        await press(pilot, *"4.5", "ctrl+s", "ctrl+s")
        assert [request.check_ins[0].after for request in backend.asked(RecordCheckIns)] == [LAST, LAST + 1]
        sent = [key for call, key in zip(backend.calls, backend.keys, strict=True) if isinstance(call, RecordCheckIns)]
        assert len(set(sent)) == 2


async def test_a_third_person_in_between_is_asked_about_anew(backend, others):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        others.record(KEY, 5)
        await press(pilot, *"4.5", "ctrl+s")
        others.record(KEY, 6, by=backend.company.me)
        await press(pilot, "ctrl+s")
        assert backend.recorded == []
        assert "You recorded 6 two minutes ago; record 4.5 all the same?" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert values(backend.recorded) == [(KEY, Decimal("4.5"))]


async def test_reading_the_rows_anew_is_no_yes_and_typing_anew_is_one(backend, others):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"4.5", "enter", *"66", "enter")
        others.record(KEY, 5)
        others.record(NEXT, 71)
        await press(pilot, "r", "up", *"67", "enter", "ctrl+s")
        assert backend.recorded == []
        assert set(screen_of(app, CheckInScreen).overtaken) == {KEY}
        await press(pilot, "x", "ctrl+s")
        assert values(backend.recorded) == [(NEXT, Decimal(67))]


async def test_drafts_of_another_run_are_asked_about_too(backend, others):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, *"4.5")
        await rest(pilot)
    others.record(KEY, 5)
    again = app_over(backend, screen="check-in")
    async with running(again) as pilot:
        await press(pilot, "ctrl+s")
        assert backend.recorded == []
        assert "Maria Lopes recorded 5 two minutes ago; record 4.5 all the same?" in screen_text(again)


async def test_a_row_that_is_due_no_more_since_somebody_checked_in_keeps_what_is_typed(backend, others):
    app = app_over(backend, screen="check-in")
    async with running(app, LARGE) as pilot:
        await press(pilot, *"4.5", "enter")
        others.record(KEY, 5)
        rows = backend.answers[ListDue]
        backend.answers[ListDue] = lambda *asked: rows(*asked).model_copy(
            update={"items": tuple(item for item in rows(*asked).items if item.key_result.key != KEY)}
        )
        await press(pilot, "r")
        assert "4.5" in line_with(app, f"{KEY} ")
        await press(pilot, "ctrl+s")
        assert "Maria Lopes recorded 5 two minutes ago; record 4.5 all the same?" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert values(backend.recorded) == [(KEY, Decimal("4.5"))]
        assert line_with(app, f"{KEY} ") == ""


async def test_a_correction_follows_no_check_in_but_the_one_that_it_puts_right(backend, others):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await press(pilot, "e", *"4.5", "ctrl+s")
        assert [(row.corrects, row.after) for row in backend.recorded] == [(LAST, None)]
