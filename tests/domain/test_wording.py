"""Words, glyphs, bars and percentages as every screen and command shows them."""

import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.cells import cell_width
from okr.domain.vocabulary import (
    WORST_FIRST,
    Ambition,
    Colour,
    ContributionState,
    CycleState,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Severity,
    Status,
    Timeliness,
    Verdict,
)
from okr.domain.wording import (
    GUARDRAIL,
    LONGEST_SHORT,
    OVERRIDDEN,
    STALE,
    TERMS,
    WEAKEST,
    BarRole,
    Tone,
    counted,
    due_words,
    percent,
    progress_bar,
    progress_words,
    shows_weakest,
    status_marks,
    status_tone,
    status_words,
    term,
)

SHOWN = [
    Ambition,
    Colour,
    ContributionState,
    CycleState,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    Severity,
    Status,
    Timeliness,
    Verdict,
]
MARKS = [STALE, WEAKEST, OVERRIDDEN, GUARDRAIL]
EVERY_TERM = [*MARKS, *(one for terms in TERMS.values() for one in terms.values())]
# Characters of the blocks used here that terminals may draw as emoji (Unicode's Emoji property).
DRAWN_AS_EMOJI = set("\u2194\u2195\u2196\u2197\u2198\u2199\u21a9\u21aa\u23f8\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc\u25fd\u25fe\u2611\u2699\u26a0\u2705\u2714\u2716\u274c\u2b50\u203c\u2049\u2139")  # fmt: skip

shares = st.integers(min_value=-3_000_000, max_value=3_000_000)


@pytest.mark.parametrize("enumeration", SHOWN, ids=lambda enumeration: enumeration.__name__)
def test_every_member_has_a_word_and_a_glyph_of_its_own(enumeration):
    terms = [term(member) for member in enumeration]
    assert len(terms) == len(enumeration)
    for names in ([one.word for one in terms], [one.glyph for one in terms], [one.plain for one in terms]):
        assert len(set(names)) == len(names)


def test_the_same_word_in_two_enumerations_keeps_its_own_look():
    assert Status.PENDING.value == Timeliness.PENDING.value  # so the members are equal, too: terms are kept by type
    assert term(Status.PENDING).tone is not term(Timeliness.PENDING).tone
    assert term(GoalState.ACTIVE) == term(KeyResultState.ACTIVE)


@pytest.mark.parametrize("one", EVERY_TERM, ids=lambda one: one.word)
def test_glyphs_take_one_cell_and_are_neither_emoji_nor_private(one):
    assert cell_width(one.glyph) == cell_width(one.plain) == len(one.glyph) == len(one.plain) == 1
    assert one.plain.isascii()
    assert unicodedata.category(one.glyph) not in {"Co", "Cn", "Cc", "Cf"}
    assert one.glyph not in DRAWN_AS_EMOJI
    assert ord(one.glyph) < 0x10000
    assert one.mark() == one.glyph
    assert one.mark(ascii_only=True) == one.plain


def test_statuses_are_told_apart_without_colour_from_every_mark_beside_them():
    beside = [term(status) for status in Status] + MARKS
    assert len({one.glyph for one in beside}) == len(beside)
    assert len({one.plain for one in beside}) == len(beside)


def test_the_short_words_of_lists_are_a_closed_list_of_which_none_says_two_things():
    assert [term(status).short for status in WORST_FIRST] == ["off", "risk", "early", "on", "met"]
    states = ["draft", "sent", "review", "active", "paused", "won", "missed", "ended"]
    assert [term(state).short for state in GoalState] == states
    every = [*(term(status).short for status in Status), *states, STALE.short]
    assert len(set(every)) == len(every)
    assert max(map(len, every)) == LONGEST_SHORT


def test_a_key_result_ends_in_the_words_of_its_goal():
    for state in KeyResultState:
        assert term(state) == term(GoalState(state.value))


def test_good_bad_and_doubtful_have_their_tones():
    assert [term(status).tone for status in WORST_FIRST] == [
        Tone.ERROR,
        Tone.WARNING,
        Tone.MUTED,
        Tone.SUCCESS,
        Tone.SUCCESS,
    ]


@pytest.mark.parametrize("status", list(Status))
def test_a_stale_goal_is_never_green(status):
    assert status_tone(status, stale=True) is not Tone.SUCCESS
    assert status_tone(status) is term(status).tone


def test_a_worse_child_is_marked_and_named_and_a_better_one_is_not():
    assert shows_weakest(Status.ON_TRACK, Status.OFF_TRACK)
    assert not shows_weakest(Status.OFF_TRACK, Status.AT_RISK)
    assert not shows_weakest(Status.AT_RISK, Status.AT_RISK)
    assert not shows_weakest(Status.ON_TRACK, None)
    assert status_words(Status.ON_TRACK, stale=True, weakest=Status.OFF_TRACK, because="CARE-7") == (
        "on track, stale, CARE-7 below is off track"
    )
    assert status_words(Status.ON_TRACK, weakest=Status.REACHED) == "on track"
    assert status_words(Status.ON_TRACK, weakest=Status.AT_RISK) == "on track, one below is at risk"
    assert status_words(None) == "no status"


