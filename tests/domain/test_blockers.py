"""How long a blocker waits, to whom it climbs; keys of parts; whom a text mentions."""

from datetime import date
from uuid import UUID

import pytest

from okr.domain.blockers import Waiting, climb, waits_from
from okr.domain.errors import InvalidInput
from okr.domain.mentions import mentioned
from okr.domain.part_keys import parse_check_in_key, parse_initiative_key

ME, BOSS, TOP = (UUID(int=number) for number in (1, 2, 3))
WEDNESDAY, MONDAY, TUESDAY = date(2026, 11, 18), date(2026, 11, 23), date(2026, 11, 24)


def climbed(today: date, *, above: tuple[UUID, ...] = (BOSS, TOP), days: int = 3) -> Waiting:
    start = waits_from(ME, today=WEDNESDAY, reminder_days=days)
    return climb(start, above, today=today, reminder_days=days)


def test_an_answer_is_due_at_the_end_of_the_third_working_day() -> None:
    assert waits_from(ME, today=WEDNESDAY, reminder_days=3) == Waiting(ME, MONDAY)
    assert climbed(MONDAY) == Waiting(ME, MONDAY)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (TUESDAY, Waiting(BOSS, date(2026, 11, 27), TUESDAY)),
        (date(2026, 11, 27), Waiting(BOSS, date(2026, 11, 27), TUESDAY)),
        (date(2026, 11, 28), Waiting(TOP, date(2026, 12, 2), date(2026, 11, 28))),
        (date(2027, 11, 28), Waiting(TOP, date(2026, 12, 2), date(2026, 11, 28))),
    ],
)
def test_it_climbs_a_step_each_time_and_stays_at_the_top(today: date, expected: Waiting) -> None:
    assert climbed(today) == expected


def test_climbing_again_from_where_it_is_changes_nothing() -> None:
    at_boss = climbed(TUESDAY)
    assert climb(at_boss, (TOP,), today=TUESDAY, reminder_days=3) == at_boss
    later = date(2026, 12, 20)
    assert climb(at_boss, (TOP,), today=later, reminder_days=3) == climbed(later)


def test_with_nobody_above_it_stays_and_with_no_days_it_climbs_daily() -> None:
    assert climbed(TUESDAY, above=()) == Waiting(ME, MONDAY)
    assert climbed(date(2026, 11, 19), days=0) == Waiting(BOSS, date(2026, 11, 19), date(2026, 11, 19))


def test_keys_of_parts_are_read_as_people_write_them() -> None:
    assert str(parse_check_in_key(" care-7.2#3 ")) == "CARE-7.2#3"
    assert str(parse_check_in_key("CARE-7.2 #3")) == "CARE-7.2#3"
    assert str(parse_initiative_key("care-7~12")) == "CARE-7~12"


@pytest.mark.parametrize("text", ["", "CARE-7.2", "CARE-7#3", "CARE-7.2#0", "CARE-7.2#9999999999", "CARE-7.2~3", "#3"])
def test_what_is_no_key_of_a_check_in_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_check_in_key(text)


@pytest.mark.parametrize("text", ["", "CARE-7", "CARE-7.2~3", "CARE-7~0", "CARE-7~4294967296", "CARE-7#3"])
def test_what_is_no_key_of_an_initiative_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_initiative_key(text)


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("Well done, @dana.", ("dana",)),
        ("@Dana.Cho, @eli-f and @dana.cho again", ("dana.cho", "eli-f")),
        ("(@dana)", ("dana",)),
        ("mail dana@example.org or x.@y", ()),
        ("@@dana @ dana @-", ()),
        ("", ()),
    ],
)
def test_who_is_mentioned(text: str, handles: tuple[str, ...]) -> None:
    assert mentioned(text) == handles
