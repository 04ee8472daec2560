"""A status is named by glyph and word wherever it stands, on little room too; numbers of many have the words on the same screen."""

import re
from pathlib import Path

import pytest

from okr.domain.vocabulary import WORST_FIRST, CycleState
from okr.domain.wording import STALE, term
from tests.tui.everywhere import WAYS, Way, backend_for, walk
from tests.tui.support import app_over, rest, running, screen_text

PICTURES = Path(__file__).parent.parent / "snapshots" / "pictures"
GLYPHS = "".join(term(status).glyph for status in WORST_FIRST)
BEHIND = f"[{GLYPHS}][†◌▾]*"
"""A glyph with the marks behind it."""
UNNAMED = re.compile(
    rf"{BEHIND} +[A-Z]+-[\d.]+(?![\d.~])(?!.*Waiting for the routing licence)|{BEHIND}(?= {{2,}}[│┃▕]|$)"
)
"""A glyph before a key or at the end of a line or box; blockers have signs of their own kind and say whose turn it is."""
COUNTED = re.compile(rf"([{GLYPHS}]) ?\s*\d")
"""A glyph before a number: it is about many."""
SAID = {term(status).glyph: f"(?:{term(status).word}|{term(status).short}|{STALE.word})\\b" for status in WORST_FIRST}
NAMED = re.compile("|".join(f"{glyph}[†◌▾]*(?: [\\d,]+k?)? +{words}" for glyph, words in SAID.items()))
OFFERS = re.compile("○ open\\b")
STEPS = re.compile(r"^ [✓●○] [━─]")
"""The states of a cycle on their line; their words stand below."""
GRADES = re.compile(r"[■▲●] (?:red|amber|green)\b")

SCREENS = {
    "executive": Way((), home="executive"),
    "lead": Way(("G",), home="lead"),
    "employee": Way((), home="employee"),
    "alignment": WAYS["AlignmentScreen"],
    "map": WAYS["GoalMapScreen"],
    "check-in": WAYS["CheckInScreen"],
    "meeting": WAYS["MeetingScreen"],
    "accountability": WAYS["AccountabilityScreen"],
    "goal": WAYS["GoalScreen"],
    "cascade": Way((*WAYS["GoalScreen"].steps, "tab", "tab", "tab")),
    "why": WAYS["WhyDialog"],
    "line of sight": WAYS["SightDialog"],
    "talk": Way((*WAYS["ConversationScreen"].steps, "G")),
    "new goal": WAYS["NewGoalDialog"],
    "person": WAYS["PersonScreen"],
    "unit": WAYS["UnitScreen"],
    "grading": Way(("8", "tab", "tab"), state=CycleState.GRADING),
}


def without_a_word(text: str) -> list[str]:
    """The lines of a screen in which a glyph stands alone, or before a number whose word is nowhere on the screen."""
    said = {found[0] for words in (NAMED, GRADES, OFFERS) for found in words.findall(text)}
    lines = [re.sub(r"[▁▂▃▄▅▆▇█]+$", "", line).rstrip() for line in text.splitlines() if not STEPS.match(line)]
    return [
        line
        for line in lines
        if any(not re.search(SAID[found[0][0]], line) for found in UNNAMED.finditer(line))
        or any(glyph not in said for glyph in COUNTED.findall(line))
    ]


@pytest.mark.parametrize("name", SCREENS)
async def test_a_status_has_its_word_however_little_room_there_is(name):
    app = app_over(backend_for(SCREENS[name]))
    async with running(app, (80, 24)) as pilot:
        async for _ in walk(app, pilot, SCREENS[name]):
            pass
        for size in ((80, 24), (60, 24), (120, 36)):
            await pilot.resize_terminal(*size)
            await rest(pilot)
            text = screen_text(app)
            assert NAMED.search(text) or GRADES.search(text), f"no status stands there at {size}:\n{text}"
            assert without_a_word(text) == [], size


def test_no_reviewed_picture_shows_a_status_without_its_word():
    found = {path.stem: without_a_word(path.read_text(encoding="utf-8")) for path in sorted(PICTURES.glob("*.txt"))}
    assert len(found) > 200
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "▲▾  ACME-2 Customers recommend us  41 % A. Lindqvist  3 d",
        "├─ ● CHAT-2 Every agent",
        "Bring the chat queue  28 %  ■",
        "12 d late CARE-1.1 Median  5.4  4.5  70 n →  55 % ●",
        "▕ ACME-1 ↑        ● 54 %  ┃ CARE-1          ■ 33 %",
        "Customer Care  4  87 %   ▲1 ○1 ●3 ★1",
    ],
)
def test_a_glyph_alone_is_found(line):
    assert without_a_word(line)


async def test_on_a_plain_terminal_the_words_stand_beside_the_letters():
    app = app_over(backend_for(SCREENS["executive"]), ascii_only=True)
    async with running(app) as pilot:
        await rest(pilot)
        text = screen_text(app)
    assert re.search(r"x +off track CARE-1", text)
    assert re.search(r"!v +at risk +ACME-2", text)
    assert "x off ! risk" in text
