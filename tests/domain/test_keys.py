"""Keys as people type them and as okr writes them; how a unit gets its prefix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import InvalidInput
from okr.domain.keys import (
    NUMBER_MAX,
    ContributionKey,
    GoalKey,
    KeyResultKey,
    accept_prefix,
    parse_contribution_key,
    parse_goal_key,
    parse_key,
    parse_key_result_key,
    propose_prefix,
)

prefixes = st.from_regex(r"[A-Z][A-Z0-9]{1,9}", fullmatch=True)
numbers = st.integers(min_value=1, max_value=NUMBER_MAX)


@given(prefixes, numbers, numbers)
def test_the_key_of_a_contribution_is_read_back_and_is_no_other_key(prefix, number, place):
    key = ContributionKey(GoalKey(prefix, number), place)
    assert parse_contribution_key(f" {str(key).lower()} ") == key
    with pytest.raises(InvalidInput):
        parse_key(str(key))


@pytest.mark.parametrize(
    "text", ["", "CARE-7", "CARE-7.2", "CARE-7+", "CARE-7+0", "CARE-7+x", "CARE-7.2+1", "CARE-7 +1"]
)
def test_what_is_no_contribution_is_refused_with_an_example(text):
    with pytest.raises(InvalidInput, match=r"contribution|numbers run from 1"):
        parse_contribution_key(text)


@given(prefixes, numbers, st.none() | numbers, st.booleans())
def test_a_key_that_okr_wrote_is_read_back_in_any_case(prefix, number, sub, small):
    key = GoalKey(prefix, number) if sub is None else KeyResultKey(GoalKey(prefix, number), sub)
    written = str(key)
    assert parse_key(f" {written.lower() if small else written} ") == key


@pytest.mark.parametrize("text", ["", "CARE", "CARE-", "-7", "7", "C-7", "CARE7", "CARE-7.", "CARE-7.2.1", "CARE 7", "4CARE-1", "CARE-x", "CARE-\u0667", "C\u00c4RE-1", "ABCDEFGHIJK-1", "CARE-7\n8", "CARE-0", "CARE-7.0", "CARE-2147483648", "CARE-99999999999"], ids=ascii)  # fmt: skip
def test_what_is_no_key_is_refused_with_one_sentence(text):
    with pytest.raises(InvalidInput) as refused:
        parse_key(text)
    assert refused.value.field == "key"
    assert "\n" not in refused.value.message


def test_a_refusal_shows_hostile_text_harmlessly():
    with pytest.raises(InvalidInput) as refused:
        parse_key("\x1b[31m" + "x" * 500)
    assert "\x1b" not in refused.value.message
    assert len(refused.value.message) < 120


def test_a_goal_and_a_key_result_are_not_taken_for_each_other():
    assert parse_goal_key("care-7") == GoalKey("CARE", 7)
    assert parse_key_result_key("care-7.2") == KeyResultKey(GoalKey("CARE", 7), 2)
    with pytest.raises(InvalidInput, match=r"CARE-7\.2 is a key result") as refused:
        parse_goal_key("care-7.2")
    assert refused.value.hint == "its goal is CARE-7"
    with pytest.raises(InvalidInput, match="CARE-7 is a goal"):
        parse_key_result_key("CARE-7")


def test_keys_sort_by_number_not_by_letters():
    assert sorted([GoalKey("CARE", 10), GoalKey("CARE", 9), GoalKey("BE", 11)]) == [
        GoalKey("BE", 11),
        GoalKey("CARE", 9),
        GoalKey("CARE", 10),
    ]


@pytest.mark.parametrize("text", ["care", " CARE ", "C2", "ABCDEFGHIJ"])
def test_a_prefix_is_two_to_ten_letters_or_digits(text):
    assert accept_prefix(text) == text.strip().upper()


@pytest.mark.parametrize("text", ["", "C", "2C", "ABCDEFGHIJK", "CA-RE", "C\u00c4RE", "CA RE", "\u0131\u0131", "\uff23\uff21"], ids=ascii)  # fmt: skip
def test_another_prefix_is_refused(text):
    with pytest.raises(InvalidInput, match="cannot be a prefix"):
        accept_prefix(text)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("Customer Care", "CARE"),
        ("Human Resources", "HR"),
        ("Sales Operations", "SO"),
        ("Research & Development", "RD"),
        ("Sales", "SALES"),
        ("Engineering", "ENGI"),
        ("Office of the General Counsel", "GC"),
        ("D\u00e9partement des Achats", "DA"),
        ("\u00d8lberg Stra\u00dfe", "OS"),
        ("4th Line", "LINE"),
        ("People's Team", "PEOP"),
        ("\u55b6\u696d\u90e8", "UNIT"),
        ("", "UNIT"),
    ],
    ids=ascii,
)
def test_a_unit_gets_a_prefix_that_reads_like_its_name(name, prefix):
    assert propose_prefix(name, []) == prefix


def test_a_second_unit_of_the_same_name_gets_another_prefix():
    assert propose_prefix("Customer Care", ["care"]) == "CC"
    taken: list[str] = []
    for _ in range(200):
        taken.append(propose_prefix("Engineering", taken))
    assert len(set(taken)) == 200
    assert taken[:5] == ["ENGI", "ENGIN", "ENG", "ENGI2", "ENGI3"]


@given(st.text(max_size=40), st.sets(prefixes, max_size=5))
def test_every_name_gets_a_valid_prefix_that_is_free(name, taken):
    prefix = propose_prefix(name, taken)
    assert accept_prefix(prefix) == prefix
    assert prefix not in taken
    assert propose_prefix(name, taken) == prefix
