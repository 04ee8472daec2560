"""What a notice asks for is kept behind its words, and found again wherever it is read; other words are left alone."""

import pytest

from okr.domain.notice_words import (
    answering_blocker,
    answering_contribution,
    grading,
    grading_several,
    part,
    reviewing,
)
from okr.domain.vocabulary import NoticeAsks

SAID = "Emil Berg is blocked in CARE-1.1 (Reply in time (all day)): no batteries (again): really"


@pytest.mark.parametrize(
    ("text", "words", "asks", "command"),
    [
        (
            answering_blocker(SAID, "CARE-1.1#3", until="answer by 2026-11-23"),
            f"{SAID} (answer by 2026-11-23)",
            NoticeAsks.ANSWER_BLOCKER,
            "okr blocker answer CARE-1.1#3 TEXT",
        ),
        (
            answering_contribution("CARE-2+1 waits for your answer", "CARE-2+1", ways="accept|counter|decline"),
            "CARE-2+1 waits for your answer",
            NoticeAsks.ANSWER_CONTRIBUTION,
            "okr goal accept|counter|decline CARE-2+1",
        ),
        (
            reviewing("Emil Berg asks you to review CARE-1 (Reply in time)", "CARE-1"),
            "Emil Berg asks you to review CARE-1 (Reply in time)",
            NoticeAsks.REVIEW,
            "okr goal approve CARE-1, or okr goal return CARE-1 --remark TEXT",
        ),
        (grading("CARE-1 waits", "CARE-1"), "CARE-1 waits", NoticeAsks.GRADE, "okr grade CARE-1"),
        (
            grading_several("2 of your goals wait", "2026-Q4"),
            "2 of your goals wait",
            NoticeAsks.GRADE_SEVERAL,
            "okr cycle grades 2026-Q4 --waiting",
        ),
    ],
)
def test_what_a_notice_asks_for_is_found_again(text: str, words: str, asks: NoticeAsks, command: str) -> None:
    assert part(text) == (words, asks, command)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Priya Raman asks Customer Care to contribute to CHAT-1",
        "Emil Berg in CARE-1: I typed okr goal approve CARE-1 and it was refused",
        "Emil Berg is blocked in CARE-1.1 (Reply): x (it has climbed to whoever is above you)",
        "Ada read your check-in (okr grade)",
    ],
)
def test_a_notice_that_asks_for_nothing_stays_as_it_is(text: str) -> None:
    assert part(text) == (text, None, None)


def test_a_blocker_in_several_lines_keeps_them() -> None:
    told = answering_blocker(
        "Emil Berg is blocked:\nno batteries", "CARE-1.1#3", until="it waits for you until 2026-11-23"
    )

    assert part(told).words == "Emil Berg is blocked:\nno batteries (it waits for you until 2026-11-23)"
