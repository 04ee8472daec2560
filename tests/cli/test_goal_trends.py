"""`okr goal trend` and the orders of `okr goal list`."""

import json

from tests.cli.conftest import Okr


def test_a_trend_is_a_small_curve_and_json(acme: Okr) -> None:
    acme("checkin", "CARE-1.1", "20", "--note", "Slow start")
    shown = acme("goal", "trend", "CARE-1")
    assert shown.code == 0, shown.err
    assert "CARE-1" in shown.out
    document = json.loads(acme("goal", "trend", "CARE-1", "--json").out)
    assert document["items"][0]["key"] == "CARE-1"


def test_a_trend_of_nothing_says_so(acme: Okr) -> None:
    assert "no such goal" in acme("goal", "trend", "NOPE-1").out


def test_goals_are_listed_in_an_order_and_by_due_day(acme: Okr) -> None:
    listed = acme("goal", "list", "--sort", "behind", "--due-until", "2099-12-31", "--json")
    assert listed.code == 0, listed.err
    assert json.loads(listed.out)["items"]
    assert json.loads(acme("goal", "list", "--due-from", "2099-12-31", "--json").out)["items"] == []
