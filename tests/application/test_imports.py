"""Imports: what is new is created, what differs is changed, what is equal stays; what is wrong is named, and nothing is half done."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import func, select

from okr.contract.check_ins import ListCheckIns
from okr.contract.goals import ListGoals, ShowGoal
from okr.contract.imports import (
    ImportCount,
    ImportedCheckIn,
    ImportedCycle,
    ImportedGoal,
    ImportedKeyResult,
    ImportedLink,
    ImportedPerson,
    ImportedUnit,
    ImportRecords,
    ImportReport,
    Place,
)
from okr.contract.key_results import ListKeyResults
from okr.contract.people import ShowPerson
from okr.contract.units import ListUnits
from okr.contract.verification import Verify
from okr.domain.errors import NotAllowed
from okr.domain.vocabulary import GoalState, Metric, UnitKind
from storage import schema
from storage.unit_of_work import ReadWork
from tests.application.companies import Company

_rows = count(1)


def place() -> Place:
    return Place("file.csv", next(_rows))


def unit(one: str, parent: str | None = "top", **more: object) -> ImportedUnit:
    return ImportedUnit.model_validate(
        {"place": place(), "external_id": one, "name": f"Unit {one}", "parent": parent} | more
    )


def person(one: str, manager: str | None = None, **more: object) -> ImportedPerson:
    given = {"place": place(), "external_id": one, "name": f"Person {one}", "manager": manager}
    return ImportedPerson.model_validate(given | more)


def goal(one: str, *parents: str, **more: object) -> ImportedGoal:
    links = tuple(ImportedLink(parent=parent) for parent in parents)
    given = {"place": place(), "external_id": one, "title": f"Goal {one}", "cycle": "2026", "parents": links}
    return ImportedGoal.model_validate(given | more)


def result(one: str, of: str, **more: object) -> ImportedKeyResult:
    given = {
        "place": place(),
        "external_id": one,
        "goal": of,
        "title": f"Result {one}",
        "metric": Metric.INCREASE,
        "unit_of_measure": "%",
    }
    return ImportedKeyResult.model_validate(given | {"baseline": Decimal(0), "target": Decimal(100)} | more)


def reading(one: str, day: date, value: int, note: str | None = None) -> ImportedCheckIn:
    return ImportedCheckIn(place=place(), key_result=one, effective_on=day, value=Decimal(value), note=note)


TOP = unit("top", None, kind=UnitKind.COMPANY, name="Acme Group")
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)
WHOLE = ImportRecords(
    units=(unit("desk", "care", lead="p2"), unit("care"), TOP),
    people=(person("p2", "p1", unit="desk"), person("p1", unit="top")),
    cycles=(
        ImportedCycle(place=place(), key="H1", kind="other", starts_on=date(2026, 1, 1), ends_on=JUNE),  # type: ignore[arg-type]
    ),
    goals=(goal("g2", "g1", owner="p2", unit="desk"), goal("g1", unit="top"), goal("g3", "g2", cycle="H1")),
    key_results=(result("k1", "g2"), result("k2", "g3")),
    check_ins=(reading("k1", MARCH, 10), reading("k1", JUNE, 40), reading("k2", MARCH, 50)),
)
"""Parents that come later in the file, and all that hangs together."""


def run(company: Company, records: ImportRecords, **how: object) -> ImportReport:
    return company.call(records.model_copy(update=how))


def counted(report: ImportReport) -> dict[str, tuple[int, int, int, int]]:
    def fates(count: ImportCount) -> tuple[int, int, int, int]:
        return count.created, count.changed, count.unchanged, count.refused

    return {count.kind: fates(count) for count in report.counts}


def test_a_whole_company_comes_in_and_rolls_up(company: Company) -> None:
    report = run(company, WHOLE)
    assert report.written, report.findings
    assert counted(report) == {
        "units": (2, 1, 0, 0),
        "people": (2, 0, 0, 0),
        "cycles": (1, 0, 0, 0),
        "goals": (3, 0, 0, 0),
        "key_results": (2, 0, 0, 0),
        "check_ins": (3, 0, 0, 0),
    }
    goals = {one.external_id: one for one in company.call(ListGoals(limit=50)).items}
    assert {one: row.progress for one, row in goals.items()} == {"g1": 450_000, "g2": 450_000, "g3": 500_000}
    assert goals["g2"].owner is not None
    assert company.call(ShowPerson(handle="person.p2")).manager is not None
    units = {one.external_id: one for one in company.call(ListUnits(limit=50)).items}
    assert (units["top"].key, units["top"].name, units["desk"].depth) == ("ACME", "Acme Group", 2)
    assert company.call(Verify()).difference_count == 0


def test_the_same_file_again_changes_nothing(company: Company) -> None:
    run(company, WHOLE)
    again = run(company, WHOLE)
    assert again.written
    assert not again.changes
    assert all(created == changed == refused == 0 for created, changed, _, refused in counted(again).values())
    assert sum(unchanged for _, _, unchanged, _ in counted(again).values()) == 14


def test_a_newer_export_changes_what_differs_and_corrects_past_values(company: Company) -> None:
    run(company, WHOLE)
    newer = ImportRecords(
        goals=(goal("g1", title="Another title"),),
        key_results=(result("k1", "g2", target=Decimal(200)),),
        check_ins=(reading("k1", MARCH, 10), reading("k1", JUNE, 60)),
    )
    report = run(company, newer, reason="A newer export")
    assert counted(report) == {"goals": (0, 1, 0, 0), "key_results": (0, 1, 0, 0), "check_ins": (0, 1, 1, 0)}
    assert [(one.field, one.before, one.after) for one in report.changes] == [
        ("title", "Goal g1", "Another title"),
        ("target", "100", "200"),
        ("value", "40", "60"),
    ]
    key = next(one.key for one in company.call(ListKeyResults(limit=50)).items if one.external_id == "k1")
    latest = next(one for one in company.call(ListCheckIns(key=key)).items if one.corrects is not None)
    assert (latest.corrects, latest.value, latest.imported) == (2, Decimal(60), True)
    assert company.call(Verify()).difference_count == 0
    assert not run(company, newer).changes


def test_contributors_that_a_newer_export_changes_are_kept_by_day(company: Company) -> None:
    people = (person("p1", unit="top"), person("p2", unit="top"))
    first, second = date(2026, 11, 10), date(2026, 11, 16)
    for day, contributor in ((first, "p1"), (second, "p2")):
        records = ImportRecords(units=(TOP,), people=people, goals=(goal("g1", contributors=(contributor,)),))
        assert company.call(records, on=day).written
    (row,) = company.call(ListGoals(limit=50)).items

    seen = [company.call(ShowGoal(key=row.key, as_of=day)).contributors for day in (first, second)]

    assert [[one.handle for one in named] for named in seen] == [["person.p1"], ["person.p2"]]
    assert row.version == 2


def rows_of_every_table(company: Company) -> dict[str, int]:
    """How many rows each table has: what a write leaves, the audit and kept answers included."""

    def count(work: ReadWork) -> dict[str, int]:
        return {
            table.name: work.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in schema.metadata.sorted_tables
        }

    return company.acting().store.read(count)


@pytest.mark.parametrize("how", [{"dry_run": True}, {"dry_run": False}])
def test_a_dry_run_and_a_refused_import_write_nothing(company: Company, how: dict[str, bool]) -> None:
    records = WHOLE if how["dry_run"] else WHOLE.model_copy(update={"goals": (*WHOLE.goals, goal("bad", "nowhere"))})
    before = rows_of_every_table(company)
    report = company.call(records.model_copy(update=how), key="import")
    assert not report.written
    assert rows_of_every_table(company) == before
    assert counted(report)["people"] == (2, 0, 0, 0)
    assert not company.call(ListGoals(limit=50)).items
    assert len(company.call(ListUnits(limit=50)).items) == 4


@dataclass(frozen=True)
class Bad:
    """Records of which one kind is wrong, and what is said about it."""

    records: ImportRecords
    field: str
    says: str


BAD = {
    "an owner who is not there": Bad(ImportRecords(goals=(goal("g", owner="nobody"),)), "owner", 'no person "nobody"'),
    "a cycle among managers": Bad(
        ImportRecords(people=(person("a", "b"), person("b", "c"), person("c", "a"))), "manager",
        "Person a > Person b > Person c > Person a",
    ),
    "a cycle among units": Bad(
        ImportRecords(units=(TOP, unit("a", "b"), unit("b", "a"))), "parent", "Unit a > Unit b > Unit a"
    ),
    "a cycle among goals": Bad(ImportRecords(goals=(goal("a", "b"), goal("b", "a"))), "parents", "cycle"),
    "two roots": Bad(ImportRecords(units=(TOP, unit("other", None))), "parent", 'one unit at the top, "top"'),
    "the same id twice": Bad(ImportRecords(goals=(goal("g"), goal("g"))), "external_id", "given twice"),
    "a parent that is nowhere": Bad(ImportRecords(goals=(goal("g", "nowhere"),)), "parents", 'no goal "nowhere"'),
    "a target that is the baseline": Bad(
        ImportRecords(goals=(goal("g"),), key_results=(result("k", "g", target=Decimal(0)),)), "target", "baseline"
    ),
    "a value that no database holds": Bad(
        ImportRecords(goals=(goal("g"),), key_results=(result("k", "g", target=Decimal(10) ** 30),)), "target", "large"
    ),
    "a reading of the future": Bad(
        ImportRecords(goals=(goal("g"),), key_results=(result("k", "g"),), check_ins=(reading("k", date(2026, 12, 1), 1),)),
        "effective_on", "future",
    ),
    "a reading before the start": Bad(
        ImportRecords(goals=(goal("g"),), key_results=(result("k", "g"),), check_ins=(reading("k", date(2025, 12, 1), 1),)),
        "effective_on", "2026-01-01 to 2026-12-31",
    ),
    "two readings of a day": Bad(
        ImportRecords(goals=(goal("g"),), key_results=(result("k", "g"),), check_ins=(reading("k", MARCH, 1), reading("k", MARCH, 2))),
        "effective_on", "another reading",
    ),
    "days outside the cycle": Bad(ImportRecords(goals=(goal("g", due_on=date(2027, 2, 1)),)), "due_on", "outside the cycle"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_is_wrong_is_refused_by_place_and_field_and_the_rest_can_be_kept(company: Company, bad: Bad) -> None:
    report = run(company, bad.records)
    assert not report.written
    refused = [one for one in report.findings if one.level == "refused"]
    assert {one.field for one in refused} == {bad.field}
    assert bad.says in refused[0].message
    assert refused[0].place.row > 0
    records = sum(len(getattr(bad.records, kind)) for kind in ("units", "people", "goals", "key_results", "check_ins"))
    assert sum(sum(fates) for fates in counted(report).values()) == records
    good = run(company, bad.records.model_copy(update={"units": (TOP, *bad.records.units[1:])}), skip_bad_rows=True)
    assert good.written
    assert company.call(Verify()).difference_count == 0


def test_goals_keep_their_state_unless_smart_is_enforced(company: Company) -> None:
    report = run(company, WHOLE, dry_run=True)
    assert report.smart["measurable"] == 1  # g1 has no key result
    run(company, WHOLE, enforce_smart=True)
    states = {one.external_id: one.state for one in company.call(ListGoals(limit=50)).items}
    assert states["g1"] is GoalState.DRAFT


def test_only_an_administrator_imports(company: Company) -> None:
    with pytest.raises(NotAllowed):
        company.call(WHOLE, by="dan")


def test_somebody_who_is_there_is_known_by_the_address(company: Company) -> None:
    run(company, ImportRecords(people=(person("p1", email="p1@example.org"),)))
    other = person("p9", email="P1@example.org")
    report = run(company, ImportRecords(people=(other,)))
    assert [one.field for one in report.findings] == ["email"]
    assert replace(other.place, row=other.place.row) == report.findings[0].place
