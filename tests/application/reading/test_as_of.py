"""R16: goals and key results as of a day and as known at a time; the numbers are those of `cascade`."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import (
    EditGoal,
    EndOverride,
    LinkGoal,
    ListGoals,
    MoveGoal,
    SetGoalState,
    SetOverride,
    ShowGoal,
    ShowGoalTree,
    UnlinkGoal,
)
from okr.contract.key_results import EditKeyResult, FeedKeyResult, ListKeyResults, ShowKeyResult
from okr.contract.why import Explain
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.vocabulary import FeedMethod, GoalState, Status, Visibility
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import MADE_ON, QUARTER, check_in, held, make, result

EVENING = datetime(2026, 11, 18, 23, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)
"""Between the first reading and the others: 23 of 80 days are gone."""


def test_a_goal_is_shown_as_it_stood_on_a_day(cascade: Company) -> None:
    help_1 = cascade.call(ShowGoal(key="HELP-1", as_of=QUARTER))
    assert (help_1.progress, help_1.expected, help_1.status) == (250_000, 250_000, Status.ON_TRACK)
    assert (help_1.results[0].current, help_1.last_reading_on) == (Decimal(90), QUARTER)
    # Nothing had been read of the other key results: (2 * 0 + 1 * 0.25 + 1 * 0) / 4, and (1 * 0 + 3 * 0.0625) / 4.
    care = cascade.call(ShowGoal(key="CARE-1", as_of=QUARTER))
    assert (care.progress, care.expected, care.coverage) == (62_500, 250_000, 250_000)
    assert cascade.call(ShowGoal(key="ACME-1", as_of=QUARTER)).progress == 46_875
    assert [child.progress for child in care.child_goals] == [250_000, 0]


def test_before_its_first_day_a_goal_did_not_exist(cascade: Company) -> None:
    day_before = date(2026, 10, 8)
    for request in (
        ShowGoal(key="CARE-1", as_of=day_before),
        ShowKeyResult(key="CARE-1.1", as_of=day_before),
        Explain(key="CARE-1", as_of=day_before),
        Explain(key="CARE-1.1", as_of=day_before),
        ShowGoalTree(key="CARE-1", as_of=day_before),
        ShowGoalTree(key="CARE-1", up=True, as_of=day_before),
    ):
        with pytest.raises(NotFound, match=r"CARE-1(\.1)? did not exist on 2026-10-08"):
            cascade.call(request)  # type: ignore[misc]  # requests of several kinds have no one answer
    assert cascade.call(ListGoals(as_of=day_before)).items == ()
    assert cascade.call(ListKeyResults(as_of=day_before)).items == ()
    assert cascade.call(ShowGoalTree(as_of=day_before)).roots == ()


def test_known_at_leaves_out_what_was_recorded_later(cascade: Company) -> None:
    before = datetime(2026, 11, 18, 8, tzinfo=UTC)
    view = cascade.call(ShowGoal(key="HELP-1", known_at=before))
    assert (view.progress, view.expected) == (250_000, 500_000)
    # SALES-1 holds since 9 October, but nobody had written it down.
    keys = [row.key for row in cascade.call(ListGoals(known_at=before)).items]
    assert keys == ["ACME-1", "CARE-1", "HELP-1", "HELP-2", "SALES-2"]
    assert "SALES-1" in [row.key for row in cascade.call(ListGoals(as_of=QUARTER)).items]
    with pytest.raises(NotFound, match="as known at 2026-11-18 08:00 UTC"):
        cascade.call(ShowGoal(key="SALES-1", known_at=before))
    with pytest.raises(NotFound):
        cascade.call(ShowGoal(key="SALES-1", as_of=QUARTER, known_at=before))


def test_a_time_without_a_zone_is_the_organisations(cascade: Company) -> None:
    assert cascade.call(ShowGoal(key="HELP-1", known_at=datetime(2026, 11, 18, 8))).progress == 250_000


def test_the_future_is_not_known(cascade: Company) -> None:
    with pytest.raises(InvalidInput, match="is in the future"):
        cascade.call(ListGoals(as_of=date(2026, 11, 19)))


def test_as_of_today_everything_is_as_the_roll_up_keeps_it(cascade: Company) -> None:
    assert cascade.call(ListGoals(known_at=EVENING)).items == cascade.call(ListGoals()).items
    assert cascade.call(ListKeyResults(known_at=EVENING)).items == cascade.call(ListKeyResults()).items
    for key in ("ACME-1", "CARE-1", "HELP-1", "SALES-1"):
        assert cascade.call(ShowGoal(key=key, known_at=EVENING)) == cascade.call(ShowGoal(key=key))
        for request in ({"key": key, "depth": 3, "with_results": True}, {"key": key, "up": True}):
            now = cascade.call(ShowGoalTree.model_validate(request))
            assert cascade.call(ShowGoalTree.model_validate(request | {"known_at": EVENING})) == now
    assert cascade.call(ShowGoalTree(known_at=EVENING, depth=3)) == cascade.call(ShowGoalTree(depth=3))


def test_a_changed_target_holds_from_its_day_on(cascade: Company) -> None:
    cascade.call(EditKeyResult(key="HELP-1.1", target=Decimal(20), reason="We can do more"), by="tess")
    # 90 of 100 to 20, and of 100 to 60.
    assert cascade.call(ShowKeyResult(key="HELP-1.1", as_of=QUARTER)).progress == 250_000
    assert cascade.call(ShowKeyResult(key="HELP-1.1")).progress == 250_000  # (80 - 100) / (20 - 100)
    assert cascade.call(ShowKeyResult(key="HELP-1.1", as_of=QUARTER)).target == Decimal(60)
    explained = cascade.call(Explain(key="HELP-1.1", as_of=QUARTER))
    assert "(90 - 100) / (60 - 100) = 0.25." in [step.sentence for step in explained.steps]


def test_links_that_are_gone_or_weighed_otherwise_come_back(cascade: Company) -> None:
    cascade.call(UnlinkGoal(child="HELP-2", parent="CARE-1"))
    cascade.call(LinkGoal(child="CARE-1", parent="ACME-1", weight=Decimal(1)))
    assert cascade.call(ShowGoal(key="CARE-1")).progress == 500_000  # (2 * 0.5 + 1 * 0.5) / 3
    assert cascade.call(ShowGoal(key="ACME-1")).progress == 500_000
    day_before = date(2026, 11, 17)
    then = cascade.call(ShowGoal(key="CARE-1", as_of=day_before))
    assert [child.key for child in then.child_goals] == ["HELP-1", "HELP-2"]
    assert then.progress == 62_500
    tree = cascade.call(ShowGoalTree(key="ACME-1", as_of=day_before))
    assert tree.roots[0].children[0].weight == Decimal(3)
    assert [one.key for one in cascade.call(ShowGoal(key="HELP-2", as_of=day_before)).line_of_sight] == [
        "CARE-1",
        "ACME-1",
    ]


def test_a_state_holds_from_its_day_on(cascade: Company) -> None:
    cascade.call(SetGoalState(key="HELP-2", state=GoalState.PAUSED, reason="No tool"), by="tess")
    day_before = date(2026, 11, 17)
    assert cascade.call(ListGoals(state=GoalState.PAUSED, as_of=day_before)).items == ()
    assert cascade.call(ShowGoal(key="HELP-2", as_of=day_before)).state is GoalState.ACTIVE
    assert cascade.call(ShowGoal(key="HELP-2")).state is GoalState.PAUSED


def test_contributors_and_readers_are_those_of_the_day(cascade: Company) -> None:
    def around(day: date | None, **when: datetime) -> tuple[list[str], list[str]]:
        view = cascade.call(ShowGoal.model_validate({"key": "HELP-1", "as_of": day, **when}))
        return [one.handle for one in view.contributors], [one.handle for one in view.readers]

    first, second = date(2026, 11, 10), date(2026, 11, 16)
    cascade.call(EditGoal(key="HELP-1", contributors=("sven", "tess")), on=first)
    cascade.call(EditGoal(key="HELP-1", title="Answer customers at once"), on=date(2026, 11, 12))
    cascade.call(
        EditGoal(key="HELP-1", contributors=("sara",), readers=("dan",), visibility=Visibility.NAMED), on=second
    )

    assert around(date(2026, 11, 9)) == ([], [])
    assert around(first) == around(date(2026, 11, 15)) == (["sven", "tess"], [])
    assert around(second) == around(None) == (["sara"], ["dan"])
    assert around(None, known_at=datetime(2026, 11, 11, tzinfo=UTC)) == (["sven", "tess"], [])


def test_the_people_of_a_goal_outlast_its_other_changes(cascade: Company) -> None:
    cascade.call(EditGoal(key="HELP-1", contributors=("sven",)), on=NOVEMBER)
    cascade.call(SetGoalState(key="HELP-1", state=GoalState.PAUSED, reason="No tool"), by="tess", on=date(2026, 11, 5))
    cascade.call(MoveGoal(key="HELP-1", unit="SALES"), on=date(2026, 11, 6))
    cascade.call(EditGoal(key="HELP-1", contributors=()), on=date(2026, 11, 9))

    for day, handles in ((date(2026, 10, 31), []), (date(2026, 11, 6), ["sven"]), (date(2026, 11, 9), [])):
        then = cascade.call(ShowGoal(key="HELP-1", as_of=day))
        assert [one.handle for one in then.contributors] == handles


def test_titles_owners_and_units_are_those_of_the_day(cascade: Company) -> None:
    cascade.call(EditGoal(key="HELP-1", title="Answer customers at once", owner="tess", reason="Emil is away"))
    cascade.call(MoveGoal(key="HELP-1", unit="SALES"))
    day_before = date(2026, 11, 17)
    then = cascade.call(ShowGoal(key="HELP-1", as_of=day_before))
    assert (then.title, then.owner and then.owner.handle, then.unit.key) == (
        "Answer customers in half the time",
        "emil",
        "HELP",
    )
    assert [row.key for row in cascade.call(ListGoals(owner="emil", as_of=day_before)).items] == ["HELP-1"]
    assert [row.key for row in cascade.call(ListGoals(unit="HELP", as_of=day_before)).items] == ["HELP-1", "HELP-2"]
    assert cascade.call(ListGoals(owner="emil")).items == ()
    assert [one.key for one in cascade.call(ListKeyResults(owner="emil", as_of=day_before)).items] == ["HELP-1.1"]


def test_a_correction_counts_for_the_day_of_the_reading_once_it_is_known(cascade: Company) -> None:
    correction = RecordCheckIn(key="HELP-1.1", value=Decimal(95), effective_on=QUARTER, corrects=1, note="Misread")
    cascade.call(correction, by="emil")
    assert cascade.call(ShowKeyResult(key="HELP-1.1", as_of=QUARTER)).progress == 125_000
    before = datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert cascade.call(ShowKeyResult(key="HELP-1.1", as_of=QUARTER, known_at=before)).progress == 250_000
    assert cascade.call(ShowKeyResult(key="HELP-1.1")).progress == 500_000


def test_an_override_holds_on_its_days_alone(cascade: Company) -> None:
    cascade.call(SetOverride(key="HELP-1", status=Status.AT_RISK, reason="Staff is ill"), by="emil", on=NOVEMBER)
    before = cascade.call(ShowGoal(key="HELP-1", as_of=QUARTER))
    during = cascade.call(ShowGoal(key="HELP-1", as_of=NOVEMBER))
    assert (before.status, before.override) == (Status.ON_TRACK, None)
    assert during.status is Status.AT_RISK
    assert during.override is not None
    assert (during.override.reason, during.override.by.handle) == ("Staff is ill", "emil")
    assert during.override.computed is Status.ON_TRACK
    cascade.call(EndOverride(key="HELP-1"), by="emil")
    assert cascade.call(ShowGoal(key="HELP-1", known_at=EVENING)).override is None
    assert cascade.call(ShowGoal(key="HELP-1", as_of=date(2026, 11, 17))).status is Status.AT_RISK


def test_what_is_fed_is_worked_out_from_the_feeds_of_the_day(cascade: Company) -> None:
    whole = make(
        cascade,
        "Spend less time on all customers",
        "ACME",
        "olivia",
        result("All hours", 200, 100, effective_on=MADE_ON),
        effective_on=MADE_ON,
        on=TODAY,
        focus_area="trust",
    )
    feed = {"parent": f"{whole}.1", "method": FeedMethod.SUM}
    cascade.call(FeedKeyResult(child="HELP-1.1", effective_on=MADE_ON, **feed))  # type: ignore[arg-type]
    now = cascade.call(ShowKeyResult(key=f"{whole}.1"))
    assert (now.current, now.progress) == (Decimal(180), 200_000)  # 200 + (80 - 100)
    assert [one.key for one in now.fed_by] == ["HELP-1.1"]
    then = cascade.call(ShowKeyResult(key=f"{whole}.1", as_of=QUARTER))
    assert (then.current, then.progress) == (Decimal(190), 100_000)
    assert cascade.call(ShowKeyResult(key=f"{whole}.1", known_at=EVENING)) == now
    assert cascade.call(ShowGoal(key=whole, known_at=EVENING)) == cascade.call(ShowGoal(key=whole))


def test_pages_of_the_past_go_on_where_they_ended(cascade: Company) -> None:
    for asked in ({}, {"unit": "CARE"}, {"status": Status.ON_TRACK}):
        whole = [row.key for row in cascade.call(ListGoals.model_validate(asked | {"as_of": QUARTER})).items]
        paged: list[str] = []
        cursor = None
        for _ in range(10):
            page = cascade.call(ListGoals.model_validate(asked | {"as_of": QUARTER, "limit": 1, "cursor": cursor}))
            paged += [row.key for row in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert paged == whole


def test_rights_do_not_travel_back_in_time(cascade: Company) -> None:
    with pytest.raises(NotFound, match="There is no goal HELP-2"):
        cascade.call(ShowGoal(key="HELP-2", as_of=QUARTER), by="sven")
    page = cascade.call(ListGoals(as_of=QUARTER), by="sven")
    assert ("HELP-2" in [row.key for row in page.items], page.hidden) == (False, 1)
    assert cascade.call(ListGoals(as_of=QUARTER, unit="SALES"), by="sven").hidden == 0
    assert cascade.call(ListGoals(as_of=QUARTER, status=Status.ON_TRACK), by="sven").hidden == 0
    assert cascade.call(ListGoals(as_of=date(2026, 10, 8)), by="sven").hidden == 0
    assert cascade.call(ListKeyResults(as_of=QUARTER), by="sven").hidden == 1
    assert cascade.call(ListKeyResults(as_of=QUARTER, owner="emil"), by="sven").hidden == 0
    care = cascade.call(ShowGoal(key="CARE-1", as_of=QUARTER), by="sven")
    assert (care.progress, care.hidden_children, care.children) == (62_500, 1, 1)
    assert "HELP-2" not in care.model_dump_json()


def test_periods_of_maintain_are_decided_as_of_the_day(cascade: Company) -> None:
    steady = make(
        cascade,
        "Stay reachable for all customers",
        "HELP",
        "emil",
        held("Reachable", 95),
        focus_area="trust",
    )
    check_in(cascade, f"{steady}.1", 96, on=date(2026, 10, 16))
    check_in(cascade, f"{steady}.1", 90, on=date(2026, 10, 23))
    # Kept, not kept, and on 29 October nothing else is decided; until 18 November two more went by without a reading.
    assert cascade.call(ShowKeyResult(key=f"{steady}.1", as_of=QUARTER)).progress == 500_000
    assert cascade.call(ShowKeyResult(key=f"{steady}.1", known_at=EVENING)).progress == 200_000
