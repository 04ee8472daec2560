"""The trail of a goal: who did what to it and to its key results, in words, the newest first."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import EditGoal, SetGoalState
from okr.contract.key_results import EditKeyResult
from okr.contract.trail import ShowTrail, TrailEntry
from okr.domain.errors import NotFound
from okr.domain.vocabulary import GoalState, Visibility
from tests.application.companies import Company
from tests.application.goal_company import make_goal


def read(company: Company, key: str, *, by: str = "sven") -> list[TrailEntry]:
    return list(company.call(ShowTrail(key=key), by=by).items)


def test_each_change_is_told_with_who_did_it_and_before_and_after(company: Company):
    key = make_goal(company, "Answer customers faster than before", activate=True).key
    company.call(EditKeyResult(key=f"{key}.1", target=Decimal(5), reason="The tool is late"), by="olivia")
    company.call(EditGoal(key=key, due_on=date(2026, 12, 20), owner="sven", reason="The fair is earlier"), by="olivia")
    company.call(SetGoalState(key=key, state=GoalState.PAUSED), by="sven")

    entries = read(company, key)

    told = {(entry.what, entry.key, one.field, one.before, one.after) for entry in entries for one in entry.changes}
    assert {
        ("key result edited", f"{key}.1", "target", "4", "5"),
        ("edited", key, "due", "2026-12-31", "2026-12-20"),
        ("edited", key, "owner", "emil", "sven"),
        ("taken to another state", key, "state", "active", "paused"),
    } <= told
    assert entries[0].what == "taken to another state"
    assert entries[0].by is not None
    assert entries[0].by.handle == "sven"
    assert [entry.what for entry in entries if entry.operation == "goals.create" and entry.key == key] == ["written"]


def test_readings_are_left_to_their_own_list(company: Company):
    key = make_goal(company, "Answer customers faster than before", activate=True).key
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(8)), by="olivia")

    assert not [entry for entry in read(company, key) if entry.operation.startswith("check-ins.")]


def test_pages_join(company: Company):
    key = make_goal(company, "Answer customers faster than before", activate=True).key
    for title in ("Answer customers first", "Answer customers second", "Answer customers third"):
        company.call(EditGoal(key=key, title=title), by="olivia")
    whole = read(company, key)

    first = company.call(ShowTrail(key=key, limit=2))
    rest = company.call(ShowTrail(key=key, limit=50, cursor=first.next_cursor))

    assert [*first.items, *rest.items] == whole


def test_who_may_not_see_a_goal_may_not_see_its_trail(company: Company):
    key = make_goal(company, "Prepare what nobody knows of yet", visibility=Visibility.NAMED).key

    with pytest.raises(NotFound):
        read(company, key, by="sara")
