"""The three real sets through a fresh database: what their READMEs say comes out, and a second import changes nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from okr.client.local import LocalBackend
from okr.contract.imports import ImportReport
from okr.contract.key_results import KeyResultView, ListKeyResults
from okr.contract.organisation import InitOrganisation
from okr.contract.people import ListPeople
from okr.contract.verification import Verify
from okr.domain.vocabulary import Metric, Status
from tests.exchange.real_data import csv_rows, json_rows, needs, records

TODAY = date(2026, 11, 18)
US, UK, CANADA = "us-agency-priority-goals", "uk-organograms", "canada-service-standards"


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[LocalBackend]:
    """A company that was just founded."""
    moment = datetime(2026, 11, 18, 9, tzinfo=UTC)
    opened = LocalBackend(str(tmp_path / "real.sqlite"), today=TODAY, clock=lambda: moment)
    opened.call(InitOrganisation(name="Fresh", owner_name="Olivia Owner"))
    yield opened
    opened.close()


def imported(backend: LocalBackend, name: str) -> ImportReport:
    """The report of the first import, after a second one that changed nothing and a verification without a difference."""
    report = backend.call(records(name))
    assert report.written
    assert not [one for one in report.findings if one.level == "refused"]
    again = backend.call(records(name))
    assert not again.changes
    assert not any(count.created or count.changed or count.refused for count in again.counts)
    assert backend.call(Verify()).difference_count == 0
    return report


def every_key_result(backend: LocalBackend, as_of: date | None = None) -> dict[str | None, KeyResultView]:
    found: dict[str | None, KeyResultView] = {}
    cursor: str | None = None
    while True:
        page = backend.call(ListKeyResults(cursor=cursor, limit=200, as_of=as_of))
        found.update((one.external_id, one) for one in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found


@needs(US)
def test_us_progress_is_the_published_one_in_every_measurable_row_as_of_each_quarter(backend: LocalBackend) -> None:
    report = imported(backend, US)
    assert {one.kind: one.created for one in report.counts}["goals"] == 573
    rows = json_rows(US, "target.json")
    measured = {"Measurable increase", "Measurable decrease"}
    as_of = {day: every_key_result(backend, day) for day in {one.effective_on for one in records(US).check_ins}}
    assert len(as_of) == 4
    compared = 0
    for reading in records(US).check_ins:
        row = rows[reading.place.row - 1]
        if row["indicator_type"] in measured:
            view = as_of[reading.effective_on][reading.key_result]
            published = Decimal(row["progress_pct"])
            assert view.progress_raw is not None
            assert abs(Decimal(view.progress_raw) / 1_000_000 - published) <= Decimal("0.000001"), reading.key_result
            compared += 1
    assert compared >= 412  # 413 rows, of which two are the same row twice


@needs(CANADA)
def test_canadian_standards_are_met_where_they_say_so(backend: LocalBackend) -> None:
    imported(backend, CANADA)
    said = {
        f"{row['service_id']}/{row['service_standard_id']}": row["target_met"]
        for row in csv_rows(CANADA, "ss_2024.csv")
    }
    judged = [
        one
        for one in every_key_result(backend).values()
        if one.metric is Metric.AT_LEAST and one.current is not None and one.external_id is not None
    ]
    met = {Status.ON_TRACK, Status.REACHED}
    agreed = sum((one.status in met) is (said[str(one.external_id)] == "Y") for one in judged)
    assert len(judged) == 1_790
    assert agreed >= 1_783


@needs(UK)
def test_uk_units_people_and_managers_come_in_whole(backend: LocalBackend) -> None:
    imported(backend, UK)
    people = [one for one in backend.call(ListPeople(limit=200)).items if one.manager is not None]
    assert len(people) > 100
