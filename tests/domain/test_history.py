"""What held when, and what was known of it when (R16)."""

from okr.domain.history import Version, in_force
from tests.domain.arithmetic import day, noon


def _version(number, on, content, recorded=None):
    return Version(day(on), noon(day(on if recorded is None else recorded)), number, content)


VERSIONS = [_version(1, 0, "draft"), _version(2, 10, "active"), _version(3, 5, "proposed", recorded=20)]


def _content(on, known=None):
    found = in_force(VERSIONS, day(on), known_at=None if known is None else noon(day(known)))
    return None if found is None else found.content


def test_the_version_with_the_newest_effective_day_holds():
    assert [_content(on) for on in (-1, 0, 4, 5, 9, 10, 99)] == [
        None,
        "draft",
        "draft",
        "proposed",
        "proposed",
        "active",
        "active",
    ]


def test_what_was_recorded_later_was_not_known():
    assert _content(7, known=19) == "draft"
    assert _content(7, known=20) == "proposed"
    assert _content(99, known=5) == "draft"


def test_of_several_versions_for_a_day_the_one_recorded_last_holds():
    found = in_force([_version(2, 3, "second"), _version(1, 3, "first", recorded=9)], day(3))
    assert found is not None
    assert found.content == "second"
