"""The organisation's nouns: what is asked of the backend, and what is printed."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

from okr.contract.accountability import AccountabilityRow
from okr.contract.base import Page, PersonRef, UnitRef
from okr.contract.cycles import CreateCycle, CycleView, EditCycle, ListCycles, ShowCycle
from okr.contract.focus_areas import CreateFocusArea, EditFocusArea, FocusAreaView, ListFocusAreas, ShowFocusArea
from okr.contract.organisation import EditOrganisation, InitOrganisation, Me, ShowOrganisation, WhoAmI
from okr.contract.people import CreatePerson, EditPerson, ListPeople, PersonView, ShowPerson
from okr.contract.portraits import OwnedGoal, Portrait, ShowPortrait
from okr.contract.units import (
    CreateUnit,
    EditUnit,
    ListBelow,
    ListUnits,
    OrgNode,
    OrgRow,
    ShowOrgTree,
    ShowUnit,
    UnitView,
)
from okr.domain.vocabulary import CycleKind, CycleState, UnitKind
from tests.cli.conftest import FakeBackend, Run
from tests.cli.samples import CARE, DANA, goal_row, organisation

UNIT = UnitView(
    key="CARE", name="Customer Care", kind=UnitKind.DIVISION, parent=UnitRef(key="ACME", name="Acme"), lead=DANA, depth=1,
    people=3, people_below=12, goals=4, external_id=None, archived_on=None, version=1,
)  # fmt: skip
PERSON = PersonView(
    handle="dana", name="Dana Cho", email="dana@acme.example", title="Head of Care", unit=CARE, manager=None, leads=(CARE,),
    reports=3, goals=2, employed_from=None, employed_to=None, time_zone=None, competencies=(), is_administrator=False,
    external_id=None, version=1,
)  # fmt: skip
AREA = FocusAreaView(
    key="onboarding", name="Onboarding", customers="new accounts", meaning=None, behaviour=None, benefit=None, owner=None,
    goals=0, external_id=None, archived=False, version=1,
)  # fmt: skip
CYCLE = CycleView(
    key="2026-Q2", kind=CycleKind.QUARTER, parent="2026", starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30),
    state=CycleState.ACTIVE, on_track_percent=90, at_risk_percent=70, allowance_percent=5, goals=4, is_current=True,
    external_id=None, version=1,
)  # fmt: skip
ME = Me(
    handle="dana", name="Dana Cho", email=None, unit=CARE, is_administrator=True, leads=(CARE,), reports=3, home="lead"
)


@pytest.fixture(autouse=True)
def _answers(backend: FakeBackend) -> None:
    backend.answers |= dict.fromkeys((CreateUnit, EditUnit, ShowUnit), UNIT)
    backend.answers |= dict.fromkeys((CreatePerson, EditPerson, ShowPerson), PERSON)
    backend.answers |= dict.fromkeys((CreateFocusArea, EditFocusArea, ShowFocusArea), AREA)
    backend.answers |= dict.fromkeys((CreateCycle, EditCycle, ShowCycle), CYCLE)
    backend.answers |= {kind: organisation() for kind in (InitOrganisation, EditOrganisation, ShowOrganisation)}
    backend.answers |= {
        ListUnits: Page[UnitView](items=(UNIT,)),
        ListPeople: Page[PersonView](items=(PERSON,)),
        ListFocusAreas: Page[FocusAreaView](items=(AREA,)),
        ListCycles: Page[CycleView](items=(CYCLE,)),
        WhoAmI: ME,
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("init Acme --owner Ada --prefix ACME --time-zone Europe/Berlin --fiscal-month 4", InitOrganisation(name="Acme", owner_name="Ada", unit_prefix="ACME", time_zone="Europe/Berlin", fiscal_year_starts_month=4)),
        ("org edit --vision Better --grace-days 3 --version 2", EditOrganisation(vision="Better", grace_days=3, version=2)),
        ("org edit --grace-days 3 --clear vision", EditOrganisation(vision=None, grace_days=3)),
        ("org show", ShowOrganisation()),
        ("whoami", WhoAmI()),
        ("unit new Care --kind division --lead dana --prefix CARE", CreateUnit(name="Care", kind=UnitKind.DIVISION, parent="ACME", lead="dana", key="CARE")),
        ("unit new Care --parent CARE", CreateUnit(name="Care", kind=UnitKind.TEAM, parent="CARE")),
        ("unit edit CARE --parent SALES --archive --clear lead", EditUnit(key="CARE", parent="SALES", archived=True, lead=None)),
        ("unit edit CARE --restore", EditUnit(key="CARE", archived=False)),
        ("unit list --below CARE --kind team --archived", ListUnits(below="CARE", kind=UnitKind.TEAM, include_archived=True)),
        ("unit show CARE", ShowUnit(key="CARE")),
        ("person new Dana --email d@a.example --unit CARE --manager ada --from 2026-01-01 --competency care --administrator", CreatePerson(name="Dana", email="d@a.example", unit="CARE", manager="ada", employed_from=date(2026, 1, 1), competencies=("care",), is_administrator=True)),
        ("person edit dana --manager kim --no-administrator --clear title", EditPerson(handle="dana", manager="kim", is_administrator=False, title=None)),
        ("person list cho --manager dana --former", ListPeople(matching="cho", manager="dana", include_former=True)),
        ("person show dana", ShowPerson(handle="dana")),
        ("area new Onboarding --customers all --owner dana", CreateFocusArea(name="Onboarding", customers="all", owner="dana")),
        ("area edit onboarding --archive --clear owner", EditFocusArea(key="onboarding", archived=True, owner=None)),
        ("area list --archived", ListFocusAreas(include_archived=True)),
        ("area show onboarding", ShowFocusArea(key="onboarding")),
        ("cycle new 2026-Q2 --starts 2026-04-01 --ends 2026-06-30 --parent 2026 --on-track 80%", CreateCycle(key="2026-Q2", kind=CycleKind.QUARTER, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30), parent="2026", on_track_percent=80)),
        ("cycle edit 2026-Q2 --state grading --ends 2026-07-03", EditCycle(key="2026-Q2", state=CycleState.GRADING, ends_on=date(2026, 7, 3))),
        ("cycle list --limit 5", ListCycles(limit=5)),
        ("cycle show 2026-Q2", ShowCycle(key="2026-Q2")),
    ],
)  # fmt: skip
def test_each_command_asks_for_what_was_said(run: Run, backend: FakeBackend, words: str, expected: object) -> None:
    ran = run(*words.split())
    assert ran.code == 0, ran.err
    asked = backend.asked[-1]
    assert asked == expected
    cleared = {name for name, value in asked.model_dump(exclude_unset=True).items() if value is None}
    assert cleared == set(words.partition("--clear ")[2].split())


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("org show", ["Customers who come back", "Dana Cho  dana", "UTC, today is 2026-05-15"]),
        ("whoami", ["Dana Cho  dana", "administrator  yes", "the lead home"]),
        ("unit list", ["CARE", "  Customer Care", "division", "Dana Cho", "12"]),
        ("unit show CARE", ["3, with all below 12", "Acme  ACME"]),
        ("person list", ["dana", "Head of Care", "CARE"]),
        ("person show dana", ["dana@acme.example", "Customer Care"]),
        ("area list", ["onboarding", "new accounts", "nobody"]),
        ("cycle list", ["2026-Q2", "► active", "current"]),
        ("cycle show 2026-Q2", ["on track from 90 %, at risk from 70 %, allowance 5 %"]),
    ],
)
def test_each_is_shown_in_words_and_as_json(run: Run, words: str, shown: list[str]) -> None:
    out = run(*words.split()).out
    assert [part for part in shown if part not in out] == []
    document = json.loads(run(*words.split(), "--json").out)
    assert isinstance(document, Mapping)
    assert ("items" in document) is words.endswith("list")


def test_the_org_tree_shows_units_and_people_along_guide_lines(run: Run, backend: FakeBackend) -> None:
    kim = PersonRef(handle="kim", name="Kim Ito")
    care = OrgNode(
        unit=CARE, kind=UnitKind.DIVISION, lead=DANA, people=(DANA, kim), people_below=2, children=(), more_children=1
    )
    top = OrgNode(
        unit=UnitRef(key="ACME", name="Acme"),
        kind=UnitKind.COMPANY,
        lead=None,
        people=(),
        people_below=3,
        children=(care,),
    )
    backend.answers[ShowOrgTree] = top
    out = run("org", "tree", "--people", "--depth", "1").out.splitlines()
    assert backend.asked == [ShowOrgTree(depth=1, with_people=True)]
    assert out[1].startswith("ACME  Acme")
    assert out[2].startswith("└─ CARE  Customer Care")
    assert out[3].startswith("   ├─ Dana Cho")
    assert out[4].startswith("   ├─ Kim Ito")
    assert out[5].startswith("   └─ and 1 more below")


def test_init_names_the_next_step(run: Run) -> None:
    assert "okr goal new" in run("init", "Acme", "--owner", "Ada").out


def test_what_stands_below_a_unit_is_units_and_people(run: Run, backend: FakeBackend) -> None:
    unit = OrgRow(unit=CARE, kind=UnitKind.DIVISION, lead=DANA, people=12, opens=True, goals=4, on_time_rate=810_000)
    person = OrgRow(person=DANA, title="Head of Care", people=3, opens=False)
    backend.answers[ListBelow] = Page[OrgRow](items=(unit, person), next_cursor="abc")

    out = run("unit", "below", "ACME", "--figures").out

    assert backend.asked[-1] == ListBelow(unit="ACME", with_figures=True)
    for words in ("CARE", "Customer Care", "division", "81 %", "dana", "Head of Care"):
        assert words in out, words
    assert json.loads(run("unit", "below", "--json").out)["next_cursor"] == "abc"
    plain = OrgRow(unit=CARE, kind=UnitKind.DIVISION, lead=DANA, people=12, opens=True)
    backend.answers[ListBelow] = Page[OrgRow](items=(plain,))
    assert run("unit", "below", "ACME").out.splitlines()[0].split() == ["KEY", "NAME", "KIND", "LEAD", "PEOPLE"]


def test_a_portrait_says_what_a_person_owns_and_how_it_is_kept(run: Run, backend: FakeBackend) -> None:
    account = AccountabilityRow(
        person=DANA, goals=1, key_results=2, on_track=1, at_risk=0, off_track=0, pending=0, reached=0, stale=0, on_time=9,
        late=1, missed=0, on_time_rate=900_000, overdue=0, oldest_overdue_on=None, blockers=0, without_owner=0, moved_goalposts=0,
    )  # fmt: skip
    backend.answers[ShowPortrait] = Portrait(
        person=PERSON, cycle="2026-Q2", goals=(OwnedGoal(goal=goal_row(), line_of_sight=()),), account=account,
        has_line_of_sight=False, hidden=2,
    )  # fmt: skip

    out = run("person", "portrait", "dana").out

    assert backend.asked[-1] == ShowPortrait(handle="dana")
    for words in (
        "90 %",
        "9 on time, 1 late, 0 missed",
        "leads to a top goal",
        "Answer within a day",
        "includes 2 goals",
    ):
        assert words in out, words
    assert json.loads(run("person", "portrait", "dana", "--json").out)["hidden"] == 2
