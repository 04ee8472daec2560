"""Who answers for what, and how it is kept; the numbers are those of `cascade`."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from okr.contract.accountability import AccountabilityReport, AccountabilityRow, ShowAccountability
from okr.contract.check_ins import RecordCheckIn
from okr.contract.contributions import AskContributions, CounterContribution, NewReceiver
from okr.contract.cycles import CreateCycle
from okr.contract.goals import CreateGoal, EditGoal
from okr.contract.key_results import EditKeyResult
from okr.domain.errors import NotFound
from okr.domain.vocabulary import CycleKind, CycleState, Status
from storage import schema
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import check_in


def report(company: Company, by: str | None = None, **asked: object) -> AccountabilityReport:
    return company.call(ShowAccountability.model_validate(asked), by=by)


def counts(row: AccountabilityRow) -> tuple[int, ...]:
    return (row.goals, row.key_results, row.on_track, row.at_risk, row.off_track, row.pending, row.reached)


def test_at_a_glance_the_units_of_a_large_company_alone_are_left_uncounted(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = report(cascade)
    assert whole.counted
    assert report(cascade, at_a_glance=True) == whole
    monkeypatch.setattr("okr.application.accountability.COUNTED_AT_ONCE", 5)
    assert report(cascade) == whole
    glance = report(cascade, at_a_glance=True)
    assert not glance.counted
    assert [row.unit for row in glance.units] == [row.unit for row in whole.units]
    assert {counts(row) for row in (glance.unit, *glance.units)} == {(0,) * 7}
    alike = ("people", "blockers", "ownerless", "hidden")
    assert [getattr(glance, name) for name in alike] == [getattr(whole, name) for name in alike]
    assert report(cascade, unit="CARE", at_a_glance=True).counted  # it has three goals


def test_a_unit_answers_for_all_below_it(cascade: Company) -> None:
    found = report(cascade)
    assert found.unit.unit is not None
    assert found.unit.unit.key == "ACME"
    assert counts(found.unit) == (6, 6, 2, 2, 2, 0, 0)
    assert {row.unit.key: counts(row) for row in found.units if row.unit} == {
        "CARE": (3, 3, 1, 1, 1, 0, 0),
        "SALES": (2, 2, 1, 0, 1, 0, 0),
    }
    # HELP-1.1: 2 on time, 3 missed; three others 1 and 4; SALES-2.1 1 and 4; SALES-1.1 nothing but 4 missed.
    assert (found.unit.on_time, found.unit.late, found.unit.missed) == (6, 0, 23)
    assert found.unit.on_time_rate == 206_897  # 6 / 29
    assert (found.unit.overdue, found.unit.oldest_overdue_on) == (1, date(2026, 10, 16))
    care = report(cascade, unit="CARE")
    assert [row.unit.key for row in care.units if row.unit] == ["HELP"]
    assert counts(care.unit) == (3, 3, 1, 1, 1, 0, 0)


def test_a_person_answers_for_what_they_own(cascade: Company) -> None:
    cascade.call(EditKeyResult(key="HELP-2.1", owner="emil", reason="He does the work"))
    people = {row.person.handle: row for row in report(cascade, unit="HELP").people if row.person}
    assert {handle: (row.goals, row.key_results, row.missed) for handle, row in people.items()} == {
        "emil": (1, 2, 7),
        "tess": (1, 0, 0),
    }
    assert people["tess"].on_time_rate is None
    assert people["tess"].off_track == 1


def test_blockers_are_listed_until_a_later_reading_is_free_of_them(cascade: Company) -> None:
    check_in(cascade, "HELP-2.1", 105, by="tess", blocker="The tool is slow", confidence=40, note="Hard")
    check_in(cascade, "HELP-1.1", 79, by="emil", blocker="Nobody answers")
    found = report(cascade)
    assert [(one.key, one.text, one.since, one.owner and one.owner.handle) for one in found.blockers] == [
        ("HELP-1.1", "Nobody answers", TODAY, "emil"),
        ("HELP-2.1", "The tool is slow", TODAY, "tess"),
    ]
    assert found.unit.blockers == 2
    assert [one.key for one in report(cascade, "sven").blockers] == ["HELP-1.1"]
    cascade.call(RecordCheckIn(key="HELP-1.1", voids=3, note="It was answered"), by="emil")
    assert [one.key for one in report(cascade).blockers] == ["HELP-2.1"]


def test_moved_goalposts_are_changes_of_what_is_to_be_reached(cascade: Company) -> None:
    cascade.call(EditKeyResult(key="HELP-1.1", target=Decimal(70), reason="Too hard"))
    cascade.call(EditKeyResult(key="HELP-1.1", due_on=date(2026, 12, 30), reason="Later"))
    cascade.call(EditKeyResult(key="HELP-1.1", weight=Decimal(2), reason="More of it"))
    cascade.call(EditGoal(key="HELP-1", owner="tess", reason="Emil is away"))
    found = report(cascade)
    assert found.unit.moved_goalposts == 2
    assert [row.moved_goalposts for row in found.units] == [2, 0]
    people = {row.person.handle: row.moved_goalposts for row in report(cascade, unit="HELP").people if row.person}
    assert people == {"emil": 0, "tess": 2}
    for unit in (None, "CARE", "HELP", "SALES"):
        whole, alone = report(cascade, unit=unit), report(cascade, unit=unit, only_moved=True)
        assert [(row.unit, row.moved_goalposts) for row in (alone.unit, *alone.units)] == [
            (row.unit, row.moved_goalposts) for row in (whole.unit, *whole.units)
        ]
        assert (alone.unit.goals, alone.people, alone.blockers, alone.counted) == (0, (), (), False)


def test_what_is_counted_is_named_beside_it(cascade: Company) -> None:
    cascade.call(EditKeyResult(key="HELP-1.1", target=Decimal(70), reason="Too hard"))
    cascade.call(EditKeyResult(key="HELP-1.1", due_on=date(2026, 12, 30), reason="Later"))
    cascade.call(EditKeyResult(key="HELP-1.1", weight=Decimal(2), reason="More of it"))
    whole = report(cascade)
    assert [(one.field, one.after, one.reason) for one in whole.moved] == [
        ("due", "2026-12-30", "Later"),
        ("target", "70", "Too hard"),
    ]
    [late] = whole.overdue
    assert (late.due_on, late.days_late) == (date(2026, 10, 16), (TODAY - date(2026, 10, 16)).days)
    for unit in ("ACME", "CARE", "HELP", "SALES"):
        found = report(cascade, unit=unit)
        assert (found.unit.overdue, found.unit.moved_goalposts) == (len(found.overdue), len(found.moved))
        assert set(found.overdue) <= set(whole.overdue)


def test_what_is_late_is_found_in_a_large_unit_as_in_a_small_one(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = report(cascade)
    monkeypatch.setattr("okr.application.accountability.COUNTED_AT_ONCE", 1)
    found = report(cascade, at_a_glance=True)
    assert not found.counted
    assert (found.overdue, found.unanswered, found.moved) == (whole.overdue, whole.unanswered, whole.moved)


def test_nothing_is_named_that_may_not_be_seen(cascade: Company) -> None:
    cascade.call(EditKeyResult(key="HELP-2.1", target=Decimal(70), reason="Too hard"))
    assert report(cascade).hidden == 0
    assert len(report(cascade).moved) == 1
    assert report(cascade, "sven").hidden == 1
    assert report(cascade, "sven").moved == ()


def test_goals_that_nobody_owns_are_listed(cascade: Company) -> None:
    table = schema.goals
    statement = update(table).where(table.c.key.in_(["SALES-1", "HELP-2"])).values(owner_id=None, imported=True)
    cascade.acting().store.write(lambda work: work.connection.execute(statement) and None)
    found = report(cascade)
    assert [(one.key, one.unit.key, one.status) for one in found.ownerless] == [
        ("HELP-2", "HELP", Status.OFF_TRACK),
        ("SALES-1", "SALES", Status.OFF_TRACK),
    ]
    assert found.unit.without_owner == 2
    assert [one.key for one in report(cascade, "sven").ownerless] == ["SALES-1"]


def test_totals_hold_hidden_goals_and_say_so(cascade: Company) -> None:
    found = report(cascade, "sven")
    assert counts(found.unit) == counts(report(cascade).unit)
    assert found.hidden == 1
    assert report(cascade, "sven", unit="SALES").hidden == 0


def test_another_cycle_and_unknown_units(cascade: Company) -> None:
    assert counts(report(cascade, cycle="2026").unit) == (0, 0, 0, 0, 0, 0, 0)
    with pytest.raises(NotFound, match="There is no unit"):
        report(cascade, unit="NOPE")


def test_an_answer_that_is_owed_for_the_cycle_to_come_counts_now(cascade: Company) -> None:
    following = CreateCycle(
        key="2027-Q1", kind=CycleKind.QUARTER, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31),
        state=CycleState.PLANNING,
    )  # fmt: skip
    cascade.call(following)
    top = cascade.call(CreateGoal(title="Keep customers for longer", unit="ACME", cycle="2027-Q1"))
    [asked] = cascade.call(AskContributions(parent=top.key, receivers=(NewReceiver(unit="SALES"),))).asked
    assert asked.answer_due_on is not None

    def owed(cycle: str | None) -> int:
        found = cascade.call(ShowAccountability(unit="SALES", cycle=cycle), on=asked.answer_due_on)
        assert {one.unanswered_asks for one in found.people if one.person and one.person.handle == "sara"} == {
            found.unit.unanswered_asks
        }
        return found.unit.unanswered_asks

    assert (owed(None), owed("2026-Q4"), owed("2027-Q1")) == (1, 0, 1)


def test_who_owes_an_answer_to_a_contribution_is_counted_once_it_is_due(cascade: Company) -> None:
    receivers = (NewReceiver(unit="SALES"), NewReceiver(person="emil"))
    asked = cascade.call(AskContributions(parent="CARE-1", receivers=receivers), by="dan").asked
    due_on = max(row.answer_due_on for row in asked if row.answer_due_on)

    def owed(day: date, unit: str) -> tuple[int, dict[str, int]]:
        found = cascade.call(ShowAccountability(unit=unit), on=day)
        assert len(found.unanswered) == found.unit.unanswered_asks
        return found.unit.unanswered_asks, {
            one.person.handle: one.unanswered_asks for one in found.people if one.person
        }

    assert owed(TODAY, "SALES")[0] == 0
    assert owed(due_on, "SALES") == (1, {"sara": 1, "sven": 0})
    assert owed(due_on, "HELP") == (1, {"emil": 1, "tess": 0})
    assert owed(due_on, "ACME")[0] == 2
    # A counter turns it round: now it is for the owner of CARE-1 to answer.
    mine = next(row.key for row in asked if row.unit is not None)
    cascade.call(CounterContribution(key=mine, share=Decimal(10), reason="Half a team"), by="sara", on=due_on)
    assert owed(due_on + timedelta(days=10), "SALES")[0] == 0
    assert owed(due_on + timedelta(days=10), "CARE")[0] == 2
