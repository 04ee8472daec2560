"""Days in sentences that are kept as text: shown as every other day of the interface."""

from datetime import date

import pytest

from tui.format import with_days

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("Emil is blocked: no desks (answer by 2026-03-05)", "Emil is blocked: no desks (answer by 5 Mar)"),
        ("it waits for you until 2027-01-04", "it waits for you until 4 Jan 2027"),
        (
            "CARE-2 waits for your answer since 2026-02-27: Ada asks",
            "CARE-2 waits for your answer since 27 Feb: Ada asks",
        ),
        (
            "CARE-1.1#3 waits for Tess, for an answer by 2026-03-05.",
            "CARE-1.1#3 waits for Tess, for an answer by 5 Mar.",
        ),
        ("by 2026-13-45 it is a number of parts", "by 2026-13-45 it is a number of parts"),
        ("asks you to do Hire two, due 2026-03-05", "asks you to do Hire two, due 5 Mar"),
        ("Order 2026-03-05 is late", "Order 2026-03-05 is late"),
    ],
)
def test_days_that_were_kept_as_text_are_shown_as_all_others(kept, shown):
    assert with_days(kept, TODAY) == shown
