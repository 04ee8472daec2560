"""The UK bundles bring in units, posts and who reports to whom, with what is odd about them in the findings."""

import re
from collections import Counter

import pytest

from tests.exchange.real_data import EXAMPLES, csv_rows, needs, records

NAME = "uk-organograms"
pytestmark = needs(NAME)

BUNDLES = {
    "bundle": ("department_of_health-2011-03-31", 302, 27, 5, 2),
    "bundle-health-2011-09-30": ("department_of_health-2011-09-30", 313, 29, 6, 1),
    "bundle-hmrc": ("her_majestys_revenue_and_customs-2011-03-31", 346, 40, 4, 1),
    "bundle-home-office": ("home_office-2012-09-30", 190, 168, 4, 1),
    "bundle-dfid": ("department_for_international_development-2013-09-30", 89, 7, 4, 4),
}
"""Bundle: file, distinct posts, units below the department, depth of the tree (edges from a root), roots."""


def depth_of(managers, person):
    steps = 0
    while managers[person] is not None:
        person, steps = managers[person], steps + 1
        assert steps <= len(managers), "a circle among managers"
    return steps


@pytest.mark.parametrize("bundle", BUNDLES)
def test_posts_units_and_depth_are_those_of_the_readme(bundle):
    _, posts, units, depth, roots = BUNDLES[bundle]
    made = records(NAME, bundle)
    managers = {person.external_id: person.manager for person in made.people}
    assert [finding for finding in made.findings if finding.level == "refused"] == []
    assert len(made.people) == posts
    assert Counter(unit.kind for unit in made.units if unit.kind) == {"company": 1, "department": len(made.units) - 1}
    assert len(made.units) - 1 <= units
    assert sum(manager is None for manager in managers.values()) == roots
    assert max(depth_of(managers, person) for person in managers) == depth


@pytest.mark.parametrize("bundle", BUNDLES)
def test_every_reference_within_a_bundle_is_found(bundle):
    made = records(NAME, bundle)
    units, people = {unit.external_id for unit in made.units}, {person.external_id for person in made.people}
    assert {unit.parent for unit in made.units} - {None} <= units
    assert {unit.lead for unit in made.units} - {None} <= people
    assert {person.unit for person in made.people} <= units
    assert {person.manager for person in made.people} - {None} <= people


@pytest.mark.parametrize("bundle", BUNDLES)
def test_who_reports_to_whom_is_as_published(bundle):
    file = BUNDLES[bundle][0]
    people = {person.external_id: person for person in records(NAME, bundle).people}
    for row in csv_rows(NAME, f"{file}-senior.csv"):
        above = row["Reports to Senior Post"]
        expected = None if above in {"XX", row["Post Unique Reference"]} else above
        assert people[row["Post Unique Reference"]].manager == expected


@pytest.mark.parametrize("bundle", BUNDLES)
def test_names_are_those_given_and_else_made_of_the_post(bundle):
    file = BUNDLES[bundle][0]
    people = {person.external_id: person for person in records(NAME, bundle).people}
    named = 0
    for row in csv_rows(NAME, f"{file}-senior.csv"):
        post, name = row["Post Unique Reference"], row["Name"].strip("'")
        if name in {"", "N/D"}:
            assert people[post].name.endswith(f"({post})")
            assert not people[post].name.startswith(("Vacant", "Eliminated"))
        elif name == "Vacant":
            assert people[post].name.startswith("Vacant: ")
        elif name != "Eliminated":
            assert people[post].name == name
            named += 1
    assert (
        named
        == {
            "bundle": 96,
            "bundle-health-2011-09-30": 87,
            "bundle-hmrc": 42,
            "bundle-home-office": 40,
            "bundle-dfid": 89,
        }[bundle]
    )


def test_a_post_that_is_listed_as_eliminated_too_keeps_its_holder():
    people = {person.external_id: person for person in records(NAME, "bundle-home-office").people}
    assert people["1HR03"].name == "Bo Lark 957"
    assert people["1HR03"].employed_to is None
    gone = [person for person in people.values() if person.name.startswith("Eliminated: ")]
    assert len(gone) == 56 - 11
    assert all(person.employed_to for person in gone)
    assert records(NAME, "bundle-home-office").merged == {"people": 11}


def test_the_oddities_are_told():
    health = [finding.message for finding in records(NAME).findings]
    assert any("2 people report to nobody" in message for message in health)
    assert any("U+FFFD" in message for message in health)
    assert any("another lead" in message for message in health)
    assert records(NAME).merged == {"people": 1}
    selves = [
        finding for finding in records(NAME, "bundle-dfid").findings if "reports to their own post" in finding.message
    ]
    assert sorted(str(finding.value) for finding in selves) == ["B130", "B41", "B52"]


def test_half_a_year_later_the_same_posts_are_the_same_people():
    before = {person.external_id: person for person in records(NAME).people}
    after = {person.external_id: person for person in records(NAME, "bundle-health-2011-09-30").people}
    kept = before.keys() & after.keys()
    assert (len(kept), len(after) - len(kept), len(before) - len(kept)) == (273, 40, 29)
    assert sum(before[post].manager != after[post].manager for post in kept) == 30
    assert sum(before[post].title != after[post].title for post in kept) in range(20, 24)


def test_the_bundles_differ_in_their_files_days_and_words_alone():
    def rules(bundle):
        text = (EXAMPLES / NAME / f"{bundle}.toml").read_text(encoding="utf-8").split('"""', 2)[2]
        return re.sub(r"\d{4}-\d\d-\d\d", "DAY", re.sub(r'file = ".*?(junior|senior)', r'file = "\1', text))

    assert len({rules(bundle) for bundle in BUNDLES}) == 1
