"""A file may name what was made in okr by what okr calls it: people by handle or e-mail, units, goals and areas by key."""

from okr.contract.goals import ListGoals, ShowGoal
from okr.contract.imports import ImportRecords
from okr.contract.people import CreatePerson, ShowPerson
from okr.contract.units import CreateUnit, ListUnits
from okr.contract.verification import Verify
from okr.domain.vocabulary import UnitKind
from tests.application.companies import Company
from tests.application.goal_company import make_goal, reply_time
from tests.application.test_imports import counted, goal, person, result, run, unit


def test_goals_of_a_file_name_people_units_and_parents_as_okr_does(company: Company) -> None:
    company.call(CreatePerson(handle="zoe", name="Zoe", unit="HELP", email="zoe@example.org"))
    above = make_goal(company, owner="zoe", by="olivia", key_results=(reply_time(),))
    records = ImportRecords(
        goals=(
            goal("g1", above.key.lower(), owner="Zoe@Example.org", sponsor="tess", unit="help"),
            goal("g2", "g1", above.key, owner="zoe", contributors=("tess",)),
        ),
        key_results=(result("k1", "g1"), result("k2", above.key, owner="zoe")),
    )
    report = run(company, records)
    assert report.written, report.findings
    assert counted(report) == {"goals": (2, 0, 0, 0), "key_results": (2, 0, 0, 0)}
    came = {one.external_id: one for one in company.call(ListGoals(limit=50)).items if one.external_id}
    one = company.call(ShowGoal(key=came["g1"].key))
    assert (one.owner and one.owner.handle, one.unit.key, one.parents[0].key) == ("zoe", "HELP", above.key)
    assert {link.key for link in came["g2"].parents} == {came["g1"].key, above.key}
    assert [row.title for row in company.call(ShowGoal(key=above.key)).results][-1] == "Result k2"
    assert company.call(Verify()).difference_count == 0
    again = run(company, records)
    assert not again.changes, again.changes
    assert counted(again) == {"goals": (0, 0, 2, 0), "key_results": (0, 0, 2, 0)}


def test_units_and_people_stand_below_what_was_made_here(company: Company) -> None:
    company.call(CreateUnit(name="Desk", key="DESK", kind=UnitKind.TEAM, parent="HELP"))
    records = ImportRecords(
        units=(unit("north", "DESK", lead="tess"),),
        people=(person("p1", "tess", unit="DESK"), person("p2", "p1", unit="north")),
    )
    report = run(company, records)
    assert report.written, report.findings
    shown = company.call(ShowPerson(handle="person.p1"))
    assert (shown.manager and shown.manager.handle, shown.unit and shown.unit.key) == ("tess", "DESK")
    north = {one.external_id: one for one in company.call(ListUnits(limit=50)).items}["north"]
    assert (north.parent and north.parent.key, north.lead and north.lead.handle) == ("DESK", "tess")
    assert not run(company, records).changes


def test_a_circle_through_somebody_who_is_known_by_the_address_is_found(company: Company) -> None:
    company.call(CreatePerson(handle="zoe", name="Zoe", unit="HELP", email="zoe@example.org"))
    company.call(CreatePerson(handle="kai", name="Kai", unit="HELP", email="kai@example.org", manager="zoe"))
    for manager in ("kai", "kai@example.org", "k"):
        records = ImportRecords(
            people=(person("z", manager, email="zoe@example.org"), person("k", email="kai@example.org"))
        )
        report = run(company, records)
        assert not report.written
        assert any("there is a cycle: Person k > Person z > Person k" in one.message for one in report.findings)


def test_somebody_known_by_the_address_keeps_a_manager_who_was_made_here(company: Company) -> None:
    company.call(CreatePerson(handle="kai", name="Kai", unit="HELP", email="kai@example.org", manager="tess"))
    report = run(company, ImportRecords(people=(person("k", email="kai@example.org"),)))
    assert report.written, report.findings
    kai = company.call(ShowPerson(handle="kai"))
    assert (kai.manager and kai.manager.handle, kai.external_id) == ("tess", "k")


def test_an_id_of_the_file_comes_before_a_name_of_okr(company: Company) -> None:
    records = ImportRecords(people=(person("tess"), person("p1", "tess")))
    report = run(company, records)
    assert report.written, report.findings
    manager = company.call(ShowPerson(handle="person.p1")).manager
    assert manager is not None
    assert (manager.handle, manager.name) == ("person.tess", "Person tess")
