"""People: who may add and change them, whom they report to, and how they are listed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from okr.contract.people import CreatePerson, EditPerson, ListPeople, PersonView, ShowPerson
from okr.contract.units import EditUnit
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import ObjectKind
from storage import history, schema
from storage.history import Version
from tests.application.companies import TODAY, Company


def handles(people: Sequence[PersonView]) -> list[str]:
    return [person.handle for person in people]


def person_id(company: Company, handle: str) -> UUID:
    statement = select(schema.people.c.id).where(schema.people.c.handle == handle)
    found = company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())
    assert isinstance(found, UUID)
    return found


def versions(company: Company, handle: str) -> list[Version]:
    """What history holds of a person."""
    id_ = person_id(company, handle)
    return company.acting().store.read(lambda work: history.versions(work, ObjectKind.PERSON, [id_])).get(id_, [])


@pytest.mark.parametrize("handle", ["olivia", "dan", "tess"])
def test_who_leads_the_unit_or_one_above_adds_people(company: Company, handle: str):
    made = company.call(
        CreatePerson(
            name="Jürgen Groß",
            email="Jurgen@Example.org",
            title="Agent",
            unit="help",
            manager="tess",
            time_zone="Europe/Berlin",
            competencies=("Listening", "Listening", "Writing"),
        ),
        by=handle,
    )

    assert (made.handle, made.email, made.competencies) == (
        "jurgen.gross",
        "jurgen@example.org",
        ("Listening", "Writing"),
    )
    assert made.unit is not None
    assert made.manager is not None
    assert (made.unit.key, made.manager.handle) == ("HELP", "tess")
    assert company.call(ShowPerson(handle="JURGEN@example.org"), by="sven") == made


@pytest.mark.parametrize("handle", ["emil", "sara", "sven"])
def test_nobody_else_adds_people(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="may add a person to this unit"):
        company.call(CreatePerson(name="New One", unit="HELP"), by=handle)


def test_only_an_administrator_makes_administrators_and_people_without_a_unit(company: Company):
    for command in (CreatePerson(name="New One"), CreatePerson(name="New One", unit="HELP", is_administrator=True)):
        with pytest.raises(NotAllowed, match="Only an administrator"):
            company.call(command, by="dan")
        company.call(command)


def test_namesakes_get_handles_of_their_own(company: Company):
    made = [company.call(CreatePerson(name="Jane Doe", unit="HELP")).handle for _ in range(3)]

    assert made == ["jane.doe", "jane.doe2", "jane.doe3"]


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"handle": "emil"}, RuleViolation, "Another person has the handle emil"),
        ({"email": "TESS@example.org"}, RuleViolation, "tess has the e-mail address tess@example.org already"),
        ({"email": "nowhere"}, InvalidInput, "no e-mail address"),
        ({"time_zone": "Mars/Olympus"}, InvalidInput, "no time zone"),
        ({"unit": "NONE"}, NotFound, "There is no unit NONE"),
        ({"manager": "emill"}, NotFound, "Nobody here"),
        ({"name": "x" * 201}, InvalidInput, "at most 200"),
        ({"name": "\x1b]52;c;AAAA\x07"}, InvalidInput, "ESCAPE"),
        ({"employed_from": date(2026, 2, 1), "employed_to": date(2026, 1, 1)}, InvalidInput, "cannot end"),
    ],
)
def test_what_makes_no_sense_is_refused(company: Company, fields, error, words):
    company.call(EditPerson(handle="tess", email="tess@example.org"))
    good = CreatePerson(name="New One", unit="HELP")

    with pytest.raises(error, match=words):
        company.call(good.model_copy(update=fields))

    assert len(company.call(ListPeople()).items) == 6


@pytest.mark.parametrize("handle", ["olivia", "dan", "tess"])
def test_managers_and_leads_above_change_a_person(company: Company, handle: str):
    changed = company.call(EditPerson(handle="emil", title="Senior Agent", email="emil@example.org"), by=handle)

    assert (changed.title, changed.email, changed.version) == ("Senior Agent", "emil@example.org", 2)
    assert company.call(EditPerson(handle="emil", title=None), by=handle).title is None


def test_a_manager_who_leads_no_unit_changes_their_reports(company: Company):
    company.call(EditPerson(handle="emil", manager="sven"))

    assert company.call(EditPerson(handle="emil", title="Agent"), by="sven").title == "Agent"


@pytest.mark.parametrize("handle", ["sara", "sven"])
def test_strangers_change_nothing(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="a manager above, the lead of the unit or of one above or an administrator"):
        company.call(EditPerson(handle="emil", title="Boss"), by=handle)
    with pytest.raises(NotAllowed):
        company.call(EditPerson(handle="emil", name="Emily"), by=handle)


def test_people_change_their_own_profile_and_no_more(company: Company):
    changed = company.call(
        EditPerson(handle="emil", name="Emil E. Employee", time_zone="Asia/Tokyo", competencies=("Calm",)), by="emil"
    )

    assert (changed.name, changed.time_zone, changed.competencies) == ("Emil E. Employee", "Asia/Tokyo", ("Calm",))
    for fields in (
        {"title": "Boss"},
        {"unit": "SALES"},
        {"manager": None},
        {"is_administrator": True},
        {"email": None},
    ):
        with pytest.raises(NotAllowed):
            company.call(EditPerson(handle="emil", **fields), by="emil")


def test_nobody_makes_themselves_an_administrator_by_way_of_a_report(company: Company):
    with pytest.raises(NotAllowed, match="Only an administrator may administer"):
        company.call(EditPerson(handle="emil", is_administrator=True), by="tess")

    assert company.call(EditPerson(handle="emil", is_administrator=True)).is_administrator


def test_a_person_is_moved_where_the_mover_may_add_people(company: Company):
    with pytest.raises(NotAllowed, match="add a person to this unit"):
        company.call(EditPerson(handle="emil", unit="SALES"), by="tess")

    moved = company.call(EditPerson(handle="emil", unit="CARE"), by="dan")

    assert moved.unit is not None
    assert moved.unit.key == "CARE"
    assert company.call(EditPerson(handle="emil", unit=None)).unit is None


def test_a_cycle_among_managers_is_refused_and_named(company: Company):
    with pytest.raises(RuleViolation) as refusal:
        company.call(EditPerson(handle="dan", manager="emil"))

    assert refusal.value.message == (
        "That would close a cycle: Dan Division > Tess Team > Emil Employee > Dan Division."
    )
    with pytest.raises(RuleViolation, match="cycle"):
        company.call(EditPerson(handle="dan", manager="dan"))


def test_everyone_below_moves_along_with_a_manager(company: Company):
    company.call(EditPerson(handle="tess", manager="sara"))

    assert company.call(EditPerson(handle="emil", title="Agent"), by="sara").title == "Agent"
    company.call(EditPerson(handle="tess", manager=None))
    with pytest.raises(NotAllowed):
        company.call(EditPerson(handle="emil", title="Boss"), by="sara")


def test_the_last_administrator_stays(company: Company):
    with pytest.raises(RuleViolation, match="Olivia Owner is the only administrator"):
        company.call(EditPerson(handle="olivia", is_administrator=False))
    with pytest.raises(RuleViolation, match="Olivia Owner is the only administrator"):
        company.call(EditPerson(handle="olivia", employed_to=TODAY))

    company.call(EditPerson(handle="dan", is_administrator=True))
    assert not company.call(EditPerson(handle="olivia", is_administrator=False)).is_administrator


def test_who_left_is_kept_but_not_listed_and_cannot_act(company: Company):
    company.call(EditPerson(handle="emil", employed_to=date(2026, 11, 17)))

    assert "emil" not in handles(company.call(ListPeople()).items)
    assert "emil" in handles(company.call(ListPeople(include_former=True)).items)
    assert company.call(ShowPerson(handle="emil")).employed_to == date(2026, 11, 17)
    assert company.call(ShowPerson(handle="tess")).reports == 0
    with pytest.raises(NotFound, match="Emil Employee left on 2026-11-17"):
        company.call(ListPeople(), by="emil")


def test_a_stale_version_is_refused_with_who_was_faster(company: Company):
    company.call(EditPerson(handle="emil", title="First", version=1), by="tess")

    with pytest.raises(Conflict, match="Emil Employee was changed by Tess Team since; look again"):
        company.call(EditPerson(handle="emil", title="Second", version=1), by="dan")


def test_the_same_key_gives_the_same_answer_once(company: Company):
    command = CreatePerson(name="New One", unit="HELP")

    assert company.call(command, by="tess", key="k1") == company.call(command, by="tess", key="k1")
    assert len(company.call(ListPeople()).items) == 7


def test_history_holds_managers_units_and_employment(company: Company):
    company.call(EditPerson(handle="emil", manager="sara", unit="SALES"), on=date(2026, 11, 19))
    company.call(EditPerson(handle="emil", employed_to=date(2026, 11, 30)), on=date(2026, 11, 20))

    known = versions(company, "emil")
    on_18, on_19 = (history.as_of(known, date(2026, 11, day)) for day in (18, 19))

    assert [one.number for one in known] == [1, 2, 3]
    assert on_18 is not None
    assert on_19 is not None
    assert on_18.data is not None
    assert on_19.data is not None
    assert on_18.data["manager_id"] == person_id(company, "tess")
    assert on_19.data["manager_id"] == person_id(company, "sara")
    assert on_19.data["employed_to"] is None


def test_an_edit_that_changes_nothing_leaves_no_trace(company: Company):
    assert company.call(EditPerson(handle="emil", name="Emil Employee", manager="tess", unit="HELP")).version == 1
    assert versions(company, "emil") == []


def test_people_come_by_name_in_pages_that_join(company: Company):
    walked: list[str] = []
    cursor = None
    while True:
        page = company.call(ListPeople(limit=2, cursor=cursor))
        walked += handles(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert walked == ["dan", "emil", "olivia", "sara", "sven", "tess"]


def test_namesakes_are_not_lost_between_pages(company: Company):
    for _ in range(4):
        company.call(CreatePerson(name="Jane Doe", unit="HELP"))

    walked: list[str] = []
    cursor = None
    while True:
        page = company.call(ListPeople(limit=1, cursor=cursor, matching="jane"))
        walked += handles(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert sorted(walked) == ["jane.doe", "jane.doe2", "jane.doe3", "jane.doe4"]


def test_people_are_found_by_unit_manager_and_words(company: Company):
    company.call(CreatePerson(name="Éric 100%", unit="HELP", email="eric_x@example.org"))

    def found(**filters) -> list[str]:
        return handles(company.call(ListPeople(**filters)).items)

    assert found(unit="care") == ["dan", "emil", "tess", "eric.100"]
    assert found(manager="olivia") == ["dan", "sara"]
    assert found(matching="TEAM te") == ["tess"]
    assert (
        found(matching="éric")
        == found(matching="ÉRIC")
        == found(matching="100%")
        == found(matching="c_x@")
        == ["eric.100"]
    )
    assert found(matching="%") == ["eric.100"]
    assert found(matching="nobody") == []
    assert found(unit="HELP", matching="emil") == ["emil"]


def test_a_person_is_shown_with_what_they_lead(company: Company):
    company.call(EditUnit(key="SALES", lead="dan"))
    dan = company.call(ShowPerson(handle="dan"))

    assert [unit.key for unit in dan.leads] == ["CARE", "SALES"]
    assert (dan.reports, dan.goals) == (1, 0)


def test_an_unknown_person_is_answered_with_the_nearest(company: Company):
    with pytest.raises(NotFound) as refusal:
        company.call(ShowPerson(handle="emill"))

    assert "emil" in str(refusal.value.hint)
