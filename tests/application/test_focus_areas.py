"""Focus areas: made by administrators, cared for by their owners."""

import pytest

from okr.contract.focus_areas import CreateFocusArea, EditFocusArea, FocusAreaView, ListFocusAreas, ShowFocusArea
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from tests.application.companies import Company


def keys(areas: tuple[FocusAreaView, ...]) -> list[str]:
    return [area.key for area in areas]


def test_an_administrator_makes_a_focus_area(company: Company):
    made = company.call(
        CreateFocusArea(
            name="Éasy to Reach", customers="Callers", meaning="Nobody waits.\nNobody repeats.", owner="tess"
        )
    )

    assert (made.key, made.customers, made.goals, made.archived) == ("easy-to-reach", "Callers", 0, False)
    assert made.meaning == "Nobody waits.\nNobody repeats."
    assert made.owner is not None
    assert made.owner.handle == "tess"
    assert company.call(ShowFocusArea(key="EASY-to-reach"), by="sven") == made


@pytest.mark.parametrize("handle", ["dan", "tess", "emil", "sven"])
def test_nobody_else_makes_one(company: Company, handle: str):
    with pytest.raises(NotAllowed, match="may edit this focus area"):
        company.call(CreateFocusArea(name="Mine"), by=handle)


def test_the_owner_changes_it_and_others_do_not(company: Company):
    changed = company.call(EditFocusArea(key="trust", benefit="Customers stay", name="Trust first"), by="dan")

    assert (changed.key, changed.name, changed.benefit, changed.version) == (
        "trust",
        "Trust first",
        "Customers stay",
        2,
    )
    for handle in ("tess", "emil", "sara"):
        with pytest.raises(NotAllowed, match="Only its owner or an administrator may edit this focus area"):
            company.call(EditFocusArea(key="trust", name="Mine"), by=handle)
    assert company.call(EditFocusArea(key="trust", benefit=None, owner=None)).benefit is None


def test_a_stale_version_is_refused(company: Company):
    company.call(EditFocusArea(key="trust", name="First", version=1), by="dan")

    with pytest.raises(Conflict, match="First was changed by Dan Division since"):
        company.call(EditFocusArea(key="trust", name="Second", version=1))


def test_the_same_key_gives_the_same_answer_once(company: Company):
    command = CreateFocusArea(name="Ease")

    assert company.call(command, key="k") == company.call(command, key="k")
    assert keys(company.call(ListFocusAreas()).items) == ["ease", "trust"]


def test_keys_are_unique_and_made_from_the_name(company: Company):
    assert company.call(CreateFocusArea(name="Trust!")).key == "trust-2"
    assert company.call(CreateFocusArea(name="信頼")).key == "area"
    with pytest.raises(RuleViolation, match="Another focus area has the key trust already"):
        company.call(CreateFocusArea(name="Other", key="Trust"))


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"key": "not a key"}, InvalidInput),
        ({"key": "x" * 41}, InvalidInput),
        ({"name": "  "}, InvalidInput),
        ({"meaning": "\x1b[2J"}, InvalidInput),
        ({"owner": "nobody"}, NotFound),
    ],
)
def test_what_makes_no_sense_is_refused(company: Company, fields, error):
    with pytest.raises(error):
        company.call(CreateFocusArea(name="Ease").model_copy(update=fields))

    assert keys(company.call(ListFocusAreas()).items) == ["trust"]


def test_an_archived_one_is_listed_on_demand(company: Company):
    company.call(CreateFocusArea(name="Ease"))

    assert company.call(EditFocusArea(key="trust", archived=True)).archived
    assert keys(company.call(ListFocusAreas()).items) == ["ease"]
    assert keys(company.call(ListFocusAreas(include_archived=True)).items) == ["ease", "trust"]
    assert not company.call(EditFocusArea(key="trust", archived=False)).archived


def test_pages_join_to_the_whole_list(company: Company):
    for name in ("Trust", "Trust", "Ease"):
        company.call(CreateFocusArea(name=name))
    walked: list[str] = []
    cursor = None
    while True:
        page = company.call(ListFocusAreas(limit=1, cursor=cursor))
        walked += keys(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert walked[0] == "ease"
    assert sorted(walked[1:]) == ["trust", "trust-2", "trust-3"]
