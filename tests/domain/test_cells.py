"""How wide text is in a terminal, and cutting it to a width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.cells import cell_width, truncate

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e9\U0001f1ea"


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("caf\u00e9", 4), ("cafe\u0301", 4), ("\u4e2d\u6587", 4), ("\U0001f600", 2), (FAMILY, 2), (FLAG, 2), (FLAG + FLAG, 4), ("\U0001f44d\U0001f3fd", 2), ("\u2764\ufe0f", 2), ("\u05e9\u05dc", 2), ("a\u200bb", 2), ("\u25cf\u25b2\u25a0\u2605", 4)],
    ids=ascii,
)  # fmt: skip
def test_width_is_what_a_terminal_shows(text, cells):
    assert cell_width(text) == cells


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("Reduce churn", 20, "Reduce churn"), ("Reduce churn", 12, "Reduce churn"), ("Reduce churn", 8, "Reduce\u2026"), ("Reduce churn", 7, "Reduce\u2026"), ("Reduce", 1, "\u2026"), ("Reduce", 0, ""), ("\u4e2d\u6587\u5b57", 5, "\u4e2d\u6587\u2026"), ("\u4e2d\u6587\u5b57", 4, "\u4e2d\u2026"), (FAMILY + "ab", 3, FAMILY + "\u2026"), ("cafe\u0301s", 5, "cafe\u0301s"), ("cafe\u0301sx", 5, "cafe\u0301\u2026")],
    ids=ascii,
)  # fmt: skip
def test_what_is_too_wide_ends_in_an_ellipsis_within_the_width(text, width, shown):
    assert truncate(text, width) == shown


def test_a_flag_is_never_cut_in_half():
    assert truncate(FLAG + "ab", 2) == "\u2026"
    assert truncate(FLAG + FLAG + "a", 4) == FLAG + "\u2026"


def test_without_unicode_the_ellipsis_is_dots():
    assert truncate("Reduce churn", 9, ellipsis="...") == "Reduce..."
    assert truncate("Reduce churn", 2, ellipsis="...") == ".."


@given(st.text(max_size=30), st.integers(min_value=-1, max_value=40))
def test_a_truncated_text_is_never_wider_than_asked_and_kept_where_it_fits(text, width):
    shown = truncate(text, width)
    assert cell_width(shown) <= max(width, 0)
    if width > 0 and cell_width(text) <= width:
        assert shown == text
