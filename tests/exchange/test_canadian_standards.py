"""The Canadian bundle makes a key result of each standard, and met or not met agrees with the file."""

from datetime import UTC, datetime
from decimal import Decimal

from okr.domain.definitions import KeyResultDefinition, validate_definition
from okr.domain.progress import progress_raw_ppm
from okr.domain.readings import Reading
from okr.domain.vocabulary import Metric
from tests.exchange.real_data import csv_rows, needs, records

NAME = "canada-service-standards"
pytestmark = needs(NAME)

RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


def source_rows():
    return csv_rows(NAME, "ss_2024.csv")


def test_nothing_is_refused_and_the_counts_are_those_of_the_file():
    made = records(NAME)
    assert [finding for finding in made.findings if finding.level == "refused"] == []
    assert (len(made.units), len(made.goals), len(made.key_results), len(made.check_ins)) == (
        63,
        1_001,
        2_343,
        2_343 - 528,
    )


def test_met_and_not_met_agree_by_the_rules_in_1783_of_1790_rows():
    key_results = {made.external_id: made for made in records(NAME).key_results}
    values = {made.key_result: made for made in records(NAME).check_ins}
    agreeing, judged = 0, 0
    for row in source_rows():
        if not row["target"] or not row["performance"]:
            continue
        made = key_results[f"{row['service_id']}/{row['service_standard_id']}"]
        reading = values[made.external_id]
        assert made.starts_on
        assert made.due_on == reading.effective_on
        definition = KeyResultDefinition(
            metric=made.metric,
            starts_on=made.starts_on,
            due_on=made.due_on,
            lower=made.lower,
            cadence=made.cadence or "",
        )
        validate_definition(definition)
        raw = progress_raw_ppm(
            definition,
            [Reading(number=1, effective_on=reading.effective_on, value=reading.value, recorded_at=RECORDED)],
            made.due_on,
        )
        judged += 1
        agreeing += {"Y": 1_000_000, "N": 0, "NA": None}[row["target_met"]] == raw
    assert judged == 1_790
    assert agreeing >= 1_783


def test_a_standard_without_a_target_is_tracked_and_one_of_zero_is_not():
    by_id = {made.external_id: made for made in records(NAME).key_results}
    for row in source_rows():
        made = by_id[f"{row['service_id']}/{row['service_standard_id']}"]
        assert made.metric is (Metric.AT_LEAST if row["target"] else Metric.TRACKED)
        assert made.lower == (Decimal(row["target"]) if row["target"] else None)


def test_performance_is_the_reading_of_the_last_day_of_the_fiscal_year():
    readings = {made.key_result: made for made in records(NAME).check_ins}
    for row in source_rows():
        made = readings.get(f"{row['service_id']}/{row['service_standard_id']}")
        assert (made is not None) is bool(row["performance"])
        if made is not None:
            assert (made.value, made.effective_on.isoformat()) == (Decimal(row["performance"]), "2024-03-31")


def test_a_service_with_two_names_is_one_goal_and_the_report_names_the_rows():
    spelled: dict[str, set[str]] = {}
    for row in source_rows():
        spelled.setdefault(row["service_id"], set()).add(row["service_name_en"])
    double = {service for service, names in spelled.items() if len(names) > 1}
    told = [finding for finding in records(NAME).findings if finding.level == "warning" and finding.field == "title"]
    assert len(double) == 7
    assert all(any(f'"{service}"' in finding.message for finding in told) for service in double)


def test_line_breaks_in_names_become_blanks_and_are_said():
    titles = [goal.title for goal in records(NAME).goals] + [made.title for made in records(NAME).key_results]
    assert not any("\n" in title for title in titles)
    assert sum(finding.message == "line breaks became blanks" for finding in records(NAME).findings) > 30
