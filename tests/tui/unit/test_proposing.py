"""What is proposed while one types whom to ask: the nearest first, and whole levels by the words that the list shows."""

from types import SimpleNamespace
from typing import cast

import pytest

from tui.dialogs.proposing import Suggestion, meant, suggestion_rows, suggestions_of
from tui.gateway import Gateway
from tui.lines import Look
from tui.view_models.agreements import FoundReceivers, Level, Receiver

CUS = Receiver("unit", "CUS", "Customer success", people=9)
TOM = Receiver("person", "tom", "Tom Bailey")
LEVELS = (
    Level("department", "CUS", "Customer success", units=(CUS,)),
    Level("team", "CUS", "Customer success", units=(CUS, CUS)),
)


def offered(letters: str) -> list[str]:
    agreements = SimpleNamespace(
        receivers=lambda _: FoundReceivers((CUS, TOM), LEVELS),
        top_levels=lambda: (
            Level("division", "BRI", "Brightwater", units=(CUS,)),
            Level("team", "BRI", "Brightwater", units=(CUS,)),
        ),
    )
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


def test_the_levels_below_a_unit_come_right_after_it_and_not_after_all_people():
    assert offered("cus") == [
        "Customer success  CUS",
        "every department below Customer success",
        "every team below Customer success",
        "Tom Bailey  tom",
    ]


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("every", ["every division below Brightwater", "every team below Brightwater"]),
        ("all divisions", ["every division below Brightwater"]),
        ("division", ["every division below Brightwater"]),
        ("Teams", ["every team below Brightwater"]),
        ("every t", ["every team below Brightwater"]),
    ],
)
def test_a_whole_level_of_the_organisation_is_found_without_naming_its_top(letters: str, first: list[str]):
    assert offered(letters)[: len(first)] == first
    assert offered(letters)[len(first)] == "Customer success  CUS"


def people(letters: str, *handles: str) -> list[str]:
    """The handles that are proposed, where a search finds these in this order."""
    hits = [SimpleNamespace(kind="person", key=handle, title=handle.title(), detail="") for handle in handles]
    gateway = cast("Gateway", SimpleNamespace(search=lambda *_: hits))
    return [one.key for one in suggestions_of(gateway, "person", letters)]


def test_who_begins_with_the_letters_comes_before_who_has_them_somewhere():
    assert people("be", "astrid", "ben", "abena", "bela") == ["ben", "bela", "astrid", "abena"]
    assert people("ben", "benita", "astrid", "ben") == ["ben", "benita", "astrid"]


def test_letters_that_are_a_whole_key_mean_it_and_several_ways_mean_none_by_themselves():
    ben, benita = Suggestion("ben", "Ben"), Suggestion("benita", "Benita")
    assert meant((benita, ben), "Ben") is ben
    assert meant((benita, ben), "be") is benita
    assert meant((benita, ben), "be", alone=True) is None
    assert meant((benita,), "be", alone=True) is benita
    assert meant((), "be") is None


def test_keys_stand_below_one_another_and_what_belongs_to_them_is_not_cut_without_need():
    rows = suggestion_rows(
        [
            Suggestion("astrid", "Astrid Berg", "Head of Installations, Installations", tag="astrid"),
            Suggestion("ben", "Ben Carter", "Trainer", tag="ben"),
        ],
        look=Look(),
    )
    first, second = (row.draw(78).text for row in rows)
    assert first.index("Astrid") == second.index("Ben Carter")
    assert "Head of Installations, Installations" in first
