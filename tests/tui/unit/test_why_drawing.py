"""The derivation as it is read: its arithmetic, its days and its shares in the notation of the rest of the screen."""

from dataclasses import replace
from datetime import date

import pytest

from okr.domain.vocabulary import Status
from tui.drawing.why import why_rows
from tui.lines import Look
from tui.view_models.basics import Numbers
from tui.view_models.why import Step, Why

TODAY = date(2026, 11, 22)
AT_RISK = Numbers(794_689, 794_689, 904_784, 1_000_000, Status.AT_RISK)


def lines_of(*steps: Step, look: Look = Look(), numbers: Numbers = AT_RISK) -> list[str]:
    """What stands on the screen, 100 columns wide."""
    why = Why(
        key="CARE-2", title="Answer fast", kind="goal", as_of=TODAY, summary="CARE-2 stands at 79 %.",
        numbers=numbers, steps=steps, parts=(), hidden_parts=0,
        readings=(), forecast=None, leverage=(),
    )  # fmt: skip
    rows = why_rows(why, 100, today=TODAY, look=look)
    return [row.draw(100).text.rstrip() for row in rows]


def test_arithmetic_is_written_with_the_sign_for_times_and_days_as_elsewhere():
    told = "\n".join(
        lines_of(Step("R2", "By weight: (2 * 0.8625 + 1 * 0.5) / 3 = 0.741667 on 2026-11-29.", "0.741667"))
    )
    assert "(2 × 0.8625 + 1 × 0.5) / 3" in told
    assert "on 29 Nov." in told


def test_what_is_no_arithmetic_and_no_day_stays_as_it_is():
    told = "\n".join(lines_of(Step("R2", "Keep * all * of 2026-13-45 and 12026-11-29.", None)))
    assert "Keep * all * of 2026-13-45 and 12026-11-29." in told


def test_without_other_letters_than_ascii_the_arithmetic_stays():
    told = "\n".join(lines_of(Step("R2", "By weight: 2 * 0.8625 = 1.725.", None), look=Look(ascii_only=True)))
    assert "2 * 0.8625" in told


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("Fresh readings stand behind 6.5 of 6.5 by weight: coverage 100 %.", "1"),
        ("Fresh readings stand behind 9 of 10 by weight: coverage 97 %.", "0.973069"),
        ("It comes to 0.5.", "0.5"),
    ],
)
def test_a_result_that_its_sentence_ends_with_is_not_said_twice(sentence, result):
    told = next(line for line in lines_of(Step("R2", sentence, result)) if "R2" in line)
    assert told.endswith(sentence.split(" ")[-1])


def test_a_result_that_its_sentence_does_not_say_stands_beside_it():
    told = next(line for line in lines_of(Step("R2", "Whatever was read last.", "0.25")) if "R2" in line)
    assert told.endswith("0.25")


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (Look(), "† set by hand   ◌ stale   ▾ worse below"),
        (Look(ascii_only=True), "& set by hand   ? stale   v worse below"),
    ],
)
def test_every_mark_beside_the_status_stands_with_its_words(look, said):
    drawn = lines_of(look=look, numbers=replace(AT_RISK, set_by_hand=True, stale=True, weakest=Status.OFF_TRACK))
    assert said in drawn
    assert "".join(part.split()[0] for part in said.split("   ")) in drawn[1].replace(" ", "")


def test_where_no_mark_stands_none_is_explained():
    assert not [line for line in lines_of(numbers=replace(AT_RISK, weakest=Status.ON_TRACK)) if "worse below" in line]
