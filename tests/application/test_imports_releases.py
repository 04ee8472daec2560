"""The organograms of the UK government: every body imports as published, and half a year later the report says what happened."""

import pytest

from okr.contract.imports import ImportReport
from okr.contract.verification import Verify
from tests.application.companies import Company
from tests.application.test_imports import counted
from tests.exchange.real_data import needs, records

FOLDER = "uk-organograms"
pytestmark = needs(FOLDER)
BODIES = {
    # bundle: units made beside the top, people, of them merged repetitions
    "bundle": (27, 302, 1),
    "bundle-health-2011-09-30": (28, 313, 0),
    "bundle-hmrc": (40, 346, 0),
    "bundle-home-office": (168, 190, 11),
    "bundle-dfid": (7, 89, 0),
}


def imported(company: Company, bundle: str, **how: bool) -> ImportReport:
    return company.call(records(FOLDER, bundle).model_copy(update=how))


@pytest.mark.parametrize("bundle", BODIES)
def test_every_body_comes_in_whole_and_again_changes_nothing(company: Company, bundle: str) -> None:
    units, people, merged = BODIES[bundle]
    report = imported(company, bundle)
    assert report.written
    assert counted(report) == {"units": (units, 1, 0, 0), "people": (people, 0, 0, 0)}
    assert next(count.merged for count in report.counts if count.kind == "people") == merged
    again = imported(company, bundle)
    assert not again.changes
    assert not any(count.missing for count in again.counts)
    assert company.call(Verify()).difference_count == 0


def test_a_dry_run_of_the_next_release_says_who_came_who_went_and_who_moved(company: Company) -> None:
    imported(company, "bundle")
    report = imported(company, "bundle-health-2011-09-30", dry_run=True)
    (people,) = (count for count in report.counts if count.kind == "people")
    assert (people.created, people.changed + people.unchanged, people.missing) == (40, 273, 29)
    moved = {field: {one.external_id for one in report.changes if one.field == field} for field in ("manager", "title")}
    assert {field: len(ids) for field, ids in moved.items()} == {"manager": 30, "title": 22}
    gone = [one for one in report.findings if one.level == "note" and "no longer in the file" in one.message]
    assert len(gone) == 29
    assert all(one.kind == "people" and one.value for one in gone)
