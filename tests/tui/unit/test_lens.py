"""Naming a past day."""

from datetime import date

import pytest

from tui.lens import read_past_day

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-10-03", date(2026, 10, 3)),
        ("3 Oct", date(2026, 10, 3)),
        ("3 october 2025", date(2025, 10, 3)),
        ("24 dec", date(2025, 12, 24)),
        ("-30", date(2026, 10, 19)),
        ("-2w", date(2026, 11, 4)),
        ("2 weeks ago", date(2026, 11, 4)),
        ("yesterday", date(2026, 11, 17)),
    ],
)
def test_a_past_day_is_named_as_people_write_it(words, day):
    assert read_past_day(words, today=TODAY) == day


@pytest.mark.parametrize(
    "words",
    ["", "today", "2026-11-18", "2026-12-01", "tomorrow", "31 feb", "3 foo", "-", "-x", "+3", "99999999999 days ago", "ago", "3", "oct 3"],
)  # fmt: skip
def test_what_is_no_past_day_is_none(words):
    assert read_past_day(words, today=TODAY) is None