def test_marks_stand_behind_the_status():
    assert status_marks(Status.ON_TRACK) == "\u25cf"
    assert status_marks(Status.ON_TRACK, stale=True, weakest=Status.OFF_TRACK) == "\u25cf\u25cc\u25be"
    assert status_marks(Status.ON_TRACK, stale=True, weakest=Status.OFF_TRACK, ascii_only=True) == "+?v"
    assert status_marks(None) == "\u2013"
    assert status_marks(None, ascii_only=True) == "-"


@pytest.mark.parametrize(
    ("ppm", "decimals", "shown"),
    [(620_000, 0, "62 %"), (625_000, 0, "63 %"), (624_999, 0, "62 %"), (666_667, 1, "66.7 %"), (1_000_000, 0, "100 %"), (0, 0, "0 %"), (-4_000, 0, "0 %"), (-250_000, 0, "-25 %"), (-5_000, 0, "-1 %"), (12_345_678_900, 0, "1,234,568 %"), (None, 0, "\u2013")],
)  # fmt: skip
def test_percentages_are_rounded_half_up_and_none_is_a_dash(ppm, decimals, shown):
    assert percent(ppm, decimals=decimals) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [(1_250_000, "125 % (counts as 100 %)"), (-250_000, "-25 % (below baseline, counts as 0 %)"), (500_000, "50 %"), (0, "0 %"), (1_000_000, "100 %"), (1_001_000, "100 %"), (-1_000, "0 % (below baseline, counts as 0 %)"), (None, "\u2013")],
)  # fmt: skip
def test_what_counts_is_said_where_it_differs_from_what_was_reached(raw, shown):
    assert progress_words(raw) == shown


@pytest.mark.parametrize(("number", "said"), [(0, "0 goals"), (1, "1 goal"), (2, "2 goals"), (1_200, "1,200 goals")])
def test_one_is_one_and_all_others_are_many(number, said):
    assert counted(number, "goal") == said


def test_a_plural_of_its_own_is_given():
    assert counted(1, "reply", "replies") == "1 reply"
    assert counted(2, "reply", "replies") == "2 replies"


@pytest.mark.parametrize(
    ("days", "words"),
    [((), "Due now"), ((0,), "Due now"), ((-3, 4), "Due now"), ((4, -3), "Due now"), ((1, 7), "Due next")],
)
def test_what_is_due_in_days_to_come_is_called_due_next(days, words):
    today = date(2026, 5, 15)
    assert due_words((today + timedelta(days=day) for day in days), today=today) == words


def drawn(progress, expected, width, *, ascii_only=False):
    return "".join(text for text, _ in progress_bar(progress, expected, width, ascii_only=ascii_only))


@pytest.mark.parametrize(
    ("progress", "expected", "bar"),
    [
        (620_000, 500_000, "=====|----"),
        (300_000, 700_000, "===----|--"),
        (500_000, None, "=====-----"),
        (None, 500_000, "-----|----"),
        (None, None, "----------"),
        (1_000_000, 1_000_000, "=========|"),
        (999_999, None, "=========-"),
        (1, None, "=---------"),
        (0, 0, "----------"),
        (-500_000, 100_000, "-|--------"),
        (2_500_000, None, "=========="),
    ],
)
def test_a_bar_shows_progress_and_a_tick_where_it_should_be(progress, expected, bar):
    assert drawn(progress, expected, 10, ascii_only=True) == bar


def test_ahead_and_behind_differ_by_shape_in_unicode():
    assert drawn(620_000, 500_000, 10) == "\u2501" * 5 + "\u254b" + "\u2500" * 4
    assert drawn(300_000, 700_000, 10) == "\u2501" * 3 + "\u2500" * 4 + "\u253c" + "\u2500" * 2


@given(st.none() | shares, st.none() | shares, st.integers(-2, 60), st.booleans())
def test_a_bar_is_exactly_as_wide_as_asked_with_at_most_one_tick(progress, expected, width, ascii_only):
    pieces = progress_bar(progress, expected, width, ascii_only=ascii_only)
    assert sum(cell_width(text) for text, _ in pieces) == max(0, width)
    assert [role for _, role in pieces].count(BarRole.PACE) <= 1
    assert all(left[1] is not right[1] for left, right in pairwise(pieces))


@given(shares, shares, st.integers(2, 60))
def test_a_bar_never_shrinks_when_progress_grows_and_is_full_only_when_done(one, other, width):
    def done(ppm):
        return sum(len(text) for text, role in progress_bar(ppm, None, width) if role is BarRole.DONE)

    less, more = sorted((one, other))
    assert done(less) <= done(more)
    assert (done(more) == width) is (more >= 1_000_000)
    assert (done(more) > 0) is (more > 0)
