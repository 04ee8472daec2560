"""A clock that goes on while a measure waits is no answer to a key; whatever else is drawn is one."""

from bench.terminal import is_tick

STANDS = b"\x1b[2;1H\x1b[38;2;1;2;3mGoal 3 of 12\x1b[0m\r\n\x1b[3;1H\x1b[1m0:59 of 5:00\x1b[0m  all 0:59\r\n\x1b[5;1HCARE-1 Answer"


def test_a_clock_that_goes_on_is_a_tick() -> None:
    assert is_tick(b"\x1b[3;1H\x1b[1m1:00 of 5:00\x1b[0m  all 1:00\r\n", STANDS)
    assert is_tick(STANDS.replace(b"0:59", b"10:00"), STANDS)


def test_what_was_not_there_is_no_tick_nor_is_what_stands_without_a_clock() -> None:
    assert not is_tick(b"\x1b[3;1H\x1b[1m1:00 of 5:00\x1b[0m  all 1:00\r\n", b"")
    assert not is_tick(STANDS + b"\x1b[6;1HCARE-2 Call back\r\n", STANDS)
    assert not is_tick(b"\x1b[2;1HGoal 4 of 12", STANDS)
    assert not is_tick(b"", STANDS)
