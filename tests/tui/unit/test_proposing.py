"""What is proposed while one types whom to ask: the nearest first, and whole levels by the words that the list shows."""

from types import SimpleNamespace
from typing import cast

import pytest

from tui.dialogs.proposing import suggestions_of
from tui.gateway import Gateway
from tui.view_models.agreements import FoundReceivers, Level, Receiver

CUS = Receiver("unit", "CUS", "Customer success", people=9)
TOM = Receiver("person", "tom", "Tom Bailey")
LEVELS = (
    Level("department", "CUS", "Customer success", units=(CUS,)),
    Level("team", "CUS", "Customer success", units=(CUS, CUS)),
)


def offered(letters: str) -> list[str]:
    agreements = SimpleNamespace(receivers=lambda _: FoundReceivers((CUS, TOM), LEVELS))
    gateway = cast("Gateway", SimpleNamespace(agreements=agreements))
    return [one.words for one in suggestions_of(gateway, "receiver", letters)]


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("tom", "Tom Bailey  tom"),
        ("TOM", "Tom Bailey  tom"),
        ("bai", "Tom Bailey  tom"),
        ("cus", "Customer success  CUS"),
        ("succ", "Customer success  CUS"),
    ],
)
def test_a_handle_or_the_beginning_of_a_name_comes_before_letters_inside_a_word(letters: str, first: str):
    assert offered(letters)[0] == first


@pytest.mark.parametrize("letters", ["every team below Cus", "Every  TEAM below cus"])
def test_a_whole_level_is_found_by_the_words_that_name_it(letters: str):
    assert offered(letters) == ["every team below Customer success"]
