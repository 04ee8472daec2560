"""The search: keys first, then words; what may not be seen is not found."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from okr.application.search import spread_over
from okr.contract.people import CreatePerson, EditPerson
from okr.contract.search import Hits, Search
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import Visibility
from storage import schema
from storage import search as stored
from tests.application.companies import Company
from tests.storage.companies import add_cycle, add_goal, add_key_result


@pytest.fixture
def searched(company: Company) -> Company:
    """The company with goals of HELP: CARE-1 to CARE-3, the third seen by its unit alone, each with a key result."""

    def add(work) -> None:
        units = schema.units
        unit_id: UUID = work.connection.execute(select(units.c.id).where(units.c.prefix == "HELP")).scalar_one()
        cycle_id = add_cycle(work, "other")
        titles = ("Answer calls within 30 seconds", "Callers answer our survey: 50 % of them", "Answer secret calls")
        for number, title in enumerate(titles, start=1):
            visibility = Visibility.UNIT if number == 3 else Visibility.ORGANISATION
            goal_id = add_goal(work, number, unit_id=unit_id, cycle_id=cycle_id, title=title, visibility=visibility)
            key = f"CARE-{number}.1"
            add_key_result(work, 1, goal_id=goal_id, key=key, title=f"Measure of {title.split()[-1]}")

    company.acting().store.write(add)
    return company


def found(hits: Hits) -> list[str]:
    return [f"{hit.kind} {hit.key}" for hit in hits.items]


def test_a_goals_key_finds_the_goal_and_its_key_results_alone(searched: Company):
    assert found(searched.call(Search(text=" care-1 "))) == ["goal CARE-1", "key result CARE-1.1"]
    assert found(searched.call(Search(text="CARE-2.1"))) == ["key result CARE-2.1"]


def test_all_words_must_match_in_any_order_and_case(searched: Company):
    assert found(searched.call(Search(text="SECONDS answer"))) == ["goal CARE-1"]
    assert found(searched.call(Search(text="seconds survey"))) == []


def test_titles_that_begin_with_the_word_come_first(searched: Company):
    assert found(searched.call(Search(text="caller")))[0] == "goal CARE-2"
    assert found(searched.call(Search(text="answer"))) == ["goal CARE-1", "goal CARE-3", "goal CARE-2"]


def test_what_may_not_be_seen_is_not_found(searched: Company):
    for text in ("secret", "care-3", "CARE-3.1", "calls"):
        assert "goal CARE-3" in found(searched.call(Search(text=text), by="emil")) or "3.1" in text
        assert not [hit for hit in found(searched.call(Search(text=text), by="sven")) if "CARE-3" in hit]


def test_people_and_units_are_found_by_name_and_key(searched: Company):
    assert found(searched.call(Search(text="emil"))) == ["person emil"]
    assert found(searched.call(Search(text="help")))[:1] == ["unit HELP"]
    hits = searched.call(Search(text="tess team")).items
    assert [(hit.kind, hit.key, hit.title, hit.detail) for hit in hits] == [
        ("person", "tess", "Tess Team", "Help Desk")
    ]


def test_the_units_key_finds_its_goals_too(searched: Company):
    hits = found(searched.call(Search(text="care")))

    assert hits[:4] == ["goal CARE-1", "goal CARE-2", "goal CARE-3", "unit CARE"]


def test_signs_of_patterns_are_looked_for_as_they_are(searched: Company):
    assert found(searched.call(Search(text="50 %"))) == ["goal CARE-2"]
    assert found(searched.call(Search(text="_"))) == []
    assert found(searched.call(Search(text="\\"))) == []


def test_goals_do_not_crowd_out_the_person_who_was_meant(searched: Company):
    searched.call(EditPerson(handle="sven", name="Answer Person"))

    assert found(searched.call(Search(text="answer", limit=2))) == ["goal CARE-1", "goal CARE-3"]
    assert "person sven" in found(searched.call(Search(text="answer", limit=4)))


def test_a_handle_and_beginnings_of_words_come_before_letters_inside_a_word(searched: Company):
    searched.call(CreatePerson(name="Al Lister", handle="all"))
    searched.call(EditPerson(handle="sven", name="Ron Swer"))

    assert found(searched.call(Search(text="all")))[:2] == ["person all", "goal CARE-1"]
    assert found(searched.call(Search(text="swer")))[:2] == ["person sven", "goal CARE-1"]
    assert found(searched.call(Search(text="calls")))[0] == "goal CARE-1"


def test_who_left_is_not_found(searched: Company):
    searched.call(EditPerson(handle="sven", employed_to=date(2026, 11, 1)))

    assert found(searched.call(Search(text="sven"))) == []


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_nothing_asked_nothing_found(searched: Company, text: str):
    assert searched.call(Search(text=text)).items == ()


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_limit_is_bounded(searched: Company, limit: int):
    with pytest.raises(InvalidInput, match="1 to 100"):
        searched.call(Search(text="x", limit=limit))


def test_any_text_may_be_searched_for(searched: Company):
    for text in ("\x1b[31m", "' OR 1=1 --", "a" * 10_000, "%" * 300, "\ufffd", "𝔘𝔫𝔦", "1.2.3", "-", "care-99999999999"):
        assert isinstance(searched.call(Search(text=text)), Hits)


def test_what_is_not_wanted_is_not_looked_through(searched: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "goal CARE-1" in found(searched.call(Search(text="answer")))
    assert found(searched.call(Search(text="emil", kinds=("person",)))) == ["person emil"]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("all goals were looked through")

    monkeypatch.setattr(stored, "goals_by_words", never)
    assert found(searched.call(Search(text="help", kinds=("unit", "person"))))[:1] == ["unit HELP"]
    assert found(searched.call(Search(text="measure", kinds=("key result",))))[0] == "key result CARE-1.1"
    assert found(searched.call(Search(text="CARE-1", kinds=("key result",)))) == ["key result CARE-1.1"]


def test_letters_in_their_order_are_enough_where_no_word_stands(searched: Company):
    assert found(searched.call(Search(text="answr scnds"))) == []
    assert found(searched.call(Search(text="answr scnds", nearly=True))) == ["goal CARE-1"]
    assert found(searched.call(Search(text="emzz", nearly=True))) == []
    assert found(searched.call(Search(text="ttm", nearly=True))) == ["person tess"], "Tess Team"
    assert found(searched.call(Search(text="hdsk", nearly=True, kinds=("unit",)))) == ["unit HELP"]
    assert found(searched.call(Search(text="hdsk", nearly=True, kinds=("person",)))) == []
    assert found(searched.call(Search(text="a%", nearly=True))) == [], "signs are signs"


def test_what_matches_goes_before_what_is_near(searched: Company):
    assert found(searched.call(Search(text="caller", nearly=True))) == found(searched.call(Search(text="caller")))


def test_what_may_not_be_seen_is_not_near_either(searched: Company):
    assert found(searched.call(Search(text="scrt", nearly=True), by="emil")) == ["goal CARE-3"]
    assert found(searched.call(Search(text="scrt", nearly=True), by="sven")) == []


@pytest.mark.parametrize(
    ("title", "words", "length"),
    [
        ("Marta Kowalska", ["mkow"], 9),
        ("Answer calls", ["answr"], 6),
        ("Answer calls", ["cls", "ans"], 8),
        ("Read the answers", ["ra"], 3),
        ("Read the ancient", ["at"], None),
        ("Answer every customer of the north", ["anth"], None),
        ("ÄRGER der Kunden", ["ärgr"], 5),
    ],
)
def test_how_near_is_how_close_the_letters_stand(title: str, words: list[str], length: int | None):
    assert spread_over(title, words) == length
