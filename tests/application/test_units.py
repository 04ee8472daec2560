"""Units: who may make, change, move and archive them, and how they are listed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from okr.contract.base import Query
from okr.contract.cycles import ShowCycle
from okr.contract.focus_areas import ShowFocusArea
from okr.contract.people import CreatePerson, EditPerson, ShowPerson
from okr.contract.units import CreateUnit, EditUnit, ListUnits, OrgNode, ShowOrgTree, ShowUnit, UnitView
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import GoalState, ObjectKind, UnitKind
from storage import audit, history, schema
from storage.history import Version
from tests.application.companies import TODAY, Company
from tests.storage.companies import add_cycle, add_goal

MAY_CHANGE_HELP = ("olivia", "dan", "tess")
MAY_NOT_CHANGE_HELP = ("emil", "sara", "sven")


def unit_id(company: Company, key: str) -> UUID:
    statement = select(schema.units.c.id).where(schema.units.c.prefix == key)
    found = company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())
    assert isinstance(found, UUID)
    return found


def versions(company: Company, key: str) -> Sequence[Version]:
    """What history holds of a unit."""
    id_ = unit_id(company, key)
    return company.acting().store.read(lambda work: history.versions(work, ObjectKind.UNIT, [id_])).get(id_, [])


def put_goal(company: Company, key: str, **columns: object) -> None:
    """A goal of a unit, with no more than the table asks for."""
    id_ = unit_id(company, key)

    def add(work) -> None:
        add_goal(work, 1, unit_id=id_, cycle_id=add_cycle(work, "other"), **columns)

    company.acting().store.write(add)


def keys(node: OrgNode) -> list[str]:
    return [node.unit.key, *(key for child in node.children for key in keys(child))]


def test_units_come_in_the_order_of_the_tree_with_what_they_hold(company: Company):
    put_goal(company, "HELP")

    page = company.call(ListUnits())

    assert [(unit.key, unit.people, unit.people_below, unit.goals) for unit in page.items] == [
        ("ACME", 1, 6, 0),
        ("CARE", 1, 3, 0),
        ("HELP", 2, 2, 1),
        ("SALES", 2, 2, 0),
    ]


def test_pages_of_units_join_to_the_whole_list(company: Company):
    whole = company.call(ListUnits()).items
    walked: list[UnitView] = []
    cursor = None
    while True:
        page = company.call(ListUnits(limit=1, cursor=cursor))
        walked += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert tuple(walked) == whole


def test_units_are_limited_to_a_subtree_and_a_kind(company: Company):
    below = company.call(ListUnits(below="care")).items
    divisions = company.call(ListUnits(kind=UnitKind.DIVISION)).items

    assert [unit.key for unit in below] == ["CARE", "HELP"]
    assert [unit.key for unit in divisions] == ["CARE", "SALES"]


@pytest.mark.parametrize("cursor", ["", "nonsense", "e30", "WzFd", "\u00e9", "A" * 5000])
def test_a_cursor_of_another_kind_is_refused(company: Company, cursor: str):
    with pytest.raises(InvalidInput, match="no cursor"):
        company.call(ListUnits(cursor=cursor))


def test_people_who_left_are_not_counted(company: Company):
    company.call(EditPerson(handle="emil", employed_to=date(2026, 11, 17)))

    assert company.call(ShowUnit(key="CARE")).people_below == 2


@pytest.mark.parametrize("handle", ["olivia", "dan"])
def test_who_leads_the_unit_above_makes_a_unit(company: Company, handle: str):
    made = company.call(CreateUnit(name="Night Shift", kind=UnitKind.TEAM, parent="care", lead="emil"), by=handle)

    assert (made.key, made.parent.key if made.parent else None, made.depth) == ("SHIFT", "CARE", 2)
    assert made.lead is not None
    assert made.lead.handle == "emil"
    assert company.call(ShowUnit(key="shift"), by="sven") == made.model_copy(update={"may_edit": False})


@pytest.mark.parametrize("handle", ["tess", "emil", "sara", "sven"])
def test_nobody_else_makes_one(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="Only the lead of the unit or of one above or an administrator may"):
        company.call(CreateUnit(name="Night Shift", kind=UnitKind.TEAM, parent="CARE"), by=handle)


def test_prefixes_are_unique_and_made_from_the_name(company: Company):
    first = company.call(CreateUnit(name="Night Shift", kind=UnitKind.TEAM, parent="CARE"))
    second = company.call(CreateUnit(name="Night Shift", kind=UnitKind.TEAM, parent="SALES"))

    assert first.key != second.key
    with pytest.raises(RuleViolation, match="Another unit has the key SHIFT already"):
        company.call(CreateUnit(name="Other", key="shift", kind=UnitKind.TEAM, parent="SALES"))


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"parent": "NONE"}, NotFound, "There is no unit NONE"),
        ({"lead": "nobody"}, NotFound, "Nobody here has the handle"),
        ({"kind": UnitKind.COMPANY}, RuleViolation, "The company is the unit at the top"),
        ({"name": "a\u202eb"}, InvalidInput, "writing direction"),
        ({"key": "A-1"}, InvalidInput, "cannot be a prefix"),
        ({"effective_on": date(2026, 11, 19)}, InvalidInput, "in the future"),
    ],
)
def test_what_makes_no_sense_is_refused(company: Company, fields, error, words):
    good = CreateUnit(name="Night Shift", kind=UnitKind.TEAM, parent="CARE")

    with pytest.raises(error, match=words):
        company.call(good.model_copy(update=fields))

    assert len(company.call(ListUnits()).items) == 4


@pytest.mark.parametrize("handle", MAY_CHANGE_HELP)
def test_a_lead_changes_the_unit(company: Company, handle: str):
    changed = company.call(EditUnit(key="HELP", name="Help Centre", kind=UnitKind.DEPARTMENT, lead="emil"), by=handle)

    assert (changed.name, changed.kind, changed.version) == ("Help Centre", UnitKind.DEPARTMENT, 3)
    assert changed.lead is not None
    assert changed.lead.handle == "emil"
    assert company.call(EditUnit(key="HELP", lead=None)).lead is None


def test_a_unit_says_whether_one_may_change_it(company: Company):
    may = {one: company.call(ShowUnit(key="HELP"), by=one).may_edit for one in (*MAY_CHANGE_HELP, *MAY_NOT_CHANGE_HELP)}
    assert may == dict.fromkeys(MAY_CHANGE_HELP, True) | dict.fromkeys(MAY_NOT_CHANGE_HELP, False)


@pytest.mark.parametrize("handle", MAY_NOT_CHANGE_HELP)
def test_others_are_refused_with_who_may(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="lead of the unit or of one above or an administrator may edit this unit"):
        company.call(EditUnit(key="HELP", name="Mine"), by=handle)


def test_a_stale_version_is_refused_with_who_was_faster(company: Company):
    version = company.call(ShowUnit(key="HELP")).version
    company.call(EditUnit(key="HELP", name="First", version=version), by="dan")

    with pytest.raises(Conflict, match="First was changed by Dan Division since"):
        company.call(EditUnit(key="HELP", name="Second", version=version), by="tess")


def test_the_same_key_gives_the_same_answer_once(company: Company):
    command = CreateUnit(name="Night Shift", kind=UnitKind.TEAM, parent="CARE")

    first = company.call(command, key="k1")
    again = company.call(command, key="k1")

    assert first == again
    assert len(company.call(ListUnits()).items) == 5
    with pytest.raises(Conflict):
        company.call(command.model_copy(update={"name": "Other"}), key="k1")


def test_a_unit_moves_with_all_below_it(company: Company):
    company.call(CreateUnit(name="Chat", key="CHAT", kind=UnitKind.TEAM, parent="HELP"))

    company.call(EditUnit(key="HELP", parent="SALES"))

    assert [(unit.key, unit.depth) for unit in company.call(ListUnits()).items] == [
        ("ACME", 0),
        ("CARE", 1),
        ("SALES", 1),
        ("HELP", 2),
        ("CHAT", 3),
    ]
    assert company.call(ShowUnit(key="SALES")).people_below == 4


def test_a_move_that_closes_a_cycle_is_refused_and_named(company: Company):
    with pytest.raises(RuleViolation, match="That would close a cycle: Customer Care > Help Desk > Customer Care"):
        company.call(EditUnit(key="CARE", parent="HELP"))
    with pytest.raises(RuleViolation, match="cannot go to the top"):
        company.call(EditUnit(key="CARE", parent=None))


def test_moving_asks_for_rights_at_both_ends(company: Company):
    with pytest.raises(NotAllowed):
        company.call(EditUnit(key="HELP", parent="SALES"), by="dan")
    with pytest.raises(NotAllowed):
        company.call(EditUnit(key="HELP", parent="SALES"), by="sara")

    assert company.call(ShowUnit(key="HELP")).depth == 2


def test_the_company_stays_the_top(company: Company):
    with pytest.raises(RuleViolation, match="the unit at the top"):
        company.call(EditUnit(key="ACME", kind=UnitKind.TEAM))
    with pytest.raises(RuleViolation, match="cannot be archived"):
        company.call(EditUnit(key="ACME", archived=True))
    with pytest.raises(RuleViolation, match="The company is the unit at the top"):
        company.call(EditUnit(key="HELP", kind=UnitKind.COMPANY))


def test_a_unit_with_something_in_it_is_not_archived(company: Company):
    put_goal(company, "CARE", state=GoalState.PAUSED)

    with pytest.raises(RuleViolation) as refusal:
        company.call(EditUnit(key="CARE", archived=True))

    assert refusal.value.message == "Customer Care still has 1 open goal, 1 person, 1 unit below it."
    assert refusal.value.hint is not None


def test_an_empty_unit_is_archived_and_opened_again(company: Company):
    put_goal(company, "HELP", state=GoalState.CANCELLED)
    for handle in ("tess", "emil"):
        company.call(EditPerson(handle=handle, unit="CARE"))

    closed = company.call(EditUnit(key="HELP", archived=True))

    assert closed.archived_on == TODAY
    assert [unit.key for unit in company.call(ListUnits()).items] == ["ACME", "CARE", "SALES"]
    assert len(company.call(ListUnits(include_archived=True)).items) == 4
    with pytest.raises(RuleViolation, match="archived since 2026-11-18"):
        company.call(CreatePerson(name="New One", unit="HELP"))
    with pytest.raises(RuleViolation, match="archived since 2026-11-18"):
        company.call(CreateUnit(name="Chat", kind=UnitKind.TEAM, parent="HELP"))
    assert company.call(EditUnit(key="HELP", archived=False)).archived_on is None


def test_a_lead_must_work_here(company: Company):
    company.call(EditPerson(handle="emil", employed_to=date(2026, 11, 17)))

    with pytest.raises(RuleViolation, match="Emil Employee left on 2026-11-17 and cannot lead"):
        company.call(EditUnit(key="HELP", lead="emil"))


def test_history_holds_what_held_before_and_since_when(company: Company):
    company.call(EditUnit(key="HELP", name="Help Centre"), on=date(2026, 11, 20))

    known = versions(company, "HELP")

    assert [(one.number, one.effective_on, one.data and one.data["name"]) for one in known] == [
        (1, TODAY, "Help Desk"),
        (2, TODAY, "Help Desk"),  # its lead came on the day of its making
        (3, date(2026, 11, 20), "Help Centre"),
    ]


def test_a_change_cannot_hold_from_before_the_last_one(company: Company):
    with pytest.raises(RuleViolation, match="The last change holds from 2026-11-18"):
        company.call(EditUnit(key="HELP", name="Early", effective_on=date(2026, 11, 1)))


def test_the_audit_keeps_what_changed_alone(company: Company):
    company.call(EditUnit(key="HELP", name="Help Centre", kind=UnitKind.TEAM), by="dan")

    id_ = unit_id(company, "HELP")
    newest = company.acting().store.read(lambda work: audit.of_object(work, id_, limit=1))[0]

    assert (newest.operation, newest.object_key) == ("units.edit", "HELP")
    assert (newest.before, newest.after) == ({"name": "Help Desk"}, {"name": "Help Centre"})


def test_the_tree_is_cut_at_a_depth_and_says_so(company: Company):
    whole = company.call(ShowOrgTree())
    cut = company.call(ShowOrgTree(depth=1))
    alone = company.call(ShowOrgTree(depth=0))

    assert keys(whole) == ["ACME", "CARE", "HELP", "SALES"]
    assert whole.more_children == 0
    assert keys(cut) == ["ACME", "CARE", "SALES"]
    assert [(node.unit.key, node.more_children) for node in cut.children] == [("CARE", 1), ("SALES", 0)]
    assert (alone.children, alone.more_children, alone.people_below) == ((), 2, 6)


def test_the_tree_of_a_unit_with_its_people(company: Company):
    tree = company.call(ShowOrgTree(unit="care", with_people=True))

    assert [person.handle for person in tree.people] == ["dan"]
    assert [person.handle for person in tree.children[0].people] == ["emil", "tess"]
    assert tree.lead is not None
    assert tree.lead.handle == "dan"


def test_a_negative_depth_is_refused(company: Company):
    with pytest.raises(InvalidInput, match="0 or more levels"):
        company.call(ShowOrgTree(depth=-1))


def test_where_no_key_is_near_what_there_is_is_named(company: Company) -> None:
    asked: tuple[Query[Any], ...] = (
        ShowUnit(key="QQQQ"),
        ShowPerson(handle="qqqq"),
        ShowCycle(key="qqqq"),
        ShowFocusArea(key="qqqq"),
    )
    for request in asked:
        with pytest.raises(NotFound) as refusal:
            company.call(request)
        assert str(refusal.value.hint).startswith(("There are ", "There is ", "okr ")), refusal.value.hint
