"""The chart of a goal or key result: what it draws, at any size, of any history."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from okr.domain.cells import cell_width
from okr.domain.vocabulary import Severity
from tui.chart import chart
from tui.lines import Look
from tui.view_models.goal_card import Course, Forecast, Mark

START, DUE, TODAY = date(2026, 10, 1), date(2026, 12, 31), date(2026, 11, 26)


def course(actual, *, expected=(), checkpoints=(), forecast=None):
    return Course(
        "CARE-1", "Answer", START, DUE, tuple(actual), tuple(expected), tuple(checkpoints), forecast, "0", "100"
    )


def rising():
    return [Mark(START + timedelta(days=7 * n), 100_000 * n) for n in range(8)]


def drawn(what, *, ascii_only=False, width=30, height=5):
    return chart(what, width, height, today=TODAY, look=Look(ascii_only=ascii_only), tone="success")


def test_it_draws_what_was_what_was_expected_and_where_it_is_heading():
    heading = Forecast("", 900_000, 800_000, 950_000, Severity.MEDIUM)
    lines = drawn(course(rising(), expected=(Mark(START, 0), Mark(DUE, 1_000_000)), forecast=heading))
    assert [sum(cell_width(piece.text) for piece in line) for line in lines] == [30] * 5
    assert {piece.ink for line in lines for piece in line} == {"", "success", "dim", "accent", "faint"}


def test_checkpoints_and_today_have_signs_of_their_own():
    text = "\n".join(
        "".join(piece.text for piece in line)
        for line in drawn(course(rising(), checkpoints=(Mark(date(2026, 12, 15), 500_000),)))
    )
    assert "\u25c7" in text
    assert "\u2506" in text


def test_in_ascii_every_line_has_a_sign_of_its_own():
    heading = Forecast("", 900_000, 800_000, 950_000, Severity.MEDIUM)
    lines = drawn(course(rising(), expected=(Mark(START, 0), Mark(DUE, 1_000_000)), forecast=heading), ascii_only=True)
    text = "".join(piece.text for line in lines for piece in line)
    assert text.isascii()
    assert {"*", ".", "~"} <= set(text)


def test_without_a_reading_there_is_nothing_to_draw():
    assert drawn(course([])) == []


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(-(10**15), 10**15)), min_size=1, max_size=30),
    st.integers(1, 60),
    st.integers(1, 12),
)
def test_any_history_fits_its_cells(points, width, height):
    what = course(Mark(date(2026, 1, 1) + timedelta(days=days), ppm) for days, ppm in sorted(points))
    for line in drawn(what, width=width, height=height):
        assert sum(cell_width(piece.text) for piece in line) == width
