"""The question about a row that somebody else checked in to."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.tui.company import NOW
from tests.tui.unit.examples import due_row
from tui.drafting import Sheet, read_row, restored
from tui.drawing.check_in_asking import asks_over, moments_ago
from tui.lines import Look
from tui.view_models.check_ins import CheckInItem

FOUND = CheckInItem(
    key="CARE-1.1", number=6, effective_on=date(2026, 11, 18), value=Decimal(71), confidence=None, status=None, note=None,
    blocker=None, by="Ines Rocha", replaced=False, imported=False, at=NOW - timedelta(minutes=2),
)  # fmt: skip


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "one minute ago"),
        (timedelta(minutes=12), "twelve minutes ago"),
        (timedelta(minutes=13), "less than an hour ago"),
        (timedelta(hours=100), f"on {(NOW - timedelta(hours=100)).astimezone():%d %b}"),
    ],
)
def test_how_long_ago_is_said_in_words(ago: timedelta, words: str):
    assert moments_ago(NOW - ago, NOW) == words


def test_an_hour_ago_is_today_where_it_is_the_same_day():
    noon = datetime(2026, 11, 18, 12).astimezone()
    assert moments_ago(noon - timedelta(hours=1), noon) == "today"


def test_the_question_names_who_and_both_values():
    def asked(**fields):
        return asks_over(replace(FOUND, **fields), " 69 ", NOW, look=Look())

    assert asked() == "Ines Rocha recorded 71 two minutes ago; record 69 all the same?"
    assert asked(is_mine=True).startswith("You recorded 71")
    assert asked(by=None, at=None) == "Somebody recorded 71; record 69 all the same?"
    assert asked(value=None).startswith("Ines Rocha took a reading back two minutes ago;")


def test_a_value_is_typed_against_the_last_check_in_that_its_row_shows():
    before, now = (
        replace(due_row("CARE-1.1"), result=replace(due_row("CARE-1.1").result, last_check_in=number))
        for number in (5, 6)
    )
    sheet = Sheet((before,)).typed("CARE-1.1", "value", "69")
    assert read_row(sheet, before).after == 5
    read_anew = sheet.of((now,)).typed("CARE-1.1", "note", "as counted")
    assert read_row(read_anew, now).after == 5, "only what is typed into the value knows of it"
    assert read_row(read_anew.typed("CARE-1.1", "value", "70"), now).after == 6
    assert read_row(restored(sheet.kept).of((now,)), now).after == 5
    assert read_row(sheet.seen("CARE-1.1", 6), now).after == 6
    assert sheet.seen("CARE-2.1", 6) is sheet
