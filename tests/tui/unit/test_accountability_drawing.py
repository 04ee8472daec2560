"""The accountability report in rows: names get what the figures leave, and what names a post is not taken for a person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from okr.domain.vocabulary import Status
from tui.drawing.accountability import accountability_rows
from tui.format import short_name
from tui.lines import Look
from tui.view_models.accountability import Accountability, AccountRow, OverdueItem
from tui.view_models.basics import Named
from tui.view_models.goal_card import Moved

UNIT = Named("MDCD", "Managing Director for Care")


def drawn(counts: dict[Status, int], named: Mapping[str, Any] = MappingProxyType({}), **given: Any) -> list[str]:
    item = AccountRow(
        unit=UNIT, person=None, goals=1, key_results=1, stale=0, on_time=0, on_time_ppm=None, late=0, missed=0, overdue=0, oldest_overdue_on=None,
        blockers=0, unanswered_blockers=0, unanswered_asks=0, without_owner=0, moved_goalposts=0, counts=counts,
    )  # fmt: skip
    item = replace(item, **given)
    view = Accountability(total=item, units=(item, item), people=(), blockers=(), ownerless=(), **named)
    return [row.draw(78).text for row in accountability_rows(view, 78, today=date(2026, 11, 18), look=Look())]


def test_where_few_goals_have_a_status_names_are_not_cut():
    lines = drawn({Status.ON_TRACK: 1})
    assert sum(line.startswith("Managing Director for Care ") and line.endswith("●1") for line in lines) == 2


def test_statuses_are_never_pushed_out_by_a_name():
    lines = drawn(dict.fromkeys((Status.OFF_TRACK, Status.AT_RISK, Status.PENDING, Status.ON_TRACK), 120))
    assert sum(line.endswith("■120 ▲120 ○120 ●120") and "…" in line for line in lines) == 2


def test_what_there_is_to_worry_about_moves_together_before_any_of_it_goes():
    worries: dict[str, Any] = {"overdue": 4, "blockers": 5, "unanswered_blockers": 8, "without_owner": 1}
    line = drawn({}, **worries)[0].rstrip()
    assert line.endswith(" on time  4 overdue  5 blocked  8 unanswered")
    assert "5 blocked   8" in drawn({}, overdue=4, blockers=5, unanswered_blockers=8)[0]


def test_counts_of_a_large_unit_do_not_touch_each_other():
    (line,) = {line for line in drawn({Status.ON_TRACK: 1}, late=4_999, missed=116_958) if line.endswith("●1")}
    assert "  5k   117k " in line


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Maria Lopes", "M. Lopes"),
        ("Eve Elm 344", "E. Elm"),
        ("Root", "Root"),
        ("Deputy Director (MD011)", "Deputy Director (MD011)"),
        ("Deputy Director - Pay and Pensions", "Deputy Director - Pay and Pensions"),
    ],
)
def test_a_post_without_a_holder_keeps_its_name(name: str, shown: str):
    assert short_name(Named("x", name), Look()) == shown


def test_late_check_ins_are_named_with_their_age_the_longest_first_and_the_rest_is_counted():
    late = tuple(
        OverdueItem(
            f"CARE-{n}.1", "Time to first reply", Named("maria", "Maria Lopes"), date(2026, 10, 16) + timedelta(n)
        )
        for n in range(12)
    )
    lines = [line.rstrip() for line in drawn({}, named={"overdue": late}, overdue=30)]
    start = next(n for n, line in enumerate(lines) if line.startswith("Overdue"))
    assert lines[start + 1].startswith("CARE-0.1 Time to first reply")
    assert lines[start + 1].endswith("M. Lopes · 4 wk")
    assert lines[start + 10].startswith("CARE-9.1")
    assert lines[start + 11].strip() == "and 20 more: enter a unit for its own"


def test_moved_goalposts_are_told_with_their_reason():
    moved = Moved(
        "NET-1.1", "target", "23", "32", "The storm took eleven cabinets.", "Viktor Lindqvist", date(2026, 10, 18)
    )
    text = "\n".join(drawn({}, named={"moved": (moved,)}))
    assert "target 23 → 32" in text
    assert "The storm took eleven cabinets." in text
